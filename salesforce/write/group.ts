import type { FieldDescribe, ObjectDescribe } from '../describe';
import type { Send } from '../http';
import { collections, single, type Carrier } from './carriers';
import { parentReader } from './parents';
import { resolveIds } from './resolve';
import type { WriteJob, WriteOutcome, WriteRow } from './rows';
import { writeRows, type WriteSettings } from './write';

export type SendAs = 'automatic' | 'collections' | 'oneByOne';

/** Rows that one job holds for. */
export interface WriteGroup {
  readonly job: WriteJob;
  readonly sendAs: SendAs;
  readonly rows: readonly WriteRow[];
  /** The object that is written; not needed to delete by ID. */
  readonly described?: ObjectDescribe;
  /** The job's external ID field. */
  readonly keyField?: FieldDescribe;
}

export interface Senders {
  /** Sends reads again by itself. */
  readonly send: Send;
  /** Sends nothing again. */
  readonly sendOnce: Send;
}

/**
 * Writes rows the way they are to be sent, or the way that costs least.
 * @returns one outcome for each row, by the rows' `index`
 * @throws what `settings.wait` throws when the execution is cancelled
 */
export async function writeGroup(
  { send, sendOnce }: Senders,
  group: WriteGroup,
  settings: WriteSettings,
): Promise<Map<number, WriteOutcome>> {
  const carrier = carrierOf(group);
  const { described, keyField } = group;
  const { job, rows, outcomes } =
    keyField !== undefined && needsIds(group.job, carrier)
      ? await withIds(send, group.job, group.rows, keyField, settings.version)
      : { ...group, outcomes: new Map<number, WriteOutcome>() };
  const written = await writeRows(sendOnce, carrier, job, withParents(rows, described), settings);
  for (const [index, outcome] of written) outcomes.set(index, outcome);
  return outcomes;
}

/** A record that is alone costs one request either way, and says more when it is sent as what it is. */
function carrierOf({ sendAs, rows }: WriteGroup): Carrier {
  return sendAs === 'oneByOne' || (sendAs === 'automatic' && rows.length === 1) ? single : collections;
}

/** Collections update by ID alone, and no resource says which record it deleted by an external ID. */
function needsIds({ operation }: WriteJob, carrier: Carrier): boolean {
  return operation === 'delete' || (operation === 'update' && carrier !== single);
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

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}

function withParents(rows: readonly WriteRow[], described: ObjectDescribe | undefined): readonly WriteRow[] {
  if (described === undefined) return rows;
  const parentOf = parentReader(described);
  return rows.map((row) => {
    const parent = parentOf(row.values);
    return parent === undefined ? row : { ...row, parent };
  });
}
