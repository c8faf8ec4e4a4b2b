import { AnswerError } from '../errors';
import { canonicalId, isIdWith } from '../ids';
import type { Org } from '../org';
import { pagesOf, type Page } from '../query/pages';
import type { SalesforceRecord } from '../query/records';
import { select, type ConditionGroup, type Select } from '../soql/select';
import type { SeenClock } from './clock';
import { deleteLogOf } from './deleteLog';
import type { Change, ChangeSource } from './poll';
import type { ChangedObject } from './range';
import { isFrom, type ChangePosition } from './state';
import { timeIn } from './times';
import { latestDateCovered } from './updated';

/** Records that are watched. */
export interface WatchedRecords extends ChangedObject {
  /** Fields to read, parents' by path. */
  readonly fields: readonly string[];
  readonly where?: ConditionGroup | undefined;
  /** For days in conditions: whose day it is. */
  readonly timeZone?: string;
  /** The field that tells when a record changed. */
  readonly timeField: string;
  /** Deleted records, in place of those that exist. */
  readonly areDeleted: boolean;
  /** Also deleted records that are no longer in the Recycle Bin, of which only the ID is known. */
  readonly arePurged?: boolean;
}

/** Records in a request: Salesforce returns no more at once. */
export const CHANGES_PER_PAGE = 2_000;

/** The changes of an org's records. Each page is a query of its own: no result has to outlive a session. */
export function changesIn(org: Org, watched: WatchedRecords): ChangeSource {
  return {
    page: async (from) => {
      const { page, ...read } = await query(org, watched, {
        where: since(watched, from),
        orderBy: byTime(watched, 'asc'),
        limit: CHANGES_PER_PAGE,
      });
      const changes = changesOn(page, watched, from);
      return { changes, isLast: page.done && changes.length < CHANGES_PER_PAGE, ...read };
    },
    covered: async (now) => await latestDateCovered(org, watched, now),
    ...(watched.arePurged === true ? { deleteLog: async (range) => await deleteLogOf(org, watched, range) } : {}),
  };
}

/** The record that changed last, and the time in Salesforce. */
export async function newestChange(
  org: Org,
  watched: WatchedRecords,
): Promise<{ record: SalesforceRecord | undefined; clock: SeenClock }> {
  const { page, asOf, here } = await query(org, watched, { orderBy: byTime(watched, 'desc'), limit: 1 });
  const [record] = page.records;
  return { record: record === undefined ? undefined : changeOf(record, watched).record, clock: { time: asOf, here } };
}

type Rest = Pick<Select, 'limit' | 'orderBy' | 'where'>;

async function query(
  org: Org,
  { object, fields, where, timeField, timeZone = 'UTC', areDeleted }: WatchedRecords,
  rest: Rest,
): Promise<{ page: Page; asOf: number; here: number; took: number }> {
  const deleted = { field: 'IsDeleted', operator: 'equals', value: true, type: 'boolean' } as const;
  const conditions = [where, areDeleted ? deleted : undefined, rest.where].filter((one) => one !== undefined);
  const soql = select(
    { object, fields: ['Id', timeField, ...fields], ...rest, where: { match: 'all', conditions } },
    { timeZone },
  );
  const here = org.now();
  const { value: page } = await pagesOf(org, soql, { includeDeleted: areDeleted }).next();
  const { time } = org.clock;
  if (page === undefined || time === undefined) throw new AnswerError(200, 'it does not tell Salesforce’s time');
  // The data may have been read when the request had just arrived.
  const took = org.now() - here;
  return { page, asOf: time - took, here, took };
}

function since({ timeField }: WatchedRecords, { time, id }: ChangePosition): ConditionGroup {
  const at = { field: timeField, value: new Date(time), type: 'datetime' } as const;
  if (id === undefined) return { match: 'all', conditions: [{ ...at, operator: 'greaterOrEqual' }] };
  const behind = { field: 'Id', operator: 'greaterThan', value: id, type: 'id' } as const;
  return {
    match: 'any',
    conditions: [
      { ...at, operator: 'greaterThan' },
      { match: 'all', conditions: [{ ...at, operator: 'equals' }, behind] },
    ],
  };
}

function byTime({ timeField }: WatchedRecords, direction: 'asc' | 'desc'): NonNullable<Select['orderBy']> {
  return [
    { field: timeField, direction },
    { field: 'Id', direction },
  ];
}

/**
 * What a page brings: each change comes after the position, and after the one before it. Going on from any other page
 * could leave changes out.
 */
function changesOn({ records, done }: Page, watched: WatchedRecords, from: ChangePosition): Change[] {
  // Salesforce may return fewer records at once than were asked for, but never none of many.
  if (records.length === 0 && !done) throw new AnswerError(200, 'it reports more records, and none came');
  let position = from;
  return records.map((record) => {
    const change = changeOf(record, watched);
    if (!isFrom(position, change)) {
      throw new AnswerError(200, `records in the order of ${watched.timeField} and Id were expected`, record);
    }
    position = { time: change.time, id: change.id };
    return change;
  });
}

function changeOf(record: SalesforceRecord, { object, keyPrefix, timeField }: WatchedRecords): Change {
  const id = canonicalId(record['Id']);
  const time = timeIn(record[timeField]);
  if (isIdWith(keyPrefix, id) && time !== undefined) return { id, time, record };
  throw new AnswerError(200, `a record of ${object} with an ID and ${timeField} was expected`, record);
}
