import type { INodeExecutionData, IRun, ITriggerFunctions } from 'n8n-workflow';

import { asError } from '../../../../salesforce/errors';
import { pause } from '../../host/cancellation';

/** What became of some items that were given to n8n. */
export type Given =
  /** The execution has succeeded, or nobody waits for it, or n8n had it already. */
  | 'done'
  | 'failed'
  /** n8n has not told when the execution ended, for longer than it may take. */
  | 'unknown'
  /** n8n could not make an execution. */
  | 'refused'
  /** The workflow is not active any more. */
  | 'stopped';

/** Contexts whose engine tells nobody when an execution has ended. */
const silent = new WeakSet<ITriggerFunctions>();

/** Gives items to n8n without waiting for their execution. */
export function giveOnly(context: ITriggerFunctions, items: INodeExecutionData[], key: string): Given {
  return emitted(context, () => context.emit([items], undefined, undefined, key)) ? 'done' : 'refused';
}

/** Gives items to n8n, and waits until their execution has ended, or this trigger has. */
export async function giveAndWait(
  context: ITriggerFunctions,
  items: INodeExecutionData[],
  key: string,
  signal: AbortSignal,
): Promise<Given> {
  if (silent.has(context)) return giveOnly(context, items, key);
  const done = context.helpers.createDeferredPromise<IRun>();
  if (!emitted(context, () => context.emit([items], undefined, done, key))) {
    return silent.has(context) ? giveOnly(context, items, key) : 'refused';
  }
  const over = new AbortController();
  const stop = (): void => over.abort();
  if (signal.aborted) stop();
  signal.addEventListener('abort', stop);
  const late = pause(longestExecution(context), over.signal).then(
    (): Given => 'unknown',
    (): Given => 'stopped',
  );
  try {
    return await Promise.race([endOf(done.promise), late]);
  } finally {
    // A trigger can run for years.
    signal.removeEventListener('abort', stop);
    over.abort();
  }
}

/** Milliseconds after which an execution of whose end n8n tells nothing is taken for ended, as n8n's Kafka Trigger does. */
const LONGEST_UNTOLD = 3_600_000;
/** The same where the workflow has a timeout of its own. */
const LONGEST_TIMEOUT = 24 * LONGEST_UNTOLD;
/** What n8n may take to end an execution after its time is up, and to tell. */
const LATE = 60_000;

/** In queue mode, n8n misses some executions' ends. */
function longestExecution(context: ITriggerFunctions): number {
  // Older versions of n8n do not tell a trigger.
  const { executionTimeout = 0 } = 'getWorkflowSettings' in context ? context.getWorkflowSettings() : {};
  return executionTimeout > 0 ? Math.min(executionTimeout * 1_000 + LATE, LONGEST_TIMEOUT) : LONGEST_UNTOLD;
}

async function endOf(execution: Promise<IRun>): Promise<Given> {
  try {
    // Nothing, although its type does not say so, if there is an execution with this key.
    const run = (await execution) as IRun | undefined;
    return run === undefined || ['success', 'waiting'].includes(run.status) ? 'done' : 'failed';
  } catch (error) {
    return isInactive(error) ? 'stopped' : 'refused';
  }
}

/** False if n8n does not take the items. */
function emitted(context: ITriggerFunctions, emit: () => void): boolean {
  const { name } = context.getNode();
  try {
    emit();
    return true;
  } catch (error) {
    if (refusesPromises(error) && !silent.has(context)) {
      silent.add(context);
      context.logger.warn(`${name}: this n8n does not tell when executions end, so events are confirmed at once.`);
    } else {
      context.logger.warn(`${name}: n8n did not take the events, and gets them again. ${asError(error).message}`);
    }
    return false;
  }
}

/** n8n's new engine throws when it is to tell the end of an execution; anything else that it throws may pass. */
function refusesPromises(error: unknown): boolean {
  return error instanceof Error && /promise|not supported|unsupported/i.test(error.message);
}

function isInactive(error: unknown): boolean {
  return error instanceof Error && /published version not found/i.test(error.message);
}
