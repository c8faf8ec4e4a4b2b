import type { IDataObject, INodeExecutionData, IPollFunctions } from 'n8n-workflow';

import {
  changesIn,
  changesSince,
  isKeptChanges,
  keptAfter,
  newestChange,
  pollChanges,
  stateToGoOnFrom,
  storedChanges,
  type ChangesState,
  type StoredChanges,
} from '../../../../salesforce/changes';
import { isRecord } from '../../../../salesforce/errors';
import type { SalesforceRecord } from '../../../../salesforce/query';
import { readApiVersion, readShape } from '../../fields/options';
import { pause } from '../../host/cancellation';
import { canStartLater, passes, triggerError } from '../../host/failure';
import { formOf, type FormValues } from '../../host/form';
import { labelsOf } from '../../host/labels';
import type { Told } from '../../host/nodeError';
import { openOrg, type NodeOrg } from '../../host/org';
import {
  formText,
  isBeingStored,
  memoryOf,
  staticDataOf,
  THIS_PROCESS,
  whenTaken,
  type KeptWatch,
  type KeptWatches,
  type StaticData,
} from './memory';
import { pollProperties } from './properties';
import { sampleOf } from './sample';
import { Shares } from './shares';
import { readWatches, type Watch } from './watch';

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
  const staticData = staticDataOf(context);
  try {
    const { form, org, watches } = await askedOf(context);
    if (isBeingStored(memoryOf(context), staticData) && !(isStart && watches.some(isUnknown(context)))) return null;
    const found = await changesOfAll(context, { org, watches, staticData, isStart });
    return found.every(({ records }) => records.length === 0) ? null : itemsOf(form, watches, found);
  } catch (error) {
    const told = toldOfPoll(context);
    if (!isStart || !canStartLater(context, error)) throw triggerError(told, error);
    context.logger.warn(`${told.node.name}: ${triggerError(told, error).message}`);
    return null;
  }
}

/** Whether a watch has still to begin. */
function isUnknown(context: IPollFunctions): (watch: Watch) => boolean {
  const known = [...staticDataOf(context).read().watches, ...memoryOf(context).kept.watches];
  return (watch) => known.every(({ name }) => name !== watch.name);
}

/** What Fetch Test Event shows. */
async function testPoll(context: IPollFunctions): Promise<Polled> {
  try {
    const { form, org, watches } = await askedOf(context);
    return itemsOf(form, watches, await Promise.all(watches.map((watch) => newestOrSample(org, watch))));
  } catch (error) {
    throw triggerError(toldOfPoll(context), error);
  }
}

function toldOfPoll(context: IPollFunctions): Told {
  return { node: context.getNode(), labels: LABELS };
}

/** What the form asks for. */
interface AskedByForm {
  readonly form: FormValues;
  readonly org: NodeOrg;
  readonly watches: readonly Watch[];
}

async function askedOf(context: IPollFunctions): Promise<AskedByForm> {
  const form = formOf(context, pollProperties);
  const org = await openOrg(context, readApiVersion(form), LABELS);
  return { form, org, watches: await readWatches(org, form) };
}

const polled = new WeakSet<IPollFunctions>();

/** Whether this poll activates the trigger. With durable cursors, each poll has a context of its own. */
function isFirstPoll(context: IPollFunctions, { isDurable }: StaticData): boolean {
  const isFirst = !polled.has(context);
  polled.add(context);
  return isFirst && !(isDurable && context.getActivationMode() === 'update');
}

interface Poll {
  readonly org: NodeOrg;
  readonly watches: readonly Watch[];
  readonly staticData: StaticData;
  readonly isStart: boolean;
}

/** The records of an object. */
interface OfObject {
  readonly watch: Watch;
  readonly records: readonly SalesforceRecord[];
}

/** What a poll has found, and what n8n and this process are to keep of it. */
interface FoundChanges extends OfObject {
  readonly began: KeptWatch;
  readonly stored: KeptWatch;
  readonly remembered: KeptWatch;
}

/** The changes of all objects. One that fails does not hold up the others, unless the trigger is being activated. */
async function changesOfAll(context: IPollFunctions, poll: Poll): Promise<readonly OfObject[]> {
  const { org, watches, staticData, isStart } = poll;
  const memory = memoryOf(context);
  const read = soundOf(context, staticData.read());
  const form = formText(context);
  const newest = memory.kept.turn > read.turn && memory.form === form ? memory.kept : read;
  const known = [...newest.watches, ...read.watches, ...memory.kept.watches, ...staticData.beginnings()].filter(
    isKeptWatch,
  );
  const turns = watches.map((watch) => ({ watch, kept: known.find(({ name }) => name === watch.name) }));
  const shares = new Shares(context, org.now, turns.length);
  const found: FoundChanges[] = [];
  const failures: unknown[] = [];
  for (const { watch, kept } of turns.toSorted((a, b) => loadOf(a.kept) - loadOf(b.kept))) {
    try {
      const one = await changesOf(poll, watch, { kept, share: shares.next() });
      const behind = laggingSince(kept?.changes.state, one.stored.changes.state);
      if (behind !== undefined) context.logger.warn(`${context.getNode().name}: ${lagText(watch, behind)}`);
      shares.took(one.records.length);
      found.push(one);
    } catch (error) {
      failures.push(error);
      // It would fail for the others too.
      if (passes(error)) break;
    }
  }
  if (failures.length > 0 && (isStart || found.every(({ records }) => records.length === 0))) throw failures[0];
  for (const error of failures) context.__emitError(triggerError(toldOfPoll(context), error));
  // Nothing is kept before all has been read: what is found can still be thrown away.
  const others = turns
    .filter(({ watch }) => found.every((one) => one.watch !== watch))
    .flatMap(({ kept }) => kept ?? []);
  // Until n8n stores where a watch is, it has to begin again where it has begun.
  const stored = new Set(read.watches.map(({ name }) => name));
  staticData.begin(found.flatMap((one) => (stored.has(one.watch.name) ? [] : [one.began])));
  const gives = found.some(({ records }) => records.length > 0);
  const turn = gives ? newest.turn + 1 : newest.turn;
  const kept = { turn, watches: [...found.map((one) => one.stored), ...others] };
  staticData.write(kept);
  memory.kept = { turn: newest.turn, watches: [...found.map(({ remembered }) => remembered), ...others] };
  memory.form = form;
  if (gives) memory.gave = { turn, at: Date.now() };
  if (gives && !staticData.isDurable) whenTaken(context, () => Object.assign(memory, { kept, form }));
  return found;
}

/** Without what was not kept by this trigger: a Code node can write over it. What is missing starts anew. */
function soundOf(context: IPollFunctions, { turn, watches }: KeptWatches): KeptWatches {
  const all: readonly unknown[] = Array.isArray(watches) ? watches : [watches];
  const sound = all.filter(isKeptWatch);
  if (sound.length < all.length) {
    context.logger.warn(
      `${context.getNode().name}: what n8n has kept of earlier polls is damaged. What was watched with it starts anew.`,
    );
  }
  return { turn, watches: sound };
}

function isKeptWatch(value: unknown): value is KeptWatch {
  if (!isRecord(value) || !isKeptChanges(value['changes'])) return false;
  return typeof value['name'] === 'string' && typeof value['printed'] === 'string';
}

/** Objects with much to read come last: what the others have left over is theirs. */
function loadOf(kept: KeptWatch | undefined): number {
  const { state } = kept?.changes ?? {};
  if (state === undefined) return 0;
  return state.after === undefined ? state.given.length : Number.MAX_SAFE_INTEGER;
}

interface Turn {
  readonly kept: KeptWatch | undefined;
  readonly share: ReturnType<Shares['next']>;
}

async function changesOf({ org, staticData }: Poll, watch: Watch, { kept, share }: Turn): Promise<FoundChanges> {
  const keeping = (changes: KeptWatch['changes']): KeptWatch => ({ name: watch.name, printed: watch.printed, changes });
  if (kept === undefined) {
    const { clock } = await newestChange(org, watch.records);
    const start = keeping({ state: storedChanges(changesSince(clock)) });
    return { watch, records: [], began: start, stored: start, remembered: start };
  }
  const from = goOnFrom(kept, watch);
  const { changes, state } = await pollChanges(changesIn(org, watch.records), from, { ...watch.settings, ...share });
  const mayRepeat = !staticData.isDurable && watch.repeatsAfterRestart;
  return {
    watch,
    records: changes.map(({ record }) => record),
    began: kept,
    stored: keeping(keptAfter(from, { changes, state }, mayRepeat ? THIS_PROCESS : undefined)),
    // n8n can still throw away what is given now, with the state.
    remembered: keeping({ state: storedChanges(changes.length > 0 ? from : state) }),
  };
}

const HOUR = 3_600_000;

/** Since when a transaction has been running, each time that one more hour of it is over; else undefined. */
function laggingSince(before: StoredChanges | undefined, { askedAt, covered }: StoredChanges): number | undefined {
  if (askedAt === undefined || covered === undefined) return undefined;
  const hours = Math.floor((askedAt - covered) / HOUR);
  const hoursBefore = before?.covered === covered ? Math.floor(((before.askedAt ?? 0) - covered) / HOUR) : 0;
  return hours > Math.max(hoursBefore, 0) ? covered : undefined;
}

function lagText({ records, settings }: Watch, covered: number): string {
  const effect = settings.followsTransactions
    ? 'Later changes are remembered until it ends; if they are too many, Longest Transaction applies.'
    : 'Longest Transaction applies.';
  return `${records.object}: a transaction has been running in Salesforce since ${new Date(covered).toISOString()}. ${effect}`;
}

/** Fingerprints of other fields tell nothing. */
function goOnFrom({ printed, changes }: KeptWatch, watch: Watch): ChangesState {
  const state = stateToGoOnFrom(changes, THIS_PROCESS);
  return printed === watch.printed ? state : { ...state, prints: new Map() };
}

async function newestOrSample(org: NodeOrg, watch: Watch): Promise<OfObject> {
  const { record } = await newestChange(org, watch.records);
  return { watch, records: [record ?? (await sampleOf(org, watch.records))] };
}

/** Where several objects are watched, each item says whose it is. */
function itemsOf(form: FormValues, watches: readonly Watch[], found: readonly OfObject[]): INodeExecutionData[][] {
  const shape = readShape(form);
  const itemOf = (record: SalesforceRecord, { records }: Watch): IDataObject => {
    const json = shape(record) as IDataObject;
    return watches.length === 1 ? json : { sObject: records.object, ...json };
  };
  return [found.flatMap(({ watch, records }) => records.map((record) => ({ json: itemOf(record, watch) })))];
}
