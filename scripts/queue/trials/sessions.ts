import { setTimeout } from 'node:timers/promises';

import type { StatsReport } from '../../../simulator/control/stats';
import { markdownTable } from '../../../bench/markdown';
import { count, some, statusesInWords } from '../../instance/markdown';
import { contactsNamed, tallyContacts } from '../contacts';
import { itemsOf, NAME, namesOf, UPDATED, writeAndRead } from '../records';
import { onStage, type Plan, type Stage, type Trial, type TrialReport } from '../trial';
import { WebhookWorkflow } from '../webhook';

const WORKERS = 3;
/** Two for each worker at once: so that several find that the session has ended. */
const BURST = 6;
/** How long sessions last after a renewal. */
const SESSION_MS = 3_000;
const LATENCY_MS = 50;
const LONGEST_REST_MS = 300_000;
const MINUTE_MS = 60_000;

export const sessionsTrial: Trial = {
  what: 'sessions that end every few seconds, with refresh tokens that are rotated, and three workers',
  run: async (plan) =>
    await onStage(
      plan,
      {
        workers: WORKERS,
        latency: LATENCY_MS,
        org: { policies: { rotation: plan.isRotated, refreshDuration: plan.renewal } },
      },
      async (stage) => await tryRotation(stage, plan),
    ),
};

async function tryRotation(stage: Stage, plan: Plan): Promise<TrialReport> {
  const { instance, control, credential } = stage;
  const workflow = await WebhookWorkflow.publish(instance, writeAndRead, credential);
  const ended = await whileSessionsEnd(stage, SESSION_MS + plan.renewal, async () => {
    await startBursts(workflow, plan);
    plan.log('all executions are started');
    await workflow.ended(plan.executions, LONGEST_REST_MS);
  });
  // One more, which needs a session of its own: whether the grant is still good.
  stage.org.sessions.endAll();
  await workflow.start(itemsOf(plan.executions));
  const statuses = await workflow.ended(plan.executions + 1, LONGEST_REST_MS);
  return reportOf({
    stage,
    plan,
    ended,
    statuses,
    errors: await workflow.errors(),
    tokens: (await control.stats()).tokens,
  });
}

async function startBursts(workflow: WebhookWorkflow, { executions, minutes, log }: Plan): Promise<void> {
  const began = Date.now();
  for (let started = 0; started < executions; started += BURST) {
    await setTimeout(Math.max(0, began + (started / executions) * minutes * MINUTE_MS - Date.now()));
    const burst = Array.from({ length: Math.min(BURST, executions - started) }, (_, index) => started + index);
    await Promise.all(burst.map(async (one) => await workflow.start(itemsOf(one))));
    log(`${started + burst.length} of ${executions} executions are started`);
  }
}

/** @returns how often all sessions were ended */
async function whileSessionsEnd({ org }: Stage, interval: number, work: () => Promise<void>): Promise<number> {
  let ended = 0;
  const timer = setInterval(() => {
    if (org.sessions.endAll() > 0) ended += 1;
  }, interval);
  try {
    await work();
    return ended;
  } finally {
    clearInterval(timer);
  }
}

interface Outcome extends Pick<StatsReport, 'tokens'> {
  readonly stage: Stage;
  readonly plan: Plan;
  readonly ended: number;
  readonly statuses: Readonly<Record<string, number>>;
  readonly errors: Readonly<Record<string, number>>;
}

const HEAD = [
  'Executions',
  'Ended',
  'Items',
  'Once',
  'Doubled',
  'Missing',
  'Read and updated',
  'Sessions ended',
  'Renewals',
  'Renewals refused',
  'Renewals without n8n’s lock',
];

function reportOf({ stage, plan, ended, statuses, errors, tokens }: Outcome): TrialReport {
  const total = plan.executions + 1;
  const names = Array.from({ length: total }, (_, index) => namesOf(index)).flat();
  const contacts = contactsNamed(stage.org, NAME);
  const tally = tallyContacts(contacts, names);
  const updated = contacts.filter(({ Description }) => String(Description).endsWith(UPDATED)).length;
  const refused = Object.entries(tokens.refused).map(([what, number]) => `${what} ${number}`);
  const row = [
    count(total),
    statusesInWords(statuses),
    count(tally.items),
    count(tally.once),
    some(tally.doubled),
    some(tally.missing),
    count(updated),
    count(ended),
    count(tokens.granted['refresh_token'] ?? 0),
    refused.length === 0 ? '0' : refused.join(', '),
    count(stage.instance.log.split('refreshing without cross-process coordination').length - 1),
  ];
  const failures = Object.entries(errors).map(([message, number]) => `- ${number} times: ${message}`);
  return {
    text: [markdownTable(HEAD, [row]), ...failures].join('\n'),
    isGood: statuses['success'] === total && tally.once === tally.items && updated === tally.items,
  };
}
