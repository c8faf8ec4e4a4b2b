import { normalizeId } from '../data';
import { ApiError, type ApiErrorEntry, type FieldSchema, type Store, type WriteOptions } from '../types';
import { NULL } from './cells';
import type { Columns } from './columns';
import type { IngestJob, Outcome } from './jobs';

const MAXIMUM_CELL = 131_072;
const MAXIMUM_ROW = 400_000;

/**
 * Writes one row to the database and says what became of it. Never throws for the row's own faults.
 * @param refusal why the row fails without being tried, as sf__Error has it
 */
export type RowWriter = (cells: readonly string[], refusal?: string) => Outcome;

const refuse = (errorCode: string, message: string, fields: string[] = []) =>
  new ApiError(400, { errorCode, message, fields });

/** `REQUIRED_FIELD_MISSING:Required fields are missing: [LastName]:LastName --` */
export const errorText = ({ errorCode, message, fields = [] }: ApiErrorEntry) =>
  `${errorCode}:${message}:${fields.map((field) => `${field} `).join('')}--`;

/** REST says by a status that there is no such record; a row can only say it in words. */
function asRowError(error: unknown): string {
  if (!(error instanceof ApiError)) {
    console.error(error);
    return errorText({ errorCode: 'UNKNOWN_EXCEPTION', message: 'An unexpected error occurred.' });
  }
  if (error.status === 404 && error.errors[0]?.errorCode === 'NOT_FOUND') {
    return errorText({ errorCode: 'INVALID_CROSS_REFERENCE_KEY', message: 'invalid cross reference id' });
  }
  return error.errors.map(errorText).join('');
}

function checkSize(cells: readonly string[]): void {
  const long = cells.findIndex((cell) => cell.length > MAXIMUM_CELL);
  if (long >= 0) throw refuse('STRING_TOO_LONG', `A field has more than ${MAXIMUM_CELL} characters`);
  if (cells.reduce((sum, cell) => sum + cell.length, 0) > MAXIMUM_ROW) {
    throw refuse('STRING_TOO_LONG', `The record has more than ${MAXIMUM_ROW} characters`);
  }
}

function readValues({ columns }: Columns, cells: readonly string[]): Record<string, unknown> {
  const values: Record<string, unknown> = {};
  cells.forEach((cell, index) => {
    if (cell !== '') columns[index]?.(values, cell);
  });
  return values;
}

function checkId({ object, operation }: IngestJob, cell: string): string {
  const verb = operation === 'hardDelete' ? 'delete' : operation;
  if (cell === '')
    throw refuse('MISSING_ARGUMENT', `Id not specified in ${verb === 'delete' ? 'a' : 'an'} ${verb} call`);
  const id = normalizeId(cell);
  if (id?.startsWith(object.keyPrefix) === true) return id;
  throw refuse('MALFORMED_ID', `${object.label} ID: id value of incorrect type: ${cell}`, ['Id']);
}

type Write = (cells: readonly string[], key: string) => Omit<Outcome, 'error'>;

function upsertWrite(store: Store, job: IngestJob, columns: Columns, options: WriteOptions, field: FieldSchema): Write {
  const { object } = job;
  if (field.type !== 'id') {
    return (cells, key) => {
      if (key === '') throw refuse('MISSING_ARGUMENT', `${field.name} not specified`);
      return store.upsert(object, field, key, readValues(columns, cells), options);
    };
  }
  return (cells, key) => {
    const values = readValues(columns, cells);
    if (key === '') return { id: store.insert(object, values, options), created: true };
    const id = checkId(job, key);
    store.update(object, id, values, options);
    return { id, created: false };
  };
}

function writeOf(store: Store, job: IngestJob, columns: Columns, options: WriteOptions): Write {
  const { object, operation, externalIdField } = job;
  if (operation === 'upsert' && externalIdField !== undefined)
    return upsertWrite(store, job, columns, options, externalIdField);
  if (operation === 'insert')
    return (cells) => ({ id: store.insert(object, readValues(columns, cells), options), created: true });
  return (cells, key) => {
    const id = checkId(job, key);
    if (operation === 'update') store.update(object, id, readValues(columns, cells), options);
    else if (operation === 'hardDelete') store.purge(object, id, options);
    else store.remove(object, id, options);
    return { id, created: false };
  };
}

/** The text of a row that says which record is meant; null is nothing. */
export function keyOf(columns: Columns, cells: readonly string[]): string {
  const key = columns.key === undefined ? '' : (cells[columns.key] ?? '');
  return key === NULL ? '' : key;
}

/** What the job does with each of its rows. */
export function rowWriter(store: Store, job: IngestJob, columns: Columns, options: WriteOptions): RowWriter {
  const write = writeOf(store, job, columns, options);
  const keyIsId =
    job.operation !== 'insert' && (job.externalIdField === undefined || job.externalIdField.type === 'id');
  return (cells, refusal) => {
    const key = keyOf(columns, cells);
    const failed = (error: string): Outcome => ({ id: keyIsId && job.failedIds ? key : '', created: false, error });
    if (refusal !== undefined) return failed(refusal);
    try {
      checkSize(cells);
      return write(cells, key);
    } catch (error) {
      return failed(asRowError(error));
    }
  };
}
