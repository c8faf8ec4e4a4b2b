import { normalizeId, numberOf } from '../data';
import { ApiError } from '../types';
import type { Bulk } from './bulk';
import { jobListed } from './jobInfo';
import type { Job } from './jobs';
import type { BulkRequest } from './request';

const PAGE = 1_000;

const JOB_TYPES: ReadonlyMap<Job['kind'], string> = new Map([
  ['ingest', 'V2Ingest'],
  ['query', 'V2Query'],
]);

/** Whether the filters of the request leave the jobs of this kind: none are chunked by key, and all run in parallel. */
function wanted(kind: Job['kind'], { query }: BulkRequest): boolean {
  const { isPkChunkingEnabled, jobType, concurrencyMode } = query;
  if (isPkChunkingEnabled?.toLowerCase() === 'true') return false;
  if (jobType !== undefined && jobType !== JOB_TYPES.get(kind)) return false;
  return concurrencyMode === undefined || concurrencyMode.toLowerCase() === 'parallel';
}

/** A place that has nothing to do with when the job was made: Salesforce promises no order, as of results. */
const placeOf = ({ id }: Job): number => Math.imul(numberOf(id) ?? 0, 0x9e3779b1) >>> 0;

/** GET /jobs/ingest, GET /jobs/query: a thousand jobs a page, which `queryLocator` leads through. */
export function listJobs(bulk: Bulk, kind: Job['kind'], request: BulkRequest, version: string): unknown {
  const jobs = wanted(kind, request) ? bulk.list(kind).sort((a, b) => placeOf(a) - placeOf(b)) : [];
  const locator = request.query['queryLocator'];
  const from = locator === undefined ? 0 : jobs.findIndex((job) => job.id === normalizeId(locator));
  if (from < 0) throw new ApiError(400, { errorCode: 'INVALID_QUERY_LOCATOR', message: 'invalid query locator' });
  const next = jobs[from + PAGE];
  const filters = new URLSearchParams(request.raw.url?.split('?', 2)[1]);
  if (next !== undefined) filters.set('queryLocator', next.id);
  return {
    done: next === undefined,
    records: jobs.slice(from, from + PAGE).map(jobListed),
    nextRecordsUrl: next === undefined ? null : `/services/data/v${version}/jobs/${kind}?${filters.toString()}`,
  };
}
