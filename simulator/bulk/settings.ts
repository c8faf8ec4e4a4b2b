/** What of the Bulk API can be set from outside, to bring about what is rare. */
export interface BulkSettings {
  /** Least milliseconds, by the org's clock, that a job stays in UploadComplete and in InProgress each. */
  stateTime: number;
  /** Whether users have the permission Bulk API Hard Delete. */
  hardDelete: boolean;
  /** Records in a page of a query's results, where the request does not ask for fewer. */
  pageSize: number;
  /** Bytes of an upload: 100 MB, which is what Salesforce's 150 MB of base64 leaves. */
  uploadBytes: number;
  /** Batches of 10,000 records in 24 hours, and their records. */
  batchesPerDay: number;
  recordsPerDay: number;
  queryJobsPerDay: number;
  /** The next ingest job fails after so many rows; the rest stays unprocessed. */
  failAfterRows: number | null;
  /** Whether rows of an update or a delete that fail are told with their IDs, as the guide has it, or without. */
  failedIds: boolean;
  /**
   * Whether failed results have no values in columns whose names are in another case than the names of their fields.
   * Known by its title alone:
   * https://issues.salesforce.com/issue/a028c00000gAyI4AAK/failed-results-doesnt-return-a-corresponding-value-when-the-field-name-is-incorrect-case
   */
  blankOtherCase: boolean;
  /** Whether rows of one external ID fail that are processed together, or are written one after another. */
  refuseRepeatedKeys: boolean;
  /** Whether results write numbers as they were read, 9.12260031E8, as in the guide's sample, or as uploaded. */
  rewriteNumbers: boolean;
  /** The next query job fails. */
  failQuery: boolean;
  /** Every so many-th row of each ingest job fails so. */
  rowFault: { every: number; errorCode: string; message: string } | null;
}

/**
 * Salesforce's limits.
 * @see https://developer.salesforce.com/docs/atlas.en-us.salesforce_app_limits_cheatsheet.meta/salesforce_app_limits_cheatsheet/salesforce_app_limits_platform_bulkapi.htm
 */
export const DEFAULTS: Readonly<BulkSettings> = {
  stateTime: 2,
  hardDelete: true,
  pageSize: 50_000,
  uploadBytes: 100_000_000,
  batchesPerDay: 15_000,
  recordsPerDay: 150_000_000,
  queryJobsPerDay: 10_000,
  failAfterRows: null,
  failedIds: true,
  blankOtherCase: false,
  refuseRepeatedKeys: true,
  rewriteNumbers: true,
  failQuery: false,
  rowFault: null,
};

const whole = { type: 'integer', minimum: 0 };
const positive = { type: 'integer', minimum: 1 };
const text = { type: 'string', minLength: 1 };

/** JSON Schema of some settings. */
export const bulkSettingsSchema = {
  type: 'object',
  additionalProperties: false,
  properties: {
    stateTime: whole,
    hardDelete: { type: 'boolean' },
    pageSize: positive,
    uploadBytes: positive,
    batchesPerDay: whole,
    recordsPerDay: whole,
    queryJobsPerDay: whole,
    failedIds: { type: 'boolean' },
    blankOtherCase: { type: 'boolean' },
    refuseRepeatedKeys: { type: 'boolean' },
    rewriteNumbers: { type: 'boolean' },
    failQuery: { type: 'boolean' },
    failAfterRows: { ...whole, type: ['integer', 'null'] },
    rowFault: {
      type: ['object', 'null'],
      required: ['every', 'errorCode', 'message'],
      additionalProperties: false,
      properties: { every: positive, errorCode: text, message: text },
    },
  } satisfies Record<keyof BulkSettings, unknown>,
};
