import type { IDataObject, INode, INodeExecutionData, INodeParameters } from 'n8n-workflow';

import type { LieName } from '../../../simulator/control/lies';
import type { Outcome } from '../agreement';
import type { FaultKind, Target } from '../faults';
import type { TrialOrg } from '../org';
import type { Subject } from '../subjects';
import type { Operation, Wish } from '../wishes';

/** How many requests go wrong, one after another. */
export const TIMES = 2;

export type Way = 'bulk' | 'collections' | 'file' | 'oneByOne';

/** A row of the table: everything there is to know of a way to write. */
export interface WriteCase {
  readonly title: string;
  readonly subject: Subject;
  readonly operation: Operation;
  readonly way: Way;
  /** Items that a fault can leave uncertain at most, because it hides whether their requests were carried out. */
  readonly hidden: number;
  readonly input: (wishes: readonly Wish[], org: TrialOrg) => IDataObject[];
  /** What happened before: gives the input, and what is still wished for. */
  readonly before?: (org: TrialOrg, wishes: readonly Wish[]) => Promise<Before>;
  /** Error codes of refusals that pass in a moment, and that are the user's to repeat. */
  readonly leavesToUser?: readonly string[];
  /** Lies that nothing in the answer tells from the truth, which no proxy and no cache tells either. */
  readonly untellable?: readonly LieName[];
  /** Whether the node asks first for what it writes to: where it is not told, nothing is sent. */
  readonly looksUp?: true;
  /** One after another behind the input; the last is the one on trial. */
  readonly nodes: (salesforce: (parameters: INodeParameters) => INode) => INode[];
  /** One for each wish, in its place. */
  readonly read: (output: readonly INodeExecutionData[], wishes: readonly Wish[]) => Promise<(Outcome | undefined)[]>;
  /** The requests that it depends on, and which of each go wrong. */
  readonly targets: (size: number, fault: FaultKind) => Target[];
}

interface Before {
  readonly input: IDataObject[];
  readonly left: readonly Wish[];
}

/** The first of the queries for the IDs that others stand for. */
export const LOOKUP: Target = { path: '/query\\?|/composite$' };

/** Those in the middle, of requests with so many rows each; a session that was just renewed does not expire again. */
export function middleTargets(request: Target, rows: number, size: number, fault: FaultKind): Target[] {
  const skip = Math.floor(size / rows / 2);
  return [{ ...request, skip, times: expires(fault) ? 1 : TIMES }];
}

const expires = ({ happens }: FaultKind): boolean => happens?.expire === true;

/** More often than anything is asked for. */
const ALWAYS = 100_000;

/** How often it happens to requests that read. */
export function readTimes({ lasts }: FaultKind): Pick<Target, 'times'> {
  return lasts === true ? { times: ALWAYS } : {};
}

/** A job that says the same for ever never ends. */
export function lookTimes(fault: FaultKind): Pick<Target, 'times'> {
  return fault.happens?.lie === 'sameAgain' ? {} : readTimes(fault);
}

/** Each step of a job. */
export function bulkTargets(fault: FaultKind): Target[] {
  const job = '/jobs/ingest/\\w+';
  // A job whose upload failed is aborted by the same kind of request that closes one.
  const aborts = expires(fault) ? 0 : 1;
  return [
    { method: 'POST', path: '/jobs/ingest$' },
    { method: 'PUT', path: `${job}/batches$` },
    { method: 'PATCH', path: `${job}$`, skip: aborts },
    { method: 'GET', path: `${job}$`, ...lookTimes(fault) },
    { method: 'GET', path: `${job}/successfulResults$`, ...readTimes(fault) },
    { method: 'GET', path: `${job}/failedResults$`, ...readTimes(fault) },
  ];
}

export interface ItemOutput {
  readonly id?: unknown;
  readonly created?: boolean | null;
  readonly error?: { readonly errorCode?: string; readonly message?: string };
}

/** By the items that they are paired with; an item that has two has none. */
export function outcomesOfItems(output: readonly INodeExecutionData[]): (Outcome | undefined)[] {
  return inPlaces(
    output.map(({ json, pairedItem }) => {
      const { id, created = false, error } = json as ItemOutput;
      return [(pairedItem as { item: number }).item, error === undefined ? { saved: { id, created } } : failure(error)];
    }),
  );
}

/** What the node says where it cannot know. */
export const OPEN_CODES: ReadonlySet<string | undefined> = new Set([
  'BULK_JOB_PENDING',
  'BULK_RESULTS_NOT_READ',
  'MAY_HAVE_BEEN_CONVERTED',
  'MAY_HAVE_BEEN_CREATED',
  'MAY_HAVE_BEEN_DONE',
  'MAY_HAVE_BEEN_MERGED',
  'MAY_HAVE_BEEN_POSTED',
  'MAY_HAVE_BEEN_PROCESSED',
  'MAY_HAVE_BEEN_PUBLISHED',
  'MAY_HAVE_BEEN_UNDELETED',
  'MAY_HAVE_RUN',
  'UNEXPECTED_ANSWER',
]);

export function failure({ errorCode, message }: NonNullable<ItemOutput['error']>): Outcome {
  return OPEN_CODES.has(errorCode) ? { uncertain: true } : { failed: errorCode ?? message ?? '' };
}

export function inPlaces(outcomes: readonly (readonly [place: number, outcome: Outcome])[]): (Outcome | undefined)[] {
  const places: (Outcome | undefined)[] = [];
  const seen = new Set<number>();
  for (const [place, outcome] of outcomes) {
    places[place] = seen.has(place) ? undefined : outcome;
    seen.add(place);
  }
  return places;
}
