import type { Answer, Call, JsonObject } from '../rest/call';
import { isObject, notFound, ok, root } from '../rest/call';
import { refused } from './conditions';
import { DASHBOARDS, type DashboardComponent, type DashboardDefinition } from './dashboards';
import { REPORT_TYPES } from './reportTypes';
import { results } from './run';

/**
 * The resources of dashboards. A component has the data of the last refresh.
 * @see https://developer.salesforce.com/docs/atlas.en-us.api_analytics.meta/api_analytics/analytics_api_dashboard_results_resource.htm
 */

const dashboardUrl = (call: Call, id: string): string => `${root(call)}/analytics/dashboards/${id}`;

function dashboardOf(id: string): DashboardDefinition {
  const found = DASHBOARDS.find((dashboard) => dashboard.id.slice(0, 15) === id.slice(0, 15));
  if (!found) throw notFound("The data you're trying to access is unavailable.");
  return found;
}

function componentResult(call: Call, { reportId, error }: DashboardComponent): JsonObject | null {
  if (error) return null;
  const metadata = call.org.analytics.report(reportId);
  const type = REPORT_TYPES.find((one) => one.type === metadata?.reportType.type);
  if (!metadata || !type) throw notFound();
  const { rowLimit, countsAllRows } = call.org.analytics.settings;
  const shown = { ...metadata, detailColumns: [] };
  const run = { call, type, metadata: shown, details: false, rowLimit, countsAllRows };
  return { attributes: null, ...results(run) };
}

/** Salesforce writes the times of dashboards with a numeric zone. */
const nowIn = (call: Call): string => call.org.clock.now().toISOString().replace('Z', '+0000');

/** The data of a dashboard, which a refresh renews once it has ended. */
function dataOf(call: Call, { id, components }: DashboardDefinition) {
  const { refreshes } = call.org.analytics;
  const data = refreshes.data.get(id) ?? {
    refreshDate: nowIn(call),
    results: components.map((component) => componentResult(call, component)),
  };
  refreshes.data.set(id, data);
  return data;
}

function statuses(call: Call, dashboard: DashboardDefinition): JsonObject[] {
  const { refreshDate } = dataOf(call, dashboard);
  const isRunning = call.org.analytics.refreshes.running.has(dashboard.id);
  return dashboard.components.map(({ id }) => ({
    componentId: id,
    refreshDate,
    refreshStatus: isRunning ? 'RUNNING' : 'IDLE',
  }));
}

/** https://developer.salesforce.com/docs/atlas.en-us.api_analytics.meta/api_analytics/analytics_api_dashboard_errors.htm */
function dataStatusOf(component: DashboardComponent | undefined): JsonObject {
  const { error = { errorCode: null, errorMessage: null, errorSeverity: null } } = component ?? {};
  return { dataStatus: component?.error ? 'ERROR' : 'DATA', ...error };
}

function componentData(call: Call, dashboard: DashboardDefinition): JsonObject[] {
  const data = dataOf(call, dashboard);
  return statuses(call, dashboard).map(({ componentId, ...status }, index) => ({
    componentId,
    reportResult: data.results[index] ?? null,
    status: { ...dataStatusOf(dashboard.components[index]), ...status },
  }));
}

function metadataOf(call: Call, dashboard: DashboardDefinition): JsonObject {
  const { id, name, developerName, description = null, folderId, components } = dashboard;
  return {
    attributes: {
      dashboardId: id,
      dashboardName: name,
      statusUrl: `${dashboardUrl(call, id)}/status`,
      type: 'Dashboard',
    },
    canChangeRunningUser: false,
    components: components.map(({ visualizationType, error: _, ...component }, index) => ({
      componentData: index,
      footer: null,
      header: null,
      ...component,
      properties: { visualizationType },
      type: 'Report',
    })),
    description,
    developerName,
    filters: [],
    folderId,
    id,
    name,
    runningUser: { displayName: call.session.username, id: call.session.userId },
  };
}

/** GET /analytics/dashboards */
export const recentDashboards = (call: Call): Answer =>
  ok(
    DASHBOARDS.map(({ id, name }) => {
      const url = dashboardUrl(call, id);
      return { id, name, statusUrl: `${url}/status`, url };
    }),
  );

/** GET /analytics/dashboards/{id} */
export function getDashboard(call: Call, id: string): Answer {
  const dashboard = dashboardOf(id);
  return ok({ componentData: componentData(call, dashboard), dashboardMetadata: metadataOf(call, dashboard) });
}

/** POST /analytics/dashboards/{id}: some of its components */
export function getComponents(call: Call, id: string): Answer {
  const dashboard = dashboardOf(id);
  const wanted =
    isObject(call.body) && Array.isArray(call.body['componentIds']) ? call.body['componentIds'] : undefined;
  const data = componentData(call, dashboard).filter(({ componentId }) => wanted?.includes(componentId) ?? true);
  return ok({ componentData: data, dashboardMetadata: metadataOf(call, dashboard) });
}

/** GET /analytics/dashboards/{id}/describe */
export const describeDashboard = (call: Call, id: string): Answer => ok(metadataOf(call, dashboardOf(id)));

/** GET /analytics/dashboards/{id}/status */
export function dashboardStatus(call: Call, id: string): Answer {
  const dashboard = dashboardOf(id);
  const answer = ok({ componentStatus: statuses(call, dashboard) });
  const { running, data } = call.org.analytics.refreshes;
  const left = running.get(dashboard.id);
  if (left !== undefined && left > 1) running.set(dashboard.id, left - 1);
  else if (left !== undefined) {
    running.delete(dashboard.id);
    data.delete(dashboard.id);
  }
  return answer;
}

/** PUT /analytics/dashboards/{id}: refreshes it */
export function refreshDashboard(call: Call, id: string): Answer {
  const dashboard = dashboardOf(id);
  const { refreshes, settings } = call.org.analytics;
  if (refreshes.running.has(dashboard.id)) {
    throw refused("You can't refresh this dashboard. A refresh is already in progress.");
  }
  dataOf(call, dashboard);
  if (settings.pollsUntilDone > 0) refreshes.running.set(dashboard.id, settings.pollsUntilDone);
  else refreshes.data.delete(dashboard.id);
  return ok({ statusUrl: `${dashboardUrl(call, dashboard.id)}/status` });
}
