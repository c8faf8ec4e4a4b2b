import type { MemorySample } from './steady';
import type { Tally } from './tally';

const HEAD = [
  'Workflow',
  'Changes',
  'Executions',
  'Emptied',
  'Once',
  'Repeated as documented',
  'Doubled',
  'Lost',
  'Ended',
];
const MEMORY_HEAD = ['Second', 'Changes so far', 'Memory of n8n'];

/** What was counted as a table in Markdown, with a row for each workflow. */
export function tableOf(tallies: readonly Tally[]): string {
  return table(
    HEAD,
    tallies.map((tally, index) => [String(index + 1), ...cells(tally)]),
  );
}

export function memoryTable(samples: readonly MemorySample[]): string {
  return table(
    MEMORY_HEAD,
    samples.map(({ second, made, bytes }) => [text(second), text(made), `${text(Math.round(bytes / 1e6))} MB`]),
  );
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');
}

function cells({ changes, executions, emptied, once, repeated, doubled, lost, statuses }: Tally): string[] {
  return [
    ...[changes, executions, emptied, once, repeated.length].map(text),
    some(doubled),
    some(lost),
    Object.entries(statuses)
      .map(([status, count]) => `${status} ${text(count)}`)
      .join(', '),
  ];
}

const some = (names: readonly string[]): string =>
  names.length === 0 ? '0' : `${text(names.length)}, such as ${names[0] ?? ''}`;

const text = (count: number): string => count.toLocaleString('en');
