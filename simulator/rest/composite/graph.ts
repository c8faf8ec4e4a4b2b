import { ApiError } from '../../types';
import type { Answer, Call, JsonObject } from '../call';
import { badRequest, isObject, objectBody, ok, parserError } from '../call';
import { notBegun, runComposite } from './composite';
import { referencesIn } from './references';
import { subrequestsIn, textOf } from './subrequests';

const MAX_NODES = 500;
const MAX_GRAPHS = 75;
const MAX_DEPTH = 15;
/** Nodes of other kinds, by their method, version and object. */
const MAX_KINDS = 15;
/** Graphs that can fail before the rest is not begun. */
const MAX_FAILURES = 14;

const tooLarge = (message: string): ApiError => badRequest('LIMIT_EXCEEDED', message);

/** How many nodes the longest chain of references has. */
function depth(nodes: readonly JsonObject[]): number {
  const depths = new Map<string, number>();
  for (const node of nodes) {
    const parents = referencesIn([node['url'], node['body']]).map((id) => depths.get(id) ?? 0);
    depths.set(textOf(node, 'referenceId'), 1 + Math.max(0, ...parents));
  }
  return Math.max(0, ...depths.values());
}

/** Of a request's method, and its path as far as the object. */
function kindOf(node: JsonObject): string {
  const path = /^\/services\/data\/v[\d.]+\/sobjects\/[^/?]+/.exec(textOf(node, 'url'))?.[0] ?? '';
  return `${textOf(node, 'method')} ${path}`.toLowerCase();
}

function checkLimits(graphs: readonly { nodes: readonly JsonObject[] }[]): void {
  if (graphs.length > MAX_GRAPHS) throw tooLarge(`The maximum number of graphs is ${String(MAX_GRAPHS)}`);
  const nodes = graphs.reduce((sum, graph) => sum + graph.nodes.length, 0);
  if (nodes > MAX_NODES) throw tooLarge(`The maximum number of nodes is ${String(MAX_NODES)}`);
  const kinds = new Set(graphs.flatMap((graph) => graph.nodes.map(kindOf)));
  if (kinds.size > MAX_KINDS) throw tooLarge(`The maximum number of different nodes is ${String(MAX_KINDS)}`);
  if (graphs.some((graph) => depth(graph.nodes) > MAX_DEPTH))
    throw tooLarge(`The maximum depth of a graph is ${String(MAX_DEPTH)}`);
}

/**
 * POST /composite/graph: each graph is done whole or not at all, apart from the others.
 * @see https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/resources_composite_graph_limits.htm
 */
export function graph(call: Call): Answer {
  const list = objectBody(call)['graphs'];
  if (!Array.isArray(list) || !list.every(isObject)) throw parserError('graphs must be a list of graphs');
  const graphs = list.map((entry) => ({
    graphId: textOf(entry, 'graphId'),
    nodes: subrequestsIn(entry, 'compositeRequest', MAX_NODES),
  }));
  checkLimits(graphs);
  let failures = 0;
  return ok({
    graphs: graphs.map(({ graphId, nodes }) => {
      const { results, whole } =
        failures > MAX_FAILURES ? { results: notBegun(nodes), whole: false } : runComposite(call, nodes, true);
      if (!whole) failures += 1;
      return { graphId, graphResponse: { compositeResponse: results }, isSuccessful: whole };
    }),
  });
}
