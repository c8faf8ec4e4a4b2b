import { ApiError } from '../../types';
import type { Answer, Call, JsonObject } from '../call';
import { badRequest, isObject, objectBody, ok, parserError } from '../call';
import { runComposite } from './composite';
import { referencesIn } from './references';
import { subrequestsIn, textOf } from './subrequests';

const MAX_NODES = 500;
const MAX_GRAPHS = 75;
const MAX_DEPTH = 15;

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

function checkLimits(graphs: readonly { nodes: readonly JsonObject[] }[]): void {
  if (graphs.length > MAX_GRAPHS) throw tooLarge(`The maximum number of graphs is ${String(MAX_GRAPHS)}`);
  const nodes = graphs.reduce((sum, graph) => sum + graph.nodes.length, 0);
  if (nodes > MAX_NODES) throw tooLarge(`The maximum number of nodes is ${String(MAX_NODES)}`);
  if (graphs.some((graph) => depth(graph.nodes) > MAX_DEPTH))
    throw tooLarge(`The maximum depth of a graph is ${String(MAX_DEPTH)}`);
}

/** POST /composite/graph: each graph is done whole or not at all, apart from the others. */
export function graph(call: Call): Answer {
  const list = objectBody(call)['graphs'];
  if (!Array.isArray(list) || !list.every(isObject)) throw parserError('graphs must be a list of graphs');
  const graphs = list.map((entry) => ({
    graphId: textOf(entry, 'graphId'),
    nodes: subrequestsIn(entry, 'compositeRequest', MAX_NODES),
  }));
  checkLimits(graphs);
  return ok({
    graphs: graphs.map(({ graphId, nodes }) => {
      const { results, whole } = runComposite(call, nodes, true);
      return { graphId, graphResponse: { compositeResponse: results }, isSuccessful: whole };
    }),
  });
}
