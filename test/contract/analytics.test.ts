import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Connection } from 'jsforce';

import { idOf } from '../../simulator/data/ids';
import { startSignedIn } from '../support/org';
import type { SignedInOrg } from '../support/org';

let org: SignedInOrg;
let connection: Connection;

beforeAll(async () => {
  org = await startSignedIn(100);
  connection = new Connection({ instanceUrl: org.url, accessToken: org.token, version: '68.0' });
});
afterAll(() => org.close());

const report = (number: number) => connection.analytics.report(idOf('00O', number));

describe('jsforce, unmodified: reports', () => {
  test('lists them', async () => {
    const reports = await connection.analytics.reports();
    expect(reports[0]).toMatchObject({ id: idOf('00O', 1), name: 'Open Opportunities' });
  });

  test('describes one', async () => {
    const { reportMetadata, reportTypeMetadata, reportExtendedMetadata } = await report(2).describe();
    expect(reportMetadata).toMatchObject({ name: 'Opportunities by Stage', reportFormat: 'SUMMARY' });
    expect(reportTypeMetadata.categories[0]?.columns['STAGE_NAME']).toMatchObject({ dataType: 'picklist' });
    expect(reportExtendedMetadata.groupingColumnInfo['TYPE']).toMatchObject({ label: 'Type', groupingLevel: 1 });
  });

  test('runs one with its rows, and with a filter of its own', async () => {
    const all = await report(1).execute({ details: true });
    const wanted = { reportMetadata: { reportFilters: [{ column: 'CLOSED', operator: 'equals', value: 'True' }] } };
    const some = await report(1).execute({ details: true, metadata: wanted as never });
    const [one, other] = [all, some].map(({ factMap }) => factMap['T!T']?.rows?.length ?? 0);
    expect([Number(one) > 0, Number(other) > 0, Number(one) + Number(other)]).toEqual([true, true, 20]);
  });

  test('lists dashboards, gets one and its components, and refreshes it', async () => {
    const [listed] = await connection.analytics.dashboards();
    const dashboard = connection.analytics.dashboard(String(listed?.id));
    expect((await dashboard.describe()).name).toBe('Sales Overview');
    const { componentData } = await dashboard.components(idOf('01a', 2));
    expect(componentData.map(({ componentId }) => componentId)).toEqual([idOf('01a', 2)]);
    expect((await dashboard.refresh()).statusUrl).toMatch(/\/status$/);
    const statuses = async () => (await dashboard.status()).componentStatus.map(({ refreshStatus }) => refreshStatus);
    expect(await statuses()).toEqual(['RUNNING', 'RUNNING', 'RUNNING']);
    expect(await statuses()).toEqual(['IDLE', 'IDLE', 'IDLE']);
  });

  test('runs one in the background, and gets its results', async () => {
    const { id, status } = await report(3).executeAsync({ details: true });
    expect(status).toBe('New');
    expect((await report(3).instances()).map((instance) => instance.id)).toEqual([id]);
    expect((await report(3).instance(id).retrieve()).attributes.status).toBe('Running');
    const done = await report(3).instance(id).retrieve();
    expect(done.attributes).toMatchObject({ status: 'Success', type: 'ReportInstance' });
    expect(done.factMap['T!T']?.aggregates).toHaveLength(2);
  });
});
