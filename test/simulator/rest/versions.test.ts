import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';

import { startSignedIn } from '../../support/org';
import type { SignedInOrg } from '../../support/org';

let org: SignedInOrg;
beforeAll(async () => {
  org = await startSignedIn();
});
afterAll(() => org.close());

/** The answer to the same request in another version. */
const inVersion = (version: number, method: string, path: string, data?: unknown) =>
  org.http.request({ baseURL: `${org.url}/services/data/v${String(version)}.0`, method, url: path, data });

const account = { attributes: { type: 'Account' }, Name: 'Versions' };
const records = [{ ...account, External_Id__c: 'versions' }];
const subrequests = (version: number) => [
  { method: 'GET', url: `/services/data/v${String(version)}.0/limits`, referenceId: 'limits' },
];

/** The first version that has a resource, by the REST API Developer Guide; what it is asked. */
const RESOURCES: [string, number, string, (version: number) => unknown][] = [
  ['/sobjects/Account/listviews', 32, 'GET', () => undefined],
  ['/composite/batch', 34, 'POST', () => ({ batchRequests: [{ method: 'GET', url: 'v31.0/limits' }] })],
  [
    '/composite/tree/Account',
    34,
    'POST',
    () => ({ records: [{ attributes: { type: 'Account', referenceId: 'a' }, Name: 'x' }] }),
  ],
  ['/parameterizedSearch?q=Versions', 36, 'GET', () => undefined],
  ['/composite', 38, 'POST', (version) => ({ compositeRequest: subrequests(version) })],
  ['/limits/recordCount', 40, 'GET', () => undefined],
  // By the Bulk API 2.0 Developer Guide.
  ['/jobs/ingest', 41, 'GET', () => undefined],
  ['/jobs/query', 47, 'GET', () => undefined],
  ['/composite/sobjects', 42, 'POST', () => ({ records: [account] })],
  ['/composite/sobjects/Account/External_Id__c', 46, 'PATCH', () => ({ records })],
  [
    '/composite/graph',
    50,
    'POST',
    (version) => ({ graphs: [{ graphId: 'g', compositeRequest: subrequests(version) }] }),
  ],
];

describe('Versions', () => {
  test.each(RESOURCES)('%s is there from version %p', async (path, since, method, body) => {
    const { status, data } = await inVersion(since - 1, method, path, body(since - 1));
    expect([status, data[0].errorCode]).toEqual([404, 'NOT_FOUND']);
    expect([200, 201]).toContain((await inVersion(since, method, path, body(since))).status);
  });

  test('An upsert says whether it created from version 46', async () => {
    const upsert = async (version: number, key: string) => {
      const { status, data } = await inVersion(version, 'PATCH', `/sobjects/Account/External_Id__c/${key}`, {
        Name: 'x',
      });
      return [status, data.created];
    };
    expect([await upsert(45, 'old'), await upsert(45, 'old')]).toEqual([
      [201, undefined],
      [204, undefined],
    ]);
    expect([await upsert(46, 'new'), await upsert(46, 'new')]).toEqual([
      [201, true],
      [200, false],
    ]);
  });

  test.each(['/search?q=FIND {Nobody here}', '/parameterizedSearch?q=Nobody'])(
    '%s answers a bare list up to version 36',
    async (path) => {
      expect((await inVersion(36, 'GET', path)).data).toEqual([]);
      expect((await inVersion(37, 'GET', path)).data).toEqual({ searchRecords: [] });
    },
  );

  test('Each lists its resources, with the address of whoever is signed in', async () => {
    const { data } = await inVersion(68, 'GET', '');
    expect(data).toMatchObject({
      sobjects: '/services/data/v68.0/sobjects',
      tooling: '/services/data/v68.0/tooling',
      identity: expect.stringMatching(/^http:.*\/id\/00D\w{15}\/005\w{15}$/),
    });
    expect((await org.http.get(data.identity)).data).toMatchObject({ username: org.username });
    const listed = async (version: number) => Object.keys((await inVersion(version, 'GET', '')).data);
    expect(await listed(33)).not.toContain('composite');
    expect(await listed(34)).toContain('composite');
  });
});
