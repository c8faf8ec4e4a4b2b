import { describe, expect, test } from '@jest/globals';

import { ConnectionError, NotSentError, UncertainError } from '../../../salesforce/errors';
import type { Request, Response, Send } from '../../../salesforce/http';
import { writeByRequests } from '../../../salesforce/write/byRequests';
import { collections, single } from '../../../salesforce/write/carriers';
import type { WriteJob, WriteRow } from '../../../salesforce/write/rows';
import { idOf } from '../../support/ids';
import { orgOf } from '../../support/orgOf';

interface Sent {
  request: Request;
  names: string[];
}

/** An org that answers each request by a function of it and of how many came before. */
function fake(answer: (sent: Sent, count: number) => Partial<Response>) {
  const sent: Sent[] = [];
  const waits: number[] = [];
  const send: Send = async (request) => {
    const body = request.body as { records?: { Name: string }[] } | undefined;
    const one = { request, names: (body?.records ?? []).map((record) => record.Name) };
    sent.push(one);
    return { status: 200, headers: {}, body: '', ...answer(one, sent.length - 1) };
  };
  const wait = async (milliseconds: number): Promise<void> => {
    waits.push(milliseconds);
  };
  return { org: orgOf(send, { random: () => 0.5, wait }), sent, waits };
}

const SETTINGS = { parallel: 1 };

const job = (changes: Partial<WriteJob> = {}): WriteJob => ({
  operation: 'create',
  object: 'Account',
  headers: {},
  allOrNone: false,
  ...changes,
});
const rows = (count: number, keyed = false): WriteRow[] =>
  Array.from({ length: count }, (_, index) => ({
    index,
    values: { Name: `n${index}` },
    ...(keyed ? { key: id(index) } : {}),
  }));
const id = (index: number) => idOf(index, '001');
/** The records of these names, which rows have by their numbers. */
const saved = (names: readonly string[]) => ({
  body: names.map((name) => ({ id: id(Number(name.slice(1))), success: true, errors: [] })),
});
const failed = (statusCode: string, message = 'no') => ({
  success: false,
  errors: [{ statusCode, message, fields: [] }],
});
const fault = (status: number, errorCode: string, message = 'no') => ({ status, body: [{ errorCode, message }] });

describe('Writing many rows', () => {
  test('450 rows are three requests, and each row has its own outcome', async () => {
    const { org, sent } = fake(({ names }) => saved(names));
    const outcomes = await writeByRequests(org, collections, { job: job(), rows: rows(450) }, SETTINGS);
    expect(sent.map(({ names }) => names.length)).toEqual([200, 200, 50]);
    expect(sent[0]?.request).toMatchObject({ method: 'POST', path: '/services/data/v67.0/composite/sobjects' });
    expect([...outcomes.keys()].toSorted((a, b) => a - b)).toEqual(rows(450).map((row) => row.index));
    expect(outcomes.get(449)).toEqual({ saved: { id: id(449), created: true } });
  });

  test('A row that fails carries its own errors, and its neighbors are saved', async () => {
    const { org } = fake(() => ({
      body: [
        { id: id(0), success: true, errors: [] },
        {
          success: false,
          errors: [{ statusCode: 'REQUIRED_FIELD_MISSING', message: 'Required: [Name]', fields: ['Name'] }],
        },
      ],
    }));
    const outcomes = await writeByRequests(org, collections, { job: job(), rows: rows(2) }, SETTINGS);
    expect(outcomes.get(0)).toEqual({ saved: { id: id(0), created: true } });
    expect(outcomes.get(1)).toMatchObject({ error: { errorCode: 'REQUIRED_FIELD_MISSING', fields: ['Name'] } });
  });

  test('Rows that met a lock are sent again alone, after growing waits', async () => {
    const { org, sent, waits } = fake(({ names }, count) => ({
      body: names.map((name) =>
        name === 'n1' && count < 3 ? failed('UNABLE_TO_LOCK_ROW') : { id: id(Number(name.slice(1))), success: true },
      ),
    }));
    const outcomes = await writeByRequests(org, collections, { job: job(), rows: rows(3) }, SETTINGS);
    expect(sent.map(({ names }) => names)).toEqual([['n0', 'n1', 'n2'], ['n1'], ['n1'], ['n1']]);
    expect(waits).toEqual([500, 1000, 2000]);
    expect(outcomes.get(1)).toEqual({ saved: { id: id(1), created: true } });
  });

  test('A lock that stays is given up after a bounded number of tries', async () => {
    const { org, sent } = fake(({ names }) => ({ body: names.map(() => failed('UNABLE_TO_LOCK_ROW')) }));
    const outcomes = await writeByRequests(org, collections, { job: job(), rows: rows(1) }, SETTINGS);
    expect(sent).toHaveLength(6);
    expect(outcomes.get(0)).toMatchObject({ error: { errorCode: 'UNABLE_TO_LOCK_ROW' } });
  });

  test('With All or None a lock sends the whole request again', async () => {
    const { org, sent } = fake(({ names }, count) =>
      count === 0
        ? { body: [failed('UNABLE_TO_LOCK_ROW'), failed('ALL_OR_NONE_OPERATION_ROLLED_BACK')] }
        : saved(names),
    );
    await writeByRequests(org, collections, { job: job({ allOrNone: true }), rows: rows(2) }, SETTINGS);
    expect(sent.map(({ names }) => names)).toEqual([
      ['n0', 'n1'],
      ['n0', 'n1'],
    ]);
  });

  test('A create whose connection broke after it was sent is never repeated, and says what to do', async () => {
    const { org, sent } = fake(() => {
      throw new ConnectionError('socket hang up', 'maybe', 'ECONNRESET');
    });
    const outcomes = await writeByRequests(org, collections, { job: job(), rows: rows(2) }, SETTINGS);
    expect(sent).toHaveLength(1);
    const outcome = outcomes.get(0);
    expect(outcome).toMatchObject({ error: expect.any(UncertainError) });
    expect(outcome).toMatchObject({
      error: {
        message:
          'The record may have been created: the connection was lost (socket hang up) after the request was sent.',
      },
    });
  });

  test.each([
    ['update', false],
    ['upsert', null],
    ['delete', false],
  ] as const)('An %s whose connection broke is sent again', async (operation, created) => {
    const { org, sent } = fake((_, count) => {
      if (count === 0) throw new ConnectionError('socket hang up', 'maybe', 'ECONNRESET');
      return { body: [{ id: id(0), success: true, created: false, errors: [] }] };
    });
    const outcomes = await writeByRequests(
      org,
      collections,
      { job: job({ operation, externalIdField: 'Ext__c' }), rows: rows(1, true) },
      SETTINGS,
    );
    expect(sent).toHaveLength(2);
    expect(outcomes.get(0)).toEqual({ saved: { id: id(0), created } });
  });

  test('A create that never reached Salesforce is sent again', async () => {
    const { org, sent } = fake(({ names }, count) => {
      if (count === 0) throw new ConnectionError('refused', 'no', 'ECONNREFUSED');
      return saved(names);
    });
    const outcomes = await writeByRequests(org, collections, { job: job(), rows: rows(1) }, SETTINGS);
    expect(sent).toHaveLength(2);
    expect(outcomes.get(0)).toEqual({ saved: { id: id(0), created: true } });
  });

  test('A delete that finds its own work done counts as done', async () => {
    const { org } = fake((_, count) => {
      if (count === 0) throw new ConnectionError('socket hang up', 'maybe', 'ECONNRESET');
      return { body: [failed('ENTITY_IS_DELETED')] };
    });
    const outcomes = await writeByRequests(
      org,
      collections,
      { job: job({ operation: 'delete' }), rows: rows(1, true) },
      SETTINGS,
    );
    expect(outcomes.get(0)).toEqual({ saved: { id: id(0), created: false } });
  });

  test.each([
    ['REQUIRED_FIELD_MISSING', { error: expect.any(UncertainError) }],
    ['OPERATION_ENQUEUED', { saved: { id: id(0), created: true } }],
  ])('A success that has the error %s is one only if it is none', async (statusCode, outcome) => {
    const result = { id: id(0), success: true, errors: [{ statusCode, message: 'x', fields: [] }] };
    const { org } = fake(() => ({ body: [result] }));
    const outcomes = await writeByRequests(org, collections, { job: job(), rows: rows(1) }, SETTINGS);
    expect(outcomes.get(0)).toEqual(outcome);
  });

  const queued = (message: unknown) => ({
    id: 'e00xx0000000001AAA',
    success: true,
    errors: [{ statusCode: 'OPERATION_ENQUEUED', message, fields: [] }],
  });
  const events = { ...job(), object: 'Order_Event__e', keyPrefix: 'e01' };

  test.each([
    ['one by one', single],
    ['in collections', collections],
  ])('Events that are published %s are told apart by their UUIDs: they can have one ID', async (_, carrier) => {
    let number = 0;
    const { org } = fake(({ names }) => {
      if (carrier === single) return { status: 201, body: queued(`uuid-${(number += 1)}`) };
      return { body: names.map(() => queued(`uuid-${(number += 1)}`)) };
    });
    const outcomes = await writeByRequests(org, carrier, { job: events, rows: rows(3) }, SETTINGS);
    expect([...outcomes.values()]).toEqual([1, 2, 3].map((n) => ({ saved: { id: `uuid-${n}`, created: true } })));
  });

  test.each([
    ['one by one', single],
    ['in collections', collections],
  ])('Events %s that failed because they were queued are uncertain', async (_, carrier) => {
    const failure = { ...queued('uuid'), success: false };
    const { org } = fake(({ names }) => (carrier === single ? { body: failure } : { body: names.map(() => failure) }));
    const outcomes = await writeByRequests(org, carrier, { job: events, rows: rows(2) }, SETTINGS);
    for (const index of [0, 1]) {
      expect(outcomes.get(index)).toMatchObject({ error: { errorCode: 'MAY_HAVE_BEEN_PUBLISHED' } });
    }
  });

  test.each([
    ['in one answer', () => 'uuid'],
    ['in two', (index: number) => `uuid-${index}`],
  ])('Events with the same UUID %s are uncertain: one answer is not theirs', async (_, uuidOf) => {
    const { org } = fake(({ names }) => ({ body: names.map((_name, index) => queued(uuidOf(index))) }));
    const outcomes = await writeByRequests(org, collections, { job: events, rows: rows(400) }, SETTINGS);
    expect(outcomes.get(399)).toMatchObject({ error: { errorCode: 'MAY_HAVE_BEEN_PUBLISHED' } });
  });

  test('An event that was published without a UUID has none', async () => {
    const { org } = fake(({ names }) => ({ body: names.map(() => ({ ...queued(''), errors: [] })) }));
    const outcomes = await writeByRequests(org, collections, { job: events, rows: rows(2) }, SETTINGS);
    expect([...outcomes.values()]).toEqual([1, 2].map(() => ({ saved: { id: null, created: true } })));
  });

  test.each([[[]], [null], [undefined]])('A row that failed without a reason says so (%j)', async (errors) => {
    const { org } = fake(() => ({ body: [{ success: false, errors }] }));
    const outcomes = await writeByRequests(org, collections, { job: job(), rows: rows(1) }, SETTINGS);
    expect(outcomes.get(0)).toMatchObject({
      error: { message: 'Salesforce did not save the record, and gives no reason. (UNKNOWN_EXCEPTION)' },
    });
  });

  test.each([
    [true, 2],
    [false, 1],
  ])(
    'An upsert whose answer was lost is sent again only if its key has to be unique (%p)',
    async (isKeyUnique, times) => {
      const upsert = job({ operation: 'upsert', externalIdField: 'Key__c', isKeyUnique });
      const { org, sent } = fake(({ names }, count) => {
        if (count === 0) throw new ConnectionError('socket hang up', 'maybe', 'ECONNRESET');
        return { body: names.map(() => ({ id: id(0), success: true, created: false, errors: [] })) };
      });
      const outcomes = await writeByRequests(org, collections, { job: upsert, rows: rows(1, true) }, SETTINGS);
      expect(sent).toHaveLength(times);
      expect(outcomes.get(0)).toEqual(
        isKeyUnique ? { saved: { id: id(0), created: null } } : { error: expect.any(UncertainError) },
      );
    },
  );

  test('An upsert whose answer was lost does not say that it created nothing', async () => {
    const { org } = fake((_, count) => {
      if (count === 0) throw new ConnectionError('socket hang up', 'maybe', 'ECONNRESET');
      return { body: [0, 1].map((i) => ({ id: id(i), success: true, created: i === 1, errors: [] })) };
    });
    const upsert = job({ operation: 'upsert', externalIdField: 'External_Id__c' });
    const outcomes = await writeByRequests(org, collections, { job: upsert, rows: rows(2, true) }, SETTINGS);
    expect([...outcomes.values()]).toEqual([
      { saved: { id: id(0), created: null } },
      { saved: { id: id(1), created: true } },
    ]);
  });

  test('A delete of a record that was gone before is an error', async () => {
    const { org } = fake(() => ({ body: [failed('ENTITY_IS_DELETED')] }));
    const outcomes = await writeByRequests(
      org,
      collections,
      { job: job({ operation: 'delete' }), rows: rows(1, true) },
      SETTINGS,
    );
    expect(outcomes.get(0)).toMatchObject({ error: { errorCode: 'ENTITY_IS_DELETED' } });
  });

  test('Retry-After is honoured', async () => {
    const { org, waits } = fake(({ names }, count) =>
      count === 0 ? { ...fault(503, 'SERVER_UNAVAILABLE'), headers: { 'retry-after': '7' } } : saved(names),
    );
    await writeByRequests(org, collections, { job: job(), rows: rows(1) }, SETTINGS);
    expect(waits).toEqual([7000]);
  });

  test("A gateway's 503 leaves a create uncertain; Salesforce's own says that nothing was done", async () => {
    const gateway = fake(() => ({ status: 503, body: '<html>busy</html>' }));
    const outcomes = await writeByRequests(gateway.org, collections, { job: job(), rows: rows(1) }, SETTINGS);
    expect(outcomes.get(0)).toMatchObject({ error: expect.any(UncertainError) });
    const salesforce = fake(({ names }, count) => (count === 0 ? fault(503, 'SERVER_UNAVAILABLE') : saved(names)));
    const again = await writeByRequests(salesforce.org, collections, { job: job(), rows: rows(1) }, SETTINGS);
    expect(again.get(0)).toEqual({ saved: { id: id(0), created: true } });
  });

  test("The day's API calls used up stops at once, and the rows not sent say so", async () => {
    const { org, sent } = fake(({ names }, count) =>
      count === 0 ? saved(names) : fault(403, 'REQUEST_LIMIT_EXCEEDED', 'TotalRequests Limit exceeded.'),
    );
    const outcomes = await writeByRequests(org, collections, { job: job(), rows: rows(700) }, SETTINGS);
    expect(sent).toHaveLength(2);
    expect(outcomes.get(199)).toHaveProperty('saved');
    expect(outcomes.get(399)).toMatchObject({ error: { errorCode: 'REQUEST_LIMIT_EXCEEDED' } });
    expect(outcomes.get(400)).toMatchObject({ error: expect.any(NotSentError) });
    expect(outcomes.size).toBe(700);
  });

  test('Too many calls at once pass', async () => {
    const { org } = fake(({ names }, count) =>
      count === 0
        ? fault(403, 'REQUEST_LIMIT_EXCEEDED', 'ConcurrentRequests (Concurrent API Requests) Limit exceeded.')
        : saved(names),
    );
    const outcomes = await writeByRequests(org, collections, { job: job(), rows: rows(1) }, SETTINGS);
    expect(outcomes.get(0)).toHaveProperty('saved');
  });

  test('Nothing more is sent once the share of the daily allowance is used', async () => {
    const { org, sent } = fake(({ names }, count) => ({
      ...saved(names),
      headers: { 'sforce-limit-info': `api-usage=${799 + count}/1000` },
    }));
    const outcomes = await writeByRequests(
      org,
      collections,
      { job: job(), rows: rows(600) },
      { ...SETTINGS, stopAtUsage: 0.8 },
    );
    expect(sent).toHaveLength(2);
    expect(outcomes.get(399)).toHaveProperty('saved');
    expect(outcomes.get(400)).toMatchObject({
      error: {
        message: 'Not sent: 800 of the org’s 1000 API calls per 24 hours are used, which is the limit to stop at.',
      },
    });
  });

  test('A row for which Salesforce refuses the whole request is found by halving, and the others are saved', async () => {
    const { org, sent } = fake(({ names }) => (names.includes('n2') ? fault(400, 'JSON_PARSER_ERROR') : saved(names)));
    const outcomes = await writeByRequests(org, collections, { job: job(), rows: rows(4) }, SETTINGS);
    expect(sent.map(({ names }) => names.join())).toEqual(['n0,n1,n2,n3', 'n0,n1', 'n2,n3', 'n2', 'n3']);
    expect(outcomes.get(2)).toMatchObject({ error: { errorCode: 'JSON_PARSER_ERROR' } });
    expect([0, 1, 3].every((index) => 'saved' in (outcomes.get(index) ?? {}))).toBe(true);
  });

  test('Where every row is refused, the search for the one to blame ends early', async () => {
    const { org, sent } = fake(() => fault(400, 'INVALID_FIELD', 'No such column'));
    const outcomes = await writeByRequests(org, collections, { job: job(), rows: rows(2_000) }, SETTINGS);
    // 200, 100, 50, 25, 13, 7, 4, 2, and five rows by ones and twos; then once for each further request.
    expect(sent.length).toBeLessThan(30);
    expect(outcomes.size).toBe(2_000);
    for (const outcome of outcomes.values()) expect(outcome).toMatchObject({ error: { errorCode: 'INVALID_FIELD' } });
  });

  test('A row that is refused before it is sent does not hold others back', async () => {
    const { org } = fake(() => ({ body: [{ id: id(0), success: true }] }));
    const bad = { index: 1, key: 'no ID', values: { Name: 'x' } };
    const outcomes = await writeByRequests(
      org,
      collections,
      { job: job({ operation: 'update' }), rows: [...rows(1, true), bad] },
      SETTINGS,
    );
    expect(outcomes.get(0)).toEqual({ saved: { id: id(0), created: false } });
    expect(outcomes.get(1)).toMatchObject({ error: { errorCode: 'INVALID_INPUT' } });
  });

  test('An org that stays away is not asked again for every request', async () => {
    const { org, sent } = fake(() => {
      throw new ConnectionError('refused', 'no', 'ECONNREFUSED');
    });
    const outcomes = await writeByRequests(org, collections, { job: job(), rows: rows(1_000) }, SETTINGS);
    expect(sent).toHaveLength(6);
    expect(outcomes.get(0)).toMatchObject({ error: expect.any(ConnectionError) });
    expect(outcomes.get(999)).toMatchObject({ error: expect.any(NotSentError) });
  });

  test('A host that can never be reached is tried once', async () => {
    const { org, sent } = fake(() => {
      throw new ConnectionError('wrong certificate', 'no', 'CERT_HAS_EXPIRED');
    });
    await writeByRequests(org, collections, { job: job(), rows: rows(1_000) }, SETTINGS);
    expect(sent).toHaveLength(1);
  });

  test('Rows that were sent before all was held back keep what was said of them', async () => {
    const { org, waits } = fake(({ names }, count) =>
      count === 0
        ? { body: names.map(() => failed('UNABLE_TO_LOCK_ROW')) }
        : fault(403, 'REQUEST_LIMIT_EXCEEDED', 'TotalRequests Limit exceeded.'),
    );
    const outcomes = await writeByRequests(org, collections, { job: job(), rows: rows(400) }, { parallel: 2 });
    expect(waits).toHaveLength(1);
    expect(outcomes.get(0)).toMatchObject({ error: { errorCode: 'UNABLE_TO_LOCK_ROW' } });
    expect(outcomes.get(399)).toMatchObject({ error: { errorCode: 'REQUEST_LIMIT_EXCEEDED' } });
  });

  test('A trigger that met a lock passes too', async () => {
    const message = 'AccountTrigger: System.DmlException: UNABLE_TO_LOCK_ROW, unable to obtain exclusive access';
    const { org } = fake(({ names }, count) =>
      count === 0 ? { body: names.map(() => failed('CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY', message)) } : saved(names),
    );
    const outcomes = await writeByRequests(org, collections, { job: job(), rows: rows(1) }, SETTINGS);
    expect(outcomes.get(0)).toHaveProperty('saved');
  });

  test('A delete that never reached Salesforce and then finds the record gone is an error', async () => {
    const { org } = fake((_, count) => {
      if (count === 0) throw new ConnectionError('refused', 'no', 'ECONNREFUSED');
      return { body: [failed('ENTITY_IS_DELETED')] };
    });
    const outcomes = await writeByRequests(
      org,
      collections,
      { job: job({ operation: 'delete' }), rows: rows(1, true) },
      SETTINGS,
    );
    expect(outcomes.get(0)).toMatchObject({ error: { errorCode: 'ENTITY_IS_DELETED', status: 404 } });
  });

  test('A single delete that finds its own work done counts as done', async () => {
    const { org } = fake((_, count) => {
      if (count === 0) throw new ConnectionError('socket hang up', 'maybe', 'ECONNRESET');
      return fault(404, 'ENTITY_IS_DELETED');
    });
    const outcomes = await writeByRequests(
      org,
      single,
      { job: job({ operation: 'delete' }), rows: rows(1, true) },
      SETTINGS,
    );
    expect(outcomes.get(0)).toEqual({ saved: { id: id(0), created: false } });
  });

  test('A session that cannot be renewed holds the rest back', async () => {
    const { org, sent } = fake(() => fault(401, 'INVALID_SESSION_ID'));
    const outcomes = await writeByRequests(org, collections, { job: job(), rows: rows(400) }, SETTINGS);
    expect(sent).toHaveLength(1);
    expect(outcomes.get(0)).toMatchObject({ error: { errorCode: 'INVALID_SESSION_ID' } });
    expect(outcomes.get(399)).toMatchObject({ error: expect.any(NotSentError) });
  });

  test('A canceled execution sends nothing more', async () => {
    const { org, sent } = fake(({ names }) => saved(names));
    const stopped = { ...org, cancelled: () => sent.length > 0 };
    await writeByRequests(stopped, collections, { job: job(), rows: rows(600) }, SETTINGS);
    expect(sent).toHaveLength(1);
  });

  test('A run that is stopped in a pause before another try keeps the outcomes so far', async () => {
    const { org } = fake(({ names }, count) =>
      count === 0 ? saved(names) : { body: names.map(() => failed('UNABLE_TO_LOCK_ROW')) },
    );
    let isStopped = false;
    const wait = async (): Promise<void> => {
      isStopped = true;
      throw new Error('The execution was stopped.');
    };
    const stopped = { ...org, wait, cancelled: () => isStopped };
    const outcomes = await writeByRequests(stopped, collections, { job: job(), rows: rows(600) }, SETTINGS);
    expect(outcomes.get(0)).toEqual({ saved: { id: id(0), created: true } });
    expect(outcomes.get(200)).toEqual({ error: expect.objectContaining({ errorCode: 'UNABLE_TO_LOCK_ROW' }) });
    expect(outcomes.get(400)).toEqual({ error: expect.any(NotSentError) });
  });

  test('No more requests are under way at once than asked for', async () => {
    let running = 0;
    let peak = 0;
    const send: Send = async (request) => {
      running += 1;
      peak = Math.max(peak, running);
      await new Promise((resolve) => setImmediate(resolve));
      running -= 1;
      const { records } = request.body as { records: unknown[] };
      return { status: 200, headers: {}, body: records.map(() => ({ id: 'x', success: true })) };
    };
    await writeByRequests(orgOf(send), collections, { job: job(), rows: rows(2_000) }, { parallel: 3 });
    expect(peak).toBe(3);
  });

  test('One by One plans single requests with the same outcomes', async () => {
    const { org, sent } = fake((_, count) =>
      count === 0
        ? { status: 201, body: { id: id(0), success: true, errors: [] } }
        : fault(400, 'REQUIRED_FIELD_MISSING', 'Required fields are missing: [Name]'),
    );
    const outcomes = await writeByRequests(org, single, { job: job(), rows: rows(2) }, SETTINGS);
    expect(sent.map(({ request }) => `${request.method} ${request.path}`)).toEqual([
      'POST /services/data/v67.0/sobjects/Account',
      'POST /services/data/v67.0/sobjects/Account',
    ]);
    expect(outcomes.get(0)).toEqual({ saved: { id: id(0), created: true } });
    expect(outcomes.get(1)).toMatchObject({ error: { errorCode: 'REQUIRED_FIELD_MISSING' } });
  });
});

describe('The requests of collections', () => {
  const plan = (operation: WriteJob['operation'], list: WriteRow[]) =>
    collections.plan({ version: '67.0' }, job({ operation, externalIdField: 'Ext__c' }), list);

  test('Update names each record by its ID', () => {
    expect(plan('update', rows(1, true))).toEqual({
      method: 'PATCH',
      path: '/services/data/v67.0/composite/sobjects',
      headers: {},
      body: { allOrNone: false, records: [{ attributes: { type: 'Account' }, Name: 'n0', id: id(0) }] },
    });
  });

  test('Upsert puts the external ID into each record and its field into the address', () => {
    expect(plan('upsert', [{ index: 0, key: "O'Neil/1", values: { Name: 'a' } }])).toEqual({
      method: 'PATCH',
      path: '/services/data/v67.0/composite/sobjects/Account/Ext__c',
      headers: {},
      body: { allOrNone: false, records: [{ attributes: { type: 'Account' }, Name: 'a', Ext__c: "O'Neil/1" }] },
    });
  });

  test('Delete lists the IDs in the address', () => {
    expect(plan('delete', rows(2, true))).toMatchObject({
      method: 'DELETE',
      path: '/services/data/v67.0/composite/sobjects',
      query: { ids: `${id(0)},${id(1)}`, allOrNone: false },
    });
  });
});
