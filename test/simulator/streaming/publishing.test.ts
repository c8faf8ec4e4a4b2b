import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';

import { RawClient } from '../../support/bayeux';
import { startSignedIn } from '../../support/org';
import type { SignedInOrg } from '../../support/org';

const EVENT = 'Order_Event__e';
const CHANNEL = `/event/${EVENT}`;

let org: SignedInOrg;

beforeEach(async () => {
  org = await startSignedIn(10);
});
afterEach(() => org.close());

const kept = (channel = CHANNEL) => new RawClient(org, org.token).kept(channel);
const numbers = async (channel?: string) => (await kept(channel)).map(({ payload }) => payload['Order_Number__c']);
const uuids = async () => (await kept()).map(({ event }) => event['EventUuid']);

const enqueued = {
  statusCode: 'OPERATION_ENQUEUED',
  message: expect.stringMatching(/^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/),
  fields: [],
};
const published = { id: expect.stringMatching(/^e01\w{15}$/), success: true, errors: [enqueued] };
const attributes = { type: EVENT };

interface Published {
  errors: { message: string }[];
}

describe('A platform event is published', () => {
  test('by a create, which is answered with its UUID', async () => {
    const { status, data } = await org.http.post(`/sobjects/${EVENT}`, {
      Order_Number__c: '1',
      Amount__c: 1234567890123.45,
      Shipped_At__c: '2026-03-01T13:00:00+01:00',
    });
    expect([status, data]).toEqual([201, published]);
    const [event] = await kept();
    expect(event?.payload).toMatchObject({ Amount__c: 1234567890123.45, Shipped_At__c: '2026-03-01T12:00:00.000Z' });
    expect(event?.event['EventUuid']).toBe((data as Published).errors[0]?.message);
  });

  test('by a collection, in which one that fails takes none back', async () => {
    const { data } = await org.http.post('/composite/sobjects', {
      allOrNone: true,
      records: [{ attributes, Order_Number__c: '1' }, { attributes }],
    });
    expect(data).toEqual([published, expect.objectContaining({ success: false })]);
    const again = await org.http.post('/composite/sobjects', {
      records: [{ attributes, Order_Number__c: '2' }, { attributes }, { attributes, Order_Number__c: '3' }],
    });
    expect(again.data).toEqual([published, expect.objectContaining({ success: false }), published]);
    expect(await numbers()).toEqual(['1', '2', '3']);
  });

  test('by a composite request', async () => {
    const { data } = await org.http.post('/composite', {
      compositeRequest: ['1', '2'].map((number) => ({
        method: 'POST',
        url: `/services/data/v68.0/sobjects/${EVENT}`,
        referenceId: `event${number}`,
        body: { Order_Number__c: number },
      })),
    });
    const { compositeResponse } = data as { compositeResponse: { body: Published }[] };
    expect(compositeResponse.map(({ body }) => body)).toEqual([published, published]);
    expect(await uuids()).toEqual(compositeResponse.map(({ body }) => body.errors[0]?.message));
  });

  test('by the Bulk API', async () => {
    const { data } = await org.http.post('/jobs/ingest', { object: EVENT, operation: 'insert', lineEnding: 'LF' });
    const { id } = data as { id: string };
    await org.http.put(`/jobs/ingest/${id}/batches`, 'Order_Number__c\n1\n2\n', {
      headers: { 'Content-Type': 'text/csv' },
    });
    await org.http.patch(`/jobs/ingest/${id}`, { state: 'UploadComplete' });
    for (let state = ''; state !== 'JobComplete';)
      ({ state } = (await org.http.get(`/jobs/ingest/${id}`)).data as { state: string });
    expect(await numbers()).toEqual(['1', '2']);
  });

  test('on custom channels too, which have positions of their own', async () => {
    org.streaming.change({ channels: [{ name: 'Own__chn', type: 'event', members: [EVENT] }] });
    await org.http.post(`/sobjects/${EVENT}`, { Order_Number__c: '1' });
    expect(await numbers('/event/Own__chn')).toEqual(['1']);
    const [own] = await kept('/event/Own__chn');
    const [standard] = await kept();
    expect(own?.event).toEqual({ ...standard?.event, replayId: expect.any(Number) });
    expect(own?.event.replayId).not.toBe(standard?.event.replayId);
  });
});

test('A platform event is no record: it cannot be read, changed or queried, and a field that is missing refuses it', async () => {
  const { data } = await org.http.post(`/sobjects/${EVENT}`, { Order_Number__c: '1' });
  const { id } = data as { id: string };
  const statuses = [
    await org.http.get(`/sobjects/${EVENT}/${id}`),
    await org.http.patch(`/sobjects/${EVENT}/${id}`, { Amount__c: 1 }),
    await org.http.get('/query', { params: { q: `SELECT ReplayId FROM ${EVENT}` } }),
    await org.http.post(`/sobjects/${EVENT}`, { Amount__c: 1 }),
    await org.http.post('/sobjects/BatchApexErrorEvent', { Message: 'x' }),
  ].map(({ status }) => status);
  expect(statuses).toEqual([404, 404, 400, 400, 400]);
  expect(await numbers()).toEqual(['1']);
});

describe('A PushTopic', () => {
  const topic = (values: object) =>
    org.http.post('/sobjects/PushTopic', {
      Name: 'Big',
      Query: "SELECT Id, Name FROM Account WHERE Industry = 'Banking'",
      ApiVersion: 68,
      ...values,
    });
  const told = async () => (await kept('/topic/Big')).map(({ event, sobject }) => [event['type'], sobject?.['Name']]);

  async function live(values: object): Promise<string> {
    const { data } = await org.http.post('/sobjects/Account', values);
    return (data as { id: string }).id;
  }

  test('tells of records that its query finds, with the fields that it selects', async () => {
    expect((await topic({})).status).toBe(201);
    const id = await live({ Name: 'A', Industry: 'Banking', Phone: '1' });
    await live({ Name: 'B', Industry: 'Energy' });
    await org.http.patch(`/sobjects/Account/${id}`, { Name: 'C' });
    await org.http.patch(`/sobjects/Account/${id}`, { Phone: '2' });
    await org.http.delete(`/sobjects/Account/${id}`);
    expect(await told()).toEqual([
      ['created', 'A'],
      ['updated', 'C'],
      ['deleted', undefined],
    ]);
    expect((await kept('/topic/Big'))[0]).toEqual({
      event: { createdDate: expect.stringMatching(/Z$/), replayId: expect.any(Number), type: 'created' },
      sobject: { Id: id, Name: 'A' },
    });
  });

  test.each([
    ['All', [{ Phone: '2' }, { Name: 'C' }], ['A', 'C']],
    ['Select', [{ Phone: '2' }, { Name: 'C' }], ['C']],
    ['Where', [{ Name: 'C' }, { Industry: 'Banking' }], ['C']],
  ])('that watches %s tells the changes of those fields only', async (NotifyForFields, changes, names) => {
    await topic({ NotifyForFields, NotifyForOperationCreate: false });
    const id = await live({ Name: 'A', Industry: NotifyForFields === 'Where' ? 'Energy' : 'Banking' });
    for (const change of changes) await org.http.patch(`/sobjects/Account/${id}`, change);
    expect((await told()).map(([, name]) => name)).toEqual(names);
  });

  test('that is inactive has no channel, and one whose query cannot be run is refused', async () => {
    await topic({ IsActive: false });
    const client = new RawClient(org, org.token);
    await client.handshake();
    const { messages } = await client.subscribe('/topic/Big');
    expect(messages[0]?.error).toBe('403:denied_by_security_policy:create_denied');
    const { status, data } = await topic({ Name: 'Bad', Query: 'SELECT Nope FROM Account' });
    expect([status, (data as { errorCode: string }[])[0]?.errorCode]).toEqual([400, 'INVALID_FIELD']);
  });
});
