import { markdownTable } from '../../../bench/markdown';
import { count, some, statusesInWords } from '../../instance/markdown';
import { contactsNamed, tallyContacts } from '../contacts';
import { onStage, type Trial } from '../trial';
import { salesforceNode, splitItems, waitNode, WebhookWorkflow } from '../webhook';

const ROWS = 1_000;
const NAME = 'Waited';
/** How long the job waits, and how long it is worked on: past n8n's wait. */
const JOB_STATE_MS = 60_000;
const LONGEST_MS = 300_000;
const JOB = { resource: 'bulk', jobId: '={{ $json.jobs?.[0]?.jobId ?? $json.jobId }}' };

const NODES = [
  splitItems,
  {
    name: 'To File',
    type: 'n8n-nodes-base.convertToFile',
    typeVersion: 1.1,
    parameters: { operation: 'toText', sourceProperty: 'csv', options: {} },
  },
  salesforceNode('Load', {
    resource: 'bulk',
    operation: 'loadFile',
    object: { __rl: true, mode: 'name', value: 'Contact' },
    waitMinutes: 0,
  }),
  waitNode,
  salesforceNode('Wait for Job', { ...JOB, operation: 'waitForJob' }),
];

const HEAD = ['Rows', 'While n8n waited', 'Ended', 'Once', 'Doubled', 'Missing', 'Jobs'];

export const waitsTrial: Trial = {
  what: 'a Bulk job that runs for two minutes, with n8n’s Wait node; all of n8n is killed meanwhile',
  run: async (plan) =>
    await onStage(plan, { workers: 1 }, async ({ org, control, instance, credential }) => {
      await control.post('bulk', { stateTime: JOB_STATE_MS });
      const names = Array.from({ length: ROWS }, (_, index) => `${NAME} ${index + 1}`);
      const workflow = await WebhookWorkflow.publish(instance, NODES, credential);
      await workflow.start([{ csv: ['LastName', ...names].join('\n') }]);
      await workflow.until('waiting', LONGEST_MS);
      const waiting = contactsNamed(org, NAME).length;
      plan.log('the execution waits in the database: n8n is killed');
      await instance.killMain();
      await instance.setWorkers(0);
      await instance.setWorkers(1);
      await instance.untilReady();
      const statuses = await workflow.ended(1, LONGEST_MS);
      const tally = tallyContacts(contactsNamed(org, NAME), names);
      const row = [
        count(ROWS),
        `waiting, ${count(waiting)} contacts`,
        statusesInWords(statuses),
        count(tally.once),
        some(tally.doubled),
        some(tally.missing),
        count((await control.stats()).byKind['POST jobs/ingest'] ?? 0),
      ];
      const failures = Object.keys(await workflow.errors()).map((message) => `- ${message}`);
      const isGood = statuses['success'] === 1 && tally.once === ROWS;
      return { text: [markdownTable(HEAD, [row]), ...failures].join('\n'), isGood };
    }),
};
