import path from 'node:path';
import { parseArgs } from 'node:util';

import { engineWith } from '../n8n';
import { runMatrix, type Trial } from './matrix';
import { tableOf } from './table';

const USAGE = `Runs the built package's writes, with one bad row in a hundred, while things go wrong in the middle, and compares
what the node reports for each item with what the simulated org holds.

  npm run build && npm run faults -- [options]

  --size N    Items per case (default: 10000)
  --rows N    Rows of each CSV file to load (default: 100000)
  --json      Print the trials as JSON
  --help

Exits with 1 if an outcome and the org disagree.
`;

const OPTIONS = {
  size: { type: 'string', default: '10000' },
  rows: { type: 'string', default: '100000' },
  json: { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
} as const;

/** Each holds its items, its org and its org's jobs. */
const AT_ONCE = 3;

async function main(): Promise<number> {
  const { values } = parseArgs({ options: OPTIONS });
  if (values.help) {
    process.stdout.write(USAGE);
    return 0;
  }
  const plan = { size: whole('size', values.size), rows: whole('rows', values.rows), atOnce: AT_ONCE };
  const engine = await engineWith(path.resolve(__dirname, '../..'));
  const trials = await runMatrix(engine, plan, ({ what, fault }) => {
    if (!values.json) process.stderr.write(`${what.title}: ${fault.title}\n`);
  });
  engine.close();
  process.stdout.write(values.json ? asJson(trials) : `${tableOf(trials)}\n`);
  return trials.every(({ disagreements }) => disagreements.length === 0) ? 0 : 1;
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
