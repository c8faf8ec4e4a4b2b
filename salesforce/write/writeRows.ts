import { hasFeature } from '../api';
import type { IngestJob } from '../bulk/jobs';
import { isRefusedJob } from '../bulk/upload';
import { keyPrefixOf, type FieldDescribe, type ObjectDescribe } from '../describe';
import { asError, InputError, isOrgsFailure } from '../errors';
import type { BulkObstacle } from '../errors/problems';
import type { Org } from '../org';
import { namingRecord, resolveIds } from '../records/resolve';
import { writeByBulk, type BulkRows, type BulkWriteSettings } from './byBulk';
import { writeByRequests, type JobRows, type RequestSettings } from './byRequests';
import { collections, collectionsFeature, haveAddresses, single, type Carrier } from './carriers';
import { parentReader } from './parents';
import { wavesOf } from './chunks';
import { withoutRoundedParents } from './parentNames';
import type { WriteJob, WriteOutcome, WriteRow } from './rows';

/** `automatic`: whichever needs the fewest requests. */
export type SendAs = 'automatic' | 'bulk' | 'collections' | 'oneByOne';

/** The rows of one job. */
export interface WriteGroup extends JobRows {
  readonly sendAs: SendAs;
  /** Number of rows from which `automatic` uses Bulk API 2.0. */
  readonly bulkFrom: number;
  /** The object that is written, if it has already been described. */
  readonly described?: ObjectDescribe;
  /** The job's external ID field. */
  readonly keyField?: FieldDescribe;
}

type Way = Carrier | 'bulk';

/**
 * Writes rows in the requested way, or in the cheapest way. What Bulk rejects (an object or a value that it does not
 * support) was not loaded, and is sent in collections unless Bulk was requested.
 * @returns one outcome for each row, by the rows' `index`
 * @throws what `org.wait` throws when the execution is canceled
 */
export async function writeRows(
  org: Org,
  group: WriteGroup,
  settings: BulkWriteSettings & RequestSettings,
): Promise<Map<number, WriteOutcome>> {
  const way = wayOf(org, group);
  const { described, keyField } = group;
  const known: JobRows = {
    rows: group.rows,
    job: { ...group.job, keyPrefix: group.job.keyPrefix ?? keyPrefixOf(group.job.object, described) },
  };
  const { job, rows, outcomes } =
    keyField !== undefined && needsIds(known, way)
      ? await withIds(org, known, keyField)
      : { ...known, outcomes: new Map<number, WriteOutcome>() };
  const write = async (by: Way, some: readonly WriteRow[]): Promise<void> => {
    const written =
      by === 'bulk'
        ? await loadJob(org, { job, rows: some }, described, settings)
        : await sendRows(org, by, { job, rows: some, described }, settings);
    for (const [index, outcome] of by === single ? namingRecords(written, job, some) : written) {
      outcomes.set(index, outcome);
    }
  };
  await write(way, rows);
  if (way === 'bulk' && group.sendAs === 'automatic') {
    const left = rows.filter(({ index }) => wasNotLoaded(outcomes.get(index)));
    if (left.length > 0) await write(manyOf(org, job), left);
  }
  return outcomes;
}

/** Requests for one record do not say which is missing. */
function namingRecords(
  written: ReadonlyMap<number, WriteOutcome>,
  { object, externalIdField: field }: WriteJob,
  rows: readonly WriteRow[],
): Map<number, WriteOutcome> {
  const named = new Map(written);
  for (const { index, key } of rows) {
    const outcome = written.get(index);
    if (key === undefined || outcome === undefined || !('error' in outcome)) continue;
    named.set(index, { error: namingRecord(outcome.error, object, field === undefined ? key : { field, value: key }) });
  }
  return named;
}

/** Whether the row was in no job. */
function wasNotLoaded(outcome: WriteOutcome | undefined): boolean {
  if (outcome === undefined || !('error' in outcome)) return false;
  return isRefusedJob(outcome.error) || outcome.error instanceof InputError;
}

function wayOf(org: Org, { sendAs, rows, bulkFrom, job }: WriteGroup): Way {
  if (sendAs === 'bulk') return 'bulk';
  if (sendAs === 'oneByOne') return single;
  if (sendAs === 'collections') return collections;
  // A single record costs one request either way, and the record's own resource returns more details.
  if (rows.length === 1) return single;
  const canBulk = hasFeature(org, 'bulkLoad') && meansTheSameInBulk(job);
  const many = manyOf(org, job);
  return rows.length >= bulkFrom && canBulk && isBulkCheaper(rows, many) ? 'bulk' : many;
}

/** Requests of a Bulk job at least: it is created, filled, closed, looked at, and its results are read. */
const REQUESTS_OF_JOB = 6;

/** Rows for the same record need a job each. */
function isBulkCheaper(rows: readonly WriteRow[], { size }: Carrier): boolean {
  const waves = wavesOf(rows);
  const requests = waves.reduce((sum, { length }) => sum + Math.ceil(length / size), 0);
  return waves.length === 1 || waves.length * REQUESTS_OF_JOB < requests;
}

/** Older API versions write one by one; nothing else than a collection is all or none. */
function manyOf(org: Org, { operation, allOrNone }: WriteJob): Carrier {
  return allOrNone || hasFeature(org, collectionsFeature(operation)) ? collections : single;
}

/** Objects with assignment rules: REST runs the active rule, and Bulk only a rule set by ID. */
const ASSIGNED: ReadonlySet<string> = new Set(['Account', 'Case', 'Lead']);

function meansTheSameInBulk(job: WriteJob): boolean {
  const isRuleOpen = hasActiveRule(job) && job.headers.assignmentRule === undefined;
  return bulkObstacle(job) === undefined && !isRuleOpen;
}

function hasActiveRule({ operation, object }: WriteJob): boolean {
  return operation !== 'delete' && ASSIGNED.has(object);
}

/** What was asked of a write that Bulk does not support; undefined when Bulk can do it. */
function bulkObstacle(job: WriteJob): BulkObstacle | undefined {
  if (job.allOrNone) return 'allOrNone';
  if (job.headers.allowDuplicates === true) return 'allowDuplicates';
  return job.headers.assignmentRule === true && hasActiveRule(job) ? 'activeRule' : undefined;
}

const OBSTACLES: Readonly<Record<BulkObstacle, string>> = {
  activeRule: 'The Bulk API cannot run the active assignment rule, only a rule by its ID.',
  allOrNone: 'The Bulk API does not support saving all records or none.',
  allowDuplicates: 'The Bulk API cannot save records despite a duplicate rule.',
};

async function loadJob(
  org: Org,
  { job, rows }: JobRows,
  described: ObjectDescribe | undefined,
  settings: BulkWriteSettings,
): Promise<Map<number, WriteOutcome>> {
  if (rows.length === 0) return new Map();
  return await orEachFails(rows, async () => {
    const what = bulkObstacle(job);
    if (what !== undefined) throw new InputError(OBSTACLES[what], { reason: 'bulkCannot', what });
    const object = described ?? (await org.describe.object(job.object));
    return await writeByBulk(org, { job: ingestJobOf(job), rows, described: object }, settings);
  });
}

async function sendRows(
  org: Org,
  by: Carrier,
  { job, rows, described }: JobRows & { readonly described: ObjectDescribe | undefined },
  settings: RequestSettings,
): Promise<Map<number, WriteOutcome>> {
  if (described === undefined) return await writeByRequests(org, by, { job, rows }, settings);
  const { fit, outcomes } = await withoutRoundedParents(org, rows, described);
  const written = await writeByRequests(org, by, { job, rows: withParents(fit, described) }, settings);
  return new Map([...outcomes, ...written]);
}

const INGEST_OPERATIONS: Readonly<Record<WriteJob['operation'], IngestJob['operation']>> = {
  create: 'insert',
  delete: 'delete',
  update: 'update',
  upsert: 'upsert',
};

function ingestJobOf({ operation, object, externalIdField, headers: { assignmentRule } }: WriteJob): IngestJob {
  return {
    operation: INGEST_OPERATIONS[operation],
    object,
    ...(externalIdField === undefined ? {} : { externalIdField }),
    ...(typeof assignmentRule === 'string' ? { assignmentRuleId: assignmentRule } : {}),
  };
}

/**
 * Loads rows with Bulk only.
 * @returns one outcome for each row, by the rows' `index`
 * @throws what `org.wait` throws when the execution is canceled
 */
export async function loadRows(
  org: Org,
  load: BulkRows,
  settings: BulkWriteSettings,
): Promise<Map<number, WriteOutcome>> {
  return await orEachFails(load.rows, () => writeByBulk(org, load, settings));
}

/** A problem that affects all rows is the error of each row. */
async function orEachFails(
  rows: readonly WriteRow[],
  write: () => Promise<Map<number, WriteOutcome>>,
): Promise<Map<number, WriteOutcome>> {
  try {
    return await write();
  } catch (error) {
    if (!isOfRows(error)) throw error;
    return new Map(rows.map(({ index }) => [index, { error }]));
  }
}

/** A canceled execution is not an error of any row. */
function isOfRows(error: unknown): error is Error {
  return error instanceof InputError || isOrgsFailure(error);
}

/** Collections and Bulk update only by ID, and no resource returns the ID of a record deleted by external ID. */
function needsIds({ job, rows }: JobRows, way: Way): boolean {
  const { operation } = job;
  return operation === 'delete' || (operation === 'update' && (way !== single || !haveAddresses(job, rows)));
}

interface Identified extends JobRows {
  /** Of the rows that have no ID. */
  readonly outcomes: Map<number, WriteOutcome>;
}

/** The rows under their IDs. */
async function withIds(
  org: Org,
  { job: { operation, object, keyPrefix, headers, allOrNone }, rows }: JobRows,
  keyField: FieldDescribe,
): Promise<Identified> {
  const identified: WriteRow[] = [];
  const outcomes = new Map<number, WriteOutcome>();
  const keys = [...new Set(rows.flatMap(({ key }) => key ?? []))];
  const resolved = await resolveIds(org, { object, keyPrefix }, keyField, keys).catch((error: unknown) => ({ error }));
  for (const row of rows) {
    const found = resolved instanceof Map ? resolved.get(row.key ?? '') : resolved;
    if (found !== undefined && 'id' in found) identified.push({ ...row, key: found.id });
    else outcomes.set(row.index, { error: asError(found?.error) });
  }
  return { job: { operation, object, keyPrefix, headers, allOrNone }, rows: identified, outcomes };
}

function withParents(rows: readonly WriteRow[], described: ObjectDescribe): readonly WriteRow[] {
  const parentOf = parentReader(described);
  return rows.map((row) => {
    const parent = parentOf(row.values);
    return parent === undefined ? row : { ...row, parent };
  });
}
