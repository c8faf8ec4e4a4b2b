import type { ITriggerFunctions } from 'n8n-workflow';

import { nodeKey } from '../../host/nodeKey';

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

function instanceKey(context: ITriggerFunctions): string {
  const isTest = context.getMode() === 'manual';
  return `${isTest ? 'test' : 'active'} ${nodeKey(context)}`;
}
