import type { IDataObject, INodeExecutionData, IPollFunctions } from 'n8n-workflow';

import { newestChange } from '../../../../salesforce/changes';
import type { SalesforceRecord } from '../../../../salesforce/query';
import { readApiVersion, readShape } from '../../fields/options';
import { pause } from '../../host/cancellation';
import { canStartLater, startError, triggerError } from '../../host/failure';
import { formOf, type FormValues } from '../../host/form';
import { labelsOf } from '../../host/labels';
import { openOrg, type NodeOrg } from '../../host/org';
import { changesOfAll, givesRecords, type OfObject } from './changesOfAll';
import { isBeingStored, memoryOf, untilTaken } from './memory';
import { pollProperties } from './properties';
import { sampleOf } from './sample';
import { staticDataOf, type StaticData } from './staticData';
import { failureOfObject, readWatched, readWatches, type ObjectFailure, type Watch, type Watches } from './watch';

const LABELS = labelsOf(pollProperties);

/** What a poll gives to n8n. */
type Polled = INodeExecutionData[][] | null;

/** One poll: the records that have changed since the last one, or null. */
export async function pollForChanges(context: IPollFunctions): Promise<Polled> {
  if (context.getMode() === 'manual') return await testPoll(context);
  const memory = memoryOf(context);
  const isStart = isFirstPoll(context, staticDataOf(context));
  const before = memory.polling;
  // n8n does not wait for a poll before it begins the next one.
  if (before !== undefined && !isStart) return null;
  const polling = before === undefined ? poll(context, isStart) : endOfPoll(before).then(() => poll(context, isStart));
  memory.polling = polling;
  try {
    return await polling;
  } finally {
    if (memory.polling === polling) memory.polling = undefined;
  }
}

/** An activation waits this long for a poll of the former version of the workflow. */
const LONGEST_WAIT_FOR_POLL_MS = 30_000;

async function endOfPoll(before: Promise<unknown>): Promise<void> {
  const ended = new AbortController();
  const wait = pause(LONGEST_WAIT_FOR_POLL_MS, ended.signal).catch(() => undefined);
  await Promise.race([Promise.allSettled([before]), wait]);
  ended.abort();
  // n8n takes what the poll gives a moment later.
  await pause(1, undefined);
}

async function poll(context: IPollFunctions, isStart: boolean): Promise<Polled> {
  const { items, works, failures } = await pollAll(context, isStart).catch((error: unknown): PollResult => ({
    items: null,
    works: false,
    failures: [{ error }],
  }));
  const starts = ({ error }: ObjectFailure): boolean => isStart && canStartLater(context, error);
  // What gives something cannot fail, too, and n8n gives up on a trigger that fails at its start.
  const fatal = items !== null || (isStart && works) ? undefined : failures.find((failure) => !starts(failure));
  for (const failure of failures) {
    if (failure === fatal) continue;
    const error = pollError(context, failure, isStart);
    if (fatal === undefined && !starts(failure)) context.__emitError(error);
    else context.logger.warn(`${context.getNode().name}: ${error.message}`);
  }
  if (fatal !== undefined) throw pollError(context, fatal, isStart);
  return items;
}

interface PollResult {
  readonly items: Polled;
  /** Whether any object could be read. */
  readonly works: boolean;
  readonly failures: readonly ObjectFailure[];
}

async function pollAll(context: IPollFunctions, isStart: boolean): Promise<PollResult> {
  const staticData = staticDataOf(context);
  const asked = await askedOf(context);
  const mayBegin = isStart && asked.watches.some(isUnknown(context, staticData));
  if (isBeingStored(memoryOf(context), staticData) && !mayBegin) return { items: null, works: true, failures: [] };
  if (isStart && !staticData.isDurable) await untilTaken(memoryOf(context));
  const { found, failures } = await changesOfAll(context, { ...asked, staticData, isStart });
  return { items: givesRecords(found) ? itemsOf(asked, found) : null, works: found.length > 0, failures };
}

/** Whether a watch has still to begin. */
function isUnknown(context: IPollFunctions, staticData: StaticData): (watch: Watch) => boolean {
  const known = [...staticData.read().watches, ...memoryOf(context).kept.watches];
  return (watch) => known.every(({ name }) => name !== watch.name);
}

/** What Fetch Test Event shows. */
async function testPoll(context: IPollFunctions): Promise<Polled> {
  const asked = await askedOf(context).catch((error: unknown) => {
    throw pollError(context, { error });
  });
  const [failure] = asked.failures;
  if (failure !== undefined) throw pollError(context, failure);
  return itemsOf(asked, await Promise.all(asked.watches.map((watch) => newestOrSample(context, asked, watch))));
}

/** As n8n has it. */
function pollError(
  context: IPollFunctions,
  { object, error }: ObjectFailure,
  isStart = false,
): ReturnType<typeof triggerError> {
  const told = (isStart ? startError : triggerError)({ node: context.getNode(), labels: LABELS }, error);
  if (object !== undefined && !told.message.includes(object)) told.message = `${object}: ${told.message}`;
  return told;
}

/** What the form asks for. */
interface AskedByForm extends Watches {
  readonly form: FormValues;
  readonly org: NodeOrg;
}

async function askedOf(context: IPollFunctions): Promise<AskedByForm> {
  const form = formOf(context, pollProperties);
  const org = await openOrg(context, readApiVersion(form), LABELS);
  return { form, org, ...(await readWatches(org, form)) };
}

const polled = new WeakSet<IPollFunctions>();

/** Whether this poll activates the trigger. With durable cursors, each poll has a context of its own. */
function isFirstPoll(context: IPollFunctions, { isDurable }: StaticData): boolean {
  const isFirst = !polled.has(context);
  polled.add(context);
  return isFirst && !(isDurable && context.getActivationMode() === 'update');
}

async function newestOrSample(context: IPollFunctions, asked: AskedByForm, watch: Watch): Promise<OfObject> {
  const { org } = asked;
  try {
    return await readWatched(org, watch, async (current) => {
      const { record } = await newestChange(org, current.records);
      return { watch: current, records: [record ?? (await sampleOf(org, current.records))] };
    });
  } catch (error) {
    throw pollError(context, failureOfObject(asked, watch.records.object, error));
  }
}

/** Where several objects are watched, each item says whose it is. */
function itemsOf({ areSeveral, form }: AskedByForm, found: readonly OfObject[]): INodeExecutionData[][] {
  const shape = readShape(form);
  const itemOf = (record: SalesforceRecord, { records }: Watch): IDataObject => {
    const json = shape(record) as IDataObject;
    return areSeveral ? { sObject: records.object, ...json } : json;
  };
  return [found.flatMap(({ watch, records }) => records.map((record) => ({ json: itemOf(record, watch) })))];
}
