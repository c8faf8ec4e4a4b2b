import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';

import { recorded } from '../../../scripts/e2e/recorder';
import { asLines, exitCodeOf, type RunReport, type StepReport, writeReport } from '../../../scripts/e2e/report';
import type { Pictured, Scene, Scenario, Step } from '../../../scripts/e2e/scenario';

const MACHINE = { n8n: '2.41.0', node: 'v22.0.0', processors: 2, processor: 'Some CPU' };

const step = (does: string, more: Partial<StepReport> = {}): StepReport => ({
  does,
  passed: true,
  shown: 'ok',
  seconds: 1.25,
  screenshot: 'run-1/builder-01.png',
  ...more,
});

const run = (...steps: readonly StepReport[]): RunReport => ({
  startSeconds: 10,
  scenarios: [{ name: 'builder', title: 'A builder works', seconds: 20.4, steps }],
});

const FAILED = step('Runs | it', { passed: false, shown: 'Expected\n<a>' });

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'report-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const written = (file: string) => readFileSync(path.join(folder, file), 'utf8');

describe('The report', () => {
  test('shows what a run passed, in how many seconds, on which machine', () => {
    const report = { machine: MACHINE, runs: [run(step('Opens it'))] };
    writeReport(folder, report);
    expect(written('report.md')).toBe(`# The package in n8n's editor

n8n 2.41.0, Node v22.0.0, 2 processors (Some CPU)

| Scenario | Run 1 | Seconds |
| --- | --- | --- |
| n8n starts, and installs the package |  | 10 |
| A builder works | 1 of 1 | 20 |
| All | passed | 30 |

## A builder works (\`builder\`)

|  | A person … | The screen shows | Run 1 | Seconds |  |
| --- | --- | --- | --- | --- | --- |
| 1 | Opens it | ok | passed | 1.3 | [see](run-1/builder-01.png) |

## What failed

Nothing.
`);
    expect(JSON.parse(written('report.json'))).toEqual(report);
  });

  test('shows runs side by side, what was wrong where one failed, and what was not played', () => {
    const runs = [run(step('Opens it')), run(step('Opens it'), FAILED), { startSeconds: 9, scenarios: [] }];
    writeReport(folder, { machine: MACHINE, runs });
    expect(written('report.md')).toBe(`# The package in n8n's editor

n8n 2.41.0, Node v22.0.0, 2 processors (Some CPU)

| Scenario | Run 1 | Seconds | Run 2 | Seconds | Run 3 | Seconds |
| --- | --- | --- | --- | --- | --- | --- |
| n8n starts, and installs the package |  | 10 |  | 10 |  | 9 |
| A builder works | 1 of 1 | 20 | 1 of 2 | 20 | not played |  |
| All | passed | 30 | **failed** | 30 | **failed** | 9 |

## A builder works (\`builder\`)

|  | A person … | The screen shows | Run 1 | Seconds |  | Run 2 | Seconds |  | Run 3 | Seconds |  |
| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |
| 1 | Opens it | ok | passed | 1.3 | [see](run-1/builder-01.png) | passed | 1.3 | [see](run-1/builder-01.png) |  |  |  |
| 2 | Runs \\| it | Expected \\<a\\> |  |  |  | **failed** | 1.3 | [see](run-1/builder-01.png) |  |  |  |

## What failed

- Run 2, builder 2: Runs \\| it: Expected \\<a\\>
`);
  });

  test('ends with what failed and the time of each run', () => {
    expect(asLines([run(step('Opens it')), run(FAILED)])).toEqual([
      'Run 2, builder 1: Runs | it: Expected <a>',
      'Run 1: passed in 30 s',
      'Run 2: failed in 30 s',
    ]);
  });
});

test.each([
  ['every step has passed', [run(step('Opens it')), run(step('Opens it'))], 0],
  ['a step of any run has failed', [run(step('Opens it'), FAILED), run(step('Opens it'))], 1],
  ['a scenario had no step', [run()], 1],
  ['a run had no scenario', [run(step('Opens it')), { startSeconds: 1, scenarios: [] }], 1],
  ['nothing was played', [], 1],
])('If %s, the process ends with that code', (_, runs, code) => {
  expect(exitCodeOf(runs)).toBe(code);
});

describe('Of a scenario that is played', () => {
  const pictures: unknown[] = [];
  const window = (name: string): Pictured => ({
    screenshot: async (options) => {
      pictures.push([name, path.relative(folder, options?.path ?? '')]);
      writeFileSync(options?.path ?? '', 'picture');
      return await Promise.resolve(Buffer.from(''));
    },
  });
  const told: string[] = [];

  async function played(play: (step: Step) => Promise<void>, docs?: string) {
    pictures.length = 0;
    told.length = 0;
    const scenario: Scenario = {
      name: 'builder',
      title: 'A builder',
      play: async ({ step: does }: Scene) => play(does),
    };
    const recording = { folder, screenshots: 'run-1', pictures: docs, tell: (line: string) => void told.push(line) };
    const report = await recorded(scenario, recording, async (stepOf) => {
      await scenario.play({ step: stepOf(window('page')) } as Scene);
    });
    return report.steps.map(({ does, passed, shown, screenshot }) => [does, passed, shown, screenshot]);
  }

  test('the steps after a failed one are played, and the whole window is pictured where one failed', async () => {
    const steps = await played(async (does) => {
      await does(
        'Opens it',
        () => Promise.resolve('open'),
        () => window('form'),
      );
      await does(
        'Runs it',
        () => Promise.reject(new Error('no \u001b[2mbutton\u001b[22m')),
        () => window('form'),
      );
      await does('Closes it', () => Promise.resolve('closed'));
    });
    expect(steps).toEqual([
      ['Opens it', true, 'open', 'run-1/builder-01.png'],
      ['Runs it', false, 'no button', 'run-1/builder-02.png'],
      ['Closes it', true, 'closed', 'run-1/builder-03.png'],
    ]);
    expect(pictures).toEqual([
      ['form', 'run-1/builder-01.png'],
      ['page', 'run-1/builder-02.png'],
      ['page', 'run-1/builder-03.png'],
    ]);
    expect(told).toEqual([
      'passed  builder 1: Opens it',
      'failed  builder 2: Runs it',
      '        no button',
      'passed  builder 3: Closes it',
    ]);
  });

  test('a picture of the docs goes there too, if it is wanted, and if its step has passed', async () => {
    const docs = path.join(folder, 'docs');
    mkdirSync(docs);
    const play = async (does: Step) => {
      await does('Looks', () => Promise.resolve('ok'), undefined, 'good.png');
      await does('Looks again', () => Promise.reject(new Error('no')), undefined, 'bad.png');
    };
    await played(play);
    expect(readdirSync(docs)).toEqual([]);
    await played(play, docs);
    expect(readdirSync(docs)).toEqual(['good.png']);
  });

  test('what fails between its steps ends it, and is one of its steps that failed', async () => {
    const steps = await played(async (does) => {
      await does('Opens it', () => Promise.resolve('open'));
      throw new Error('no window');
    });
    expect(steps).toEqual([
      ['Opens it', true, 'open', 'run-1/builder-01.png'],
      ['Plays the scenario', false, 'no window', ''],
    ]);
  });
});
