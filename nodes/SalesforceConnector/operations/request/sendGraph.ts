import type { IDataObject } from 'n8n-workflow';

import { NotSentError } from '../../../../salesforce/errors';
import type { Subanswer } from '../../../../salesforce/requests/batch';
import type { PartOutcome } from '../../../../salesforce/requests/carried';
import {
  failureOfGraph,
  sendGraphs,
  type NodeOutcomes,
  type RequestGraph,
} from '../../../../salesforce/requests/graph';
import { graphProperties, readGraphOf, readNodes, type GraphOf } from '../../fields/graph';
import type { NodeOrg } from '../../host/org';
import type { BatchOperation } from '../define';
import { writeInGroups } from '../writeInGroups';

export const requestSendGraph: BatchOperation = {
  value: 'sendGraph',
  name: 'Send Graph',
  action: 'Send graph of requests',
  description: 'Save linked records as a whole or not at all (composite graph), with references between them',
  properties: graphProperties,
  saves: true,
  batch: async (org, items) => {
    const grouped = writeInGroups<GraphOf, RequestGraph, NodeAnswers>({
      objectOf: () => undefined,
      read: (_, item) => {
        const graphOf = readGraphOf(item);
        return { row: { index: item.index, nodes: readNodes(org, item) }, group: graphOf, common: () => graphOf };
      },
      write: async (_, graphOf, rows) => {
        if (graphOf === 'eachItem') return new Map([...(await sendGraphs(org, rows))].map(wholeOf(rows)));
        return rows.length === items.length ? await sendAsOne(org, rows) : notComplete(rows);
      },
      toJson: (answers) => answers.map(nodeItem),
    });
    return await grouped(org, items);
  },
};

/** What each node of an item was answered with. */
type NodeAnswers = readonly (Subanswer & { readonly referenceId: string })[];

function nodeItem({ referenceId, status, body }: NodeAnswers[number]): IDataObject {
  return { referenceId, statusCode: status, body: (body ?? null) as IDataObject };
}

/** The outcome of an item that is a graph: the answers of all nodes, or why there is none. */
function wholeOf(graphs: readonly RequestGraph[]) {
  const nodesOf = new Map(graphs.map(({ index, nodes }) => [index, nodes]));
  return ([index, outcome]: readonly [number, PartOutcome<NodeOutcomes>]): [number, PartOutcome<NodeAnswers>] => {
    if ('error' in outcome) return [index, outcome];
    const nodes = nodesOf.get(index) ?? [];
    const error = failureOfGraph({ index, nodes }, outcome.saved);
    if (error !== undefined) return [index, { error }];
    const answers = outcome.saved.flatMap((node, place) =>
      'saved' in node ? { ...node.saved, referenceId: nodes[place]?.referenceId ?? '' } : [],
    );
    return [index, { saved: answers }];
  };
}

/** All items as nodes of one graph. */
async function sendAsOne(org: NodeOrg, rows: readonly RequestGraph[]): Promise<Map<number, PartOutcome<NodeAnswers>>> {
  const nodes = rows.flatMap((row) => row.nodes);
  const outcome = (await sendGraphs(org, [{ index: 0, nodes }])).get(0);
  return new Map(
    rows.map(({ index }, place): [number, PartOutcome<NodeAnswers>] => {
      if (outcome === undefined || 'error' in outcome) {
        return [index, outcome ?? { error: new Error('The graph has no outcome.') }];
      }
      const node = outcome.saved[place];
      if (node === undefined || 'error' in node)
        return [index, node ?? { error: new Error('The node has no outcome.') }];
      return [index, { saved: [{ ...node.saved, referenceId: nodes[place]?.referenceId ?? '' }] }];
    }),
  );
}

/** A graph that lacks a node is not the one that was asked for, even if the node goes on when an item fails. */
function notComplete(rows: readonly RequestGraph[]): Map<number, PartOutcome<NodeAnswers>> {
  const error = new NotSentError('another item of its graph is not valid.', 'unfitNode');
  return new Map(rows.map(({ index }) => [index, { error }]));
}
