import { randomUUID } from 'node:crypto';

import { type Instance, PACKAGE_NAME } from '../instance/instance';
import type { SoakTrigger } from './triggers';

export const TRIGGER_NODE = 'Trigger';

/** Saves a workflow that the trigger starts, without publishing it. Its address is there for triggers that are webhooks. */
export async function createTriggerWorkflow(
  instance: Instance,
  name: string,
  { node, parameters }: SoakTrigger,
  credential: string,
): Promise<{ id: string; address: string }> {
  const webhookId = randomUUID();
  const id = await instance.createWorkflow(
    name,
    [
      { name: TRIGGER_NODE, type: `${PACKAGE_NAME}.${node}`, typeVersion: 1, webhookId, parameters },
      { name: 'No Operation', type: 'n8n-nodes-base.noOp', typeVersion: 1, parameters: {} },
    ],
    credential,
  );
  return { id, address: `${instance.url}/webhook/${webhookId}` };
}
