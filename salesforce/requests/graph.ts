import { requireFeature } from '../api';
import {
  AnswerError,
  expectBody,
  InputError,
  isFlag,
  isHttpStatus,
  isRecord,
  isText,
  listOf,
  maybe,
  objectWith,
  readErrors,
  SalesforceError,
  type Shape,
} from '../errors';
import type { Response } from '../http';
import type { Org } from '../org';
import { dataPath } from '../path';
import { agrees, subOutcome, type Subanswer, type Subrequest } from './batch';
import { sendCarried, type PartCarrier, type PartOutcome } from './carried';

/** A request of a graph, which others can refer to as `@{referenceId.id}`. */
export interface GraphNode extends Omit<Subrequest, 'index'> {
  readonly referenceId: string;
}

/** Requests that are all carried out, or none of them. */
export interface RequestGraph {
  readonly index: number;
  readonly nodes: readonly GraphNode[];
}

/** What became of each node, in their order. */
export type NodeOutcomes = readonly PartOutcome<Subanswer>[];

export const MOST_GRAPHS = 75;
export const MOST_NODES = 500;

interface GraphAnswer {
  graphId: string;
  graphResponse: { compositeResponse: { referenceId: string | null; httpStatusCode: number; body: unknown }[] };
  isSuccessful: boolean;
}

const isNodeAnswers = listOf(
  objectWith({ referenceId: maybe(isText), httpStatusCode: isHttpStatus }),
) as Shape<unknown> as Shape<GraphAnswer['graphResponse']['compositeResponse']>;

const isGraphAnswers = objectWith({
  graphs: listOf(
    objectWith<GraphAnswer>({
      graphId: isText,
      graphResponse: objectWith({ compositeResponse: isNodeAnswers }),
      isSuccessful: isFlag,
    }),
  ),
});

export const graphCarrier: PartCarrier<RequestGraph, NodeOutcomes> = {
  plan(org, graphs) {
    requireFeature(org, 'graph');
    const written = graphs.map(
      ({ index, nodes }) => `{"graphId":"${index}","compositeRequest":[${nodes.map(nodeJson).join(',')}]}`,
    );
    return {
      method: 'POST',
      path: dataPath(org.version, 'composite', 'graph'),
      json: `{"graphs":[${written.join(',')}]}`,
      ...(graphs.every(({ nodes }) => nodes.every(({ method }) => method === 'GET')) ? { reads: true } : {}),
    };
  },

  read: readGraphs,
  askedBy: ({ nodes }) => nodes,
  toldTo: (outcomes) => outcomes.map((outcome) => ('saved' in outcome ? outcome.saved : undefined)),

  failuresIn: (nodes) => nodes.flatMap((node) => ('error' in node ? [node.error] : [])),
  notBegun: (nodes) => nodes.every((node) => 'error' in node && isHalted(node.error)),
};

/** Graphs as far as their answer is about them. */
interface SentGraph {
  readonly index: number;
  readonly nodes: readonly Pick<GraphNode, 'referenceId'>[];
}

/** @throws AnswerError unless it is about these graphs and their nodes */
export function readGraphs(response: Response, graphs: readonly SentGraph[]): { readonly saved: NodeOutcomes }[] {
  const { graphs: answers } = expectBody(response, isGraphAnswers, 'a result for each graph', 200);
  const byId = new Map(answers.map((answer) => [answer.graphId, answer]));
  if (answers.length !== graphs.length || byId.size !== graphs.length) throw notTheirs(response);
  return graphs.map((graph) => {
    const answer = byId.get(String(graph.index));
    if (answer === undefined) throw notTheirs(response);
    return { saved: nodeOutcomes(graph, answer, response) };
  });
}

function nodeJson({ method, path, referenceId, json }: GraphNode): string {
  const body = json === undefined ? '' : `,"body":${json}`;
  return `{"method":"${method}","url":${JSON.stringify(path)},"referenceId":"${referenceId}"${body}}`;
}

function notTheirs(response: Response): AnswerError {
  return new AnswerError(
    response.status,
    'there is not one result for each graph and each of its nodes',
    response.body,
  );
}

/** @throws AnswerError unless all nodes have succeeded, or the graph says that it has failed */
function nodeOutcomes({ nodes }: SentGraph, answer: GraphAnswer, response: Response): NodeOutcomes {
  const results = answer.graphResponse.compositeResponse;
  const refusal = graphRefusal(answer);
  if (refusal !== undefined)
    return rolledBack(
      nodes,
      nodes.map(() => refusal),
    );
  const byReference = new Map(results.map((result) => [result.referenceId, result]));
  const known = nodes.map(({ referenceId }) => byReference.get(referenceId));
  const isWhole = results.length === nodes.length && known.every((result) => result !== undefined);
  const statuses = results.map(({ httpStatusCode }) => httpStatusCode);
  if (!isWhole || !agrees(answer.isSuccessful, statuses)) throw notTheirs(response);
  if (answer.isSuccessful && results.some(({ body }) => isRecord(body) && body['success'] === false))
    throw new AnswerError(
      response.status,
      'it says of a record that it was not saved, and that its graph was',
      response.body,
    );
  const outcomes = known.map((result) => subOutcome({ status: result?.httpStatusCode ?? 0, body: result?.body }));
  return answer.isSuccessful ? outcomes : rolledBack(nodes, outcomes);
}

/**
 * Why a graph was refused as a whole: its one result is a failure of no node. No page describes it; others have met it,
 * as of the Composite resource: https://github.com/guardian/support-service-lambdas/pull/766
 */
function graphRefusal({ isSuccessful, graphResponse }: GraphAnswer): { readonly error: Error } | undefined {
  const [result, ...others] = graphResponse.compositeResponse;
  if (isSuccessful || result === undefined || others.length > 0 || isText(result.referenceId)) return undefined;
  const { httpStatusCode: status, body } = result;
  return status >= 400 ? { error: new SalesforceError(status, readErrors({ status, body })) } : undefined;
}

/**
 * Of a graph that failed, no node is left: those that did not fail by themselves say which did, and why. Where none did,
 * Salesforce has not begun the graph: too many others had failed.
 * https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/resources_composite_graph_limits.htm
 */
function rolledBack(nodes: SentGraph['nodes'], outcomes: NodeOutcomes): NodeOutcomes {
  const place = placeOfCause(outcomes);
  const cause = outcomes[place];
  const { referenceId = '' } = nodes[place] ?? {};
  const message =
    cause !== undefined && 'error' in cause
      ? `The graph was rolled back. “${referenceId}” failed: ${cause.error.message.replace(` (${HALTED})`, '')}`
      : 'The graph was not begun: too many others in its request failed.';
  return outcomes.map((outcome) => {
    if ('error' in outcome && !isHalted(outcome.error)) return outcome;
    return { error: new SalesforceError(400, [{ errorCode: HALTED, message, fields: [] }]) };
  });
}

/** Which node failed by itself, first; -1 where none did. */
function placeOfCause(outcomes: NodeOutcomes): number {
  return outcomes.findIndex((outcome) => 'error' in outcome && !isHalted(outcome.error));
}

const HALTED = 'PROCESSING_HALTED';

/** Whether a node failed only because another one did, or was not begun: the code has other meanings as well. */
export function isHalted(error: Error): boolean {
  return error instanceof SalesforceError && error.kinds[0] === HALTED;
}

/** Why a graph is not carried out, and which node failed; undefined if it is. */
export function failureOfGraph({ nodes }: SentGraph, outcomes: NodeOutcomes): Error | undefined {
  const errors = outcomes.map((outcome) => ('error' in outcome ? outcome.error : undefined));
  const place = placeOfCause(outcomes);
  const error = errors[place];
  if (!(error instanceof SalesforceError)) return error ?? errors.find((one) => one !== undefined);
  // One that all share is the graph's own.
  if (errors.length > 1 && errors.every((one) => one === error)) return error;
  const where = `“${nodes[place]?.referenceId ?? ''}”`;
  const entries = error.errors.map((entry) => ({ ...entry, message: `${where}: ${entry.message}` }));
  return new SalesforceError(error.status, entries);
}

/**
 * A node with its path as a graph takes it: a record’s, with references to other nodes as they are written.
 * https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/resources_composite_graph_introduction.htm
 * @param what the field that holds its body
 * @throws InputError
 */
export function graphNode({ path: encoded, referenceId: given, ...node }: GraphNode, what = 'JSON'): GraphNode {
  const referenceId = given.trim();
  if (!/^[A-Za-z0-9]\w*$/.test(referenceId)) {
    throw new InputError(
      'Reference ID: use letters, digits and underscores, with a letter or digit first.',
      { reason: 'wrongReference' },
      REFERENCE_ID,
    );
  }
  if (node.json !== undefined && !/^\s*\{/.test(node.json)) {
    throw new InputError(
      `${what}: a graph takes a JSON object only, not a list or a single value.`,
      { reason: 'notAnObject' },
      what,
    );
  }
  const path = encoded.replaceAll(ENCODED_REFERENCE, (reference) => decodeURIComponent(reference));
  if (/^\/services\/data\/v\d{2,3}\.0\/sobjects\/./.test(path)) return { ...node, referenceId, path };
  throw new InputError('Path: a graph has only paths of records: sobjects/….', { reason: 'notCarried' }, 'Path');
}

/** `@{query.records[0].Id}`, where a path has been encoded. */
const ENCODED_REFERENCE = /@%7B\w+(?:\.\w+|%5B\d+%5D)*%7D/gi;

const REFERENCE_ID = 'Reference ID';

/**
 * Sends graphs, as many in a request as Salesforce takes.
 * https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/resources_composite_graph.htm
 * @returns what became of each, by its `index`
 */
export async function sendGraphs(
  org: Org,
  graphs: readonly RequestGraph[],
): Promise<Map<number, PartOutcome<NodeOutcomes>>> {
  const unfit = graphs.flatMap((graph) => {
    const error = faultIn(graph);
    return error === undefined ? [] : [[graph.index, { error }] as const];
  });
  const wrong = new Map<number, PartOutcome<NodeOutcomes>>(unfit);
  const sound = graphs.filter(({ index }) => !wrong.has(index));
  const sent = await sendCarried(org, graphCarrier, packed(sound));
  return new Map([...wrong, ...sent]);
}

function faultIn({ nodes }: RequestGraph): InputError | undefined {
  if (nodes.length > MOST_NODES) {
    return new InputError(`The graph has ${nodes.length} nodes, and Salesforce takes at most ${MOST_NODES}.`, {
      reason: 'graphTooLarge',
    });
  }
  if (new Set(nodes.map(({ referenceId }) => referenceId)).size === nodes.length) return undefined;
  return new InputError(
    'Two nodes of the graph have the same Reference ID.',
    { reason: 'wrongReference' },
    REFERENCE_ID,
  );
}

function packed(graphs: readonly RequestGraph[]): RequestGraph[][] {
  const chunks: RequestGraph[][] = [];
  let room = 0;
  for (const graph of graphs) {
    const open = chunks.at(-1);
    if (open === undefined || open.length === MOST_GRAPHS || graph.nodes.length > room) {
      chunks.push([graph]);
      room = MOST_NODES - graph.nodes.length;
    } else {
      open.push(graph);
      room -= graph.nodes.length;
    }
  }
  return chunks;
}
