import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { IDataObject } from 'n8n-workflow';

import { run } from '../../../../nodes/SalesforceConnector/operations/run';
import { startOrg, type RunningOrg } from '../../../../simulator';
import { idOf } from '../../../../simulator/data/ids';
import { host } from '../../support/host';
import { hostOn, outputOf } from '../../support/simulated';

let org: RunningOrg;
beforeAll(async () => {
  org = await startOrg({ size: 300, now: new Date('2026-03-01T12:00:00Z') });
});
afterAll(() => org.close());

const [OPEN, BY_STAGE, BY_MONTH, CONTACTS] = [1, 2, 3, 4].map((number) => idOf('00O', number));

const form = (report: string | undefined, more: IDataObject = {}): IDataObject => ({
  resource: 'report',
  operation: 'run',
  report: { __rl: true, mode: 'id', value: report },
  returnAll: true,
  ...more,
});

/** What a query says of the same records. */
const query = async (soql: string) =>
  await outputOf(org, { resource: 'query', operation: 'soql', soql, options: { simplify: true } });

describe('The rows of a report', () => {
  test('are those of a query over the same records, with values of their types', async () => {
    const rows = await outputOf(org, form(OPEN));
    const records = await query(
      'SELECT Id, Name, Amount, CloseDate FROM Opportunity WHERE IsClosed = false ORDER BY Id',
    );
    expect(rows).toHaveLength(records.length);
    const [row] = rows;
    const [record] = records;
    expect(row).toMatchObject({
      'Opportunity Name': record?.['Name'],
      'Opportunity Name ID': record?.['Id'],
      Amount: record?.['Amount'],
      'Close Date': record?.['CloseDate'],
      Closed: false,
      'Next Step': null,
      'Created Date': expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
    });
    expect(typeof row?.['Probability (%)']).toBe('number');
  });

  test('of a summary report have the values of their groupings', async () => {
    const rows = await outputOf(org, form(BY_STAGE));
    const records = await query('SELECT Id, StageName, Type FROM Opportunity');
    const pair = (one: IDataObject, names: readonly string[]) => names.map((name) => String(one[name])).join(' / ');
    expect(rows.map((row) => pair(row, ['Opportunity Name ID', 'Stage', 'Type'])).toSorted()).toEqual(
      records.map((record) => pair(record, ['Id', 'StageName', 'Type'])).toSorted(),
    );
  });

  test('of a matrix have those across, dates by the beginning of their period', async () => {
    const rows = await outputOf(org, form(BY_MONTH));
    const records = await query('SELECT Id, Owner.Name, CloseDate FROM Opportunity');
    expect(rows).toHaveLength(records.length);
    const months = new Map(records.map((record) => [record['Id'], `${String(record['CloseDate']).slice(0, 7)}-01`]));
    for (const row of rows) expect(row['Close Date']).toBe(months.get(row['Opportunity Name ID'] as string));
    expect(rows[0]?.['Opportunity Owner']).toEqual(expect.any(String));
    expect(rows[0]?.['Opportunity Owner ID']).toMatch(/^005/);
  });

  test('can be written as the report shows them, under the API names of its columns', async () => {
    const [row] = await outputOf(org, form(OPEN, { options: { reportValues: 'asShown', columnNames: 'apiNames' } }));
    expect(row).toEqual({
      OPPORTUNITY_NAME: expect.any(String),
      ACCOUNT_NAME: expect.any(String),
      AMOUNT: expect.stringMatching(/^\$[\d,]+\.00$/),
      PROBABILITY: expect.stringMatching(/^\d+%$/),
      CLOSE_DATE: expect.stringMatching(/^\d+\/\d+\/\d{4}$/),
      CREATED_DATE: expect.any(String),
      CLOSED: 'false',
      NEXT_STEP: null,
    });
  });

  test('are as many as the limit says', async () => {
    expect(await outputOf(org, form(CONTACTS, { returnAll: false, limit: 7 }))).toHaveLength(7);
  });
});

describe('The totals of a report', () => {
  test('are those of a query with GROUP BY', async () => {
    const totals = await outputOf(org, form(BY_STAGE, { reportOutput: 'totals' }));
    const groups = await query(
      'SELECT StageName, Type, SUM(Amount) amount, COUNT(Id) records FROM Opportunity GROUP BY StageName, Type',
    );
    expect(
      new Set(totals.map((row) => `${row['Stage']} ${row['Type']} ${row['Sum of Amount']} ${row['Record Count']}`)),
    ).toEqual(
      new Set(groups.map((group) => `${group['StageName']} ${group['Type']} ${group['amount']} ${group['records']}`)),
    );
  });

  test('of all groups add up to the grand total, level by level', async () => {
    for (const report of [BY_STAGE, BY_MONTH]) {
      const rows = await outputOf(org, form(report, { reportOutput: 'totals', includeSubtotals: true }));
      const [total] = rows.filter((row) => row['Grouping Level'] === 0);
      const innermost = rows.filter((row) => row['Grouping Level'] === 2);
      const sum = (name: string) => innermost.reduce((all, row) => all + Number(row[name]), 0);
      expect([sum('Record Count'), sum('Sum of Amount')]).toEqual([total?.['Record Count'], total?.['Sum of Amount']]);
    }
  });

  test('of a report without groups are one item', async () => {
    const { context } = hostOn(org, { parameters: form(OPEN, { reportOutput: 'totals' }) });
    const [total, ...more] = (await run(context)).map(({ json }) => json);
    expect([total, more]).toEqual([{ 'Record Count': expect.any(Number) }, []]);
  });
});

describe('Get Many', () => {
  const list = (more: IDataObject) =>
    outputOf(org, { resource: 'report', operation: 'getAll', returnAll: true, ...more });

  test('lists the reports of the org, by name', async () => {
    const names = (await list({})).map((report) => report['name']);
    expect(names).toEqual(names.toSorted());
    expect(names).toContain('Open Opportunities');
  });

  test('finds those with words in their name, in which nothing has a special meaning', async () => {
    expect(await list({ nameContains: 'by stage' })).toEqual([
      expect.objectContaining({ id: BY_STAGE, format: 'SUMMARY', folderName: 'Unfiled Public Reports' }),
    ]);
    expect(await list({ nameContains: '%' })).toEqual([]);
  });

  test.each([{ toString: 1 }, ['Tabular'], 'constructor', '__proto__', 7, null])(
    'gives a format that nobody knows as it is: %j',
    async (Format) => {
      const url = '/services/data/v67.0/sobjects/Report/00O000000000001EAA';
      const rest = { DeveloperName: 'A', FolderName: 'A', Description: null, LastRunDate: null };
      const dates = { CreatedDate: '2026-01-01T00:00:00.000+0000', LastModifiedDate: '2026-01-01T00:00:00.000+0000' };
      const row = {
        attributes: { type: 'Report', url },
        Id: '00O000000000001EAA',
        Name: 'A',
        ...rest,
        ...dates,
        Format,
      };
      const body = { totalSize: 1, done: true, records: [row] };
      const { context } = host({
        parameters: { resource: 'report', operation: 'getAll', limit: 1 },
        answer: () => ({ status: 200, body }),
      });
      expect((await run(context)).map(({ json }) => json)).toMatchObject([{ name: 'A', format: Format }]);
    },
  );

  test('names what Get gives too as Get does, with the same values', async () => {
    const [listed = {}] = await list({ nameContains: 'Large Deals' });
    const report = { __rl: true, mode: 'id', value: String(listed['id']) };
    const [described = {}] = await outputOf(org, { resource: 'report', operation: 'get', report });
    const shared = Object.keys(listed).filter((name) => name in described);
    expect(shared).toEqual(['id', 'name', 'developerName', 'description', 'format']);
    for (const name of shared) expect(listed[name]).toEqual(described[name]);
    const [raw] = await list({ nameContains: 'Large Deals', options: { simplify: false } });
    expect(raw).toMatchObject({ attributes: { type: 'Report' }, Id: listed['id'], Format: 'Tabular' });
  });
});
