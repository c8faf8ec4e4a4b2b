import type { INodeProperties } from 'n8n-workflow';

import { trimmed } from '../../../salesforce/characters';
import { asError, isRecord, show } from '../../../salesforce/errors';
import { listInText } from '../../../salesforce/json';
import { isDate } from '../../../salesforce/values/dates';
import { AdvisedError } from '../host/advice';
import type { FormValues } from '../host/form';
import type { OptionPlace } from './allowed';

type TextField = Partial<Pick<INodeProperties, 'default'>> & Pick<INodeProperties, 'displayName' | 'name'>;

/**
 * The text of a field, without spaces around it; empty where there is none. An expression can give anything: what is no
 * text is an error, because “[object Object]” is nobody's.
 */
export function readText(
  form: FormValues,
  { name, displayName, default: standard = '' }: TextField,
  place: OptionPlace = '',
): string {
  return trimmed(plainText(form.param<unknown>(place === '' ? name : `${place}.${name}`, standard), displayName));
}

/**
 * A value as text: dates as ISO 8601 has them, nothing as an empty text.
 * @param what display name of the field
 * @throws AdvisedError for lists, objects, and what is not a number
 */
export function plainText(value: unknown, what: string): string {
  const given: unknown = isDate(value) ? JSON.parse(JSON.stringify(value)) : value;
  if (given === null || given === undefined) return '';
  const isText = typeof given === 'string' || typeof given === 'boolean' || typeof given === 'bigint';
  if (isText || (typeof given === 'number' && Number.isFinite(given))) return String(given);
  throw new AdvisedError(`${what}: ${show(value)} is not text.`, {
    field: what,
    actions: ['Check the expression: choose one of the object’s properties, or convert it to text.'],
  });
}

/**
 * The parts of a list, such as names or IDs, or of a text with commas between them, or with a list in JSON.
 * @param what display name of the field
 * @throws AdvisedError for a place of a list that holds nothing, and for nothing but commas: it is not known what was meant
 */
export function namesIn(value: unknown, what: string, separator = /,/): string[] {
  if (Array.isArray(value)) {
    const texts = value.map((part) => trimmed(plainText(part, what)));
    // A list can have gaps, which map leaves.
    const hole = Array.from(texts).findIndex((text) => text === undefined || text === '');
    if (hole >= 0) throw withHole(what, `[${hole}] of its list is empty`);
    return texts;
  }
  const text = plainText(value, what);
  const list = listInText(text);
  if (list !== undefined) return namesIn(list, what);
  const texts = text
    .split(separator)
    .map(trimmed)
    .filter((part) => part !== '');
  if (texts.length === 0 && trimmed(text) !== '')
    throw withHole(what, `there is nothing between the commas of ${show(text)}`);
  return texts;
}

function withHole(what: string, problem: string): AdvisedError {
  return new AdvisedError(`${what}: ${problem}.`, {
    field: what,
    actions: [
      'Check that the item has what the expression refers to. To leave out what is empty, use .filter(Boolean) in it.',
    ],
  });
}

/** A field that takes several rows. */
interface RowsField extends Pick<INodeProperties, 'displayName' | 'name'> {
  /** The name of its one kind of rows. */
  readonly rows: string;
}

/**
 * The rows of a field, from the form or from an expression that gives them. What is under another name than its rows is an
 * error: a field that seems empty could ask for everything.
 * @throws AdvisedError for what is no row
 */
export function formRows<Row extends object>(form: FormValues, { name, displayName, rows }: RowsField): readonly Row[] {
  const given = form.param<unknown>(name, {});
  const other = isRecord(given) ? Object.keys(given).find((key) => key !== rows) : undefined;
  if (other !== undefined) {
    throw new AdvisedError(`${displayName}: its rows are in “${rows}”, and not in ${show(other)}.`, {
      field: displayName,
      actions: [`Fill in the rows of “${displayName}” in the form, or give the expression a list of them.`],
    });
  }
  const held = isRecord(given) ? given[rows] : given;
  if (held === undefined || held === null || held === '') return [];
  const wrong = Array.isArray(held) ? held.find((row) => !isRecord(row)) : held;
  if (Array.isArray(held) && held.every(isRecord)) return held as unknown as Row[];
  throw new AdvisedError(`${displayName}: ${show(wrong)} is not one of its rows.`, {
    field: displayName,
    actions: [`Fill in the rows of “${displayName}” in the form, with an expression in each value.`],
  });
}

/** Why a text is no JSON; undefined if it is. */
export function faultInJson(text: string): string | undefined {
  try {
    JSON.parse(text);
    return undefined;
  } catch (error) {
    return asError(error).message;
  }
}
