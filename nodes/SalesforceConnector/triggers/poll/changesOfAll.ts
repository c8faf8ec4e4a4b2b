import type { IPollFunctions } from 'n8n-workflow';

import {
  changesIn,
  changesSince,
  keptAfter,
  newestChange,
  pollChanges,
  stateToGoOnFrom,
  storedChanges,
  type ChangesState,
  type PolledChanges,
  type StoredChanges,
} from '../../../../salesforce/changes';
import { RENEWED_EVERY } from '../../../../salesforce/describe';
import type { SalesforceRecord } from '../../../../salesforce/query';
import { verdictOn } from '../../../../salesforce/retry';
import { AdvisedError } from '../../host/advice';
import { isStartOfN8n } from '../../host/failure';
import { ANY_LABEL } from '../../host/labels';
import { nodeError } from '../../host/nodeError';
import type { NodeOrg } from '../../host/org';
import { formText, memoryOf, THIS_PROCESS, whenTaken } from './memory';
import { Shares } from './shares';
import type { KeptWatch, StaticData } from './staticData';
import { failureOfObject, readWatched, type ObjectFailure, type Watch, type Watches } from './watch';

/** One poll of all objects. */
export interface Poll extends Watches {
  readonly org: NodeOrg;
  readonly staticData: StaticData;
  readonly isStart: boolean;
}

/** The records of an object. */
export interface OfObject {
  readonly watch: Watch;
  readonly records: readonly SalesforceRecord[];
}

/** What a poll has found, and what n8n and this process are to keep of it. */
interface FoundChanges extends OfObject {
  readonly began: KeptWatch;
  readonly stored: KeptWatch;
  readonly remembered: KeptWatch;
  readonly missed: PolledChanges['missed'];
}

/** What could be read, and why the rest could not. */
interface FoundOfAll {
  readonly found: readonly FoundChanges[];
  readonly failures: readonly ObjectFailure[];
}

/** The same, for what starts an execution. */
export interface ReadChanges {
  readonly found: readonly OfObject[];
  readonly failures: readonly ObjectFailure[];
}

/** The changes of all objects. One that fails holds up no other, unless somebody activates the trigger. */
export async function changesOfAll(context: IPollFunctions, poll: Poll): Promise<ReadChanges> {
  const { isStart, staticData } = poll;
  if (staticData.isDamaged) {
    warn(context, 'what n8n has kept of earlier polls is damaged. What was watched with it starts anew.');
  }
  const known = knownOf(context, staticData);
  const { found, failures } = await readAll(context, poll, known);
  if (found.length === 0 || (failures.length > 0 && isStart && !isStartOfN8n(context))) return { found: [], failures };
  // Nothing is kept before all has been read: what is found can still be thrown away.
  const others = [...known.watches.values()].filter(({ name }) => found.every(({ watch }) => watch.name !== name));
  keep(context, staticData, { turn: known.turn, found, others: others.filter(({ name }) => isAskedFor(poll, name)) });
  return { found, failures };
}

/** What cannot be described may be any of what was watched. */
function isAskedFor({ watches, failures }: Watches, name: string): boolean {
  return failures.length > 0 || watches.some((watch) => watch.name === name);
}

/** What is known of earlier polls: what has been given last comes first. */
interface Known {
  readonly turn: number;
  /** By name. */
  readonly watches: ReadonlyMap<string, KeptWatch>;
}

function knownOf(context: IPollFunctions, staticData: StaticData): Known {
  const memory = memoryOf(context);
  const read = staticData.read();
  const newest = memory.kept.turn > read.turn && memory.form === formText(context) ? memory.kept : read;
  const all = [...newest.watches, ...read.watches, ...memory.kept.watches, ...staticData.beginnings()];
  return { turn: newest.turn, watches: new Map(all.toReversed().map((one) => [one.name, one])) };
}

async function readAll(context: IPollFunctions, poll: Poll, known: Known): Promise<FoundOfAll> {
  const { org, watches } = poll;
  const memory = memoryOf(context);
  const shares = new Shares(context, org.now, watches.length);
  const found: FoundChanges[] = [];
  const failures = [...poll.failures];
  const failed = new Set<string>();
  const turns = watches.map((watch) => ({ watch, kept: known.watches.get(watch.name) }));
  const loadOf = ({ watch, kept }: Turn): number => (memory.failed.has(watch.name) ? Infinity : loadIn(kept));
  for (const turn of turns.toSorted((a, b) => loadOf(a) - loadOf(b) || 0)) {
    const { watch, kept } = turn;
    try {
      const one = await changesOf(poll, turn, shares.next());
      const behind = laggingSince(kept?.changes.state, one.stored.changes.state);
      if (behind !== undefined) warn(context, lagText(watch, behind));
      if (one.missed !== undefined) tellMissed(context, watch, one.missed);
      shares.took(one.records.length);
      found.push(one);
    } catch (error) {
      failures.push(failureOfObject(poll, watch.records.object, error));
      failed.add(watch.name);
      if (verdictOn(error, 'read') === 'stop') break;
    }
  }
  memory.failed = failed;
  return { found, failures };
}

function warn(context: IPollFunctions, text: string): void {
  context.logger.warn(`${context.getNode().name}: ${text}`);
}

interface ToKeep {
  readonly turn: number;
  readonly found: readonly FoundChanges[];
  /** What was not read this time. */
  readonly others: readonly KeptWatch[];
}

function keep(context: IPollFunctions, staticData: StaticData, { turn, found, others }: ToKeep): void {
  const memory = memoryOf(context);
  const form = formText(context);
  // Until n8n stores where a watch is, it has to begin again where it has begun.
  const stored = new Set(staticData.read().watches.map(({ name }) => name));
  staticData.begin(found.flatMap((one) => (stored.has(one.watch.name) ? [] : [one.began])));
  const gives = givesRecords(found);
  const kept = { turn: gives ? turn + 1 : turn, watches: [...found.map((one) => one.stored), ...others] };
  staticData.write(kept);
  memory.kept = { turn, watches: [...found.map(({ remembered }) => remembered), ...others] };
  memory.form = form;
  if (gives) memory.gave = { turn: kept.turn, at: Date.now() };
  if (gives && !staticData.isDurable) whenTaken(context, () => Object.assign(memory, { kept, form }));
}

export function givesRecords(found: readonly OfObject[]): boolean {
  return found.some(({ records }) => records.length > 0);
}

/** Objects with much to read come late: what the others have left over is theirs. */
function loadIn(kept: KeptWatch | undefined): number {
  const { state } = kept?.changes ?? {};
  if (state === undefined) return 0;
  return state.after === undefined ? state.given.length : Number.MAX_SAFE_INTEGER;
}

/** A watch, and from where it goes on. */
interface Turn {
  readonly watch: Watch;
  readonly kept: KeptWatch | undefined;
}

type Share = ReturnType<Shares['next']>;

/** The changes of an object; where the form asks for all fields, with those that the object has by now. */
async function changesOf(poll: Poll, { watch, kept }: Turn, share: Share): Promise<FoundChanges> {
  const read = async (current: Watch): Promise<FoundChanges> =>
    await readChangesOf(poll, { watch: current, kept }, share);
  const found = await readWatched(poll.org, watch, read);
  const { records, current } = found.watch;
  if (current === undefined || found.records.length === 0) return found;
  // What has been read does not wait for a description that cannot be had now.
  await poll.org.describe.renewed(records.object, RENEWED_EVERY).catch(() => undefined);
  const renewed = await current();
  return renewed.records.fields.join() === records.fields.join() ? found : await read(renewed);
}

async function readChangesOf({ org, staticData }: Poll, { watch, kept }: Turn, share: Share): Promise<FoundChanges> {
  const keeping = (changes: KeptWatch['changes']): KeptWatch => ({ name: watch.name, printed: watch.printed, changes });
  if (kept === undefined) {
    const { clock } = await newestChange(org, watch.records);
    const start = keeping({ state: storedChanges(changesSince(clock)) });
    return { watch, records: [], began: start, stored: start, remembered: start, missed: undefined };
  }
  const from = goOnFrom(kept, watch);
  const { changes, state, missed } = await pollChanges(changesIn(org, watch.records), from, {
    ...watch.settings,
    ...share,
  });
  const mayRepeat = !staticData.isDurable && watch.repeatsAfterRestart;
  return {
    watch,
    records: changes.map(({ record }) => record),
    began: kept,
    missed,
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

/** A failed execution shows what is missing for good; one is enough for a gap that goes on from poll to poll. */
function tellMissed(
  context: IPollFunctions,
  { name, records }: Watch,
  { from, until }: NonNullable<PolledChanges['missed']>,
): void {
  const { missedUntil } = memoryOf(context);
  const isTold = missedUntil.get(name) === from;
  missedUntil.set(name, until);
  if (isTold) return;
  const range = `between ${new Date(from).toISOString()} and ${new Date(until).toISOString()}`;
  const error = new AdvisedError(
    `${records.object}: Salesforce no longer lists all deletions ${range}. Records that were deleted past the Recycle Bin, or have left it, may be missing.`,
    { actions: ['To find them, compare your records with Salesforce’s. The trigger goes on.'] },
  );
  context.__emitError(nodeError({ node: context.getNode(), labels: ANY_LABEL }, error));
}

/** Fingerprints of other fields tell nothing. */
function goOnFrom({ printed, changes }: KeptWatch, watch: Watch): ChangesState {
  const state = stateToGoOnFrom(changes, THIS_PROCESS);
  return printed === watch.printed ? state : { ...state, prints: new Map() };
}
