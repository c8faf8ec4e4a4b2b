import { cpus } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';

import { n8nCommand } from '../n8nHost';
import { recorded } from './recorder';
import {
  asLines,
  emptyFolder,
  exitCodeOf,
  type Machine,
  type RunReport,
  type ScenarioReport,
  writeReport,
} from './report';
import type { Scenario } from './scenario';
import { SCENARIOS } from './scenarios';
import { openStage, play } from './stage';

const HELP = `Plays what people do in the editor of a complete n8n, with this package installed and a simulated org, and checks what
the screen shows. Writes report.md, report.json and a screenshot of each step.

npm run build && npm run e2e -- [options]

  --only NAME        Play one scenario; can be given again
  --times NUMBER     Play all of them so often, each time with a new n8n; the report shows the runs side by side (default: 1)
  --n8n COMMAND      How to start n8n: a path, or "npx n8n" (default: N8N_BIN, or "npx n8n")
  --chromium PATH    (default: /usr/bin/chromium)
  --pictures FOLDER  Where the pictures of the docs go besides (npm run pictures: docs/images)
  --out FOLDER       Emptied first (default: e2e-report)
  --help

Scenarios: ${SCENARIOS.map(({ name }) => name).join(', ')}

Exits with 1 if a step failed.
`;

const readOptions = () =>
  parseArgs({
    options: {
      only: { type: 'string', multiple: true, default: [] },
      times: { type: 'string', default: '1' },
      n8n: { type: 'string' },
      pictures: { type: 'string' },
      chromium: { type: 'string', default: '/usr/bin/chromium' },
      out: { type: 'string', default: 'e2e-report' },
      help: { type: 'boolean', default: false },
    },
  }).values;

const INTERRUPTED = 130;

/** A mistake of whoever typed the command. */
class UsageError extends Error {}

function chosen(only: readonly string[]): readonly Scenario[] {
  const unknown = only.find((wanted) => !SCENARIOS.some(({ name }) => name === wanted));
  if (unknown !== undefined) throw new UsageError(`There is no scenario ${unknown}.`);
  return only.length === 0 ? SCENARIOS : SCENARIOS.filter(({ name }) => only.includes(name));
}

function timesOf(text: string): number {
  if (!/^[1-9]\d*$/.test(text)) throw new UsageError(`--times must be a whole number, 1 or more, not "${text}".`);
  return Number(text);
}

async function main(): Promise<void> {
  const options = readOptions();
  if (options.help) {
    console.log(HELP);
    return;
  }
  const scenarios = chosen(options.only);
  const times = timesOf(options.times);
  // What this has started ends with the process.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, () => process.exit(INTERRUPTED));
  emptyFolder(options.out);
  const runs: RunReport[] = [];
  for (let run = 1; run <= times; run += 1) runs.push(await playOnce(scenarios, runs, options));
  for (const line of asLines(runs)) console.log(line);
  console.log(path.join(options.out, 'report.md'));
  process.exitCode = exitCodeOf(runs);
}

/** Plays scenarios on an n8n of their own, and writes the report of this run and of the earlier ones after each. */
async function playOnce(
  scenarios: readonly Scenario[],
  earlier: readonly RunReport[],
  { n8n, chromium, pictures, out }: ReturnType<typeof readOptions>,
): Promise<RunReport> {
  const started = performance.now();
  const stage = await openStage(n8nCommand(n8n), chromium);
  const startSeconds = (performance.now() - started) / 1000;
  const recording = { folder: out, screenshots: `run-${earlier.length + 1}`, pictures, tell: console.log };
  const played: ScenarioReport[] = [];
  const run = { startSeconds, scenarios: played };
  try {
    const machine = machineWith(await stage.n8n.version());
    for (const scenario of scenarios) {
      played.push(await recorded(scenario, recording, async (stepOf) => await play(scenario, stage, stepOf)));
      writeReport(out, { machine, runs: [...earlier, run] });
    }
    return run;
  } finally {
    await stage.close();
  }
}

function machineWith(n8n: string): Machine {
  return { n8n, node: process.version, processors: cpus().length, processor: cpus()[0]?.model ?? 'unknown' };
}

main().catch((error: unknown) => {
  const isMistake = error instanceof UsageError || (error instanceof TypeError && 'code' in error);
  console.error(isMistake ? `${error.message}\n\n${HELP}` : error);
  process.exitCode = isMistake ? 2 : 1;
});
