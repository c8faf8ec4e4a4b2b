import type { FieldDescribe } from '../describe';
import { AnswerError, answerText, asError, isRecord } from '../errors';
import { canonicalId } from '../ids';
import { canonicalNumber } from '../numbers';
import type { Org } from '../org';
import { soqlLiteral, soqlTypeOf } from '../soql/literals';
import { select } from '../soql/select';
import { queryPages, startingOver, type Page, type SalesforceRecord } from '.';

/** The records that have a value in a field, or why they cannot be queried. */
export type Found = { readonly error: Error } | { readonly records: readonly SalesforceRecord[] };

/** What has to be known of a field to find records by it. */
export type KeyField = Pick<FieldDescribe, 'caseSensitive' | 'name' | 'type'>;

export interface Wanted {
  /** API name. */
  readonly object: string;
  /** The field whose values are given, or a parent's by its path. */
  readonly by: KeyField;
  /** What to read of the records, fields of parents by their paths; `by` comes with them. */
  readonly fields: readonly string[];
}

/** Characters of fields and values in one query, of the 100,000 that a query can have altogether. */
const LONGEST_LIST_QUERY = 90_000;
/** Values in one query: their records are a page or little more. */
const MOST_VALUES = 2_000;

/**
 * Finds records by the values of one field, with as many values per query as fit.
 * @returns the records by value; a value without records has an empty list
 * @throws SalesforceError, ConnectionError when a query fails
 */
export async function findRecords(org: Org, wanted: Wanted, values: readonly string[]): Promise<Map<string, Found>> {
  const { by, object } = wanted;
  const fields = withField(wanted.fields, by.name);
  const found = new Map<string, Found>();
  for (const list of listsOf(values, by, LONGEST_LIST_QUERY - fields.join().length, found)) {
    const condition = { field: by.name, operator: 'in', value: list, type: soqlTypeOf(by) } as const;
    const soql = select({ object, fields, where: { match: 'all', conditions: [condition] } });
    const { records, stray } = await startingOver(() => recordsBy(by, list, queryPages(org, soql)));
    for (const value of list) {
      const own = records.get(comparable(value, by));
      // It may be this value's, written in a way that nobody knows: that the value has no record is then not sure.
      found.set(value, own === undefined && stray !== undefined ? { error: stray } : { records: own ?? [] });
    }
  }
  return found;
}

interface RecordsByValue {
  readonly records: ReadonlyMap<string, SalesforceRecord[]>;
  /** Records came that were not asked for. */
  readonly stray: AnswerError | undefined;
}

/** @throws AnswerError when no record was asked for: it is the answer to something else */
async function recordsBy(by: KeyField, wanted: readonly string[], pages: AsyncIterable<Page>): Promise<RecordsByValue> {
  const asked = new Set(wanted.map((value) => comparable(value, by)));
  const found = new Map<string, SalesforceRecord[]>();
  for await (const { records } of pages) {
    for (const record of records) {
      const value = comparable(answerText(valueAt(record, by.name)), by);
      const same = found.get(value);
      if (same === undefined) found.set(value, [record]);
      else same.push(record);
    }
  }
  const strays = [...found.keys()].filter((value) => !asked.has(value));
  if (strays.length === 0) return { records: found, stray: undefined };
  const stray = new AnswerError(200, `it has records that were not asked for: their ${by.name} is another`);
  if (strays.length === found.size) throw stray;
  return { records: found, stray };
}

function valueAt(record: SalesforceRecord, path: string): unknown {
  return path.split('.').reduce((value: unknown, name) => (isRecord(value) ? value[name] : undefined), record);
}

function withField(fields: readonly string[], name: string): string[] {
  const isThere = fields.some((field) => field.toLowerCase() === name.toLowerCase());
  return isThere ? [...fields] : [...fields, name];
}

/** Lists that fit into a query; reports values that cannot be queried. */
function* listsOf(
  values: readonly string[],
  by: KeyField,
  room: number,
  refused: Map<string, Found>,
): Generator<string[]> {
  let list: string[] = [];
  let length = 0;
  for (const value of new Set(values)) {
    try {
      const characters = soqlLiteral(value, soqlTypeOf(by), { field: by.name }).length + 2;
      if (list.length > 0 && (length + characters > room || list.length === MOST_VALUES)) {
        yield list;
        list = [];
        length = 0;
      }
      list.push(value);
      length += characters;
    } catch (error) {
      refused.set(value, { error: asError(error) });
    }
  }
  if (list.length > 0) yield list;
}

/** Salesforce treats two values as equal if this is the same for both. */
export function comparable(value: string, { caseSensitive, type }: KeyField): string {
  if (soqlTypeOf({ type }) === 'number') return canonicalNumber(value) ?? value;
  // An ID has several forms.
  const id = type === 'id' || type === 'reference' ? canonicalId(value) : undefined;
  return id ?? (type === 'id' || caseSensitive ? value : value.toLowerCase());
}
