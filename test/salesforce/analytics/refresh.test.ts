import { expect, test } from '@jest/globals';

import { refreshDashboard } from '../../../salesforce/analytics/dashboards';
import { AnswerError, ConnectionError } from '../../../salesforce/errors';
import type { Response } from '../../../salesforce/http';
import { fakeSend } from '../../support/fakeSend';
import { orgOf } from '../../support/orgOf';
import { DASHBOARD_ANSWER, DASHBOARD_ID } from '../../support/reports';

/** A refresh that ends with the status of no component. */
const refreshed = (dashboard: object) => {
  const { send } = fakeSend(({ method, path }) => {
    if (method === 'PUT')
      return { body: { statusUrl: `/services/data/v67.0/analytics/dashboards/${DASHBOARD_ID}/status` } };
    return { body: path.endsWith('/status') ? { componentStatus: [] } : dashboard };
  });
  return refreshDashboard(orgOf(send), DASHBOARD_ID, { patience: 1_000 });
};

test('A refresh of a dashboard with components has not ended with the status of none', async () => {
  await expect(refreshed(DASHBOARD_ANSWER)).rejects.toThrow(AnswerError);
});

test('A refresh of a dashboard without components has nothing to wait for', async () => {
  const { dashboardMetadata } = DASHBOARD_ANSWER;
  const empty = { dashboardMetadata: { ...dashboardMetadata, components: [] }, componentData: [] };
  expect(await refreshed(empty)).toEqual([]);
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
  const componentStatus = [{ componentId: '01a000000000001AAA', refreshStatus: 'IDLE', refreshDate: null }];
  const { send, requests } = fakeSend(({ method }, n) => {
    if (n === 1) return first();
    return { body: method === 'PUT' ? { statusUrl: '/status' } : { componentStatus } };
  });
  expect(await refreshDashboard(orgOf(send), DASHBOARD_ID, { patience: 1_000 })).toEqual(componentStatus);
  expect(requests.map(({ method }) => method)).toEqual(['PUT', 'PUT', 'GET']);
});
