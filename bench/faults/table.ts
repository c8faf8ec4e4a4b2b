import type { Trial } from './matrix';

const HEAD = [
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

/** Trials as a table in Markdown. */
export function tableOf(trials: readonly Trial[]): string {
  return [HEAD, HEAD.map(() => '---'), ...trials.map(cells)].map((row) => `| ${row.join(' | ')} |`).join('\n');
}

function cells({ what, fault, items, counts, requests, disagreements }: Trial): string[] {
  const { saved, failed, uncertain, more, changed, fewer } = counts;
  return [
    what.title,
    fault.title,
    ...[items, saved, failed, uncertain].map(text),
    [more, changed, fewer].map(text).join(', '),
    text(requests),
    disagreements.length === 0 ? 'yes' : `NO: ${disagreements.length}, such as ${disagreements[0] ?? ''}`,
  ];
}

const text = (count: number): string => count.toLocaleString('en');
