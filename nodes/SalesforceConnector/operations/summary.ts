import { NotSentError, SalesforceError, UncertainError } from '../../../salesforce/errors';
import type { Outcome } from './define';

/** Ranges of items to list; an n8n error has room for a few lines. */
const NAMED = 10;

/** How many items succeeded and which did not, if some failed: lines for below the first error. */
export function summaryOf(outcomes: readonly Outcome[]): string {
  const kinds = new Map<string, number[]>([
    ['Failed', []],
    ['May have been created', []],
    ['Not sent', []],
  ]);
  for (const [index, outcome] of outcomes.entries()) {
    if ('error' in outcome) kinds.get(kindOf(outcome.error))?.push(index);
  }
  const undone = [...kinds.values()].reduce((sum, indexes) => sum + indexes.length, 0);
  const [done, all] = [count(outcomes.length - undone), count(outcomes.length)];
  const others = [...kinds].flatMap(([kind, indexes]) =>
    indexes.length === 0 ? [] : [`${kind}: ${count(indexes.length)} (item ${rangesOf(indexes)}).`],
  );
  return [`${done} of ${all} items succeeded; their changes stay in Salesforce.`, ...others].join('\n');
}

function kindOf(error: Error): string {
  if (error instanceof UncertainError) return 'May have been created';
  return error instanceof NotSentError ? 'Not sent' : 'Failed';
}

/** Whether the item failed only because another one did. */
export function isConsequence(error: Error): boolean {
  if (error instanceof SalesforceError) return error.errorCode === 'ALL_OR_NONE_OPERATION_ROLLED_BACK';
  return error instanceof NotSentError;
}

/** `0–3, 7 and 12 more` */
function rangesOf(indexes: readonly number[]): string {
  const ranges: { from: number; to: number }[] = [];
  for (const index of indexes) {
    const last = ranges.at(-1);
    if (last?.to === index - 1) last.to = index;
    else ranges.push({ from: index, to: index });
  }
  const named = ranges.slice(0, NAMED);
  const rest = indexes.length - named.reduce((sum, { from, to }) => sum + to - from + 1, 0);
  const list = named.map(({ from, to }) => (from === to ? String(from) : `${from}–${to}`)).join(', ');
  return rest === 0 ? list : `${list} and ${count(rest)} more`;
}

function count(number: number): string {
  return number.toLocaleString('en-US');
}
