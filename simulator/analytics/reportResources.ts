import { ApiError } from '../types';
import type { Answer, Call, JsonObject } from '../rest/call';
import { header, isObject, notFound, ok, root } from '../rest/call';
import { idOf } from '../data/ids';
import { columnNamed, OPERATORS, refused } from './conditions';
import type { ReportInstance } from './analytics';
import { REPORT_TYPES, type ReportType } from './reportTypes';
import { REPORTS, type ReportMetadata } from './reports';
import { extendedMetadata, results } from './run';
import { workbook } from './workbook';

/**
 * The resources of reports.
 * @see https://developer.salesforce.com/docs/atlas.en-us.api_analytics.meta/api_analytics/sforce_analytics_rest_api_getreportrundata.htm
 */

const UNAVAILABLE = "The data you're trying to access is unavailable.";
const EXCEL = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
const MOST_FILTERS = 20;

const reportUrl = (call: Call, id: string): string => `${root(call)}/analytics/reports/${id}`;

function reportOf(call: Call, id: string): { metadata: ReportMetadata; type: ReportType } {
  const metadata = call.org.analytics.report(id);
  const type = REPORT_TYPES.find((one) => one.type === metadata?.reportType.type);
  if (!metadata || !type) throw notFound(UNAVAILABLE);
  if (metadata.reportFormat === 'MULTI_BLOCK') {
    throw new ApiError(501, {
      errorCode: 'NOT_IMPLEMENTED',
      message: "You're requesting data for an unsupported report format.",
    });
  }
  return { metadata, type };
}

/** What the body changes of the report; null where there is none. */
function changesIn({ body }: Call): JsonObject {
  if (body === undefined) return {};
  if (!isObject(body) || !isObject(body['reportMetadata'])) {
    throw refused('The request is invalid because there is no metadata. Specify metadata in the request body.');
  }
  return body['reportMetadata'];
}

function changed(call: Call, metadata: ReportMetadata, type: ReportType): ReportMetadata {
  const all: ReportMetadata = { ...metadata, ...changesIn(call), id: metadata.id };
  if (!Array.isArray(all.reportFilters)) {
    throw refused(
      'The request is invalid because there are no filters. Specify filters or set filters as an empty array to omit them.',
    );
  }
  if (all.reportFilters.length > MOST_FILTERS) throw refused('You can add up to 20 field filters.');
  for (const name of all.detailColumns) columnNamed(type, name);
  return all;
}

function attributesOf(call: Call, { id, name }: ReportMetadata): JsonObject {
  const url = reportUrl(call, id);
  return {
    describeUrl: `${url}/describe`,
    instancesUrl: `${url}/instances`,
    reportId: id,
    reportName: name,
    type: 'Report',
  };
}

function resultsOf(call: Call, id: string): { metadata: ReportMetadata; body: JsonObject; details: boolean } {
  const { type, metadata: saved } = reportOf(call, id);
  const metadata = changed(call, saved, type);
  const { rowLimit, countsAllRows } = call.org.analytics.settings;
  const details = call.query.get('includeDetails') === 'true';
  return { metadata, details, body: results({ call, type, metadata, details, rowLimit, countsAllRows }) };
}

function limited(used: number, most: number, how: string): void {
  if (used < most) return;
  const many = most.toLocaleString('en-US');
  throw new ApiError(403, {
    errorCode: 'FORBIDDEN',
    message: `You can't run more than ${many} reports ${how} every 60 minutes. Try again later.`,
  });
}

/** GET and POST /analytics/reports/{id}: runs it now; as an Excel file where that is asked for. */
export function runReport(call: Call, id: string): Answer {
  const { syncRuns, settings } = call.org.analytics;
  limited(syncRuns.used, settings.hourlySyncRuns, 'synchronously');
  const { metadata, body } = resultsOf(call, id);
  syncRuns.add(1);
  if (header(call, 'accept') !== EXCEL) return ok({ attributes: attributesOf(call, metadata), ...body });
  const full = { ...call, query: new URLSearchParams({ includeDetails: 'true' }) };
  const name = `${metadata.name}-${call.org.clock.now().toISOString().slice(0, 19).replaceAll(/[T:]/g, '-')}.xlsx`;
  return ok(workbook(resultsOf(full, id).body), {
    'Content-Type': EXCEL,
    'Content-Disposition': `attachment; filename="${name}"`,
  });
}

/** GET /analytics/reports: those that the user has viewed. */
export const recentReports = (call: Call): Answer =>
  ok(
    REPORTS.map(({ id, name }) => {
      const url = reportUrl(call, id);
      return { describeUrl: `${url}/describe`, id, instancesUrl: `${url}/instances`, name, url };
    }),
  );

const operatorLabel = (name: string): string => name.replaceAll(/([A-Z])/g, (letter) => ` ${letter.toLowerCase()}`);

const DURATIONS = [
  ['Calendar Year', ['THIS_YEAR', 'LAST_YEAR']],
  ['Calendar Month', ['THIS_MONTH', 'LAST_MONTH']],
  ['Day', ['TODAY', 'YESTERDAY', 'LAST_N_DAYS:30', 'LAST_N_DAYS:90']],
] as const;

function typeMetadata(call: Call, { columns, label, object }: ReportType): JsonObject {
  const values = (path: string) =>
    call.org.store.schema.object(object)?.fields.find(({ name }) => name === path)?.picklistValues ?? [];
  const described = columns.map(({ name, label: columnLabel, dataType, path, idPath }) => [
    name,
    {
      label: columnLabel,
      dataType,
      filterable: true,
      filterValues: values(path).map((one) => ({ name: one.value, label: one.label })),
      isLookup: idPath !== undefined && idPath !== 'Id',
    },
  ]);
  return {
    categories: [{ label: `${label} Information`, columns: Object.fromEntries(described) as unknown }],
    dataTypeFilterOperatorMap: Object.fromEntries(
      [...OPERATORS].map(([type, names]) => [type, names.map((name) => ({ name, label: operatorLabel(name) }))]),
    ) as unknown,
    standardDateFilterDurationGroups: DURATIONS.map(([group, durations]) => ({
      label: group,
      standardDateFilterDurations: durations.map((value) => ({ value, label: value, startDate: null, endDate: null })),
    })),
  };
}

/** GET /analytics/reports/{id}/describe */
export function describeReport(call: Call, id: string): Answer {
  const { metadata, type } = reportOf(call, id);
  return ok({
    attributes: attributesOf(call, metadata),
    reportExtendedMetadata: extendedMetadata(type, metadata),
    reportMetadata: metadata,
    reportTypeMetadata: typeMetadata(call, type),
  });
}

/** Salesforce's clock to the second. */
const nowIn = (call: Call): string => `${call.org.clock.now().toISOString().slice(0, 19)}Z`;

const instanceUrl = (call: Call, { id, reportId }: ReportInstance): string =>
  `${reportUrl(call, reportId)}/instances/${id}`;

function statusOf(call: Call, { polls, completionDate }: ReportInstance): string {
  if (completionDate === null) return polls === 0 ? 'New' : 'Running';
  return call.org.analytics.settings.failing ? 'Error' : 'Success';
}

/** POST /analytics/reports/{id}/instances: runs it in the background. */
export function startReport(call: Call, reportId: string): Answer {
  const { asyncRuns, instances, settings } = call.org.analytics;
  limited(asyncRuns.used, settings.hourlyAsyncRuns, 'asynchronously');
  const { metadata, body, details } = resultsOf(call, reportId);
  asyncRuns.add(1);
  const instance: ReportInstance = {
    id: idOf('0LG', instances.length + 1),
    reportId: metadata.id,
    ownerId: call.session.userId,
    requestDate: nowIn(call),
    details,
    results: body,
    polls: 0,
    completionDate: null,
  };
  instances.push(instance);
  return ok(instanceHandle(call, instance));
}

function instanceHandle(call: Call, instance: ReportInstance): JsonObject {
  const { id, ownerId, requestDate, completionDate, details } = instance;
  return {
    completionDate,
    hasDetailRows: details,
    id,
    ownerId,
    queryable: false,
    requestDate,
    status: statusOf(call, instance),
    url: instanceUrl(call, instance),
  };
}

/** GET /analytics/reports/{id}/instances */
export function reportInstances(call: Call, reportId: string): Answer {
  const { metadata } = reportOf(call, reportId);
  return ok(
    call.org.analytics.instances
      .filter((instance) => instance.reportId === metadata.id)
      .map((instance) => instanceHandle(call, instance)),
  );
}

/** GET /analytics/reports/{id}/instances/{id}: results once there are any; what else stands there until then is a guess. */
export function reportInstance(call: Call, reportId: string, instanceId: string): Answer {
  const { metadata } = reportOf(call, reportId);
  const { instances, settings } = call.org.analytics;
  const instance = instances.find(({ id }) => id.slice(0, 15) === instanceId.slice(0, 15));
  if (instance?.reportId !== metadata.id) throw notFound(UNAVAILABLE);
  instance.polls += 1;
  if (instance.polls > settings.pollsUntilDone) instance.completionDate ??= nowIn(call);
  const { id, ownerId, requestDate, completionDate } = instance;
  const status = statusOf(call, instance);
  const attributes = {
    completionDate,
    id,
    ownerId,
    queryable: false,
    reportId: metadata.id,
    reportName: metadata.name,
    requestDate,
    status,
    type: 'ReportInstance',
  };
  if (status === 'Success') return ok({ attributes, ...instance.results });
  const nothing = Object.fromEntries(Object.keys(instance.results).map((key) => [key, null]));
  return ok({ attributes, ...nothing });
}
