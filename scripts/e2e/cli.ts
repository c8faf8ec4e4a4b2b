import path from 'node:path';
import { parseArgs } from 'node:util';

import type { Page } from 'playwright-core';

import { n8nCommand } from '../n8nHost';
import { emptyFolder, passed, type ScenarioReport, secondsOf, type StepReport, writeReport } from './report';
import type { Scenario, Step } from './scenario';
import { SCENARIOS } from './scenarios';
import { openStage, play, type Stage } from './stage';

const HELP = `Plays what people do in the editor of a complete n8n, with this package installed and a simulated org, and checks what
the screen shows. Writes report.md, report.json and a screenshot of each step.

npm run build && npm run e2e -- [options]

  --only NAME        Play one scenario; can be given again
  --n8n COMMAND      How to start n8n: a path, or "npx n8n" (default: N8N_BIN, or "npx n8n")
  --chromium PATH    (default: /usr/bin/chromium)
  --out FOLDER       Emptied first (default: e2e-report)
  --help

Scenarios: ${SCENARIOS.map(({ name }) => name).join(', ')}

Exits with 1 if a step failed.
`;

const readOptions = () =>
  parseArgs({
    options: {
      only: { type: 'string', multiple: true, default: [] },
      n8n: { type: 'string' },
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

async function main(): Promise<void> {
  const options = readOptions();
  if (options.help) {
    console.log(HELP);
    return;
  }
  const scenarios = chosen(options.only);
  // What this has started ends with the process.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, () => process.exit(INTERRUPTED));
  emptyFolder(options.out);
  const stage = await openStage(n8nCommand(options.n8n), options.chromium);
  const reports: ScenarioReport[] = [];
  try {
    for (const scenario of scenarios) {
      reports.push(await playAndReport(scenario, stage, options.out));
      writeReport(options.out, reports);
    }
  } finally {
    await stage.close();
  }
  for (const report of reports)
    console.log(`${passed(report) ? 'passed' : 'failed'}  ${report.title}, ${secondsOf(report)} s`);
  console.log(path.join(options.out, 'report.md'));
  if (!reports.every(passed)) process.exitCode = 1;
}

async function playAndReport(scenario: Scenario, stage: Stage, folder: string): Promise<ScenarioReport> {
  const { name, title } = scenario;
  const steps: StepReport[] = [];
  const add = (step: StepReport) => {
    steps.push(step);
    console.log(`${step.passed ? 'passed' : 'failed'}  ${name} ${steps.length}: ${step.does}`);
    if (!step.passed) console.log(`        ${step.shown}`);
  };
  const stepOf =
    (page: Page): Step =>
    async (does, act, pictured = () => page) => {
      const started = performance.now();
      const outcome = await act().then(
        (shown) => ({ shown, passed: true }),
        (error: unknown) => ({ shown: error instanceof Error ? error.message : String(error), passed: false }),
      );
      const seconds = (performance.now() - started) / 1000;
      const screenshot = `${name}-${String(steps.length + 1).padStart(2, '0')}.png`;
      const file = path.join(folder, screenshot);
      const of = outcome.passed ? pictured() : page;
      await of.screenshot({ path: file, animations: 'disabled' }).catch(() => undefined);
      add({ does, ...outcome, seconds, screenshot });
    };
  try {
    await play(scenario, stage, ({ page }) => stepOf(page));
  } catch (error) {
    add({ does: 'Plays the scenario', passed: false, shown: String(error), seconds: 0, screenshot: '' });
  }
  return { name, title, steps };
}

main().catch((error: unknown) => {
  const isMistake = error instanceof UsageError || (error instanceof TypeError && 'code' in error);
  console.error(isMistake ? `${error.message}\n\n${HELP}` : error);
  process.exitCode = isMistake ? 2 : 1;
});
