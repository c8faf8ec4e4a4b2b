import type { ApiErrorEntry } from '../../types';
import { ApiError } from '../../types';
import type { Answer, Call, JsonObject } from '../call';
import { ok } from '../call';

/** What a record's save gave. */
export interface Saved {
  id: string;
  created?: boolean;
  /** What a success says among its errors. */
  errors?: readonly JsonObject[];
}

/** Collections and trees say `statusCode` where the rest of REST says `errorCode`, and always list the fields. */
export const statusEntry = ({ errorCode, message, fields = [] }: ApiErrorEntry): JsonObject => ({
  statusCode: errorCode,
  message,
  fields,
});

const ROLLED_BACK: ApiErrorEntry = {
  errorCode: 'ALL_OR_NONE_OPERATION_ROLLED_BACK',
  message: 'Record rolled back because not all records were valid and the request was using AllOrNone header',
};

type Outcome = Saved | ApiError;

type Kind = 'save' | 'upsert';

export interface Saving<R> {
  records: readonly R[];
  allOrNone: boolean;
  save: (record: R) => Saved;
  kind?: Kind;
}

/**
 * What failed carries no id, not even the one that an update or delete was for: so in the guide's examples and in
 * recordings (amp-labs/connectors, `batch/update/contacts/partial-no-ids.json`). Upserts say that nothing was created.
 */
const failedResult = (kind: Kind, errors: readonly ApiErrorEntry[]): JsonObject => ({
  success: false,
  errors: errors.map(statusEntry),
  ...(kind === 'upsert' && { created: false }),
});

const resultOf = (kind: Kind, outcome: Outcome): JsonObject =>
  outcome instanceof ApiError
    ? failedResult(kind, outcome.errors)
    : { ...outcome, success: true, errors: outcome.errors ?? [] };

/** Thrown to make the transaction undo what was written. */
class RolledBack extends Error {
  constructor(readonly outcomes: Outcome[]) {
    super('rolled back');
  }
}

/**
 * Saves records one after the other and answers 200 with one result for each, in order. With allOrNone one failure
 * undoes all, and the others say so.
 */
export function saveResults<R>(call: Call, { records, allOrNone, save, kind = 'save' }: Saving<R>): Answer {
  const attempt = (record: R): Outcome => {
    try {
      return save(record);
    } catch (error) {
      if (error instanceof ApiError) return error;
      throw error;
    }
  };
  // One transaction, in which each record that fails is taken back alone.
  if (!allOrNone) return ok(call.org.store.transaction(() => records.map((record) => resultOf(kind, attempt(record)))));
  try {
    const outcomes = call.org.store.transaction(() => allSaved(records.map(attempt)));
    return ok(outcomes.map((outcome) => resultOf(kind, outcome)));
  } catch (error) {
    if (!(error instanceof RolledBack)) throw error;
    return ok(
      error.outcomes.map((outcome) => failedResult(kind, outcome instanceof ApiError ? outcome.errors : [ROLLED_BACK])),
    );
  }
}

function allSaved(outcomes: Outcome[]): Outcome[] {
  if (outcomes.some((outcome) => outcome instanceof ApiError)) throw new RolledBack(outcomes);
  return outcomes;
}
