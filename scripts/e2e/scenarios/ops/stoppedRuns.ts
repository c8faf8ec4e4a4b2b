import { readFileSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';

import { Control } from '../../../../simulator/control/client';
import type { SavedCredential } from '../../../credentials';
import { contactsNamed } from '../../../queue/contacts';
import type { N8nHost } from '../../../n8nHost';
import type { Scene } from '../../scenario';
import { executeWorkflow, nodeSays, showExecutions, stopExecution } from '../../screen/executions';
import { hasWords, shows } from '../../screen/form';
import { openNode, run } from '../../screen/node';
import { type PlacedNode, showDrawing, showWorkflow, START } from '../../screen/workflow';
import { CONTACT, createContacts, csvItem, hasOnce, numbered, salesforce, TO_FILE, untilSaved } from './loads';

/** In which a run that is not over would send more. */
const QUIET_MS = 3_000;
const LONG_JOB_MS = 60_000;
const SHORT_JOB_MS = 2;
/** Records of one request. */
const COLLECTION = 200;

/** What was saved, what was on its way, and the rest. */
const STOPPED_AT = [
  '400 of 1,000 items succeeded; their changes stay in Salesforce.',
  'May have been created: 200 (item 400–599).',
  'Not sent: 400 (item 600–999).',
];

const SPLIT: PlacedNode = {
  name: 'Split Out',
  type: 'n8n-nodes-base.splitOut',
  parameters: { fieldToSplitOut: 'names', options: { destinationFieldName: 'LastName' } },
};

/** Somebody stops a Bulk load, and a write of many records. */
export async function stoppedRuns(scene: Scene, credential: SavedCredential): Promise<void> {
  await stoppedLoad(scene, credential);
  await stoppedWrite(scene, credential);
}

async function stoppedLoad({ page, n8n, org, step }: Scene, credential: SavedCredential): Promise<void> {
  const control = new Control(org.controlUrl);
  let [workflow, job] = ['', ''];
  await step('Executes a Bulk load, whose progress is in the browser’s console', async () => {
    await control.post('bulk', { stateTime: LONG_JOB_MS });
    const load = salesforce('Load', credential, { resource: 'bulk', operation: 'loadFile', object: CONTACT });
    const pinned = [csvItem(numbered('Stopped', 500))];
    const id = await showDrawing(page, n8n, { trigger: START, pinned, chains: [[TO_FILE, load]] });
    workflow = `${n8n.url}/workflow/${id}`;
    const [said] = await Promise.all([nodeSays(page, 'UploadComplete'), executeWorkflow(page)]);
    job = /Bulk job (\w+)/.exec(said)?.[1] ?? '';
    return said;
  });
  await step('Stops it: its job is aborted, and nothing more is sent', async () => {
    const [said, stopped] = await Promise.all([nodeSays(page, `${job}: Aborted`), stopExecution(page)]);
    return `${stopped} ${said} ${await sendsNothing(control)} ${hasOnce(org, 'Stopped', [])}`;
  });
  await step('Looks at the executions: canceled; n8n’s log names the job', async () => {
    const listed = await showExecutions(page, workflow, 'Canceled');
    const shown = await shows(page.getByRole('alert'), /The execution was cancel+ed manually/);
    return `${listed} ${shown} ${hasWords(logged(n8n, 'Load: Bulk job'), `${job}: Aborted`)}`;
  });
  await step('Looks at the newest job with Bulk > Get Many Jobs', async () => {
    await control.post('bulk', { stateTime: SHORT_JOB_MS });
    const parameters = { resource: 'bulk', operation: 'getJobs', limit: 1 };
    await showWorkflow(page, n8n, [salesforce('Get Many Jobs', credential, parameters)]);
    await openNode(page, 'Get Many Jobs');
    return hasWords(await run(page), job, 'Aborted');
  });
}

async function stoppedWrite({ page, n8n, org, step }: Scene, credential: SavedCredential): Promise<void> {
  const control = new Control(org.controlUrl);
  const names = numbered('Many', 5 * COLLECTION);
  let workflow = '';
  await step('Creates 1,000 contacts by collections, and stops it while the third is on its way', async () => {
    await control.faults({ method: 'POST', path: '/composite/sobjects', slow: 1_500, times: 5 });
    const chain = [SPLIT, createContacts(credential, 'collections')];
    const id = await showDrawing(page, n8n, { trigger: START, pinned: [{ names }], chains: [chain] });
    workflow = `${n8n.url}/workflow/${id}`;
    await executeWorkflow(page);
    await untilSaved(org, 'Many', 2 * COLLECTION);
    const [said, stopped] = await Promise.all([nodeSays(page, 'The run was stopped.'), stopExecution(page)]);
    hasWords(said, ...STOPPED_AT);
    return `${stopped} ${said} ${await sendsNothing(control)}`;
  });
  await step('Looks at the executions: canceled; n8n’s log tells how far it has come', async () => {
    await control.clearFaults();
    const listed = await showExecutions(page, workflow, 'Canceled');
    const told = hasWords(logged(n8n, 'Create: The run was stopped.'), ...STOPPED_AT);
    const { length } = contactsNamed(org, 'Many');
    return `${listed} ${told} ${hasOnce(org, 'Many', names.slice(0, length))}`;
  });
}

/** The last line of n8n's log that has these words. */
function logged({ log }: N8nHost, words: string): string {
  const lines = readFileSync(log, 'utf8').split('\n');
  return lines.findLast((line) => line.includes(words)) ?? '';
}

/** @throws if the org gets another request within some seconds */
async function sendsNothing(control: Control): Promise<string> {
  const { requests } = await control.stats();
  await setTimeout(QUIET_MS);
  const more = (await control.stats()).requests - requests;
  if (more > 0) throw new Error(`${more} requests came after the execution was stopped.`);
  return 'Nothing more is sent.';
}
