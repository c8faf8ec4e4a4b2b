import { parseArgs } from 'node:util';

import { startOrg, type RunningOrg } from '../simulator';
import { adminWrite } from '../simulator/data';
import { Control } from '../simulator/control/client';
import { inNode, saveClientCredentials } from './credentials';
import { HELP_OPTION, printed, runCommand, whole } from './instance/commandLine';
import { n8nCommand, startN8n, type N8nHost } from './n8nHost';

const USAGE = `Tries whether the Outbound Message Trigger loses anything in a complete n8n: publishes a workflow, lets the simulated org
notify it of records, kills n8n meanwhile, and compares what executions got with what the org sent.

  npm run build && npm run outbound -- [options]

  --n8n COMMAND   How to start n8n: a path, or "npx n8n" (default: N8N_BIN, or "npx n8n")
  --records N     Records that the org notifies of (default: 200)
  --kills N       How often n8n is killed (default: 3)
  --help

Exits with 1 if a record was lost.
`;

const TRIGGER = 'n8n-nodes-salesforce-connector.salesforceConnectorOutboundMessageTrigger';
const FORMER = 'https://former.example/endpoint';
const WAIT_MS = 180_000;

const OPTIONS = {
  n8n: { type: 'string' },
  records: { type: 'string', default: '200' },
  kills: { type: 'string', default: '3' },
  ...HELP_OPTION,
} as const;

async function main(): Promise<number> {
  const { values } = parseArgs({ options: OPTIONS });
  if (values.help) return printed(USAGE);
  const records = whole('records', values.records);
  const kills = whole('kills', values.kills);
  const org = await startOrg({ size: 10 });
  const n8n = await startN8n(n8nCommand(values.n8n));
  try {
    return (await compare(n8n, org, records, kills)) > 0 ? 1 : 0;
  } finally {
    await n8n.stop();
    await org.close();
  }
}

const endpointOf = ({ org }: RunningOrg) => org.outboundMessages.definitions.all[0]?.metadata.endpointUrl;

/** How many records were lost. */
async function compare(n8n: N8nHost, org: RunningOrg, records: number, kills: number): Promise<number> {
  const control = new Control(org.controlUrl);
  const fields = ['Id', 'LastName'];
  const define = { name: 'Contact Created', object: 'Contact', endpointUrl: FORMER, fields, sentOn: 'create' };
  await control.post('outboundMessages', { define, firstPause: 500 });
  const workflow = await publish(n8n, org);
  await until('the endpoint is set', () => endpointOf(org) !== FORMER);

  for (let done = 0, killed = 0; done < records; done += 1) {
    create(org, done);
    if (killed < kills && done >= ((killed + 1) * records) / (kills + 1)) {
      killed += 1;
      await pause(50 + 150 * killed);
      await n8n.restart();
    } else {
      await pause(20);
    }
  }
  await until(
    'all are acknowledged',
    () => org.org.outboundMessages.report().queued === 0,
    () => {
      // What n8n could not be reached for waits for minutes by then.
      org.org.clock.advance(60_000);
    },
  );
  await pause(3_000);

  const { acknowledged, dropped, messages } = org.org.outboundMessages.report();
  const { executions, notified } = await received(n8n, workflow);
  const lost = records - new Set(notified).size;
  console.log(
    `${records} records, n8n killed ${kills} times: ${messages} messages sent, ${acknowledged} notifications acknowledged, ` +
      `${dropped} dropped; ${executions} executions with ${notified.length} notifications, ` +
      `${notified.length - new Set(notified).size} of them twice, ${lost} lost`,
  );
  await n8n.api.post(`/workflows/${workflow.id}/deactivate`, {});
  await until('the endpoint is put back', () => endpointOf(org) === FORMER);
  console.log('The former endpoint is back.');
  return lost;
}

interface Workflow {
  readonly id: string;
  readonly versionId: string;
}

async function publish(n8n: N8nHost, org: RunningOrg): Promise<Workflow> {
  const credential = await saveClientCredentials(n8n, org);
  const [definition] = org.org.outboundMessages.definitions.all;
  const node = {
    id: 'f1d0f1f0-0000-4000-8000-000000000001',
    name: 'Trigger',
    type: TRIGGER,
    typeVersion: 1,
    position: [0, 0],
    webhookId: 'f1d0f1f0-0000-4000-8000-000000000002',
    parameters: {
      endpoint: 'byNode',
      outboundMessage: { __rl: true, mode: 'id', value: definition?.id },
      secret: 'of the script',
    },
    credentials: inNode(credential),
  };
  const next = {
    ...node,
    id: `${node.id}-2`,
    name: 'Next',
    type: 'n8n-nodes-base.noOp',
    parameters: {},
    credentials: {},
  };
  const created = await n8n.api.post<{ data: Workflow }>('/workflows', {
    name: 'Outbound messages',
    active: false,
    settings: {},
    nodes: [node, { ...next, webhookId: undefined, position: [200, 0] }],
    connections: { Trigger: { main: [[{ node: 'Next', type: 'main', index: 0 }]] } },
  });
  const workflow = created.data.data;
  await n8n.api.post(`/workflows/${workflow.id}/activate`, { versionId: workflow.versionId });
  return workflow;
}

function create({ org }: RunningOrg, n: number): void {
  const contact = org.store.schema.object('Contact');
  if (contact === undefined) throw new Error('no Contact');
  org.store.insert(contact, { LastName: `Record ${n}` }, adminWrite(org.clock));
}

/** The notifications in all executions of the workflow, as n8n has stored them. */
async function received({ api }: N8nHost, { id }: Workflow): Promise<{ executions: number; notified: string[] }> {
  const notified: string[] = [];
  let executions = 0;
  for (let cursor: string | null | undefined; cursor !== null;) {
    const params = { filter: JSON.stringify({ workflowId: id }), limit: 100, cursor };
    const { data } = await api.get<{ data: ExecutionsPage }>('/executions', { params });
    const { results, nextCursor } = data.data;
    for (const execution of results) {
      const answer = await api.get<{ data: { data: string } }>(`/executions/${execution.id}`);
      // n8n writes each text once, however many nodes have it.
      notified.push(...new Set(answer.data.data.data.match(/\b04l\w{15}\b/g)));
    }
    executions += results.length;
    cursor = nextCursor;
  }
  return { executions, notified };
}

interface ExecutionsPage {
  readonly results: readonly { readonly id: string }[];
  readonly nextCursor: string | null;
}

const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

async function until(what: string, is: () => boolean, meanwhile: () => void = () => undefined): Promise<void> {
  for (const deadline = Date.now() + WAIT_MS; !is();) {
    if (Date.now() > deadline) throw new Error(`It took too long until ${what}.`);
    await pause(500);
    meanwhile();
  }
}

runCommand(main, USAGE);
