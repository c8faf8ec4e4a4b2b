import { describe, expect, test } from '@jest/globals';

import { adviceOn } from '../../../nodes/SalesforceConnector/host/advice';
import { AnswerError, expectStatus, refusal as refusalOf, SalesforceError } from '../../../salesforce/errors';

const ON_THE_WAY = 'Salesforce did not send this response: something on the way to it refused.';

const refusal = (status: number, body: unknown): SalesforceError => {
  try {
    expectStatus({ status, headers: {}, body });
  } catch (error) {
    if (error instanceof SalesforceError) return error;
    throw error;
  }
  throw new Error('Nothing was refused.');
};

test('A response of an expected status is given back', () => {
  const response = { status: 204, headers: {}, body: '' };
  expect(expectStatus(response)).toBe(response);
  expect(expectStatus(response, 200, 204)).toBe(response);
  expect(() => expectStatus(response, 200)).toThrow(AnswerError);
  expect(() => expectStatus({ ...response, status: 404 }, 200)).toThrow(SalesforceError);
});

describe('An error', () => {
  test('tells all of Salesforce’s errors, their codes and fields', () => {
    const error = refusal(400, [
      { errorCode: 'REQUIRED_FIELD_MISSING', message: 'Required fields are missing: [LastName]', fields: ['LastName'] },
      { errorCode: 'STRING_TOO_LONG', message: 'data value too large', fields: ['Title', 'Email'] },
    ]);
    expect(error.message).toBe(
      'Required fields are missing: [LastName] (REQUIRED_FIELD_MISSING)\ndata value too large [Title, Email] (STRING_TOO_LONG)',
    );
    expect([error.status, error.errorCode, error.fields]).toEqual([
      400,
      'REQUIRED_FIELD_MISSING',
      ['LastName', 'Title', 'Email'],
    ]);
    expect(adviceOn(error, new Set()).actions).toEqual([
      'Add the named fields, with values that are not empty.',
      'Shorten the value: Setup > Object Manager shows the field’s length.',
    ]);
  });

  test.each<[string, number, unknown, string, string]>([
    [
      'of a collection',
      400,
      [
        {
          id: null,
          success: false,
          errors: [{ statusCode: 'ENTITY_IS_DELETED', message: 'entity is deleted', fields: [] }],
        },
      ],
      `${ON_THE_WAY} entity is deleted (ENTITY_IS_DELETED)`,
      'ENTITY_IS_DELETED',
    ],
    [
      'of OAuth',
      400,
      { error: 'invalid_grant', error_description: 'expired' },
      `${ON_THE_WAY} expired (invalid_grant)`,
      'invalid_grant',
    ],
    ['of the identity service', 403, 'Bad_OAuth_Token', `${ON_THE_WAY} (Bad_OAuth_Token)`, 'Bad_OAuth_Token'],
    [
      'in words',
      500,
      ' something broke ',
      'Something went wrong inside Salesforce. something broke (UNKNOWN_EXCEPTION)',
      'UNKNOWN_EXCEPTION',
    ],
    [
      'in HTML, which is not repeated',
      503,
      '<html>Down for maintenance</html>',
      'Salesforce is unavailable at the moment. (HTTP_503)',
      'HTTP_503',
    ],
    ['without a body', 414, '', 'The request URL is longer than Salesforce allows. (HTTP_414)', 'HTTP_414'],
    ['of headers', 431, undefined, 'The request URL is longer than Salesforce allows. (HTTP_431)', 'HTTP_431'],
    [
      'of a retired version',
      410,
      [{ errorCode: 'UNSUPPORTED_API_VERSION', message: 'The requested API version is retired.' }],
      'The requested API version is retired. (UNSUPPORTED_API_VERSION)',
      'UNSUPPORTED_API_VERSION',
    ],
    [
      'of Apex',
      500,
      [{ errorCode: 'APEX_ERROR', message: 'System.NullPointerException' }],
      'System.NullPointerException (APEX_ERROR)',
      'APEX_ERROR',
    ],
    ['of a proxy', 403, '<html>Blocked</html>', `${ON_THE_WAY} (HTTP_403)`, 'HTTP_403'],
    ['unlike any other', 400, { odd: 1 }, `${ON_THE_WAY} (HTTP_400)`, 'HTTP_400'],
    ['of nothing', 401, '', `${ON_THE_WAY} (HTTP_401)`, 'HTTP_401'],
  ])('%s is read', (_, status, body, message, errorCode) => {
    const error = refusal(status, body);
    expect([error.message, error.errorCode]).toEqual([message, errorCode]);
  });

  test('of several matches names them', () => {
    const error = refusal(300, [
      '/services/data/v67.0/sobjects/Contact/003A',
      '/services/data/v67.0/sobjects/Contact/003B',
    ]);
    expect(error.message).toBe(
      'Several records have this external ID value, so it does not identify one record. Nothing was changed. ' +
        'The matching records are 003A, 003B. (DUPLICATE_EXTERNAL_ID)',
    );
  });

  test('of a duplicate rule names the records found, and the option that saves all the same', () => {
    const error = refusal(400, [
      {
        errorCode: 'DUPLICATES_DETECTED',
        message: 'Use one of these records?',
        duplicateResult: { matchResults: [{ matchRecords: [{ record: { Id: '003A' } }, { record: { Id: '003B' } }] }] },
      },
    ]);
    expect(error.message).toBe(
      'A duplicate rule found similar records. Use one of these records? (003A, 003B) (DUPLICATES_DETECTED)',
    );
    expect(adviceOn(error, new Set(['Allow Duplicates'])).actions[1]).toContain('turn on the option Allow Duplicates');
  });

  test('of the request limit tells the daily one from the concurrent one', () => {
    const entry = (message: string) => [{ errorCode: 'REQUEST_LIMIT_EXCEEDED', message }];
    expect(refusal(403, entry('TotalRequests Limit exceeded.')).message).toContain(
      'reached its 24-hour API request limit',
    );
    expect(refusal(403, entry('ConcurrentRequests (Concurrent API Requests) Limit exceeded.')).message).toContain(
      'long-running requests',
    );
  });

  test.each([
    ['in English', 403, 'You have reached the Connect API’s hourly request limit for this user and application.'],
    ['in the user’s language', 503, 'Sie haben das stündliche Anforderungslimit der Connect API erreicht.'],
  ])('of the hour’s requests says %s only what Salesforce says, and when to come back', (_, status, message) => {
    const error = refusal(status, [{ errorCode: 'REQUEST_LIMIT_EXCEEDED', message }]);
    expect(error.message).toBe(`${message} (REQUEST_LIMIT_EXCEEDED)`);
    expect(adviceOn(error).actions[0]).toContain('in an hour');
  });

  test('of a session tells one that has expired from one without access to the API', () => {
    const entry = (message: string) => [{ errorCode: 'INVALID_SESSION_ID', message }];
    expect(refusal(401, entry('Session expired or invalid')).message).toContain('has expired or was revoked');
    expect(refusal(401, entry('This session is not valid for use with the REST API')).message).toContain(
      'no access to the REST API',
    );
  });

  test.each([
    'API_DISABLED_FOR_ORG',
    'DUPLICATE_VALUE',
    'ENTITY_IS_DELETED',
    'FIELD_CUSTOM_VALIDATION_EXCEPTION',
    'INSUFFICIENT_ACCESS',
    'INSUFFICIENT_ACCESS_OR_READONLY',
    'INVALID_CROSS_REFERENCE_KEY',
    'INVALID_FIELD',
    'INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST',
    'INVALID_QUERY_LOCATOR',
    'INVALID_TYPE',
    'JSON_PARSER_ERROR',
    'MALFORMED_ID',
    'MALFORMED_QUERY',
    'NOT_FOUND',
    'QUERY_TIMEOUT',
    'SERVER_UNAVAILABLE',
    'STORAGE_LIMIT_EXCEEDED',
    'UNABLE_TO_LOCK_ROW',
  ])('%s comes with what to do', (errorCode) => {
    expect(adviceOn(refusal(400, [{ errorCode, message: '' }])).actions).not.toEqual([]);
  });

  test('with a name that JavaScript knows is only a code', () => {
    expect(refusal(500, [{ errorCode: 'constructor', message: 'm' }]).message).toBe(
      'Something went wrong inside Salesforce. m (constructor)',
    );
  });
});

describe('Whose refusal it is', () => {
  const isForeign = (status: number, body: unknown, headers: Record<string, string> = {}): boolean =>
    refusalOf({ status, headers, body }).isForeign;
  const LIST = [{ errorCode: 'INVALID_FIELD', message: 'no', fields: [] }];

  test('a list of errors with codes and messages is Salesforce’s', () => {
    for (const status of [400, 401, 403, 404, 429, 500, 503]) {
      expect(isForeign(status, LIST)).toBe(false);
      expect(isForeign(status, LIST, { 'content-type': 'application/json;charset=UTF-8' })).toBe(false);
    }
  });

  const WORDS = ['Rate_Limited', 'Bad_Request', 'Session_Expired', 'Access_Denied', 'Not_Found', 'Bad_OAuth_Token'];

  test.each([
    ...WORDS,
    'SERVER_UNAVAILABLE',
    'INVALID_SESSION_ID',
    '<html>',
    '',
    null,
    [],
    ['INVALID_FIELD'],
    { errorCode: 'RATE' },
    { errorCode: 'RATE', message: 'no' },
    { statusCode: 'conflict' },
    { exceptionCode: 'WAF', exceptionMessage: 'no' },
    { error: 'Bad Request' },
    { timestamp: 1, status: 500, error: 'Internal Server Error', path: '/' },
    { errors: LIST },
    [{ errorCode: 'RATE' }],
    [{ statusCode: 'INVALID_FIELD', message: 'no' }],
    [{ errorCode: 'badGateway', message: 'no' }],
    [{ errorCode: '15', message: 'no' }],
    [...LIST, 'and more'],
  ])('%j is somebody else’s', (body) => {
    for (const status of [400, 401, 403, 404, 409, 429, 500, 503]) expect(isForeign(status, body)).toBe(true);
  });

  test('no list is Salesforce’s that is called something else than JSON', () => {
    for (const type of ['text/html', 'text/plain', 'application/problem+json', 'application/jsonp']) {
      expect(isForeign(400, LIST, { 'content-type': type })).toBe(true);
    }
  });

  test.each([
    [[]],
    [['https://x']],
    [['/services/data/v67.0/sobjects/Contact/003A']],
    ['/services/data/v67.0/sobjects'],
  ])('300 with %j does not name several matches', (body) => {
    expect(() => expectStatus({ status: 300, headers: {}, body })).toThrow(AnswerError);
  });
});

test.each(['ALL_OR_NONE_OPERATION_ROLLED_BACK', 'PROCESSING_HALTED'])(
  'What failed only because something else did is no error of the other kind, whatever it quotes: %s',
  (errorCode) => {
    const quoted = [
      'unable to obtain exclusive access to this record (UNABLE_TO_LOCK_ROW)',
      'Record Currently Unavailable: The record you are attempting to edit is being modified',
      'compound data not supported',
      'converted objects can only be owned by users',
    ];
    for (const message of quoted) {
      const entry = { errorCode, message: `The graph was rolled back. “a” failed: ${message}`, fields: [] };
      expect(new SalesforceError(400, [entry]).kinds).toEqual([errorCode]);
    }
  },
);
