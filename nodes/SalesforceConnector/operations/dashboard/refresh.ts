import type { IDataObject } from 'n8n-workflow';

import { isRefreshed, refreshDashboard } from '../../../../salesforce/analytics/dashboards';
import { counted } from '../../../../salesforce/errors';
import { dashboardProperty, readDashboardId } from '../../fields/report';
import { readWaitFor, waitForProperty } from '../../fields/waitFor';
import { RunningOutput } from '../../host/outcome';
import type { EachOperation } from '../define';

export const dashboardRefresh: EachOperation = {
  value: 'refresh',
  name: 'Refresh',
  action: 'Refresh dashboard',
  description: 'Refresh the data of a dashboard and wait until it is there',
  properties: [
    dashboardProperty,
    { ...waitForProperty, description: 'How long to wait for the refresh. After that, it continues in Salesforce.' },
  ],
  each: async (org, item) => {
    const dashboardId = readDashboardId(item);
    const components = await refreshDashboard(org, dashboardId, {
      patience: readWaitFor(item),
      seen: (running) => org.say(`Dashboard ${dashboardId}: ${counted(running, 'component')} being refreshed`),
    });
    const ended = isRefreshed(components);
    const output = { dashboardId, ended, components } as unknown as IDataObject;
    if (ended) return [output];
    org.hints.warn('The refresh continues in Salesforce. Get the dashboard later, or raise Wait Up To.');
    return [new RunningOutput(output, `Dashboard ${dashboardId}`)];
  },
};
