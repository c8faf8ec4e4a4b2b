import { randomUUID } from 'crypto';

import type { IDataObject, IPollFunctions } from 'n8n-workflow';

import { Lru } from '../../../../salesforce/lru';
import type { KeptChanges } from '../../../../salesforce/changes';
import { nodeKey } from '../../host/nodeKey';

/** What is kept of a watch from one poll to the next. */
export interface KeptWatch {
  /** What it watches: see {@link Watch}. */
  readonly name: string;
  readonly printed: string;
  readonly changes: KeptChanges;
}

/** What is kept of all watches. */
export interface KeptWatches {
  /** How many polls have given something; what is kept of a later one is newer. */
  readonly turn: number;
  readonly watches: readonly KeptWatch[];
}

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
}

/** A name for this process, as long as it lives. */
export const THIS_PROCESS = randomUUID();

const memories = new Lru<Memory>(1_000);

export function memoryOf(context: IPollFunctions): Memory {
  return memories.getOrSet(nodeKey(context), () => ({ kept: { turn: 0, watches: [] } }));
}

/** The form, as text. */
export function formText(context: IPollFunctions): string {
  return JSON.stringify(context.getNode().parameters);
}

/** n8n's store for a node, and how it is kept. */
export interface StaticData {
  read(): KeptWatches;
  write(kept: KeptWatches): void;
  /** From where to go on if nothing was kept since the trigger was activated. */
  beginnings(): readonly KeptWatch[];
  begin(kept: readonly KeptWatch[]): void;
  /** Whether n8n stores it in one transaction with the execution that it starts; if not, it is stored before. */
  readonly isDurable: boolean;
}

export function staticDataOf(context: IPollFunctions): StaticData {
  const data: IDataObject = context.getWorkflowStaticData('node');
  // n8n watches the object that it saves with the workflow, and hands out a plain copy of a durable one.
  const isDurable = !('__dataChanged' in data);
  // A durable one is not stored at the activation; what belongs to the workflow is.
  const shared: IDataObject = isDurable ? context.getWorkflowStaticData('global') : {};
  const place = `salesforceConnectorTrigger ${context.getNode().id}`;
  return {
    read: () => keptIn(data),
    write: (kept) => {
      for (const name of OF_ONE_WATCH) Reflect.deleteProperty(data, name);
      Object.assign(data, kept);
    },
    beginnings: () => (place in shared ? keptIn(shared[place] as IDataObject).watches : []),
    begin: (watches) => {
      if (!isDurable) return;
      if (watches.length > 0) Object.assign(shared, { [place]: { watches } });
      else if (place in shared) Reflect.deleteProperty(shared, place);
    },
    isDurable,
  };
}

/** A trigger that watched one object only kept its state in these places. */
const OF_ONE_WATCH: readonly (keyof KeptWatch)[] = ['changes', 'name', 'printed'];

function keptIn(data: IDataObject): KeptWatches {
  const { turn } = data;
  if ('watches' in data) {
    return { turn: typeof turn === 'number' ? turn : 0, watches: data['watches'] as unknown as KeptWatch[] };
  }
  return { turn: 0, watches: 'changes' in data ? [data as unknown as KeptWatch] : [] };
}

/** Milliseconds in which n8n stores what a poll has given, or throws it away. */
const LONGEST_COMMIT = 30_000;

/** Whether n8n may still be about to store what the last poll gave: the next one would find the same again. */
export function isBeingStored({ gave }: Memory, staticData: StaticData): boolean {
  if (!staticData.isDurable || gave === undefined) return false;
  return staticData.read().turn < gave.turn && Date.now() - gave.at < LONGEST_COMMIT;
}

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
