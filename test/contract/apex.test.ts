import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Connection } from 'jsforce';

import { startSignedIn, type SignedInOrg } from '../support/org';

let org: SignedInOrg;
let connection: Connection;

beforeAll(async () => {
  org = await startSignedIn(10);
  connection = new Connection({ instanceUrl: org.url, accessToken: org.token, version: '68.0' });
});
afterAll(() => org.close());

describe('jsforce, unmodified: Apex REST', () => {
  test('creates, reads and deletes an account', async () => {
    const id = await connection.apex.post('/Account/', { name: 'Wingo Ducks', website: 'ducks.example' });
    expect(await connection.apex.get(`/Account/${String(id)}`)).toMatchObject({
      attributes: { type: 'Account' },
      Id: id,
      Name: 'Wingo Ducks',
      Website: 'ducks.example',
    });
    await connection.apex.delete(`/Account/${String(id)}`);
    await expect(connection.apex.get(`/Account/${String(id)}`)).rejects.toMatchObject({ errorCode: 'APEX_ERROR' });
  });

  test('puts and patches', async () => {
    expect(await connection.apex.put('/demo/Echo', { a: 1 })).toEqual({ a: 1 });
    expect(await connection.apex.patch('/demo/Echo', { b: [2] })).toEqual({ b: [2] });
  });

  test('is refused as the guide says', async () => {
    const errorCode = (code: string) => expect.objectContaining({ errorCode: code });
    await expect(connection.apex.get('/nothing')).rejects.toEqual(errorCode('NOT_FOUND'));
    await expect(connection.apex.put('/Account/1', {})).rejects.toEqual(errorCode('METHOD_NOT_ALLOWED'));
    await expect(connection.apex.post('/Account/', { nome: 'x' })).rejects.toEqual(errorCode('JSON_PARSER_ERROR'));
    const stranger = new Connection({ instanceUrl: org.url, accessToken: 'nobody' });
    await expect(stranger.apex.get('/Account/1')).rejects.toEqual(errorCode('INVALID_SESSION_ID'));
  });
});

describe('jsforce, unmodified: anonymous Apex', () => {
  const done = { compiled: true, success: true, compileProblem: null, exceptionMessage: null, line: -1, column: -1 };

  test('runs, and writes records', async () => {
    const result = await connection.tooling.executeAnonymous("insert new Account(Name = 'By ' + 'Apex');");
    expect(result).toEqual({ ...done, exceptionStackTrace: null });
    expect(await connection.sobject('Account').find({ Name: 'By Apex' })).toHaveLength(1);
  });

  test('is told where it cannot be compiled, and where it fails', async () => {
    expect(await connection.tooling.executeAnonymous("System.debug('a')\nx")).toMatchObject({
      compiled: false,
      success: false,
      line: 2,
      column: 1,
      compileProblem: expect.stringContaining("Missing ';'"),
    });
    expect(await connection.tooling.executeAnonymous('insert new Account();')).toMatchObject({
      compiled: true,
      success: false,
      exceptionMessage: expect.stringContaining('System.DmlException: Insert failed.'),
      exceptionStackTrace: 'AnonymousBlock: line 1, column 1',
    });
  });

  test('is refused where it is too long for an address', async () => {
    await expect(connection.tooling.executeAnonymous(`System.debug('${'x'.repeat(20_000)}');`)).rejects.toMatchObject({
      errorCode: 'URI_TOO_LONG',
    });
  });
});
