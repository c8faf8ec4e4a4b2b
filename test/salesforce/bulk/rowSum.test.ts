import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';

import { CsvScan } from '../../../salesforce/bulk/csvScan';
import { RowSum, type Likeness } from '../../../salesforce/bulk/rowSum';
import { csvLine } from '../../../salesforce/csv';
import { field, object } from '../../support/schema';

const NAMES = ['Id', 'LastName', 'Amount', 'Vip', 'Seen', 'Account.Key__c'];

const CONTACT = object('Contact', [
  field('Id', 'id'),
  field('LastName', 'string'),
  field('Amount', 'currency'),
  field('Vip', 'boolean'),
  field('Seen', 'datetime'),
]);

type Table = readonly (readonly string[])[];

/** The sum of a CSV's rows, the header first. */
function sumOf(like: RowSum, ...tables: readonly Table[]): RowSum {
  const all = like.empty;
  for (const table of tables) {
    const sum = like.empty;
    const scan = new CsvScan(',', sum.watch());
    for (const row of table) scan.add(Buffer.from(csvLine(row)));
    scan.end();
    all.add(sum);
  }
  return all;
}

const text = fc.string({ maxLength: 3, unit: fc.constantFrom('a', 'b', 'ä', '"', ',', '\n') });
const cell = text.map((cells) => cells.trim());
const idText = fc.constantFrom('003000000000001', '003000000000002', '003000000000003', '003000000000004');
const row = fc.tuple(idText, cell, cell, cell, cell, cell);
const rows = fc.array(row, { minLength: 1, maxLength: 20 });
const bySeed = fc.infiniteStream(fc.nat());

function shuffled<T>(list: readonly T[], order: Iterator<number>): T[] {
  return list
    .map((one) => ({ one, by: order.next().value as number }))
    .toSorted((a, b) => a.by - b.by)
    .map(({ one }) => one);
}

/** Which rows they are, without their order. */
const textOf = (table: Table): string => JSON.stringify(table.map((cells) => JSON.stringify(cells)).toSorted());
const likenessOf = (sent: Table, came: Table, key?: string): Likeness => {
  const like = RowSum.of(NAMES, key, CONTACT);
  return sumOf(like, [NAMES, ...sent]).likeness(sumOf(like, [NAMES, ...came]));
};

describe('The sum of rows', () => {
  test('is the same in any order of rows, columns and lists of results, with more columns between them', () => {
    fc.assert(
      fc.property(rows, bySeed, fc.nat(20), (sent, order, cut) => {
        const like = RowSum.of(NAMES, 'Id', CONTACT);
        const mixed = shuffled(sent, order);
        const listed = (own: readonly string[], list: Table): Table => {
          const places = shuffled([...NAMES.keys()], order);
          const header = places.map((place) => (NAMES[place] ?? '').toUpperCase());
          const cells = list.map((one) => [...own, ...places.map((place) => one[place] ?? '')]);
          return [[...own.map((_, nth) => `sf__${nth}`), ...header], ...cells];
        };
        const came = sumOf(like, listed(['x', 'y'], mixed.slice(0, cut)), listed(['no'], mixed.slice(cut)));
        expect(sumOf(like, [NAMES, ...sent]).likeness(came)).toBe('values');
      }),
    );
  });

  test('tells rows from any others: a cell, a row twice, cells of two rows that have changed places', () => {
    const changed = rows.chain((sent) =>
      fc.record({
        sent: fc.constant(sent),
        came: fc.oneof(
          fc.array(row, { minLength: sent.length, maxLength: sent.length }),
          fc.constant([...sent.slice(1), ...sent.slice(-1)]),
          fc.nat(5).map((column) => {
            const column1 = sent.map((cells) => cells[column] ?? '');
            return sent.map((cells, nth) => cells.with(column, column1.at(nth - 1) ?? ''));
          }),
        ),
      }),
    );
    fc.assert(
      fc.property(changed, ({ sent, came }) => {
        expect(likenessOf(sent, came) === 'values').toBe(textOf(sent) === textOf(came));
        const keysOf = (table: Table): string => textOf(table.map(([id = '']) => [id]));
        expect(likenessOf(sent, came, 'Id') === 'none').toBe(keysOf(sent) !== keysOf(came));
      }),
      { numRuns: 1_000 },
    );
  });

  test.each([
    ['an ID', 0, '003000000000001', '003000000000001AAA'],
    ['blanks at the ends', 1, ' a ', 'a'],
    ['line ends', 1, 'a\r\nb', 'a\nb'],
    ['a cell that clears', 1, '#N/A', ''],
    ['zeros of a number', 2, '1.50', '1.5'],
    ['an exponent', 2, '912260031', '9.12260031E8'],
    ['a flag', 3, '1', 'TRUE'],
    ['a zone', 4, '2026-03-01T01:00:00+01:00', '2026-03-01T00:00:00.000Z'],
  ])('does not change with what Salesforce may write in its own way: %s', (_, place, sent, came) => {
    const cells = NAMES.map(() => 'x');
    expect(likenessOf([cells.with(place, sent)], [cells.with(place, came)])).toBe('values');
  });

  test('is that of the records where results name them in their own column alone', () => {
    const like = RowSum.of(['Id'], 'Id', CONTACT);
    const came = sumOf(like, [
      ['sf__Id', 'sf__Created'],
      ['003000000000001AAA', 'false'],
    ]);
    expect(sumOf(like, [['Id'], ['003000000000001']]).likeness(came)).toBe('values');
    expect(sumOf(like, [['Id'], ['003000000000002']]).likeness(came)).toBe('none');
  });

  test('is compared by the columns that results have: Salesforce leaves out those that match no field', () => {
    fc.assert(
      fc.property(rows, fc.nat(NAMES.length - 2), (sent, place) => {
        const without = (cells: readonly string[]) => cells.toSpliced(place + 1, 1);
        const like = RowSum.of(NAMES, 'Id', CONTACT);
        const of = (list: Table) => sumOf(like, [without(NAMES), ...list.map(without)]);
        expect(sumOf(like, [NAMES, ...sent]).likeness(of(sent))).toBe('values');
        const [id = '', ...others] = sent[0] ?? [];
        const changed = [['003000000000009', ...others], ...sent.slice(1)];
        expect(id).not.toBe('003000000000009');
        expect(sumOf(like, [NAMES, ...sent]).likeness(of(changed))).toBe('none');
      }),
    );
  });
});
