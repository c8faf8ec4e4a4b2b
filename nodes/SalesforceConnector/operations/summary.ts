import {
  counted,
  countText,
  inOneLine,
  InputError,
  JobError,
  mayBeSaved,
  NotSentError,
  redact,
  SalesforceError,
  theCounted,
  thingsNamedIn,
  UncertainError,
  type Deed,
} from '../../../salesforce/errors';
import { doNotRetry } from '../host/advice';
import { isInterruption } from '../host/cancellation';
import { isRunning, runningIn, type Outcome } from '../host/outcome';

/** Ranges of items to list; an n8n error has room for a few lines. */
const NAMED = 10;

/**
 * How many items succeeded and which did not, if some failed: lines for below the first error.
 * @param saves whether what succeeded has changed something
 */
export function summaryOf(outcomes: readonly Outcome[], saves: boolean): string {
  const kinds = new Map<string, number[]>([
    ['Failed', []],
    ...Object.values(MAYBE).map((kind): [string, number[]] => [kind, []]),
    [STILL_RUNNING, []],
    [INTERRUPTED, []],
    [UNKNOWN_OUTCOME, []],
    ['Not sent', []],
  ]);
  for (const [index, outcome] of outcomes.entries()) {
    const kind = kindOfOutcome(outcome);
    if (kind !== undefined) kinds.get(kind)?.push(index);
  }
  const undone = [...kinds.values()].reduce((sum, indexes) => sum + indexes.length, 0);
  const isKnown = kinds.get(UNKNOWN_OUTCOME)?.length === 0;
  const done = `${countText(outcomes.length - undone)} of ${isKnown ? counted(outcomes.length, 'item') : counted(outcomes.length, 'item is', 'items are')}`;
  const others = [...kinds].flatMap(([kind, indexes]) =>
    indexes.length === 0
      ? []
      : [
          `${kind}: ${countText(indexes.length)} (item ${rangesOf(indexes)})${kind === STILL_RUNNING ? whatRuns(outcomes) : ''}.`,
        ],
  );
  const stay = saves && undone < outcomes.length ? '; their changes stay in Salesforce' : '';
  return [`${done} ${isKnown ? '' : 'known to have '}succeeded${stay}.`, ...others, ...reasonsOf(outcomes)].join('\n');
}

/** Of an n8n error, whose title is one reason. */
const MOST_REASONS = 3;

/** What a reason is about comes late in some of Salesforce's sentences. */
const LONGEST_REASON = 240;

/** Which items failed for which reason, if there are several reasons. */
function reasonsOf(outcomes: readonly Outcome[]): string[] {
  const reasons = new Map<string, { reason: string; indexes: number[] }>();
  for (const [index, outcome] of outcomes.entries()) {
    if (!('error' in outcome) || kindOfOutcome(outcome) !== 'Failed' || isConsequence(outcome.error)) continue;
    const kind = kindOfReason(outcome.error);
    const known = reasons.get(kind);
    if (known === undefined)
      reasons.set(kind, { reason: inOneLine(redact(outcome.error.message), LONGEST_REASON), indexes: [index] });
    else known.indexes.push(index);
  }
  if (reasons.size < 2) return [];
  const told = [...reasons.values()]
    .slice(0, MOST_REASONS)
    .map(({ reason, indexes }) => `Item ${rangesOf(indexes)}: ${reason}`);
  const rest = reasons.size - told.length;
  return rest === 0 ? told : [...told, `And ${counted(rest, 'other reason')}.`];
}

/** Codes whose messages people of the org have written: each is a reason of its own. */
const OF_THE_ORG: ReadonlySet<string> = new Set([
  'APEX_ANSWER',
  'APEX_ERROR',
  'CANNOT_EXECUTE_FLOW_TRIGGER',
  'CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY',
  'FIELD_CUSTOM_VALIDATION_EXCEPTION',
  'FLOW_EXCEPTION',
  'FLOW_FAULT',
  'UNKNOWN_EXCEPTION',
]);

/** The same for errors that differ only in the values or the records that they name. */
function kindOfReason(error: Error): string {
  if (error instanceof InputError) return [error.problem.reason, ...error.fields].join(' ');
  const isOfSalesforce = error instanceof SalesforceError && !error.kinds.some((kind) => OF_THE_ORG.has(kind));
  if (!isOfSalesforce || error.kinds.length === 0) return error.message;
  const things = error.errors.flatMap(({ fields, message }) => (fields.length > 0 ? fields : thingsNamedIn(message)));
  return [...error.kinds, ...new Set(things)].join(' ');
}

/** The same for an operation that saves and has been stopped, with what n8n's Retry would do now. */
export function stoppedSummary(outcomes: readonly Outcome[]): string {
  const saved = outcomes.filter((outcome) => kindOfOutcome(outcome) === undefined).length;
  const isUncertain = outcomes.some((outcome) => 'error' in outcome && mayBeSaved(outcome.error));
  const again = [
    ...(saved > 0 ? [theCounted(saved, 'completed item')] : []),
    ...(isUncertain ? ['what may have been completed'] : []),
    ...(outcomes.some(isRunning) ? ['what is still running'] : []),
  ];
  const summary = summaryOf(outcomes, true);
  if (again.length === 0) return summary;
  const hasOthers = outcomes.some((outcome) => 'error' in outcome && !mayBeSaved(outcome.error));
  const instead = hasOthers
    ? [OTHERS_ONLY, `Or ${RETURN_ERRORS}`]
    : [`To have results instead of this error, ${RETURN_ERRORS}`];
  return [summary, [doNotRetry(inWords(again)), ...instead].join(' ')].join('\n');
}

/** `this`, `this and that`, `this, that and the other` */
function inWords(parts: readonly string[]): string {
  return [parts.slice(0, -1).join(', '), ...parts.slice(-1)].filter((part) => part !== '').join(' and ');
}

const MAYBE: Readonly<Record<Deed, string>> = {
  approved: 'May have been approved',
  carriedOut: 'May have been carried out',
  converted: 'May have been converted',
  created: 'May have been created',
  merged: 'May have been merged',
  posted: 'May have been posted',
  published: 'May have been published',
  recalled: 'May have been recalled',
  rejected: 'May have been rejected',
  revoked: 'May have been revoked',
  run: 'May have run',
  submitted: 'May have been submitted',
  undeleted: 'May have been restored',
};
const STILL_RUNNING = 'Still running';
const INTERRUPTED = 'Interrupted';
const UNKNOWN_OUTCOME = 'Outcome not known';
const OTHERS_ONLY = 'Run the workflow with the other items only.';
const RETURN_ERRORS = 'set Settings > On Error > Continue: items that fail are then returned with their errors.';

/** Undefined for what succeeded. */
function kindOfOutcome(outcome: Outcome): string | undefined {
  if ('json' in outcome) return isRunning(outcome) ? STILL_RUNNING : undefined;
  const { error } = outcome;
  if (error instanceof UncertainError) return MAYBE[error.deed];
  if (error instanceof JobError && error.errorCode !== 'BULK_ROWS_FAILED') return UNKNOWN_OUTCOME;
  if (isInterruption(error)) return INTERRUPTED;
  return error instanceof NotSentError ? 'Not sent' : 'Failed';
}

/** What to look for in Salesforce: `: Bulk job 750…` */
function whatRuns(outcomes: readonly Outcome[]): string {
  const names = [...new Set(outcomes.flatMap(runningIn).map(({ what }) => what))];
  const rest = names.length - NAMED;
  return `: ${names.slice(0, NAMED).join('; ')}${rest > 0 ? ` and ${countText(rest)} more` : ''}`;
}

const ROLLED_BACK: ReadonlySet<string> = new Set(['ALL_OR_NONE_OPERATION_ROLLED_BACK', 'PROCESSING_HALTED']);

/** Whether the item failed only because another one did. */
export function isConsequence(error: Error): boolean {
  if (error instanceof SalesforceError) return ROLLED_BACK.has(error.kinds[0] ?? error.errorCode);
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
  return rest === 0 ? list : `${list} and ${countText(rest)} more`;
}
