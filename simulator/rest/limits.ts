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

/** Allowances that nothing in the simulated org draws on. */
const UNTOUCHED = new Map([
  ['ConcurrentAsyncGetReportInstances', 200],
  ['ConcurrentSyncReportRuns', 20],
  ['DailyAsyncApexExecutions', 250_000],
  ['DailyBulkV2QueryFileStorageMB', 976_562],
  ['DailyDurableStreamingApiEvents', 10_000],
  ['DailyStandardVolumePlatformEvents', 10_000],
  ['DailyStreamingApiEvents', 10_000],
  ['DailyWorkflowEmails', 1000],
  ['FileStorageMB', 20_480],
  ['HourlyAsyncReportRuns', 1200],
  ['HourlySyncReportRuns', 500],
  ['HourlyTimeBasedWorkflow', 1000],
  ['MassEmail', 5000],
  ['SingleEmail', 5000],
]);

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
