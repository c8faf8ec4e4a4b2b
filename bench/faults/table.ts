import { markdownTable } from '../markdown';
import type { ReadTrial, Trial, WriteTrial } from './matrix';

const WRITES = [
  'Case',
  'When',
  'Items',
  'Saved',
  'Failed',
  'Uncertain',
  'In the org: more, changed, fewer',
  'Requests',
  'Agreement',
];

const READS = ['Case', 'When', 'Rows in the org', 'Rows given', 'Errors', 'Requests', 'Agreement'];

/** Trials as tables in Markdown, one for writes and one for reads, and the verdict below. */
export function tableOf(trials: readonly Trial[]): string {
  const writes = trials.flatMap((trial) => ('counts' in trial ? [writeCells(trial)] : []));
  const reads = trials.flatMap((trial) => ('given' in trial ? [readCells(trial)] : []));
  return [table(WRITES, writes), table(READS, reads), verdictOn(trials)].filter((part) => part !== '').join('\n\n');
}

/** How many trials there were, how many of them agree, and a line for each of the others. */
export function verdictOn(trials: readonly Trial[]): string {
  const wrong = trials.filter(({ disagreements }) => disagreements.length > 0);
  const agreeing = trials.length - wrong.length;
  const counts = `${text(trials.length)} trials: ${text(agreeing)} agree, ${text(wrong.length)} disagree`;
  return [counts, ...wrong.map(complaintOf)].join('\n');
}

function complaintOf({ what, fault, disagreements }: Trial): string {
  return `${what.title}: ${fault.title}: ${agreement(disagreements)}`;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  if (rows.length === 0) return '';
  return markdownTable(head, rows);
}

function writeCells({ what, fault, items, counts, requests, disagreements }: WriteTrial): string[] {
  const { saved, failed, uncertain, more, changed, fewer } = counts;
  return [
    what.title,
    fault.title,
    ...[items, saved, failed, uncertain].map(text),
    [more, changed, fewer].map(text).join(', '),
    text(requests),
    agreement(disagreements),
  ];
}

function readCells({ what, fault, items, given, requests, disagreements }: ReadTrial): string[] {
  const counts = [items, given.rows.length, given.errors.length, requests].map(text);
  return [what.title, fault.title, ...counts, agreement(disagreements)];
}

function agreement(disagreements: readonly string[]): string {
  return disagreements.length === 0 ? 'yes' : `NO: ${disagreements.length}, such as ${disagreements[0] ?? ''}`;
}

const text = (count: number): string => count.toLocaleString('en');
