import { datetimeText } from '../data/coerce';
import { ApiError } from '../types';
import type { ObjectSchema } from '../types';
import type { Answer, Call } from './call';
import { badRequest, ok } from './call';
import { objectNamed } from './objects';

const DAY = 86_400_000;
const MINUTE = 60_000;

/** Salesforce leaves the seconds of a range out of account. */
const toMinute = (date: Date): Date => new Date(Math.floor(date.getTime() / MINUTE) * MINUTE);

const invalidDate = (message: string): ApiError => badRequest('INVALID_REPLICATION_DATE', message);

function dateParameter(call: Call, name: string): Date {
  const text = call.query.get(name);
  if (text === null) throw badRequest('MISSING_ARGUMENT', `${name} is required`);
  // A + that was not encoded arrives as a space.
  const date = new Date(text.replace(' ', '+'));
  if (Number.isNaN(date.getTime())) throw badRequest('INVALID_FIELD', `invalid date: ${text}`);
  return toMinute(date);
}

interface Range {
  object: ObjectSchema;
  start: Date;
  end: Date;
}

/** The sentence is recorded, its code is not: https://github.com/MinnPost/object-sync-for-salesforce/issues/109 */
const notReplicable = ({ name }: ObjectSchema): ApiError =>
  badRequest('INVALID_TYPE', `sObject type ${name} is not replicable`);

function range(call: Call, objectName: string, days: number): Range {
  const object = objectNamed(call, objectName);
  if (!object.replicateable) throw notReplicable(object);
  const start = dateParameter(call, 'start');
  const end = dateParameter(call, 'end');
  if (start.getTime() >= end.getTime()) throw invalidDate('startDate must be before endDate');
  if (start.getTime() < call.org.clock.now().getTime() - days * DAY) {
    throw invalidDate(`startDate before org replication enabled date or more than ${String(days)} days ago`);
  }
  return { object, start, end };
}

/**
 * Up to where nothing is missing: while a transaction runs, only to its beginning, for what it writes carries times since
 * then.
 * @see https://developer.salesforce.com/docs/atlas.en-us.api.meta/api/sforce_api_calls_getupdated_getupdatedresult.htm
 */
function latestDateCovered({ org }: Call, end: Date): string {
  const now = org.deleteLog.coversFuture ? end : org.clock.now();
  const earlier = [end, now, org.store.oldestTransaction ?? end].map((date) => date.getTime());
  return datetimeText(toMinute(new Date(Math.min(...earlier))));
}

function checkCount({ org }: Call, count: number): void {
  if (count > org.deleteLog.mostIds) throw badRequest('EXCEEDED_ID_LIMIT', 'too many IDs: choose a shorter range');
}

/**
 * GET /sobjects/X/updated?start&end, of at most 30 days
 * @see https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/resources_getupdated.htm
 */
export function updatedRecords(call: Call, objectName: string): Answer {
  const { object, start, end } = range(call, objectName, 30);
  const ids = call.org.store.changed(object, start, end).map((change) => change.id);
  checkCount(call, ids.length);
  return ok({ ids, latestDateCovered: latestDateCovered(call, end) });
}

/**
 * The delete log. What was purged of it, and how many IDs it gives at once, are switches.
 * @see https://developer.salesforce.com/docs/atlas.en-us.api.meta/api/sforce_api_calls_getdeleted.htm
 */
export interface DeleteLogSettings {
  /** Milliseconds since when there are entries, before the 15 days are over. */
  purgedUntil: number;
  /** In one answer, also of what was updated. */
  mostIds: number;
  /** Whether a range that begins before the first entry is refused, as the guide says; or else answered in part. */
  refusesPurged: boolean;
  /**
   * Whether a range that ends in the future is covered up to its end, by both lists. The guide says of latestDateCovered
   * that it is not after the end, and nothing of the present.
   */
  coversFuture: boolean;
}

export const DELETE_LOG: DeleteLogSettings = {
  purgedUntil: 0,
  mostIds: 600_000,
  refusesPurged: true,
  coversFuture: false,
};

/** GET /sobjects/X/deleted?start&end, of at most 15 days */
export function deletedRecords(call: Call, objectName: string): Answer {
  const { object, start, end } = range(call, objectName, 15);
  const { purgedUntil, refusesPurged } = call.org.deleteLog;
  const earliest = toMinute(new Date(Math.max(purgedUntil, call.org.clock.now().getTime() - 15 * DAY)));
  if (refusesPurged && start.getTime() < purgedUntil) throw invalidDate('the delete log was purged after startDate');
  const deleted = call.org.store
    .deleted(object, start, end)
    .filter(({ deletedDate }) => Date.parse(deletedDate) >= purgedUntil);
  checkCount(call, deleted.length);
  return ok({
    deletedRecords: deleted.map(({ id, deletedDate }) => ({ id, deletedDate })),
    earliestDateAvailable: datetimeText(earliest),
    latestDateCovered: latestDateCovered(call, end),
  });
}
