import { markdownTable } from '../../bench/markdown';
import { count, some, statusesInWords } from '../instance/markdown';
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
  return markdownTable(
    HEAD,
    tallies.map((tally, index) => [String(index + 1), ...cells(tally)]),
  );
}

export function memoryTable(samples: readonly MemorySample[]): string {
  return markdownTable(
    MEMORY_HEAD,
    samples.map(({ second, made, bytes }) => [count(second), count(made), `${count(Math.round(bytes / 1e6))} MB`]),
  );
}

function cells({ changes, executions, emptied, once, repeated, doubled, lost, statuses }: Tally): string[] {
  return [
    ...[changes, executions, emptied, once, repeated.length].map(count),
    some(doubled),
    some(lost),
    statusesInWords(statuses),
  ];
}
