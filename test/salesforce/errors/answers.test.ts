import { describe, expect, test } from '@jest/globals';

import { adviceOn } from '../../../nodes/SalesforceConnector/host/advice';
import { AnswerError, expectStatus, SalesforceError } from '../../../salesforce/errors';

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
    expect(adviceOn(error).actions).toEqual([
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
      'The record has been deleted. entity is deleted (ENTITY_IS_DELETED)',
      'ENTITY_IS_DELETED',
    ],
    [
      'of OAuth',
      400,
      { error: 'invalid_grant', error_description: 'expired' },
      'expired (invalid_grant)',
      'invalid_grant',
    ],
    [
      'of the identity service',
      403,
      'Bad_OAuth_Token',
      'The user is not allowed to do this. (Bad_OAuth_Token)',
      'Bad_OAuth_Token',
    ],
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
      'Something went wrong inside Salesforce. System.NullPointerException (APEX_ERROR)',
      'APEX_ERROR',
    ],
    ['unlike any other', 400, { odd: 1 }, 'The response gives no reason. (HTTP_400)', 'HTTP_400'],
    ['of nothing', 401, '', 'The response gives no reason. (HTTP_401)', 'HTTP_401'],
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
    expect(adviceOn(error).actions[1]).toContain('turn on the option Allow Duplicates');
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
    expect(refusal(400, [{ errorCode: 'constructor', message: 'm' }]).message).toBe('m (constructor)');
  });
});

describe('Whose refusal it is', () => {
  const isForeign = (status: number, body: unknown): boolean => refusal(status, body).isForeign;

  test.each([
    [400, [{ errorCode: 'INVALID_FIELD', message: 'no' }]],
    [400, [{ statusCode: 'INVALID_FIELD', message: 'no', fields: [] }]],
    [400, { exceptionCode: 'InvalidJob', exceptionMessage: 'no' }],
    [400, [{ success: false, errors: [{ statusCode: 'MISSING_ARGUMENT', message: 'no' }] }]],
    [403, 'Bad_OAuth_Token'],
  ])('%i %j is Salesforce’s', (status, body) => {
    expect(isForeign(status, body)).toBe(false);
  });

  test.each([
    [500, { timestamp: 1, status: 500, error: 'Internal Server Error', path: '/' }],
    [400, { error: 'Bad Request' }],
    [400, { statusCode: 400, error: 'Bad Request', message: 'no' }],
    [400, { statusCode: '400', message: 'no' }],
    [403, { errorCode: '15', message: 'denied by the proxy' }],
    [502, { errorCode: 'bad gateway' }],
    [500, 'Internal_Error'],
    [403, 'Forbidden'],
    [404, '<html>'],
    [404, null],
  ])('%i %j is somebody else’s', (status, body) => {
    expect(isForeign(status, body)).toBe(true);
  });
});
