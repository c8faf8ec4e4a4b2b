import { randomUUID } from 'crypto';

import type { IPollFunctions } from 'n8n-workflow';

import { Lru } from '../../../../salesforce/lru';
import { pause } from '../../host/cancellation';
import { nodeKey } from '../../host/nodeKey';
import type { KeptWatches, StaticData } from './staticData';

/** What only this process knows of a trigger. */
interface Memory {
  /** The last poll that has begun and has not ended. */
  polling?: Promise<unknown> | undefined;
  /** From where to go on if n8n has kept nothing, or something older: it can start a trigger with what it has read before. */
  kept: KeptWatches;
  /** What the form asked for then: what another form's polls have passed over may be wanted. */
  form?: string;
  /** The last poll that gave something: its turn, and when it ended. */
  gave?: { readonly turn: number; readonly at: number };
  /** Objects whose last poll has failed. */
  failed: ReadonlySet<string>;
  /** By watch, until when deletions were last told to be missing. */
  readonly missedUntil: Map<string, number>;
}

/** A name for this process, as long as it lives. */
export const THIS_PROCESS = randomUUID();

const memories = new Lru<Memory>(1_000);

export function memoryOf(context: IPollFunctions): Memory {
  return memories.getOrSet(nodeKey(context), () => ({
    kept: { turn: 0, watches: [] },
    failed: new Set(),
    missedUntil: new Map(),
  }));
}

/** The form, as text. */
export function formText(context: IPollFunctions): string {
  return JSON.stringify(context.getNode().parameters);
}

/** Milliseconds in which n8n stores what a poll has given, or throws it away. */
const LONGEST_COMMIT = 30_000;

/** Whether n8n may still be about to store what the last poll gave: the next one would find the same again. */
export function isBeingStored({ gave }: Memory, staticData: StaticData): boolean {
  if (!staticData.isDurable || gave === undefined) return false;
  return staticData.read().turn < gave.turn && Date.now() - gave.at < LONGEST_COMMIT;
}

/**
 * Waits until n8n has taken what the last poll gave, which can be a while after the poll where n8n has much to do: another
 * start of the trigger would find the same again. What n8n throws away, it never takes.
 */
export async function untilTaken(memory: Memory): Promise<void> {
  const { gave } = memory;
  while (gave !== undefined && memory.kept.turn < gave.turn && Date.now() - gave.at < LONGEST_TAKING) {
    await pause(TAKING_CHECK, undefined);
  }
}

/** Milliseconds. */
const LONGEST_TAKING = 5_000;
const TAKING_CHECK = 20;

const listeners = new WeakMap<IPollFunctions, () => void>();

/** Calls when n8n takes what this poll gives, which it can also throw away, and does not tell. */
export function whenTaken(context: IPollFunctions, tell: () => void): void {
  if (!listeners.has(context)) {
    const emit = context.__emit.bind(context);
    context.__emit = (...given) => {
      listeners.get(context)?.();
      emit(...given);
    };
  }
  listeners.set(context, tell);
}
