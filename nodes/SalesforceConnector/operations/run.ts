import type { IExecuteFunctions, INodeExecutionData, IPairedItemData } from 'n8n-workflow';

import { asError, NotSentError } from '../../../salesforce/errors';
import { readApiVersion } from '../fields/options';
import type { Item } from '../host/form';
import { AdvisedError } from '../host/advice';
import { ANY_LABEL } from '../host/labels';
import { errorJson, nodeError, type Told } from '../host/nodeError';
import { openOrg, type NodeOrg } from '../host/org';
import { type BatchOperation, type EachOperation, type OnceOperation, type Operation } from './define';
import { FileOutput, RunningOutput, type Outcome, type Output } from '../host/outcome';
import { findOperation } from './index';
import { inputItems } from './items';
import { labelsOfOperation, ownFields } from './menus';
import { isConsequence, stoppedSummary, summaryOf } from './summary';

/**
 * Runs the operation that the form chooses. An error before any item is processed, or of all of them, is the error of
 * each item if the node continues on errors: n8n would pass the input on, as if it had been processed.
 */
export async function run(context: IExecuteFunctions): Promise<INodeExecutionData[]> {
  const [resource, value] = [context.getNodeParameter('resource', 0), context.getNodeParameter('operation', 0)];
  const operation = findOperation(resource, value);
  const labels = operation === undefined ? ANY_LABEL : labelsOfOperation(operation);
  try {
    if (operation === undefined) throw unknownOperation(resource, value);
    return await runOperation(context, operation);
  } catch (thrown) {
    if (!context.continueOnFail()) throw nodeError({ node: context.getNode(), labels }, thrown);
    const error = errorJson(asError(thrown), labels);
    return context.getInputData().map((_, item) => ({ json: { error }, pairedItem: { item } }));
  }
}

function unknownOperation(resource: string, value: string): AdvisedError {
  return new AdvisedError(`There is no operation “${value}” for the resource “${resource}”.`, {
    actions: ['Choose a Resource and an Operation from the lists.'],
  });
}

/**
 * Runs an operation over the input items and returns their outputs in order, each paired with its item. A failure ends
 * the run with an error that names the item, or becomes the item's output if the node continues on errors. The output
 * of an operation that runs once is paired with all items.
 */
export async function runOperation(context: IExecuteFunctions, operation: Operation): Promise<INodeExecutionData[]> {
  const items = inputItems(context, ownFields(operation));
  const [first] = items;
  if (first === undefined) return [];
  const labels = labelsOfOperation(operation);
  // One org for all items: the first item's API version applies to all.
  const org = await openOrg(context, readApiVersion(first), labels);
  const saves = operation.saves === true || operation.saves?.(first) === true;
  const run: Run = { node: context.getNode(), labels, org, items, first, saves };
  const output: INodeExecutionData[] = [];
  const results = await resultsOf(run, operation);
  const outcomes = results.map(({ outcome }) => outcome);
  if (outcomes.some((outcome) => 'error' in outcome)) run.org.hints.warn(summaryOf(outcomes, saves));
  run.org.hints.show(context);
  for (const { outcome, pairedItem } of results) {
    if ('json' in outcome) {
      for (const one of outcome.json) output.push(executionData(one, pairedItem));
    } else {
      // As data, under this key: if an item has an `error` next to its JSON, n8n keeps only the message. This way it
      // still goes to the error output, together with the fields of the failed item.
      output.push({ json: { error: errorJson(outcome.error, labels) }, pairedItem });
    }
  }
  return output;
}

type PairedItem = IPairedItemData | IPairedItemData[];

function executionData(output: Output, pairedItem: PairedItem): INodeExecutionData {
  if (output instanceof FileOutput) return { json: output.json, binary: output.binary, pairedItem };
  return { json: output instanceof RunningOutput ? output.json : output, pairedItem };
}

/** An operation's run over the input items. */
interface Run extends Told {
  readonly org: NodeOrg;
  readonly items: readonly Item[];
  readonly first: Item;
  /** Whether running it again would save something again. */
  readonly saves: boolean;
}

/** An outcome with its item, or with all items. */
interface Result {
  readonly outcome: Outcome;
  readonly pairedItem: PairedItem;
}

/** Depending on how the row processes items. */
async function resultsOf(run: Run, operation: Operation): Promise<Result[]> {
  if ('each' in operation) return byItem(await runEach(run, operation));
  if ('batch' in operation) return byItem(await runBatch(run, operation));
  return await runOnce(run, operation);
}

function byItem(outcomes: readonly Outcome[]): Result[] {
  return outcomes.map((outcome, item) => ({ outcome, pairedItem: { item } }));
}

/** One item at a time, up to the first failure if the node stops on errors; none after a cancellation. */
async function runEach(run: Run, operation: EachOperation): Promise<Outcome[]> {
  const { org, items } = run;
  const outcomes: Outcome[] = [];
  const refused = operation.refused?.(items) ?? new Map<number, Error>();
  if (refused.size > 0 && !org.goesOn) throwFirstFailure(run, operation, heldBy(refused, items));
  for (const item of items) {
    if (org.cancelled()) break;
    const error = refused.get(item.index);
    const outcome = error === undefined ? await outcomeOfItem(run, operation, item) : { error };
    outcomes.push(outcome);
    if ('error' in outcome && !org.goesOn && !org.cancelled()) {
      const held = new NotSentError('an item before it failed.', 'earlierFailure');
      throwFirstFailure(run, operation, [...outcomes, ...notRun(items, outcomes.length, held)]);
    }
  }
  if (!org.cancelled()) return outcomes;
  const held = new NotSentError('the run was cancelled.', 'cancelled');
  return stopped(run, [...outcomes, ...notRun(items, outcomes.length, held)]);
}

/**
 * What is given of a run that somebody has stopped: nothing, since n8n would take what was interrupted for a failure, and
 * keeps nothing else either. So its log tells how far the run has come.
 */
function stopped({ org, saves }: Run, all: readonly Outcome[]): [] {
  if (saves) org.say(`The run was stopped. ${summaryOf(all, saves).replaceAll('\n', ' ')}`);
  return [];
}

/** Nothing is run where an item is refused, so that the run can be repeated once the items are corrected. */
function heldBy(refused: ReadonlyMap<number, Error>, items: readonly Item[]): Outcome[] {
  const [first] = refused.keys();
  const held = new NotSentError(`item ${first} is not valid.`, 'unfitItem');
  return items.map(({ index }) => ({ error: refused.get(index) ?? held }));
}

async function outcomeOfItem({ org, saves }: Run, operation: EachOperation, item: Item): Promise<Outcome> {
  const answer = (): Promise<Outcome> => attempt(() => operation.each(org, item));
  if (!saves) return await answer();
  const outcome = org.attempts.outcomeOf(item.index) ?? (await answer());
  org.attempts.keep(item.index, outcome);
  return outcome;
}

/** What is left of the items if the run stops after so many of them. */
function notRun(items: readonly Item[], done: number, error: NotSentError): Outcome[] {
  return items.slice(done).map(() => ({ error }));
}

async function runBatch(run: Run, operation: BatchOperation): Promise<Outcome[]> {
  const { org, items } = run;
  if (org.cancelled()) return [];
  const tried = await attempt(() => operation.batch(org, items));
  // Without outcomes, jobs have said how far they have come.
  if ('error' in tried && org.cancelled()) return [];
  if ('error' in tried) throw tried.error;
  const all = items.map((item) => tried.json[item.index] ?? missing(item));
  if (org.cancelled()) return stopped(run, all);
  if (!org.goesOn) throwFirstFailure(run, operation, all);
  return all;
}

async function runOnce(run: Run, operation: OnceOperation): Promise<Result[]> {
  const { org } = run;
  if (org.cancelled()) return [];
  const outcome = await attempt(() => operation.once(org, run.first));
  if ('error' in outcome && org.cancelled()) return [];
  if ('error' in outcome && !org.goesOn) throw nodeError(run, outcome.error);
  return [{ outcome, pairedItem: run.items.map(({ index }) => ({ item: index })) }];
}

/** What came of an answer. */
async function attempt<T>(answer: () => Promise<T>): Promise<{ readonly error: Error } | { readonly json: T }> {
  try {
    return { json: await answer() };
  } catch (error) {
    return { error: asError(error) };
  }
}

/** Throws the error of the first item that failed by itself, if one did; the other failures are counted. */
function throwFirstFailure(run: Run, operation: Operation, all: readonly Outcome[]): void {
  const byItself = all.findIndex((outcome) => 'error' in outcome && !isConsequence(outcome.error));
  const index = byItself < 0 ? all.findIndex((outcome) => 'error' in outcome) : byItself;
  const first = all[index];
  if (first === undefined || !('error' in first)) return;
  const summary = all.length === 1 ? '' : stopSummaryOf(run, operation, all);
  throw nodeError(run, first.error, index, summary);
}

/** Of items that are read one by one, the failure alone is of interest. */
function stopSummaryOf({ saves }: Run, operation: Operation, all: readonly Outcome[]): string {
  if (saves) return stoppedSummary(all);
  return 'each' in operation ? '' : summaryOf(all, false);
}

/** An item must never get lost: an operation that forgets one gets this error. */
function missing({ index }: Item): Outcome {
  return { error: new Error(`The operation returned no outcome for item ${index}.`) };
}
