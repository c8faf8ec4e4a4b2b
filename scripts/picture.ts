/**
 * The README's picture: n8n's editor with the package, after a run on the simulated org.
 *
 * usage: npm run picture -- [--n8n COMMAND] [--out FILE] [--chromium PATH]
 */
import path from 'node:path';
import { parseArgs } from 'node:util';

import { chromium, selectors, type Page } from 'playwright-core';

import { startOrg } from '../simulator';
import { inNode, saveJwt, type SavedCredential } from './credentials';
import { n8nCommand, startN8n, type N8nHost } from './n8nHost';

const { values } = parseArgs({
  options: {
    n8n: { type: 'string' },
    out: { type: 'string', default: path.join(__dirname, '..', 'docs', 'images', 'editor.png') },
    chromium: { type: 'string', default: '/usr/bin/chromium' },
  },
});

const FORM = 'Sign-up form';
const NODE = 'Create or update contacts';

const SUBMITTED = [
  { First_Name: 'Ada', Last_Name: 'Lovelace', Email: 'ada@example.com', Customer_No: 'C-1001' },
  { First_Name: 'Grace', Last_Name: 'Hopper', Email: 'grace@example.com', Customer_No: 'C-1002' },
  { First_Name: 'Conor', Last_Name: "O'Neil", Email: 'conor@example.com', Customer_No: 'C-1003' },
];

const inList = (value: string, name: string) => ({ __rl: true, mode: 'list', value, cachedResultName: name });

const FIELDS: Readonly<Record<string, string>> = { FirstName: 'First_Name', LastName: 'Last_Name', Email: 'Email' };

const TYPE = 'n8n-nodes-salesforce-connector.salesforceConnector';

const PARAMETERS = {
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
      nodeTypeAndVersion: { name: TYPE, version: 1 },
      currentNodeParameters: PARAMETERS,
      credentials: inNode(credential),
    },
  );
  return {
    mappingMode: 'defineBelow',
    value: Object.fromEntries(Object.entries(FIELDS).map(([field, from]) => [field, `={{ $json.${from} }}`])),
    matchingColumns: [],
    schema: data.data.fields.map((field) => ({ ...field, removed: FIELDS[field.id] === undefined })),
  };
}

/** A workflow that brings what was submitted into contacts. */
function workflowWith(credential: SavedCredential, fields: object): object {
  const node = (name: string, type: string, parameters: object, x: number) => ({
    id: name,
    name,
    type,
    typeVersion: 1,
    position: [x, 0],
    parameters,
  });
  const main = (to: string) => ({ main: [[{ node: to, type: 'main', index: 0 }]] });
  return {
    name: 'New contacts',
    active: false,
    settings: {},
    nodes: [
      node('Start', 'n8n-nodes-base.manualTrigger', {}, 0),
      node(FORM, 'n8n-nodes-base.noOp', {}, 220),
      { ...node(NODE, TYPE, { ...PARAMETERS, fields }, 440), credentials: inNode(credential) },
    ],
    connections: { Start: main(FORM), [FORM]: main(NODE) },
    pinData: { [FORM]: SUBMITTED.map((json) => ({ json })) },
  };
}

async function take(page: Page, n8n: N8nHost, credential: SavedCredential): Promise<void> {
  const { api, url } = n8n;
  const workflow = workflowWith(credential, await mappedFields(n8n, credential));
  const { data } = await api.post<{ data: { id: string } }>('/workflows', workflow);
  await page.goto(`${url}/workflow/${data.data.id}`);
  await page.getByTestId('canvas-node').filter({ hasText: NODE }).first().dblclick();
  await page.getByTestId('parameter-input-LastName').waitFor();
  await page.getByTestId('node-execute-button').click();
  await page.getByTestId('ndv-items-count').last().waitFor();
  await page.getByTestId('output-panel').getByText('created').waitFor();
  await page.getByText('Node executed successfully').waitFor({ state: 'hidden' });
  await page.mouse.move(0, 0);
  await page.screenshot({ path: values.out, animations: 'disabled' });
  console.log(values.out);
}

async function main(): Promise<void> {
  selectors.setTestIdAttribute('data-test-id');
  const org = await startOrg();
  const n8n = await startN8n(n8nCommand(values.n8n));
  const browser = await chromium.launch({ executablePath: values.chromium, args: ['--no-sandbox', '--disable-gpu'] });
  try {
    const context = await browser.newContext({ viewport: { width: 1440, height: 960 } });
    await context.addCookies([{ ...n8n.cookie, url: n8n.url }]);
    const page = await context.newPage();
    page.setDefaultTimeout(60_000);
    await take(page, n8n, await saveJwt(n8n, org));
  } finally {
    await browser.close();
    await n8n.stop();
    await org.close();
  }
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
