import { coerce } from '../data/coerce';
import { ApiError, type FieldSchema, type FieldType } from '../types';

/** Salesforce's word for null in CSV. */
export const NULL = '#N/A';

/** Fields whose cells stand for something other than the text in them. */
const TYPED: ReadonlySet<FieldType> = new Set([
  'boolean',
  'currency',
  'date',
  'datetime',
  'double',
  'int',
  'long',
  'percent',
  'time',
]);

const BOOLEANS = new Map<string, boolean>([
  ['true', true],
  ['1', true],
  ['false', false],
  ['0', false],
]);

function wrongType(field: FieldSchema, cell: string): ApiError {
  return new ApiError(400, {
    errorCode: 'INVALID_TYPE_ON_FIELD_IN_RECORD',
    message: `${field.label}: value not of required type: ${cell}`,
    fields: [field.name],
  });
}

/**
 * The value that a cell stands for.
 * @throws ApiError INVALID_TYPE_ON_FIELD_IN_RECORD and others, for the row alone.
 * @see https://developer.salesforce.com/docs/atlas.en-us.api_asynch.meta/api_asynch/datafiles_date_format.htm
 */
export function readCell(field: FieldSchema, cell: string): unknown {
  if (!TYPED.has(field.type)) return cell;
  if (field.type === 'boolean') {
    const value = BOOLEANS.get(cell.toLowerCase());
    if (value === undefined) throw wrongType(field, cell);
    return value;
  }
  try {
    // The guide's own samples write dates as XML Schema has them in UTC, `1940-06-07Z`; other offsets it rules out.
    return coerce(field, field.type === 'date' ? cell.replace(/Z$/, '') : cell);
  } catch (error) {
    if (error instanceof ApiError && error.errors[0]?.errorCode === 'JSON_PARSER_ERROR') throw wrongType(field, cell);
    throw error;
  }
}
