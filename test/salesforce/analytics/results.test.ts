import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';

import { typedNumber, type ReportStyle } from '../../../salesforce/analytics/cells';
import type { ReportMetadata } from '../../../salesforce/analytics/metadata';
import { readReportResults, type WantedRun } from '../../../salesforce/analytics/results';
import { reportRows, reportTotals } from '../../../salesforce/analytics/rows';
import { AnswerError } from '../../../salesforce/errors';
import { parseJson } from '../../../salesforce/json';
import { REPORT_ID, REPORT_METADATA, REPORT_RESULTS } from '../../support/reports';

const TYPED: ReportStyle = { values: 'typed', names: 'labels' };

const read = (changes: object = {}, wanted: Partial<WantedRun> = {}) =>
  readReportResults(
    { status: 200, headers: {}, body: { ...structuredClone(REPORT_RESULTS), ...changes } },
    { id: REPORT_ID, details: true, ...wanted },
  );

const rows = (changes: object = {}, style = TYPED) => [...reportRows(read(changes), style)];

describe('Results that are not those of the run', () => {
  const { factMap, groupingsDown, reportMetadata } = REPORT_RESULTS;
  const { '0!T': first, 'T!T': total } = factMap;
  const [open, won] = groupingsDown.groupings;
  const cells = first.rows[0]?.dataCells ?? [];

  test.each<[string, object]>([
    ['of another report', { reportMetadata: { ...reportMetadata, id: '00O000000000002EAA' } }],
    ['with a grouping that is not in it', { factMap: { ...factMap, '2!T': first } }],
    ['with a column’s grouping that is not in it', { factMap: { ...factMap, '0!0': first } }],
    ['with a key of another kind', { factMap: { ...factMap, '0!T!T': first } }],
    ['without one of its groupings', { factMap: { '0!T': first, 'T!T': total } }],
    ['without a grand total', { factMap: { '0!T': first, '1!T': first } }],
    ['with a cell too few', { factMap: { ...factMap, '0!T': { ...first, rows: [{ dataCells: cells.slice(1) }] } } }],
    [
      'with a cell too many',
      { factMap: { ...factMap, '0!T': { ...first, rows: [{ dataCells: [...cells, ...cells] }] } } },
    ],
    ['with a total too few', { factMap: { ...factMap, '0!T': { ...first, aggregates: [] } } }],
    ['with rows outside its groups', { factMap: { ...factMap, 'T!T': { ...total, rows: first.rows } } }],
    ['with two groupings of one key', { groupingsDown: { groupings: [open, { ...won, key: '0' }] } }],
    ['with a level more', { groupingsDown: { groupings: [{ ...open, groupings: [{ ...won, key: '0_0' }] }, won] } }],
    ['without rows', { hasDetailRows: false }],
  ])('are refused: %s', (_, changes) => {
    expect(() => read(changes)).toThrow(AnswerError);
  });

  test('are refused where they repeat nothing of what was changed', () => {
    const changed: ReportMetadata = { ...REPORT_METADATA, reportFilters: [] };
    expect(() => read({}, { changed })).toThrow('as it is saved');
    expect(() => read({ reportMetadata: changed }, { changed })).not.toThrow();
  });

  const filter = (value: string) => ({ column: 'NAME', operator: 'equals', value });
  const dates = { column: 'CLOSE_DATE', durationValue: 'CUSTOM', startDate: '2026-03-01', endDate: '2026-03-31' };
  const asked: ReportMetadata = {
    ...REPORT_METADATA,
    reportFilters: [filter('Acme, Inc'), filter('005000000000001')],
    reportBooleanFilter: '1 AND (2)',
    standardDateFilter: dates,
    topRows: { rowLimit: 10, direction: 'Desc' },
  };

  test.each<[string, Partial<ReportMetadata>]>([
    ['another value', { reportFilters: [filter('Other'), filter('005000000000001')] }],
    ['another ID', { reportFilters: [filter('Acme, Inc'), filter('005000000000002')] }],
    ['another column', { reportFilters: [{ ...filter('Acme, Inc'), column: 'STAGE' }, filter('005000000000001')] }],
    [
      'another operator',
      { reportFilters: [{ ...filter('Acme, Inc'), operator: 'notEqual' }, filter('005000000000001')] },
    ],
    ['a filter less', { reportFilters: [filter('Acme, Inc')] }],
    ['another logic', { reportBooleanFilter: '1 OR 2' }],
    ['no logic', { reportBooleanFilter: null }],
    ['no dates', { standardDateFilter: null }],
    ['dates of another column', { standardDateFilter: { ...dates, column: 'CREATED_DATE' } }],
    ['another range', { standardDateFilter: { ...dates, durationValue: 'THIS_YEAR' } }],
    ['another first day', { standardDateFilter: { ...dates, startDate: '2026-01-01' } }],
    ['another last day', { standardDateFilter: { ...dates, endDate: '2026-12-31' } }],
    ['other columns', { detailColumns: ['NAME'] }],
    ['another limit of rows', { topRows: { rowLimit: 20, direction: 'Desc' } }],
  ])('are refused where they are of %s', (_, ran) => {
    expect(() => read({ reportMetadata: { ...asked, ...ran } }, { changed: asked })).toThrow('as it is saved');
  });

  test.each<[string, Partial<ReportMetadata>]>([
    ['the same', {}],
    ['values in another writing', { reportFilters: [filter('acme,Inc'), filter('005000000000001AAA')] }],
    ['logic in another writing', { reportBooleanFilter: '(1 and 2)' }],
    ['days with a time', { standardDateFilter: { ...dates, startDate: '2026-03-01T00:00:00Z' } }],
    ['no days', { standardDateFilter: { ...dates, startDate: null, endDate: null } }],
    ['no limit told', { topRows: null }],
  ])('are taken with %s', (_, ran) => {
    expect(() => read({ reportMetadata: { ...asked, ...ran } }, { changed: asked })).not.toThrow();
  });

  const readFilter = (wanted: string, ran: string) => () => {
    const withValue = (value: string) => ({ ...REPORT_METADATA, reportFilters: [filter(value)] });
    return read({ reportMetadata: withValue(ran) }, { changed: withValue(wanted) });
  };

  test.each([
    ['1000', '1,000.00'],
    ['1000', 'USD 1.000,00'],
    ['-0.5', '-.50'],
    ['0', '0.00'],
    ['2026-03-01', '3/1/2026'],
    ['2026-03-01', '01.03.26'],
    ['2026-03-01', '2026-03-01T00:00:00Z'],
    ['2026-03-01T11:00:00Z', '3/1/2026 12:00 PM'],
    ['2026-03-01,2026-04-01', '3/1/2026,4/1/2026'],
    ['TODAY', '3/1/2026'],
    ['LAST_N_DAYS:30', 'LAST 30 DAYS'],
    ['N_DAYS_AGO:7', '7 DAYS AGO'],
    ['True', 'true'],
    ['"a, b",c', 'a, b,c'],
    ['', ''],
  ])('are taken where the filter’s value %p is written as %p', (wanted, ran) => {
    expect(readFilter(wanted, ran)).not.toThrow();
  });

  test.each([
    ['1000', '5'],
    ['0', '5'],
    ['2026-03-01', '2026-04-01'],
    ['2026-03-01', '4/1/2026'],
    ['Closed Won', 'Open'],
    ['', 'Open'],
    ['Open', ''],
  ])('are refused where the filter’s value %p has become %p', (wanted, ran) => {
    expect(readFilter(wanted, ran)).toThrow('as it is saved');
  });
});

describe('A row', () => {
  test('has the values of its groupings and cells, with the currency beside the amount', () => {
    expect(rows()).toEqual([
      { Stage: 'Open', Name: 'A', Amount: 2, 'Amount Currency': 'USD' },
      { Stage: 'Open', Name: 'B', Amount: 3, 'Amount Currency': 'USD' },
      { Stage: 'Won', Name: 'C', Amount: 7, 'Amount Currency': 'USD' },
    ]);
  });

  test('keeps apart columns that are called the same, and those that a second part would be called', () => {
    const info = { label: 'Name', dataType: 'string' };
    const extended = { ...REPORT_RESULTS.reportExtendedMetadata, detailColumnInfo: { NAME: info, AMOUNT: info } };
    expect(Object.keys(rows({ reportExtendedMetadata: extended })[0] ?? {})).toEqual([
      'Stage',
      'Name (NAME)',
      'Name (AMOUNT)',
      'Name (AMOUNT) Currency',
    ]);
  });

  test.each<[string, unknown, unknown]>([
    ['-', null, null],
    ['-', '', null],
    ['', null, null],
    ['', '', null],
    ['#Error!', null, '#Error!'],
    ['3/1/2026', '2026-03-01', '2026-03-01'],
    ['60%', 60, 60],
    ['true', true, true],
  ])('shows %s with the value %p as %p', (label, value, expected) => {
    const fact = {
      ...REPORT_RESULTS.factMap['1!T'],
      rows: [
        {
          dataCells: [
            { label, value },
            { label, value },
          ],
        },
      ],
    };
    expect(rows({ factMap: { ...REPORT_RESULTS.factMap, '1!T': fact } })[2]?.['Name']).toBe(expected);
  });
});

test('Totals say how far they are divided where all levels come', () => {
  expect([...reportTotals(read(), TYPED, true)]).toEqual([
    { Stage: null, 'Sum of Amount': 12, 'Record Count': 3, 'Grouping Level': 0 },
    { Stage: 'Open', 'Sum of Amount': 5, 'Record Count': 2, 'Grouping Level': 1 },
    { Stage: 'Won', 'Sum of Amount': 7, 'Record Count': 1, 'Grouping Level': 1 },
  ]);
});

describe('A number', () => {
  test('is the one that Salesforce holds, with however many decimal places it is written', () => {
    expect(typedNumber(parseJson('153042.01000000000931322574615478515625'))).toBe(153042.01);
    fc.assert(
      fc.property(
        fc.double({ noNaN: true, min: -1e15, max: 1e15 }),
        fc.integer({ min: 20, max: 60 }),
        (number, places) => {
          const written = number.toFixed(places);
          const exact = Number(written);
          expect(typedNumber(parseJson(written))).toBe(exact === 0 ? Number(written) : exact);
        },
      ),
    );
  });

  test('that JavaScript does not hold stays the text of its digits', () => {
    expect(typedNumber(parseJson('900719925474099123'))).toBe('900719925474099123');
  });
});
