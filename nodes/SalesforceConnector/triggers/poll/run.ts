import type { IDataObject, INodeExecutionData, IPollFunctions } from 'n8n-workflow';

import {
  changesIn,
  changesSince,
  keptAfter,
  newestChange,
  pollChanges,
  stateToGoOnFrom,
  storedChanges,
  type ChangesState,
} from '../../../../salesforce/changes';
import type { SalesforceRecord } from '../../../../salesforce/query';
import { readApiVersion, readShape } from '../../fields/options';
import { canStartLater, triggerError } from '../../host/failure';
import { formOf, type FormValues } from '../../host/form';
import { labelsOf } from '../../host/labels';
import { openOrg, type NodeOrg } from '../../host/org';
import { memoryOf, staticDataOf, THIS_PROCESS, type KeptWatch, type StaticData } from './memory';
import { pollProperties } from './properties';
import { sampleOf } from './sample';
import { readWatch, type Watch } from './watch';

const LABELS = labelsOf(pollProperties);

/** What a poll gives to n8n. */
type Polled = INodeExecutionData[][] | null;

/** One poll: the records that have changed since the last one, or null. */
export async function pollForChanges(context: IPollFunctions): Promise<Polled> {
  const memory = memoryOf(context);
  const isManual = context.getMode() === 'manual';
  // n8n does not wait for a poll before it begins the next one.
  if (memory.isPolling && !isManual) return null;
  const staticData = staticDataOf(context);
  const told = { node: context.getNode(), labels: LABELS };
  const isStart = isFirstPoll(context, staticData);
  if (!isManual) memory.isPolling = true;
  try {
    const form = formOf(context);
    const org = await openOrg(context, readApiVersion(form), LABELS);
    const watch = await readWatch(org, form);
    if (isManual) return itemsOf(form, [await newestOrSample(org, watch)]);
    const records = await changedRecords(context, { org, watch, staticData });
    return records.length === 0 ? null : itemsOf(form, records);
  } catch (error) {
    if (!isStart || !canStartLater(context, error)) throw triggerError(told, error);
    context.logger.warn(`${told.node.name}: ${triggerError(told, error).message}`);
    return null;
  } finally {
    if (!isManual) memory.isPolling = false;
  }
}

const polled = new WeakSet<IPollFunctions>();

/** Whether this poll activates the trigger. With durable cursors, each poll has a context of its own. */
function isFirstPoll(context: IPollFunctions, { isDurable }: StaticData): boolean {
  const isFirst = !polled.has(context);
  polled.add(context);
  return isFirst && !(isDurable && context.getActivationMode() === 'update');
}

/** Part of the time that n8n gives a poll: the request that is under way when it is over must end too. */
const SHARE = 0.6;
const LONGEST_POLL_MS = 60_000;

interface Poll {
  readonly org: NodeOrg;
  readonly watch: Watch;
  readonly staticData: StaticData;
}

async function changedRecords(context: IPollFunctions, poll: Poll): Promise<SalesforceRecord[]> {
  const { org, watch, staticData } = poll;
  const memory = memoryOf(context);
  const from = goOnFrom(poll, memory.kept);
  const kept = (changes: KeptWatch['changes']): KeptWatch => ({ name: watch.name, printed: watch.printed, changes });
  if (from === undefined) {
    const { asOf } = await newestChange(org, watch.records);
    memory.kept = kept({ state: storedChanges(changesSince(asOf)) });
    staticData.write(memory.kept);
    return [];
  }
  const began = org.now();
  const time = SHARE * Math.min(LONGEST_POLL_MS, budgetOf(context));
  const isOver = (): boolean => org.now() - began > time;
  const result = await pollChanges(changesIn(org, watch.records), from, { ...watch.settings, isOver });
  const mayRepeat = !staticData.isDurable && watch.repeatsAfterRestart;
  staticData.write(kept(keptAfter(from, result, mayRepeat ? THIS_PROCESS : undefined)));
  // n8n can still throw away what is given now, with the state.
  memory.kept = kept({ state: storedChanges(result.changes.length > 0 ? from : result.state) });
  return result.changes.map(({ record }) => record);
}

/** Where the last poll of the same watch has ended; undefined if there was none. */
function goOnFrom({ watch, staticData }: Poll, remembered: KeptWatch | undefined): ChangesState | undefined {
  const kept = [staticData.read(), remembered].find((one) => one?.name === watch.name);
  if (kept === undefined) return undefined;
  const state = stateToGoOnFrom(kept.changes, THIS_PROCESS);
  return kept.printed === watch.printed ? state : { ...state, prints: new Map() };
}

/** Before n8n had budgets, a poll could take as long as it liked. */
function budgetOf(context: IPollFunctions): number {
  return 'getPollBudgetMs' in context ? context.getPollBudgetMs() : LONGEST_POLL_MS;
}

async function newestOrSample(org: NodeOrg, { records }: Watch): Promise<SalesforceRecord> {
  const { record } = await newestChange(org, records);
  return record ?? (await sampleOf(org, records));
}

function itemsOf(form: FormValues, records: readonly SalesforceRecord[]): INodeExecutionData[][] {
  const shape = readShape(form);
  return [records.map((record) => ({ json: shape(record) as IDataObject }))];
}
