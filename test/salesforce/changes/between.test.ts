import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';

import { deletedBetween, updatedBetween } from '../../../salesforce/changes/between';
import { MINUTE } from '../../../salesforce/changes/times';
import type { Request, Response } from '../../../salesforce/http';
import { recordId } from '../../../salesforce/ids';
import { fakeSend } from '../../support/fakeSend';
import { orgOf } from '../../support/orgOf';

const CONTACT = { object: 'Contact', keyPrefix: '003' };
const NOON = Date.UTC(2026, 2, 1, 12);
const idOf = (n: number): string => `003${String(n).padStart(12, '0')}AAA`;

/** When each record was changed, in minutes from noon on, and how many IDs an answer can have. */
interface Truth {
  readonly minutes: readonly number[];
  readonly most: number;
  /** Minutes from noon on up to which nothing is missing. */
  readonly covered: number;
}

const TOO_MANY = { status: 400, body: [{ errorCode: 'EXCEEDED_ID_LIMIT', message: 'too many' }] };

/** Answers as Salesforce does: both ends count, with their whole minutes. */
function answersOf({ minutes, most, covered }: Truth) {
  return fakeSend(({ path, query = {} }: Request): Partial<Response> => {
    const [start, end] = [query['start'], query['end']].map((time) => Date.parse(String(time)));
    if (start === undefined || end === undefined) throw new Error('no range');
    const inRange = minutes.flatMap((minute, n) => {
      const time = NOON + minute * MINUTE;
      return time >= start && time < end + MINUTE ? [{ id: idOf(n), deletedDate: new Date(time).toISOString() }] : [];
    });
    if (inRange.length > most) return TOO_MANY;
    const latestDateCovered = new Date(Math.min(end, NOON + covered * MINUTE)).toISOString();
    const earliestDateAvailable = new Date(NOON).toISOString();
    return {
      body: path.endsWith('/updated')
        ? { ids: inRange.map(({ id }) => id), latestDateCovered }
        : { deletedRecords: inRange, earliestDateAvailable, latestDateCovered },
    };
  });
}

const HOUR = { start: NOON, end: NOON + 60 * MINUTE };

describe('What changed in a range of time', () => {
  test('comes whole, and each change once, however few IDs an answer can have', async () => {
    const minutes = fc.array(fc.integer({ min: 0, max: 59 }), { maxLength: 30 });
    await fc.assert(
      fc.asyncProperty(
        minutes,
        fc.integer({ min: 0, max: 90 }),
        fc.integer({ min: 0, max: 3 }),
        async (given, covered, more) => {
          // The shortest range has three minutes that count.
          const inRanges = given.map((minute) => given.filter((other) => Math.abs(other - minute) <= 4).length);
          const org = orgOf(answersOf({ minutes: given, most: Math.max(1, ...inRanges) + more, covered }).send);
          const deleted = await deletedBetween(org, CONTACT, HOUR);
          const updated = await updatedBetween(org, CONTACT, HOUR);
          const all = given.map((_, n) => idOf(n)).toSorted();
          expect(deleted.deletions.map(({ id }) => id).toSorted()).toEqual(all);
          expect([...updated.ids].toSorted()).toEqual(all);
          const until = NOON + Math.min(60, covered) * MINUTE;
          expect([deleted.covered, updated.covered]).toEqual([until, until]);
          expect(deleted.earliest).toBe(NOON);
        },
      ),
    );
  });

  test('is asked for once where it fits', async () => {
    const fake = answersOf({ minutes: [1, 2, 3], most: 3, covered: 60 });
    await updatedBetween(orgOf(fake.send), CONTACT, HOUR);
    expect(fake.requests).toEqual([
      {
        method: 'GET',
        path: '/services/data/v67.0/sobjects/Contact/updated',
        query: { start: '2026-03-01T12:00:00.000Z', end: '2026-03-01T13:00:00.000Z' },
      },
    ]);
  });

  test('is refused where even the shortest range has too much', async () => {
    const fake = fakeSend(() => TOO_MANY);
    await expect(updatedBetween(orgOf(fake.send), CONTACT, HOUR)).rejects.toMatchObject({
      errorCode: 'EXCEEDED_ID_LIMIT',
    });
    expect(fake.requests.length).toBeLessThan(10);
  });

  test('while a transaction was running in the first half, is covered up to its beginning only', async () => {
    const fake = fakeSend(({ query = {} }, n) => {
      if (n === 1) return TOO_MANY;
      // The transaction is over before the second half is asked for.
      const covered = n === 2 ? NOON + 10 * MINUTE : Date.parse(String(query['end']));
      return { body: { ids: [], latestDateCovered: new Date(covered).toISOString() } };
    });
    expect(await updatedBetween(orgOf(fake.send), CONTACT, HOUR)).toEqual({ ids: [], covered: NOON + 10 * MINUTE });
  });

  const ID = idOf(1);
  const covered = new Date(HOUR.end).toISOString();
  const deletionAt = (minute: number, id = ID) => ({ id, deletedDate: new Date(NOON + minute * MINUTE).toISOString() });
  const answering = (body: object) => orgOf(fakeSend(() => ({ body: { ...body, latestDateCovered: covered } })).send);

  test('has a record once that came twice, and of one that was deleted twice the last time', async () => {
    const ids = [ID, ID.slice(0, 15), idOf(2), ID];
    expect((await updatedBetween(answering({ ids }), CONTACT, HOUR)).ids).toEqual(
      [ID, idOf(2)].map((id) => recordId(id)),
    );
    const deletedRecords = [deletionAt(5), deletionAt(9), deletionAt(5), deletionAt(7, idOf(2))];
    const told = await deletedBetween(answering({ deletedRecords, earliestDateAvailable: covered }), CONTACT, HOUR);
    expect(told.deletions.map(({ id, time }) => [id, (time - NOON) / MINUTE])).toEqual([
      [recordId(idOf(2)), 7],
      [recordId(ID), 9],
    ]);
  });

  test('is not believed of another object, unless nobody knows what its IDs begin with', async () => {
    const other = '001000000000001AAA';
    const updates = { ids: [ID, other] };
    const deletions = { deletedRecords: [deletionAt(5, other)], earliestDateAvailable: covered };
    await expect(updatedBetween(answering(updates), CONTACT, HOUR)).rejects.toThrow('IDs with 003 were expected');
    await expect(deletedBetween(answering(deletions), CONTACT, HOUR)).rejects.toThrow('IDs with 003 were expected');
    const unknown = { object: 'Unknown__c' };
    expect((await updatedBetween(answering(updates), unknown, HOUR)).ids).toHaveLength(2);
    expect((await deletedBetween(answering(deletions), unknown, HOUR)).deletions).toHaveLength(1);
  });
});
