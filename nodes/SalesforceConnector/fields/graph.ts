import type { INodeProperties } from 'n8n-workflow';

import { isRecord, isText, show } from '../../../salesforce/errors';
import { sendableJson } from '../../../salesforce/values/sendable';
import type { Method } from '../../../salesforce/http';
import { graphNode, type GraphNode } from '../../../salesforce/requests/graph';
import { orgPath } from '../../../salesforce/requests/orgPath';
import { AdvisedError } from '../host/advice';
import type { FormValues } from '../host/form';
import type { NodeOrg } from '../host/org';
import { readOption } from './allowed';
import { locatorText } from './locator';
import { methodProperty, readJsonList, readSubrequest, subrequestProperties } from './request';

const METHODS_IN_GRAPH: readonly Method[] = ['DELETE', 'GET', 'PATCH', 'POST'];

/** Graphs are for saving. */
const methodInGraph = methodProperty(METHODS_IN_GRAPH, 'POST');

const graphOfProperty: INodeProperties = {
  displayName: 'Graph',
  name: 'graphOf',
  type: 'options',
  noDataExpression: true,
  default: 'allItems',
  description: 'What is saved as a whole or not at all',
  options: [
    { name: 'One for All Items', value: 'allItems', description: 'Each item is a node of one graph, up to 500' },
    { name: 'One for Each Item', value: 'eachItem', description: 'Each item has a list of nodes' },
  ],
};

export type GraphOf = 'allItems' | 'eachItem';

const referenceIdProperty: INodeProperties = {
  displayName: 'Reference ID',
  name: 'referenceId',
  type: 'string',
  default: '',
  required: true,
  placeholder: 'e.g. account1',
  description: 'Name of the node in its graph',
  hint: 'Other nodes refer to its record as @{account1.id}',
};

const nodesProperty: INodeProperties = {
  displayName: 'Nodes',
  name: 'nodes',
  type: 'json',
  typeOptions: { rows: 8 },
  default: '[]',
  required: true,
  placeholder:
    'e.g. [{ "referenceId": "a", "method": "POST", "path": "sobjects/Account", "body": { "Name": "Acme" } }]',
  description: 'List of nodes, each with referenceId, path and body, and a method if it is not POST',
  hint: 'Other nodes refer to the record of this one as @{a.id}',
  displayOptions: { show: { graphOf: ['eachItem'] } },
};

/** The nodes of graphs: one of each item, or several. */
export const graphProperties: readonly INodeProperties[] = [
  graphOfProperty,
  ...[referenceIdProperty, ...subrequestProperties(methodInGraph)].map((property) => ({
    ...property,
    displayOptions: { show: { ...property.displayOptions?.show, graphOf: ['allItems'] } },
  })),
  nodesProperty,
];

export function readGraphOf(form: FormValues): GraphOf {
  return readOption<GraphOf>(form, graphOfProperty);
}

/** The nodes of an item. */
export function readNodes(org: NodeOrg, form: FormValues): GraphNode[] {
  if (readGraphOf(form) === 'allItems') {
    const referenceId = locatorText(form.param('referenceId'), referenceIdProperty.displayName);
    return [graphNode({ referenceId, ...readSubrequest(org, form, methodInGraph) })];
  }
  const nodes = readJsonList(form, nodesProperty).map((node, place) => readNode(org, node, place));
  if (nodes.length > 0) return nodes;
  throw wrongNode('The list has no node.');
}

function readNode(org: NodeOrg, node: unknown, place: number): GraphNode {
  const { referenceId, method = methodInGraph.default, path, body } = isRecord(node) ? node : {};
  const isKnown = METHODS_IN_GRAPH.some((one) => one === method);
  if (!isText(referenceId) || !isText(path) || !isKnown) {
    throw wrongNode(
      `Node ${place} needs a referenceId and a path; its method is one of ${METHODS_IN_GRAPH.join(', ')}.`,
    );
  }
  checkParts(node, place);
  const saves = method === 'PATCH' || method === 'POST';
  const hasBody = saves ? isRecord(node) && 'body' in node : body !== undefined && body !== null;
  const bodyOf = `${nodesProperty.displayName}: node ${place}: body`;
  const json = hasBody ? { json: sendableJson(body, bodyOf) } : {};
  return graphNode({ referenceId, method: method as Method, path: orgPath(path, org), ...json }, bodyOf);
}

const PARTS_OF_NODE = ['referenceId', 'method', 'path', 'body'];

/** What a node has besides would be left out, and a body that is text is no record. */
function checkParts(node: unknown, place: number): void {
  if (!isRecord(node)) return;
  const other = Object.keys(node).find((name) => !PARTS_OF_NODE.includes(name));
  if (other !== undefined) {
    throw wrongNode(`Node ${place} has ${show(other)}, which is none of ${PARTS_OF_NODE.join(', ')}.`);
  }
  const { body } = node;
  if (typeof body === 'string') throw wrongNode(`Node ${place}: its body is text, and not an object.`);
}

function wrongNode(message: string): AdvisedError {
  return new AdvisedError(`Nodes: ${message}`, {
    field: nodesProperty.displayName,
    actions: ['Write nodes such as { "referenceId": "a", "method": "POST", "path": "sobjects/Account", "body": {} }.'],
  });
}
