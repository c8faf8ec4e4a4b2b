import { coerce } from '../data/coerce';
import { ApiError, type FieldSchema, type FieldType } from '../types';

/** Salesforce's word for null in CSV. */
export const NULL = '#N/A';

/** Fields whose cells stand for something other than the text in them, and what Salesforce calls their values. */
const TYPED: ReadonlyMap<FieldType, string> = new Map([
  ['boolean', 'boolean'],
  ['currency', 'double'],
  ['date', 'date'],
  ['datetime', 'dateTime'],
  ['double', 'double'],
  ['int', 'int'],
  ['long', 'long'],
  ['percent', 'double'],
  ['time', 'time'],
]);

const BOOLEANS = new Map<string, boolean>([
  ['true', true],
  ['1', true],
  ['false', false],
  ['0', false],
]);

/** A field, and the place of its column among those of the data, from 0. */
export interface FieldColumn {
  readonly field: FieldSchema;
  readonly place: number;
}

function wrongType({ field, place }: FieldColumn, cell: string): ApiError {
  const complaint = `'${cell}' is not a valid value for the type xsd:${TYPED.get(field.type) ?? 'string'}`;
  return new ApiError(400, {
    errorCode: 'INVALID_FIELD',
    message: `Failed to deserialize field at col ${place}. Due to, ${complaint}`,
    fields: [field.name],
  });
}

/**
 * The value that a cell stands for.
 * @throws ApiError INVALID_FIELD and others, for the row alone.
 * @see https://developer.salesforce.com/docs/atlas.en-us.api_asynch.meta/api_asynch/datafiles_date_format.htm
 * @see https://github.com/amp-labs/connectors providers/salesforce/test/bulk/info/partial-failure.csv
 */
export function readCell(column: FieldColumn, cell: string): unknown {
  const { field } = column;
  if (!TYPED.has(field.type)) return cell;
  if (field.type === 'boolean') {
    const value = BOOLEANS.get(cell.toLowerCase());
    if (value === undefined) throw wrongType(column, cell);
    return value;
  }
  try {
    // The guide's own samples write dates as XML Schema has them in UTC, `1940-06-07Z`; other offsets it rules out.
    return coerce(field, field.type === 'date' ? cell.replace(/Z$/, '') : cell);
  } catch (error) {
    if (error instanceof ApiError && error.errors[0]?.errorCode === 'JSON_PARSER_ERROR') throw wrongType(column, cell);
    throw error;
  }
}
