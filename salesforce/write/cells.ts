import { keyColumnOf, LONGEST_CELL, LONGEST_ROW, NULL, type IngestJob } from '../bulk/jobs';
import { findRelationship, type FieldDescribe, type ObjectDescribe } from '../describe';
import { asError, InputError, isRecord, show } from '../errors';
import { parentObjectMissing } from '../values/record';
import { textOf } from '../values/scalars';
import type { WriteRow } from './rows';

/** The rows of a job as a table; a row that cannot be written has an error instead of its cells. */
export interface CellTable {
  readonly columns: readonly string[];
  readonly rows: readonly (Error | readonly string[])[];
}

/**
 * Converts rows of values, as REST accepts them in JSON, to cells that mean the same in Bulk: null and empty strings
 * clear a field, numbers have no exponent, and a parent identified by its external ID has a column such as
 * `Account.Ext__c`.
 * https://developer.salesforce.com/docs/atlas.en-us.api_asynch.meta/api_asynch/datafiles_csv_rel_field_header_row.htm
 */
export function tableOf(job: IngestJob, rows: readonly WriteRow[], described: ObjectDescribe): CellTable {
  const keyColumn = keyColumnOf(job);
  const columns: CellColumns = { places: new Map(), key: keyColumn?.toLowerCase() };
  if (keyColumn !== undefined) columns.places.set(keyColumn, 0);
  const written = rows.map((row) => {
    try {
      // The key comes first, and once.
      const cells = keyColumn === undefined ? [] : [cellOf(row.key, keyColumn)];
      addCells(cells, row, columns, described);
      return cells;
    } catch (error) {
      return asError(error);
    }
  });
  for (const cells of written) if (!(cells instanceof Error)) fill(cells, columns.places.size);
  return { columns: [...columns.places.keys()], rows: written };
}

/** Columns by their names, with their places; the key's is the first. */
interface CellColumns {
  readonly places: Map<string, number>;
  /** In lower case. */
  readonly key: string | undefined;
}

/** Adds the cells of a row's values, and the columns that no row before it had. */
function addCells(cells: string[], { values }: WriteRow, columns: CellColumns, described: ObjectDescribe): void {
  const { places, key } = columns;
  let length = cells[0]?.length ?? 0;
  for (const [name, value] of Object.entries(values)) {
    if (value === undefined || name.toLowerCase() === key) continue;
    const parent = findRelationship(described, name);
    const [column, cell] = parent === undefined ? [name, cellOf(value, name)] : parentCell(parent, value);
    const place = places.get(column) ?? places.size;
    places.set(column, place);
    cells[place] = cell;
    length += cell.length;
  }
  if (length <= LONGEST_ROW) return;
  throw new InputError(`The record has ${length} characters; a Bulk row can have at most ${LONGEST_ROW}.`, {
    reason: 'bulkRowTooLong',
  });
}

function fill(cells: string[], count: number): void {
  for (let column = 0; column < count; column += 1) cells[column] ??= '';
}

/** One value as a cell. */
export function cellOf(value: unknown, field: string): string {
  if (value === null || value === '') return NULL;
  const text = textOf(value, field);
  if (text === NULL) {
    throw new InputError(
      `${field}: Bulk reads the text ${NULL} as an empty value, so it cannot be saved as text.`,
      { reason: 'bulkNullText' },
      field,
    );
  }
  if (text.length <= LONGEST_CELL) return text;
  throw new InputError(
    `${field}: ${show(value)} has ${text.length} characters; Bulk allows at most ${LONGEST_CELL}.`,
    { reason: 'bulkCellTooLong' },
    field,
  );
}

/** A parent by its external ID: `{ Ext__c: 'x' }`, with `attributes: { type }` where it can be of several objects. */
function parentCell(field: FieldDescribe, value: unknown): [string, string] {
  const relationship = field.relationshipName ?? field.name;
  const { attributes, ...named } = (isRecord(value) ? value : {}) as Record<string, unknown>;
  const [[key, keyValue] = ['', null]] = Object.entries(named);
  const column = `${relationship}.${key}`;
  const cell = cellOf(keyValue, column);
  if (field.referenceTo.length <= 1) return [column, cell];
  const { type } = (attributes ?? {}) as { type?: unknown };
  if (typeof type === 'string') return [`${type}:${column}`, cell];
  throw parentObjectMissing(field, relationship, key);
}
