import { findRelationship, type FieldDescribe, type ObjectDescribe } from '../describe';
import { asError, InputError } from '../errors';
import { plainNumber, show, textOf } from '../values/scalars';
import type { WriteJob, WriteRow } from './rows';

/** Salesforce's word for null in CSV; an empty cell leaves the field as it is. */
export const NULL = '#N/A';

export const LONGEST_CELL = 131_072;
export const LONGEST_ROW = 400_000;

/** The rows of a job as a table; a row that cannot be written has an error in place of its cells. */
export interface Table {
  readonly columns: readonly string[];
  readonly rows: readonly (Error | readonly string[])[];
}

/**
 * Rows of values, as REST takes them in JSON, as the cells that mean the same in Bulk: null and empty texts clear a
 * field, numbers have no exponent, parents named by their external ID have a column such as `Account.Ext__c`.
 * https://developer.salesforce.com/docs/atlas.en-us.api_asynch.meta/api_asynch/datafiles_csv_rel_field_header_row.htm
 */
export function tableOf(job: WriteJob, rows: readonly WriteRow[], described: ObjectDescribe): Table {
  const columns = new Map<string, number>();
  const keyColumn = keyColumnOf(job);
  const keyName = keyColumn?.toLowerCase();
  if (keyColumn !== undefined) columns.set(keyColumn, 0);
  const written = rows.map((row) => {
    try {
      // The key comes first, and once.
      const cells = keyColumn === undefined ? [] : [textOf(row.key, keyColumn)];
      addCells(cells, row, keyName, columns, described);
      return cells;
    } catch (error) {
      return asError(error);
    }
  });
  for (const cells of written) if (!(cells instanceof Error)) fill(cells, columns.size);
  return { columns: [...columns.keys()], rows: written };
}

/** The column that says which record is meant. */
export function keyColumnOf({ operation, externalIdField }: WriteJob): string | undefined {
  if (operation === 'create') return undefined;
  return operation === 'upsert' ? (externalIdField ?? '') : 'Id';
}

/** Adds the cells of a row's values, and the columns that no row before it had. */
function addCells(
  cells: string[],
  { values }: WriteRow,
  keyName: string | undefined,
  columns: Map<string, number>,
  described: ObjectDescribe,
): void {
  let length = cells[0]?.length ?? 0;
  for (const [name, value] of Object.entries(values)) {
    if (value === undefined || name.toLowerCase() === keyName) continue;
    const parent = findRelationship(described, name);
    const [column, cell] = parent === undefined ? [name, cellOf(value, name)] : parentCell(parent, value);
    const place = columns.get(column) ?? columns.size;
    columns.set(column, place);
    cells[place] = cell;
    length += cell.length;
  }
  if (length <= LONGEST_ROW) return;
  throw new InputError(`The record has ${length} characters; a row of Bulk holds ${LONGEST_ROW} at most.`, {
    actions: ['Set Send As to Collections for such records.'],
  });
}

function fill(cells: string[], count: number): void {
  for (let column = 0; column < count; column += 1) cells[column] ??= '';
}

/** One value as a cell. */
export function cellOf(value: unknown, field: string): string {
  if (value === null || value === '') return NULL;
  const text = typeof value === 'number' ? plainNumber(value) : textOf(value, field);
  if (text === NULL) {
    throw new InputError(`${field}: in Bulk the text ${NULL} means an empty value, so it cannot be saved as a text.`, {
      field,
      actions: ['Set Send As to Collections, or give null to clear the field.'],
    });
  }
  if (text.length <= LONGEST_CELL) return text;
  throw new InputError(`${field}: ${show(value)} has ${text.length} characters; Bulk takes ${LONGEST_CELL} at most.`, {
    field,
    actions: ['Set Send As to Collections for such values.'],
  });
}

/** A parent by its external ID: `{ Ext__c: 'x' }`, with `attributes: { type }` where it can be of several objects. */
function parentCell(field: FieldDescribe, value: unknown): [string, string] {
  const relationship = field.relationshipName ?? field.name;
  if (value === null) return [field.name, NULL];
  const { attributes, ...named } = (typeof value === 'object' ? value : {}) as Record<string, unknown>;
  const [entry, ...more] = Object.entries(named);
  if (entry === undefined || more.length > 0) {
    throw new InputError(`${relationship}: a parent is named by exactly one of its fields.`, {
      field: relationship,
      actions: [`Give it as ${relationship}.External_Id__c, or give its record ID as ${field.name}.`],
    });
  }
  const [key, keyValue] = entry;
  // Which record is no parent's, no external ID tells.
  if (keyValue === null || keyValue === '') return [field.name, NULL];
  const column = `${relationship}.${key}`;
  const cell = cellOf(keyValue, column);
  if (field.referenceTo.length <= 1) return [column, cell];
  const { type } = (attributes ?? {}) as { type?: unknown };
  if (typeof type === 'string') return [`${type}:${column}`, cell];
  throw new InputError(`${relationship} can be a record of ${field.referenceTo.join(' or ')}: which one is not said.`, {
    field: relationship,
    actions: [
      `Name the object too, as in ${field.referenceTo[0] ?? 'User'}:${column}, or give the record ID as ${field.name}.`,
    ],
  });
}
