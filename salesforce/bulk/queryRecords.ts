import type { FieldType } from '../describe';
import { AnswerError } from '../errors';
import { exactNumber, isNumberText } from '../numbers';
import type { Org } from '../org';
import type { SalesforceRecord } from '../query';
import { columnTypes, NUMBER_TYPES, type RowSource } from './queryColumns';
import { unevenRow } from './csvScan';
import { answeredRows } from './results';

/** What a cell stands for; an empty one is null. */
type ReadCell = (cell: string) => unknown;

function readerOf(type: FieldType | undefined): ReadCell {
  if (type === 'boolean') return flagOf;
  if (type === 'datetime') return restTime;
  return type !== undefined && NUMBER_TYPES.has(type) ? numberIn : (cell) => cell;
}

/** What is neither is no checkbox's value, and stays as it is. */
function flagOf(cell: string): boolean | string {
  const word = cell.toLowerCase();
  return word === 'true' || (word === 'false' ? false : cell);
}

/** Of one moment, Bulk writes `…00.000Z`, and REST `…00.000+0000`. */
function restTime(cell: string): string {
  return cell.endsWith('Z') ? `${cell.slice(0, -1)}+0000` : cell;
}

/** What is formatted is no number, and stays as it is. */
function numberIn(cell: string): number | string {
  return isNumberText(cell) ? exactNumber(cell) : cell;
}

interface ResultColumn {
  /** Of `Account.Owner.Name`, `Account` and `Owner`. */
  readonly parents: readonly string[];
  readonly name: string;
  readonly read: ReadCell;
}

/**
 * The records of a query's CSV, as REST gives them without `attributes`: parents as objects, numbers, checkboxes and
 * times by the types of what is selected, null where a cell is empty.
 */
export async function* recordsOf(
  org: Org,
  csv: AsyncIterable<Uint8Array>,
  source: RowSource,
): AsyncGenerator<SalesforceRecord[], void, undefined> {
  let columns: ResultColumn[] | undefined;
  for await (const rows of answeredRows(csv)) {
    const [header, ...below] = columns === undefined ? rows : [[], ...rows];
    columns ??= await resultColumns(org, header ?? [], source);
    const known = columns;
    const hasParents = known.some(({ parents }) => parents.length > 0);
    yield below.map((cells) => {
      if (cells.length === known.length) return csvRecord(known, cells, hasParents);
      throw unevenRow(cells.length, known.length);
    });
  }
}

/** @throws AnswerError for what is no header: the names of a query's columns are API names */
function columnPaths(header: readonly string[]): string[][] {
  const names = new Set(header.map((name) => name.toLowerCase()));
  const parents = new Set([...names].flatMap(parentsOf));
  const isNone = (name: string): boolean =>
    name.length > 1_000 || !(FIELD.test(name) || CALCULATED.test(name)) || parents.has(name.toLowerCase());
  const strange = header.find(isNone) ?? (names.size < header.length ? header.join() : undefined);
  if (strange === undefined) return header.map((name) => (CALCULATED.test(name) ? [name] : name.split('.')));
  throw new AnswerError(200, 'the header of a CSV of records was expected', strange);
}

const FIELD = /^[A-Za-z]\w*(?:\.[A-Za-z]\w*)*$/;
/** No documentation says what the column of a function is called that has no alias; it can be the function. */
const CALCULATED = /^[A-Za-z]\w*\([\w\s.,()'-]*\)$/;

/** Of `account.owner.name`, `account` and `account.owner`; too many for a header are none. */
function parentsOf(name: string): string[] {
  const parts = name.slice(0, 1_000).split('.');
  return parts.slice(1).map((_, count) => parts.slice(0, count + 1).join('.'));
}

async function resultColumns(org: Org, header: readonly string[], source: RowSource): Promise<ResultColumn[]> {
  const paths = columnPaths(header);
  const types = await columnTypes(org, header, source);
  return paths.map((path, place) => {
    const read = readerOf(types[place]);
    return { parents: path.slice(0, -1), name: path.at(-1) ?? '', read: (cell) => (cell === '' ? null : read(cell)) };
  });
}

function csvRecord(columns: readonly ResultColumn[], cells: readonly string[], hasParents: boolean): SalesforceRecord {
  const record: SalesforceRecord = {};
  for (let place = 0; place < columns.length; place += 1) {
    const column = columns[place];
    if (column === undefined) continue;
    let holder = record;
    for (const name of column.parents) holder = parentIn(holder, name);
    holder[column.name] = column.read(cells[place] ?? '');
  }
  return hasParents ? withoutEmptyParents(record) : record;
}

/** Names such as `constructor` are on every object, and are no parent of a record's. */
function parentIn(record: SalesforceRecord, name: string): SalesforceRecord {
  if (!Object.hasOwn(record, name)) record[name] = {};
  return record[name] as SalesforceRecord;
}

/** A missing parent has no fields. */
function withoutEmptyParents(record: SalesforceRecord): SalesforceRecord {
  for (const [name, value] of Object.entries(record)) {
    if (typeof value !== 'object' || value === null) continue;
    const parent = withoutEmptyParents(value as SalesforceRecord);
    if (Object.values(parent).every((field) => field === null)) record[name] = null;
  }
  return record;
}
