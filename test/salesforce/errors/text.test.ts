import { describe, expect, test } from '@jest/globals';

import { counted, JobError, redact, SalesforceError, theCounted } from '../../../salesforce/errors';

describe('Secrets that a server repeats are taken out', () => {
  test.each([
    ['session 00D000000000001!AQEAQ.abc_DEF here', 'session [access token] here'],
    ['Authorization: Bearer abcdefgh1jklmnop', 'Authorization: Bearer [token]'],
    ['OAuth authentication failed', 'OAuth authentication failed'],
    ['assertion=eyJhbGciOi.eyJpc3Mi.sig&x=1', 'assertion=[hidden]&x=1'],
    ['got eyJhbGciOi.eyJpc3Mi.c2ln', 'got [token]'],
    ['client_secret=abc refresh_token=def', 'client_secret=[hidden] refresh_token=[hidden]'],
    ['5Aep861KIwKdekr90I.4a_long_refresh', '[refresh token]'],
    ['x -----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY----- y', 'x [private key] y'],
    ['authorization: bearer opaque_9_token', 'authorization: bearer [token]'],
    ["'client_secret': 'abc'", "'client_secret':[hidden]'"],
    ['{\\"clientSecret\\":\\"abc\\"}', '{\\"clientSecret\\":[hidden]\\"}'],
    ['client_secret%3Dabc&x', 'client_secret%3D[hidden]&x'],
    ['Basic information about this', 'Basic information about this'],
    ['OAuth is not set up, error_code=12', 'OAuth is not set up, error_code=12'],
  ])('%j', (text, wanted) => {
    expect(redact(text)).toBe(wanted);
    const said = { errorCode: 'X', message: text, fields: [] };
    expect(new SalesforceError(400, [said]).message).toBe(`${wanted} (X)`);
  });
});

test('One is one, and none or many are many', () => {
  expect([0, 1, 2, 19_980].map((count) => counted(count, 'row'))).toEqual(['0 rows', '1 row', '2 rows', '19,980 rows']);
  expect([1, 2].map((count) => counted(count, 'was', 'were'))).toEqual(['1 was', '2 were']);
  expect([1, 2].map((count) => theCounted(count, 'other row'))).toEqual(['the other row', 'the 2 other rows']);
  const { message } = JobError.rowsFailed(['750'], { rows: 1, failed: 0, unprocessed: 1 });
  expect(message).toBe('0 of 1 row failed, 1 was not processed (Bulk job 750).');
});
