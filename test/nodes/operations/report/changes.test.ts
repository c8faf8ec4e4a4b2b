import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { IDataObject, ILoadOptionsFunctions } from 'n8n-workflow';

import { loaders } from '../../../../nodes/SalesforceConnector/fields';
import { run } from '../../../../nodes/SalesforceConnector/operations/run';
import { startOrg, type RunningOrg } from '../../../../simulator';
import { idOf } from '../../../../simulator/data/ids';
import { hostOn, named, outputOf } from '../../support/simulated';
import { quickPauses } from '../../../support/quickPauses';

quickPauses(5_000);

let org: RunningOrg;
beforeAll(async () => {
  org = await startOrg({ size: 450, now: new Date('2026-03-01T12:00:00Z') });
});
afterEach(() => {
  org.org.analytics.reset();
});
afterAll(() => org.close());

const [OPEN, BY_STAGE, , CONTACTS, BY_DEPARTMENT, TOP_TEN, JOINED] = [1, 2, 3, 4, 5, 6, 7].map((number) =>
  idOf('00O', number),
);

const form = (report: string | undefined, more: IDataObject = {}): IDataObject => ({
  resource: 'report',
  operation: 'run',
  report: { __rl: true, mode: 'id', value: report },
  returnAll: true,
  ...more,
});

const fromList = (value: string) => ({ __rl: true, mode: 'list', value });

const filter = (column: string, operator: string, value?: unknown) => ({
  reportFilters: { filter: [{ column: named(column), operator, value }] } as unknown as IDataObject,
});

const query = async (soql: string) => await outputOf(org, { resource: 'query', operation: 'soql', soql });
const ids = (rows: readonly IDataObject[], name: string) => rows.map((row) => String(row[name])).toSorted();

/** The rows of a run, with its hints and the requests that it cost. */
async function runWith(parameters: IDataObject, items: IDataObject[] = [{}]) {
  const { context, sent, hints } = hostOn(org, { parameters, items });
  const rows = (await run(context)).map(({ json }) => json);
  return {
    rows,
    sent: sent.map(({ method, url }) => `${String(method)} ${url}`),
    hints: hints.map(({ message }) => message),
  };
}

describe('Filters of a run', () => {
  test.each<[string, string, unknown, string]>([
    ['STAGE_NAME', 'equals', 'Prospecting, Qualification', "StageName IN ('Prospecting', 'Qualification')"],
    ['STAGE_NAME', 'equals', named('Prospecting, Qualification'), "StageName IN ('Prospecting', 'Qualification')"],
    ['STAGE_NAME', 'notEqual', 'Prospecting', "StageName != 'Prospecting'"],
    ['STAGE_NAME', 'notEqual', fromList('Prospecting'), "StageName != 'Prospecting'"],
    ['CLOSED', 'equals', fromList('false'), 'IsClosed = false'],
    ['AMOUNT', 'greaterOrEqual', 50_000, 'Amount >= 50000'],
    ['CREATED_DATE', 'lessThan', '2025-01-01', 'CreatedDate < 2025-01-01T00:00:00Z'],
    ['ACCOUNT_NAME', 'contains', 'a', "Account.Name LIKE '%a%'"],
    ['NEXT_STEP', 'isEmpty', undefined, 'NextStep = null'],
    ['NEXT_STEP', 'isNotEmpty', undefined, 'NextStep != null'],
  ])('are added to those of the report: %s %s %p', async (column, operator, value, where) => {
    const rows = await outputOf(org, form(OPEN, filter(column, operator, value)));
    const records = await query(`SELECT Id FROM Opportunity WHERE IsClosed = false AND ${where}`);
    expect(ids(rows, 'Opportunity Name ID')).toEqual(ids(records, 'Id'));
  });

  test('replace those of the report on the same column, where that is chosen', async () => {
    const rows = await outputOf(org, form(OPEN, { ...filter('CLOSED', 'equals', true), existingFilters: 'replace' }));
    expect(ids(rows, 'Opportunity Name ID')).toEqual(
      ids(await query('SELECT Id FROM Opportunity WHERE IsClosed = true'), 'Id'),
    );
  });

  test('apply to totals, and cost one description for all items', async () => {
    const parameters = form(BY_STAGE, { reportOutput: 'totals', ...filter('STAGE_NAME', 'equals', 'Closed Won') });
    const { rows, sent } = await runWith(parameters, [{}, {}, {}]);
    expect(new Set(rows.map((row) => row['Stage']))).toEqual(new Set(['Closed Won']));
    expect(sent.filter((request) => request.includes('describe'))).toHaveLength(1);
    expect(sent).toHaveLength(4);
  });

  test('that the report does not allow are refused before it is run, with what it allows', async () => {
    const { context, sent } = hostOn(org, { parameters: form(OPEN, filter('AMOUNT', 'contains', '1')) });
    await expect(run(context)).rejects.toMatchObject({
      message: expect.stringContaining('AMOUNT'),
      description: expect.stringContaining('greaterThan'),
    });
    expect(sent).toHaveLength(1);
  });

  test('from a list are one value, whatever commas it has', async () => {
    const { context, sent } = hostOn(org, { parameters: form(OPEN, filter('STAGE_NAME', 'equals', fromList('A, B'))) });
    await run(context);
    const { reportMetadata } = JSON.parse(String(sent.at(-1)?.body)) as { reportMetadata: { reportFilters: object[] } };
    expect(reportMetadata.reportFilters).toContainEqual({
      column: 'STAGE_NAME',
      operator: 'equals',
      value: '"A, B"',
    });
  });

  test('without a value are refused', async () => {
    for (const value of ['', ' ', null, [], named(''), fromList(''), { __rl: true, mode: 'value' }]) {
      await expect(outputOf(org, form(OPEN, filter('STAGE_NAME', 'equals', value)))).rejects.toThrow(
        'no value to compare',
      );
    }
  });
});

describe('The date range of a run', () => {
  test.each<[IDataObject, string]>([
    [
      { dateRange: 'between', startDate: '2026-01-01', endDate: '2026-03-31' },
      'CloseDate >= 2026-01-01 AND CloseDate <= 2026-03-31',
    ],
    [{ dateRange: 'between', startDate: '2026-01-01', endDate: '' }, 'CloseDate >= 2026-01-01'],
    [{ dateRange: 'relative', duration: named('THIS_YEAR') }, 'CloseDate = THIS_YEAR'],
    [
      { dateRange: 'relative', duration: named('LAST_YEAR'), options: { dateColumn: named('CREATED_DATE') } },
      'CreatedDate = LAST_YEAR',
    ],
  ])('is that of the form: %p', async (dates, where) => {
    const rows = await outputOf(org, form(OPEN, dates));
    const records = await query(`SELECT Id FROM Opportunity WHERE IsClosed = false AND ${where}`);
    expect(records.length).toBeGreaterThan(0);
    expect(ids(rows, 'Opportunity Name ID')).toEqual(ids(records, 'Id'));
  });

  test.each<[string, IDataObject, string]>([
    ['no day', { startDate: '', endDate: ' ' }, 'neither From nor To has a day'],
    ['no day, as nothing', { startDate: null, endDate: null }, 'neither From nor To has a day'],
  ])('is not that of the whole report where it has %s', async (_, days, message) => {
    const { context, sent } = hostOn(org, { parameters: form(OPEN, { dateRange: 'between', ...days }) });
    await expect(run(context)).rejects.toThrow(message);
    expect(sent).toEqual([]);
  });
});

describe('A report with more rows than Salesforce gives', () => {
  beforeEach(() => {
    org.org.analytics.settings.rowLimit = 200;
  });

  const everyId = async () => ids(await query('SELECT Id FROM Contact'), 'Id');

  test('comes whole in slices, in the order of its ID column', async () => {
    const { rows, sent, hints } = await runWith(form(CONTACTS));
    expect(ids(rows, 'Contact ID')).toEqual(await everyId());
    expect(hints).toEqual([]);
    expect(sent.filter((request) => request.startsWith('POST'))).toHaveLength(3);
  });

  test.each(['CREATED_DATE', 'LAST_NAME', 'EMAIL', 'ACCOUNT.NAME', 'DEPARTMENT'])(
    'comes whole by a column whose values are not unique, and can be empty: %s',
    async (column) => {
      const { rows, hints } = await runWith(form(CONTACTS, { options: { sliceBy: named(column) } }));
      expect(ids(rows, 'Contact ID')).toEqual(await everyId());
      expect(hints).toEqual([]);
    },
  );

  test('has the values of its groupings in each row', async () => {
    const { rows } = await runWith(form(BY_DEPARTMENT));
    const records = await query('SELECT Id, Department FROM Contact');
    const pairs = (all: IDataObject[], id: string, name: string) =>
      all.map((one) => `${one[id]} ${one[name]}`).toSorted();
    expect(pairs(rows, 'Contact ID', 'Department')).toEqual(pairs(records, 'Id', 'Department'));
  });

  test('is read as far as the limit says', async () => {
    const { rows, sent } = await runWith(form(CONTACTS, { returnAll: false, limit: 250 }));
    expect(rows).toHaveLength(250);
    expect(sent.filter((request) => request.startsWith('POST'))).toHaveLength(2);
    expect((await runWith(form(CONTACTS, { returnAll: false, limit: 200 }))).sent).toHaveLength(1);
  });

  test('says how many are missing where no slice gets further', async () => {
    org.org.analytics.settings.rowLimit = 3;
    const { rows, hints } = await runWith(form(CONTACTS, { options: { sliceBy: named('DEPARTMENT') } }));
    expect(rows.length).toBeLessThan(450);
    expect(hints).toEqual([
      expect.stringContaining(`Salesforce counts 450 rows in “All Contacts”, and ${rows.length} came`),
    ]);
  });

  test('says that rows are missing where Salesforce does not count them', async () => {
    Object.assign(org.org.analytics.settings, { rowLimit: 3, countsAllRows: false });
    const { rows, hints } = await runWith(form(TOP_TEN));
    expect(rows).toHaveLength(3);
    expect(hints).toEqual([expect.stringContaining('more rows than the 3 that came')]);
  });

  test('names the columns that can be used where one cannot', async () => {
    await expect(outputOf(org, form(CONTACTS, { options: { sliceBy: named('PHONE') } }))).rejects.toMatchObject({
      description: expect.stringContaining('CONTACT_ID'),
    });
  });
});

describe('A run in the background', () => {
  /** What a run gives that nobody waits for. */
  const startedRun = async (report: string | undefined) => {
    const { settings } = org.org.analytics;
    settings.pollsUntilDone += 1;
    const [output] = await outputOf(org, form(report, { reportMode: 'async', waitMinutes: 0 }));
    return output;
  };

  test('gives what a run at once gives', async () => {
    for (const reportOutput of ['rows', 'totals']) {
      const parameters = form(BY_STAGE, { reportOutput });
      expect(await outputOf(org, { ...parameters, reportMode: 'async' })).toEqual(await outputOf(org, parameters));
    }
  });

  test('that has not ended in time is named, and its results can be had later', async () => {
    org.org.analytics.settings.pollsUntilDone = 2;
    const { rows, hints } = await runWith(form(OPEN, { reportMode: 'async', waitMinutes: 0 }));
    expect(rows).toEqual([
      { ended: false, reportId: OPEN, instanceId: expect.stringMatching(/^0LG/), status: 'Running' },
    ]);
    expect(hints).toEqual([expect.stringContaining('Instance ID')]);
    const instanceId = rows[0]?.['instanceId'] as string;
    expect(await outputOf(org, form(OPEN, { options: { instanceId } }))).toEqual(await outputOf(org, form(OPEN)));
    expect(org.org.analytics.instances).toHaveLength(1);
  });

  test('that fails says with which status', async () => {
    org.org.analytics.settings.failing = true;
    await expect(outputOf(org, form(OPEN, { reportMode: 'async' }))).rejects.toMatchObject({
      message: expect.stringContaining('Error'),
      description: expect.stringContaining('Open the report in Salesforce'),
    });
  });

  test('that was started before takes no filters', async () => {
    const parameters = form(OPEN, { ...filter('CLOSED', 'equals', true), options: { instanceId: idOf('0LG', 1) } });
    const { context, sent } = hostOn(org, { parameters });
    await expect(run(context)).rejects.toThrow('started before');
    expect(sent).toEqual([]);
  });

  test('that has ended is not the report where a slice after it has not', async () => {
    const { settings } = org.org.analytics;
    Object.assign(settings, { rowLimit: 200, pollsUntilDone: 0 });
    const { instanceId } = (await startedRun(CONTACTS)) as { instanceId: string };
    settings.pollsUntilDone = 5;
    for (const instance of org.org.analytics.instances) instance.completionDate = instance.requestDate;
    const parameters = form(CONTACTS, { reportMode: 'async', waitMinutes: 0, options: { instanceId } });
    await expect(outputOf(org, parameters)).rejects.toThrow('a slice of it is still running');
  });

  test('of a report with more rows than Salesforce gives is one of each slice', async () => {
    org.org.analytics.settings.rowLimit = 200;
    const { rows } = await runWith(form(CONTACTS, { reportMode: 'async' }));
    expect(rows).toHaveLength(450);
    expect(org.org.analytics.instances.length).toBeGreaterThanOrEqual(4);
  });
});

test.each([
  ['sync', 'hourlySyncRuns', 'Set Mode to Asynchronous'],
  ['async', 'hourlyAsyncRuns', 'Query > SOQL'],
] as const)('The hourly limit is named with what to do: %s', async (reportMode, setting, advice) => {
  org.org.analytics.settings[setting] = 0;
  await expect(outputOf(org, form(OPEN, { reportMode }))).rejects.toMatchObject({
    message: expect.stringContaining('every 60 minutes'),
    description: expect.stringContaining(advice),
  });
});

test('A joined report is refused in words that say why, and what to do', async () => {
  await expect(outputOf(org, form(JOINED))).rejects.toMatchObject({
    message: expect.stringContaining('joined reports'),
    description: expect.stringContaining('a report of its own'),
  });
});

test('A joined report is asked for once to export it', async () => {
  const { context, sent } = hostOn(org, {
    parameters: { resource: 'report', operation: 'export', report: named(JOINED ?? '') },
  });
  await expect(run(context)).rejects.toThrow('joined reports');
  expect(sent).toHaveLength(1);
});

describe('The lists of the form', () => {
  const context = () => hostOn(org, { parameters: form(OPEN) }).context as ILoadOptionsFunctions;
  const { searchReportColumns, searchReportDurations, searchReports } = loaders.listSearch;

  test('have the reports with their folders, the columns of the report, and its date ranges', async () => {
    expect((await searchReports.call(context(), 'stage')).results).toMatchObject([
      { name: 'Opportunities by Stage (Unfiled Public Reports)', value: BY_STAGE },
    ]);
    expect((await searchReportColumns.call(context(), 'owner')).results).toEqual([
      { name: 'Opportunity Owner (FULL_NAME)', value: 'FULL_NAME' },
    ]);
    expect((await searchReportDurations.call(context())).results).toContainEqual({
      name: 'THIS_MONTH',
      value: 'THIS_MONTH',
    });
  });

  const valuesOf = async (column: unknown, filter?: string) => {
    const reportFilters = { filter: [{ column: named('FULL_NAME') }, { column }] };
    const parameters = form(OPEN, { reportFilters } as IDataObject);
    const list = hostOn(org, { parameters, row: 'reportFilters.filter.1' }).context as ILoadOptionsFunctions;
    return (await loaders.listSearch.searchReportFilterValues.call(list, filter)).results;
  };

  test('have the values of a picklist and of a checkbox that a filter is about', async () => {
    const stages = org.org.store.schema.object('Opportunity')?.fields.find(({ name }) => name === 'StageName');
    expect((await valuesOf(named('STAGE_NAME'))).map(({ value }) => value)).toEqual(
      stages?.picklistValues.map(({ value }) => value),
    );
    expect(await valuesOf(named('stage_name'), 'prospect')).toEqual([{ name: 'Prospecting', value: 'Prospecting' }]);
    expect((await valuesOf(named('CLOSED'))).map(({ value }) => value)).toEqual(['true', 'false']);
  });

  test.each([
    ['is text', 'FULL_NAME', 'Opportunity Owner (FULL_NAME) is of the type string, whose values cannot be listed.'],
    ['does not exist', 'NOPE', ' has no column “NOPE” that it can be filtered by.'],
    ['is not chosen', '', 'Column has no value yet, so its values cannot be listed.'],
  ])('say what to do if the column of a filter %s', async (_, column, message) => {
    await expect(valuesOf(named(column))).rejects.toThrow(message);
  });

  test('say what to choose first', async () => {
    const empty = hostOn(org, { parameters: { report: { __rl: true, mode: 'list', value: '' } } }).context;
    await expect(searchReportColumns.call(empty as ILoadOptionsFunctions)).rejects.toThrow(
      'The report is not known yet',
    );
  });
});
