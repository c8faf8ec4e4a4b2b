import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

import { markdownTable } from '../../bench/markdown';

/** A step of a scenario: what a person did, and what the screen then showed. */
export interface StepReport {
  readonly does: string;
  readonly passed: boolean;
  /** What the screen showed or, of a step that failed, what was wrong. */
  readonly shown: string;
  readonly seconds: number;
  /** Path of the file, from the report. */
  readonly screenshot: string;
}

export interface ScenarioReport {
  readonly name: string;
  readonly title: string;
  readonly seconds: number;
  readonly steps: readonly StepReport[];
}

/** One start of n8n, and the scenarios that were played there. */
export interface RunReport {
  readonly startSeconds: number;
  readonly scenarios: readonly ScenarioReport[];
}

/** Where it was played. */
export interface Machine {
  readonly n8n: string;
  readonly node: string;
  readonly processors: number;
  readonly processor: string;
}

export interface Report {
  readonly machine: Machine;
  readonly runs: readonly RunReport[];
}

const LONGEST = 300;

/** Makes the folder empty, so that nothing in it is of an earlier run. */
export function emptyFolder(folder: string): void {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
}

const passed = ({ steps }: ScenarioReport): boolean => steps.length > 0 && steps.every((step) => step.passed);

const hasPassed = ({ scenarios }: RunReport): boolean => scenarios.length > 0 && scenarios.every(passed);

/** Of the process that played it. */
export const exitCodeOf = (runs: readonly RunReport[]): number => (runs.length > 0 && runs.every(hasPassed) ? 0 : 1);

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);

const secondsOf = ({ startSeconds, scenarios }: RunReport): number =>
  startSeconds + sum(scenarios.map(({ seconds }) => seconds));

const stepsPassed = ({ steps }: ScenarioReport): string =>
  `${steps.filter((step) => step.passed).length} of ${steps.length}`;

/** On one line. */
function short(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length > LONGEST ? `${line.slice(0, LONGEST)}…` : line;
}

/** With nothing that means anything to Markdown. */
const plain = (text: string): string => text.replace(/[|\\<>`*_]/g, '\\$&');

const cell = (text: string): string => plain(short(text));

/** As many columns as there are runs. */
const ofRuns = <T>(items: readonly T[], cells: (item: T, index: number) => readonly string[]): string[] =>
  items.flatMap((item, index) => [...cells(item, index)]);

/** The scenarios of all runs: a run that was interrupted lacks some of them. */
const scenariosOf = ({ runs }: Report): readonly ScenarioReport[] =>
  runs.map(({ scenarios }) => scenarios).toSorted((one, other) => other.length - one.length)[0] ?? [];

const sameIn = ({ scenarios }: RunReport, name: string): ScenarioReport | undefined =>
  scenarios.find((scenario) => scenario.name === name);

function summary(report: Report): string {
  const { runs } = report;
  const rows = scenariosOf(report).map(({ name, title }) => [
    title,
    ...ofRuns(runs, (run) => {
      const scenario = sameIn(run, name);
      return scenario === undefined ? ['not played', ''] : [stepsPassed(scenario), scenario.seconds.toFixed(0)];
    }),
  ]);
  return markdownTable(
    ['Scenario', ...ofRuns(runs, (_, index) => [`Run ${index + 1}`, 'Seconds'])],
    [
      ['n8n starts, and installs the package', ...ofRuns(runs, ({ startSeconds }) => ['', startSeconds.toFixed(0)])],
      ...rows,
      ['All', ...ofRuns(runs, (run) => [hasPassed(run) ? 'passed' : '**failed**', secondsOf(run).toFixed(0)])],
    ],
  );
}

/** The steps that failed, each with what was wrong. */
function failures(runs: readonly RunReport[]): string[] {
  return runs.flatMap(({ scenarios }, run) =>
    scenarios.flatMap(({ name, steps }) =>
      steps.flatMap(({ does, shown, ...step }, index) =>
        step.passed ? [] : [`Run ${run + 1}, ${name} ${index + 1}: ${short(does)}: ${short(shown)}`],
      ),
    ),
  );
}

function section({ runs }: Report, { name, title }: ScenarioReport): string {
  const steps = runs.map((run) => sameIn(run, name)?.steps ?? []);
  const [longest = []] = steps.toSorted((one, other) => other.length - one.length);
  const rows = longest.map(({ does }, index) => {
    const played = steps.map((run) => run[index]);
    const shown = played.find((step) => step?.passed === false) ?? played.find((step) => step !== undefined);
    return [
      String(index + 1),
      cell(does),
      cell(shown?.shown ?? ''),
      ...ofRuns(played, (step) => {
        if (step === undefined) return ['', '', ''];
        const picture = step.screenshot === '' ? '' : `[see](${step.screenshot})`;
        return [step.passed ? 'passed' : '**failed**', step.seconds.toFixed(1), picture];
      }),
    ];
  });
  const head = [
    '',
    'A person …',
    'The screen shows',
    ...ofRuns(runs, (_, index) => [`Run ${index + 1}`, 'Seconds', '']),
  ];
  return `## ${title} (\`${name}\`)\n\n${markdownTable(head, rows)}\n`;
}

/** What is said at the end. */
export function asLines(runs: readonly RunReport[]): string[] {
  const times = runs.map((run, index) => {
    return `Run ${index + 1}: ${hasPassed(run) ? 'passed' : 'failed'} in ${secondsOf(run).toFixed(0)} s`;
  });
  return [...failures(runs), ...times];
}

function asMarkdown(report: Report): string {
  const { n8n, node, processors, processor } = report.machine;
  const failed = failures(report.runs);
  const sections = scenariosOf(report).map((scenario) => section(report, scenario));
  return `# The package in n8n's editor

n8n ${n8n}, Node ${node}, ${processors} processors (${processor})

${summary(report)}

${sections.join('\n')}
## What failed

${failed.length === 0 ? 'Nothing.' : failed.map((line) => `- ${plain(line)}`).join('\n')}
`;
}

/** Writes `report.md` and `report.json`. */
export function writeReport(folder: string, report: Report): void {
  writeFileSync(path.join(folder, 'report.md'), asMarkdown(report));
  writeFileSync(path.join(folder, 'report.json'), `${JSON.stringify(report, null, 2)}\n`);
}
