import type { Answer, Call } from './call';
import { ok } from './call';
import { objectNamed } from './objects';

interface Limit {
  Max: number;
  Remaining: number;
}

const untouched = (max: number): Limit => ({ Max: max, Remaining: max });

const left = ({ used, max }: { used: number; max: number }): Limit => ({
  Max: max,
  Remaining: Math.max(0, max - used),
});

/**
 * Allowances that nothing in the simulated org draws on, as in the guide's example.
 * @see https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/dome_limits.htm
 */
const UNTOUCHED = new Map([
  ['ActiveScratchOrgs', 3],
  ['AnalyticsExternalDataSizeMB', 40_960],
  ['ConcurrentAsyncGetReportInstances', 200],
  ['ConcurrentEinsteinDataInsightsStoryCreation', 5],
  ['ConcurrentEinsteinDiscoveryStoryCreation', 2],
  ['ConcurrentSyncReportRuns', 20],
  ['DailyAnalyticsDataflowJobExecutions', 60],
  ['DailyAnalyticsUploadedFilesSizeMB', 51_200],
  ['DailyAsyncApexExecutions', 250_000],
  ['DailyAsyncApexTests', 500],
  ['DailyBulkV2QueryFileStorageMB', 976_562],
  ['DailyDurableGenericStreamingApiEvents', 10_000],
  ['DailyEinsteinDataInsightsStoryCreation', 1000],
  ['DailyEinsteinDiscoveryPredictAPICalls', 50_000],
  ['DailyEinsteinDiscoveryPredictionsByCDC', 5_000_000],
  ['DailyEinsteinDiscoveryStoryCreation', 100],
  ['DailyFunctionsApiCallLimit', 235_000],
  ['DailyGenericStreamingApiEvents', 10_000],
  ['DailyScratchOrgs', 6],
  ['DailyStandardVolumePlatformEvents', 10_000],
  ['DailyStreamingApiEvents', 10_000],
  ['DailyWorkflowEmails', 100_000],
  ['FileStorageMB', 1024],
  ['HourlyDashboardRefreshes', 200],
  ['HourlyDashboardResults', 5000],
  ['HourlyDashboardStatuses', 999_999_999],
  ['HourlyLongTermIdMapping', 100_000],
  ['HourlyManagedContentPublicRequests', 50_000],
  ['HourlyODataCallout', 20_000],
  ['HourlyPublishedStandardVolumePlatformEvents', 1000],
  ['HourlyShortTermIdMapping', 100_000],
  ['HourlyTimeBasedWorkflow', 1000],
  ['MassEmail', 5000],
  ['MonthlyEinsteinDiscoveryStoryCreation', 500],
  ['Package2VersionCreates', 6],
  ['Package2VersionCreatesWithoutValidation', 500],
  ['PlatformEventTriggersWithParallelProcessing', 5],
  ['PrivateConnectOutboundCalloutHourlyLimitMB', 0],
  ['SingleEmail', 5000],
  ['StreamingApiConcurrentClients', 20],
]);

/** The one with an allowance within it. */
const PERMISSION_SETS = { ...untouched(1500), CreateCustom: untouched(1000) };

const STORAGE_MB = 10_240;
/** Salesforce counts 2 KB for most records, whatever is in them. */
const RECORD_KB = 2;

function storage(call: Call): Limit {
  const { store } = call.org;
  const records = store.schema.objects.reduce((sum, object) => sum + store.count(object), 0);
  return { Max: STORAGE_MB, Remaining: Math.max(0, STORAGE_MB - Math.ceil((records * RECORD_KB) / 1024)) };
}

/** GET /limits */
export function limits(call: Call): Answer {
  const { usage, allowances } = call.org;
  const drawnOn = [...allowances].map(([name, allowance]) => [name, left(allowance())] as const);
  const rest = [...UNTOUCHED].map(([name, allowance]) => [name, untouched(allowance)] as const);
  const own = [
    ['DailyApiRequests', left(usage)],
    ['DataStorageMB', storage(call)],
    ['PermissionSets', PERMISSION_SETS],
  ] as const;
  return ok(Object.fromEntries([...own, ...drawnOn, ...rest].sort(([a], [b]) => (a < b ? -1 : 1))));
}

/** GET /limits/recordCount?sObjects=Account,Contact: of all objects where none is named */
export function recordCount(call: Call): Answer {
  const { store } = call.org;
  const asked = call.query.get('sObjects');
  const objects =
    asked === null ? store.schema.objects : asked.split(',').map((name) => objectNamed(call, name.trim()));
  return ok({ sObjects: objects.map((object) => ({ count: store.count(object), name: object.name })) });
}
