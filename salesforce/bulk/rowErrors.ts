import { SalesforceError, type ApiErrorEntry } from '../errors';

/** More than Salesforce writes of one row's errors. */
const LONGEST_ERROR = 8_000;

/**
 * A failed row's error, from the `sf__Error` cell of the failed results.
 * @param jobIds of the job that has these results
 */
export function rowError(cell: string, ...jobIds: readonly string[]): SalesforceError {
  const entries = rowErrorEntries(cell);
  // A row has no HTTP status; 400 is that of a rejected record.
  return new SalesforceError(
    400,
    entries.length > 0 ? entries : [{ errorCode: 'UNKNOWN_EXCEPTION', message: cell, fields: [] }],
    { to: 'bulkRow', jobIds },
  );
}

/** The errors of an `sf__Error` cell. Of one that Salesforce writes otherwise, there is none. */
export function rowErrorEntries(cell: string): readonly ApiErrorEntry[] {
  return entriesIn(cell.slice(0, LONGEST_ERROR));
}

/** Whether Salesforce processed the row, and rejected it by itself. */
export function isRowError(error: Error): boolean {
  return error instanceof SalesforceError && error.to === 'bulkRow';
}

/** Where one error of a cell ends, and another begins or none. */
const END = /--(?=$|[A-Z][A-Z0-9_]*:)/g;
const CODE = /^\s*([A-Z][A-Z0-9_]*):/;
const FIELDS = /^[\w., ]*$/;

/** The errors of a cell, one after another: `CODE:message:Field1 Field2 --`. */
function entriesIn(cell: string): ApiErrorEntry[] {
  const entries: ApiErrorEntry[] = [];
  let from = 0;
  for (const { 0: end, index } of cell.matchAll(END)) {
    const part = cell.slice(from, index);
    const last = part.lastIndexOf(':');
    const fields = part.slice(last + 1);
    const [code, errorCode = ''] = FIELDS.test(fields) ? (CODE.exec(part.slice(0, last)) ?? []) : [];
    // Two dashes of a message's own.
    if (code === undefined) continue;
    entries.push({
      errorCode,
      message: part.slice(code.length, last),
      fields: fields.split(/[ ,]+/).filter((field) => field !== ''),
    });
    from = index + end.length;
  }
  return entries;
}
