import type { IDataObject } from 'n8n-workflow';

import type { ReportStyle } from '../../../../salesforce/analytics/cells';
import { getDashboard, type DashboardContent, type DashboardPart } from '../../../../salesforce/analytics/dashboards';
import { readComponentResults } from '../../../../salesforce/analytics/results';
import { reportTotals } from '../../../../salesforce/analytics/rows';
import { counted, shorten } from '../../../../salesforce/errors';
import { readSimplify, simplifyOutput } from '../../fields/options';
import { dashboardProperty, readDashboardId } from '../../fields/report';
import { readReportStyle, REPORT_STYLE_OPTIONS } from '../../fields/reportOutput';
import type { NodeOrg } from '../../host/org';
import type { EachOperation } from '../define';

export const dashboardGet: EachOperation = {
  value: 'get',
  name: 'Get',
  action: 'Get dashboard',
  description: 'Get a dashboard with the data of its components, as of its last refresh',
  properties: [dashboardProperty],
  options: [simplifyOutput, ...REPORT_STYLE_OPTIONS],
  each: async (org, item) => {
    const style = readReportStyle(item);
    const isSimple = readSimplify(item);
    const dashboard = await getDashboard(org, readDashboardId(item));
    hintAtMissing(org, dashboard);
    return [isSimple ? simplifiedDashboard(dashboard, style) : (dashboard.answer as IDataObject)];
  },
};

/** Of parts that show no report, such as pages, nobody expects data. */
function hintAtMissing({ hints }: NodeOrg, { parts }: DashboardContent): void {
  const missing = parts.filter(({ results, reportId }) => results === undefined && (reportId ?? '') !== '');
  if (missing.length === 0) return;
  const named = missing.slice(0, MOST_COMPONENTS).map(({ id, title, status: { errorMessage } }) => {
    const reason = (errorMessage ?? '') === '' ? '' : ` (${shorten(errorMessage ?? '')})`;
    return `“${shorten(title ?? id)}”${reason}`;
  });
  const more = missing.length > named.length ? ', …' : '';
  hints.warn(
    `Salesforce returned no data for ${counted(missing.length, 'component')} of the dashboard: ${named.join(', ')}${more}. ` +
      'Refresh the dashboard (Dashboard > Refresh), or get the report itself (Report > Run).',
  );
}

const MOST_COMPONENTS = 5;

function simplifiedDashboard({ metadata, parts }: DashboardContent, style: ReportStyle): IDataObject {
  const { id, name, developerName, description, folderId, runningUser } = metadata;
  const components = parts.map((part) => simplifiedPart(part, style));
  return { id, name, developerName, description, folderId, runningUser, components } as IDataObject;
}

function simplifiedPart(
  { id, title, type, reportId, status, ...part }: DashboardPart,
  style: ReportStyle,
): IDataObject {
  const results = part.results === undefined ? undefined : readComponentResults(part.results);
  return {
    id,
    title: title ?? results?.metadata.name ?? null,
    type: type ?? null,
    reportId: reportId ?? null,
    reportName: results?.metadata.name ?? null,
    dataStatus: status.dataStatus,
    refreshDate: status.refreshDate ?? null,
    errorMessage: status.errorMessage ?? null,
    totals: results === undefined ? [] : ([...reportTotals(results, style, false)] as IDataObject[]),
  };
}
