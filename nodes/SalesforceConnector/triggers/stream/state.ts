import { createHash } from 'crypto';

import type { IDataObject, ITriggerFunctions } from 'n8n-workflow';

import { batchName, readKept, type EventBatch, type KeptEvents, type Position } from '../../../../salesforce/events';
import { AdvisedError } from '../../host/advice';
import type { StreamForm } from './settings';

/** n8n's store for the node, which it saves with each emit. */
export class EventStore {
  readonly #data: IDataObject;
  readonly #start: string;

  constructor(context: ITriggerFunctions, { startFrom }: StreamForm) {
    this.#data = context.getWorkflowStaticData('node');
    this.#start = JSON.stringify(startFrom);
  }

  /** What was kept from the same start; undefined if nothing was. */
  read(): KeptEvents | undefined {
    return this.#data['start'] === this.#start ? readKept(plain(this.#data)) : undefined;
  }

  /** Whether anything was ever kept. */
  get isEmpty(): boolean {
    return this.#data['start'] === undefined;
  }

  keep({ positions, given = {}, failed = 0 }: KeptEvents): void {
    Object.assign(this.#data, plain({ start: this.#start, positions, given, failed }));
  }
}

/** n8n watches whatever is in the store, which nothing else should have. */
function plain<T>(value: T): T {
  return JSON.parse(JSON.stringify(value)) as T;
}

/** Where to begin in each channel, and which of them have lost their position. */
export interface Beginning {
  readonly positions: Map<string, Position>;
  readonly lost: readonly string[];
}

/**
 * Where to go on, or else to start.
 * @param isRestart whether n8n had the trigger running before
 * @throws AdvisedError when a position is lost and the form says to stop then
 */
export function startOf(store: EventStore, form: StreamForm, isRestart: boolean): Beginning {
  const kept = store.read();
  // A node of the workflow that writes static data can overwrite it.
  const isLost = isRestart && store.isEmpty;
  if (isLost && form.whenLost === 'stop') {
    throw new AdvisedError('n8n has lost the positions of this trigger, and If Position Is Lost says to stop.', {
      field: 'If Position Is Lost',
      actions: ['Choose where to go on in If Position Is Lost, and publish the workflow again.'],
    });
  }
  const otherwise: Position = isLost && form.whenLost !== 'stop' ? { from: form.whenLost } : form.startFrom;
  return {
    positions: new Map(form.channels.map((channel) => [channel, kept?.positions[channel] ?? otherwise])),
    lost: isLost ? form.channels : [],
  };
}

/** The longest that n8n's column takes. */
const LONGEST_DEDUPLICATION_KEY = 255;

/** n8n makes one execution for each of these, however often the events are given. */
export function deduplicationKey(context: ITriggerFunctions, batch: EventBatch): string {
  const node = [context.getWorkflow().id, context.getNode().id].join(':');
  const attempt = batch.failed === 0 ? '' : `#${batch.failed}`;
  const key = `${node}:${batchName(batch)}${attempt}`;
  if (key.length <= LONGEST_DEDUPLICATION_KEY) return key;
  return `${node.slice(0, 120)}:${createHash('sha256').update(key).digest('hex')}`;
}
