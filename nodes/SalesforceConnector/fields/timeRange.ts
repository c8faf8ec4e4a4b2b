import type { INodeProperties } from 'n8n-workflow';

import { likelyTime } from '../../../salesforce/changes/clock';
import { isLongEnough, type TimeRange } from '../../../salesforce/changes/range';
import { MINUTE, toMinute } from '../../../salesforce/changes/times';
import { isBlank } from '../../../salesforce/values/blank';
import { datetimeText } from '../../../salesforce/values/dates';
import { AdvisedError } from '../host/advice';
import type { FormValues } from '../host/form';
import type { NodeOrg } from '../host/org';

const start: INodeProperties = {
  displayName: 'Start',
  name: 'start',
  type: 'dateTime',
  default: '',
  required: true,
  description: 'Beginning of the time range. Seconds are not counted.',
};

const end: INodeProperties = {
  displayName: 'End',
  name: 'end',
  type: 'dateTime',
  default: '',
  description: 'End of the time range. Leave empty for now.',
};

/** From when to when. */
export const timeRangeProperties: readonly INodeProperties[] = [
  { ...start, hint: 'To go on where the last run ended, use its latestDateCovered' },
  end,
];

const MS_OF_DAY = 86_400_000;

/**
 * Time passes between when Start was written and when Salesforce reads it: what was so many days ago is taken as the
 * earliest Start that Salesforce surely takes.
 */
const GRACE = 2 * MINUTE;

/** As many days before are an hour longer where the clocks went back in between. */
const CLOCK_CHANGE = 60 * MINUTE;

/**
 * The range in whole minutes.
 * @param days how far Salesforce looks back
 * @returns a range too short to ask for where a run comes soon after the last one
 * @throws InputError, AdvisedError for what Salesforce would refuse
 */
export function readTimeRange(org: NodeOrg, form: FormValues, days: number): TimeRange {
  const now = likelyTime(org.clock.time, org.now());
  const given = minuteOf(org, form, start);
  if (given === undefined) throw wrongRange('Start is empty.', 'Choose when the time range begins.');
  const earliest = toMinute(now) - days * MS_OF_DAY;
  if (given < earliest - GRACE - CLOCK_CHANGE) {
    throw wrongRange(`Start is more than ${days} days ago, as far as Salesforce looks back.`, 'Choose a later Start.');
  }
  const range = { start: Math.max(given, earliest + GRACE), end: minuteOf(org, form, end) ?? toMinute(now) };
  if (isLongEnough(range) || isTooSoon(range, now)) return range;
  throw wrongRange('Start must be two minutes or more before End.', 'Choose an earlier Start, or a later End.');
}

/** Whether a run goes on where the last one ended, with nothing to ask for yet. */
function isTooSoon({ start, end }: TimeRange, now: number): boolean {
  return start <= end && end >= toMinute(now) - GRACE;
}

function minuteOf({ timeZone }: NodeOrg, form: FormValues, { name, displayName }: INodeProperties): number | undefined {
  const value = form.param<unknown>(name, '');
  return isBlank(value) ? undefined : toMinute(Date.parse(datetimeText(value, displayName, timeZone)));
}

function wrongRange(message: string, action: string): AdvisedError {
  return new AdvisedError(message, { field: start.displayName, actions: [action] });
}
