import { describe, expect, test } from '@jest/globals';

import { redact, SalesforceError } from '../../../salesforce/errors';

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
