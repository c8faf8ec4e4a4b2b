import { SalesforceError, type ApiErrorEntry } from '../errors';

/** One error of a `sf__Error` cell: `CODE:message:Field1 Field2 --`, one after another. */
const ROW_ERROR = /([A-Z][A-Z0-9_]*):([\s\S]*?):([\w., ]*)--(?=$|[A-Z][A-Z0-9_]*:)/g;

/** More than Salesforce writes of one row's errors. */
const LONGEST_ERROR = 8_000;

/** A failed row's error, from the `sf__Error` cell of the failed results. */
export function rowError(cell: string): SalesforceError {
  const entries = [...cell.slice(0, LONGEST_ERROR).matchAll(ROW_ERROR)].map(
    ([, errorCode = '', message = '', fields = '']): ApiErrorEntry => ({
      errorCode,
      message,
      fields: fields.split(/[ ,]+/).filter((field) => field !== ''),
    }),
  );
  // A row has no HTTP status; 400 is that of a rejected record.
  return new SalesforceError(
    400,
    entries.length > 0 ? entries : [{ errorCode: 'UNKNOWN_EXCEPTION', message: cell, fields: [] }],
  );
}
