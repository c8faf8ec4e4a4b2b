import path from 'node:path';
import { parseArgs } from 'node:util';

import { shareSeed } from '../../simulator/choices';
import { engineWith } from '../n8n';
import { HOSTILE, isHeavy, runMatrix, TROUBLES, type Entry, type Plan, type Trial } from './matrix';
import { sampleOf } from './sample';
import { tableOf, verdictOn } from './table';

const USAGE = `Runs the built package's writes, with one bad row in a hundred, while things go wrong in the middle, then its writes and
reads while the org's answers are lies, and compares what the node reports for each item, and the rows that it gives, with
what the simulated org holds.

  npm run build && npm run faults -- [options]

  --size SIZE  full: 10,000 items per case and 100,000 rows of each CSV file, and every lie to every operation;
               small: 1,000 of each, a sample of the lies, in a few minutes (default: full)
  --seed N     Chooses the sample of a small run; printed (default: by chance)
  --only TEXT  Only trials whose case or fault has this in its title; all of them, whatever the size
  --items N    Items per case, instead of the size's
  --rows N     Rows of each CSV file, instead of the size's
  --json       Print the trials as JSON
  --help

Exits with 1 if an outcome and the org disagree.
`;

const OPTIONS = {
  size: { type: 'string', default: 'full' },
  items: { type: 'string' },
  rows: { type: 'string' },
  seed: { type: 'string' },
  only: { type: 'string' },
  json: { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
} as const;

/** Each trial under way holds its items, its org and its org's jobs, and waits most of the time. */
const SIZES: ReadonlyMap<string, Plan> = new Map([
  ['full', { size: 10_000, rows: 100_000, lied: 1000, atOnce: 3 }],
  ['small', { size: 1000, rows: 1000, lied: 400, atOnce: 16 }],
]);

/** Trials of a small run, besides all those in which no answer lies. */
const LIES_SAMPLED = 60;
/** Trials under way at once whose answers are lies: they take little but time, except where an answer is huge. */
const HOSTILE_AT_ONCE = 16;
const HEAVY_AT_ONCE = 2;

async function main(): Promise<number> {
  const { values } = parseArgs({ options: OPTIONS });
  if (values.help) {
    process.stdout.write(USAGE);
    return 0;
  }
  const plan = readPlan(values);
  process.stderr.write(`The simulated orgs choose from a seed: ORG_SEED=${shareSeed()} repeats it.\n`);
  const engine = await engineWith(path.resolve(__dirname, '../..'));
  const onTrial = ({ what, fault, disagreements: [wrong] }: Trial): void => {
    process.stderr.write(`${what.title}: ${fault.title}${wrong === undefined ? '' : `: NO: ${wrong}`}\n`);
  };
  const chosen = matching(values.only);
  const run = async (entries: readonly Entry[], atOnce: number): Promise<Trial[]> =>
    await runMatrix(engine, { ...plan, atOnce }, entries.filter(chosen), onTrial);
  const lies = sampler(values)(HOSTILE, LIES_SAMPLED);
  const trials = [
    ...(await run(TROUBLES, plan.atOnce)),
    ...(await run(
      lies.filter((entry) => !isHeavy(entry)),
      HOSTILE_AT_ONCE,
    )),
    ...(await run(lies.filter(isHeavy), HEAVY_AT_ONCE)),
  ];
  engine.close();
  process.stderr.write(`${verdictOn(trials)}\n`);
  process.stdout.write(values.json ? asJson(trials) : `${tableOf(trials)}\n`);
  return trials.every(({ disagreements }) => disagreements.length === 0) ? 0 : 1;
}

/** Takes all trials, or a sample of them whose seed is printed, without huge answers. */
function sampler({ size, seed, only }: { size: string; seed?: string; only?: string }) {
  const isSampled = size === 'small' && only === undefined;
  const chosen = seed === undefined ? Math.floor(Math.random() * 1e9) : Number(seed);
  if (isSampled) process.stderr.write(`A sample of the lies: --seed ${chosen}\n`);
  return (entries: readonly Entry[], count: number): readonly Entry[] => {
    if (!isSampled) return entries;
    const light = entries.filter((entry) => !isHeavy(entry));
    return sampleOf(light, count, chosen);
  };
}

function matching(only = ''): (entry: Entry) => boolean {
  return ([what, fault]) => `${what.title}: ${fault.title}`.includes(only);
}

function readPlan({ size, items, rows }: { size: string; items?: string; rows?: string }): Plan {
  const plan = SIZES.get(size);
  if (plan === undefined) throw new Error(`--size is ${[...SIZES.keys()].join(', ')}, not "${size}".`);
  return {
    ...plan,
    ...(items === undefined ? {} : { size: whole('items', items) }),
    ...(rows === undefined ? {} : { rows: whole('rows', rows) }),
  };
}

/** Enough for the middle to have requests before and behind it. */
const LEAST = 1000;

function whole(name: string, text: string): number {
  const number = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (!(number >= LEAST)) throw new Error(`--${name} must be a whole number, ${LEAST} or more, not "${text}".`);
  return number;
}

function asJson(trials: readonly Trial[]): string {
  const rows = trials.map(({ what, fault, ...rest }) => ({ case: what.title, fault: fault.title, ...rest }));
  return `${JSON.stringify(rows, null, 2)}\n`;
}

main().then(
  (status) => {
    process.exitCode = status;
  },
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 2;
  },
);
