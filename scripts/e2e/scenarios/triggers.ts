import { setTimeout } from 'node:timers/promises';

import { Control } from '../../../simulator/control/client';
import { saveClientCredentials } from '../../credentials';
import type { N8nHost } from '../../n8nHost';
import { TRIGGER_NAMES, TRIGGERS, type SoakTrigger } from '../../soak/triggers';
import { Writer } from '../../soak/writer';
import type { Scenario } from '../scenario';
import { shows, words } from '../screen/form';
import { openNode } from '../screen/node';
import { showDrawing, type PlacedNode } from '../screen/workflow';

const NEXT: PlacedNode = { name: 'Next', type: 'n8n-nodes-base.noOp', parameters: {} };
/** As long as the slowest of them takes after a start of n8n. */
const PATIENCE_MS = 90_000;
const QUIET_MS = 15_000;

interface Published {
  readonly name: string;
  readonly trigger: SoakTrigger;
  readonly workflow: string;
  readonly writer: Writer;
}

/** Each trigger, from the form to the end of its workflow, with n8n killed and started again in between. */
export const triggers: Scenario = {
  name: 'triggers',
  title: 'Triggers start workflows, before and after a restart',
  async play({ page, n8n, org, step }) {
    const credential = await saveClientCredentials(n8n, org);
    const published: Published[] = [];
    const executions = async (workflow: string) => {
      await page.goto(`${n8n.url}/workflow/${workflow}/executions`);
      return await shows(page.getByTestId('executions-sidebar'), 'Succeeded');
    };

    for (const name of TRIGGER_NAMES) {
      const trigger: SoakTrigger = TRIGGERS[name];
      await step(`Adds a workflow with the trigger ${trigger.node}, and publishes it`, async () => {
        const webhookId = crypto.randomUUID();
        const node = { name, type: trigger.node, parameters: trigger.parameters, credential, settings: { webhookId } };
        const workflow = await showDrawing(page, n8n, {
          trigger: node,
          chains: [[{ ...NEXT, name: `After ${name}` }]],
        });
        await openNode(page, name);
        const form = await words(page.getByTestId('node-parameters'));
        const prepared = trigger.prepare?.(`${n8n.url}/webhook/${webhookId}`);
        if (prepared !== undefined) await new Control(org.controlUrl).post(...prepared);
        await publish(n8n, workflow);
        published.push({ name, trigger, workflow, writer: await Writer.open(org, trigger) });
        return form;
      });
    }
    const allFire = async (when: string) => {
      for (const { name, trigger, workflow, writer } of published) {
        await step(`Something changes in the org ${when}: ${name}`, async () => {
          const change = `${name} ${when}`;
          await trigger.change(writer, change);
          await untilStarted(n8n, workflow, change);
          return await executions(workflow);
        });
      }
    };
    await allFire('after publishing');
    await step('n8n is killed, and started again', async () => {
      await n8n.restart();
      await page.goto(`${n8n.url}/home/workflows`);
      return await shows(page.locator('body'), 'Overview');
    });
    await allFire('after the restart');
    for (const { name, trigger, workflow, writer } of published) {
      await step(`Unpublishes the workflow, and something changes in the org: ${name}`, async () => {
        await n8n.api.post(`/workflows/${workflow}/deactivate`);
        const before = (await started(n8n, workflow)).length;
        await trigger.change(writer, `${name} after the end`);
        await setTimeout(QUIET_MS);
        const after = (await started(n8n, workflow)).length;
        if (after > before) throw new Error(`${after - before} executions have started.`);
        return await executions(workflow);
      });
    }
  },
};

async function publish({ api }: N8nHost, workflow: string): Promise<void> {
  const { data } = await api.get<{ data: { versionId: string } }>(`/workflows/${workflow}`);
  await api.post(`/workflows/${workflow}/activate`, { versionId: data.data.versionId });
}

/** What n8n has stored of each execution of a workflow. */
async function started({ api }: N8nHost, workflowId: string): Promise<string[]> {
  const params = { filter: JSON.stringify({ workflowId }), limit: 100 };
  const { data } = await api.get<{ data: { results: { id: string }[] } }>('/executions', { params });
  const stored = data.data.results.map(async ({ id }) => {
    const answer = await api.get<{ data: { data: string } }>(`/executions/${id}`);
    return answer.data.data.data;
  });
  return await Promise.all(stored);
}

async function untilStarted(n8n: N8nHost, workflow: string, change: string): Promise<void> {
  for (const deadline = Date.now() + PATIENCE_MS; Date.now() < deadline;) {
    if ((await started(n8n, workflow)).some((stored) => stored.includes(change))) return;
    await setTimeout(1_000);
  }
  throw new Error(`No execution has “${change}”.`);
}
