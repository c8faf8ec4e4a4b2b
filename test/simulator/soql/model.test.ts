import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type QueryContext, runQuery } from '../../../simulator/soql';
import type { Row } from '../../../simulator/types';
import { fixtureDatabase } from './fixture';

/** A condition, written and evaluated side by side: what the text means is said here in the plainest way. */
interface Model {
  text: string;
  holds(row: Row): boolean;
}

const context: QueryContext = {
  userId: '005000000000001AAA',
  now: new Date('2026-03-01T12:00:00Z'),
  timeZone: 'UTC',
  includeDeleted: false,
  version: '67.0',
};

const word = fc.string({
  unit: fc.constantFrom('a', 'B', 'b', '%', '_', "'", '\\', '\n', '"', 'é', '😀'),
  minLength: 1,
  maxLength: 4,
});
const amount = fc.integer({ min: -3, max: 3 });

function quote(text: string): string {
  return `'${text.replace(/['\\]/g, '\\$&').replaceAll('\n', '\\n').replaceAll('\r', '\\r')}'`;
}

const fold = (value: Row[string] | undefined): string | null =>
  value === null || value === undefined ? null : String(value).toLowerCase();

const equality = fc.tuple(fc.constantFrom('=', '!=', '<>'), fc.option(word)).map(([operator, value]): Model => ({
  text: `Name ${operator} ${value === null ? 'null' : quote(value)}`,
  holds: (row) => (fold(row['Name']) === fold(value)) === (operator === '='),
}));

const list = fc.tuple(fc.boolean(), fc.array(word, { minLength: 1, maxLength: 3 })).map(([negated, values]): Model => ({
  text: `Name ${negated ? 'NOT ' : ''}IN (${values.map(quote).join(', ')})`,
  holds: (row) => values.some((value) => fold(value) === fold(row['Name'])) !== negated,
}));

const contains = word.map((part): Model => ({
  text: `Name LIKE '%${quote(part).slice(1, -1).replace(/[%_]/g, '\\$&')}%'`,
  holds: (row) => fold(row['Name'])?.includes(part.toLowerCase()) ?? false,
}));

const number = fc.tuple(fc.constantFrom('=', '!=', '<', '<=', '>', '>='), amount).map(([operator, bound]): Model => ({
  text: `NumberOfEmployees ${operator} ${bound}`,
  holds: (row) => {
    const value = row['NumberOfEmployees'];
    if (typeof value !== 'number') return operator === '!=';
    const truth = {
      '=': value === bound,
      '!=': value !== bound,
      '<': value < bound,
      '<=': value <= bound,
      '>': value > bound,
      '>=': value >= bound,
    };
    return truth[operator];
  },
}));

const { condition } = fc.letrec<{ condition: Model; leaf: Model; not: Model; joined: Model }>((tie) => ({
  leaf: fc.oneof(equality, list, contains, number),
  not: tie('condition').map((part) => ({ text: `NOT (${part.text})`, holds: (row) => !part.holds(row) })),
  joined: fc
    .tuple(fc.constantFrom('AND', 'OR'), fc.array(tie('condition'), { minLength: 2, maxLength: 3 }))
    .map(([operator, parts]) => ({
      text: parts.map((part) => `(${part.text})`).join(` ${operator} `),
      holds: (row) =>
        operator === 'AND' ? parts.every((part) => part.holds(row)) : parts.some((part) => part.holds(row)),
    })),
  condition: fc.oneof({ maxDepth: 4 }, tie('leaf'), tie('not'), tie('joined')),
}));

const rows = fc
  .array(fc.record({ Name: fc.option(word), NumberOfEmployees: fc.option(amount) }), { maxLength: 12 })
  .map((list) => list.map((row, i): Row => ({ Id: `0010000000000${i + 10}AAA`, ...row })));

function ids(table: Row[], rest: string): unknown[] {
  const cursor = runQuery(fixtureDatabase({ Account: table }), `SELECT Id FROM Account ${rest}`, context);
  return cursor.page(0, cursor.totalSize).map((record) => record['Id']);
}

test('WHERE takes the rows that a naive reading of its conditions takes', () => {
  fc.assert(
    fc.property(rows, condition, (table, model) => {
      expect(ids(table, `WHERE ${model.text}`)).toEqual(
        table.filter((row) => model.holds(row)).map((row) => row['Id']),
      );
    }),
    { numRuns: 150 },
  );
});

test('A page of sorted rows is that page of all of them sorted', () => {
  const slice = fc.record({ limit: fc.integer({ min: 0, max: 6 }), offset: fc.integer({ min: 0, max: 6 }) });
  fc.assert(
    fc.property(rows, slice, fc.constantFrom('ASC', 'DESC'), (table, { limit, offset }, way) => {
      const order = `ORDER BY NumberOfEmployees ${way}, Id`;
      expect(ids(table, `${order} LIMIT ${limit} OFFSET ${offset}`)).toEqual(
        ids(table, order).slice(offset, offset + limit),
      );
    }),
  );
});

test('Any text that a quoted literal holds is found as it is', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', minLength: 1, maxLength: 20 }), (text) => {
      const table = [
        { Id: '001000000000001AAA', Name: text },
        { Id: '001000000000002AAA', Name: `${text}x` },
      ];
      expect(ids(table, `WHERE Name = ${quote(text)}`)).toEqual(['001000000000001AAA']);
    }),
  );
});
