import { requireFeature } from '../api';
import {
  AnswerError,
  answerText,
  expectBody,
  isRecord,
  isText,
  listOf,
  maybe,
  objectWith,
  SalesforceError,
  UncertainError,
  type ApiErrorEntry,
} from '../errors';
import type { Request, Response } from '../http';
import type { Org } from '../org';
import { dataPath } from '../path';
import { doneOrNot } from '../retry';
import { mayMutate } from './document';
import { carriedOutIn } from './payloads';
import { checkVariables, type GraphqlVariables } from './variables';

export interface GraphqlCall {
  readonly query: string;
  readonly variables: GraphqlVariables;
  /** Of the operation to run, where there are several; empty for the only one. */
  readonly operationName: string;
}

export type GraphqlData = Readonly<Record<string, unknown>>;

/**
 * Runs a query or a mutation. A mutation is never sent a second time once it may have been carried out.
 * @param partly what to do with data beside errors; without it, errors are thrown
 * @throws SalesforceError for errors in the response, which has status 200
 * @throws UncertainError for a mutation that may have been carried out, also in part
 */
export async function runGraphql(
  org: Org,
  call: GraphqlCall,
  partly?: (errors: readonly ApiErrorEntry[]) => void,
): Promise<GraphqlData> {
  requireFeature(org, 'graphql');
  checkVariables(call);
  const isMutation = mayMutate(call.query, call.operationName);
  const { data, errors } = isMutation ? await mutated(org, call) : readGraphql(await org.send(queried(org, call)));
  if (errors.length === 0) {
    if (isMutation && carriedOutIn(data) !== 'all') throw new UncertainError(NEITHER, 'carriedOut');
    return data;
  }
  const error = new SalesforceError(200, errors);
  const isPartial = isMutation ? carriedOutIn(data) !== 'none' : hasValues(data);
  if (isPartial && partly !== undefined) {
    partly(error.errors);
    return data;
  }
  if (!isMutation) throw error;
  if (isPartial) throw new UncertainError(`only in part. ${error.message}`, 'carriedOut');
  if (error.errors.every(({ errorCode }) => NOTHING_DONE.has(errorCode))) throw error;
  throw new UncertainError(error.message, 'carriedOut');
}

const NEITHER = 'Salesforce returned neither its result nor an error';

/** Of these, nothing stays that was done; of one that was aborted, nobody says so. */
const NOTHING_DONE: ReadonlySet<string> = new Set([
  'DataFetchingException',
  'InvalidSyntax',
  'OperationNotSupported',
  'ValidationError',
]);

function queried(org: Org, call: GraphqlCall): Request {
  return { ...graphqlRequest(org, call), reads: true };
}

async function mutated(org: Org, call: GraphqlCall): Promise<GraphqlAnswer> {
  try {
    return readGraphql(await org.sendOnce({ ...graphqlRequest(org, call), once: true }));
  } catch (error) {
    throw doneOrNot(error, 'carriedOut');
  }
}

/** https://developer.salesforce.com/docs/platform/graphql/guide/requests-and-responses.html */
function graphqlRequest({ version }: Org, { query, variables, operationName }: GraphqlCall): Request {
  const name = operationName === '' ? '' : `,"operationName":${JSON.stringify(operationName)}`;
  return {
    method: 'POST',
    path: dataPath(version, 'graphql'),
    json: `{"query":${JSON.stringify(query)},"variables":${variables.json}${name}}`,
  };
}

interface GraphqlAnswer {
  readonly data: GraphqlData;
  readonly errors: readonly ApiErrorEntry[];
}

type GraphqlErrorShape = GraphqlData & { readonly message: string };

const isGraphqlError = (value: unknown): value is GraphqlErrorShape => isRecord(value) && isText(value['message']);

const isAnswer = objectWith({
  data: maybe(isRecord),
  errors: maybe(listOf(isGraphqlError)),
});

/** @throws SalesforceError, AnswerError */
export function readGraphql(response: Response): GraphqlAnswer {
  const { data, errors } = expectBody(response, isAnswer, 'a GraphQL response', 200);
  const entries = (errors ?? []).map(entryOf);
  if (entries.length > 0) return { data: data ?? {}, errors: entries };
  if (data === null || data === undefined || Object.keys(data).length === 0) {
    throw new AnswerError(200, 'it has neither data nor errors', response.body);
  }
  return { data, errors: [] };
}

/** https://developer.salesforce.com/docs/platform/graphql/guide/query-status.html */
function entryOf({ message, ...error }: GraphqlErrorShape): ApiErrorEntry {
  const { extensions, locations, path, paths = path } = error;
  const type = isRecord(extensions) ? (extensions['ErrorType'] ?? extensions['classification']) : undefined;
  const [place] = Array.isArray(locations) ? locations.filter(isRecord) : [];
  const where = [
    ...(place === undefined ? [] : [`line ${answerText(place['line'])}, column ${answerText(place['column'])}`]),
    ...(Array.isArray(paths) && paths.length > 0 ? [paths.map(answerText).join('.')] : []),
  ];
  return {
    errorCode: isText(type) ? type : 'GraphQLError',
    message: where.length === 0 ? message : `${message} (${where.join(', ')})`,
    fields: [],
  };
}

/** Deeper than any data of GraphQL. */
export const DEEPEST_DATA = 50;

/** Whether there is anything but nulls in it. */
function hasValues(data: unknown, depth = 0): boolean {
  if (Array.isArray(data) || isRecord(data)) {
    return depth < DEEPEST_DATA && Object.values(data).some((value) => hasValues(value, depth + 1));
  }
  return data !== null && data !== undefined;
}
