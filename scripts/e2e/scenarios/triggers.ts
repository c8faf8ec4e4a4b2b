import { setTimeout } from 'node:timers/promises';

import { Control } from '../../../simulator/control/client';
import { saveClientCredentials } from '../../credentials';
import type { N8nHost } from '../../n8nHost';
import { TRIGGER_NAMES, TRIGGERS, type SoakTrigger } from '../../soak/triggers';
import { Writer } from '../../soak/writer';
import type { Scenario } from '../scenario';
import { publishShown, unpublishShown } from '../screen/executions';
import { shows, words } from '../screen/form';
import { closeNode, openNode } from '../screen/node';
import { type PlacedNode, showDrawing } from '../screen/workflow';
import { visit, workflowName } from '../screen/visit';

const NEXT: PlacedNode = { name: 'Next', type: 'n8n-nodes-base.noOp', parameters: {} };
/** As long as the slowest of them takes after a start of n8n. */
const PATIENCE_MS = 90_000;
const QUIET_MS = 15_000;

/** What follows a trigger, and the name of its workflow. */
const nextOf = (trigger: string): string => `After ${trigger}`;

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
    const executed = async (workflow: string, execution: string) => {
      const entry = page.getByTestId(`execution-details-${execution}`);
      await visit(page, `${n8n.url}/workflow/${workflow}/executions`, entry);
      return await shows(entry, 'Succeeded');
    };

    for (const name of TRIGGER_NAMES) {
      const trigger: SoakTrigger = TRIGGERS[name];
      await step(`Adds a workflow with the trigger ${trigger.node}, and looks at its form`, async () => {
        const webhookId = crypto.randomUUID();
        const node = { name, type: trigger.node, parameters: trigger.parameters, credential, settings: { webhookId } };
        const workflow = await showDrawing(page, n8n, {
          trigger: node,
          chains: [[{ ...NEXT, name: nextOf(name) }]],
        });
        await openNode(page, name);
        const form = await words(page.getByTestId('node-parameters'));
        const prepared = trigger.prepare?.(`${n8n.url}/webhook/${webhookId}`);
        if (prepared !== undefined) await new Control(org.controlUrl).post(...prepared);
        await closeNode(page);
        published.push({ name, trigger, workflow, writer: await Writer.open(org, trigger) });
        return form;
      });
      await step('Publishes it', async () => await publishShown(page));
    }
    const allFire = async (when: string) => {
      for (const { name, trigger, workflow, writer } of published) {
        await step(`Something changes in the org ${when}: ${name}`, async () => {
          const change = `${name} ${when}`;
          await trigger.change(writer, change);
          return await executed(workflow, await untilStarted(n8n, workflow, change));
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
    for (const { name, workflow } of published) {
      await step(`Unpublishes the workflow: ${name}`, async () => {
        await visit(page, `${n8n.url}/workflow/${workflow}`, workflowName(page, nextOf(name)));
        return await unpublishShown(page);
      });
    }
    await step('Something changes in the org for each of them: nothing starts', async () => {
      const counts = async () =>
        await Promise.all(published.map(async ({ workflow }) => (await started(n8n, workflow)).length));
      const before = await counts();
      for (const { name, trigger, writer } of published) await trigger.change(writer, `${name} after the end`);
      await setTimeout(QUIET_MS);
      const after = await counts();
      if (String(after) !== String(before)) throw new Error(`Executions: first ${before.join()}, then ${after.join()}`);
      await page.goto(`${n8n.url}/home/executions`);
      return await words(page.getByTestId('global-execution-list-item').first());
    });
  },
};

interface Execution {
  readonly id: string;
  /** What n8n has stored of it. */
  readonly stored: string;
}

async function started({ api }: N8nHost, workflowId: string): Promise<Execution[]> {
  const params = { filter: JSON.stringify({ workflowId }), limit: 100 };
  const { data } = await api.get<{ data: { results: { id: string }[] } }>('/executions', { params });
  const executions = data.data.results.map(async ({ id }) => {
    const answer = await api.get<{ data: { data: string } }>(`/executions/${id}`);
    return { id, stored: answer.data.data.data };
  });
  return await Promise.all(executions);
}

/** Returns the ID of the execution that a change has started. */
async function untilStarted(n8n: N8nHost, workflow: string, change: string): Promise<string> {
  for (const deadline = Date.now() + PATIENCE_MS; Date.now() < deadline;) {
    const execution = (await started(n8n, workflow)).find(({ stored }) => stored.includes(change));
    if (execution !== undefined) return execution.id;
    await setTimeout(1_000);
  }
  throw new Error(`No execution has “${change}”.`);
}
