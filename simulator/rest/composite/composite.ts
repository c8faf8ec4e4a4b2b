import { ApiError } from '../../types';
import type { Answer, Call, JsonObject } from '../call';
import { badRequest, errorEntry, failure, objectBody, ok } from '../call';
import { resolveText, resolveValue } from './references';
import type { Answers } from './references';
import { failed, invalidInput, run, subrequestsIn, textOf } from './subrequests';

const MAX_SUBREQUESTS = 25;
const MAX_READS = 5;
const REFERENCE_ID = /^[A-Za-z0-9]\w*$/;

/** One entry of `compositeResponse`. */
interface Result {
  body: unknown;
  httpHeaders: Readonly<Record<string, string>>;
  httpStatusCode: number;
  referenceId: string;
}

const ROLLED_BACK = {
  errorCode: 'PROCESSING_HALTED',
  message: 'The transaction was rolled back since another operation in the same transaction failed.',
};

const resultOf = (referenceId: string, { status, body = null, headers = {} }: Answer): Result => ({
  body,
  httpHeaders: headers,
  httpStatusCode: status,
  referenceId,
});

/** The referenceIds of a request, which must be plain and each its own. */
function checkReferenceIds(subrequests: readonly JsonObject[]): void {
  const seen = new Set<string>();
  for (const subrequest of subrequests) {
    const id = textOf(subrequest, 'referenceId');
    if (!REFERENCE_ID.test(id)) {
      throw badRequest(
        'JSON_PARSER_ERROR',
        `Provided referenceId ('${id}') must start with a letter or a number, ` +
          "and it can contain only letters, numbers and underscores ('_').",
      );
    }
    if (seen.has(id)) throw invalidInput(`Duplicate referenceId provided in the request: ${id}`);
    seen.add(id);
  }
}

/** The url with its references replaced: percent-encoded, so that a value stays one segment. */
function resolvedUrl(answers: Answers, url: string): string {
  return resolveText(answers, url, encodeURIComponent);
}

/** With allOrNone around it, a collection inside is all or none too. */
function bodyFor(answers: Answers, subrequest: JsonObject, url: string, allOrNone: boolean): unknown {
  const body = subrequest['body'] === undefined ? undefined : resolveValue(answers, subrequest['body']);
  const collection = /\/composite\/sobjects\b/.test(url) && typeof body === 'object';
  return allOrNone && collection ? { ...body, allOrNone: true } : body;
}

function runOne(call: Call, subrequest: JsonObject, answers: Answers, allOrNone: boolean): Answer {
  try {
    const url = resolvedUrl(answers, textOf(subrequest, 'url'));
    return run(call, {
      method: textOf(subrequest, 'method'),
      url,
      body: bodyFor(answers, subrequest, url, allOrNone),
      headers: subrequest['httpHeaders'],
    });
  } catch (error) {
    if (error instanceof ApiError) return failure(error);
    throw error;
  }
}

/** A collection answers 200 though all its records were rolled back. */
const undone = (answer: Answer): boolean =>
  failed(answer) ||
  (Array.isArray(answer.body) && answer.body.some((entry: { success?: unknown } | null) => entry?.success === false));

/** Thrown to make a transaction undo what was written, with the results to answer. */
class RolledBack extends Error {
  constructor(readonly results: Result[]) {
    super('rolled back');
  }
}

function runInOrder(call: Call, subrequests: readonly JsonObject[], allOrNone: boolean): Result[] {
  const answers = new Map<string, unknown>();
  const results: Result[] = [];
  for (const subrequest of subrequests) {
    const referenceId = textOf(subrequest, 'referenceId');
    const answer = runOne(call, subrequest, answers, allOrNone);
    if (!failed(answer)) answers.set(referenceId, answer.body);
    else answers.set(referenceId, undefined);
    const result = resultOf(referenceId, answer);
    results.push(result);
    if (allOrNone && undone(answer)) throw new RolledBack(halted(subrequests, result));
  }
  return results;
}

/** The failed subrequest as it failed; all others say that they were rolled back. */
function halted(subrequests: readonly JsonObject[], cause: Result): Result[] {
  return subrequests.map((subrequest) => {
    const referenceId = textOf(subrequest, 'referenceId');
    return referenceId === cause.referenceId
      ? cause
      : resultOf(referenceId, { status: 400, body: [errorEntry(ROLLED_BACK)] });
  });
}

/** Subrequests that nobody has run. */
export function notBegun(subrequests: readonly JsonObject[]): Result[] {
  return subrequests.map((subrequest) =>
    resultOf(textOf(subrequest, 'referenceId'), { status: 400, body: [errorEntry(ROLLED_BACK)] }),
  );
}

/** Runs subrequests in order, each able to refer to those before it; all or none where asked. */
export function runComposite(
  call: Call,
  subrequests: readonly JsonObject[],
  allOrNone: boolean,
): { results: Result[]; whole: boolean } {
  checkReferenceIds(subrequests);
  if (!allOrNone) return { results: runInOrder(call, subrequests, false), whole: true };
  try {
    return { results: call.org.store.transaction(() => runInOrder(call, subrequests, true)), whole: true };
  } catch (error) {
    if (error instanceof RolledBack) return { results: error.results, whole: false };
    throw error;
  }
}

const isRead = (subrequest: JsonObject): boolean =>
  /^\/services\/data\/v[\d.]+\/(query|queryAll|search|parameterizedSearch|composite\/sobjects)\b/.test(
    textOf(subrequest, 'url'),
  );

/** POST /composite: one call of the allowance, however many subrequests. */
export function composite(call: Call): Answer {
  const body = objectBody(call);
  const subrequests = subrequestsIn(body, 'compositeRequest', MAX_SUBREQUESTS);
  if (subrequests.filter(isRead).length > MAX_READS) {
    throw badRequest(
      'LIMIT_EXCEEDED',
      `At most ${String(MAX_READS)} of the subrequests may be query or sObject Collections operations`,
    );
  }
  return ok({ compositeResponse: runComposite(call, subrequests, body['allOrNone'] === true).results });
}
