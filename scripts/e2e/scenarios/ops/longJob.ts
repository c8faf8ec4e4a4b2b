import { randomUUID } from 'node:crypto';

import { Control } from '../../../../simulator/control/client';
import type { SavedCredential } from '../../../credentials';
import { waitNode } from '../../../queue/webhook';
import type { Scene } from '../../scenario';
import { executeWorkflow, showExecutions } from '../../screen/executions';
import { hasWords, shows } from '../../screen/form';
import { openNode, output } from '../../screen/node';
import { showDrawing, START } from '../../screen/workflow';
import { CONTACT, csvItem, hasOnce, numbered, salesforce, TO_FILE } from './loads';

const LONG_JOB_MS = 60_000;
const SHORT_JOB_MS = 2;
/** Of n8n's wait, and of n8n until it sees that the wait is over. */
const PATIENCE_MS = 120_000;
const NAMES = numbered('Waited', 500);

/**
 * A load as docs/operations.md has it for long jobs, with n8n killed while it waits.
 * @returns what is left to do once n8n's wait may be over
 */
export async function longJob(scene: Scene, credential: SavedCredential): Promise<() => Promise<void>> {
  const { page, n8n, org, step } = scene;
  const control = new Control(org.controlUrl);
  const jobId = (value: string) => ({ jobId: { __rl: true, mode: 'id', value } });
  const bulk = (name: string, parameters: object) => salesforce(name, credential, { resource: 'bulk', ...parameters });
  let workflow = '';

  await step('Executes a load that does not wait for its job, and n8n’s node Wait after it', async () => {
    await control.post('bulk', { stateTime: LONG_JOB_MS });
    const chain = [
      TO_FILE,
      bulk('Load', { operation: 'loadFile', object: CONTACT, waitMinutes: 0 }),
      { ...waitNode, settings: { webhookId: randomUUID() } },
      bulk('Wait for Job', { operation: 'waitForJob', ...jobId('={{ $json.jobs[0].jobId }}') }),
      bulk('Get Results', { operation: 'getResults', ...jobId('={{ $json.id }}') }),
    ];
    const id = await showDrawing(page, n8n, { trigger: START, pinned: [csvItem(NAMES)], chains: [chain] });
    workflow = `${n8n.url}/workflow/${id}`;
    await executeWorkflow(page);
    return await showExecutions(page, workflow, 'Waiting');
  });
  await step('n8n is killed, and started again: the execution still waits', async () => {
    await n8n.restart();
    await control.post('bulk', { stateTime: SHORT_JOB_MS });
    return await showExecutions(page, workflow, 'Waiting');
  });
  return async () => {
    await step('Comes back when the wait is over: the load has gone on to its end', async () => {
      return `${await showExecutions(page, workflow, 'Succeeded', PATIENCE_MS)} ${hasOnce(org, 'Waited', NAMES)}`;
    });
    await step('Opens its results', async () => {
      await openNode(page, 'Get Results');
      return hasWords(await shows(output(page), 'successful.csv'), '1 item');
    });
  };
}
