import { setTimeout } from 'node:timers/promises';

import { markdownTable } from '../../../bench/markdown';
import { count, some, statusesInWords } from '../../instance/markdown';
import { type ContactTally, contactsNamed, tallyContacts } from '../contacts';
import { onStage, type Plan, type Stage, type Trial } from '../trial';
import { countsOf, salesforceNode, splitItems, WebhookWorkflow } from '../webhook';

const ITEMS = 1_000;
const LATENCY_MS = 2_000;
/** How long a job waits, and how long it is worked on. */
const JOB_STATE_MS = 5_000;
const LOOK_MS = 50;
const LONGEST_MS = 300_000;

const CONTACT = { __rl: true, mode: 'name', value: 'Contact' };
const KEY = { __rl: true, mode: 'name', value: 'External_Id__c' };

/** Whether items have a value of an external ID, which Salesforce finds a record by. */
type Keys = 'with' | 'without';

interface Load {
  readonly name: string;
  readonly keys: Keys;
  readonly parameters: Readonly<Record<string, unknown>>;
  /** When the worker is killed. */
  isInside(stage: Stage, prefix: string): Promise<boolean>;
}

const inputs = { mappingMode: 'autoMapInputData', value: null, matchingColumns: [], schema: [] };

/** Collections of 200 items, one after another: some are saved, some are on their way, some were not sent. */
const collections = {
  resource: 'record',
  object: CONTACT,
  sendAs: 'collections',
  fields: inputs,
  options: { parallelRequests: 1 },
};
const isPartSaved = async ({ org }: Stage, prefix: string) => {
  const saved = contactsNamed(org, prefix).length;
  return saved > 0 && saved < ITEMS;
};

/** Salesforce has the whole job, and works on it. */
const bulk = { resource: 'bulk', operation: 'loadItems', object: CONTACT, fields: inputs };
const isJobClosed = async ({ control }: Stage) => ((await control.stats()).byKind['PATCH jobs/ingest'] ?? 0) > 0;

const LOADS: readonly Load[] = [
  {
    name: 'Create or Update, by collections',
    keys: 'with',
    parameters: {
      ...collections,
      operation: 'upsert',
      externalIdField: KEY,
      externalIdValue: '={{ $json.External_Id__c }}',
    },
    isInside: isPartSaved,
  },
  {
    name: 'Create, by collections',
    keys: 'without',
    parameters: { ...collections, operation: 'create' },
    isInside: isPartSaved,
  },
  {
    name: 'Create with an external ID that is unique, by collections',
    keys: 'with',
    parameters: { ...collections, operation: 'create' },
    isInside: isPartSaved,
  },
  {
    name: 'Load From Items, Create or Update',
    keys: 'with',
    parameters: { ...bulk, ingestOperation: 'upsert', externalIdField: KEY },
    isInside: isJobClosed,
  },
  {
    name: 'Load From Items, Create',
    keys: 'without',
    parameters: { ...bulk, ingestOperation: 'insert' },
    isInside: isJobClosed,
  },
];

const HEAD = ['Load', 'Items', 'In the org after the kill', 'First run', 'Second run', 'Once', 'Doubled', 'Missing'];

export const killsTrial: Trial = {
  what: 'a worker that is killed in the middle of a load, and the same load once more',
  run: async (plan) => {
    const rows: string[][] = [];
    const words: string[] = [];
    let isGood = true;
    for (const load of LOADS) {
      const { row, errors, tally } = await onStage(
        plan,
        { workers: 1, latency: LATENCY_MS },
        async (stage) => await tryLoad(stage, plan, load),
      );
      rows.push(row);
      words.push(...errors.map((error) => `- ${load.name}: ${error}`));
      plan.log(row.join(' | '));
      isGood = isGood && tally.missing.length === 0 && (load.keys === 'without' || tally.doubled.length === 0);
    }
    return { text: `${markdownTable(HEAD, rows)}\n\n${words.join('\n')}`, isGood };
  },
};

async function tryLoad(
  stage: Stage,
  plan: Plan,
  load: Load,
): Promise<{ row: string[]; errors: string[]; tally: ContactTally }> {
  const { org, control, instance, credential } = stage;
  const prefix = 'Load';
  const names = Array.from({ length: ITEMS }, (_, index) => `${prefix} ${index + 1}`);
  const items = names.map((LastName) => ({ LastName, ...(load.keys === 'with' ? { External_Id__c: LastName } : {}) }));
  await control.post('bulk', { stateTime: JOB_STATE_MS });
  const workflow = await WebhookWorkflow.publish(
    instance,
    [splitItems, salesforceNode('Load', load.parameters)],
    credential,
  );
  await workflow.start(items);
  await untilInside(stage, load, prefix);
  await instance.setWorkers(0);
  plan.log(`${load.name}: the worker is killed`);
  const afterKill = contactsNamed(org, prefix).length;
  await instance.setWorkers(1);
  const first = await workflow.ended(1, LONGEST_MS);
  await control.post('latency', { ms: 0 });
  await workflow.start(items);
  const both = await workflow.ended(2, LONGEST_MS);
  const tally = tallyContacts(contactsNamed(org, prefix), names);
  const row = [
    load.name,
    count(ITEMS),
    count(afterKill),
    statusesInWords(first),
    statusesInWords(without(both, first)),
    count(tally.once),
    some(tally.doubled),
    some(tally.missing),
  ];
  return {
    row,
    tally,
    errors: Object.entries(await workflow.errors()).map(([text, number]) => `${number} times: ${text}`),
  };
}

async function untilInside(stage: Stage, load: Load, prefix: string): Promise<void> {
  for (const deadline = Date.now() + LONGEST_MS; !(await load.isInside(stage, prefix));) {
    if (Date.now() > deadline) throw new Error(`${load.name} did not begin; n8n's log: ${stage.instance.logTail}`);
    await setTimeout(LOOK_MS);
  }
}

/** The counts that came on top of others. */
function without(all: Readonly<Record<string, number>>, before: Readonly<Record<string, number>>) {
  const more = Object.entries(all).flatMap(([status, number]) =>
    Array<string>(number - (before[status] ?? 0)).fill(status),
  );
  return countsOf(more);
}
