import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';

import { run } from '../../../../nodes/SalesforceConnector/operations/run';
import { startOrg, type RunningOrg } from '../../../../simulator';
import { idOf } from '../../../../simulator/data/ids';
import { hostOn, named, outputOf } from '../../support/simulated';

let org: RunningOrg;
beforeAll(async () => {
  org = await startOrg({ size: 300 });
});
afterEach(async () => {
  org.org.analytics.reset();
});
afterAll(() => org.close());

const [OPEN, BY_STAGE, , CONTACTS] = [1, 2, 3, 4].map((number) => idOf('00O', number));

const form = (operation: string, report: string | undefined, more: IDataObject = {}): IDataObject => ({
  resource: 'report',
  operation,
  report: { __rl: true, mode: 'id', value: report },
  ...more,
});

/** The outputs of a run, and the bytes of the last file that it wrote. */
async function exported(parameters: IDataObject) {
  const { context, sent } = hostOn(org, { parameters });
  let bytes = Buffer.alloc(0);
  const prepareBinaryData = async (stream: AsyncIterable<Buffer>, fileName: string, mimeType: string) => {
    const chunks = [];
    for await (const chunk of stream) chunks.push(chunk);
    bytes = Buffer.concat(chunks);
    return { fileName, mimeType };
  };
  Object.assign((context as IExecuteFunctions).helpers, { prepareBinaryData });
  const [item] = await run(context);
  return { json: item?.json, binary: item?.binary, bytes, sent };
}

describe('Export', () => {
  test('puts the report into a workbook, as Salesforce formats it', async () => {
    const { json, binary, bytes } = await exported(form('export', BY_STAGE, { fileName: 'stages' }));
    expect(json).toEqual({ reportId: BY_STAGE, fileName: 'stages.xlsx' });
    expect(binary?.['data']).toMatchObject({
      fileName: 'stages.xlsx',
      mimeType: expect.stringContaining('spreadsheetml'),
    });
    expect(bytes.subarray(0, 2).toString()).toBe('PK');
    expect(bytes.toString()).toContain('Opportunity Name');
  });

  test('applies the filters of the run to the workbook', async () => {
    const filters = { filter: [{ column: named('EMAIL'), operator: 'equals', value: 'nobody@example.com' }] };
    const [all, none] = [
      await exported(form('export', CONTACTS)),
      await exported(form('export', CONTACTS, { reportFilters: filters as unknown as IDataObject })),
    ];
    expect(none.bytes.length).toBeLessThan(all.bytes.length / 2);
  });

  test('writes all rows as CSV, those of slices too, with the values as shown', async () => {
    org.org.analytics.settings.rowLimit = 100;
    const { json, bytes } = await exported(form('export', CONTACTS, { reportFormat: 'csv' }));
    expect(json).toEqual({ reportId: CONTACTS, fileName: 'report.csv', rows: 300 });
    const lines = bytes.toString().trim().split('\n');
    expect(lines).toHaveLength(301);
    expect(lines[0]).toBe('Contact ID,Last Name,First Name,Email,Department,Account Name,Created Date');
  });

  test.each(['loginPage', 'halfWithLength', 'halfWithoutLength', 'emptyBody', 'maintenancePage'])(
    'reads a workbook again that came as something else: %s',
    async (lie) => {
      await fetch(`${org.controlUrl}/faults`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify([{ path: '/analytics/reports/', times: 1, lie }]),
      });
      const { bytes, sent } = await exported(form('export', OPEN));
      expect(bytes.includes('PK\u0005\u0006')).toBe(true);
      expect(sent.length).toBeGreaterThan(1);
    },
  );
});

describe('Get', () => {
  test('tells what the report shows', async () => {
    const [report] = await outputOf(org, form('get', BY_STAGE));
    expect(report).toMatchObject({
      id: BY_STAGE,
      name: 'Opportunities by Stage',
      format: 'SUMMARY',
      columns: [
        { name: 'OPPORTUNITY_NAME', label: 'Opportunity Name', dataType: 'string' },
        { name: 'AMOUNT', label: 'Amount', dataType: 'currency' },
        { name: 'CLOSE_DATE', label: 'Close Date', dataType: 'date' },
      ],
      groupingsDown: [
        { name: 'STAGE_NAME', label: 'Stage', dateGranularity: 'None' },
        { name: 'TYPE', label: 'Type' },
      ],
      groupingsAcross: [],
      filters: [],
      dateRange: { column: 'CLOSE_DATE', durationValue: 'CUSTOM' },
    });
  });

  test('gives the whole answer where that is chosen', async () => {
    const [report] = await outputOf(org, form('get', BY_STAGE, { options: { simplify: false } }));
    expect(Object.keys(report ?? {})).toEqual(expect.arrayContaining(['reportTypeMetadata', 'reportExtendedMetadata']));
  });
});
