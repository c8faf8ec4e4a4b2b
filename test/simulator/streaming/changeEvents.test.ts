import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';

import { adminUserId, adminWrite } from '../../../simulator/data';
import { RawClient } from '../../support/bayeux';
import type { StreamedData } from '../../support/cometd';
import { startSignedIn } from '../../support/org';
import type { SignedInOrg } from '../../support/org';

let org: SignedInOrg;

beforeEach(async () => {
  org = await startSignedIn(10);
});
afterEach(() => org.close());

interface Header {
  entityName: string;
  changeType: string;
  recordIds: string[];
  changedFields: string[];
  sequenceNumber: number;
  transactionKey: string;
  changeOrigin: string;
  commitUser: string;
  commitTimestamp: number;
}

const kept = (channel = '/data/ChangeEvents') => new RawClient(org, org.token).kept(channel);
const headerOf = (event?: StreamedData) => event?.payload['ChangeEventHeader'] as Header;
const bodyOf = (event?: StreamedData) => {
  const { ChangeEventHeader: _, ...body } = event?.payload ?? {};
  return body;
};
const headers = async (channel?: string) => (await kept(channel)).map((event) => headerOf(event));

async function create(object: string, values: object): Promise<string> {
  const { data } = await org.http.post(`/sobjects/${object}`, values);
  return (data as { id: string }).id;
}

function undelete(name: string, id: string): void {
  const { store, clock } = org.org;
  const object = store.schema.object(name);
  if (object === undefined) throw new Error(`There is no ${name}`);
  store.undelete(object, id, adminWrite(clock));
}

describe('Change events of single records', () => {
  test('tell what is created, with all that is not empty', async () => {
    const id = await create('Contact', { LastName: 'Ant', MailingCity: 'Graz', MailingStreet: 'Ring 1' });
    const [event, ...more] = await kept('/data/ContactChangeEvent');
    expect(more).toEqual([]);
    expect(event).toMatchObject({
      schema: expect.stringMatching(/^[\w-]{22}$/),
      event: { replayId: expect.any(Number) },
    });
    expect(headerOf(event)).toEqual({
      entityName: 'Contact',
      recordIds: [id],
      changeType: 'CREATE',
      changeOrigin: 'com/salesforce/api/rest/68.0',
      transactionKey: expect.stringMatching(/^[\da-f-]{36}$/),
      sequenceNumber: 1,
      commitTimestamp: expect.any(Number),
      commitNumber: expect.any(Number),
      commitUser: adminUserId,
      changedFields: [],
    });
    expect(bodyOf(event)).toMatchObject({
      Name: { LastName: 'Ant' },
      MailingAddress: { City: 'Graz', Street: 'Ring 1' },
      OwnerId: adminUserId,
      CreatedDate: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.000Z$/),
    });
    for (const absent of ['Id', 'IsDeleted', 'SystemModstamp', 'Phone', 'LastViewedDate', 'PhotoUrl'])
      expect(bodyOf(event)).not.toHaveProperty(absent);
  });

  test('tell only what has changed, nested as it is named, and what has become empty', async () => {
    const id = await create('Contact', { LastName: 'Ant', FirstName: 'Eve', Phone: '1', MailingCity: 'Graz' });
    await org.http.patch(
      `/sobjects/Contact/${id}`,
      { FirstName: 'Ada', Phone: null, MailingCity: 'Linz' },
      { headers: { 'Sforce-Call-Options': 'client=n8n' } },
    );
    const [, event] = await kept('/data/ContactChangeEvent');
    expect(headerOf(event)).toMatchObject({
      changeType: 'UPDATE',
      changeOrigin: 'com/salesforce/api/rest/68.0;client=n8n',
    });
    expect([...headerOf(event).changedFields].sort()).toEqual([
      'LastModifiedDate',
      'MailingAddress.City',
      'Name.FirstName',
      'Phone',
    ]);
    expect(bodyOf(event)).toEqual({
      Name: { FirstName: 'Ada' },
      Phone: null,
      MailingAddress: { City: 'Linz' },
      LastModifiedDate: expect.any(String),
    });
  });

  test('tell a deletion with what went along, and its undoing', async () => {
    const account = await create('Account', { Name: 'A' });
    const contact = await create('Contact', { LastName: 'B', AccountId: account });
    org.streaming.change({ forget: true });
    await org.http.delete(`/sobjects/Account/${account}`);
    undelete('Account', account);
    const told = (await headers()).map(({ entityName, changeType, recordIds }) => [entityName, changeType, recordIds]);
    expect(told).toEqual([
      ['Account', 'DELETE', [account]],
      ['Contact', 'DELETE', [contact]],
      ['Account', 'UNDELETE', [account]],
      ['Contact', 'UNDELETE', [contact]],
    ]);
    const events = await kept('/data/AccountChangeEvent');
    expect(events.map((event) => bodyOf(event))).toEqual([{}, expect.objectContaining({ Name: 'A' })]);
  });

  test('write commit numbers beyond 2^53 with all their digits', async () => {
    await create('Account', { Name: 'A' });
    const client = new RawClient(org, org.token);
    await client.handshake();
    const { text } = await client.subscribe('/data/ChangeEvents', -2);
    expect(text).toMatch(/"commitNumber":17781929877165\d{5}[,}]/);
  });
});

describe('Change events of a transaction', () => {
  test('that does the same to several records are one, and others follow in their order', async () => {
    const ids = [await create('Account', { Name: 'A' }), await create('Account', { Name: 'B' })];
    const other = await create('Account', { Name: 'C' });
    org.streaming.change({ forget: true });
    const attributes = { type: 'Account' };
    await org.http.patch('/composite/sobjects', {
      records: [
        { attributes, id: ids[0], Industry: 'Banking' },
        { attributes, id: ids[1], Industry: 'Banking' },
        { attributes, id: other, Industry: 'Energy' },
        { attributes, id: '001000000000000AAA', Industry: 'Energy' },
      ],
    });
    const told = await headers();
    expect(told.map(({ recordIds, sequenceNumber }) => [recordIds, sequenceNumber])).toEqual([
      [ids, 1],
      [[other], 2],
    ]);
    expect(new Set(told.map(({ transactionKey }) => transactionKey)).size).toBe(1);
  });

  test('that is taken back are none, and of one that commits late come late', async () => {
    const records = [{ attributes: { type: 'Account' }, Name: 'A' }, { attributes: { type: 'Account' } }];
    await org.http.post('/composite/sobjects', { allOrNone: true, records });
    expect(await headers()).toEqual([]);
    const control = async (body: object) =>
      (await (
        await fetch(`${org.controlUrl}/transactions`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify(body),
        })
      ).json()) as { id: string; ids: string[] };
    const { id, ids } = await control({ begin: [{ object: 'Account', values: { Name: 'Late' } }] });
    const early = await create('Account', { Name: 'Early' });
    expect((await headers()).map(({ recordIds }) => recordIds)).toEqual([[early]]);
    await control({ commit: id });
    expect((await headers()).map(({ recordIds }) => recordIds)).toEqual([[early], ids]);
  });

  test('that changes too much end in one overflow event for each object', async () => {
    org.streaming.change({ changesInTransaction: 2 });
    const records = ['A', 'B', 'C', 'D'].map((Name) => ({ attributes: { type: 'Account' }, Name }));
    await org.http.post('/composite/sobjects', { records });
    expect((await headers()).map(({ changeType }) => changeType)).toEqual(['CREATE', 'CREATE', 'GAP_OVERFLOW']);
    expect((await headers())[2]).toMatchObject({ entityName: 'Account', recordIds: ['000000000000000AAA'] });
  });
});

test('Gap events name the records, and say nothing of their fields', async () => {
  const id = await create('Account', { Name: 'A' });
  org.streaming.change({ forget: true, gaps: 2 });
  await org.http.patch(`/sobjects/Account/${id}`, { Name: 'B' });
  await org.http.delete(`/sobjects/Account/${id}`);
  const events = await kept();
  expect(events.map((event) => headerOf(event))).toMatchObject([
    { changeType: 'GAP_UPDATE', recordIds: [id], changedFields: [] },
    { changeType: 'GAP_DELETE', recordIds: [id] },
  ]);
  expect(events.map((event) => bodyOf(event))).toEqual([{}, {}]);
});

describe('Channels of change events', () => {
  test('are those of selected objects, and the custom ones that they are members of', async () => {
    org.streaming.change({
      selected: ['AccountChangeEvent'],
      channels: [{ name: 'Own__chn', type: 'data', members: ['Invoice__ChangeEvent', 'AccountChangeEvent'] }],
    });
    await create('Account', { Name: 'A' });
    await create('Contact', { LastName: 'B' });
    await create('Invoice__c', { Name: 'C' });
    const entities = async (channel: string) => (await headers(channel)).map(({ entityName }) => entityName);
    expect(await entities('/data/ChangeEvents')).toEqual(['Account']);
    expect(await entities('/data/AccountChangeEvent')).toEqual(['Account']);
    expect(await entities('/data/ContactChangeEvent')).toEqual([]);
    expect((await entities('/data/Own__chn')).length).toBeGreaterThan(0);
    const positions = new Set<number>();
    for (const channel of ['/data/ChangeEvents', '/data/AccountChangeEvent', '/data/Own__chn'])
      positions.add((await kept(channel))[0]?.event.replayId ?? 0);
    expect(positions.size).toBe(3);
  });

  test('can be read by the Tooling API, and their events in describes', async () => {
    org.streaming.change({
      selected: ['AccountChangeEvent'],
      channels: [{ name: 'Own__chn', type: 'event', members: ['Order_Event__e'] }],
    });
    const rows = async (q: string) => {
      const { data } = await org.http.get('/tooling/query', { params: { q } });
      return (data as { records: Record<string, unknown>[] }).records.map(({ attributes: _, ...row }) => row);
    };
    expect(await rows('SELECT SelectedEntity, EventChannel FROM PlatformEventChannelMember')).toEqual([
      { SelectedEntity: 'AccountChangeEvent', EventChannel: 'ChangeEvents' },
      { SelectedEntity: 'Order_Event__e', EventChannel: 'Own__chn' },
    ]);
    expect(await rows("SELECT Id FROM PlatformEventChannelMember WHERE SelectedEntity = 'AccountChangeEvent'")).toEqual(
      [{ Id: expect.stringMatching(/^0v8/) }],
    );
    expect(await rows('SELECT DeveloperName, ChannelType FROM PlatformEventChannel')).toEqual([
      { DeveloperName: 'Own', ChannelType: 'event' },
    ]);
    const { data } = await org.http.get('/sobjects');
    const named = (name: string) =>
      (data as { sobjects: { name: string }[] }).sobjects.find((object) => object.name === name);
    expect(named('Sync_Test__ChangeEvent')).toMatchObject({
      associateEntityType: 'ChangeEvent',
      associateParentEntity: 'Sync_Test__c',
      keyPrefix: null,
      queryable: false,
      createable: false,
    });
    expect(named('Order_Event__e')).toMatchObject({
      createable: true,
      queryable: false,
      keyPrefix: 'e01',
      custom: true,
    });
    const described = await org.http.get('/sobjects/AccountChangeEvent/describe');
    const fields = (described.data as { fields: { name: string }[] }).fields.map(({ name }) => name);
    expect(fields).toEqual(expect.arrayContaining(['ReplayId', 'ChangeEventHeader', 'Name', 'LastModifiedDate']));
    expect(fields).not.toContain('SystemModstamp');
  });
});
