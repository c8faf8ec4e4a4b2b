import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import type { IDataObject, ILoadOptionsFunctions } from 'n8n-workflow';

import { loaders } from '../../../../nodes/SalesforceConnector/fields';
import { run } from '../../../../nodes/SalesforceConnector/operations/run';
import { startOrg, type RunningOrg } from '../../../../simulator';
import { idOf } from '../../../../simulator/data/ids';
import { hostOn, outputOf } from '../../support/simulated';

let org: RunningOrg;
beforeAll(async () => {
  org = await startOrg({ size: 100 });
});
afterEach(() => {
  org.org.analytics.reset();
});
afterAll(() => org.close());

const DASHBOARD = idOf('01Z', 1);

const form = (operation: string, more: IDataObject = {}): IDataObject => ({
  resource: 'dashboard',
  operation,
  dashboard: { __rl: true, mode: 'id', value: DASHBOARD },
  ...more,
});

const components = (dashboard: IDataObject | undefined) => dashboard?.['components'] as IDataObject[];

test('Get gives each component with the totals of its report', async () => {
  const [dashboard] = await outputOf(org, form('get'));
  expect(dashboard).toMatchObject({ id: DASHBOARD, name: 'Sales Overview', runningUser: { id: expect.any(String) } });
  const [first] = components(dashboard);
  expect(first).toMatchObject({
    title: 'Amount by Stage',
    reportId: idOf('00O', 2),
    dataStatus: 'DATA',
    errorMessage: null,
    refreshDate: expect.any(String),
  });
  const totals = await outputOf(org, {
    resource: 'report',
    operation: 'run',
    report: { __rl: true, mode: 'id', value: idOf('00O', 2) },
    reportOutput: 'totals',
    returnAll: true,
  });
  expect(first?.['totals']).toEqual(totals);
});

test('Get gives the whole answer where that is chosen', async () => {
  const [dashboard] = await outputOf(org, form('get', { options: { simplify: false } }));
  expect(Object.keys(dashboard ?? {})).toEqual(['componentData', 'dashboardMetadata']);
});

test.each([true, false])(
  'Get says which components came without the data of their report; Simplify: %s',
  async (simplify) => {
    const [whole] = await outputOf(org, form('get', { options: { simplify: false } }));
    const data = (whole?.['componentData'] ?? []) as IDataObject[];
    const componentData = data.map((one, nth) =>
      nth === 0
        ? {
            ...one,
            reportResult: null,
            status: { dataStatus: 'ERROR', refreshStatus: 'IDLE', errorMessage: 'No access' },
          }
        : one,
    );
    const parameters = form('get', { options: { simplify } });
    const { context, hints } = hostOn(org, {
      parameters,
      answer: () => ({ status: 200, body: JSON.stringify({ ...whole, componentData }) }),
    });
    await run(context);
    expect(hints.map(({ message }) => message)).toEqual([
      expect.stringMatching(
        /^Salesforce returned no data for 1 component of the dashboard: “Amount by Stage” \(No access\)\. /,
      ),
    ]);
  },
);

test('Refresh waits until no component is being refreshed, and Get then gives new data', async () => {
  const before = components((await outputOf(org, form('get')))[0]);
  org.org.clock.advance(60_000);
  org.org.analytics.settings.pollsUntilDone = 2;
  const [refreshed] = await outputOf(org, form('refresh'));
  expect(refreshed).toMatchObject({ dashboardId: DASHBOARD, ended: true });
  expect(components(refreshed).map(({ refreshStatus }) => refreshStatus)).toEqual(['IDLE', 'IDLE', 'IDLE']);
  const after = components((await outputOf(org, form('get')))[0]);
  expect(String(after[0]?.['refreshDate']) > String(before[0]?.['refreshDate'])).toBe(true);
});

test('A refresh that another has started is waited for, and one that takes too long goes on', async () => {
  org.org.analytics.settings.pollsUntilDone = 3;
  const { context, hints } = hostOn(org, {
    parameters: (index) => form('refresh', { waitMinutes: 0, ...(index === 0 ? {} : { dashboard: 'none' }) }),
    items: [{}, {}],
    continueOnFail: true,
  });
  const [item] = await run(context);
  expect(item?.json).toMatchObject({ ended: false });
  expect(hints.map(({ message }) => message)).toEqual([
    expect.stringContaining('continues in Salesforce'),
    expect.stringContaining(`Still running: 1 (item 0): Dashboard ${DASHBOARD}.`),
  ]);
  expect(await outputOf(org, form('refresh'))).toEqual([expect.objectContaining({ ended: true })]);
});

test('The list has the dashboards with their folders', async () => {
  const { context } = hostOn(org, { parameters: form('get') });
  expect(await loaders.listSearch.searchDashboards.call(context as ILoadOptionsFunctions, 'sales')).toMatchObject({
    results: [{ name: 'Sales Overview (Public Dashboards)', value: DASHBOARD }],
  });
});
