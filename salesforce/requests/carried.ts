import { asError, NotSentError } from '../errors';
import { isRead, type Request, type Response } from '../http';
import type { Org, Versioned } from '../org';
import { heldBack, heldByParts, partErrorOf, repeatRead, verdictOn } from '../retry';
import { OwnAnswers, type AskedRequest, type AnsweredRequest } from './ownAnswers';

/** What became of a part. */
export type PartOutcome<Result> = { readonly error: Error } | { readonly saved: Result };

/** How several parts travel in one request. */
export interface PartCarrier<Part, Result> {
  plan(org: Versioned, parts: readonly Part[]): Request;
  /** One outcome for each part, in order. Throws when the request as a whole failed. */
  read(response: Response, parts: readonly Part[]): readonly PartOutcome<Result>[];
  /** What a part asks for. */
  askedBy(part: Part): readonly AskedRequest[];
  /** What each of that was answered with, in the same order; undefined where it failed. */
  toldTo(result: Result): readonly (AnsweredRequest | undefined)[];
  /** Whether it is the outcome of a part that Salesforce left aside, and would take if it were sent again. */
  notBegun?(result: Result): boolean;
  /** The failures that it has in it, where a part has several answers. */
  failuresIn?(result: Result): readonly Error[];
}

/**
 * Sends parts that travel together, one request after another, in their order. What may have been carried out says so and
 * is never sent again; where Salesforce rejects a request without processing it, halving finds the part that is to blame.
 * @returns one outcome for each part, by its `index`
 */
export async function sendCarried<Part extends { readonly index: number }, Result>(
  org: Org,
  carrier: PartCarrier<Part, Result>,
  chunks: readonly (readonly Part[])[],
): Promise<Map<number, PartOutcome<Result>>> {
  const outcomes = new Map<number, PartOutcome<Result>>();
  let held: NotSentError | undefined;
  const own = new OwnAnswers();
  const exchange = async (request: Request, parts: readonly Part[]) => {
    const send = isRead(request) ? org.sendOnce : org.send;
    const told = carrier.read(await send(request), parts);
    own.expect(parts.flatMap((part, position) => answersTo(carrier, part, told[position])));
    return told;
  };
  const isLeft = (outcome: PartOutcome<Result> | undefined): boolean =>
    outcome !== undefined && 'saved' in outcome && carrier.notBegun?.(outcome.saved) === true;
  const failuresOf = (outcome: PartOutcome<Result>): readonly Error[] =>
    'error' in outcome ? [outcome.error] : (carrier.failuresIn?.(outcome.saved) ?? []);
  const deliver = async (parts: readonly Part[]): Promise<void> => {
    if (org.cancelled()) held ??= new NotSentError('the run was cancelled.', 'cancelled');
    if (held !== undefined) {
      for (const { index } of parts) outcomes.set(index, { error: held });
      return;
    }
    let left: readonly Part[] = [];
    try {
      const request = carrier.plan(org, parts);
      const told = await (isRead(request) ? repeatRead(org, () => exchange(request, parts)) : exchange(request, parts));
      for (const [position, { index }] of parts.entries()) {
        outcomes.set(index, told[position] ?? { error: new Error('Salesforce returned no result for this request.') });
      }
      held = heldByParts(told.flatMap(failuresOf));
      left = parts.filter((_, position) => isLeft(told[position]));
    } catch (thrown) {
      const failure = asError(thrown);
      const verdict = verdictOn(thrown, 'create');
      for (const part of parts) {
        const isUndone = verdict === 'uncertain' && isReading(carrier, part);
        outcomes.set(part.index, { error: isUndone ? failure : partErrorOf(failure, verdict, 'carriedOut') });
      }
      if (verdict === 'stop' || verdict === 'again') held = heldBack(failure);
      if (verdict !== 'divide' || parts.length === 1) return;
      const middle = Math.ceil(parts.length / 2);
      await deliver(parts.slice(0, middle));
      await deliver(parts.slice(middle));
    }
    if (left.length > 0 && left.length < parts.length) await deliver(left);
  };
  for (const parts of chunks) await deliver(parts);
  return outcomes;
}

/** What a part asks for, each with its answer. */
function answersTo<Part, Result>(
  carrier: PartCarrier<Part, Result>,
  part: Part,
  outcome: PartOutcome<Result> | undefined,
): (readonly [AskedRequest, AnsweredRequest])[] {
  if (outcome === undefined || 'error' in outcome) return [];
  const told = carrier.toldTo(outcome.saved);
  return carrier.askedBy(part).flatMap((asked, place) => {
    const answer = told[place];
    return answer === undefined ? [] : [[asked, answer] as const];
  });
}

/** Whether a part changes nothing, whatever the others of its request do. */
function isReading<Part>(carrier: Pick<PartCarrier<Part, unknown>, 'askedBy'>, part: Part): boolean {
  return carrier.askedBy(part).every(({ method }) => method === 'GET');
}
