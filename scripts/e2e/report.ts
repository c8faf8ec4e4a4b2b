import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** A step of a scenario: what a person did, and what the screen then showed. */
export interface StepReport {
  readonly does: string;
  readonly passed: boolean;
  /** What the screen showed or, of a step that failed, what was wrong. */
  readonly shown: string;
  readonly seconds: number;
  /** Name of the file beside the report. */
  readonly screenshot: string;
}

export interface ScenarioReport {
  readonly name: string;
  readonly title: string;
  readonly steps: readonly StepReport[];
}

const LONGEST = 300;

/** Makes the folder empty, so that nothing in it is of an earlier run. */
export function emptyFolder(folder: string): void {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
}

export const passed = ({ steps }: ScenarioReport): boolean => steps.length > 0 && steps.every((step) => step.passed);

export const secondsOf = ({ steps }: ScenarioReport): number =>
  Math.round(steps.reduce((sum, { seconds }) => sum + seconds, 0));

/** A cell of a table in Markdown. */
function cell(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return (line.length > LONGEST ? `${line.slice(0, LONGEST)}…` : line).replace(/[|\\<>`*_]/g, '\\$&');
}

function section(report: ScenarioReport): string {
  const rows = report.steps.map(
    ({ does, passed: isGood, shown, seconds, screenshot }, index) =>
      `| ${index + 1} | ${cell(does)} | ${cell(shown)} | ${isGood ? 'passed' : '**failed**'} | ${seconds.toFixed(1)} | [see](${screenshot}) |`,
  );
  return `## ${report.title} (\`${report.name}\`)

| | A person … | The screen shows | | Seconds | |
|---|---|---|---|---|---|
${rows.join('\n')}
`;
}

export function asMarkdown(reports: readonly ScenarioReport[]): string {
  const rows = reports.map((report) => {
    const good = report.steps.filter((step) => step.passed).length;
    return `| ${report.title} | ${good} of ${report.steps.length} | ${secondsOf(report)} |`;
  });
  return `# The package in n8n's editor

| Scenario | Steps passed | Seconds |
|---|---|---|
${rows.join('\n')}

${reports.map(section).join('\n')}`;
}

/** Writes `report.md` and `report.json`. */
export function writeReport(folder: string, reports: readonly ScenarioReport[]): void {
  writeFileSync(path.join(folder, 'report.md'), asMarkdown(reports));
  writeFileSync(path.join(folder, 'report.json'), `${JSON.stringify({ scenarios: reports }, null, 2)}\n`);
}
