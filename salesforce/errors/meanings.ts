import { SIGN_IN_MEANINGS } from './signInMeanings';

/** What an error stands for. */
export interface Meaning {
  /** The error's code, or a finer one where a code stands for several things. */
  readonly kind: string;
  /** A sentence, where Salesforce's own message does not say what happened. */
  readonly means?: string;
}

/** One reading of a code: of a code's readings the first whose `when` fits the message counts. */
export interface Reading {
  readonly when?: RegExp;
  readonly kind?: string;
  readonly means?: string;
}

export type MeaningTable = ReadonlyMap<string, readonly Reading[]>;

/** What was answered: a request, a sign-in, the making of a Bulk job, or the asking for a query's further page. */
export type Answered = 'bulkJob' | 'nextPage' | 'request' | 'signIn';

const TOO_LONG = 'The request’s address is longer than Salesforce takes.';
const UNAVAILABLE = 'Salesforce cannot answer at the moment.';
const NO_ACCESS = 'The user may not do this.';

/** By REST's errorCode, which collections call statusCode; by HTTP_nnn for answers without a code that is known. */
const MEANINGS: MeaningTable = new Map<string, readonly Reading[]>([
  ['API_DISABLED_FOR_ORG', [{ means: 'The org’s edition or the user’s profile has no API access.' }]],
  ['DUPLICATES_DETECTED', [{ means: 'A duplicate rule found records like this one.' }]],
  [
    'DUPLICATE_EXTERNAL_ID',
    [
      {
        means:
          'Several records have this external ID value, so it is not clear which one is meant. Nothing was changed.',
      },
    ],
  ],
  ['ENTITY_IS_DELETED', [{ means: 'The record has been deleted.' }]],
  ['ENTITY_IS_LOCKED', [{ means: 'The record is locked, usually by an approval process.' }]],
  ['EXCEEDEDQUOTA', [{ means: 'The org has used up what it may load by Bulk in 24 hours.' }]],
  ['FEATURENOTENABLED', [{ when: /hard ?delete/i, kind: 'HARD_DELETE_NOT_ALLOWED' }, {}]],
  ['FIELD_CUSTOM_VALIDATION_EXCEPTION', [{ means: 'A validation rule of the org refused the record.' }]],
  [
    'INSUFFICIENT_ACCESS_ON_CROSS_REFERENCE_ENTITY',
    [{ means: 'The user may not use a record that this one refers to.' }],
  ],
  ['INSUFFICIENT_ACCESS', [{ means: NO_ACCESS }]],
  ['INSUFFICIENT_ACCESS_OR_READONLY', [{ means: NO_ACCESS }]],
  [
    'INVALID_QUERY_LOCATOR',
    [{ means: 'The query’s further pages are gone: they end with their session, and after two days.' }],
  ],
  [
    'INVALID_SESSION_ID',
    [
      {
        when: /not valid for use with/i,
        kind: 'SESSION_WITHOUT_API',
        means: 'The session has no access to the REST API.',
      },
      { means: 'The Salesforce session has expired or was ended, and could not be renewed.' },
    ],
  ],
  ['MALFORMED_QUERY', [{ means: 'Salesforce does not understand the query.' }]],
  ['MALFORMED_SEARCH', [{ means: 'Salesforce does not understand the search.' }]],
  [
    'REQUEST_LIMIT_EXCEEDED',
    [
      {
        when: /concurrent/i,
        kind: 'CONCURRENT_REQUESTS',
        means: 'Too many long requests of the org are running at once.',
      },
      { means: 'The org has used up its API requests for 24 hours.' },
    ],
  ],
  ['SERVER_UNAVAILABLE', [{ means: UNAVAILABLE }]],
  ['STORAGE_LIMIT_EXCEEDED', [{ means: 'The org is full.' }]],
  ['UNABLE_TO_LOCK_ROW', [{ means: 'Another process was changing the record, or its parent, at that moment.' }]],
  // Those whose own message says what happened, whatever the status.
  ...[
    'API_CURRENTLY_DISABLED',
    'CANNOT_EXECUTE_FLOW_TRIGGER',
    'CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY',
    'DELETE_FAILED',
    'DUPLICATE_VALUE',
    'EXCEEDED_ID_LIMIT',
    'FIELD_FILTER_VALIDATION_EXCEPTION',
    'FIELD_INTEGRITY_EXCEPTION',
    'INVALIDENTITY',
    'INVALID_CROSS_REFERENCE_KEY',
    'INVALID_EMAIL_ADDRESS',
    'INVALID_FIELD',
    'INVALID_FIELD_FOR_INSERT_UPDATE',
    'INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST',
    'INVALID_TYPE',
    'JSON_PARSER_ERROR',
    'LIMIT_EXCEEDED',
    'MALFORMED_ID',
    'NOT_FOUND',
    'NUMBER_OUTSIDE_VALID_RANGE',
    'OPERATION_TOO_LARGE',
    'QUERY_TIMEOUT',
    'REQUEST_RUNNING_TOO_LONG',
    'REQUIRED_FIELD_MISSING',
    'STRING_TOO_LONG',
    'TXN_SECURITY_NO_ACCESS',
    'UNSUPPORTED_API_VERSION',
  ].map((code): [string, readonly Reading[]] => [code, [{}]]),
  ['HTTP_403', [{ means: NO_ACCESS }]],
  ['HTTP_404', [{ means: 'Salesforce has nothing at this address.' }]],
  ['HTTP_410', [{ means: 'Salesforce has retired this API version or resource.' }]],
  ['HTTP_412', [{ means: 'The record was changed by someone else in the meantime.' }]],
  ['HTTP_414', [{ means: TOO_LONG }]],
  ['HTTP_420', [{ means: 'The org could not be found at this address.' }]],
  ['HTTP_429', [{ means: 'Salesforce asks for fewer requests.' }]],
  ['HTTP_431', [{ means: TOO_LONG }]],
  ['HTTP_500', [{ means: 'Something went wrong inside Salesforce.' }]],
  ['HTTP_502', [{ means: UNAVAILABLE }]],
  ['HTTP_503', [{ means: UNAVAILABLE }]],
  ['HTTP_504', [{ means: UNAVAILABLE }]],
]);

const LOST_QUERY: Meaning = {
  kind: 'LOST_QUERY',
  means: 'The query’s further pages were lost: they end with the session that asked for them, and after two days.',
};

/** What one error of an answer stands for; undefined where nothing is known of it. */
export function meaningOf(
  { errorCode, message }: { errorCode: string; message: string },
  status: number,
  to: Answered,
): Meaning | undefined {
  if (to === 'nextPage') return LOST_QUERY;
  if (to === 'signIn') return readingOf(SIGN_IN_MEANINGS, errorCode, message);
  return readingOf(MEANINGS, errorCode, message) ?? readingOf(MEANINGS, `HTTP_${status}`, message);
}

function readingOf(table: MeaningTable, code: string, message: string): Meaning | undefined {
  const reading = table.get(code)?.find(({ when }) => when?.test(message) ?? true);
  if (reading === undefined) return undefined;
  const { kind = code, means } = reading;
  return means === undefined ? { kind } : { kind, means };
}

/** Every kind of error that there is something to say about, by what was answered. */
export const ANSWER_KINDS: Readonly<Record<'request' | 'signIn', readonly string[]>> = {
  request: [...kindsOf(MEANINGS), LOST_QUERY.kind],
  signIn: kindsOf(SIGN_IN_MEANINGS),
};

function kindsOf(table: MeaningTable): string[] {
  return [...table].flatMap(([code, readings]) => readings.map(({ kind = code }) => kind));
}
