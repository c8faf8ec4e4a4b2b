import { createHash } from 'crypto';

import { CHANGES_PER_PAGE, timeFieldOf } from '../../../../salesforce/changes';
import type { Change, ChangeKind, ChangeWatch, WatchedRecords } from '../../../../salesforce/changes';
import { fieldAtPath, findField, withCurrentFields, type ObjectDescribe } from '../../../../salesforce/describe';
import { nameAmong } from '../../../../salesforce/names';
import { recordsPrefix } from '../../../../salesforce/query';
import { answerText, isRecord } from '../../../../salesforce/errors';
import type { SalesforceRecord } from '../../../../salesforce/query';
import { readConditions } from '../../fields/conditions';
import { asksForAllFields, readFieldsToSelect } from '../../fields/fieldsToReturn';
import { formsOfObjects } from '../../fields/moreObjects';
import { readObject } from '../../fields/object';
import { readOnlyWhenFieldsChange } from '../../fields/onlyWhenFieldsChange';
import { readIgnoredUsers, readPollingOptions, type PollingOptions } from '../../fields/polling';
import { readSoqlConditions } from '../../fields/soqlConditions';
import { readTriggerOn } from '../../fields/triggerOn';
import { AdvisedError } from '../../host/advice';
import type { FormValues } from '../../host/form';
import type { NodeOrg } from '../../host/org';

/** Some 0.5 MB of state, and as much again for the state before. */
export const MOST_KEPT = 20_000;
const MOST_PRINTS = 20_000;

/** What the form asks to watch of one object. */
export interface Watch {
  /** The same for whatever can go on from the same state. */
  readonly name: string;
  /** The same for fingerprints of the same fields. */
  readonly printed: string;
  readonly records: WatchedRecords;
  readonly settings: Omit<ChangeWatch, 'isOver' | 'mostGiven'>;
  readonly repeatsAfterRestart: boolean;
  /** Where the form asks for all fields: the same with those that the object is now known to have. */
  readonly current: (() => Promise<Watch>) | undefined;
}

/** Reads what is watched, and once more if the node itself has chosen a field that is not there any more. */
export async function readWatched<T>(
  { describe }: NodeOrg,
  watch: Watch,
  read: (watch: Watch) => Promise<T>,
): Promise<T> {
  const { current, records } = watch;
  if (current === undefined) return await read(watch);
  return await withCurrentFields(describe, records.object, async () => await read(await current()));
}

/** Why an object could not be polled; one of several is named. */
export interface ObjectFailure {
  readonly object?: string | undefined;
  readonly error: unknown;
}

/** What the form asks to watch. */
export interface Watches {
  /** Whether the form has several objects. */
  readonly areSeveral: boolean;
  readonly watches: readonly Watch[];
  /** Of objects for which the form asks for what is not there, or that could not be described. */
  readonly failures: readonly ObjectFailure[];
}

export function failureOfObject(
  { areSeveral }: Pick<Watches, 'areSeveral'>,
  object: string | undefined,
  error: unknown,
): ObjectFailure {
  return areSeveral ? { object, error } : { error };
}

/**
 * One for each object of the form that can be watched.
 * @throws InputError, AdvisedError for what concerns all of them
 */
export async function readWatches(org: NodeOrg, form: FormValues): Promise<Watches> {
  const forms = formsOfObjects(form);
  const objects = forms.map(readObject);
  const areSeveral = forms.length > 1;
  const asked: AskedOfAll = {
    kind: readTriggerOn(form),
    options: readPollingOptions(form),
    ignored: await readIgnoredUsers(org, form),
    objects: forms.length,
  };
  const read = await Promise.allSettled(forms.map((one) => readWatch(org, one, asked)));
  const watches = read.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
  const failures = read.flatMap((one, n) =>
    one.status === 'rejected' ? [failureOfObject({ areSeveral }, objects[n], one.reason)] : [],
  );
  const names = watches.map(({ records }) => records.object);
  const twice = names.find((name, n) => names.indexOf(name) !== n);
  if (twice === undefined) return { areSeveral, watches, failures };
  throw new AdvisedError(`${twice} is chosen twice.`, {
    field: 'More Objects',
    actions: [
      'Remove one of them. To watch one object with different conditions, join them with OR, or use two triggers.',
    ],
  });
}

/** What the form asks of every object alike. */
interface AskedOfAll {
  readonly kind: ChangeKind;
  readonly options: PollingOptions;
  /** IDs of users. */
  readonly ignored: ReadonlySet<string>;
  /** How many share what can be kept. */
  readonly objects: number;
}

async function readWatch(org: NodeOrg, form: FormValues, asked: AskedOfAll): Promise<Watch> {
  const { kind, options, ignored, objects } = asked;
  const described = await org.describe.object(readObject(form));
  const object = described.name;
  const timeField = timeFieldOf(described, kind);
  const printed = readOnlyWhenFieldsChange(form, kind);
  const what = 'Watched Fields';
  await Promise.all(printed.map((path) => fieldAtPath(org.describe, object, path, what)));
  const fields = [...(await readFieldsToSelect(org, form, object)), ...printed];
  const conditions = [await readConditions(org, form, object), readSoqlConditions(form)].filter(
    (one) => one !== undefined,
  );
  await Promise.all(neededFields(asked).map((name) => fieldAtPath(org.describe, object, name, 'Ignore Changes By')));
  const { repeatsAfterRestart, ...settings } = options;
  return {
    name: [kind, object, timeField].join(' '),
    printed: printed.join(','),
    records: {
      object,
      keyPrefix: recordsPrefix(object, described),
      fields: [...neededFields(asked), ...mergedInto(kind, described), ...fields],
      where: { match: 'all', conditions },
      timeZone: org.timeZone,
      timeField,
      areDeleted: kind === 'deleted',
      // What is known by its ID alone cannot be held against what the form asks for.
      arePurged: kind === 'deleted' && described.replicateable && conditions.length === 0 && ignored.size === 0,
    },
    settings: {
      ...settings,
      wants: ({ record, time }) => isOfKind(kind, record, time) && !ignored.has(answerText(record[authorField(kind)])),
      ...(printed.length === 0 ? {} : { printOf: (change: Change) => printOf(change, printed) }),
      mostKept: Math.ceil(MOST_KEPT / objects),
      mostPrints: Math.ceil(MOST_PRINTS / objects),
      manyKept: CHANGES_PER_PAGE,
    },
    repeatsAfterRestart,
    current: asksForAllFields(form) ? async () => await readWatch(org, form, asked) : undefined,
  };
}

/** Fields that tell whether a change is wanted. */
function neededFields({ kind, ignored }: AskedOfAll): string[] {
  return [...(kind === 'updated' ? ['CreatedDate'] : []), ...(ignored.size > 0 ? [authorField(kind)] : [])];
}

/** A merge deletes all records but one, which the others name. */
function mergedInto(kind: ChangeKind, object: ObjectDescribe): string[] {
  const field = kind === 'deleted' ? findField(object, 'MasterRecordId') : undefined;
  return field === undefined ? [] : [field.name];
}

/** Who made the change that is watched for. */
function authorField(kind: ChangeKind): string {
  return kind === 'created' ? 'CreatedById' : 'LastModifiedById';
}

/** A record that was never changed has the time of its creation. */
function isOfKind(kind: ChangeKind, record: SalesforceRecord, time: number): boolean {
  return kind !== 'updated' || time > Date.parse(answerText(record['CreatedDate']));
}

/** Six bytes are enough to tell the values of a record from its former ones. */
function printOf({ record }: Change, paths: readonly string[]): string {
  const values = paths.map((path) => path.split('.').reduce<unknown>(valueOf, record) ?? null);
  return createHash('sha1').update(JSON.stringify(values)).digest('base64').slice(0, 8);
}

/** Field names may be typed in any case. */
function valueOf(record: unknown, name: string): unknown {
  return isRecord(record) ? record[nameAmong(Object.keys(record), name) ?? name] : undefined;
}
