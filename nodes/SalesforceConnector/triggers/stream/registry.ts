import type { ITriggerFunctions } from 'n8n-workflow';

/** Running instances of triggers, by workflow and node: n8n can start one twice, and then stops only one of them. */
const running = new Map<string, AbortController>();

/** Starts an instance, and stops the one before; a test in the editor leaves the workflow’s own alone. */
export function startInstance(context: ITriggerFunctions): AbortController {
  const key = instanceKey(context);
  running.get(key)?.abort();
  const controller = new AbortController();
  running.set(key, controller);
  controller.signal.addEventListener('abort', () => {
    if (running.get(key) === controller) running.delete(key);
  });
  return controller;
}

/** A copied node has the ID of its original, in another workflow. */
function instanceKey(context: ITriggerFunctions): string {
  const isTest = context.getMode() === 'manual';
  return [isTest ? 'test' : 'active', context.getWorkflow().id, context.getNode().id].join(' ');
}
