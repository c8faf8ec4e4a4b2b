import { csvLine } from '../csv';
import { isRecord } from '../errors';
import { nameAmong } from '../names';
import { plainNumber } from '../numbers';
import type { Org } from '../org';
import { clausesOf } from '../soql/clauses';
import { namesOfRows, OWN_FIELDS, selectedValues } from './columns';
import type { Page } from './pages';
import type { SalesforceRecord } from './records';

/**
 * Rows as CSV with a header line, one text for each page. The columns are those that the query selects. What is
 * empty in Salesforce is an empty cell; a value that is not plain (such as an address) is written as JSON.
 * @param org tells what FIELDS() stands for where there are no rows
 * @throws InputError for a query whose rows are not a table, before the first page is requested
 */
export function csvLines(
  soql: string,
  pages: AsyncIterable<Page>,
  org?: Pick<Org, 'describe'>,
): AsyncGenerator<string, void, undefined> {
  const values = selectedValues(soql);
  const object = clausesOf(soql)?.object;
  const unseenRow = async (): Promise<SalesforceRecord> => {
    if (org === undefined || object === undefined || values?.some(({ group }) => group !== undefined) !== true)
      return {};
    const names = namesOfRows(values, await org.describe.object(object));
    return Object.fromEntries(names.map((name) => [name, null]));
  };
  return writeCsv(pages, values?.map(({ column }) => column) ?? [OWN_FIELDS], unseenRow);
}

/** @param unseenRow what a row would have, where there is none */
async function* writeCsv(
  pages: AsyncIterable<Page>,
  selected: readonly string[],
  unseenRow: () => Promise<SalesforceRecord>,
): AsyncGenerator<string, void, undefined> {
  const asked = new AskedNames(selected);
  let columns: readonly CsvColumn[] | undefined;
  let isBegun = false;
  for await (const { records } of pages) {
    columns ??= columnsAfter(selected, records[0] ?? (await unseenRow()), asked).map(
      (path) => new CsvColumn(path, asked),
    );
    let text = '';
    for (const record of records) text += csvLine(columns.map((column) => column.cell(record)));
    // After the rows of the first page, because they show how Salesforce writes the names.
    if (!isBegun && columns.length > 0) text = csvLine(columns.map(({ title }) => title)) + text;
    isBegun = true;
    yield text;
  }
}

/**
 * Rows as JSON, one on each line, one text for each page.
 * https://jsonlines.org
 * @param shape what is written of a record
 */
export async function* jsonLines(
  pages: AsyncIterable<Page>,
  shape: (record: SalesforceRecord) => unknown,
): AsyncGenerator<string, void, undefined> {
  for await (const { records } of pages) {
    let text = '';
    for (const record of records) text += `${JSON.stringify(shape(record))}\n`;
    yield text;
  }
}

/** SOQL accepts names in any case, and those of the own package without namespace; a row has them as Salesforce writes them. */
class AskedNames {
  /** `a` and `a.b` of the path `A.B` */
  readonly #beginnings: ReadonlySet<string>;

  constructor(paths: readonly string[]) {
    const all = paths.map((path) => path.toLowerCase().split('.'));
    this.#beginnings = new Set(all.flatMap((names) => names.map((_, level) => names.slice(0, level + 1).join('.'))));
  }

  /** What the row, or the parent on this level, calls a name of the path; undefined if it has none for it. */
  nameIn(record: SalesforceRecord, path: string, level = 0): string | undefined {
    const names = path.toLowerCase().split('.');
    const [above, wanted] = [names.slice(0, level), names[level] ?? ''];
    // Another column's own name is not meant by this one.
    const isFree = (name: string): boolean =>
      name.toLowerCase() === wanted || !this.#beginnings.has([...above, name.toLowerCase()].join('.'));
    return nameAmong(Object.keys(record).filter(isFree), wanted);
  }
}

class CsvColumn {
  readonly #names: string[];

  constructor(
    private readonly path: string,
    private readonly asked: AskedNames,
  ) {
    this.#names = path.split('.');
  }

  get title(): string {
    return this.#names.join('.');
  }

  cell(record: SalesforceRecord): string {
    let value: unknown = record;
    for (const [level, written] of this.#names.entries()) {
      // A missing parent.
      if (!isRecord(value)) return '';
      const name = Object.hasOwn(value, written) ? written : this.asked.nameIn(value, this.path, level);
      if (name === undefined) return '';
      this.#names[level] = name;
      value = value[name];
    }
    return cellText(value);
  }
}

function cellText(value: unknown): string {
  if (typeof value === 'string') return value;
  if (value === null || value === undefined) return '';
  if (typeof value === 'number') return plainNumber(value);
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

/**
 * Every row has all fields of its own, also the empty ones; a parent's are known from the query, as a row can lack it.
 * What a row calls otherwise than the query's text tells is under the row's name, in the place of a column that it does not
 * have; a parent keeps its columns, which a later row can have.
 */
function columnsAfter(selected: readonly string[], first: SalesforceRecord, asked: AskedNames): string[] {
  const given = new Map(selected.map((column) => [column, asked.nameIn(first, column)]));
  const named = new Set(given.values());
  const own = pathsIn(first).filter((path) => !named.has(firstName(path)));
  const columns = selected.flatMap((column) => {
    if (column === OWN_FIELDS) return own.splice(0);
    const isAbsent = given.get(column) === undefined && !column.includes('.');
    return [isAbsent ? (own.shift() ?? column) : column];
  });
  return [...columns, ...own];
}

function firstName(path: string): string {
  return path.split('.', 1).join();
}

/** The fields of a record, and of its parents by their paths. */
function pathsIn(record: SalesforceRecord): string[] {
  return Object.entries(record).flatMap(([name, value]) => {
    if (name === 'attributes') return [];
    const isParent = isRecord(value) && 'attributes' in value;
    return isParent ? pathsIn(value).map((path) => `${name}.${path}`) : [name];
  });
}
