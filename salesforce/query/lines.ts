import { csvLine } from '../csv';
import { OWN_FIELDS, selectedColumns } from './columns';
import { isRecord } from '../errors';
import { plainNumber } from '../numbers';
import type { Page } from './pages';
import type { SalesforceRecord } from './records';

/**
 * Rows as CSV with a header line, one text for each page. The columns are those of {@link selectedColumns}. What is
 * empty in Salesforce is an empty cell; a value that is not plain (such as an address) is written as JSON.
 * @throws InputError for a query whose rows are not a table, before the first page is requested
 */
export function csvLines(soql: string, pages: AsyncIterable<Page>): AsyncGenerator<string, void, undefined> {
  return writeCsv(pages, selectedColumns(soql));
}

async function* writeCsv(
  pages: AsyncIterable<Page>,
  selected: readonly string[] = [OWN_FIELDS],
): AsyncGenerator<string, void, undefined> {
  let columns: readonly CsvColumn[] | undefined;
  let isBegun = false;
  for await (const { records } of pages) {
    columns ??= columnsAfter(selected, records[0] ?? {}).map((path) => new CsvColumn(path));
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

/** SOQL accepts names in any case; a row has them as Salesforce writes them. */
class CsvColumn {
  readonly #names: string[];

  constructor(path: string) {
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
      const name = Object.hasOwn(value, written) ? written : nameIn(value, written);
      if (name === undefined) return '';
      this.#names[level] = name;
      value = value[name];
    }
    return cellText(value);
  }
}

function nameIn(record: SalesforceRecord, written: string): string | undefined {
  return Object.keys(record).find((name) => name.toLowerCase() === written.toLowerCase());
}

function cellText(value: unknown): string {
  if (typeof value === 'string') return value;
  if (value === null || value === undefined) return '';
  if (typeof value === 'number') return plainNumber(value);
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

/** Every row has all fields of its own, also the empty ones; a parent's are known from the query, as a row can lack it. */
function columnsAfter(selected: readonly string[], first: SalesforceRecord): string[] {
  const named = new Set(selected.map(firstName));
  const own = pathsIn(first).filter((path) => !named.has(firstName(path)));
  return selected.flatMap((column) => (column === OWN_FIELDS ? own.splice(0) : [column]));
}

function firstName(path: string): string {
  return path.split('.', 1).join().toLowerCase();
}

/** The fields of a record, and of its parents by their paths. */
function pathsIn(record: SalesforceRecord): string[] {
  return Object.entries(record).flatMap(([name, value]) => {
    if (name === 'attributes') return [];
    const isParent = isRecord(value) && 'attributes' in value;
    return isParent ? pathsIn(value).map((path) => `${name}.${path}`) : [name];
  });
}
