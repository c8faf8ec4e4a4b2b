import type { FieldSchema, ObjectSchema, Schema } from '../types';
import { JobFailure } from './failure';
import { type FieldColumn, NULL, readCell } from './cells';
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

const invalidBatch = (message: string) => new JobFailure('InvalidBatch', message);

const fieldNotFound = (name: string) => invalidBatch(`Field name not found : ${name}`);

function fieldColumn(column: FieldColumn): Column {
  return (values, cell) => {
    values[column.field.name] = cell === NULL ? null : readCell(column, cell);
  };
}

/** A name in the header, and its place there. */
interface Title {
  readonly name: string;
  readonly place: number;
}

const referenceNamed = (object: ObjectSchema, relationship: string): FieldSchema | undefined =>
  object.fields.find((field) => field.relationshipName?.toLowerCase() === relationship.toLowerCase());

/** The object that a column's parents are of: named where there are several to choose from, and only there. */
function parentOf(schema: Schema, reference: FieldSchema, type: string | undefined): ObjectSchema | undefined {
  const isPolymorphic = reference.referenceTo.length > 1;
  if (isPolymorphic === (type === undefined)) {
    if (type === undefined) return undefined;
    throw invalidBatch(
      `type is not needed for non polymorphic foreign key references: ${reference.relationshipName ?? ''}`,
    );
  }
  const parent = schema.object(type ?? reference.referenceTo[0] ?? '');
  return parent !== undefined && reference.referenceTo.includes(parent.name) ? parent : undefined;
}

/** `Owner.Ext__c`, `Lead:Who.Email`: a parent that is named by one of its own identifying fields. */
function relationshipColumn(schema: Schema, object: ObjectSchema, { name, place }: Title): Column | undefined {
  const [, type, relationship = '', key = ''] = /^(?:(\w+):)?(\w+)\.(\w+)$/.exec(name) ?? [];
  const reference = referenceNamed(object, relationship);
  if (reference === undefined) {
    if (type === undefined) return undefined;
    throw invalidBatch(`Unable to find relationship: ${relationship}`);
  }
  const parent = parentOf(schema, reference, type);
  const field = parent && schema.field(parent, key);
  if (parent === undefined || field === undefined || !(field.idLookup || field.externalId)) return undefined;
  const attributes = { type: parent.name };
  return (values, cell) => {
    values[reference.relationshipName ?? ''] =
      cell === NULL ? null : { attributes, [field.name]: readCell({ field, place }, cell) };
  };
}

function columnOf(schema: Schema, object: ObjectSchema, title: Title): Column {
  const field = schema.field(object, title.name);
  const found =
    field === undefined ? relationshipColumn(schema, object, title) : fieldColumn({ field, place: title.place });
  if (found === undefined) throw fieldNotFound(title.name);
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
    throw invalidBatch(`Number of fields exceeds the maximum of ${MAXIMUM_COLUMNS}`);
  }
  const lower = names.map((name) => name.toLowerCase());
  const twice = names.find((_, index) => lower.indexOf(lower[index] ?? '') !== index);
  if (twice !== undefined) throw invalidBatch(`Duplicate field name : ${twice}`);
  const wanted = keyName(job);
  const key = wanted === undefined ? -1 : lower.indexOf(wanted.toLowerCase());
  if (wanted !== undefined && key < 0) throw fieldNotFound(wanted);
  if ((job.operation === 'delete' || job.operation === 'hardDelete') && names.length > 1) {
    throw invalidBatch(`'${job.operation}' batches must contain only ids`);
  }
  return {
    key: key < 0 ? undefined : key,
    columns: names.map((name, place) => (place === key ? undefined : columnOf(schema, job.object, { name, place }))),
  };
}
