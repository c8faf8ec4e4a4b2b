import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import nforce from 'nforce8';
import type { NforceConnection, OAuth } from 'nforce8';

import { startOrg } from '../../simulator';
import type { RunningOrg } from '../../simulator';
import { EVERY_CHOICE } from '../../simulator/choices';
import { approve } from '../support/browser';

let org: RunningOrg;
let connection: NforceConnection;
let oauth: OAuth;

beforeAll(async () => {
  // nforce8 knows no PKCE: the app is one that does not ask for it.
  org = await startOrg({ size: 2300, policies: { requirePkce: false }, choices: EVERY_CHOICE });
  connection = nforce.createConnection({
    clientId: org.clientId,
    clientSecret: org.clientSecret,
    redirectUri: 'http://localhost:5678/callback',
    loginUri: `${org.loginUrl}/services/oauth2/token`,
  });
  const authEndpoint = `${org.loginUrl}/services/oauth2/authorize`;
  const callback = await approve(
    connection.getAuthUri({ authEndpoint, scope: ['api', 'refresh_token'], state: 'kept' }),
    org,
  );
  expect(callback.searchParams.get('state')).toBe('kept');
  oauth = await connection.authenticate({ code: callback.searchParams.get('code') ?? '' });
});
afterAll(() => org.close());

/** nforce8 lays no hold on the body of an error: its status is what it tells. */
const statusOf = async (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => 'no failure',
    (error: { statusCode: number }) => error.statusCode,
  );

/**
 * nforce8 stumbles over a 204, which has no Content-Type in Salesforce either: the work is done by then, and reading it
 * back shows so.
 */
const withoutContent = async (work: Promise<unknown>): Promise<void> => {
  await expect(work).rejects.toThrow(/reading 'toLowerCase'/);
};

describe('nforce8, unmodified', () => {
  test('signs in by web server flow, refreshes and reads who it is', async () => {
    expect(oauth.instance_url).toBe(org.url);
    expect((await connection.getIdentity({ oauth })).username).toBe(org.username);
    const first = oauth.access_token;
    const refreshed = await connection.refreshToken({ oauth });
    expect(refreshed.access_token).not.toBe(first);
    expect((await connection.getLimits({ oauth: refreshed })).DailyApiRequests.Max).toBe(100_000);
  });

  test('creates, reads, updates and deletes a record, names in lower case', async () => {
    const account = nforce.createSObject('Account', { Name: 'From nforce', Industry: 'Banking' });
    const created = await connection.insert({ sobject: account, oauth });
    expect(created).toMatchObject({ id: expect.stringMatching(/^001/), success: true });
    account.set('Industry', 'Energy');
    await withoutContent(connection.update({ sobject: account, oauth }));
    const read = await connection.getRecord({ type: 'account', id: created.id, fields: ['name', 'industry'], oauth });
    expect([read.get('Name'), read.get('Industry')]).toEqual(['From nforce', 'Energy']);
    await withoutContent(connection.delete({ sobject: account, oauth }));
    expect(await statusOf(connection.getRecord({ type: 'account', id: created.id, oauth }))).toBe(404);
  });

  test('upserts by external ID', async () => {
    const upsert = (name: string) => {
      const sobject = nforce.createSObject('Account', { Name: name });
      sobject.setExternalId('External_Id__c', 'nforce-1');
      return connection.upsert({ sobject, oauth });
    };
    // nforce8 speaks version 45.0, in which upserts do not say whether they created.
    const first = await upsert('First');
    expect(first).toEqual({ id: expect.stringMatching(/^001/), success: true, errors: [] });
    await withoutContent(upsert('Second'));
    const read = await connection.getRecord({ type: 'account', id: first.id, fields: ['name'], oauth });
    expect(read.get('Name')).toBe('Second');
  });

  test('reads every page of a query', async () => {
    const { totalSize, records } = await connection.query({
      query: 'SELECT Id, Name FROM Contact',
      fetchAll: true,
      oauth,
    });
    expect([totalSize, new Set(records.map((record) => record.get('Id'))).size]).toEqual([2300, 2300]);
  });

  test('finds deleted records when asked for them', async () => {
    const sobject = nforce.createSObject('Lead', { LastName: 'Gone', Company: 'nforce' });
    await connection.insert({ sobject, oauth });
    await withoutContent(connection.delete({ sobject, oauth }));
    const query = "SELECT Id FROM Lead WHERE Company = 'nforce'";
    expect((await connection.query({ query, oauth })).totalSize).toBe(0);
    expect((await connection.queryAll({ query, oauth })).totalSize).toBe(1);
  });

  test('searches and describes', async () => {
    await connection.insert({ sobject: nforce.createSObject('Account', { Name: 'Quetzal Imports' }), oauth });
    const { searchRecords } = await connection.search({
      search: 'FIND {Quetzal} IN NAME FIELDS RETURNING Account(Name)',
      oauth,
    });
    expect(searchRecords).toMatchObject([{ Name: 'Quetzal Imports' }]);
    const { name, fields } = await connection.getDescribe({ type: 'contact', oauth });
    expect(name).toBe('Contact');
    expect(fields.map((field) => field.name)).toEqual(expect.arrayContaining(['Id', 'LastName', 'AccountId']));
  });

  test.each([
    [
      'a required field is missing',
      () => connection.insert({ sobject: nforce.createSObject('Account', {}), oauth }),
      400,
    ],
    ['a query is malformed', () => connection.query({ query: 'SELECT FROM', oauth }), 400],
    ['an object is not there', () => connection.getDescribe({ type: 'nope', oauth }), 404],
    ['the session is none', () => connection.getLimits({ oauth: { ...oauth, access_token: 'none' } }), 401],
  ])('is told when %s', async (_, call, status) => {
    expect(await statusOf(call())).toBe(status);
  });
});
