import type { IDataObject } from 'n8n-workflow';

import { nodesOf, startSamples, type SampleRuns } from '../schemas/run';
import type { Sample, SampleNode } from '../schemas/samples';

/** How many API calls an operation makes. */
export interface Calls {
  /** When nothing is known of the org yet. */
  readonly first: number;
  readonly one: number;
  /** For a thousand items; or for each, if ten items take ten times the calls of one. */
  readonly many: { readonly total: number } | { readonly each: number };
}

/** Runs once for all items; a run again would find what this one leaves: no session. */
const isOnce = ({ operation, resource }: Sample): boolean => resource === 'session' && operation === 'revoke';

/** Runs a sample on an org that n8n has not met, and counts the calls of its own node as the org counts them. */
export async function callsOf(sample: Sample): Promise<Calls> {
  const samples = await startSamples({ size: 2_500 });
  try {
    const counter = new CallCounter(samples, sample);
    const first = await counter.count(1);
    if (isOnce(sample)) return { first, one: first, many: { total: first } };
    const one = await counter.count(1);
    const isEach = one > 0 && (await counter.count(10)) === 10 * one;
    return { first, one, many: isEach ? { each: one } : { total: await counter.count(1_000) } };
  } finally {
    await samples.close();
  }
}

/** Counts the calls of runs of which each has items of its own. */
class CallCounter {
  readonly #items: readonly IDataObject[];
  #taken = 0;

  constructor(
    private readonly samples: SampleRuns,
    private readonly sample: Sample,
  ) {
    this.#items = sample.items ?? [{}];
  }

  async count(items: number): Promise<number> {
    const nodes = nodesOf(this.sample);
    const before = nodes.length === 1 ? 0 : await this.#callsOf(nodes.slice(0, -1), items);
    return (await this.#callsOf(nodes, items)) - before;
  }

  async #callsOf(nodes: readonly SampleNode[], count: number): Promise<number> {
    const { control, run } = this.samples;
    const before = (await control.stats()).apiCalls;
    await run(nodes, { ...this.sample, items: Array.from({ length: count }, () => this.#take()) });
    return (await control.stats()).apiCalls - before;
  }

  /** The next item. Its external IDs are new, those in the lines of a CSV file too. */
  #take(): IDataObject {
    const item = this.#items[this.#taken % this.#items.length] ?? {};
    this.#taken += 1;
    const { External_Id__c: key, text } = item;
    return {
      ...item,
      ...(key === undefined ? {} : { External_Id__c: `${String(key)}-${this.#taken}` }),
      ...(typeof text === 'string' ? { text: text.replace(/(?<=^(?:Good)?,.*)$/gm, `-${this.#taken}`) } : {}),
    };
  }
}
