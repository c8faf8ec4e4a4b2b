import { parseArgs } from 'node:util';

import { type RunningOrg, startOrg } from '../../simulator';
import { n8nCommand } from '../n8nHost';
import { HELP_OPTION, log, oneOf, printed, runCommand, whole } from '../instance/commandLine';
import { Instance, MODES } from '../instance/instance';
import { Emits, type Watched } from './emits';
import { runKills } from './kills';
import { drawFrom } from './random';
import { CURSORS, soakSettings } from './settings';
import { runSteady } from './steady';
import { memoryTable, tableOf } from './table';
import { isClean, type Tally } from './tally';
import { TRIGGER_NAMES, TRIGGERS } from './triggers';

const USAGE = `Starts workflows with the package's triggers in a complete n8n, lets the simulated org change while n8n is killed
(SIGKILL, 0 to 50 ms after a trigger has started an execution) and started again, and counts the executions' items against
the org's changes.

  npm run build && npm run triggers-soak -- [options]

  --n8n COMMAND      How to start n8n: a path, or "npx n8n" (default: N8N_BIN, or "npx n8n")
  --trigger NAME     ${TRIGGER_NAMES.join(', ')} (default: poll)
  --mode MODE        regular, or queue: one main process and two workers, with Redis and PostgreSQL (default: regular)
  --cursors WHERE    memory, or durable: where n8n keeps what a polling trigger knows (default: memory)
  --changes N        Changes in the org (default: 1000)
  --kills N          How often n8n is killed (default: 50)
  --workflows N      Workflows with the same trigger (default: 3)
  --minutes N        Stop killing after so many minutes (default: 120)
  --soak             Kill nothing: let the org change all the time, with a fault of the org every few seconds, for
                     --minutes N (default: 10), and print the memory of n8n as well
  --rate N           Changes a second with --soak (default: 50)
  --seed N           Repeats what is drawn; printed (default: by chance)
  --help

Exits with 1 if a change was lost, or came again in another way than docs/triggers.md says.
`;

const OPTIONS = {
  n8n: { type: 'string' },
  trigger: { type: 'string', default: 'poll' },
  mode: { type: 'string', default: 'regular' },
  cursors: { type: 'string', default: 'memory' },
  changes: { type: 'string', default: '1000' },
  kills: { type: 'string', default: '50' },
  workflows: { type: 'string', default: '3' },
  minutes: { type: 'string' },
  soak: { type: 'boolean', default: false },
  rate: { type: 'string', default: '50' },
  seed: { type: 'string' },
  ...HELP_OPTION,
} as const;

const MINUTE_MS = 60_000;
const LONGEST_MINUTES = '120';
const SOAK_MINUTES = '10';
const WORKERS = 2;
/** Old records that the changes can be updates of. */
const CONTACTS = 2_000;
/** The org's allowance is not what is tried here. */
const DAILY_CALLS = 100_000_000;

const readArguments = () => parseArgs({ options: OPTIONS }).values;

type Values = ReturnType<typeof readArguments>;

/** What both kinds of run need to know. */
function setupOf(values: Values) {
  const { seed = String(Math.floor(Math.random() * 1e9)) } = values;
  const launcher = n8nCommand(values.n8n);
  const mode = oneOf('mode', values.mode, MODES);
  const cursors = oneOf('cursors', values.cursors, CURSORS);
  const trigger = TRIGGERS[oneOf('trigger', values.trigger, TRIGGER_NAMES)];
  const draw = drawFrom(whole('seed', seed));
  log(`--seed ${seed} repeats what is drawn.`);
  return { host: { launcher, mode, cursors }, trigger, draw, onProgress: log };
}

type Setup = ReturnType<typeof setupOf>;

/** An org and an n8n, for as long as it takes. */
async function withBoth<T>({ host }: Setup, work: (org: RunningOrg, watched: Watched) => Promise<T>): Promise<T> {
  const org = await startOrg({ size: CONTACTS, dailyCalls: DAILY_CALLS });
  try {
    const emits = new Emits();
    const { launcher, mode, cursors } = host;
    const instance = await Instance.start({
      launcher,
      mode,
      workers: WORKERS,
      settings: soakSettings(cursors),
      onMain: (main) => emits.watch(main),
    });
    try {
      return await work(org, { instance, emits });
    } finally {
      await instance.stop();
    }
  } finally {
    await org.close();
  }
}

async function killed(values: Values, setup: Setup): Promise<readonly Tally[]> {
  const { minutes = LONGEST_MINUTES, trigger } = values;
  const { mode, cursors } = setup.host;
  const plan = {
    ...setup,
    changes: whole('changes', values.changes),
    kills: whole('kills', values.kills),
    workflows: whole('workflows', values.workflows),
    longest: whole('minutes', minutes) * MINUTE_MS,
    isQueue: mode === 'queue',
    cursors,
  };
  const report = await withBoth(setup, async (org, watched) => await runKills(org, watched, plan));
  const { mainKills, workerKills, republished, tallies } = report;
  process.stdout.write(
    `Trigger ${trigger}, ${mode} mode, cursors ${cursors}: n8n killed ${mainKills} times, ` +
      `workers ${workerKills} times, workflows published again ${republished} times\n\n${tableOf(tallies)}\n`,
  );
  return tallies;
}

async function steady(values: Values, setup: Setup): Promise<readonly Tally[]> {
  const { minutes = SOAK_MINUTES, rate, trigger } = values;
  const plan = { ...setup, perSecond: whole('rate', rate), duration: whole('minutes', minutes) * MINUTE_MS };
  const report = await withBoth(setup, async (org, watched) => await runSteady(org, watched, plan));
  const faults = Object.entries(report.faults).map(([name, count]) => `${name} ${count}`);
  process.stdout.write(
    `Trigger ${trigger}, ${setup.host.mode} mode: ${rate} changes a second for ${minutes} minutes\n` +
      `Faults: ${faults.join(', ')}\n\n${tableOf([report.tally])}\n\n${memoryTable(report.memory)}\n`,
  );
  return [report.tally];
}

async function main(): Promise<number> {
  const values = readArguments();
  if (values.help) return printed(USAGE);
  const tallies = await (values.soak ? steady : killed)(values, setupOf(values));
  return tallies.every(isClean) ? 0 : 1;
}

runCommand(main, USAGE);
