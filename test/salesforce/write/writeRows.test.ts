import { describe, expect, test } from '@jest/globals';

import { adviceOn } from '../../../nodes/SalesforceConnector/host/advice';
import { Describe, Metadata } from '../../../salesforce/describe';
import type { Request, Send } from '../../../salesforce/http';
import type { Org } from '../../../salesforce/org';
import type { WriteRow } from '../../../salesforce/write/rows';
import { writeRows, type WriteGroup } from '../../../salesforce/write/writeRows';
import { fakeSend } from '../../support/fakeSend';
import { orgOf } from '../../support/orgOf';
import { rowOf } from '../../support/rows';
import { field, object } from '../../support/schema';

const KEY = field('Key__c', 'string', { externalId: true });
const CONTACT = object('Contact', [
  field('AccountId', 'reference', { referenceTo: ['Account'], relationshipName: 'Account' }),
  KEY,
]);
const id = (n: number) => `00300000000000${n}AAA`;
const SETTINGS = { parallel: 1 };

/** An org over a Send, whose schema is known without one. */
function contactsOrg(send: Send): Org {
  const schema = fakeSend(() => ({ body: CONTACT }));
  return { ...orgOf(send), describe: new Describe(new Metadata(schema.send)) };
}

/** Finds `k1` and `k2`, and does what is asked. */
function contacts() {
  return fakeSend((request: Request) => {
    if (request.method === 'GET') {
      const records = [1, 2].map((n) => rowOf('Contact', { Id: id(n), Key__c: `k${n}` }));
      return { body: { records, totalSize: 2, done: true } };
    }
    const { records = [] } = (request.body ?? {}) as { records?: { id?: string }[] };
    if (records.length > 0)
      return { body: records.map((record, n) => ({ id: record.id ?? id(n), success: true, created: false })) };
    const ids = String(request.query?.['ids'] ?? '').split(',');
    return request.query?.['ids'] === undefined
      ? { status: 204 }
      : { body: ids.map((one) => ({ id: one, success: true })) };
  });
}

const rows = (...keys: string[]): WriteRow[] => keys.map((key, index) => ({ index, key, values: { LastName: 'x' } }));
const group = (changes: Partial<WriteGroup> & { operation: WriteGroup['job']['operation'] }): WriteGroup => ({
  job: { operation: changes.operation, object: 'Contact', headers: {}, allOrNone: false, externalIdField: 'Key__c' },
  sendAs: 'automatic',
  bulkFrom: 2_000,
  rows: rows('k1', 'k2', 'k3'),
  keyField: KEY,
  ...changes,
});

async function written(one: WriteGroup) {
  const { send, requests } = contacts();
  const outcomes = await writeRows(contactsOrg(send), one, SETTINGS);
  return {
    outcomes,
    sent: requests.map(({ method, path }) => `${method} ${path.replace('/services/data/v67.0/', '')}`),
    requests,
  };
}

describe('A group of rows', () => {
  test.each(['update', 'delete'] as const)(
    'to %s by external ID is looked up first; what is not found fails alone',
    async (operation) => {
      const { outcomes, sent } = await written(group({ operation }));
      expect(sent).toEqual(['GET query', `${operation === 'update' ? 'PATCH' : 'DELETE'} composite/sobjects`]);
      expect(outcomes.get(0)).toEqual({ saved: { id: id(1), created: false } });
      expect(outcomes.get(1)).toEqual({ saved: { id: id(2), created: false } });
      expect(outcomes.get(2)).toMatchObject({ error: { errorCode: 'NOT_FOUND' } });
    },
  );

  test('that cannot be looked up fails with the reason, and nothing is sent', async () => {
    const { send, requests } = fakeSend(() => ({
      status: 400,
      body: [{ errorCode: 'MALFORMED_QUERY', message: 'no' }],
    }));
    const outcomes = await writeRows(contactsOrg(send), group({ operation: 'delete' }), SETTINGS);
    expect(requests).toHaveLength(1);
    expect([...outcomes.values()]).toEqual(
      [1, 2, 3].map(() => ({ error: expect.objectContaining({ errorCode: 'MALFORMED_QUERY' }) })),
    );
  });

  test('One by One updates by external ID directly, and deletes what was found', async () => {
    const update = await written(group({ operation: 'update', sendAs: 'oneByOne', rows: rows('k1', 'k2') }));
    expect(update.sent).toEqual(['PATCH sobjects/Contact/Key__c/k1', 'PATCH sobjects/Contact/Key__c/k2']);
    expect(update.requests[0]?.query).toEqual({ updateOnly: true });
    const remove = await written(group({ operation: 'delete', sendAs: 'oneByOne', rows: rows('k1') }));
    expect(remove.sent).toEqual(['GET query', `DELETE sobjects/Contact/${id(1)}`]);
  });

  test('of one is sent as the one it is, unless collections are asked for', async () => {
    expect((await written(group({ operation: 'upsert', rows: rows('k1') }))).sent).toEqual([
      'PATCH sobjects/Contact/Key__c/k1',
    ]);
    expect((await written(group({ operation: 'upsert', rows: rows('k1'), sendAs: 'collections' }))).sent).toEqual([
      'PATCH composite/sobjects/Contact/Key__c',
    ]);
  });

  test('puts children of one parent into one request', async () => {
    const children = Array.from({ length: 400 }, (_, index) => ({ index, values: { AccountId: `a${index % 2}` } }));
    const { requests } = await written(group({ operation: 'create', rows: children, described: CONTACT }));
    const parents = requests.map(
      ({ body }) => new Set((body as { records: { AccountId: string }[] }).records.map((r) => r.AccountId)),
    );
    expect(parents).toEqual([new Set(['a0']), new Set(['a1'])]);
  });

  test.each([
    [
      'allOrNone',
      { allOrNone: true, headers: {} },
      'The Bulk API does not support saving all records or none.',
      'All or None',
    ],
    [
      'allowDuplicates',
      { allOrNone: false, headers: { allowDuplicates: true } },
      'The Bulk API cannot save records despite a duplicate rule.',
      'Allow Duplicates',
    ],
    [
      'activeRule',
      { object: 'Lead', allOrNone: false, headers: { assignmentRule: true } },
      'The Bulk API cannot run the active assignment rule, only a rule by its ID.',
      'Assignment Rule',
    ],
  ])(
    'that Bulk cannot write so (%s) is refused row by row, and nothing is sent',
    async (what, how, message, option) => {
      const { job, ...rest } = group({ operation: 'create', sendAs: 'bulk' });
      const { outcomes, sent } = await written({ ...rest, job: { ...job, ...how } });
      expect(sent).toEqual([]);
      const error = { name: 'InputError', message, problem: { reason: 'bulkCannot', what } };
      expect([...outcomes]).toEqual([0, 1, 2].map((index) => [index, { error: expect.objectContaining(error) }]));
      const [first] = outcomes.values();
      expect(adviceOn(first !== undefined && 'error' in first && first.error)).toEqual({
        fields: [option],
        actions: [expect.stringMatching(/Set Send As to Collections|, or set Send As to Collections/)],
      });
    },
  );

  test.each([
    [2_000, 2_000, 'bulk'],
    [2_000, 1_999, 'collections'],
    [12_000, 11_000, 'bulk'],
    [12_000, 1_000, 'collections'],
    [12, 1, 'collections'],
    [12, 12, 'bulk'],
  ])(
    'of %i items for %i records goes the way that needs fewer requests as Automatic: %s',
    async (count, records, way) => {
      const { send, requests } = fakeSend((request) =>
        request.path.endsWith('/jobs/ingest') ? { status: 500, body: [] } : { status: 400, body: [] },
      );
      const repeated = Array.from({ length: count }, (_, index) => ({
        index,
        key: `k${index % records}`,
        values: { LastName: 'x' },
      }));
      await writeRows(
        contactsOrg(send),
        group({ operation: 'upsert', bulkFrom: Math.min(2_000, count), rows: repeated }),
        SETTINGS,
      );
      expect(requests[0]?.path.endsWith('/jobs/ingest') ?? false).toBe(way === 'bulk');
    },
  );

  describe('that Salesforce takes no Bulk job for', () => {
    const refusals = [
      [400, 'INVALIDENTITY', "Entity 'Contact' is not supported by the Bulk API."],
      [400, 'FEATURENOTENABLED', 'The Bulk API is not enabled for this organization or user.'],
      [400, 'EXCEEDEDQUOTA', 'ApiBatchItems Limit exceeded.'],
      [403, 'API_ERROR', 'no'],
    ] as const;

    async function refused(one: WriteGroup, status: number, errorCode: string, message: string) {
      const { send, requests } = fakeSend((request) => {
        if (request.path.endsWith('/jobs/ingest')) return { status, body: [{ errorCode, message }] };
        const { records } = request.body as { records: unknown[] };
        return { body: records.map((_, n) => ({ id: id(n), success: true, created: false })) };
      });
      const outcomes = await writeRows(contactsOrg(send), one, SETTINGS);
      return {
        outcomes: [...outcomes.values()],
        sent: requests.map(({ path }) => path.replace('/services/data/v67.0/', '')),
      };
    }

    const three = group({ operation: 'upsert', bulkFrom: 2 });

    test.each(refusals)(
      '(%s %s) goes in collections when it is sent as Automatic',
      async (status, errorCode, message) => {
        const { outcomes, sent } = await refused(three, status, errorCode, message);
        expect(sent).toEqual(['jobs/ingest', 'composite/sobjects/Contact/Key__c']);
        expect(outcomes).toEqual([0, 1, 2].map((n) => ({ saved: { id: id(n), created: false } })));
      },
    );

    test.each(refusals)(
      '(%s %s) fails with what Salesforce says when it is sent as Bulk',
      async (status, errorCode, message) => {
        const { outcomes, sent } = await refused({ ...three, sendAs: 'bulk' }, status, errorCode, message);
        expect(sent).toEqual(['jobs/ingest']);
        expect(outcomes).toEqual([1, 2, 3].map(() => ({ error: expect.objectContaining({ errorCode, status }) })));
      },
    );

    test('is told what can be done instead', async () => {
      const [[, code, message]] = refusals;
      const { outcomes } = await refused({ ...three, sendAs: 'bulk' }, 400, code, message);
      const [outcome] = outcomes;
      expect(adviceOn(outcome !== undefined && 'error' in outcome && outcome.error).actions).toContainEqual(
        expect.stringContaining('Set Send As to Collections'),
      );
    });

    test('by a session that has ended fails as that, and is not tried in another way', async () => {
      const { outcomes, sent } = await refused(three, 401, 'INVALID_SESSION_ID', 'Session expired or invalid');
      expect(sent).toEqual(['jobs/ingest']);
      expect(outcomes[0]).toMatchObject({ error: { errorCode: 'INVALID_SESSION_ID' } });
    });

    test('keeps to collections those of its rows that Bulk cannot carry, when it is sent as Automatic', async () => {
      const values = [{ LastName: 'x' }, { LastName: '#N/A' }];
      const some = { ...three, rows: values.map((each, index) => ({ index, key: `k${index}`, values: each })) };
      const fake = fakeSend((request) => {
        if (request.path.includes('composite')) return { body: [{ id: id(7), success: true, created: false }] };
        if (request.path.endsWith('successfulResults'))
          return { body: `"sf__Id","sf__Created","Key__c","LastName"\n"${id(8)}","true","k0","x"\n` };
        if (request.method === 'PUT') return { status: 201 };
        const state = request.method === 'POST' ? 'Open' : 'JobComplete';
        return { body: { id: '750000000000001AAA', state, numberRecordsProcessed: 1, numberRecordsFailed: 0 } };
      });
      const { requests } = fake;
      const send: Send = async (request) => {
        const chunks = request.content?.open()[Symbol.asyncIterator]();
        while ((await chunks?.next())?.done === false);
        return await fake.send(request);
      };
      const outcomes = await writeRows(contactsOrg(send), some, SETTINGS);
      expect(outcomes.get(0)).toEqual({ saved: { id: id(8), created: true } });
      expect(outcomes.get(1)).toEqual({ saved: { id: id(7), created: false } });
      expect(requests.filter(({ path }) => path.includes('composite')).map(({ body }) => body)).toEqual([
        { allOrNone: false, records: [{ attributes: { type: 'Contact' }, LastName: '#N/A', Key__c: 'k1' }] },
      ]);
    });
  });
});
