import { copyFileSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { stripVTControlCharacters } from 'node:util';

import type { ScenarioReport, StepReport } from './report';
import type { Pictured, Scenario, Step } from './scenario';

export interface Recording {
  /** Where the report goes. */
  readonly folder: string;
  /** The folder of the screenshots in it. */
  readonly screenshots: string;
  /** Where the pictures of the docs go besides, if they are wanted. */
  readonly pictures?: string | undefined;
  /** Is told of each step. */
  tell(line: string): void;
}

const secondsSince = (started: number): number => (performance.now() - started) / 1000;

/** Without the colors that playwright gives its messages. */
const inWords = (error: unknown): string =>
  stripVTControlCharacters(error instanceof Error ? error.message : String(error));

/** Has a scenario played, and reports its steps. A step that fails ends neither the scenario nor those that follow. */
export async function recorded(
  { name, title }: Scenario,
  { folder, screenshots, pictures, tell }: Recording,
  play: (stepOf: (page: Pictured) => Step) => Promise<void>,
): Promise<ScenarioReport> {
  const started = performance.now();
  const steps: StepReport[] = [];
  const add = (step: StepReport) => {
    steps.push(step);
    tell(`${step.passed ? 'passed' : 'failed'}  ${name} ${steps.length}: ${step.does}`);
    if (!step.passed) tell(`        ${step.shown}`);
  };
  const stepOf =
    (page: Pictured): Step =>
    async (does, act, pictured = () => page, picture) => {
      const begun = performance.now();
      const outcome = await act().then(
        (shown) => ({ shown, passed: true }),
        (error: unknown) => ({ shown: inWords(error), passed: false }),
      );
      const seconds = secondsSince(begun);
      const screenshot = `${screenshots}/${name}-${String(steps.length + 1).padStart(2, '0')}.png`;
      const of = outcome.passed ? pictured() : page;
      const file = path.join(folder, screenshot);
      await of.screenshot({ path: file, animations: 'disabled' }).catch(() => undefined);
      const isWanted = outcome.passed && picture !== undefined && pictures !== undefined;
      if (isWanted) copyFileSync(file, path.join(pictures, picture));
      add({ does, ...outcome, seconds, screenshot });
    };
  mkdirSync(path.join(folder, screenshots), { recursive: true });
  try {
    await play(stepOf);
  } catch (error) {
    add({ does: 'Plays the scenario', passed: false, shown: inWords(error), seconds: 0, screenshot: '' });
  }
  return { name, title, seconds: secondsSince(started), steps };
}
