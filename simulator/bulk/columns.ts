import type { FieldSchema, ObjectSchema, Schema } from '../types';
import { JobFailure } from './failure';
import { readCell } from './cells';
import type { IngestJob } from './jobs';

type Values = Record<string, unknown>;

/** Writes one cell, which is not empty, into the values of its record. */
type Column = (values: Values, cell: string) => void;

/** What the header of a job's data says of its columns. */
export interface Columns {
  /** One for each column, undefined for the column that says which record is meant. */
  readonly columns: readonly (Column | undefined)[];
  /** Place of the Id, or of the external ID of an upsert. */
  readonly key: number | undefined;
}

const MAXIMUM_COLUMNS = 5_000;

const fieldNotFound = (name: string) => new JobFailure('InvalidBatch', `Field name not found : ${name}`);

/** `#N/A` is Salesforce's word for null in CSV. */
const NULL = '#N/A';

function fieldColumn(field: FieldSchema): Column {
  return (values, cell) => {
    values[field.name] = cell === NULL ? null : readCell(field, cell);
  };
}

/** `Owner.Ext__c`, `Lead:Who.Email`: a parent that is named by one of its own identifying fields. */
function relationshipColumn(schema: Schema, object: ObjectSchema, name: string): Column | undefined {
  const [, type, relationship = '', key = ''] = /^(?:(\w+):)?(\w+)\.(\w+)$/.exec(name) ?? [];
  const reference = object.fields.find((field) => field.relationshipName?.toLowerCase() === relationship.toLowerCase());
  if (reference === undefined || (type === undefined && reference.referenceTo.length > 1)) return undefined;
  const parent = schema.object(type ?? reference.referenceTo[0] ?? '');
  if (parent === undefined || !reference.referenceTo.includes(parent.name)) return undefined;
  const field = schema.field(parent, key);
  if (field === undefined || !(field.idLookup || field.externalId)) return undefined;
  const attributes = { type: parent.name };
  return (values, cell) => {
    values[reference.relationshipName ?? ''] =
      cell === NULL ? null : { attributes, [field.name]: readCell(field, cell) };
  };
}

function column(schema: Schema, object: ObjectSchema, name: string): Column {
  const field = schema.field(object, name);
  const found = field === undefined ? relationshipColumn(schema, object, name) : fieldColumn(field);
  if (found === undefined) throw fieldNotFound(name);
  return found;
}

function keyName({ operation, externalIdField }: IngestJob): string | undefined {
  if (operation === 'insert') return undefined;
  return operation === 'upsert' ? externalIdField?.name : 'Id';
}

/**
 * Reads the header of a job's data.
 * @throws JobFailure InvalidBatch where it does not fit the job's object and operation.
 * @see https://developer.salesforce.com/docs/atlas.en-us.api_asynch.meta/api_asynch/datafiles_csv_rel_field_header_row.htm
 */
export function readHeader(schema: Schema, job: IngestJob, names: readonly string[]): Columns {
  if (names.length > MAXIMUM_COLUMNS) {
    throw new JobFailure('InvalidBatch', `Number of fields exceeds the maximum of ${MAXIMUM_COLUMNS}`);
  }
  const lower = names.map((name) => name.toLowerCase());
  const twice = names.find((_, index) => lower.indexOf(lower[index] ?? '') !== index);
  if (twice !== undefined) throw new JobFailure('InvalidBatch', `Duplicate field name : ${twice}`);
  const wanted = keyName(job);
  const key = wanted === undefined ? -1 : lower.indexOf(wanted.toLowerCase());
  if (wanted !== undefined && key < 0) throw fieldNotFound(wanted);
  if ((job.operation === 'delete' || job.operation === 'hardDelete') && names.length > 1) {
    throw new JobFailure('InvalidBatch', `'${job.operation}' batches must contain only ids`);
  }
  return {
    key: key < 0 ? undefined : key,
    columns: names.map((name, index) => (index === key ? undefined : column(schema, job.object, name))),
  };
}
