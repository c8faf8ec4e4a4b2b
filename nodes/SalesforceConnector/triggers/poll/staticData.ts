import type { IDataObject, IPollFunctions } from 'n8n-workflow';

import { isKeptChanges, type KeptChanges } from '../../../../salesforce/changes';
import { isCount, isRecord, isText } from '../../../../salesforce/errors';

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

/** n8n's store for a node, and how it is kept. */
export interface StaticData {
  read(): KeptWatches;
  /** Whether something else was found there: a Code node can write over it. It is left out, and starts anew. */
  readonly isDamaged: boolean;
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
    read: () => soundIn(data),
    get isDamaged() {
      return watchesIn(data).length > soundIn(data).watches.length;
    },
    write: (kept) => {
      for (const name of OF_ONE_WATCH) Reflect.deleteProperty(data, name);
      Object.assign(data, kept);
    },
    beginnings: () => (place in shared ? soundIn(shared[place]).watches : []),
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

function soundIn(data: unknown): KeptWatches {
  const turn = isRecord(data) ? data['turn'] : undefined;
  return { turn: isCount(turn) ? turn : 0, watches: watchesIn(data).filter(isKeptWatch) };
}

function watchesIn(data: unknown): readonly unknown[] {
  if (!isRecord(data)) return [data];
  if (!('watches' in data)) return 'changes' in data ? [data] : [];
  const { watches } = data;
  return Array.isArray(watches) ? watches : [watches];
}

function isKeptWatch(value: unknown): value is KeptWatch {
  if (!isRecord(value) || !isKeptChanges(value['changes'])) return false;
  return isText(value['name']) && typeof value['printed'] === 'string';
}
