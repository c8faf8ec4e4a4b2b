import { findField, type FieldType, type ObjectDescribe } from '../describe';
import { canonicalNumber, exactNumber, isNumberText } from '../numbers';

/** What a cell of a CSV means, of which the blanks at its ends are gone: two that mean the same are the same text. */
type ReadMeaning = (text: string) => string;

/** How the cells of a column are read, which Salesforce may write in its own way: text is text, whatever it looks like. */
export function cellMeaning(column: string, described: ObjectDescribe): ReadMeaning {
  return MEANINGS_BY_TYPE.get(findField(described, column)?.type ?? 'string') ?? asText;
}

const asText: ReadMeaning = (text) => (text.includes('\r') ? text.replaceAll('\r\n', '\n') : text);

function asNumber(text: string): string {
  if (!isNumberText(text)) return text;
  const number = exactNumber(text);
  return typeof number === 'number' ? String(number) : (canonicalNumber(text) ?? text);
}

const asFlag: ReadMeaning = (text) =>
  /^(?:1|true)$/i.test(text) ? 'true' : /^(?:0|false)$/i.test(text) ? 'false' : text;

/** The 15- and the 18-character form of an ID are one; the case of the first is part of it. */
const asId: ReadMeaning = (text) => (text.length === 18 ? text.slice(0, 15) : text);

const TIME = /^\d{4}-\d\d-\d\d(?:T[\d:.]{1,20}(?:Z|[+-]\d\d:?\d\d)?)?$/;

function asTime(text: string): string {
  const time = TIME.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(time) ? text : new Date(time).toISOString();
}

/** A date stays one, whatever time is given with it. */
const asDate: ReadMeaning = (text) => (text.length === 10 ? text : asTime(text).slice(0, 10));

const MEANINGS_BY_TYPE: ReadonlyMap<FieldType, ReadMeaning> = new Map<FieldType, ReadMeaning>([
  ['boolean', asFlag],
  ['currency', asNumber],
  ['date', asDate],
  ['datetime', asTime],
  ['double', asNumber],
  ['id', asId],
  ['int', asNumber],
  ['long', asNumber],
  ['percent', asNumber],
  ['reference', asId],
]);

/** Keys that Salesforce may take for one are the same here. */
export function comparableKey(key: string): string {
  return canonicalNumber(key) ?? key.trim().toLowerCase();
}
