import { isOrgs } from '../bulk/again';
import { RefusedJobError } from '../bulk/refusal';
import { bulkObstacle, bulkWriteRows, type BulkWriteSettings } from './byBulk';
import type { FieldDescribe, ObjectDescribe } from '../describe';
import { asError, InputError } from '../errors';
import type { Send } from '../http';
import { collections, single, type Carrier } from './carriers';
import { parentReader } from './parents';
import { resolveIds } from '../records/resolve';
import type { WriteJob, WriteOutcome, WriteRow } from './rows';
import { writeRows, type WriteSettings } from './byRequests';

/** `automatic`: whichever costs least requests. */
export type SendAs = 'automatic' | 'bulk' | 'collections' | 'oneByOne';

/** Rows that one job holds for. */
export interface WriteGroup {
  readonly job: WriteJob;
  readonly sendAs: SendAs;
  /** How many rows `automatic` gives to Bulk API 2.0. */
  readonly bulkFrom: number;
  readonly rows: readonly WriteRow[];
  /** The object that is written, where it has been looked at already. */
  readonly described?: ObjectDescribe;
  /** The job's external ID field. */
  readonly keyField?: FieldDescribe;
}

export interface Org {
  /** Sends reads again by itself. */
  readonly send: Send;
  /** Sends nothing again. */
  readonly sendOnce: Send;
  readonly describe: (object: string) => Promise<ObjectDescribe>;
}

export type GroupSettings = Omit<BulkWriteSettings, 'described'> & WriteSettings;

type Way = Carrier | 'bulk';

/**
 * Writes rows the way they are to be sent, or the way that costs least. What Bulk does not take (an object that it does
 * not know, a value that it cannot carry) was not loaded, and goes in collections unless Bulk was asked for.
 * @returns one outcome for each row, by the rows' `index`
 * @throws what `settings.wait` throws when the execution is cancelled
 */
export async function writeGroup(
  org: Org,
  group: WriteGroup,
  settings: GroupSettings,
): Promise<Map<number, WriteOutcome>> {
  const way = wayOf(group);
  const { keyField } = group;
  const { job, rows, outcomes } =
    keyField !== undefined && needsIds(group.job, way)
      ? await withIds(org.send, group.job, group.rows, keyField, settings.version)
      : { ...group, outcomes: new Map<number, WriteOutcome>() };
  const write = async (by: Way, some: readonly WriteRow[]): Promise<void> => {
    const written =
      by === 'bulk'
        ? await writeByBulk(org, { ...group, job, rows: some }, settings)
        : await writeRows(org.sendOnce, by, job, withParents(some, group.described), settings);
    for (const [index, outcome] of written) outcomes.set(index, outcome);
  };
  await write(way, rows);
  if (way === 'bulk' && group.sendAs === 'automatic') {
    const left = rows.filter(({ index }) => wasNotLoaded(outcomes.get(index)));
    if (left.length > 0) await write(collections, left);
  }
  return outcomes;
}

/** Whether the row came into no job. */
function wasNotLoaded(outcome: WriteOutcome | undefined): boolean {
  if (outcome === undefined || !('error' in outcome)) return false;
  return outcome.error instanceof RefusedJobError || outcome.error instanceof InputError;
}

function wayOf({ sendAs, rows, bulkFrom, job }: WriteGroup): Way {
  if (sendAs === 'bulk') return 'bulk';
  if (sendAs === 'oneByOne') return single;
  if (sendAs === 'collections') return collections;
  // Alone, a record costs one request either way, and more is said of it when it is sent as what it is.
  if (rows.length === 1) return single;
  return rows.length >= bulkFrom && meansTheSameInBulk(job) ? 'bulk' : collections;
}

/** Objects with assignment rules: REST runs the active one, and Bulk none that is not named. */
const ASSIGNED: ReadonlySet<string> = new Set(['Account', 'Case', 'Lead']);

function meansTheSameInBulk(job: WriteJob): boolean {
  const runsActiveRule = job.headers.assignmentRule === undefined || job.headers.assignmentRule === true;
  const assigns = job.operation !== 'delete' && ASSIGNED.has(job.object) && runsActiveRule;
  return bulkObstacle(job) === undefined && !assigns;
}

async function writeByBulk(
  { sendOnce, describe }: Org,
  { job, rows, described }: WriteGroup,
  settings: GroupSettings,
): Promise<Map<number, WriteOutcome>> {
  if (rows.length === 0) return new Map();
  try {
    const object = described ?? (await describe(job.object));
    return await bulkWriteRows(sendOnce, job, rows, { ...settings, described: object });
  } catch (error) {
    if (!isOfRows(error)) throw error;
    return new Map(rows.map(({ index }) => [index, { error }]));
  }
}

/** What hinders all rows is each one's error; a cancelled execution is nobody's. */
function isOfRows(error: unknown): error is Error {
  return error instanceof InputError || isOrgs(error);
}

/** Collections and Bulk update by ID alone, and no resource says which record it deleted by an external ID. */
function needsIds({ operation }: WriteJob, way: Way): boolean {
  return operation === 'delete' || (operation === 'update' && way !== single);
}

interface Identified {
  job: WriteJob;
  /** Under their IDs. */
  rows: WriteRow[];
  /** Of the rows that have none. */
  outcomes: Map<number, WriteOutcome>;
}

async function withIds(
  send: Send,
  { operation, object, headers, allOrNone }: WriteJob,
  rows: readonly WriteRow[],
  keyField: FieldDescribe,
  version: string,
): Promise<Identified> {
  const job = { operation, object, headers, allOrNone };
  const identified: Identified = { job, rows: [], outcomes: new Map() };
  const keys = [...new Set(rows.flatMap(({ key }) => key ?? []))];
  const resolved = await resolveIds(send, version, object, keyField, keys).catch((error: unknown) => ({ error }));
  for (const row of rows) {
    const found = resolved instanceof Map ? resolved.get(row.key ?? '') : resolved;
    if (found !== undefined && 'id' in found) identified.rows.push({ ...row, key: found.id });
    else identified.outcomes.set(row.index, { error: asError(found?.error) });
  }
  return identified;
}

function withParents(rows: readonly WriteRow[], described: ObjectDescribe | undefined): readonly WriteRow[] {
  if (described === undefined) return rows;
  const parentOf = parentReader(described);
  return rows.map((row) => {
    const parent = parentOf(row.values);
    return parent === undefined ? row : { ...row, parent };
  });
}
