import path from 'node:path';
import { parseArgs } from 'node:util';

import { shareSeed } from '../../simulator/choices';
import { engineWith } from '../n8n';
import { runMatrix, type Plan, type Trial } from './matrix';
import { tableOf } from './table';

const USAGE = `Runs the built package's writes, with one bad row in a hundred, while things go wrong in the middle, and compares
what the node reports for each item with what the simulated org holds.

  npm run build && npm run faults -- [options]

  --size SIZE  full: 10,000 items per case and 100,000 rows of each CSV file; small: 1,000 of each, in half a minute
               (default: full)
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
  json: { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
} as const;

/** Each trial under way holds its items, its org and its org's jobs, and waits most of the time. */
const SIZES: ReadonlyMap<string, Plan> = new Map([
  ['full', { size: 10_000, rows: 100_000, atOnce: 3 }],
  ['small', { size: 1000, rows: 1000, atOnce: 16 }],
]);

async function main(): Promise<number> {
  const { values } = parseArgs({ options: OPTIONS });
  if (values.help) {
    process.stdout.write(USAGE);
    return 0;
  }
  const plan = readPlan(values);
  process.stderr.write(`The simulated orgs choose from a seed: ORG_SEED=${shareSeed()} repeats it.\n`);
  const engine = await engineWith(path.resolve(__dirname, '../..'));
  const trials = await runMatrix(engine, plan, ({ what, fault }) => {
    if (!values.json) process.stderr.write(`${what.title}: ${fault.title}\n`);
  });
  engine.close();
  process.stdout.write(values.json ? asJson(trials) : `${tableOf(trials)}\n`);
  return trials.every(({ disagreements }) => disagreements.length === 0) ? 0 : 1;
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
