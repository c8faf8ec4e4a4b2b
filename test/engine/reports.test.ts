import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { BinaryDataService } from 'n8n-core';
import { Container } from '@n8n/di';
import type { IBinaryData, IDataObject, INodeParameters } from 'n8n-workflow';

import { createEngine } from '../../engine';
import type { Engine, RunResult } from '../../engine';
import { idOf } from '../../simulator/data/ids';
import { JWT, orgWithCredentials, PACKAGE, salesforce } from './salesforce';
import type { Signed } from './salesforce';
import { chain, itemsOf, manualTrigger } from './workflows';
import { quickPauses } from '../support/quickPauses';

quickPauses(5_000);

const CONTACTS = 4500;

let engine: Engine;
let signed: Signed;

beforeAll(async () => {
  engine = await createEngine({ packageDir: PACKAGE });
  signed = await orgWithCredentials(engine, { size: CONTACTS });
});
afterEach(async () => {
  await signed.control.clearFaults();
});
afterAll(async () => {
  await signed.org.close();
  engine.close();
});

const report = (operation: string, number: number, more: INodeParameters = {}): Promise<RunResult> => {
  const parameters = {
    resource: 'report',
    operation,
    report: { __rl: true, mode: 'id', value: idOf('00O', number) },
    ...more,
  };
  const node = salesforce('Report', JWT, parameters);
  return engine.run(chain(manualTrigger, node), { credentials: signed.credentials, input: [{}] });
};

test('A report with more rows than Salesforce gives at once comes whole, though requests fail on the way', async () => {
  await signed.control.faults(
    { path: '/analytics/reports/', skip: 1, times: 1, status: 503 },
    { path: '/analytics/reports/', skip: 2, times: 1, lie: 'halfWithoutLength' },
    { path: '/analytics/reports/', skip: 3, times: 1, expire: true },
  );
  const result = await report('run', 4, { returnAll: true, options: { columnNames: 'apiNames' } });
  expect(result.status).toBe('success');
  const ids = (itemsOf(result, 'Report') as IDataObject[]).map((item) => item['CONTACT_ID']);
  expect([ids.length, new Set(ids).size]).toEqual([CONTACTS, CONTACTS]);
});

test('A report is exported to a workbook in n8n’s storage', async () => {
  const result = await report('export', 2);
  const [item] = result.nodes.get('Report')?.outputs[0] ?? [];
  const binary = item?.binary?.['data'] as IBinaryData;
  expect(binary).toMatchObject({ fileName: 'report.xlsx', mimeType: expect.stringContaining('spreadsheetml') });
  const bytes = await Container.get(BinaryDataService).getAsBuffer(binary);
  expect(bytes.subarray(0, 4).toString('latin1')).toBe('PK\u0003\u0004');
});

test('The hourly limit ends the run with what to do', async () => {
  await signed.control.post('analytics', { hourlySyncRuns: 0 });
  const result = await report('run', 1, { returnAll: true });
  expect(result.status).toBe('error');
  expect(JSON.stringify(result.error)).toContain('Set Mode to Asynchronous');
  await signed.control.post('analytics', { hourlySyncRuns: 500 });
});
