import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';

import type { ReportDescription } from '../../../salesforce/analytics/description';
import {
  changedMetadata,
  quotedValue,
  type RunChanges,
  type WantedFilter,
} from '../../../salesforce/analytics/filters';
import type { ReportFilter, ReportMetadata } from '../../../salesforce/analytics/metadata';
import { InputError } from '../../../salesforce/errors';

const METADATA: ReportMetadata = {
  id: '00O000000000001EAA',
  name: 'Deals',
  reportFormat: 'TABULAR',
  detailColumns: ['NAME'],
  aggregates: ['RowCount'],
  groupingsDown: [],
  groupingsAcross: [],
  reportFilters: [],
  reportBooleanFilter: null,
  standardDateFilter: { column: 'CLOSE_DATE', durationValue: 'THIS_YEAR', startDate: null, endDate: null },
};

const column = (name: string, dataType: string) => ({ name, label: name, dataType, values: [] });

const DESCRIPTION: ReportDescription = {
  metadata: METADATA,
  extended: { detailColumnInfo: {}, groupingColumnInfo: {}, aggregateColumnInfo: {} },
  filterColumns: [
    column('NAME', 'string'),
    column('STAGE', 'picklist'),
    column('AMOUNT', 'currency'),
    column('CLOSED', 'boolean'),
    column('CLOSE_DATE', 'date'),
    column('CREATED', 'datetime'),
  ],
  operators: new Map<string, readonly string[]>([
    ...['string', 'picklist'].map(
      (type) => [type, ['equals', 'notEqual', 'contains', 'greaterThan', 'greaterOrEqual']] as const,
    ),
    ...['currency', 'date', 'datetime'].map((type) => [type, ['equals', 'greaterThan', 'greaterOrEqual']] as const),
    ['boolean', ['equals']],
  ]),
  answer: {},
  durations: [{ label: 'This Month', value: 'THIS_MONTH' }],
};

const changed = (changes: Partial<RunChanges>, metadata: Partial<ReportMetadata> = {}) =>
  changedMetadata(
    { ...DESCRIPTION, metadata: { ...METADATA, ...metadata } },
    { filters: [], replace: false, dates: undefined, ...changes },
    'Europe/Berlin',
  );

const valueOf = (filter: WantedFilter) => changed({ filters: [filter] }).reportFilters[0]?.value;

const saved = (name: string, value: string): ReportFilter => ({ column: name, operator: 'equals', value });

describe('A number with a thousands separator', () => {
  test.each<[WantedFilter['operator'], string]>([
    ['greaterThan', '1,000'],
    ['greaterOrEqual', '1,234,567.89'],
    ['greaterThan', '1,250'],
    ['equals', '1,000'],
    ['equals', '12,045'],
  ])('is told as the reason: %s %s', (operator, value) => {
    expect(() => valueOf({ column: 'AMOUNT', operator, value })).toThrow(`AMOUNT: “${value}” is not a number.`);
  });

  test('is no list of numbers', () => {
    expect(valueOf({ column: 'AMOUNT', operator: 'equals', value: '100,200, 0, 0.5' })).toBe('100,200,0,0.5');
    expect(valueOf({ column: 'AMOUNT', operator: 'greaterThan', value: '"1000"' })).toBe('1000');
  });
});

describe('A date range', () => {
  const between = (start: unknown, end: unknown) =>
    changed({ dates: { column: undefined, start, end } }).standardDateFilter;

  test('can be one day, and open on either side', () => {
    expect(between('2026-03-01', '2026-03-01')).toMatchObject({ startDate: '2026-03-01', endDate: '2026-03-01' });
    expect(between('2026-03-01', '')).toMatchObject({ startDate: '2026-03-01', endDate: null });
    expect(between('', '2026-03-01')).toMatchObject({ startDate: null, endDate: '2026-03-01' });
  });

  test('cannot end before it begins', () => {
    expect(() => between('2025-12-31', '2025-01-01')).toThrow(
      'The date range begins on 2025-12-31, after its last day 2025-01-01.',
    );
  });
});

describe('A value of a filter', () => {
  test.each<[string, WantedFilter['operator'], unknown, string]>([
    ['STAGE', 'equals', 'Open, Won', 'Open,Won'],
    ['STAGE', 'equals', ['Open', 'Id. Decision, Makers'], 'Open,"Id. Decision, Makers"'],
    ['STAGE', 'equals', '"Acme, Inc", Globex', '"Acme, Inc",Globex'],
    ['STAGE', 'equals', [], ''],
    ['NAME', 'greaterThan', 'Acme, Inc', '"Acme, Inc"'],
    ['AMOUNT', 'greaterThan', 1.5e3, '1500'],
    ['AMOUNT', 'equals', '1, 2.5', '1,2.5'],
    ['CLOSED', 'equals', true, 'True'],
    ['CLOSED', 'equals', 'false', 'False'],
    ['CLOSE_DATE', 'equals', '2026-03-01T23:30:00Z', '2026-03-02'],
    ['CLOSE_DATE', 'equals', 'TODAY', 'TODAY'],
    ['CREATED', 'greaterThan', new Date('2026-03-01T12:00:00.123Z'), '2026-03-01T12:00:00Z'],
    ['CREATED', 'greaterThan', '2026-03-01T12:00:00', '2026-03-01T11:00:00Z'],
    ['CREATED', 'greaterThan', '2026-03-01', '2026-03-01'],
  ])('of %s (%s %p) is written as Salesforce reads it', (name, operator, value, written) => {
    expect(valueOf({ column: name, operator, value })).toBe(written);
  });

  test.each<[string, WantedFilter['operator'], unknown]>([
    ['AMOUNT', 'greaterThan', '100,000'],
    ['AMOUNT', 'equals', 'many'],
    ['CLOSED', 'equals', 'maybe'],
    ['CLOSED', 'contains', 'true'],
    ['CLOSE_DATE', 'equals', '2026-02-30'],
    ['STAGE', 'equals', ['Open', '']],
    ['NOWHERE', 'equals', 'x'],
    ...['STAGE', 'AMOUNT', 'CLOSED', 'CLOSE_DATE', 'CREATED'].map(
      (name) => [name, 'equals', { toString: 1 }] as [string, 'equals', unknown],
    ),
  ])('that cannot be meant is refused before anything is sent: %s %s %p', (name, operator, value) => {
    expect(() => valueOf({ column: name, operator, value })).toThrow(InputError);
  });

  test('with commas and quotes in it is one value, whatever it is', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.string({ minLength: 1 }).filter((text) => text.trim() === text),
          { minLength: 1 },
        ),
        (values) => {
          const written = values.map(quotedValue).join(',');
          expect(valueOf({ column: 'STAGE', operator: 'equals', value: values })).toBe(written);
          expect(valueOf({ column: 'STAGE', operator: 'equals', value: written })).toBe(written);
        },
      ),
    );
  });
});

describe('The filters of the report', () => {
  const wanted: WantedFilter = { column: 'STAGE', operator: 'equals', value: 'Won' };

  test('stay, and the new ones are added', () => {
    const { reportFilters } = changed({ filters: [wanted] }, { reportFilters: [saved('STAGE', 'Open')] });
    expect(reportFilters).toEqual([saved('STAGE', 'Open'), saved('STAGE', 'Won')]);
  });

  test('are replaced where they are about the same column', () => {
    const reportFilters = [saved('STAGE', 'Open'), saved('NAME', 'Acme'), saved('STAGE', 'Lost')];
    expect(changed({ filters: [wanted], replace: true }, { reportFilters }).reportFilters).toEqual([
      saved('STAGE', 'Won'),
      saved('NAME', 'Acme'),
    ]);
  });

  test('keep a logic that is valid, in which each new filter must be met', () => {
    const logic = { reportFilters: [saved('STAGE', 'Open'), saved('NAME', 'Acme')], reportBooleanFilter: '1 OR 2' };
    expect(changed({ filters: [wanted] }, logic)).toMatchObject({
      reportFilters: [...logic.reportFilters, saved('STAGE', 'Won')],
      reportBooleanFilter: '(1 OR 2) AND 3',
    });
    expect(changed({ filters: [wanted], replace: true }, logic)).toMatchObject({
      reportFilters: [saved('STAGE', 'Won'), saved('NAME', 'Acme')],
      reportBooleanFilter: '1 OR 2',
    });
  });

  test('are no more than Salesforce takes', () => {
    const reportFilters = Array.from({ length: 20 }, (_, index) => saved('NAME', String(index)));
    expect(() => changed({ filters: [wanted] }, { reportFilters })).toThrow('20 filters');
  });
});

describe('The date range', () => {
  test('is of days, in the zone of the workflow, or of a duration that the report knows', () => {
    const dates = { column: undefined, start: '2026-02-28T23:30:00Z', end: '' };
    expect(changed({ dates }).standardDateFilter).toEqual({
      column: 'CLOSE_DATE',
      durationValue: 'CUSTOM',
      startDate: '2026-03-01',
      endDate: null,
    });
    const month = { column: 'CREATED', duration: 'this_month' };
    expect(changed({ dates: month }).standardDateFilter).toMatchObject({
      column: 'CREATED',
      durationValue: 'THIS_MONTH',
    });
  });

  test.each([
    [{ column: 'AMOUNT', duration: 'THIS_MONTH' }, {}],
    [{ column: undefined, duration: 'SOMETIME' }, {}],
    [{ column: undefined, duration: 'THIS_MONTH' }, { standardDateFilter: null }],
  ])('that the report does not have is refused: %p', (dates, metadata) => {
    expect(() => changed({ dates }, metadata)).toThrow(InputError);
  });
});
