import type { INodeExecutionData } from 'n8n-workflow';

import { mayBeSaved } from '../../../salesforce/errors';
import type { Caller } from './access';
import type { Outcome } from './outcome';

/** What became of input items, by execution, node, run and place. */
const outcomesByItem = new WeakMap<INodeExecutionData, Map<string, Outcome>>();

/**
 * What earlier attempts of a run came to. With Retry On Fail, n8n runs the whole node again, with the same input items,
 * if it fails or its first item does. What was saved, or may have been, must not be sent again then.
 */
export class Attempts {
  readonly #input: readonly INodeExecutionData[] = [];
  readonly #run: string = '';

  constructor(caller: Caller) {
    const { id, retryOnFail } = caller.getNode();
    if (retryOnFail !== true || !('getInputData' in caller)) return;
    this.#input = caller.getInputData();
    this.#run = [caller.getExecutionId(), id, String(caller.getWorkflowDataProxy(0)['$runIndex'])].join(' ');
  }

  /** The outcome that an earlier attempt left for good; undefined if the item may be sent. */
  outcomeOf(index: number): Outcome | undefined {
    const item = this.#input[index];
    return item === undefined ? undefined : outcomesByItem.get(item)?.get(`${this.#run} ${index}`);
  }

  keep(index: number, outcome: Outcome): void {
    const item = this.#input[index];
    if (item === undefined || !isForGood(outcome)) return;
    const outcomes = outcomesByItem.get(item) ?? new Map<string, Outcome>();
    outcomesByItem.set(item, outcomes.set(`${this.#run} ${index}`, outcome));
  }
}

/** Whether sending the item again would save it twice, or could. */
function isForGood(outcome: Outcome): boolean {
  return !('error' in outcome) || mayBeSaved(outcome.error);
}
