import { describe, expect, test } from '@jest/globals';

import { HandOver, batchName, readKept, type EventBatch, type KeptEvents } from '../../../salesforce/events/handOver';
import type { Position } from '../../../salesforce/events/positions';
import type { ChannelEvent } from '../../../salesforce/events/types';

const event = (name: string): ChannelEvent => {
  const [channel = '', replayId = ''] = name.split(':');
  return { channel, replayId, data: { event: { replayId } } };
};
const events = (...names: string[]) => names.map(event);
const named = (batch: EventBatch | undefined) => batch?.events.map(({ channel, replayId }) => `${channel}:${replayId}`);
const after = (replayId: string): Position => ({ from: 'after', replayId });

/** Events whose replay ID ends in 0 are not wanted. */
function handOver(most: number, positions: Record<string, Position>, kept?: KeptEvents): HandOver {
  const wants = ({ replayId }: ChannelEvent) => !replayId.endsWith('0');
  return new HandOver({ positions: new Map(Object.entries(positions)), kept, most, wants });
}

describe('Events are put together', () => {
  test('one by one, and each position is stored with the next event', () => {
    const one = handOver(1, { a: { from: 'kept' } });
    one.receive(events('a:1', 'a:2'));
    const first = one.next();
    expect(named(first)).toEqual(['a:1']);
    expect(first && one.giving(first)).toEqual({ positions: { a: { from: 'kept' } }, given: { a: '1' }, failed: 0 });
    if (first !== undefined) one.confirm(first);
    const second = one.next();
    expect(named(second)).toEqual(['a:2']);
    expect(second && one.giving(second)).toEqual({ positions: { a: after('1') }, given: { a: '2' }, failed: 0 });
    expect(one.next()).toBeUndefined();
  });

  test('up to so many, without those that nobody wants, whose position counts', () => {
    const many = handOver(2, { a: { from: 'kept' } });
    many.receive(events('a:1', 'a:10', 'a:11', 'a:20', 'a:21', 'a:30'));
    const first = many.next();
    expect(named(first)).toEqual(['a:1', 'a:11']);
    expect(first?.upTo).toEqual(new Map([['a', '11']]));
    if (first !== undefined) many.confirm(first);
    const second = many.next();
    expect(named(second)).toEqual(['a:21']);
    expect(second?.upTo).toEqual(new Map([['a', '30']]));
  });

  test('not at all if nobody wants them: only the position moves', () => {
    const none = handOver(1, { a: { from: 'kept' } });
    none.receive(events('a:10', 'a:20'));
    expect(none.next()).toBeUndefined();
    expect(none.confirmed).toEqual({ positions: { a: after('20') } });
    expect(none.held).toBe(0);
  });
});

test('The first event behind a time is kept with it, so that it is known again', () => {
  const since = { from: 'since', time: 5 } as const;
  const one = handOver(1, { a: since });
  one.receive(events('a:10', 'a:11', 'a:12'));
  const first = one.next();
  expect(first && one.giving(first).positions).toEqual({ a: { ...since, first: '10' } });
});

describe('What may have been given is given again as it was', () => {
  const positions = { a: after('1'), b: after('1') };
  const kept: KeptEvents = { positions, given: { a: '3', b: '2' }, failed: 2 };

  test('whatever order the channels come in, and whatever else has come', () => {
    const again = handOver(3, positions, kept);
    again.receive(events('a:2', 'a:3', 'a:4', 'b:2'));
    const batch = again.next();
    expect(named(batch)).toEqual(['a:2', 'a:3', 'b:2']);
    expect(batch?.failed).toBe(2);
    if (batch !== undefined) again.confirm(batch);
    expect(named(again.next())).toEqual(['a:4']);
  });

  test('when all of it is there; until then nothing is given', () => {
    const again = handOver(3, positions, kept);
    again.receive(events('a:2', 'a:3', 'a:4'));
    expect(again.isIncomplete).toBe(true);
    expect(again.next()).toBeUndefined();
    expect(again.confirmed).toEqual(kept);
    again.receive(events('b:2'));
    expect(named(again.next())).toEqual(['a:2', 'a:3', 'b:2']);
  });

  test.each<[string, (one: HandOver) => void]>([
    ['later ones come in its place', (one) => one.receive(events('b:4'))],
    ['nothing comes', (one) => one.receive([])],
    ['Salesforce has another position', (one) => one.lost(['b'])],
  ])('unless it is gone: %s', (_, happens) => {
    const again = handOver(9, positions, kept);
    again.receive(events('a:2', 'a:3'));
    happens(again);
    expect(again.isIncomplete).toBe(false);
    expect(named(again.next())).toEqual(['a:2', 'a:3']);
  });

  test('unless the trigger starts from elsewhere', () => {
    const anew = handOver(1, { a: { from: 'kept' }, b: after('7') }, kept);
    anew.receive(events('a:2'));
    expect(named(anew.next())).toEqual(['a:2']);
  });
});

const change = (header: object) => ({ payload: { ChangeEventHeader: header } });

describe('A batch has a name', () => {
  const batchOf = (...names: string[]): Pick<EventBatch, 'events'> => ({ events: events(...names) });

  test('that is its event’s, or the last one of each channel in a fixed order', () => {
    expect(batchName(batchOf('/event/A__e:17'))).toBe('/event/A__e:17');
    expect(batchName(batchOf('b:1', 'a:7', 'b:2'))).toBe('a:7,b:2');
    expect(batchName(batchOf('a:7', 'b:1', 'b:2'))).toBe('a:7,b:2');
  });

  test.each<[string, object, object]>([
    ['EventUuid', { event: { replayId: 7, EventUuid: 'a' } }, { event: { replayId: 7, EventUuid: 'b' } }],
    ['transaction', change({ transactionKey: 'a' }), change({ transactionKey: 'b' })],
    ['place in its transaction', change({ sequenceNumber: 1 }), change({ sequenceNumber: 2 })],
    [
      'time',
      { payload: { CreatedDate: '2026-01-01T00:00:00Z' } },
      { payload: { CreatedDate: '2026-01-02T00:00:00Z' } },
    ],
  ])('that differs for the same replay ID with another %s, and only then', (_, one, another) => {
    const nameOf = (data: object) => batchName({ events: [{ channel: 'a', replayId: '7', data: { ...data } }] });
    expect(nameOf(one)).toBe(nameOf(structuredClone(one)));
    expect(nameOf(one)).not.toBe(nameOf(another));
  });
});

describe('What was stored is read as far as it can be used', () => {
  test.each<[unknown, KeptEvents | undefined]>([
    [undefined, undefined],
    ['x', undefined],
    [{}, undefined],
    [{ positions: [] }, undefined],
    [{ positions: { a: after('1') }, given: {}, failed: 0 }, { positions: { a: after('1') } }],
    [
      { positions: { a: { from: 'since', time: 5, first: '7' }, b: { from: 'kept' } }, given: { a: '1' }, failed: 3 },
      { positions: { a: { from: 'since', time: 5, first: '7' }, b: { from: 'kept' } }, given: { a: '1' }, failed: 3 },
    ],
    [
      {
        positions: { a: after('-1'), b: { from: 'since', time: 'x' }, c: 5, d: { from: 'x' }, e: { from: 'after' } },
        given: { a: 1, b: '-2', c: null },
        failed: 'x',
      },
      { positions: {} },
    ],
  ])('%j', (stored, expected) => {
    expect(readKept(stored)).toEqual(expected);
  });
});
