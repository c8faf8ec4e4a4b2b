import { asError, NotSentError } from '../errors';
import type { Request, Response } from '../http';
import type { Org, Versioned } from '../org';
import { heldBack, heldByParts, partErrorOf, verdictOn } from '../retry';

/** What became of a part. */
export type PartOutcome<Result> = { readonly error: Error } | { readonly saved: Result };

/** How several parts travel in one request. */
export interface PartCarrier<Part, Result> {
  plan(org: Versioned, parts: readonly Part[]): Request;
  /** One outcome for each part, in order. Throws when the request as a whole failed. */
  read(response: Response, parts: readonly Part[]): readonly PartOutcome<Result>[];
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
  const settleAll = (parts: readonly Part[], error: Error): void => {
    for (const { index } of parts) outcomes.set(index, { error });
  };
  const isLeft = (outcome: PartOutcome<Result> | undefined): boolean =>
    outcome !== undefined && 'saved' in outcome && carrier.notBegun?.(outcome.saved) === true;
  const failuresOf = (outcome: PartOutcome<Result>): readonly Error[] =>
    'error' in outcome ? [outcome.error] : (carrier.failuresIn?.(outcome.saved) ?? []);
  const deliver = async (parts: readonly Part[]): Promise<void> => {
    if (org.cancelled()) held ??= new NotSentError('the run was cancelled.', 'cancelled');
    if (held !== undefined) return settleAll(parts, held);
    let left: readonly Part[] = [];
    try {
      const request = carrier.plan(org, parts);
      const told = carrier.read(await org.send(request), parts);
      for (const [position, { index }] of parts.entries()) {
        outcomes.set(index, told[position] ?? { error: new Error('Salesforce returned no result for this request.') });
      }
      held = heldByParts(told.flatMap(failuresOf));
      left = parts.filter((_, position) => isLeft(told[position]));
    } catch (thrown) {
      const failure = asError(thrown);
      const verdict = verdictOn(thrown, 'create');
      settleAll(parts, partErrorOf(failure, verdict, 'carriedOut'));
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
