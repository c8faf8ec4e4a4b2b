import { findField, findRelationship, type FieldType } from '../describe';
import { AnswerError } from '../errors';
import type { Org } from '../org';
import type { SalesforceRecord } from '../query';
import { isNumberText } from '../values/scalars';
import { answeredRows, unevenRow } from './results';

/** What a cell stands for; an empty one is null. */
type ReadCell = (cell: string) => unknown;

const TYPED: ReadonlyMap<FieldType, ReadCell> = new Map<FieldType, ReadCell>([
  ['boolean', flagOf],
  ['currency', numberIn],
  ['double', numberIn],
  ['int', numberIn],
  ['long', numberIn],
  ['percent', numberIn],
]);

/** What is neither is no checkbox's value, and stays as it is. */
function flagOf(cell: string): boolean | string {
  const word = cell.toLowerCase();
  return word === 'true' || (word === 'false' ? false : cell);
}

/** What is formatted is no number, and stays as it is. */
function numberIn(cell: string): number | string {
  return isNumberText(cell) ? Number(cell) : cell;
}

interface ResultColumn {
  /** Of `Account.Owner.Name`, `Account` and `Owner`. */
  readonly parents: readonly string[];
  readonly name: string;
  readonly read: ReadCell;
}

/**
 * The records of a query's CSV, as REST gives them without `attributes`: parents as objects, numbers and checkboxes by
 * their fields' types, null where a cell is empty.
 */
export async function* recordsOf(
  org: Org,
  csv: AsyncIterable<Uint8Array>,
  object: string,
): AsyncGenerator<SalesforceRecord[], void, undefined> {
  let columns: ResultColumn[] | undefined;
  for await (const rows of answeredRows(csv)) {
    const [header, ...below] = columns === undefined ? rows : [[], ...rows];
    columns ??= await Promise.all(columnPaths(header ?? []).map((path) => resultColumn(org, object, path)));
    const known = columns;
    const hasParents = known.some(({ parents }) => parents.length > 0);
    yield below.map((cells) => {
      if (cells.length === known.length) return csvRecord(known, cells, hasParents);
      throw unevenRow(cells, known.length);
    });
  }
}

/** @throws AnswerError for what is no header: the names of a query's columns are API names */
function columnPaths(header: readonly string[]): string[][] {
  const names = new Set(header.map((name) => name.toLowerCase()));
  const parents = new Set([...names].flatMap(parentsOf));
  const isNone = (name: string): boolean =>
    name.length > 1_000 || !/^[A-Za-z]\w*(?:\.[A-Za-z]\w*)*$/.test(name) || parents.has(name.toLowerCase());
  const strange = header.find(isNone) ?? (names.size < header.length ? header.join() : undefined);
  if (strange === undefined) return header.map((name) => name.split('.'));
  throw new AnswerError(200, 'the header of a CSV of records was expected', strange);
}

/** Of `account.owner.name`, `account` and `account.owner`; too many for a header are none. */
function parentsOf(name: string): string[] {
  const parts = name.slice(0, 1_000).split('.');
  return parts.slice(1).map((_, count) => parts.slice(0, count + 1).join('.'));
}

async function resultColumn(org: Org, object: string, path: readonly string[]): Promise<ResultColumn> {
  const type = await fieldTypeAt(org, object, path);
  const read = (type === undefined ? undefined : TYPED.get(type)) ?? ((cell: string) => cell);
  return { parents: path.slice(0, -1), name: path.at(-1) ?? '', read: (cell) => (cell === '' ? null : read(cell)) };
}

/** Undefined where the column's field cannot be determined: results of functions, and parents of several objects. */
async function fieldTypeAt(
  { describe }: Pick<Org, 'describe'>,
  object: string,
  path: readonly string[],
): Promise<FieldType | undefined> {
  const [name = '', ...rest] = path;
  const described = await describe.object(object).catch(() => undefined);
  if (described === undefined) return undefined;
  if (rest.length === 0) return findField(described, name)?.type;
  const [type, ...others] = findRelationship(described, name)?.referenceTo ?? [];
  return type === undefined || others.length > 0 ? undefined : await fieldTypeAt({ describe }, type, rest);
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
