/**
 * A look at the package in the real editor: starts a complete n8n, installs the packed tarball as n8n installs a
 * community package, and drives Chromium through what a newcomer does, against the simulated org. Leaves a screenshot
 * of each step, and of the form of each operation.
 *
 * usage: npm run e2e -- [--n8n COMMAND] [--out FOLDER] [--chromium PATH] [--only-forms]
 */
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';

import axios from 'axios';
import { chromium, selectors, type Locator, type Page } from 'playwright-core';

import { RESOURCES } from '../../nodes/SalesforceConnector/operations';
import { startOrg, type RunningOrg } from '../../simulator';
import { n8nCommand, startN8n, type N8nHost } from '../n8nHost';

const { values } = parseArgs({
  options: {
    n8n: { type: 'string' },
    out: { type: 'string', default: 'screenshots' },
    chromium: { type: 'string', default: '/usr/bin/chromium' },
    'only-forms': { type: 'boolean', default: false },
  },
});

selectors.setTestIdAttribute('data-test-id');

async function main(): Promise<void> {
  mkdirSync(values.out, { recursive: true });
  const org = await startOrg();
  const n8n = await startN8n(n8nCommand(values.n8n));
  const browser = await chromium.launch({
    executablePath: values.chromium,
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
  });
  try {
    const context = await browser.newContext({ viewport: { width: 1440, height: 1000 } });
    await context.addCookies([{ ...n8n.cookie, url: n8n.url }]);
    const page = await context.newPage();
    page.setDefaultTimeout(60_000);
    let step = 0;
    const shot = async (name: string, of: Page | Locator = page) => {
      step += 1;
      const file = path.join(values.out, `${String(step).padStart(2, '0')}-${name}.png`);
      await of.screenshot({ path: file, animations: 'disabled' });
      console.log(file);
    };
    try {
      await look(page, n8n, org, shot);
    } catch (error) {
      await shot('failed');
      throw error;
    }
  } finally {
    await browser.close();
    await n8n.stop();
    await org.close();
  }
}

type Shot = (name: string, of?: Page | Locator) => Promise<void>;

async function look(page: Page, n8n: N8nHost, org: RunningOrg, shot: Shot): Promise<void> {
  const { url } = n8n;
  await saveJwt(page, url, org, shot);
  await openForms(page, n8n, shot);
  await showOutputFields(page, n8n, shot);
  if (values['only-forms']) return;
  await connectOAuth2(page, url, org, shot);
  await createRecord(page, url, shot);
  assertCreated(org);
  await queryByBulk(page, shot);
  await openSamples(page, n8n, shot);
  await tryTriggers(page, n8n, { org, shot });
}

async function openCredential(page: Page, url: string, name: string): Promise<void> {
  await page.goto(`${url}/home/credentials/create`);
  await page.getByTestId('new-credential-type-select').waitFor();
  await page.getByTestId('new-credential-type-select').locator('input').fill(name);
  await page.getByTestId('new-credential-type-select-option').filter({ hasText: name }).first().click();
  await page.getByTestId('new-credential-type-button').click();
  await page.getByTestId('credential-edit-dialog').waitFor();
}

const input = (page: Page, name: string) =>
  page.getByTestId(`parameter-input-${name}`).locator('input, textarea').first();

async function choose(page: Page, name: string, option: string): Promise<void> {
  await page.getByTestId(`parameter-input-${name}`).click();
  // Its name, not its description, which can name other options.
  await page
    .getByRole('option')
    .filter({ has: page.getByText(option, { exact: true }) })
    .first()
    .click();
}

async function connectOAuth2(page: Page, url: string, org: RunningOrg, shot: Shot): Promise<void> {
  await openCredential(page, url, 'Salesforce Connector OAuth2 API');
  await shot('oauth2-credential');
  await choose(page, 'environment', 'My Domain');
  await input(page, 'myDomain').fill(org.url);
  await input(page, 'clientId').fill(org.clientId);
  await input(page, 'clientSecret').fill(org.clientSecret);
  const opens = page.waitForEvent('popup');
  await page.getByTestId('quick-connect-button').click();
  const popup = await opens;
  await popup.locator('input[name=username]').fill(org.username);
  await popup.locator('input[type=password]').fill(org.password);
  await shot('login', popup);
  await popup.getByRole('button', { name: 'Log in' }).click();
  await popup.getByRole('button', { name: 'Allow' }).waitFor();
  await shot('consent', popup);
  await popup.getByRole('button', { name: 'Allow' }).click();
  await page.getByText('Account connected').waitFor();
  await shot('oauth2-connected');
}

async function saveJwt(page: Page, url: string, org: RunningOrg, shot: Shot): Promise<void> {
  await openCredential(page, url, 'Salesforce Connector JWT API');
  await shot('jwt-credential');
  await choose(page, 'environment', 'My Domain');
  await input(page, 'myDomain').fill(org.url);
  await input(page, 'consumerKey').fill(org.clientId);
  await input(page, 'username').fill(org.username);
  await input(page, 'privateKey').fill('-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----');
  await page.getByTestId('credential-save-button').click();
  await page.getByText('More details').click();
  await shot('jwt-refused');
  await input(page, 'privateKey').fill(org.privateKey);
  await page.getByTestId('credential-save-button').click();
  await page.getByText('Connection tested successfully').waitFor();
  await shot('jwt-tested');
  await page.goto(`${url}/home/credentials`);
  await page.getByText('Salesforce Connector JWT account').first().click();
  await page.getByTestId('parameter-input-signedInAs').scrollIntoViewIfNeeded();
  await shot('jwt-reopened');
}

const LAST_NAME = "O'Neil 😀";

async function createRecord(page: Page, url: string, shot: Shot): Promise<void> {
  await page.goto(`${url}/workflow/new`);
  await page.getByTestId('canvas-plus-button').first().click();
  await page.getByTestId('node-creator-search-bar').fill('Manual');
  await page.getByTestId('node-creator-item-name').filter({ hasText: 'Manual Trigger' }).first().click();
  await page.getByTestId('execute-workflow-button').waitFor();
  await page.getByTestId('canvas-handle-plus').first().click();
  await page.getByTestId('node-creator-search-bar').fill('Salesforce Connector');
  await shot('panel');
  await page.getByTestId('node-creator-item-name').filter({ hasText: 'Salesforce Connector' }).first().click();
  await page.getByText('Create record').first().waitFor();
  await shot('actions');
  await page.getByText('Create record').first().click();
  await page.getByTestId('node-parameters').waitFor();
  await shot('node');
  await page.getByTestId('rlc-input').click();
  await page.getByTestId('rlc-item').first().waitFor();
  await shot('objects');
  await page.getByTestId('rlc-search').fill('contact');
  await page
    .getByTestId('rlc-item')
    .filter({ hasText: /^\s*Contact/ })
    .first()
    .click();
  await input(page, 'LastName').fill(LAST_NAME);
  await shot('fields');
  await page.getByTestId('node-execute-button').click();
  await page.getByTestId('ndv-items-count').waitFor();
  await shot('created');
}

/** In the node that is open: a query whose rows go to a file, and the form that loads one. */
async function queryByBulk(page: Page, shot: Shot): Promise<void> {
  await choose(page, 'resource', 'Bulk');
  await choose(page, 'operation', 'Query');
  await input(page, 'soql').fill('SELECT Id, Name, Account.Name FROM Contact');
  await choose(page, 'output', 'To File');
  await page.getByTestId('node-execute-button').click();
  await page.getByText('records.csv').first().waitFor();
  await shot('bulk-query');
  await choose(page, 'operation', 'Load From File');
  await shot('bulk-load');
}

const SAMPLES = path.join(__dirname, '..', '..', 'demo', 'workflows');

/** The demo's workflows, opened as somebody who imports them sees them. */
async function openSamples(page: Page, { url, api }: N8nHost, shot: Shot): Promise<void> {
  for (const file of readdirSync(SAMPLES)) {
    const workflow = JSON.parse(readFileSync(path.join(SAMPLES, file), 'utf8')) as object;
    const { data } = await api.post<{ data: { id: string } }>('/workflows', {
      active: false,
      settings: {},
      ...workflow,
    });
    await page.goto(`${url}/workflow/${data.data.id}`);
    await page.getByTestId('canvas-node').first().waitFor();
    await shot(path.basename(file, '.json'));
  }
}

/** Each resource's menu of operations, and each operation's form as it is before anything is filled in. */
async function openForms(page: Page, n8n: N8nHost, shot: Shot): Promise<void> {
  const before = page.viewportSize();
  await page.setViewportSize({ width: 1440, height: 1600 });
  await openNode(page, n8n, '', {});
  for (const resource of RESOURCES) {
    await choose(page, 'resource', resource.name);
    await page.getByTestId('parameter-input-operation').click();
    await page.getByRole('option').first().waitFor();
    await shot(`${resource.value}-operations`);
    await page.keyboard.press('Escape');
    for (const operation of resource.operations) {
      await choose(page, 'operation', operation.name);
      await page.mouse.move(0, 0);
      await shot(`${resource.value}-${operation.value}`, page.getByTestId('node-parameters'));
    }
  }
  if (before !== null) await page.setViewportSize(before);
}

/** What the node after ours can use before anything has run: the fields of the output. */
async function showOutputFields(page: Page, { url, api }: N8nHost, shot: Shot): Promise<void> {
  const reports = {
    id: 'reports',
    name: 'Reports',
    type: 'n8n-nodes-salesforce-connector.salesforceConnector',
    typeVersion: 1,
    position: [0, 0],
    parameters: { authentication: 'jwt', resource: 'report', operation: 'getAll' },
  };
  const next = {
    id: 'next',
    name: 'Next',
    type: 'n8n-nodes-base.noOp',
    typeVersion: 1,
    position: [220, 0],
    parameters: {},
  };
  const connections = { Reports: { main: [[{ node: 'Next', type: 'main', index: 0 }]] } };
  const workflow = { name: 'Fields', nodes: [reports, next], connections, active: false, settings: {} };
  const { data } = await api.post<{ data: { id: string } }>('/workflows', workflow);
  await page.goto(`${url}/workflow/${data.data.id}`);
  await page.getByTestId('canvas-node').filter({ hasText: 'Next' }).first().dblclick();
  await page.getByText('FolderName').first().waitFor();
  await shot('output-fields');
}

interface Look {
  readonly org: RunningOrg;
  readonly shot: Shot;
}

/** Each trigger: its form, what a test in the editor gives, and what it says of a channel that is not there. */
async function tryTriggers(page: Page, n8n: N8nHost, { org, shot }: Look): Promise<void> {
  await openNode(page, n8n, 'Trigger', { triggerOn: 'createdOrUpdated', object: named('Opportunity') });
  await shot('trigger');
  await page.getByTestId('trigger-execute-button').click();
  await page.getByTestId('ndv-items-count').first().waitFor();
  await shot('trigger-tested');

  await openNode(page, n8n, 'EventTrigger', { channels: ['/event/Order_Event__e'] });
  await shot('event-trigger');
  await page.getByTestId('trigger-execute-button').click();
  await until(() => org.streaming.state.sessions > 0);
  await shot('event-trigger-listening');
  await publish(org, 'Order_Event__e', { Order_Number__c: 'A-1001', Amount__c: 1200 });
  await page.getByText('A-1001').first().waitFor();
  await shot('event-trigger-tested');

  await openNode(page, n8n, 'EventTrigger', { moreChannels: '/event/Nothing__e' });
  await page.getByTestId('trigger-execute-button').click();
  await page.getByText('The channel does not exist').first().waitFor();
  await shot('event-trigger-refused');

  await openNode(page, n8n, 'OutboundMessageTrigger', {});
  await shot('outbound-message-trigger');
  await page.getByTestId('trigger-execute-button').click();
  await page.getByText('Listening').first().waitFor();
  await shot('outbound-message-trigger-listening');
}

const named = (value: string) => ({ __rl: true, mode: 'list', value, cachedResultName: value });

/** A workflow of one of the package's nodes, with the form of that node open. */
async function openNode(page: Page, { url, api }: N8nHost, kind: string, parameters: object): Promise<void> {
  const { data: credentials } = await api.get<{ data: { id: string; name: string; type: string }[] }>('/credentials');
  const jwt = credentials.data.find(({ type }) => type === 'salesforceConnectorJwtApi');
  const name = `Salesforce Connector ${kind.replace(/(?<=[a-z])(?=[A-Z])/g, ' ')}`.trim();
  const node = {
    id: 'node',
    name,
    type: `n8n-nodes-salesforce-connector.salesforceConnector${kind}`,
    typeVersion: 1,
    position: [0, 0],
    parameters: { authentication: 'jwt', ...parameters },
    credentials: { salesforceConnectorJwtApi: { id: jwt?.id, name: jwt?.name } },
  };
  const workflow = { name, nodes: [node], connections: {}, active: false, settings: {} };
  const { data } = await api.post<{ data: { id: string } }>('/workflows', workflow);
  await page.goto(`${url}/workflow/${data.data.id}`);
  await page.getByTestId('canvas-node').first().dblclick();
  await page.getByTestId('node-parameters').waitFor();
}

async function publish({ url, clientId, clientSecret }: RunningOrg, event: string, values: object): Promise<void> {
  const form = { grant_type: 'client_credentials', client_id: clientId, client_secret: clientSecret };
  const { data } = await axios.post<{ access_token: string }>(
    `${url}/services/oauth2/token`,
    new URLSearchParams(form),
  );
  const headers = { Authorization: `Bearer ${data.access_token}` };
  await axios.post(`${url}/services/data/v67.0/sobjects/${event}`, values, { headers });
}

async function until(isSo: () => boolean): Promise<void> {
  for (let waited = 0; !isSo(); waited += 1) {
    if (waited === 300) throw new Error('Nothing happens.');
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

function assertCreated({ org }: RunningOrg): void {
  const { store } = org;
  const contact = store.schema.object('Contact');
  const lastName = contact && store.schema.field(contact, 'LastName');
  const found = contact && lastName ? store.byField(contact, lastName, LAST_NAME) : [];
  if (found.length !== 1) throw new Error(`The org has ${found.length} contacts named ${LAST_NAME}, not one.`);
  console.log(`The org has the contact ${String(found[0]?.['Id'])}, named ${LAST_NAME}.`);
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
