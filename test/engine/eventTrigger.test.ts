import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { createEngine } from '../../engine';
import type { Engine } from '../../engine';
import { adminWrite } from '../../simulator/data';
import { quickPauses } from '../support/quickPauses';
import { ListenerHost } from './listener';
import { describeOnCurrent, IS_CURRENT } from './triggerWorkflow';
import { APP, JWT, orgWithCredentials, PACKAGE, salesforce, type CredentialId, type Signed } from './salesforce';
import { chain, itemsOf, manualTrigger } from './workflows';

const CHANNEL = '/event/Order_Event__e';

quickPauses(5_000);

let engine: Engine;
let signed: Signed;
let hosts: ListenerHost[];
let workflows = 0;

beforeAll(async () => {
  engine = await createEngine({ packageDir: PACKAGE });
}, 120_000);
afterAll(() => engine.close());
beforeEach(async () => {
  hosts = [];
  signed = await orgWithCredentials(undefined, { streaming: { pollTimeout: 1_000 } });
});
afterEach(async () => {
  for (const host of hosts) await host.close();
  await signed.org.close();
});

/** About what the oldest n8n does not have. */
const onCurrent = IS_CURRENT ? test : test.skip;

function hostOf(parameters: IDataObject = {}, credential: CredentialId = APP, workflowId = ''): ListenerHost {
  const host = new ListenerHost({
    engine,
    signed,
    parameters: { channels: [CHANNEL], ...parameters } as INodeParameters,
    credential,
    workflowId: workflowId === '' ? `w${(workflows += 1)}` : workflowId,
  });
  hosts.push(host);
  return host;
}

function publish(...numbers: string[]): void {
  const { store, clock } = signed.org.org;
  const schema = store.schema.object('Order_Event__e');
  if (schema === undefined) throw new Error('no Order_Event__e');
  for (const Order_Number__c of numbers) {
    store.insert(schema, { Order_Number__c }, adminWrite(clock));
  }
}

/** The numbers of the events of executions. */
const numbersIn = ({ executions }: ListenerHost) =>
  executions.map(({ items }) => items.map((item) => item['Order_Number__c']).join());

describe.each([APP, JWT] as const)('Signed in by %s, the trigger', (credential) => {
  test('starts one execution with each event', async () => {
    const host = hostOf({}, credential);
    publish('Before');
    await host.activate();
    publish('A-1', 'A-2');
    await host.first(2);
    expect(numbersIn(host)).toEqual(['A-1', 'A-2']);
    expect(host.executions[0]?.items[0]).toMatchObject({
      channel: CHANNEL,
      replayId: expect.any(Number),
      eventUuid: expect.any(String),
      Amount__c: null,
    });
  });

  test('goes on when its session has ended', async () => {
    const host = hostOf({}, credential);
    await host.activate();
    publish('A-1');
    await host.first(1);
    await signed.control.post('sessions', { expire: true });
    publish('A-2');
    await host.first(2);
    expect(numbersIn(host)).toEqual(['A-1', 'A-2']);
  });
});

test('What the node publishes arrives, under the UUIDs that it gives', async () => {
  const host = hostOf();
  await host.activate();
  const publishing = salesforce('Publish', APP, {
    resource: 'event',
    operation: 'publish',
    object: { __rl: true, mode: 'name', value: 'Order_Event__e' },
    fields: { mappingMode: 'autoMapInputData', value: null },
  } as unknown as INodeParameters);
  const result = await engine.run(chain(manualTrigger, publishing), {
    credentials: signed.credentials,
    input: [{ Order_Number__c: 'A-1' }, { Order_Number__c: 'A-2' }],
  });
  await host.first(2);
  expect(numbersIn(host)).toEqual(['A-1', 'A-2']);
  expect(itemsOf(result, 'Publish')).toEqual(
    host.executions.map(({ items }) => ({ queued: true, eventUuid: items[0]?.['eventUuid'] })),
  );
});

const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));
const positionsIn = ({ stored }: ListenerHost) => (stored['node:Trigger'] as IDataObject)['positions'];

/** A trigger that was active, as another process finds it; what n8n had made of its events stays. */
async function restarted(host: ListenerHost, parameters: IDataObject = {}): Promise<ListenerHost> {
  const next = hostOf(parameters, APP, host.workflowId);
  next.stored = host.stored;
  next.executions.push(...host.executions);
  await host.close();
  return next;
}

describe('An event is confirmed', () => {
  test('when its execution has ended: only then the next one starts', async () => {
    const host = hostOf();
    host.ends = undefined;
    await host.activate();
    publish('A-1', 'A-2');
    await host.first(1);
    await pause(200);
    expect(numbersIn(host)).toEqual(['A-1']);
    host.executions[0]?.end('error');
    await host.first(2);
    expect(numbersIn(host)).toEqual(['A-1', 'A-2']);
    const { replayId } = host.executions[0]?.items[0] ?? {};
    expect(positionsIn(host)).toEqual({ [CHANNEL]: { from: 'after', replayId: String(replayId) } });
  });

  test('on success only, if so chosen: until then it is executed again', async () => {
    const host = hostOf({ resolveOffset: 'onSuccess' });
    host.ends = undefined;
    await host.activate();
    publish('A-1', 'A-2');
    await host.first(1);
    host.executions[0]?.end('error');
    await host.first(2);
    host.executions[1]?.end('success');
    await host.first(3);
    expect(numbersIn(host)).toEqual(['A-1', 'A-1', 'A-2']);
    const keys = host.executions.map(({ key }) => key);
    expect(keys[1]).toBe(`${keys[0]}#1`);
  });

  test('at once, if so chosen: executions run at the same time', async () => {
    const host = hostOf({ resolveOffset: 'immediately' });
    host.ends = undefined;
    await host.activate();
    publish('A-1', 'A-2', 'A-3');
    await host.first(3);
    expect(numbersIn(host)).toEqual(['A-1', 'A-2', 'A-3']);
  });

  onCurrent('at once where n8n does not tell when executions end, which is said once', async () => {
    const host = hostOf();
    host.takesDonePromises = false;
    await host.activate();
    publish('A-1', 'A-2', 'A-3');
    await host.first(3);
    expect(numbersIn(host)).toEqual(['A-1', 'A-2', 'A-3']);
    expect(host.logged.filter((line) => line.includes('does not tell when executions end'))).toHaveLength(1);
  });

  test('when n8n can make its execution', async () => {
    const host = hostOf();
    host.refusals = ['database is locked', 'database is locked'];
    await host.activate();
    publish('A-1');
    await host.first(1);
    expect(numbersIn(host)).toEqual(['A-1']);
  });
});

test('Several events start one execution, if so chosen, with what waits', async () => {
  const host = hostOf({ eventsPerExecution: 3, startFrom: 'kept' });
  publish('A-1', 'A-2', 'A-3', 'A-4');
  await host.activate();
  await host.first(2);
  expect(numbersIn(host)).toEqual(['A-1,A-2,A-3', 'A-4']);
});

describe('After a restart', () => {
  test('the trigger goes on with what came meanwhile', async () => {
    const host = hostOf();
    await host.activate();
    publish('A-1');
    await host.first(1);
    const next = await restarted(host);
    publish('A-2');
    await next.activate('init');
    await next.first(2);
    expect(numbersIn(next)).toEqual(['A-1', 'A-2']);
  });

  test('nothing is missed even if there was no event before', async () => {
    publish('Before');
    const host = hostOf();
    await host.activate();
    const next = await restarted(host);
    publish('A-1');
    await next.activate('init');
    await next.first(2);
    // Its transaction might have ended after the activation.
    expect(numbersIn(next)).toEqual(['Before', 'A-1']);
  });

  test('an event whose execution was not stored is executed', async () => {
    const host = hostOf();
    await host.activate();
    host.isKilled = true;
    publish('A-1');
    await host.until(() => host.killed > 0);
    const next = await restarted(host);
    publish('A-2');
    await next.activate('init');
    await next.first(2);
    expect(numbersIn(next)).toEqual(['A-1', 'A-2']);
  });

  test.each([1, 3])(
    'an event that has its execution gets no second one (%i an execution)',
    async (eventsPerExecution) => {
      const parameters = { eventsPerExecution, startFrom: 'kept' };
      publish('A-1', 'A-2', 'A-3');
      const host = hostOf(parameters);
      host.ends = undefined;
      await host.activate();
      await host.first(1);
      const next = await restarted(host, parameters);
      publish('A-4');
      await next.activate('init');
      await next.until(() => numbersIn(next).join().includes('A-4'));
      expect(numbersIn(next).join()).toBe('A-1,A-2,A-3,A-4');
    },
  );

  test('all that is kept is read if n8n has lost the position', async () => {
    const host = hostOf();
    await host.activate();
    publish('A-1');
    await host.first(1);
    host.stored = {};
    const next = await restarted(host);
    publish('A-2');
    await next.activate('init');
    await next.until(() => numbersIn(next).includes('A-2'));
    expect(next.logged.join()).toContain('is lost');
  });

  test.each(['init', 'leadershipChange'] as const)('a lost position stops it, if so chosen (%s)', async (mode) => {
    await expect(hostOf({ ifPositionLost: 'stop' }).activate(mode)).rejects.toMatchObject({
      message: expect.stringContaining('has lost the positions'),
      failure: { cause: 'configuration-invalid' },
    });
  });
});

describeOnCurrent('A position that Salesforce does not have any more', () => {
  const lost = async (ifPositionLost: string) => {
    const host = hostOf({ ifPositionLost });
    await host.activate();
    publish('A-1', 'A-2');
    await host.first(2);
    const next = await restarted(host, { ifPositionLost });
    signed.org.streaming.change({ forget: true });
    publish('A-3');
    return next;
  };

  test('gives way to all that is kept', async () => {
    const next = await lost('kept');
    await next.activate('init');
    await next.first(3);
    expect(numbersIn(next)).toEqual(['A-1', 'A-2', 'A-3']);
  });

  test('gives way to new events, if so chosen, which somebody is told', async () => {
    const next = await lost('new');
    await next.activate('init');
    publish('A-4');
    await next.first(3);
    expect(numbersIn(next)).toEqual(['A-1', 'A-2', 'A-4']);
    expect(next.shown).toHaveLength(IS_CURRENT ? 1 : 0);
  });

  test('fails the activation, if so chosen', async () => {
    const next = await lost('stop');
    await expect(next.activate('init')).rejects.toMatchObject({
      message: expect.stringContaining('does not have the event'),
      failure: { cause: 'configuration-invalid' },
    });
  });
});

describe('An instance ends', () => {
  test('when n8n closes it: it says goodbye, and nothing starts any more', async () => {
    const host = hostOf();
    await host.activate();
    await host.close();
    publish('A-1');
    await pause(300);
    expect(numbersIn(host)).toEqual([]);
    expect(host.errors).toEqual([]);
  });

  test('when n8n starts the same trigger again', async () => {
    const host = hostOf();
    host.deduplicates = false;
    await host.activate();
    await host.activate('update');
    publish('A-1', 'A-2');
    await host.first(2);
    await pause(300);
    expect(numbersIn(host)).toEqual(['A-1', 'A-2']);
  });

  test('when its workflow is not active any more', async () => {
    const host = hostOf();
    host.refusals = ['Published version not found for workflow'];
    await host.activate();
    publish('A-1', 'A-2');
    await host.until(() => host.refusals.length === 0);
    await pause(300);
    expect(numbersIn(host)).toEqual([]);
  });
});

describe('At its activation, the trigger', () => {
  test.each<[string, IDataObject, string]>([
    ['a channel that is not there', { channels: ['/event/Nothing__e'] }, '(400). Choose the channel from the list,'],
    [
      'a PushTopic that is not there',
      { moreChannels: '/topic/Nothing' },
      '/topic/Nothing] (403). Choose the channel from the list, or correct its name in More Channels;',
    ],
    ['no channel', { channels: [] }, 'No channel is chosen.'],
    ['what is no channel', { moreChannels: 'Order_Event__e' }, 'is not the name of a channel'],
    ['what is no replay ID', { startFrom: 'replayId', replayId: '-1' }, 'Replay ID must be a whole number.'],
    ['too many events', { eventsPerExecution: 1_000 }, 'Events Per Execution must be'],
  ])('fails for %s', async (_, parameters, message) => {
    await expect(hostOf(parameters).activate('init')).rejects.toMatchObject({
      message: expect.stringContaining(message),
      failure: { cause: 'configuration-invalid' },
    });
  });

  test.each(['tooBusy', 'dailyLimit', 'concurrentClients'] as const)('waits for what passes: %s', async (refuse) => {
    signed.org.streaming.change({ refuse, on: '/meta/subscribe' });
    const host = hostOf();
    await host.activate();
    expect(host.logged.join()).toContain('not connected');
    publish('A-1');
    await host.first(1);
    expect(numbersIn(host)).toEqual(['A-1']);
  });

  test('waits while Salesforce cannot be reached', async () => {
    await signed.control.faults({ path: '/cometd', times: 2, status: 503, body: [] });
    const host = hostOf();
    await host.activate();
    publish('A-1');
    await host.first(1);
    expect(numbersIn(host)).toEqual(['A-1']);
  });
});

describe('While it listens, the trigger', () => {
  test.each([
    ['the connection is cut', () => signed.org.streaming.change({ do: 'cut' })],
    ['the session is dropped', () => signed.org.streaming.change({ do: 'drop' })],
    ['the cookies change', () => signed.org.streaming.change({ do: 'changeCookies' })],
    ['an event is delivered twice', () => signed.org.streaming.change({ repeat: 1 })],
    ['a login page answers', () => signed.control.faults({ path: '/cometd', times: 1, lie: 'loginPage' })],
    ['half of an answer comes', () => signed.control.faults({ path: '/cometd', times: 1, lie: 'halfWithLength' })],
    ['an answer is lost with its events', () => signed.control.faults({ path: '/cometd', times: 1, cut: 'after' })],
    ['the user is signed out', () => signed.org.streaming.change({ refuse: 'authenticationInvalid' })],
  ])('loses and doubles nothing when %s', async (_, happens) => {
    const host = hostOf();
    host.deduplicates = false;
    await host.activate();
    publish('A-1');
    await host.first(1);
    await happens();
    publish('A-2', 'A-3');
    await host.first(3);
    await pause(100);
    expect(numbersIn(host)).toEqual(['A-1', 'A-2', 'A-3']);
    expect(host.errors).toEqual([]);
  });

  test('closes with an error that only a person can mend', async () => {
    const host = hostOf();
    await host.activate();
    signed.org.streaming.change({ refuse: 'notPermitted', on: '/meta/subscribe' });
    signed.org.streaming.change({ do: 'drop' });
    await host.until(() => host.errors.length > 0);
    expect(host.errors[0]).toMatchObject({ failure: { cause: 'configuration-invalid' } });
  });
});

test('A test in the editor shows the first event, and moves nothing', async () => {
  const host = hostOf();
  expect(await host.test(async () => publish('A-1', 'A-2'))).toMatchObject([{ Order_Number__c: 'A-1' }]);
  expect(host.stored).toEqual({});
});

test.each([0, 1])('A test that is stopped after %d events asks for nothing any more', async (events) => {
  const host = hostOf();
  publish('Before');
  await host.stopTest(() => publish(...['A-1', 'A-2'].slice(0, events)), events);
  const { requests } = await signed.control.stats();
  await pause(1_200);
  // At most the goodbye, which nobody waits for.
  expect((await signed.control.stats()).requests - requests).toBeLessThanOrEqual(1);
  expect([host.errors, host.stored]).toEqual([[], {}]);
});

describeOnCurrent('Change events', () => {
  const ACCOUNTS = '/data/AccountChangeEvent';
  const schemaOf = (name: string) => {
    const schema = signed.org.org.store.schema.object(name);
    if (schema === undefined) throw new Error(`no ${name}`);
    return schema;
  };
  const writing = () => adminWrite(signed.org.org.clock);
  const create = (object: string, values: IDataObject) =>
    signed.org.org.store.insert(schemaOf(object), values, writing());
  const update = (id: string, values: IDataObject) =>
    signed.org.org.store.update(schemaOf('Account'), id, values, writing());
  const remove = (id: string) => signed.org.org.store.remove(schemaOf('Account'), id, writing());

  beforeEach(() => {
    signed.org.streaming.change({ selected: ['AccountChangeEvent', 'ContactChangeEvent'] });
  });

  test('come on one level, with null for what was cleared', async () => {
    const host = hostOf({ channels: [ACCOUNTS] });
    await host.activate();
    const id = create('Account', { Name: 'Acme', Phone: '1' });
    update(id, { Name: 'Acme Inc.', Phone: null });
    await host.first(2);
    expect(host.executions.map(({ items }) => items[0])).toMatchObject([
      { channel: ACCOUNTS, changeType: 'CREATE', entityName: 'Account', recordIds: [id], Name: 'Acme', Phone: '1' },
      { changeType: 'UPDATE', recordIds: [id], Name: 'Acme Inc.', Phone: null },
    ]);
    expect(host.executions[1]?.items[0]?.['changedFields']).toEqual(expect.arrayContaining(['Name', 'Phone']));
  });

  test('are filtered by object, change and field', async () => {
    const filters = { entities: 'Account', changeTypes: ['UPDATE'], changedFields: 'Phone' };
    const host = hostOf({ channels: ['/data/ChangeEvents'], filters });
    await host.activate();
    const id = create('Account', { Name: 'Acme' });
    create('Contact', { LastName: 'Smith' });
    update(id, { Name: 'Other' });
    update(id, { Phone: '2' });
    await host.first(1);
    expect(host.executions[0]?.items).toMatchObject([{ changeType: 'UPDATE', Phone: '2' }]);
  });

  test.each<[string, IDataObject, RegExp]>([
    ['a change type', { filters: { changeTypes: ['created'] } }, /Change Types: .created.[^]*CREATE, DELETE, UNDELETE/],
    ['a field', { filters: { changedFields: 'Nme' } }, /Changed Fields[^]*Nme/],
    [
      'a field of filtered objects',
      { filters: { entities: 'Account', changedFields: 'Nme' } },
      /Changed Fields[^]*Nme/,
    ],
    ['an object', { filters: { entities: 'Acount' } }, /Objects: [^]*Acount/],
    ['an output', { output: 'perRecord' }, /Output: .perRecord.[^]*event, record/],
    ['a switch', { loadRecords: 'no' }, /Load Records: .no.[^]*true or false/],
    ['an option', { options: { simplify: 'no' } }, /Simplify: .no.[^]*true or false/],
  ])('are refused at the start with %s that is not allowed', async (_, parameters, words) => {
    const failure: unknown = await hostOf({ channels: [ACCOUNTS], ...parameters })
      .activate()
      .catch((error: unknown) => error);
    const { message, description } = failure as { message: string; description: string };
    expect(`${message} ${description}`).toMatch(words);
  });

  test('are simplified unless “false” is chosen, also as text', async () => {
    const host = hostOf({ channels: [ACCOUNTS], loadRecords: 'false', options: { simplify: 'false' } });
    await host.activate();
    create('Account', { Name: 'Acme' });
    await host.first(1);
    expect(host.executions[0]?.items[0]).not.toHaveProperty('Name');
    expect(host.executions[0]?.items[0]).not.toHaveProperty('record');
  });

  test('come with their records, if so chosen, as they are then; null for those that are gone', async () => {
    const output = { output: 'record', loadRecords: true, fieldsToLoad: 'Name, Owner.Name, LastName' };
    const host = hostOf({ channels: ['/data/ChangeEvents'], eventsPerExecution: 10, startFrom: 'kept', ...output });
    const kept = create('Account', { Name: 'Kept' });
    const gone = create('Account', { Name: 'Gone' });
    const contact = create('Contact', { LastName: 'Smith' });
    remove(gone);
    await host.activate();
    await host.first(1);
    expect(host.executions[0]?.items).toMatchObject([
      { recordId: kept, record: { Id: kept, Name: 'Kept', Owner: { Name: expect.any(String) } } },
      { recordId: gone, record: null },
      { recordId: contact, record: { Id: contact, LastName: 'Smith' } },
      { recordId: gone, changeType: 'DELETE', record: null },
    ]);
  });

  test('that do not tell what changed say so, with their records', async () => {
    const host = hostOf({ channels: [ACCOUNTS], loadRecords: true });
    await host.activate();
    signed.org.streaming.change({ gaps: 1 });
    const id = create('Account', { Name: 'Acme' });
    await host.first(1);
    expect(host.executions[0]?.items).toMatchObject([
      { changeType: 'GAP_CREATE', notice: expect.stringContaining('gap event'), records: [{ Id: id, Name: 'Acme' }] },
    ]);
  });

  test('wait for their records while Salesforce is not available', async () => {
    const host = hostOf({ channels: [ACCOUNTS], loadRecords: true, fieldsToLoad: 'Name, Owner.Name' });
    await host.activate();
    await signed.control.faults({ path: '/query', times: 4, status: 503, body: [] });
    create('Account', { Name: 'Acme' });
    await host.first(1);
    expect(host.executions[0]?.items).toMatchObject([{ records: [{ Name: 'Acme' }] }]);
  });

  test('of an object that is not selected fail the activation, with the way to Setup', async () => {
    await expect(hostOf({ channels: ['/data/LeadChangeEvent'] }).activate()).rejects.toMatchObject({
      message: expect.stringMatching(
        /^Lead is not selected for Change Data Capture, so nothing would ever come on \/data\/LeadChangeEvent\. Select Lead in Salesforce Setup > Integrations > Change Data Capture/,
      ),
      failure: { cause: 'configuration-invalid' },
    });
  });

  test('whose records lack the field to load fail the activation', async () => {
    const parameters = { channels: [ACCOUNTS], loadRecords: true, fieldsToLoad: 'Nothing__c' };
    await expect(hostOf(parameters).activate()).rejects.toMatchObject({
      message: expect.stringMatching(/^Fields to Load: there is no field “Nothing__c” on Account\. Use the field’s/),
    });
  });
});
