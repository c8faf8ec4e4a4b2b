import { readCsv } from '../csv';
import { findField, type FieldType, type Metadata, type ObjectDescribe } from '../describe';
import type { SalesforceRecord } from '../query';

/** What a cell stands for; an empty one is null. */
type ReadCell = (cell: string) => unknown;

const TYPED: ReadonlyMap<FieldType, ReadCell> = new Map<FieldType, ReadCell>([
  ['boolean', (cell) => cell.toLowerCase() === 'true'],
  ['currency', Number],
  ['double', Number],
  ['int', Number],
  ['long', Number],
  ['percent', Number],
]);

interface Column {
  /** `Account.Owner.Name` in parts. */
  readonly path: readonly string[];
  readonly read: ReadCell;
}

/**
 * The records of a query's CSV, as REST gives them without `attributes`: parents as objects, numbers and checkboxes by
 * their fields' types, null where a cell is empty.
 */
export async function* recordsOf(
  csv: AsyncIterable<Uint8Array>,
  metadata: Metadata,
  object: string,
): AsyncGenerator<SalesforceRecord[], void, undefined> {
  let columns: Column[] | undefined;
  for await (const rows of readCsv(csv)) {
    const [header, ...below] = columns === undefined ? rows : [[], ...rows];
    columns ??= await Promise.all((header ?? []).map((name) => columnOf(metadata, object, name.split('.'))));
    const known = columns;
    yield below.map((cells) => recordOf(known, cells));
  }
}

async function columnOf(metadata: Metadata, object: string, path: readonly string[]): Promise<Column> {
  const type = await typeOf(metadata, object, path);
  const read = (type === undefined ? undefined : TYPED.get(type)) ?? ((cell: string) => cell);
  return { path, read: (cell) => (cell === '' ? null : read(cell)) };
}

/** Undefined where the column is no field that can be told: what functions give, and parents of several objects. */
async function typeOf(metadata: Metadata, object: string, path: readonly string[]): Promise<FieldType | undefined> {
  const [name = '', ...rest] = path;
  const described: ObjectDescribe | undefined = await metadata.object(object).catch(() => undefined);
  if (described === undefined) return undefined;
  if (rest.length === 0) return findField(described, name)?.type;
  const parent = described.fields.find(({ relationshipName }) => relationshipName?.toLowerCase() === name.toLowerCase());
  const [type, ...others] = parent?.referenceTo ?? [];
  return type === undefined || others.length > 0 ? undefined : await typeOf(metadata, type, rest);
}

function recordOf(columns: readonly Column[], cells: readonly string[]): SalesforceRecord {
  const record: SalesforceRecord = {};
  for (const [place, { path, read }] of columns.entries()) {
    let holder = record;
    for (const name of path.slice(0, -1)) holder = (holder[name] ??= {}) as SalesforceRecord;
    holder[path.at(-1) ?? ''] = read(cells[place] ?? '');
  }
  return columns.some(({ path }) => path.length > 1) ? withoutEmptyParents(record) : record;
}

/** A parent that is not there has no field that is. */
function withoutEmptyParents(record: SalesforceRecord): SalesforceRecord {
  for (const [name, value] of Object.entries(record)) {
    if (typeof value !== 'object' || value === null) continue;
    const parent = withoutEmptyParents(value as SalesforceRecord);
    if (Object.values(parent).every((field) => field === null)) record[name] = null;
  }
  return record;
}
