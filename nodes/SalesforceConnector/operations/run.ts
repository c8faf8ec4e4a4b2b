import {
  NodeOperationError,
  type IExecuteFunctions,
  type INode,
  type INodeExecutionData,
  type IPairedItemData,
} from 'n8n-workflow';

import { asError } from '../../../salesforce/errors';
import { readApiVersion } from '../fields/options';
import type { Item } from '../host/form';
import { errorJson, nodeError } from '../host/nodeError';
import { openOrg, type NodeOrg } from '../host/org';
import {
  FileOutput,
  type BatchOperation,
  type EachOperation,
  type OnceOperation,
  type Operation,
  type Outcome,
  type Output,
} from './define';
import { findOperation } from './index';
import { inputItems } from './items';
import { isConsequence, summaryOf } from './summary';

/** Runs the operation that the form chooses. */
export async function run(context: IExecuteFunctions): Promise<INodeExecutionData[]> {
  return await runOperation(context, chosenOperation(context));
}

/**
 * Runs an operation over the input items: what became of each, in order, paired with the item it is of. A failure ends
 * the run with an error that names the item, or becomes the item's output when the node continues on failure. What runs
 * once is of all items together.
 */
export async function runOperation(context: IExecuteFunctions, operation: Operation): Promise<INodeExecutionData[]> {
  const items = inputItems(context);
  const [first] = items;
  if (first === undefined) return [];
  const run: Run = { node: context.getNode(), org: await openForRun(context, first), items, first };
  const output: INodeExecutionData[] = [];
  for (const { outcome, pairedItem } of await resultsOf(run, operation)) {
    if ('json' in outcome) {
      for (const one of outcome.json) output.push(executionData(one, pairedItem));
    } else {
      // As data, under this one key: of an item with an `error` beside its JSON n8n keeps the message alone. So it goes
      // to the error output all the same, together with the fields of the item that failed.
      output.push({ json: { error: errorJson(outcome.error) }, pairedItem });
    }
  }
  return output;
}

type PairedItem = IPairedItemData | IPairedItemData[];

function executionData(output: Output, pairedItem: PairedItem): INodeExecutionData {
  return output instanceof FileOutput
    ? { json: output.json, binary: output.binary, pairedItem }
    : { json: output, pairedItem };
}

function chosenOperation(context: IExecuteFunctions): Operation {
  const resource = context.getNodeParameter('resource', 0);
  const operation = context.getNodeParameter('operation', 0);
  const found = findOperation(resource, operation);
  if (found !== undefined) return found;
  throw new NodeOperationError(
    context.getNode(),
    `There is no operation “${operation}” for the resource “${resource}”.`,
    {
      description: 'Choose a Resource and an Operation from the lists.',
      itemIndex: 0,
    },
  );
}

/** One org for all items: the first one's API version is everyone's. */
async function openForRun(context: IExecuteFunctions, first: Item): Promise<NodeOrg> {
  try {
    return await openOrg(context, readApiVersion(first));
  } catch (error) {
    throw nodeError(context.getNode(), error);
  }
}

/** An operation's run over the input items. */
interface Run {
  readonly node: INode;
  readonly org: NodeOrg;
  readonly items: readonly Item[];
  readonly first: Item;
}

/** An outcome with the item that it is of, or with all of them. */
interface Result {
  readonly outcome: Outcome;
  readonly pairedItem: PairedItem;
}

/** By the way in which the row answers. */
async function resultsOf(run: Run, operation: Operation): Promise<Result[]> {
  if ('each' in operation) return byItem(await runEach(run, operation));
  if ('batch' in operation) return byItem(await runBatch(run, operation));
  return await runOnce(run, operation);
}

function byItem(outcomes: readonly Outcome[]): Result[] {
  return outcomes.map((outcome, item) => ({ outcome, pairedItem: { item } }));
}

/** One item after another, to the first that fails where the node stops at failures; none after a cancellation. */
async function runEach(run: Run, operation: EachOperation): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  for (const item of run.items) {
    const outcome = await outcomeOf(run, () => operation.each(run.org, item), item.index);
    if (outcome === undefined) break;
    outcomes.push(outcome);
  }
  return outcomes;
}

async function runBatch({ node, org, items }: Run, operation: BatchOperation): Promise<Outcome[]> {
  try {
    const answers = await operation.batch(org, items);
    const all = items.map((item) => answers[item.index] ?? missing(item));
    if (!org.goesOn) throwFirstFailure(node, all);
    return all;
  } catch (error) {
    // What a cancelled execution interrupts fails of that, and n8n would take it for a failure.
    if (org.cancelled()) return [];
    throw nodeError(node, error);
  }
}

async function runOnce(run: Run, operation: OnceOperation): Promise<Result[]> {
  const outcome = await outcomeOf(run, () => operation.once(run.org, run.first));
  if (outcome === undefined) return [];
  return [{ outcome, pairedItem: run.items.map(({ index }) => ({ item: index })) }];
}

/**
 * What an answer comes to: a failure is thrown where the node stops at failures. Undefined when the execution was
 * cancelled: what that interrupts fails of it, and n8n would take it for a failure.
 * @param itemIndex the item that the answer is of, when it is of one
 */
async function outcomeOf(
  { node, org }: Run,
  answer: () => Promise<readonly Output[]>,
  itemIndex?: number,
): Promise<Outcome | undefined> {
  if (org.cancelled()) return undefined;
  try {
    return { json: await answer() };
  } catch (error) {
    if (org.cancelled()) return undefined;
    if (org.goesOn) return { error: asError(error) };
    throw nodeError(node, asError(error), itemIndex);
  }
}

/** The first item that failed by itself speaks for all; the rest are counted. */
function throwFirstFailure(node: INode, all: readonly Outcome[]): void {
  const byItself = all.findIndex((outcome) => 'error' in outcome && !isConsequence(outcome.error));
  const index = byItself < 0 ? all.findIndex((outcome) => 'error' in outcome) : byItself;
  const first = all[index];
  if (first === undefined || !('error' in first)) return;
  const summary = all.length === 1 ? '' : summaryOf(all);
  throw nodeError(node, first.error, index, summary);
}

/** An item must never vanish: an operation that forgets one is told so. */
function missing({ index }: Item): Outcome {
  return { error: new Error(`The operation returned no outcome for item ${index}.`) };
}
