import { expect, test } from '@jest/globals';

import { refreshDashboard } from '../../../salesforce/analytics/dashboards';
import { AnswerError, ConnectionError } from '../../../salesforce/errors';
import type { Response } from '../../../salesforce/http';
import { fakeSend } from '../../support/fakeSend';
import { orgOf } from '../../support/orgOf';
import { DASHBOARD_ANSWER, DASHBOARD_ID } from '../../support/reports';

const [COMPONENT] = DASHBOARD_ANSWER.dashboardMetadata.components;
const status = (componentId: string) => ({ componentId, refreshStatus: 'IDLE', refreshDate: '2026-03-01T12:00:00Z' });

/** A refresh of a dashboard of these components that ends with the status of those. */
const refreshed = (components: readonly object[], told: readonly string[]) => {
  const { dashboardMetadata } = DASHBOARD_ANSWER;
  const dashboard = { dashboardMetadata: { ...dashboardMetadata, components }, componentData: [] };
  const { send } = fakeSend(({ method, path }) => {
    if (method === 'PUT')
      return { body: { statusUrl: `/services/data/v67.0/analytics/dashboards/${DASHBOARD_ID}/status` } };
    return { body: path.endsWith('/status') ? { componentStatus: told.map(status) } : dashboard };
  });
  return refreshDashboard(orgOf(send), DASHBOARD_ID, { patience: 1_000 });
};

const [first, second, other] = ['01a000000000001AAA', '01a000000000002AAA', '01a000000000003AAA'];
const both = [first, second].map((id) => ({ ...COMPONENT, id }));

test.each([
  ['none', []],
  ['one of two', [first]],
  ['one of two and of another dashboard’s', [first, other]],
])('A refresh of a dashboard with components has not ended with the status of %s', async (_, told) => {
  await expect(refreshed(both, told)).rejects.toThrow(AnswerError);
});

test('A refresh has ended with the status of each component, with 15 or 18 characters', async () => {
  expect(await refreshed(both, [first, second.slice(0, 15)])).toHaveLength(2);
});

test('A refresh waits for no component that shows no report', async () => {
  expect(await refreshed([{ ...COMPONENT, id: first, reportId: null }], [])).toEqual([]);
});

test('A refresh of a dashboard without components has nothing to wait for', async () => {
  expect(await refreshed([], [])).toEqual([]);
});

test.each<[string, () => Partial<Response>]>([
  [
    'breaks off',
    () => {
      throw new ConnectionError('The connection was lost.', 'maybe');
    },
  ],
  ['is a page', () => ({ body: '<html>Please log in</html>' })],
  ['is a gateway’s', () => ({ status: 503, body: 'Service Unavailable' })],
])('A refresh whose first answer %s is asked for again: a second one is as good', async (_, first) => {
  const componentStatus = [{ componentId: COMPONENT?.id ?? '', refreshStatus: 'IDLE', refreshDate: null }];
  const { send, requests } = fakeSend(({ method, path }, n) => {
    if (n === 1) return first();
    if (method === 'PUT') return { body: { statusUrl: '/status' } };
    return { body: path.endsWith('/status') ? { componentStatus } : DASHBOARD_ANSWER };
  });
  expect(await refreshDashboard(orgOf(send), DASHBOARD_ID, { patience: 1_000 })).toEqual(componentStatus);
  expect(requests.map(({ method }) => method)).toEqual(['PUT', 'PUT', 'GET', 'GET']);
});
