import { describe, expect, test } from '@jest/globals';

import { changeHeader, flatEvent, recordsNamed } from '../../../salesforce/events/changeEvent';
import { passesFilter, type EventFilter } from '../../../salesforce/events/filter';
import { publishedAt } from '../../../salesforce/events/positions';
import { parseJson } from '../../../salesforce/json';
import type { ChannelEvent, EventData } from '../../../salesforce/events/types';

const CHANNEL = '/data/AccountChangeEvent';

const HEADER = {
  entityName: 'Account',
  recordIds: ['001000000000001AAA'],
  changeType: 'UPDATE',
  changeOrigin: 'com/salesforce/api/rest/67.0',
  transactionKey: '000c1f2d-0000',
  sequenceNumber: 1,
  commitTimestamp: 1772366400000,
  commitUser: '005000000000001AAA',
  commitNumber: '1778192987716501506',
  changedFields: ['Name', 'Phone', 'LastModifiedDate'],
};

const event = (payload: object, more: object = {}): ChannelEvent => ({
  channel: CHANNEL,
  replayId: '7',
  data: { schema: 'abc', payload, event: { replayId: 7 }, ...more },
});
const change = (header: object, fields: object = {}) =>
  event({ ...fields, ChangeEventHeader: { ...HEADER, ...header } });

describe('An event on one level', () => {
  test('of a change has the header beside the fields, and null for each that was cleared', () => {
    expect(flatEvent(change({}, { Name: 'Acme', LastModifiedDate: '2026-03-01T12:00:00Z' }))).toEqual({
      channel: CHANNEL,
      replayId: 7,
      ...HEADER,
      Name: 'Acme',
      Phone: null,
      LastModifiedDate: '2026-03-01T12:00:00Z',
    });
  });

  test('has all digits of the commit and of the position', () => {
    const data = parseJson(
      '{"payload":{"ChangeEventHeader":{"entityName":"Account","recordIds":[],"changeType":"CREATE","changedFields":[],' +
        '"commitNumber":1778192987716501506}},"event":{"replayId":90071992547409931}}',
    ) as EventData;
    expect(flatEvent({ channel: CHANNEL, replayId: '90071992547409931', data })).toMatchObject({
      commitNumber: '1778192987716501506',
      replayId: '90071992547409931',
    });
  });

  test.each<[string, object, string[], object]>([
    ['cleared', { MailingAddress: { Street: 'A' } }, ['MailingAddress.City'], { Street: 'A', City: null }],
    ['cleared, and no other is there', {}, ['MailingAddress.City'], { City: null }],
    ['set', { MailingAddress: { City: 'B' } }, ['MailingAddress.City'], { City: 'B' }],
    ['part of what was cleared', { MailingAddress: null }, ['MailingAddress.City'], null as never],
  ])('has the part of a compound field that was %s', (_, fields, changedFields, expected) => {
    expect(flatEvent(change({ changedFields }, fields))['MailingAddress']).toEqual(expected);
  });

  test('says so where Salesforce does not tell what changed', () => {
    expect(flatEvent(change({ changeType: 'GAP_UPDATE', changedFields: [] }))['notice']).toBe(
      'Salesforce could not say which fields changed (gap event): read the records to see their values.',
    );
    expect(flatEvent(change({ changeType: 'GAP_OVERFLOW', recordIds: ['000000000000000AAA'] }))['notice']).toBe(
      'Too many records changed in one transaction: Salesforce only says that Account records did. Read those that have changed since commitTimestamp.',
    );
  });

  test('of a platform event has its fields', () => {
    const data = { payload: { CreatedDate: 'x', A__c: 1 }, event: { replayId: 7, EventUuid: 'u' } };
    expect(flatEvent({ channel: '/event/A__e', replayId: '7', data })).toEqual({
      channel: '/event/A__e',
      replayId: 7,
      eventUuid: 'u',
      CreatedDate: 'x',
      A__c: 1,
    });
  });

  test('of a PushTopic has the record, and of a generic event its text', () => {
    const told = { type: 'updated', createdDate: '2026-03-01T12:00:00Z', replayId: 7 };
    const topic = { channel: '/topic/T', replayId: '7', data: { event: told, sobject: { Id: 'a', Name: 'b' } } };
    expect(flatEvent(topic)).toEqual({ channel: '/topic/T', ...told, Id: 'a', Name: 'b' });
    const generic = { channel: '/u/G', replayId: '7', data: { event: told, payload: 'text' } };
    expect(flatEvent(generic)).toEqual({ channel: '/u/G', ...told, payload: 'text' });
  });
});

test.each<[string, object, string[]]>([
  ['a change', {}, ['001000000000001AAA']],
  ['a gap', { changeType: 'GAP_DELETE' }, ['001000000000001AAA']],
  ['an overflow', { changeType: 'GAP_OVERFLOW', recordIds: ['000000000000000AAA'] }, []],
  ['a cascade', { recordIds: ['00Q*', '001000000000001'] }, ['001000000000001']],
  ['a header of nonsense', { recordIds: 'x', entityName: 5, changeType: null }, []],
])('The records that %s names', (_, header, expected) => {
  const read = changeHeader(change(header).data);
  expect(read && recordsNamed(read)).toEqual(expected);
});

describe('A filter', () => {
  const all: EventFilter = { entities: [], changeTypes: [], changedFields: [] };
  test.each<[string, Partial<EventFilter>, object, boolean]>([
    ['lets everything pass that it does not restrict', {}, {}, true],
    ['lets an object pass', { entities: ['contact', 'account'] }, {}, true],
    ['holds another object back', { entities: ['Contact'] }, {}, false],
    ['lets a change pass', { changeTypes: ['UPDATE'] }, {}, true],
    ['holds another change back', { changeTypes: ['CREATE', 'DELETE'] }, {}, false],
    [
      'lets a gap of the change pass',
      { changeTypes: ['UPDATE'], changedFields: ['Industry'] },
      { changeType: 'GAP_UPDATE' },
      true,
    ],
    ['holds a gap of another change back', { changeTypes: ['UPDATE'] }, { changeType: 'GAP_CREATE' }, false],
    ['lets an overflow pass', { changeTypes: ['DELETE'] }, { changeType: 'GAP_OVERFLOW' }, true],
    ['holds an overflow of another object back', { entities: ['Contact'] }, { changeType: 'GAP_OVERFLOW' }, false],
    ['lets a changed field pass', { changedFields: ['Industry', 'phone'] }, {}, true],
    ['holds other fields back', { changedFields: ['Industry'] }, {}, false],
    [
      'lets a part of a field pass',
      { changedFields: ['MailingAddress'] },
      { changedFields: ['MailingAddress.City'] },
      true,
    ],
    [
      'asks for fields in updates only',
      { changedFields: ['Industry'] },
      { changeType: 'CREATE', changedFields: [] },
      true,
    ],
  ])('%s', (_, filter, header, expected) => {
    expect(passesFilter({ ...all, ...filter }, change(header))).toBe(expected);
  });

  test('lets other events pass', () => {
    expect(passesFilter({ entities: ['X'], changeTypes: ['CREATE'], changedFields: ['Y'] }, event({}))).toBe(true);
  });
});

test.each<[string, EventData, number | undefined]>([
  ['committed', change({}).data, 1772366400000],
  ['created', { payload: { CreatedDate: '2026-03-01T12:00:00.000Z' } }, 1772366400000],
  ['created, as PushTopics tell', { event: { createdDate: '2026-03-01T12:00:00.000+0000' } }, 1772366400000],
  ['not told', { payload: { CreatedDate: 5 } }, undefined],
  ['told in nonsense', { payload: { CreatedDate: 'yesterday' } }, undefined],
])('The time at which an event was %s', (_, data, expected) => {
  expect(publishedAt(data)).toBe(expected);
});
