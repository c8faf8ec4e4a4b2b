import { describe, expect, test } from '@jest/globals';

import {
  judge,
  judgeRows,
  type Evidence,
  type Expectation,
  type Held,
  type Outcome,
} from '../../bench/faults/agreement';
import { CASES } from '../../bench/faults/writes';
import { FAULTS } from '../../bench/faults/faults';
import { sampleOf } from '../../bench/faults/sample';
import { tableOf } from '../../bench/faults/table';
import { BEFORE, type Operation, type Wish } from '../../bench/faults/wishes';

const NEW: Wish = { key: 'new', value: 'After', bad: false };
const OLD: Wish = { key: 'old', value: 'After', id: '003old', bad: false };
const BAD: Wish = { key: 'bad', value: 'x', id: '003bad', bad: true };

const done = (id: string): Held => ({ id, value: 'After' });
const asBefore = (id: string): Held => ({ id, value: BEFORE });
const saved = (id: string, created: boolean | null): Outcome => ({ saved: { id, created } });

function disagreements(
  operation: Operation,
  entries: readonly (readonly [Wish, Outcome | undefined, readonly Held[]])[],
  { grown, ...rest }: Partial<Expectation> & Partial<Evidence> = {},
): readonly string[] {
  const records = entries.flatMap(([, , held]) => held).length;
  const before = entries.filter(([{ id }]) => id !== undefined).length;
  return judge(
    { operation, refusal: 'STRING_TOO_LONG', uncertain: 0, ...rest },
    entries.map(([wish]) => wish),
    entries.map(([, outcome]) => outcome),
    { held: new Map(entries.map(([{ key }, , held]) => [key, held])), grown: grown ?? records - before },
  ).disagreements;
}

describe('Outcomes and an org agree', () => {
  test('when what is said to be done is done, and nothing else is', () => {
    expect(
      disagreements('upsert', [
        [NEW, saved('003new', true), [done('003new')]],
        [OLD, saved('003old', false), [done('003old')]],
        [BAD, { failed: 'STRING_TOO_LONG' }, [asBefore('003bad')]],
      ]),
    ).toEqual([]);
    expect(disagreements('delete', [[OLD, saved('003old', false), []]])).toEqual([]);
  });

  test.each([[[]], [[done('003new')]]])('when what is uncertain is done or not: %j', (held) => {
    expect(disagreements('create', [[NEW, { uncertain: true }, held]], { uncertain: 1 })).toEqual([]);
    expect(disagreements('create', [[NEW, { uncertain: true }, held]])).toEqual([
      '1 items are uncertain; at most 0 can be',
    ]);
  });

  test('when who created a record is not known', () => {
    expect(disagreements('upsert', [[NEW, saved('003new', null), [done('003new')]]])).toEqual([]);
  });
});

describe('Rows that are given', () => {
  const rows = ['a', 'b', 'c'];

  test.each<[string, string[], string[], string[]]>([
    ['each once, in any order', ['c', 'a', 'b'], [], []],
    ['and an error that is true of the others', ['a'], [''], []],
    ['but one, and nothing says so', ['a', 'c'], [], ['1 rows are missing, and nothing says so']],
    ['and one twice', ['a', 'b', 'c', 'b'], [], ['gives a row twice, or one that the org does not have: b']],
    ['and one of nobody’s', ['a', 'b', 'c', 'd'], [], ['gives a row twice, or one that the org does not have: d']],
    ['or denied', ['a', 'b'], ['NOT_FOUND'], ['says what is not so: NOT_FOUND']],
  ])('%s', (_, given, errors, wrong) => {
    expect(judgeRows(rows, { rows: given, errors })).toEqual(wrong);
  });
});

describe('A sample', () => {
  const list = Array.from({ length: 100 }, (_, index) => index);

  test('is the same for a seed, has nothing twice, and is another for another seed', () => {
    expect(sampleOf(list, 20, 7)).toEqual(sampleOf(list, 20, 7));
    expect(new Set(sampleOf(list, 100, 7)).size).toBe(100);
    expect(sampleOf(list, 20, 8)).not.toEqual(sampleOf(list, 20, 7));
  });
});

describe('Outcomes and an org disagree', () => {
  test.each<[string, Operation, Wish, Outcome | undefined, Held[], string]>([
    [
      'a record is there twice',
      'create',
      NEW,
      saved('003new', true),
      [done('003new'), done('003two')],
      'is in the org 2 times',
    ],
    ['an item has no outcome', 'create', NEW, undefined, [], 'has no outcome'],
    ['what was saved is lost', 'create', NEW, saved('003new', true), [], 'is reported as saved, but is not'],
    [
      'an update is lost',
      'update',
      OLD,
      saved('003old', false),
      [asBefore('003old')],
      'is reported as saved, but is not',
    ],
    [
      'a delete is lost',
      'delete',
      OLD,
      saved('003old', false),
      [asBefore('003old')],
      'is reported as saved, but is not',
    ],
    [
      'it is another’s ID',
      'create',
      NEW,
      saved('003old', true),
      [done('003new')],
      'is reported with ID 003old, but has 003new',
    ],
    [
      'it was created, they say not',
      'upsert',
      NEW,
      saved('003new', false),
      [done('003new')],
      'is reported as not created',
    ],
    ['a failure was done', 'update', OLD, { failed: 'X' }, [done('003old')], 'is reported as failed (X), but was done'],
    ['a good row failed', 'update', OLD, { failed: 'X' }, [asBefore('003old')], 'failed needlessly: X'],
    [
      'a value is wrong',
      'update',
      OLD,
      saved('003old', false),
      [{ id: '003old', value: 'Else' }],
      'is neither done nor unchanged',
    ],
  ])('when %s', (_, operation, wish, outcome, held, complaint) => {
    expect(disagreements(operation, [[wish, outcome, held]])[0]).toContain(`item 0: ${complaint}`);
  });

  test('when the org has a record that no item is about', () => {
    expect(disagreements('create', [[NEW, saved('003new', true), [done('003new')]]], { grown: 2 })).toEqual([
      'the org has 1 records that belong to no item',
      'the org grew by 2; the outcomes say 1 to 1',
    ]);
  });
});

test('The table has a row for each trial, and says where they disagree', () => {
  const [what] = CASES;
  const [fault] = FAULTS;
  if (what === undefined || fault === undefined) throw new Error('There is nothing to try.');
  const counts = { saved: 990, failed: 10, uncertain: 0, more: 991, changed: 0, fewer: 0 };
  const trial = { what, fault, items: 1000, requests: 7, counts, disagreements: ['item 3: is in the org 2 times'] };
  expect(tableOf([trial]).split('\n').slice(2)).toEqual([
    '| Create, collections | nothing goes wrong | 1,000 | 990 | 10 | 0 | 991, 0, 0 | 7 | NO: 1, such as item 3: is in the org 2 times |',
    '',
    '1 trials: 0 agree, 1 disagree',
    'Create, collections: nothing goes wrong: NO: 1, such as item 3: is in the org 2 times',
  ]);
});
