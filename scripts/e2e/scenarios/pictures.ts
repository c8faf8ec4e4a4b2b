import { randomUUID } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';

import { inNode, saveJwt, type SavedCredential } from '../../credentials';
import type { N8nHost } from '../../n8nHost';
import { TRIGGERS } from '../../soak/triggers';
import { Writer } from '../../soak/writer';
import type { Scenario, Scene } from '../scenario';
import { field, hasWords, shows } from '../screen/form';
import { asSchema, closeNode, openNode, run } from '../screen/node';
import { type PlacedNode, showDrawing } from '../screen/workflow';

const FORM: PlacedNode = {
  name: 'Sign-up form',
  type: 'n8n-nodes-base.formTrigger',
  typeVersion: 2.2,
  parameters: { formTitle: 'Sign up' },
};
const SUBMITTED = [
  { First_Name: 'Ada', Last_Name: 'Lovelace', Email: 'ada@example.com', Customer_No: 'C-1001' },
  { First_Name: 'Grace', Last_Name: 'Hopper', Email: 'grace@example.com', Customer_No: 'C-1002' },
  { First_Name: 'Conor', Last_Name: "O'Neil", Email: 'conor@example.com', Customer_No: 'C-1003' },
];
const FIELDS: Readonly<Record<string, string>> = { FirstName: 'First_Name', LastName: 'Last_Name', Email: 'Email' };

const inList = (value: string, name: string) => ({ __rl: true, mode: 'list', value, cachedResultName: name });

const UPSERT = {
  authentication: 'jwt',
  resource: 'record',
  operation: 'upsert',
  object: inList('Contact', 'Contact'),
  externalIdField: inList('External_Id__c', 'External ID'),
  externalIdValue: '={{ $json.Customer_No }}',
};

/** The fields of the form, with the labels and types that the editor would get from the org. */
async function mappedFields({ api }: N8nHost, credential: SavedCredential): Promise<object> {
  const { data } = await api.post<{ data: { fields: { id: string }[] } }>(
    '/dynamic-node-parameters/resource-mapper-fields',
    {
      path: 'parameters.fields',
      methodName: 'getFieldsToUpsert',
      nodeTypeAndVersion: { name: 'n8n-nodes-salesforce-connector.salesforceConnector', version: 1 },
      currentNodeParameters: UPSERT,
      credentials: inNode(credential),
    },
  );
  return {
    mappingMode: 'defineBelow',
    value: Object.fromEntries(Object.entries(FIELDS).map(([name, from]) => [name, `={{ $json.${from} }}`])),
    matchingColumns: [],
    schema: data.data.fields.map((column) => ({ ...column, removed: FIELDS[column.id] === undefined })),
  };
}

async function showUpsert({ page, n8n, org }: Scene): Promise<string> {
  const credential = await saveJwt(n8n, org);
  const parameters = { ...UPSERT, fields: await mappedFields(n8n, credential) };
  const node = { name: 'Create or update contacts', type: 'salesforceConnector', parameters, credential };
  await showDrawing(page, n8n, { trigger: FORM, pinned: SUBMITTED, chains: [[node]] });
  await openNode(page, node.name);
  await field(page, 'LastName').waitFor();
  return hasWords(await run(page), '3 items', 'created');
}

interface ShownTrigger {
  readonly name: string;
  readonly type: string;
  readonly parameters: object;
}

async function showTrigger({ page, n8n, org }: Scene, trigger: ShownTrigger): Promise<void> {
  const credential = await saveJwt(n8n, org);
  const node = { ...trigger, credential, settings: { webhookId: randomUUID() } };
  await showDrawing(page, n8n, { trigger: node, chains: [] });
  await openNode(page, trigger.name);
}

async function showPoll(scene: Scene): Promise<string> {
  const name = 'Salesforce Connector Trigger';
  await showTrigger(scene, {
    name,
    type: TRIGGERS.poll.node,
    parameters: { pollTimes: { item: [{ mode: 'everyMinute' }] }, object: inList('Opportunity', 'Opportunity') },
  });
  await run(scene.page);
  // Once in each browser, n8n covers the first output of a trigger with an explanation, until the node is closed.
  await closeNode(scene.page);
  await openNode(scene.page, name);
  return hasWords(await asSchema(scene.page), '1 item', 'StageName');
}

async function showEvent(scene: Scene): Promise<string> {
  await showTrigger(scene, {
    name: 'Salesforce Connector Event Trigger',
    type: TRIGGERS.event.node,
    parameters: { channels: ['/event/Order_Event__e'] },
  });
  const writer = await Writer.open(scene.org, TRIGGERS.event);
  let isShown = false;
  // n8n does not show when the trigger listens.
  const publish = async () => {
    while (!isShown) {
      await writer.save('Order_Event__e', undefined, { Order_Number__c: 'SO-1001' });
      await setTimeout(1_000);
    }
  };
  const shown = run(scene.page).finally(() => {
    isShown = true;
  });
  await Promise.all([shown, publish()]);
  return hasWords(await asSchema(scene.page), '1 item', 'SO-1001');
}

async function showOutbound(scene: Scene): Promise<string> {
  await showTrigger(scene, {
    name: 'Salesforce Connector Outbound Message Trigger',
    type: TRIGGERS.outbound.node,
    parameters: { endpoint: 'byHand' },
  });
  return await shows(scene.page.getByTestId('node-parameters'), 'Endpoint URL');
}

/** By the names of their files in `docs/images/`. */
const PICTURES = {
  'editor.png': showUpsert,
  'trigger.png': showPoll,
  'event-trigger.png': showEvent,
  'outbound-message-trigger.png': showOutbound,
};

/** The pictures of the docs: `npm run pictures` puts them there. */
export const pictures: Scenario = {
  name: 'pictures',
  title: 'A reader sees the pictures of the docs',
  async play(scene) {
    const { page, step } = scene;
    for (const [picture, show] of Object.entries(PICTURES)) {
      await step(
        `Looks at ${picture}`,
        async () => {
          const shown = await show(scene);
          // A list that n8n still loads is gray.
          const loading = page.getByTestId('node-parameters').locator('.is-disabled').first();
          await loading.waitFor({ state: 'hidden' });
          // Without a message or a hint of n8n's over it.
          await page.locator('.el-notification').first().waitFor({ state: 'hidden' });
          await page.mouse.move(0, 0);
          return shown;
        },
        () => page,
        picture,
      );
    }
  },
};
