import {
  NodeOperationError,
  type IExecuteFunctions,
  type INodeExecutionData,
  type IPairedItemData,
} from 'n8n-workflow';

import { asError } from '../../../salesforce/errors';
import {
  FileOutput,
  type BatchOperation,
  type EachOperation,
  type Operation,
  type Outcome,
  type Output,
} from './define';
import { findOperation } from './index';
import { itemsOf } from './items';
import type { Item } from '../host/form';
import { errorJson, nodeError } from '../host/nodeError';
import { openOrg, type Org } from '../host/org';
import { isConsequence, summaryOf } from './summary';

/** Runs the operation that the form chooses. */
export async function run(context: IExecuteFunctions): Promise<INodeExecutionData[]> {
  return await runOperation(context, chosenOperation(context));
}

/**
 * Runs an operation over the input items: what became of each, in order, paired with the item it is of. A failure ends
 * the run with an error that names the item, or becomes the item's output when the node continues on failure.
 */
export async function runOperation(context: IExecuteFunctions, operation: Operation): Promise<INodeExecutionData[]> {
  const items = itemsOf(context);
  const org = await open(context);
  const outcomes =
    'batch' in operation
      ? await batchOutcomes(context, operation, org, items)
      : await eachOutcome(context, operation, org, items);
  const output: INodeExecutionData[] = [];
  for (const [index, outcome] of outcomes.entries()) {
    const pairedItem = { item: index };
    if ('json' in outcome) {
      for (const one of outcome.json) output.push(dataOf(one, pairedItem));
    } else {
      // As data, under this one key: of an item with an `error` beside its JSON n8n keeps the message alone. So it goes
      // to the error output all the same, together with the fields of the item that failed.
      output.push({ json: { error: errorJson(outcome.error) }, pairedItem });
    }
  }
  return output;
}

function dataOf(output: Output, pairedItem: IPairedItemData): INodeExecutionData {
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
async function open(context: IExecuteFunctions): Promise<Org> {
  try {
    return await openOrg(context, context.getNodeParameter('options.apiVersion', 0, '') as string);
  } catch (error) {
    throw nodeError(context.getNode(), error);
  }
}

/** Of items one after another, to the first that fails where the node stops at failures; of none after a cancellation. */
async function eachOutcome(
  context: IExecuteFunctions,
  operation: EachOperation,
  org: Org,
  items: readonly Item[],
): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  for (const item of items) {
    if (org.cancelled()) break;
    const outcome = await outcomeOf(() => operation.each(org, item));
    if ('error' in outcome && org.cancelled()) break;
    if ('error' in outcome && !org.goesOn) throw nodeError(context.getNode(), outcome.error, item.index);
    outcomes.push(outcome);
  }
  return outcomes;
}

async function batchOutcomes(
  context: IExecuteFunctions,
  operation: BatchOperation,
  org: Org,
  items: readonly Item[],
): Promise<Outcome[]> {
  try {
    const answers = await operation.batch(org, items);
    const all = items.map((item) => answers[item.index] ?? missing(item));
    if (!org.goesOn) throwFailure(context, all);
    return all;
  } catch (error) {
    // What a cancelled execution interrupts fails of that, and n8n would take it for a failure.
    if (org.cancelled()) return [];
    throw nodeError(context.getNode(), error);
  }
}

async function outcomeOf(answer: () => Promise<readonly Output[]>): Promise<Outcome> {
  try {
    return { json: await answer() };
  } catch (error) {
    return { error: asError(error) };
  }
}

/** The first item that failed by itself speaks for all; the rest are counted. */
function throwFailure(context: IExecuteFunctions, all: readonly Outcome[]): void {
  const byItself = all.findIndex((outcome) => 'error' in outcome && !isConsequence(outcome.error));
  const index = byItself < 0 ? all.findIndex((outcome) => 'error' in outcome) : byItself;
  const first = all[index];
  if (first === undefined || !('error' in first)) return;
  const summary = all.length === 1 ? '' : summaryOf(all);
  throw nodeError(context.getNode(), first.error, index, summary);
}

/** An item must never vanish: an operation that forgets one is told so. */
function missing({ index }: Item): Outcome {
  return { error: new Error(`The operation gave no outcome for item ${index}.`) };
}
