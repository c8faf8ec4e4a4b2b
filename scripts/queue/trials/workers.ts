import { availableParallelism, cpus } from 'node:os';

import type { Instance } from '../../instance/instance';
import { markdownTable } from '../../../bench/markdown';
import { count, some, statusesInWords } from '../../instance/markdown';
import { contactsNamed, tallyContacts } from '../contacts';
import { ITEMS, itemsOf, NAME, namesOf, writeAndRead } from '../records';
import { onStage, type Trial } from '../trial';
import { countsOf, WebhookWorkflow } from '../webhook';

const MOST_WORKERS = 3;
/** Answers that take as long as those of an org nearby, and as long as those of a busy one. */
const LATENCIES = [100, 1_000];
/** Executions that a worker needs to have loaded everything. */
const WARM_UP = 30;
/** Requests to the webhook at once. */
const PARALLEL = 20;
const LONGEST_MS = 600_000;

const HEAD = [
  'Answers take',
  'Workers',
  'Executions',
  'Ended',
  'Items once',
  'Doubled',
  'Missing',
  'Seconds',
  'Items a second',
  'n8n’s processor seconds',
  'Machine busy',
];

export const workersTrial: Trial = {
  what: 'all executions at once, with one, two and three workers',
  run: async (plan) =>
    await onStage(plan, { workers: 1 }, async ({ org, control, instance, credential }) => {
      const rows: string[][] = [];
      let isGood = true;
      for (const latency of LATENCIES) {
        await control.post('latency', { ms: latency });
        for (let workers = 1; workers <= MOST_WORKERS; workers += 1) {
          await instance.setWorkers(workers);
          const workflow = await WebhookWorkflow.publish(instance, writeAndRead, credential);
          const first = rows.length * (plan.executions + WARM_UP);
          await startAll(workflow, first, WARM_UP);
          await workflow.ended(WARM_UP, LONGEST_MS);
          const { seconds, processor, busy, statuses } = await measured(instance, workflow, {
            first: first + WARM_UP,
            executions: plan.executions,
          });
          const names = Array.from({ length: plan.executions }, (_, index) => namesOf(first + WARM_UP + index)).flat();
          const tally = tallyContacts(contactsNamed(org, NAME), names);
          isGood = isGood && statuses['success'] === plan.executions && tally.once === tally.items;
          const row = [
            `${latency} ms`,
            count(workers),
            count(plan.executions),
            statusesInWords(statuses),
            count(tally.once),
            some(tally.doubled),
            some(tally.missing),
            seconds.toFixed(1),
            ((plan.executions * ITEMS) / seconds).toFixed(1),
            processor.toFixed(0),
            `${Math.round(busy * 100)}%`,
          ];
          plan.log(row.join(' | '));
          rows.push(row);
        }
      }
      const machine = `${availableParallelism()} cores for n8n, its workers, Redis, PostgreSQL and the simulated org`;
      return { text: `${markdownTable(HEAD, rows)}\n\n${machine}`, isGood };
    }),
};

async function startAll(workflow: WebhookWorkflow, first: number, executions: number): Promise<void> {
  let next = 0;
  const startOneByOne = async (): Promise<void> => {
    while (next < executions) {
      const execution = first + next;
      next += 1;
      await workflow.start(itemsOf(execution));
    }
  };
  await Promise.all(Array.from({ length: PARALLEL }, startOneByOne));
}

/** @returns seconds from the first request to the end of the last execution, and how busy n8n and the machine were */
async function measured(
  instance: Instance,
  workflow: WebhookWorkflow,
  { first, executions }: { first: number; executions: number },
) {
  const before = new Set((await workflow.executions()).map(({ id }) => id));
  const [began, ownBefore, allBefore] = [Date.now(), instance.processorSeconds(), processorTimes()];
  await startAll(workflow, first, executions);
  await workflow.ended(before.size + executions, LONGEST_MS);
  const [own, all] = [instance.processorSeconds(), processorTimes()];
  const ours = (await workflow.executions()).filter(({ id }) => !before.has(id));
  const last = Math.max(...ours.map(({ stoppedAt }) => Date.parse(stoppedAt ?? '')));
  return {
    seconds: (last - began) / 1_000,
    processor: own - ownBefore,
    busy: (all.busy - allBefore.busy) / (all.all - allBefore.all),
    statuses: countsOf(ours.map(({ status }) => status)),
  };
}

function processorTimes(): { busy: number; all: number } {
  const times = cpus().map((cpu) => cpu.times);
  const all = times.flatMap((one) => Object.values(one)).reduce((sum, one) => sum + one, 0);
  return { all, busy: all - times.reduce((sum, { idle }) => sum + idle, 0) };
}
