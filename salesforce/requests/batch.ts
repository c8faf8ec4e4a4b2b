import { requireFeature } from '../api';
import {
  AnswerError,
  asError,
  expectBody,
  expectStatus,
  InputError,
  isFlag,
  isHttpStatus,
  listOf,
  objectWith,
  readErrors,
  SalesforceError,
  type Shape,
} from '../errors';
import type { Method, Response } from '../http';
import type { Org } from '../org';
import { dataPath } from '../path';
import { uncertainOf } from '../retry';
import { sendCarried, type PartCarrier, type PartOutcome } from './carried';

/** A request inside another. */
export interface Subrequest {
  readonly index: number;
  readonly method: Method;
  /** From /services/data/ on. */
  readonly path: string;
  /** The body. */
  readonly json?: string;
}

/** What a subrequest was answered with. */
export interface Subanswer {
  readonly status: number;
  readonly body: unknown;
}

export const MOST_SUBREQUESTS = 25;

/** In one request, each by itself: one that fails takes none of the others back. */
export const batchCarrier: PartCarrier<Subrequest, Subanswer> = {
  plan(org, subrequests) {
    requireFeature(org, 'batch');
    const written = subrequests.map(
      ({ method, path, json }) =>
        `{"method":"${method}","url":${JSON.stringify(belowData(path))}${json === undefined ? '' : `,"richInput":${json}`}}`,
    );
    return {
      method: 'POST',
      path: dataPath(org.version, 'composite', 'batch'),
      json: `{"haltOnError":false,"batchRequests":[${written.join(',')}]}`,
      ...(subrequests.every(({ method }) => method === 'GET') ? { reads: true } : {}),
    };
  },

  read: (response, subrequests) => readBatch(response, subrequests.length),
  askedBy: (subrequest) => [subrequest],
  toldTo: (answer) => [answer],
};

/**
 * What each of so many requests was answered with.
 * @throws SalesforceError, AnswerError when the request that carried them failed, or is not answered so
 */
export function readBatch(response: Response, count: number): readonly PartOutcome<Subanswer>[] {
  const { hasErrors, results } = expectBody(response, isBatchAnswer, 'a result for each subrequest', 200);
  const statuses = results.map(({ statusCode }) => statusCode);
  if (results.length !== count || !agrees(!hasErrors, statuses)) {
    throw new AnswerError(response.status, 'there is not one result for each subrequest', response.body);
  }
  return results.map(({ statusCode, result }) => subOutcome({ status: statusCode, body: result }));
}

/** Whether statuses fit to a success of all; no document says what 300, several matches, counts as. */
export function agrees(haveAllSucceeded: boolean, statuses: readonly number[]): boolean {
  return haveAllSucceeded ? statuses.every((status) => status < 400) : statuses.some((status) => status >= 300);
}

/** What a subrequest was answered with, or the error that this is. */
export function subOutcome(answer: Subanswer): PartOutcome<Subanswer> {
  const { status } = answer;
  if (status >= 400) return { error: new SalesforceError(status, readErrors(answer)) };
  try {
    expectStatus({ ...answer, headers: {} });
    return { saved: answer };
  } catch (thrown) {
    const error = asError(thrown);
    return { error: error instanceof SalesforceError ? error : uncertainOf(error, 'carriedOut') };
  }
}

interface BatchAnswer {
  hasErrors: boolean;
  results: { statusCode: number; result: unknown }[];
}

const isBatchAnswer = objectWith<BatchAnswer>({
  hasErrors: isFlag,
  results: listOf(objectWith({ statusCode: isHttpStatus })) as Shape<unknown> as Shape<BatchAnswer['results']>,
});

/** Written as in Salesforce's guide: `v67.0/limits`. */
function belowData(path: string): string {
  return path.slice('/services/data/'.length);
}

/**
 * The version of a path of the data API.
 * @throws InputError for other paths: no request can carry them
 */
function versionOfPath(path: string): string {
  const version = /^\/services\/data\/v(\d{2,3}\.0)\/./.exec(path)?.[1];
  if (version !== undefined) return version;
  throw new InputError('Path: only paths of the data API can be sent together.', { reason: 'notCarried' }, 'Path');
}

/**
 * Sends subrequests, 25 in a request, in their order.
 * https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/resources_composite_batch.htm
 * @returns one outcome for each, by its `index`
 */
export async function sendBatches(
  org: Org,
  subrequests: readonly Subrequest[],
): Promise<Map<number, PartOutcome<Subanswer>>> {
  const chunks: Subrequest[][] = [];
  for (let from = 0; from < subrequests.length; from += MOST_SUBREQUESTS) {
    chunks.push(subrequests.slice(from, from + MOST_SUBREQUESTS));
  }
  return await sendCarried(org, batchCarrier, chunks);
}

/**
 * A subrequest's version may be that of the request that carries it, or an older one.
 * @throws InputError
 */
export function checkSubrequest({ version }: Pick<Org, 'version'>, path: string): void {
  const own = versionOfPath(path);
  if (own === version || (Number(own) >= OLDEST_CARRIED && Number(own) < Number(version))) return;
  throw new InputError(
    `Path: its API version ${own} is not between ${OLDEST_CARRIED}.0 and ${version}, the version of the request that carries it.`,
    { reason: 'notCarried' },
    'Path',
  );
}

const OLDEST_CARRIED = 34;
