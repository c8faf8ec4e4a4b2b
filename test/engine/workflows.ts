import type { IConnections, INode, INodeParameters } from 'n8n-workflow';

import type { WorkflowFile } from '../../engine';

/** A node of n8n-nodes-base, or any by its full type. */
export function node(name: string, type: string, typeVersion: number, parameters: INodeParameters = {}): INode {
  return {
    id: name,
    name,
    type: type.includes('.') ? type : `n8n-nodes-base.${type}`,
    typeVersion,
    position: [0, 0],
    parameters,
  };
}

/** Nodes one after another, each fed by the first output of the one before. */
export function chain(...nodes: INode[]): WorkflowFile {
  const connections: IConnections = {};
  for (const [index, { name }] of nodes.slice(1).entries()) {
    const previous = nodes[index];
    if (previous !== undefined) connections[previous.name] = { main: [[{ node: name, type: 'main', index: 0 }]] };
  }
  return { nodes, connections, settings: { executionOrder: 'v1' } };
}

export const manualTrigger = node('Start', 'manualTrigger', 1);

/** Keeps what comes in, and adds fields. */
export function edit(name: string, fields: Record<string, string>): INode {
  const assignments = Object.entries(fields).map(([field, value]) => ({
    id: field,
    name: field,
    value,
    type: 'string',
  }));
  return node(name, 'set', 3.4, {
    mode: 'manual',
    includeOtherFields: true,
    assignments: { assignments },
    options: {},
  });
}

/** The JSON of the items of one output. */
export function itemsOf(
  result: { nodes: Map<string, { outputs: { json: unknown }[][] }> },
  name: string,
  output = 0,
): unknown[] {
  return (result.nodes.get(name)?.outputs[output] ?? []).map(({ json }) => json);
}
