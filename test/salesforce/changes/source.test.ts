import { describe, expect, test } from '@jest/globals';

import { changesIn, newestChange, timeFieldOf, type ChangeKind } from '../../../salesforce/changes';
import { deleteLogOf } from '../../../salesforce/changes/deleteLog';
import { latestDateCovered } from '../../../salesforce/changes/updated';
import { AnswerError, ConnectionError, InputError } from '../../../salesforce/errors';
import type { Response } from '../../../salesforce/http';
import { recordId } from '../../../salesforce/ids';
import { fakeSend } from '../../support/fakeSend';
import { orgOf } from '../../support/orgOf';
import { field, object } from '../../support/schema';

const CONTACT = { object: 'Contact', keyPrefix: '003' };
const NOON = Date.UTC(2026, 2, 1, 12);
const ID = '0030000000abCDEAA2';
const watched = { ...CONTACT, fields: ['Name'], timeField: 'SystemModstamp', areDeleted: false };
const attributes = { type: 'Contact', url: '/services/data/v67.0/sobjects/Contact/1' };
const record = (id: string, stamp = '2026-03-01T12:00:00.000+0000') => ({
  attributes,
  Id: id,
  SystemModstamp: stamp,
  Name: 'A',
});
/** Records of one time in the order of their IDs. */
const manyRecords = (count: number) =>
  Array.from({ length: count }, (_, n) => record(recordId(`003${String(n).padStart(12, '0')}`)));

function answering(body: unknown, date: string | undefined = 'Sun, 01 Mar 2026 12:00:30 GMT') {
  return fakeSend(() => ({ body, headers: date === undefined ? {} : { date } }));
}

const page = (records: unknown[], more: object = {}) => ({ totalSize: records.length, done: true, records, ...more });
const soqlOf = ({ requests }: ReturnType<typeof answering>) => requests.map(({ path, query }) => [path, query?.['q']]);

describe('Changes of records', () => {
  test('are read in the order of their times and IDs, from a time on', async () => {
    const fake = answering(page([record(ID)]));
    const read = await changesIn(orgOf(fake.send, { now: () => 0 }), watched).page({ time: NOON });
    expect(read).toEqual({
      changes: [{ id: ID, time: NOON, record: record(ID) }],
      isLast: true,
      asOf: NOON + 30_000,
      here: 0,
      took: 0,
    });
    expect(soqlOf(fake)).toEqual([
      [
        '/services/data/v67.0/query',
        'SELECT Id, SystemModstamp, Name FROM Contact WHERE SystemModstamp >= 2026-03-01T12:00:00.000Z ORDER BY SystemModstamp ASC, Id ASC LIMIT 2000',
      ],
    ]);
  });

  test('are read after a record of that time, among those that meet other conditions and are deleted', async () => {
    const fake = answering(page([]));
    const a = { field: 'Name', operator: 'equals', value: 'A', type: 'text' } as const;
    const where = { match: 'any', conditions: [a, { ...a, value: 'B' }] } as const;
    await changesIn(orgOf(fake.send), { ...watched, where, areDeleted: true }).page({ time: NOON, id: ID });
    expect(soqlOf(fake)).toEqual([
      [
        '/services/data/v67.0/queryAll',
        "SELECT Id, SystemModstamp, Name FROM Contact WHERE (Name = 'A' OR Name = 'B') AND IsDeleted = true AND " +
          '(SystemModstamp > 2026-03-01T12:00:00.000Z OR (SystemModstamp = 2026-03-01T12:00:00.000Z AND ' +
          `Id > '${ID}')) ORDER BY SystemModstamp ASC, Id ASC LIMIT 2000`,
      ],
    ]);
  });

  test.each([
    ['a full page is not the last one', page(manyRecords(2_000)), false],
    ['nor is a smaller one that Salesforce cut', page([record(ID)], { done: false, nextRecordsUrl: '/x' }), false],
    ['a page of nothing is', page([]), true],
  ])('%s', async (_, body, isLast) => {
    const { isLast: said } = await changesIn(orgOf(answering(body).send), watched).page({ time: NOON });
    expect(said).toBe(isLast);
  });

  test.each([ID.slice(0, 15), ID.toLowerCase(), ID.toUpperCase()])(
    'are of one record, whatever the form of its ID: %s',
    async (form) => {
      const { changes } = await changesIn(orgOf(answering(page([record(form)])).send), watched).page({ time: NOON });
      expect(changes).toEqual([{ id: ID, time: NOON, record: record(form) }]);
    },
  );

  test('are as of the moment when they were asked for, in Salesforce’s time', async () => {
    let now = 5_000_000;
    const { send } = fakeSend(() => {
      now += 20_000;
      return { body: page([]), headers: { date: 'Sun, 01 Mar 2026 12:00:30 GMT' } };
    });
    const { asOf, took } = await changesIn(orgOf(send, { now: () => now }), watched).page({ time: NOON });
    expect([asOf, took]).toEqual([NOON + 10_000, 20_000]);
  });

  test.each([
    ['an answer without a time', page([]), undefined],
    ['another object’s record', page([record('001000000000001AAA')]), 'Sun, 01 Mar 2026 12:00:30 GMT'],
    ['a record without a time', page([{ attributes, Id: ID }]), 'Sun, 01 Mar 2026 12:00:30 GMT'],
    [
      'a record without an ID',
      page([{ attributes, SystemModstamp: '2026-03-01T12:00:00Z' }]),
      'Sun, 01 Mar 2026 12:00:30 GMT',
    ],
  ])('are not believed in %s', async (_, body, date) => {
    const source = changesIn(
      orgOf(fakeSend(() => ({ body, headers: date === undefined ? {} : { date } })).send),
      watched,
    );
    await expect(source.page({ time: NOON })).rejects.toBeInstanceOf(AnswerError);
  });

  test('The newest one is asked for alone', async () => {
    const fake = answering(page([record(ID)]));
    expect(await newestChange(orgOf(fake.send, { now: () => 0 }), watched)).toEqual({
      record: record(ID),
      clock: { time: NOON + 30_000, here: 0 },
    });
    expect(soqlOf(fake)[0]?.[1]).toBe(
      'SELECT Id, SystemModstamp, Name FROM Contact ORDER BY SystemModstamp DESC, Id DESC LIMIT 1',
    );
  });
});

describe('Up to when all transactions are over', () => {
  test('is told with what was updated in the last two minutes', async () => {
    const fake = answering({ ids: [], latestDateCovered: '2026-03-01T11:58:00.000+0000' });
    expect(await latestDateCovered(orgOf(fake.send), CONTACT, NOON)).toBe(NOON - 120_000);
    expect(fake.requests).toEqual([
      {
        method: 'GET',
        path: '/services/data/v67.0/sobjects/Contact/updated',
        query: { start: '2026-03-01T11:58:00.000Z', end: '2026-03-01T12:00:00.000Z' },
      },
    ]);
  });

  const refusal: Partial<Response> = { status: 400, body: [{ errorCode: 'INVALID_REPLICATION_DATE', message: 'no' }] };
  test.each([
    ['a refusal', () => refusal],
    ['another page', () => ({ body: '<html>' })],
    [
      'IDs of another object',
      () => ({ body: { ids: ['001000000000001AAA'], latestDateCovered: '2026-03-01T11:58:00Z' } }),
    ],
    [
      'no answer',
      () => {
        throw new ConnectionError('gone', 'maybe');
      },
    ],
  ])('is not known after %s', async (_, answer) => {
    expect(await latestDateCovered(orgOf(fakeSend(answer).send), CONTACT, NOON)).toBeUndefined();
  });
});

describe('The delete log', () => {
  const range = { from: NOON - 20 * 60_000, until: NOON };
  const at = (minutes: number): string => new Date(NOON + minutes * 60_000).toISOString();
  const log = (more: object = {}) => ({
    deletedRecords: [],
    earliestDateAvailable: at(-60),
    latestDateCovered: at(-1),
    ...more,
  });
  const readFrom = async (body: unknown) => await deleteLogOf(orgOf(fakeSend(() => ({ body })).send), CONTACT, range);

  test('is asked for in whole minutes, and comes in order, with IDs of 18 characters', async () => {
    const later = { id: ID, deletedDate: at(-2) };
    const fake = answering(log({ deletedRecords: [later, { id: ID.slice(0, 15), deletedDate: at(-3) }] }));
    const read = await deleteLogOf(orgOf(fake.send), CONTACT, { from: range.from + 5_000, until: NOON + 59_000 });
    expect(fake.requests).toEqual([
      {
        method: 'GET',
        path: '/services/data/v67.0/sobjects/Contact/deleted',
        query: { start: at(-20), end: at(0) },
      },
    ]);
    expect(read?.deletions.map(({ id, time }) => [id, time])).toEqual([
      [ID, NOON - 180_000],
      [ID, NOON - 120_000],
    ]);
    expect(read).toMatchObject({ until: NOON, covered: NOON - 60_000 });
    expect(read).not.toHaveProperty('missedUntil');
  });

  test('has a deletion once that came twice', async () => {
    const one = { id: ID, deletedDate: at(-2) };
    const read = await readFrom(log({ deletedRecords: [one, { ...one, id: ID.slice(0, 15) }] }));
    expect(read?.deletions.map(({ id }) => id)).toEqual([ID]);
  });

  test('says from when it has everything, if that is later than asked for', async () => {
    expect(await readFrom(log({ earliestDateAvailable: at(-5) }))).toMatchObject({ missedUntil: NOON - 300_000 });
  });

  test('is read in halves where it has too many IDs, and passed over where the shortest has too many', async () => {
    const tooMany = { status: 400, body: [{ errorCode: 'EXCEEDED_ID_LIMIT', message: 'too many' }] };
    const fake = fakeSend((request) => (request.query?.['end'] === at(-15) ? { body: log() } : tooMany));
    expect(await deleteLogOf(orgOf(fake.send), CONTACT, range)).toMatchObject({ until: NOON - 15 * 60_000 });
    expect(await deleteLogOf(orgOf(fakeSend(() => tooMany).send), CONTACT, range)).toMatchObject({
      until: NOON - 18 * 60_000,
      missedUntil: NOON - 18 * 60_000,
    });
  });

  test.each([
    [403, 'INSUFFICIENT_ACCESS'],
    [400, 'INVALID_REPLICATION_DATE'],
    [405, 'METHOD_NOT_ALLOWED'],
  ])('is passed over where it is refused for good (%d %s)', async (status, errorCode) => {
    const { send } = fakeSend(() => ({ status, body: [{ errorCode, message: 'no' }] }));
    expect(await deleteLogOf(orgOf(send), CONTACT, range)).toMatchObject({ deletions: [], missedUntil: range.until });
  });

  test('is not passed over where it is refused for now', async () => {
    const body = [{ errorCode: 'REQUEST_LIMIT_EXCEEDED', message: 'too many requests' }];
    const { send } = fakeSend(() => ({ status: 403, body }));
    await expect(deleteLogOf(orgOf(send), CONTACT, range)).rejects.toMatchObject({
      errorCode: 'REQUEST_LIMIT_EXCEEDED',
    });
  });

  test.each<[string, unknown]>([
    ['a login page', '<html>'],
    ['half a list', { deletedRecords: [] }],
    ['a deletion without an ID', log({ deletedRecords: [{ deletedDate: at(-2) }] })],
    ['a deletion of another object', log({ deletedRecords: [{ id: '001000000000001AAA', deletedDate: at(-2) }] })],
    ['a deletion out of the range', log({ deletedRecords: [{ id: ID, deletedDate: at(60) }] })],
    ['a time that is none', log({ deletedRecords: [{ id: ID, deletedDate: 'soon' }] })],
  ])('is not read out of %s', async (_, body) => {
    await expect(readFrom(body)).rejects.toThrow(AnswerError);
  });
});

describe('The time of a change', () => {
  const times = ['CreatedDate', 'LastModifiedDate', 'SystemModstamp'].map((name) => field(name, 'datetime'));
  const all = object('A', [...times, field('IsDeleted', 'boolean')]);
  test.each<[ChangeKind, string]>([
    ['created', 'CreatedDate'],
    ['updated', 'SystemModstamp'],
    ['createdOrUpdated', 'SystemModstamp'],
    ['deleted', 'SystemModstamp'],
  ])('of a record that is %s is in %s', (kind, name) => {
    expect(timeFieldOf(all, kind)).toBe(name);
  });

  test('is in the next best field where the best cannot be filtered or sorted by', () => {
    const unsorted = field('SystemModstamp', 'datetime', { sortable: false });
    const others = times.filter(({ name }) => name !== 'SystemModstamp');
    expect(timeFieldOf(object('A', [unsorted, ...others]), 'updated')).toBe('LastModifiedDate');
  });

  test.each<[ChangeKind, string[], string]>([
    ['created', ['SystemModstamp'], 'it has no CreatedDate'],
    ['updated', ['SystemModstamp'], 'it has no CreatedDate'],
    ['deleted', ['SystemModstamp'], 'it has no IsDeleted'],
    ['createdOrUpdated', [], 'it has no SystemModstamp or LastModifiedDate or CreatedDate'],
  ])('of a record that is %s cannot be told with %j alone', (kind, names, message) => {
    const bare = object(
      'A',
      names.map((name) => field(name, 'datetime')),
    );
    expect(() => timeFieldOf(bare, kind)).toThrow(InputError);
    expect(() => timeFieldOf(bare, kind)).toThrow(message);
  });
});
