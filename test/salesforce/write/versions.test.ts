import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';

import { axiosSend } from '../../../bench/axiosSend';
import type { Request } from '../../../salesforce/http';
import type { WriteRow } from '../../../salesforce/write/rows';
import { writeRows, type WriteGroup } from '../../../salesforce/write/writeRows';
import { startSignedIn, type SignedInOrg } from '../../support/org';
import { orgOf } from '../../support/orgOf';

let running: SignedInOrg;
beforeAll(async () => {
  running = await startSignedIn();
});
afterAll(() => running.close());

type Operation = WriteGroup['job']['operation'];

/** An org in a version, and the paths of the requests that it gets. */
function inVersion(version: number) {
  const send = axiosSend({ instanceUrl: running.url, accessToken: running.token });
  const paths: string[] = [];
  const org = orgOf(
    async (request: Request) => {
      paths.push(request.path.replace(/^.*v\d+\.0\//, ''));
      return await send(request);
    },
    { version: `${String(version)}.0` },
  );
  return { org, paths };
}

async function written(version: number, operation: Operation, rows: WriteRow[], changes: Partial<WriteGroup> = {}) {
  const { org, paths } = inVersion(version);
  const key = operation === 'upsert' ? { externalIdField: 'External_Id__c' } : {};
  const job = { operation, object: 'Account', headers: {}, allOrNone: false, ...key };
  const group = { job, rows, sendAs: 'automatic', bulkFrom: 2, ...changes } as const;
  const outcomes = [...(await writeRows(org, group, { parallel: 1 })).values()];
  return { outcomes, ways: [...new Set(paths.map((path) => path.split('/').slice(0, 2).join('/')))] };
}

const two = (name: string): WriteRow[] => [0, 1].map((index) => ({ index, values: { Name: `${name} ${index}` } }));
const keyed = (name: string): WriteRow[] => two(name).map((row) => ({ ...row, key: `${name}-${row.index}` }));
const saved = (created: boolean, id: unknown = expect.stringMatching(/^001/)) => ({ saved: { id, created } });

/** Up to version 57.0, an address that ends so is read without its ending. */
test.each(['order.xml', 'order.JSON', 'order@shop.inc'])(
  'The key %s names its own record in version 57',
  async (key) => {
    const upsert = async (one: string) => {
      const changes = { sendAs: 'oneByOne', bulkFrom: Infinity } as const;
      return await written(57, 'upsert', [{ index: 0, key: one, values: { Name: one } }], changes);
    };
    await upsert(key.replace(/\.\w+$/, ''));
    expect((await upsert(key)).outcomes).toEqual([saved(true)]);
    const soql = `SELECT Name FROM Account WHERE External_Id__c = '${key}'`;
    const { data } = await running.http.get('/query', { params: { q: soql } });
    expect(data.records).toMatchObject([{ Name: key }]);
  },
);

test('A key that no address can have is refused below version 46, and nothing is written', async () => {
  for (const key of ['bill@shop.inc', 'a/b', "O'Neil"]) {
    const rows = [{ index: 0, key, values: { Name: key } }];
    const { outcomes, ways } = await written(45, 'upsert', rows, { bulkFrom: Infinity });
    const message = expect.stringMatching(
      /^API version 45\.0 does not support external IDs .*: version 46\.0 or later does\.$/,
    );
    expect(outcomes).toEqual([{ error: expect.objectContaining({ message, problem: { reason: 'versionTooOld' } }) }]);
    expect(ways).toEqual([]);
    expect((await written(46, 'upsert', rows, { bulkFrom: Infinity })).outcomes).toEqual([saved(true)]);
  }
});

describe('Several rows in an older version', () => {
  test.each([
    [31, 'sobjects/Account'],
    [41, 'sobjects/Account'],
    [42, 'composite/sobjects'],
    [67, 'composite/sobjects'],
  ])('are created in version %i by %s', async (version, way) => {
    const { outcomes, ways } = await written(version, 'create', two('Created'));
    expect([outcomes, ways]).toEqual([[saved(true), saved(true)], [way]]);
  });

  test.each([
    [31, 'sobjects/Account', null],
    [45, 'sobjects/Account', null],
    [46, 'composite/sobjects', expect.stringMatching(/^001/)],
    [67, 'composite/sobjects', expect.stringMatching(/^001/)],
  ])('are upserted in version %i by %s', async (version, way, id) => {
    const name = `Upserted ${String(version)}`;
    const job = { operation: 'upsert', object: 'Account', headers: {}, allOrNone: false } as const;
    const keep = { bulkFrom: Infinity, job: { ...job, externalIdField: 'External_Id__c' } };
    const first = await written(version, 'upsert', keyed(name), keep);
    const second = await written(version, 'upsert', keyed(name), keep);
    expect([first.outcomes, first.ways]).toEqual([[saved(true), saved(true)], [way]]);
    expect(second.outcomes).toEqual([saved(false, id), saved(false, id)]);
  });

  test.each<[number, Partial<WriteGroup['job']>, Partial<WriteGroup>, string]>([
    [41, { operation: 'create' }, { sendAs: 'collections' }, 'several records per request: version 42.0 or later'],
    [41, { operation: 'create', allOrNone: true }, {}, 'several records per request: version 42.0 or later'],
    [45, { operation: 'upsert' }, { sendAs: 'collections' }, 'upserting several records per request: version 46.0'],
    [40, { operation: 'create' }, { sendAs: 'bulk' }, 'jobs of Bulk API 2.0: version 41.0 or later'],
  ])(
    'that version %i cannot write as asked are refused, and nothing is sent: %j %j',
    async (version, how, sent, why) => {
      const { org, paths } = inVersion(version);
      const job = { operation: 'create', object: 'Account', headers: {}, allOrNone: false, ...how } as const;
      const rows = keyed('Refused');
      const described = await inVersion(67).org.describe.object('Account');
      const group = { job: { externalIdField: 'External_Id__c', ...job }, rows, bulkFrom: 5, described } as const;
      const outcomes = await writeRows(org, { sendAs: 'automatic', ...group, ...sent }, { parallel: 1 });
      const error = expect.objectContaining({ name: 'InputError', problem: { reason: 'versionTooOld' } });
      expect([...outcomes.values()]).toEqual([{ error }, { error }]);
      expect(String((outcomes.get(0) as { error: Error }).error.message)).toContain(why);
      expect(paths).toEqual([]);
    },
  );
});
