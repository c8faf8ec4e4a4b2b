import { afterAll, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { createEngine } from '../../engine';
import type { Engine } from '../../engine';
import type { Fault } from '../../simulator/control/faults';
import { adminUserId, adminWrite } from '../../simulator/data';
import { quickPauses } from '../support/quickPauses';
import { Poller } from './poller';
import { describeOnCurrent, IS_CURRENT } from './triggerWorkflow';
import { APP, JWT, orgWithCredentials, PACKAGE, type Signed } from './salesforce';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

quickPauses(5_000);

let engine: Engine;
let signed: Signed;
let workflows = 0;

beforeAll(async () => {
  engine = await createEngine({ packageDir: PACKAGE });
  signed = await orgWithCredentials();
}, 120_000);
afterAll(async () => {
  await signed.org.close();
  engine.close();
});
beforeEach(async () => {
  await signed.control.clearFaults();
  // What an earlier test wrote was written long ago.
  later(30 * MINUTE);
});

/** About what the oldest n8n does not have. */
const onCurrent = IS_CURRENT ? test : test.skip;

const named = (value: string) => ({ __rl: true, mode: 'name', value });

const onContacts: INodeParameters = {
  triggerOn: 'createdOrUpdated',
  object: named('Contact'),
  fieldsToReturn: ['LastName'],
} as unknown as INodeParameters;

const pollerOf = (parameters: INodeParameters = {}, more: Partial<ConstructorParameters<typeof Poller>[0]> = {}) =>
  new Poller({
    engine,
    signed,
    parameters: { ...onContacts, ...parameters },
    workflowId: `w${(workflows += 1)}`,
    ...more,
  });

const clockOfMachine = Date.now.bind(Date);
let passed = 0;
/** In the org and in n8n, whose clocks go on alike. */
const later = (milliseconds: number): void => {
  passed += milliseconds;
  jest.spyOn(Date, 'now').mockImplementation(() => clockOfMachine() + passed);
};

const schemaOf = (object: string) => {
  const schema = signed.org.org.store.schema.object(object);
  if (schema === undefined) throw new Error(`no ${object}`);
  return schema;
};
const writing = () => adminWrite(signed.org.org.clock);
const create = (values: IDataObject) => signed.org.org.store.insert(schemaOf('Contact'), values, writing());
const update = (id: string, values: IDataObject) =>
  signed.org.org.store.update(schemaOf('Contact'), id, values, writing());
const remove = (id: string) => signed.org.org.store.remove(schemaOf('Contact'), id, writing());
const namesOf = (records: IDataObject[] | null) => records?.map((record) => record['LastName']).toSorted() ?? null;

describe.each([APP, JWT] as const)('Signed in by %s, a trigger', (credential) => {
  let others: Signed;

  // Of an own org, whose clock is right: a JWT must not have expired when it arrives.
  beforeAll(async () => {
    others = signed;
    signed = await orgWithCredentials();
  });
  afterAll(async () => {
    await signed.org.close();
    signed = others;
  });
  beforeEach(() => signed.control.post('clock', { reset: true }));

  test('gives what was created and what was updated since it was activated, each change once', async () => {
    const before = create({ LastName: 'Before' });
    later(MINUTE);
    const poller = pollerOf({}, { credential });
    expect(await poller.activate()).toBeNull();
    later(MINUTE);
    create({ LastName: 'New' });
    update(before, { LastName: 'After' });
    later(MINUTE);
    const given = await poller.poll();
    expect(namesOf(given)).toEqual(['After', 'New']);
    expect(Object.keys(given?.[0] ?? {}).toSorted()).toEqual(['Id', 'LastName', 'SystemModstamp']);
    later(MINUTE);
    expect(await poller.poll()).toBeNull();
    update(before, { LastName: 'Again' });
    later(MINUTE);
    expect(namesOf(await poller.poll())).toEqual(['Again']);
  });
});

describeOnCurrent('Of what happens to records, a trigger gives', () => {
  test.each([
    ['created', ['Edited', 'New']],
    ['updated', ['Edited', 'Old']],
    ['deleted', ['Gone']],
    ['createdOrUpdated', ['Edited', 'New', 'Old']],
  ])('what is %s', async (triggerOn, expected) => {
    const old = create({ LastName: 'Older' });
    const gone = create({ LastName: 'Gone' });
    later(MINUTE);
    const poller = pollerOf({ triggerOn });
    await poller.activate();
    later(2_000);
    create({ LastName: 'New' });
    const edited = create({ LastName: 'Unedited' });
    later(2_000);
    update(edited, { LastName: 'Edited' });
    update(old, { LastName: 'Old' });
    remove(gone);
    later(MINUTE);
    expect(namesOf(await poller.poll())).toEqual(expected);
    later(MINUTE);
    expect(await poller.poll()).toBeNull();
  });

  test('a record that was merged into another one, which it names', async () => {
    const [master, merged, gone] = ['Left', 'Merged', 'Gone'].map((LastName) => create({ LastName }));
    later(MINUTE);
    const poller = pollerOf({ triggerOn: 'deleted' });
    await poller.activate();
    later(2_000);
    // As a merge leaves it; nobody can write this field.
    Object.assign(signed.org.org.store.byId(schemaOf('Contact'), String(merged)) ?? {}, { MasterRecordId: master });
    remove(String(merged));
    remove(String(gone));
    later(MINUTE);
    const given = await poller.poll();
    expect(given?.map(({ LastName, MasterRecordId }) => [LastName, MasterRecordId]).toSorted()).toEqual([
      ['Gone', null],
      ['Merged', master],
    ]);
  });

  test('what meets the conditions, with parents’ fields', async () => {
    const condition = { field: named('LastName'), operator: 'startsWith', value: 'A' };
    const either = {
      field: named('LastName'),
      operator: 'equals',
      value: { __rl: true, mode: 'list', value: 'Other' },
    };
    const poller = pollerOf({
      conditions: { condition: [condition, either] },
      combineConditions: 'any',
      moreFields: 'Owner.Name',
    } as unknown as INodeParameters);
    await poller.activate();
    later(2_000);
    for (const LastName of ['Ada', 'Bob', 'Other']) create({ LastName });
    later(MINUTE);
    const given = await poller.poll();
    expect(namesOf(given)).toEqual(['Ada', 'Other']);
    expect(given?.[0]).toMatchObject({ Owner: { Name: expect.any(String) } });
  });

  test('what meets conditions in SOQL and all others', async () => {
    const condition = { field: named('Title'), operator: 'equals', value: 'x' };
    const poller = pollerOf({
      conditions: { condition: [condition] },
      soqlConditions: "LastName = 'Ada' OR LastName LIKE 'B%'",
    } as unknown as INodeParameters);
    const before = create({ LastName: 'Ada', Title: 'x' });
    later(MINUTE);
    await poller.activate();
    later(2_000);
    for (const LastName of ['Ada', 'Bob', 'Other']) create({ LastName, Title: 'x' });
    create({ LastName: 'Bill', Title: 'y' });
    later(MINUTE);
    const given = await poller.poll();
    expect(namesOf(given)).toEqual(['Ada', 'Bob']);
    expect(given?.map(({ Id }) => Id)).not.toContain(before);
  });

  test('what changes in the fields that matter, after the first change of a record', async () => {
    const poller = pollerOf({ onlyWhenFieldsChange: ['LastName'] });
    await poller.activate();
    later(2_000);
    const id = create({ LastName: 'First' });
    const given: unknown[] = [];
    for (const values of [{}, { Title: 'x' }, { LastName: 'Second' }, { Title: 'y' }, { LastName: 'First' }]) {
      if (Object.keys(values).length > 0) update(id, values);
      later(MINUTE);
      given.push(namesOf(await poller.poll()));
    }
    expect(given).toEqual([['First'], null, ['Second'], null, ['First']]);
  });
});

describe('A trigger loses nothing and doubles nothing', () => {
  test('when more records than a page share a second', async () => {
    const poller = pollerOf();
    await poller.activate();
    later(2_000);
    const ids = Array.from({ length: 4_500 }, (_, n) => create({ LastName: `Many ${n}` }));
    later(MINUTE);
    const given = (await poller.poll()) ?? [];
    expect(new Set(given.map((record) => record['Id']))).toEqual(new Set(ids));
    expect(given).toHaveLength(ids.length);
    later(MINUTE);
    expect(await poller.poll()).toBeNull();
  });

  onCurrent('when a poll has time for one page only', async () => {
    const poller = pollerOf({}, { budget: 0 });
    await poller.activate();
    later(2_000);
    const ids = Array.from({ length: 4_500 }, (_, n) => create({ LastName: `Many ${n}` }));
    later(HOUR);
    const given: unknown[] = [];
    // The org decides how long a page is, up to 2,000.
    for (let records = await poller.poll(); records !== null; records = await poller.poll()) {
      expect(records.length).toBeLessThanOrEqual(2_000);
      given.push(...records.map((record) => record['Id']));
    }
    expect(given).toHaveLength(ids.length);
    expect(new Set(given)).toEqual(new Set(ids));
  });

  test.each([
    ['minutes', 9 * MINUTE, {}],
    ['hours, and it follows them', 3 * HOUR, { followTransactions: true }],
  ])('when a transaction ends after %s', async (_, lasts, options) => {
    const poller = pollerOf({ options });
    await poller.activate();
    later(2_000);
    const { id } = await signed.control.post<{ id: string }>('transactions', {
      begin: [{ object: 'Contact', values: { LastName: 'Late' } }],
    });
    for (let minutes = 0; minutes < 3; minutes += 1) {
      create({ LastName: `Meanwhile ${minutes}` });
      later(lasts / 3);
      expect(namesOf(await poller.poll())).toEqual([`Meanwhile ${minutes}`]);
    }
    await signed.control.post('transactions', { commit: id });
    expect(namesOf(await poller.poll())).toEqual(['Late']);
    later(MINUTE);
    expect(await poller.poll()).toBeNull();
  });

  test('when the org fails, the session ends, and the workflow was inactive for days', async () => {
    const poller = pollerOf();
    await poller.activate();
    create({ LastName: 'First' });
    later(MINUTE);
    await signed.control.faults({ path: '/query', times: 3, status: 503, body: [] });
    await expect(poller.poll()).rejects.toMatchObject({ failure: { cause: 'temporarily-unavailable' } });
    await signed.control.post('sessions', { expire: true });
    expect(namesOf(await poller.poll())).toEqual(['First']);
    create({ LastName: 'Second' });
    later(3 * 24 * HOUR);
    expect(namesOf(await poller.activate())).toEqual(['Second']);
  });

  test('when two polls overlap', async () => {
    const poller = pollerOf();
    await poller.activate();
    create({ LastName: 'Once' });
    later(MINUTE);
    await signed.control.faults({ path: '/query', slow: 300 });
    const polls = await Promise.all([poller.poll(), poller.poll()]);
    expect(polls.map(namesOf)).toEqual([['Once'], null]);
  });

  test('when n8n has a workflow at work twice', async () => {
    const one = pollerOf();
    await one.activate();
    const two = pollerOf({}, { workflowId: `w${workflows}` });
    two.stored = one.stored;
    await two.activate('update');
    for (const [LastName, pollers] of [
      ['X', [one, two]],
      ['Y', [two, one]],
      ['Z', [one, two]],
    ] as const) {
      await later(2_000);
      create({ LastName });
      await later(MINUTE);
      expect(namesOf(await pollers[0].poll())).toEqual([LastName]);
      expect(await pollers[1].poll()).toBeNull();
    }
  });

  test('when n8n starts it a second time before it has taken what the first start gives', async () => {
    const former = pollerOf();
    await former.activate();
    await later(2_000);
    create({ LastName: 'At the start' });
    await later(MINUTE);
    const workflowId = `w${workflows}`;
    const [one, two] = [0, 1].map(() => {
      const start = pollerOf({}, { workflowId, takesAfter: 300 });
      start.stored = former.stored;
      return start;
    });
    const starts = await Promise.all([one?.activate('init'), two?.activate('update')]);
    expect(starts.map((records) => namesOf(records ?? null))).toEqual([['At the start'], null]);
  });

  test('when n8n has two versions of a workflow at work', async () => {
    const condition = { field: named('LastName'), operator: 'equals', value: 'For both' };
    const former = pollerOf({ conditions: { condition: [condition] } } as unknown as INodeParameters);
    await former.activate();
    const newer = pollerOf({}, { workflowId: `w${workflows}` });
    newer.stored = former.stored;
    await newer.activate('update');
    await later(2_000);
    create({ LastName: 'For the newer one' });
    await later(2_000);
    create({ LastName: 'For both' });
    await later(30 * MINUTE);
    expect(namesOf(await former.poll())).toEqual(['For both']);
    expect(namesOf(await newer.poll())).toEqual(['For both', 'For the newer one']);
  });

  test('when the form changes in what else is asked', async () => {
    const poller = pollerOf();
    await poller.activate();
    later(2_000);
    create({ LastName: 'Between', Title: 'x' });
    later(MINUTE);
    const changed = pollerOf({ fieldsToReturn: ['LastName', 'Title'] }, { workflowId: `w${workflows}` });
    changed.stored = poller.stored;
    expect(namesOf(await changed.activate('update'))).toEqual(['Between']);
    // What happens to records is another matter: it is watched from now on.
    const anew = pollerOf({ triggerOn: 'created' }, { workflowId: `w${workflows - 1}` });
    anew.stored = poller.stored;
    expect(await anew.activate('update')).toBeNull();
  });

  test.each(IS_CURRENT ? [false, true] : [false])(
    'when n8n throws away the first records with the state (durable: %s)',
    async (isDurable) => {
      const poller = pollerOf({}, { isDurable });
      await poller.activate();
      create({ LastName: 'First' });
      later(MINUTE);
      expect(namesOf(await poller.pollInVain())).toEqual(['First']);
      // n8n polls once a minute.
      later(MINUTE);
      expect(namesOf(await (isDurable ? poller.poll() : poller.activate()))).toEqual(['First']);
    },
  );

  test('when n8n starts the trigger with what it has read before the last records were given', async () => {
    const poller = pollerOf();
    await poller.activate();
    const { stored } = poller;
    create({ LastName: 'First' });
    later(MINUTE);
    expect(namesOf(await poller.poll())).toEqual(['First']);
    poller.stored = stored;
    expect(await poller.activate('update')).toBeNull();
    create({ LastName: 'Second' });
    later(MINUTE);
    expect(namesOf(await poller.poll())).toEqual(['Second']);
    expect(await poller.activate('update')).toBeNull();
  });

  onCurrent('when a poll begins before n8n has stored what the last one gave', async () => {
    const poller = pollerOf({}, { isDurable: true });
    await poller.activate();
    await poller.poll();
    const { stored } = poller;
    create({ LastName: 'First' });
    later(MINUTE);
    expect(namesOf(await poller.poll())).toEqual(['First']);
    const { stored: committed } = poller;
    poller.stored = stored;
    expect(await poller.activate('update')).toBeNull();
    poller.stored = committed;
    create({ LastName: 'Second' });
    later(MINUTE);
    expect(namesOf(await poller.poll())).toEqual(['Second']);
  });

  test('when the store was emptied while n8n runs', async () => {
    const poller = pollerOf();
    await poller.activate();
    later(2_000);
    create({ LastName: 'Kept' });
    poller.stored = {};
    later(MINUTE);
    expect(namesOf(await poller.activate())).toEqual(['Kept']);
  });
});

describeOnCurrent('A trigger on several objects', () => {
  const queryOf = (object: string) => `/query.*FROM(?:%20|\\+)${object}`;
  const also = (...rows: (INodeParameters & { object: INodeParameters })[]): INodeParameters =>
    ({ moreObjects: { object: rows } }) as INodeParameters;
  const onAccounts = also({ object: named('Account'), moreFields: 'Name', soqlConditions: "Name != 'Not this'" });
  const createAccount = (Name: string) => signed.org.org.store.insert(schemaOf('Account'), { Name }, writing());
  const told = (records: IDataObject[] | null) =>
    records?.map(({ sObject, Name, LastName }) => `${String(sObject)} ${String(Name ?? LastName)}`).toSorted() ?? null;

  test('gives the records of each, with its own fields and conditions, and says which object it is', async () => {
    const poller = pollerOf(onAccounts);
    await poller.activate();
    later(2_000);
    create({ LastName: 'Ada' });
    createAccount('Analytical Engines');
    createAccount('Not this');
    later(MINUTE);
    const given = await poller.poll();
    expect(told(given)).toEqual(['Account Analytical Engines', 'Contact Ada']);
    expect(given?.map((record) => Object.keys(record).toSorted())).toContainEqual([
      'Id',
      'Name',
      'SystemModstamp',
      'sObject',
    ]);
    later(MINUTE);
    expect(await poller.poll()).toBeNull();
    expect(told(await poller.test())).toEqual(['Account Analytical Engines', 'Contact Ada']);
  });

  test('goes on where a trigger on one of them has been, as it was stored before there could be several', async () => {
    const poller = pollerOf();
    await poller.activate();
    create({ LastName: 'Before' });
    later(MINUTE);
    await poller.poll();
    const [only] = (poller.stored['node:Trigger'] as { watches: IDataObject[] }).watches;
    later(2_000);
    create({ LastName: 'Between' });
    createAccount('Too early');
    later(MINUTE);
    const changed = pollerOf(onAccounts);
    changed.stored = { 'node:Trigger': { ...only } };
    expect(told(await changed.activate('update'))).toEqual(['Contact Between']);
    expect(Object.keys(changed.stored['node:Trigger'] as IDataObject).toSorted()).toEqual(['turn', 'watches']);
    createAccount('In time');
    later(MINUTE);
    expect(told(await changed.poll())).toEqual(['Account In time']);
  });

  test('gives the records of one while another one has more than a poll can give', async () => {
    const poller = pollerOf(onAccounts);
    await poller.activate();
    later(2_000);
    const ids = Array.from({ length: 12_000 }, (_, n) => create({ LastName: `Many ${n}` }));
    createAccount('One of few');
    later(HOUR);
    const first = (await poller.poll()) ?? [];
    expect(first.filter(({ sObject }) => sObject === 'Account')).toHaveLength(1);
    expect(first.length).toBeLessThanOrEqual(10_000);
    createAccount('Another');
    later(MINUTE);
    const second = (await poller.poll()) ?? [];
    expect(second.filter(({ sObject }) => sObject === 'Account').map(({ Name }) => Name)).toEqual(['Another']);
    const contacts = [...first, ...second].filter(({ sObject }) => sObject === 'Contact').map(({ Id }) => Id);
    expect(contacts).toHaveLength(ids.length);
    expect(new Set(contacts)).toEqual(new Set(ids));
  });

  const PHASES = { describe: (object: string) => `/sobjects/${object}/describe`, query: queryOf };
  const FAULTS: Readonly<Record<string, Omit<Fault, 'path'>>> = {
    'a refusal': { status: 403, body: [{ errorCode: 'INSUFFICIENT_ACCESS', message: 'no' }] },
    maintenance: { status: 503, body: [] },
    'a query that takes too long': { status: 400, body: [{ errorCode: 'QUERY_TIMEOUT', message: 'too long' }] },
    'a login page': { status: 200, body: '<html>Log in</html>' },
  };
  const failing = (object: string, phase: keyof typeof PHASES, fault: string) =>
    signed.control.faults({
      ...FAULTS[fault],

      path: PHASES[phase](object),
      times: 1_000,
    });
  /** The description is asked for again. */
  const longAfter = () => later(2 * HOUR);
  const name = (object: string, text: string) =>
    object === 'Account' ? createAccount(text) : create({ LastName: text });

  describe.each(['describe', 'query'] as const)(
    'gives the records of one while another one fails in its %s',
    (phase) => {
      test.each(
        Object.keys(FAULTS).flatMap((fault) => [
          ['Account', 'Contact', fault] as const,
          ['Contact', 'Account', fault] as const,
        ]),
      )('%s, not %s: %s', async (fails, works, fault) => {
        const poller = pollerOf(onAccounts);
        await poller.activate();
        longAfter();
        await failing(fails, phase, fault);
        for (const text of ['First', 'Second']) {
          name(works, text);
          name(fails, text);
          later(MINUTE);
          expect(told(await poller.poll())).toEqual([`${works} ${text}`]);
        }
        expect(poller.reported.map(({ message }) => message.includes(fails))).toEqual([true, true]);
        // With nothing else to give, the poll itself fails.
        await expect(poller.poll()).rejects.toThrow(fails);
        await signed.control.clearFaults();
        expect(told(await poller.poll())).toEqual([`${fails} First`, `${fails} Second`]);
        later(MINUTE);
        expect(await poller.poll()).toBeNull();
      });
    },
  );

  test('begins with one while another one fails from the start', async () => {
    const poller = pollerOf(onAccounts);
    await failing('Account', 'query', 'maintenance');
    expect(await poller.activate()).toBeNull();
    await expect(poller.poll()).rejects.toThrow('Account');
    later(2_000);
    create({ LastName: 'Ada' });
    later(MINUTE);
    expect(told(await poller.poll())).toEqual(['Contact Ada']);
  });

  test('goes on with one when n8n starts and another one is gone, which fails the activation by a person', async () => {
    const poller = pollerOf(onAccounts);
    await poller.activate();
    create({ LastName: 'Ada' });
    longAfter();
    await failing('Account', 'describe', 'a refusal');
    await expect(poller.activate('update')).rejects.toThrow('Account');
    expect(told(await poller.activate('init'))).toEqual(['Contact Ada']);
    expect(await poller.activate('init')).toBeNull();
    expect(poller.reported).toHaveLength(2);
  });

  test('cannot watch one twice', async () => {
    await expect(pollerOf(also({ object: named('contact') })).activate()).rejects.toThrow('Contact is chosen twice.');
  });
});

onCurrent('With durable cursors, a process that ends before its first regular poll loses nothing', async () => {
  const poller = pollerOf({}, { isDurable: true });
  expect(await poller.activate()).toBeNull();
  expect(poller.stored).toEqual({});
  later(2_000);
  create({ LastName: 'Meanwhile' });
  later(MINUTE);
  // Another workflow’s ID stands for another process, which remembers nothing.
  const next = pollerOf({}, { isDurable: true });
  next.shared = poller.shared;
  expect(namesOf(await next.poll())).toEqual(['Meanwhile']);
  later(MINUTE);
  expect(await next.poll()).toBeNull();
  // Once n8n has stored where the trigger is, where it began no longer matters.
  expect(await next.activate('init')).toBeNull();
  expect(Object.keys(next.shared['global'] as IDataObject)).toEqual([]);
});

describeOnCurrent('Changes that a user made are left out', () => {
  const byOther = () => ({ ...writing(), userId: otherUserId() });
  const otherUserId = () => {
    const found = [...signed.org.org.store.rows(schemaOf('User'), { includeDeleted: false })].find(
      ({ Id }) => Id !== adminUserId,
    );
    return String(found?.['Id']);
  };
  const held = (value: string, mode: string) => ({ __rl: true, mode, value });
  const cases = [
    ['if it is the user of the credential', () => 'me', ['Edited by other', 'Other']],
    ['if his ID is given', () => adminUserId.slice(0, 15), ['Edited by other', 'Other']],
    ['if he is chosen from the list', () => held(adminUserId, 'list'), ['Edited by other', 'Other']],
    ['if an expression gives his ID', () => held(`={{ '${adminUserId}' }}`, 'id'), ['Edited by other', 'Other']],
    ['if it is one of several', () => `me, ${otherUserId()}`, null],
  ] as const;
  test.each(cases)('%s', async (_, ignoreChangesBy, expected) => {
    const [own, both] = [create({ LastName: 'Own' }), create({ LastName: 'Both' })];
    later(MINUTE);
    const poller = pollerOf({ options: { ignoreChangesBy: ignoreChangesBy() } });
    await poller.activate();
    later(2_000);
    update(own, { LastName: 'Echo' });
    const { store } = signed.org.org;
    store.update(schemaOf('Contact'), both, { LastName: 'Edited by other' }, byOther());
    store.insert(schemaOf('Contact'), { LastName: 'Other' }, byOther());
    later(MINUTE);
    expect(namesOf(await poller.poll())).toEqual(expected);
    later(MINUTE);
    expect(await poller.poll()).toBeNull();
  });

  test('if he created the record, though another has edited it', async () => {
    const poller = pollerOf({ triggerOn: 'created', options: { ignoreChangesBy: 'me' } });
    await poller.activate();
    later(2_000);
    const { store } = signed.org.org;
    store.update(schemaOf('Contact'), create({ LastName: 'Own' }), { LastName: 'Edited' }, byOther());
    update(store.insert(schemaOf('Contact'), { LastName: 'Other' }, byOther()), { LastName: 'Edited by me' });
    later(MINUTE);
    expect(namesOf(await poller.poll())).toEqual(['Edited by me']);
  });
});

describeOnCurrent('Records that are deleted past the Recycle Bin', () => {
  const purge = (id: string) => signed.org.org.store.purge(schemaOf('Contact'), id, writing());
  const setDeleteLog = (values: IDataObject) => signed.control.post('deleteLog', values);
  const pollsFor = async (poller: Poller, minutes: number) => {
    const given: IDataObject[] = [];
    for (let polls = 0; polls < minutes; polls += 1) {
      later(MINUTE);
      given.push(...((await poller.poll()) ?? []));
    }
    return given;
  };

  afterAll(() => setDeleteLog({ purgedUntil: 0, mostIds: 600_000, refusesPurged: true }));

  test('are given once, with their ID alone, as are those that leave it before a poll', async () => {
    const [hard, emptied, soft] = ['Hard', 'Emptied', 'Soft'].map((LastName) => create({ LastName }));
    later(MINUTE);
    const poller = pollerOf({ triggerOn: 'deleted' });
    await poller.activate();
    later(2_000);
    purge(String(hard));
    remove(String(emptied));
    remove(String(soft));
    purge(String(emptied));
    const given = await pollsFor(poller, 12);
    expect(
      given
        .filter(({ isPurged }) => isPurged)
        .map(({ Id }) => Id)
        .toSorted(),
    ).toEqual([hard, emptied].toSorted());
    expect(given.filter(({ isPurged }) => isPurged !== true).map(({ LastName }) => LastName)).toEqual(['Soft']);
    purge(String(soft));
    expect(await pollsFor(poller, 30)).toEqual([]);
    expect(poller.logged).toEqual([]);
  });

  test.each([
    ['conditions', { soqlConditions: "LastName LIKE 'H%'" }],
    ['users whose changes are ignored', { options: { ignoreChangesBy: 'me' } }],
  ])('are left out with %s', async (_, parameters) => {
    const hard = create({ LastName: 'Hard' });
    later(MINUTE);
    const poller = pollerOf({ triggerOn: 'deleted', ...parameters });
    await poller.activate();
    later(2_000);
    purge(hard);
    expect(await pollsFor(poller, 12)).toEqual([]);
  });

  test('cost one more call every five minutes', async () => {
    const poller = pollerOf({ triggerOn: 'deleted' });
    await poller.activate();
    await pollsFor(poller, 12);
    const readings = async () => (await signed.control.stats()).byKind['GET sobjects'] ?? 0;
    const before = await readings();
    await pollsFor(poller, 20);
    expect((await readings()) - before).toBe(4);
  });

  test('are not asked for of an object whose deletions are not logged', async () => {
    Object.assign(schemaOf('Case'), { replicateable: false });
    const object = { __rl: true, mode: 'name', value: 'Case' };
    const poller = pollerOf({ triggerOn: 'deleted', object, fieldsToReturn: ['Subject'] });
    await poller.activate();
    const { byKind: before } = await signed.control.stats();
    expect(await pollsFor(poller, 12)).toEqual([]);
    const { byKind: after } = await signed.control.stats();
    expect(after['GET sobjects']).toBe(before['GET sobjects']);
    expect(after['GET query']).toBe(before['GET query']);
    expect((after['GET queryAll'] ?? 0) - (before['GET queryAll'] ?? 0)).toBe(12);
    Object.assign(schemaOf('Case'), { replicateable: true });
  });

  test.each([true, false])(
    'are told to be missing, once, where the log was purged (refused: %s)',
    async (refusesPurged) => {
      const hard = create({ LastName: 'Hard' });
      later(MINUTE);
      const poller = pollerOf({ triggerOn: 'deleted' });
      await poller.activate();
      later(2_000);
      purge(hard);
      later(24 * HOUR);
      const { now } = await signed.control.post<{ now: string }>('clock', {});
      await setDeleteLog({ purgedUntil: Date.parse(now) - 2 * HOUR, refusesPurged });
      expect(await pollsFor(poller, 30)).toEqual([]);
      expect(poller.reported.map(({ message }) => message)).toEqual([
        expect.stringMatching(/^Contact: Salesforce no longer lists all deletions between \d{4}-/),
      ]);
      await setDeleteLog({ purgedUntil: 0 });
      // A later gap is another one.
      await pollsFor(poller, 30);
      later(24 * HOUR);
      const { now: then } = await signed.control.post<{ now: string }>('clock', {});
      await setDeleteLog({ purgedUntil: Date.parse(then) - 2 * HOUR, refusesPurged });
      await pollsFor(poller, 30);
      expect(poller.reported).toHaveLength(2);
      await setDeleteLog({ purgedUntil: 0 });
    },
  );

  test('are told to be missing once, where the user may never read the log', async () => {
    const poller = pollerOf({ triggerOn: 'deleted' });
    await poller.activate();
    const body = [{ errorCode: 'INSUFFICIENT_ACCESS', message: 'insufficient access rights on this object' }];
    await signed.control.faults({ path: '/deleted', status: 403, body, times: 100 });
    await pollsFor(poller, 30);
    await signed.control.clearFaults();
    expect(poller.reported).toHaveLength(1);
  });
});

test('A transaction that runs for hours is told in the log, once an hour', async () => {
  const poller = pollerOf({ options: { followTransactions: true } });
  await poller.activate();
  later(2_000);
  const { id } = await signed.control.post<{ id: string }>('transactions', {
    begin: [{ object: 'Contact', values: { LastName: 'Late' } }],
  });
  for (let polls = 0; polls < 15; polls += 1) {
    later(10 * MINUTE);
    await poller.poll();
  }
  await signed.control.post('transactions', { commit: id });
  expect(poller.logged).toHaveLength(2);
  expect(poller.logged[0]).toMatch(/Contact: a transaction has been running in Salesforce since \d{4}-/);
});

describe('After n8n has restarted, the last records', () => {
  const restarted = async (parameters: INodeParameters, isDurable: boolean) => {
    const poller = pollerOf(parameters, { isDurable });
    await poller.activate();
    await poller.poll();
    create({ LastName: 'Last' });
    later(MINUTE);
    expect(namesOf(await poller.poll())).toEqual(['Last']);
    later(MINUTE);
    expect(await poller.poll()).toBeNull();
    return [namesOf(await poller.restart()), namesOf(await poller.poll())];
  };

  test('are given again, since n8n may not have stored their execution', async () => {
    expect(await restarted({}, false)).toEqual([['Last'], null]);
  });

  test('are not given again if the option is off', async () => {
    expect(await restarted({ options: { repeatAfterRestart: false } }, false)).toEqual([null, null]);
  });

  onCurrent('are not given again if n8n stores both at once', async () => {
    expect(await restarted({}, true)).toEqual([null, null]);
  });
});

describe('At its activation, a trigger', () => {
  test('sets out later if Salesforce cannot be reached for a moment', async () => {
    const poller = pollerOf();
    await signed.control.faults({ path: '/services/data', times: 30, status: 503, body: [] });
    expect(await poller.activate('init')).toBeNull();
    await signed.control.clearFaults();
    expect(await poller.poll()).toBeNull();
    create({ LastName: 'Then' });
    later(MINUTE);
    expect(namesOf(await poller.poll())).toEqual(['Then']);
  });

  test.each<[string, INodeParameters, string]>([
    ['an object that is not there', { object: named('Nothing__c') as never }, 'There is no object “Nothing__c”'],
    ['no object', { object: named('') as never }, 'The field “Object” is empty.'],
    ['a field that is not there', { fieldsToReturn: ['Nothing__c'] }, 'Nothing__c'],
    ['a field to compare that is not there', { onlyWhenFieldsChange: ['Nothing__c'] }, 'Nothing__c'],
    ['more than conditions', { soqlConditions: "Name = 'x' LIMIT 1" }, 'Conditions (SOQL) cannot have LIMIT.'],
    ['a user who is none', { options: { ignoreChangesBy: 'Ada' } }, '“Ada” is not a valid Salesforce ID'],
    ['no time for transactions', { options: { longestTransaction: 0 } }, 'Longest Transaction (Minutes)'],
  ])('fails for %s', async (_, parameters, message) => {
    await expect(pollerOf(parameters).activate('init')).rejects.toMatchObject({
      message: expect.stringContaining(message),
      failure: { cause: 'configuration-invalid' },
    });
  });

  test.each([
    ['cannot be parsed', "LastName == 'Ada'", 'Correct Conditions (SOQL).'],
    ['names no field', "Nothing__c = 'Ada'", 'If the field is named in Conditions (SOQL), correct its API name there.'],
  ])(
    'says in its message, which is all that n8n shows, which field of the form %s',
    async (_, soqlConditions, advice) => {
      await expect(pollerOf({ soqlConditions }).activate()).rejects.toMatchObject({
        message: expect.stringContaining(`. ${advice}`),
        description: expect.not.stringContaining(advice),
        failure: { cause: 'configuration-invalid' },
      });
      await expect(pollerOf({ soqlConditions }).test()).rejects.toMatchObject({
        message: expect.not.stringContaining(advice),
        description: expect.stringContaining(advice),
      });
    },
  );

  describe('waits for a poll that is going on, and', () => {
    /** A poll of the former version takes as long as this activation. */
    const whilePolling = async (parameters: INodeParameters, poll: 'poll' | 'pollInVain' = 'poll') => {
      const former = pollerOf();
      await former.activate();
      await later(2_000);
      create({ LastName: 'Before' });
      await later(MINUTE);
      const changed = pollerOf(parameters, { workflowId: `w${workflows}` });
      changed.stored = former.stored;
      await signed.control.faults({ path: '/query', slow: 500 });
      const polling = former[poll]();
      const activation = changed.activate('update');
      expect(namesOf(await polling)).toEqual(['Before']);
      return { activation, changed };
    };

    test('begins to watch for what the form asks now', async () => {
      const { activation, changed } = await whilePolling({ triggerOn: 'created' });
      expect(await activation).toBeNull();
      await later(2_000);
      create({ LastName: 'After' });
      await later(HOUR);
      expect(namesOf(await changed.poll())).toEqual(['After']);
    });

    test('fails for a field that is not there', async () => {
      const { activation } = await whilePolling({ moreFields: 'Nothing__c' });
      await expect(activation).rejects.toThrow('Nothing__c');
    });

    test('gives what n8n has thrown away of it', async () => {
      const { activation } = await whilePolling({}, 'pollInVain');
      expect(namesOf(await activation)).toEqual(['Before']);
    });

    test('gives nothing twice, and what comes next once', async () => {
      const { activation, changed } = await whilePolling({});
      expect(await activation).toBeNull();
      create({ LastName: 'Next' });
      await later(MINUTE);
      expect(namesOf(await changed.poll())).toEqual(['Next']);
    });
  });

  test.each([
    ['the daily limit', 403, 'REQUEST_LIMIT_EXCEEDED', 'TotalRequests Limit exceeded.', 'quota-exhausted'],
    ['a permission', 403, 'INSUFFICIENT_ACCESS', 'no', 'configuration-invalid'],
  ])('tells n8n of %s why a later poll fails', async (_, status, errorCode, message, cause) => {
    const poller = pollerOf();
    await poller.activate();
    await signed.control.faults({ path: '/query', times: 3, status, body: [{ errorCode, message }] });
    await expect(poller.poll()).rejects.toMatchObject({ failure: { cause } });
  });
});

describe('A test in the editor', () => {
  test('shows the record that changed last, and moves nothing', async () => {
    const poller = pollerOf();
    await poller.activate();
    later(2_000);
    create({ LastName: 'Newest' });
    later(MINUTE);
    expect(namesOf(await poller.test())).toEqual(['Newest']);
    expect(namesOf(await poller.poll())).toEqual(['Newest']);
  });

  describe('shows a sample that says so if there is no record', () => {
    const condition = { field: named('LastName'), operator: 'equals', value: 'Nobody' };
    const parameters = {
      conditions: { condition: [condition] },
      fieldsToReturn: ['LastName', 'MailingAddress'],
      moreFields: 'Account.Name, Owner.Name, Birthdate',
    } as unknown as INodeParameters;

    test('with values by the types of its fields', async () => {
      expect(await pollerOf(parameters).test()).toEqual([
        {
          sample: expect.stringContaining('made up'),
          Id: '000000000000000AAA',
          SystemModstamp: '2026-01-31T12:00:00.000+0000',
          LastName: 'Sample Last Name',
          MailingAddress: expect.objectContaining({ city: 'Sample City' }),
          Account: { Name: 'Sample Account Name' },
          Owner: { Name: 'Sample Full Name' },
          Birthdate: '2026-01-31',
        },
      ]);
    });

    test.each([true, false])('in the form that records come in (simplified: %s)', async (simplify) => {
      const poller = pollerOf({ ...parameters, options: { simplify } } as unknown as INodeParameters);
      const [{ sample, ...made } = {}] = (await poller.test()) ?? [];
      expect(sample).toBeDefined();
      const accountId = signed.org.org.store.insert(schemaOf('Account'), { Name: 'Some' }, writing());
      const id = create({ LastName: 'Nobody', AccountId: accountId, MailingCity: 'Bern', MailingStreet: 'Some' });
      const [record = {}] = (await poller.test()) ?? [];
      remove(id);
      expect(formOfValue(made)).toEqual(formOfValue(record));
    });
  });
});

/** Names and kinds of values, a null being of any kind; addresses have parts that an org may leave out. */
function formOfValue(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return 'value';
  if ('city' in value) return 'address';
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, formOfValue(part)]));
}
describe('What n8n has kept, written over by something else, starts anew, and the log says so', () => {
  test.each<[string, (watch: IDataObject, state: IDataObject) => unknown]>([
    ['null for a list', () => null],
    ['text for a list', () => 'abc'],
    ['other things on the list', () => [1, null, 'x', []]],
    ['nothing of the changes', (watch) => [{ ...watch, changes: {} }]],
    ...Object.entries({ given: 5, prints: null, from: 'abc', after: 7, covered: 'x', askedAt: {}, clock: 1 }).map(
      ([name, value]): [string, (watch: IDataObject, state: IDataObject) => unknown] => [
        `${name} ${JSON.stringify(value)}`,
        (watch, state) => [{ ...watch, changes: { state: { ...state, [name]: value } } }],
      ],
    ),
    ['a position that is no time', (watch, state) => [{ ...watch, changes: { state: { ...state, from: 1e300 } } }]],
    ['half of what was given', (watch, state) => [{ ...watch, changes: { state: { ...state, given: 'x:,' } } }]],
  ])('%s', async (_, damage) => {
    const poller = pollerOf();
    await poller.activate();
    later(MINUTE);
    const kept = poller.stored['node:Trigger'] as { watches: [{ changes: { state: IDataObject } }] };
    const watches = damage(kept.watches[0], kept.watches[0].changes.state);
    const anew = pollerOf();
    anew.stored = { 'node:Trigger': { ...kept, watches } } as IDataObject;
    expect(await anew.activate()).toBeNull();
    expect(anew.logged).toEqual([expect.stringContaining('is damaged')]);
    create({ LastName: 'Later' });
    later(MINUTE);
    expect(namesOf(await anew.poll())).toEqual(['Later']);
  });
});

onCurrent('What n8n is about to store is not read from what something else wrote over it', async () => {
  const poller = pollerOf({}, { isDurable: true });
  await poller.activate();
  create({ LastName: 'Given' });
  later(MINUTE);
  expect(namesOf(await poller.poll())).toEqual(['Given']);
  poller.stored = { watches: [null] };
  expect(await poller.activate()).toBeNull();
});

test('A quiet poll is one API call', async () => {
  const poller = pollerOf();
  await poller.activate();
  later(2_000);
  create({ LastName: 'Some' });
  later(MINUTE);
  await poller.poll();
  later(10 * MINUTE);
  const { apiCalls: before } = await signed.control.stats();
  expect(await poller.poll()).toBeNull();
  const { apiCalls: after } = await signed.control.stats();
  expect(after - before).toBe(1);
});
