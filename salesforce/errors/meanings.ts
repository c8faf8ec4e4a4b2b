import { QUERY_MEANINGS } from './queryMeanings';
import { SIGN_IN_MEANINGS } from './signInMeanings';
import { STREAM_MEANINGS } from './streamMeanings';

/** What an error stands for. */
export interface Meaning {
  /** The error's code, or a more specific one if the code has several meanings. */
  readonly kind: string;
  /** A sentence, where Salesforce's own message does not say what happened. */
  readonly means?: string;
}

/** One reading of a code. The first whose `when` matches the message, and whose `status` is the answer's, applies. */
export interface Reading {
  readonly when?: RegExp;
  readonly status?: number;
  readonly kind?: string;
  readonly means?: string;
}

export type MeaningTable = ReadonlyMap<string, readonly Reading[]>;

/**
 * What was answered: a request, a sign-in, a request to an Apex class of the org's own, the creation of a Bulk job, one
 * row of it, a request for a query's next page, or a message to the Streaming API.
 */
export type Answered = 'apexRest' | 'bulkJob' | 'bulkRow' | 'nextPage' | 'request' | 'signIn' | 'stream';

const TOO_LONG = 'The request URL is longer than Salesforce allows.';
const UNAVAILABLE = 'Salesforce is unavailable at the moment.';
const NO_ACCESS = 'The user is not allowed to do this.';

/**
 * Sentences that say more than the codes they come with, which differ or are not known.
 * https://github.com/jsforce/jsforce/issues/484
 * https://github.com/MinnPost/object-sync-for-salesforce/issues/109
 */
const SENTENCES: readonly (readonly [sentence: RegExp, kind: string])[] = [
  // A trigger or a flow that met a lock quotes the code where it wrote, and this sentence where it queried FOR UPDATE.
  [/\bUNABLE_TO_LOCK_ROW\b/, 'UNABLE_TO_LOCK_ROW'],
  [/\bRecord Currently Unavailable: The record you are attempting to edit\b/i, 'UNABLE_TO_LOCK_ROW'],
  [/compound data not supported/i, 'COMPOUND_IN_BULK'],
  [/(?:blob|binary) fields? not supported/i, 'FILE_IN_BULK'],
  [/unbounded set of fields|\bFIELDS function must have a LIMIT/i, 'UNBOUNDED_FIELDS'],
  [/not available to portal users/i, 'NOT_FOR_PORTAL_USERS'],
  [/\bis not replicable\b/i, 'NOT_REPLICATED'],
  [/portal (?:account )?(?:user )?owner must have a role/i, 'OWNER_NEEDS_ROLE'],
  [/converted objects can only be owned by users/i, 'OWNER_MUST_BE_USER'],
];

/** Codes of what failed only because something else did, whose message they can quote. */
const CONSEQUENCES: ReadonlySet<string> = new Set(['ALL_OR_NONE_OPERATION_ROLLED_BACK', 'PROCESSING_HALTED']);

/** By REST's errorCode, which collections call statusCode; by HTTP_nnn for responses without a known code. */
const MEANINGS: MeaningTable = new Map<string, readonly Reading[]>([
  ['API_DISABLED_FOR_ORG', [{ means: 'The org’s edition or the user’s profile has no API access.' }]],
  ['DUPLICATES_DETECTED', [{ means: 'A duplicate rule found similar records.' }]],
  [
    'DUPLICATE_EXTERNAL_ID',
    [
      {
        means: 'Several records have this external ID value, so it does not identify one record. Nothing was changed.',
      },
    ],
  ],
  ['ENTITY_IS_DELETED', [{ means: 'The record has been deleted.' }]],
  ['ENTITY_IS_LOCKED', [{ means: 'The record is locked, usually by an approval process.' }]],
  ['EXCEEDEDQUOTA', [{ means: 'The org has reached its 24-hour limit for Bulk loads.' }]],
  ['FEATURENOTENABLED', [{ when: /hard ?delete/i, kind: 'HARD_DELETE_NOT_ALLOWED' }, {}]],
  ['FIELD_CUSTOM_VALIDATION_EXCEPTION', [{ means: 'A validation rule rejected the record.' }]],
  [
    'INSUFFICIENT_ACCESS_ON_CROSS_REFERENCE_ENTITY',
    [{ means: 'The user has no access to a record that this one refers to.' }],
  ],
  ['INSUFFICIENT_ACCESS', [{ means: NO_ACCESS }]],
  ['INSUFFICIENT_ACCESS_OR_READONLY', [{ means: NO_ACCESS }]],
  [
    'INVALID_QUERY_LOCATOR',
    [{ means: 'The query’s remaining pages have expired: they last as long as their session, and at most two days.' }],
  ],
  [
    'INVALID_SESSION_ID',
    [
      {
        when: /not valid for use with/i,
        kind: 'SESSION_WITHOUT_API',
        means: 'The session has no access to the REST API.',
      },
      { means: 'The Salesforce session has expired or was revoked, and could not be renewed.' },
    ],
  ],
  ...QUERY_MEANINGS,
  [
    'MALFORMED_SEARCH',
    [
      {
        when: /enclosed in braces|missing ['"]/i,
        kind: 'SEARCH_NOT_CLOSED',
        means: 'Salesforce cannot parse the search.',
      },
      { when: /longer than one character/i, kind: 'SEARCH_TOO_SHORT', means: 'Salesforce cannot parse the search.' },
      { means: 'Salesforce cannot parse the search.' },
    ],
  ],
  [
    'REQUEST_LIMIT_EXCEEDED',
    [
      {
        when: /concurrent/i,
        kind: 'CONCURRENT_REQUESTS',
        means: 'The org has too many long-running requests.',
      },
      // The day's have 403; the sentence can be in the user's language.
      { when: /\bhourly\b/i, kind: 'HOURLY_REQUEST_LIMIT' },
      { status: 503, kind: 'HOURLY_REQUEST_LIMIT' },
      { means: 'The org has reached its 24-hour API request limit.' },
    ],
  ],
  ['PROCESSING_HALTED', [{ when: /^(?:“[^”]*”: )?invalid reference/i, kind: 'WRONG_REFERENCE' }, {}]],
  [
    'FIELD_INTEGRITY_EXCEPTION',
    [
      { when: /country\/territory must be specified/i, kind: 'COUNTRY_MISSING' },
      { when: /problem with this (?:state|country)|list of valid (?:states|countries)/i, kind: 'NOT_A_STATE' },
      { when: /id value of incorrect type/i, kind: 'ID_OF_OTHER_OBJECT' },
      { when: /currency code/i, kind: 'INVALID_CURRENCY_ISO' },
      {},
    ],
  ],
  [
    'INVALID_CROSS_REFERENCE_KEY',
    [
      { when: /record ?type/i, kind: 'RECORD_TYPE_NOT_AVAILABLE' },
      { when: /owner cannot be blank/i, kind: 'OWNER_MISSING' },
      {},
    ],
  ],
  [
    'JSON_PARSER_ERROR',
    [
      { when: /no entity body|entity body is required|no content to map/i, kind: 'BODY_MISSING' },
      { when: /^(?:illegal|invalid (?:escape|utf)|unexpected|unrecognized)/i, kind: 'NOT_JSON' },
      {},
    ],
  ],
  ['MALFORMED_ID', [{ when: /id value of incorrect type/i, kind: 'ID_OF_OTHER_OBJECT' }, {}]],
  ['REQUIRED_FIELD_MISSING', [{ when: /nextApproverIds/i, kind: 'APPROVER_MISSING' }, {}]],
  ['SERVER_UNAVAILABLE', [{ means: UNAVAILABLE }]],
  ['soapenv:Client', [{ means: 'Salesforce cannot read the message, and has done nothing.' }]],
  ['STORAGE_LIMIT_EXCEEDED', [{ means: 'The org has no storage left.' }]],
  ['UNKNOWN_EXCEPTION', [{ when: /unhandled fault has occurred/i, kind: 'FLOW_FAULT', means: 'The flow failed.' }]],
  ['UNABLE_TO_LOCK_ROW', [{ means: 'Another process was changing the record or its parent at the same time.' }]],
  [
    'FORBIDDEN',
    [
      { when: /reports synchronously every/i, kind: 'SYNC_REPORT_LIMIT' },
      { when: /reports asynchronously every/i, kind: 'ASYNC_REPORT_LIMIT' },
      { when: /can accept only as many as/i, kind: 'CONCURRENT_REQUESTS' },
      {},
    ],
  ],
  [
    'NOT_IMPLEMENTED',
    [{ when: /report format/i, kind: 'JOINED_REPORT', means: 'Salesforce’s API cannot run joined reports.' }],
  ],
  ['NOT_FOUND', [{ when: /^Could not find a match for URL/i, kind: 'NO_APEX_CLASS' }, {}]],
  ['COMPILE_ERROR', [{ when: /^Script too large\b/i, kind: 'SCRIPT_TOO_LARGE' }, {}]],
  // Those whose own message says what happened, whatever the status.
  ...[
    'ALL_OR_NONE_OPERATION_ROLLED_BACK',
    'ALREADY_IN_PROCESS',
    'APEX_ERROR',
    'APEX_REST_SERVICES_DISABLED',
    'API_CURRENTLY_DISABLED',
    'BAD_REQUEST',
    'CANNOT_EXECUTE_FLOW_TRIGGER',
    'CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY',
    'CANNOT_UPDATE_CONVERTED_LEAD',
    'CIRCULAR_DEPENDENCY',
    'DataFetchingException',
    'DELETE_FAILED',
    'DEPENDENCY_EXISTS',
    'DUPLICATE_COMM_NICKNAME',
    'DUPLICATE_USERNAME',
    'DUPLICATE_VALUE',
    'ENTITY_FAILED_IFLASTMODIFIED_ON_UPDATE',
    'EXCEEDED_ID_LIMIT',
    'EXCEEDED_MAX_SEMIJOIN_SUBSELECTS',
    'EXCEEDED_MAX_SIZE_REQUEST',
    'ExecutionAborted',
    'FIELD_FILTER_VALIDATION_EXCEPTION',
    'FLOW_EXCEPTION',
    'FUNCTIONALITY_NOT_ENABLED',
    'INACTIVE_OWNER_OR_USER',
    'INSERT_UPDATE_DELETE_NOT_ALLOWED_DURING_MAINTENANCE',
    'InternalServerError',
    'INVALID_ACCESS_LEVEL',
    'INVALID_CURRENCY_ISO',
    'INVALID_EMAIL_ADDRESS',
    'INVALID_FIELD_FOR_INSERT_UPDATE',
    'INVALID_ID_FIELD',
    'INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST',
    'INVALID_QUERY_CURSOR',
    'INVALID_REPLICATION_DATE',
    'INVALID_STATUS',
    'INVALID_TYPE_FOR_OPERATION',
    'INVALIDENTITY',
    'INVALIDJOB',
    'INVALIDJOBSTATE',
    'InvalidSyntax',
    'LICENSE_LIMIT_EXCEEDED',
    'LIMIT_EXCEEDED',
    'MANAGER_NOT_DEFINED',
    'METHOD_NOT_ALLOWED',
    'MISSING_ARGUMENT',
    'MIXED_DML_OPERATION',
    'NO_APPLICABLE_PROCESS',
    'OPERATION_TOO_LARGE',
    'OperationNotSupported',
    'PORTAL_NO_ACCESS',
    'QUERY_TIMEOUT',
    'QUERY_TOO_COMPLICATED',
    'REPORT_RUN_FAILED',
    'REQUEST_RUNNING_TOO_LONG',
    'SELF_REFERENCE_FROM_TRIGGER',
    'SINGLE_EMAIL_LIMIT_EXCEEDED',
    'STANDARD_PRICE_NOT_DEFINED',
    'STRING_TOO_LONG',
    'TOO_MANY_ENUM_VALUE',
    'TooManyLockFailure',
    'TRANSFER_REQUIRES_READ',
    'TXN_SECURITY_METERING_ERROR',
    'TXN_SECURITY_NO_ACCESS',
    'UNDELETE_FAILED',
    'UNSPECIFIED_EMAIL_ADDRESS',
    'UNSUPPORTED_API_VERSION',
    'UNSUPPORTED_MEDIA_TYPE',
    'URL_NOT_RESET',
    'ValidationError',
  ].map((code): [string, readonly Reading[]] => [code, [{}]]),
  ['HTTP_403', [{ means: NO_ACCESS }]],
  ['HTTP_404', [{ means: 'Salesforce found nothing at this URL.' }]],
  ['HTTP_410', [{ means: 'Salesforce has retired this API version or resource.' }]],
  ['HTTP_412', [{ means: 'The record was changed by someone else in the meantime.' }]],
  ['HTTP_414', [{ means: TOO_LONG }]],
  ['HTTP_420', [{ means: 'No org was found at this address.' }]],
  ['HTTP_429', [{ means: 'Salesforce has received too many requests.' }]],
  ['HTTP_431', [{ means: TOO_LONG }]],
  ['HTTP_500', [{ means: 'Something went wrong inside Salesforce.' }]],
  ['HTTP_502', [{ means: UNAVAILABLE }]],
  ['HTTP_503', [{ means: UNAVAILABLE }]],
  ['HTTP_504', [{ means: UNAVAILABLE }]],
]);

const LOST_QUERY: Meaning = {
  kind: 'LOST_QUERY',
  means: 'The query’s remaining pages were lost: they last as long as their session, and at most two days.',
};

/** Statuses that mean the same, whoever answers with them. */
const ANYBODYS: ReadonlySet<number> = new Set([408, 413, 414, 420, 429, 431]);

/** Where an error is from. */
export interface MeaningContext {
  /** HTTP status. */
  readonly status: number;
  readonly to: Answered;
  /** Whether it is in words that are not Salesforce's. */
  readonly isForeign: boolean;
}

/** The meaning of one error in a response; undefined if it is not known. */
export function meaningOf(
  { errorCode, message }: { errorCode: string; message: string },
  { status, to, isForeign }: MeaningContext,
): Meaning | undefined {
  if (to === 'request' && isForeign && status < 500 && !ANYBODYS.has(status)) {
    return { kind: errorCode, means: 'Salesforce did not send this response: something on the way to it refused.' };
  }
  if (to === 'nextPage') return LOST_QUERY;
  const answer = { message, status };
  if (to === 'apexRest' && isOfClass({ errorCode, message, status })) return { kind: APEX_ANSWER };
  if (to === 'signIn') return readingOf(SIGN_IN_MEANINGS, errorCode, answer);
  if (to === 'stream') return readingOf(STREAM_MEANINGS, errorCode, answer);
  const beginning = message.slice(0, LOOKED_AT);
  const kind = CONSEQUENCES.has(errorCode) ? undefined : SENTENCES.find(([sentence]) => sentence.test(beginning))?.[1];
  if (kind !== undefined) return { kind };
  return readingOf(MEANINGS, errorCode, answer) ?? readingOf(MEANINGS, `HTTP_${status}`, answer);
}

const APEX_ANSWER = 'APEX_ANSWER';
const GATEWAYS: ReadonlySet<number> = new Set([408, 502, 503, 504]);

/** Whether a class says it in its own way, which Salesforce's statuses say nothing about. */
function isOfClass({ errorCode, message, status }: { errorCode: string; message: string; status: number }): boolean {
  if (message === '' || GATEWAYS.has(status)) return false;
  return !MEANINGS.has(errorCode) || errorCode === 'UNKNOWN_EXCEPTION' || errorCode.startsWith('HTTP_');
}

/** Characters of a message by which its meaning is told. */
const LOOKED_AT = 2_000;

function readingOf(
  table: MeaningTable,
  code: string,
  answer: { readonly message: string; readonly status: number },
): Meaning | undefined {
  const beginning = answer.message.slice(0, LOOKED_AT);
  const reading = table
    .get(code)
    ?.find(({ when, status = answer.status }) => status === answer.status && (when?.test(beginning) ?? true));
  if (reading === undefined) return undefined;
  const { kind = code, means } = reading;
  return means === undefined ? { kind } : { kind, means };
}

/** Every kind of error with a known meaning, by what was answered. */
export const ANSWER_KINDS: Readonly<Record<'request' | 'signIn' | 'stream', readonly string[]>> = {
  request: [...kindsOf(MEANINGS), ...SENTENCES.map(([, kind]) => kind), APEX_ANSWER, LOST_QUERY.kind],
  signIn: kindsOf(SIGN_IN_MEANINGS),
  stream: kindsOf(STREAM_MEANINGS),
};

function kindsOf(table: MeaningTable): string[] {
  return [...table].flatMap(([code, readings]) => readings.map(({ kind = code }) => kind));
}
