import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';

import { certificateFile, certificateIn } from '../simulator/certificate';
import { CASES } from './cases';
import type { Plan, Result, Size } from './harness';
import { measure, SIZES } from './harness';
import { tableOf } from './table';

const USAGE = `Measures the built package against a plain client that makes the fewest requests, and against n8n's own node.

  npm run build && npm run bench -- [options]

  --only CASE      Run only this case; can be repeated
                   ${[...CASES.keys()].join(', ')}
  --runs N         Pairs of floor and ours (default: 3, or 1 for a million rows)
  --latency LIST   Milliseconds added to every response, one table row each (default: 0,40)
  --size SIZE      full, tenth, or small, which only checks that everything runs (default: full)
  --package PATH   Folder of the built package to measure (default: this one)
  --builtin PATH   Folder of the n8n-nodes-base to measure (default: the installed one)
  --cold           Measure the first records that a process handles, without warming up
  --tls            Let the simulated org speak TLS, as Salesforce does: what a new connection costs (needs openssl)
  --profile DIR    Write a CPU profile of each side to this folder (open it in Chrome DevTools)
  --json           Print the results as JSON
  --check          Exit with 1 if a bar is not met or one of our sides fails
  --help

Wall time runs from preparing the first request to the last outcome: for a node, from n8n's event that it starts to the
event that it has ended. It excludes loading n8n, signing in with OAuth, and creating the items. Each pair of runs, side
by side, gives a ratio; the table shows the median. Memory is how far the resident memory of the process rises, at its
peak, above its value when the work began.
`;

const OPTIONS = {
  only: { type: 'string', multiple: true },
  runs: { type: 'string' },
  latency: { type: 'string', default: '0,40' },
  size: { type: 'string', default: 'full' },
  package: { type: 'string', default: path.resolve(__dirname, '..') },
  builtin: { type: 'string' },
  cold: { type: 'boolean', default: false },
  tls: { type: 'boolean', default: false },
  profile: { type: 'string' },
  json: { type: 'boolean', default: false },
  check: { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
} as const;

type Options = ReturnType<typeof parseArgs<{ options: typeof OPTIONS }>>['values'];

async function main(): Promise<number> {
  const { values } = parseArgs({ options: OPTIONS });
  if (values.help) {
    process.stdout.write(USAGE);
    return 0;
  }
  const status = againTrusting(values);
  if (status !== undefined) return status;
  const results: Result[] = [];
  for await (const result of measure(readPlan(values))) {
    results.push(result);
    if (!values.json) process.stderr.write(`${result.title}, ${result.latency} ms\n`);
  }
  process.stdout.write(values.json ? asJson(results, values) : `${tableOf(results)}\n`);
  return values.check && !results.every(isGood) ? 1 : 0;
}

/**
 * Node reads once, when it starts, which certificates it is to trust: with --tls, this command starts itself again.
 * @returns undefined where that is not needed
 */
function againTrusting({ tls }: Options): number | undefined {
  if (!tls || certificateFolder() !== undefined) return undefined;
  const folder = mkdtempSync(path.join(tmpdir(), 'bench-certificate-'));
  try {
    certificateIn(folder);
    const env = { ...process.env, NODE_EXTRA_CA_CERTS: certificateFile(folder), [TRUSTED]: folder };
    const { status } = spawnSync(process.execPath, [...process.execArgv, ...process.argv.slice(1)], {
      stdio: 'inherit',
      env,
    });
    return status ?? 2;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Folder of the certificate that this command trusts. */
const TRUSTED = 'BENCH_CERTIFICATE';

const certificateFolder = (): string | undefined => process.env[TRUSTED];

function readPlan({ only, runs, latency, size, package: ours, builtin, cold, profile }: Options): Plan {
  const trusted = certificateFolder();
  const names = only ?? [...CASES.keys()];
  return {
    cases: names.map((name) => {
      const what = CASES.get(name);
      if (what === undefined) throw new Error(`There is no case ${name}. Choose from ${[...CASES.keys()].join(', ')}.`);
      return [name, what] as const;
    }),
    latencies: latency.split(',').map((text) => whole('latency', text, 0)),
    ...(runs === undefined ? {} : { runs: whole('runs', runs, 1) }),
    size: sizeNamed(size),
    package: path.resolve(ours),
    builtin: path.resolve(builtin ?? path.dirname(require.resolve('n8n-nodes-base/package.json'))),
    cold,
    ...(trusted === undefined ? {} : { tls: trusted }),
    ...(profile === undefined ? {} : { profiles: folderAt(profile) }),
  };
}

function folderAt(name: string): string {
  mkdirSync(name, { recursive: true });
  return path.resolve(name);
}

function whole(name: string, text: string, least: number): number {
  const number = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (!(number >= least)) throw new Error(`--${name} must be a whole number, ${least} or more, not "${text}".`);
  return number;
}

function sizeNamed(text: string): Size {
  const size = SIZES.find((name) => name === text);
  if (size === undefined) throw new Error(`--size must be one of ${SIZES.join(', ')}, not "${text}".`);
  return size;
}

function asJson(results: readonly Result[], { size, cold }: Options): string {
  const machine = { node: process.version, cpus: cpus().length, cpu: cpus()[0]?.model };
  return `${JSON.stringify({ machine, size, cold, results }, null, 2)}\n`;
}

function isGood({ ours, verdicts }: Result): boolean {
  return ours !== undefined && !('failed' in ours) && verdicts.every(({ met }) => met === true);
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
