import { randomUUID } from 'node:crypto';

import type { Page } from 'playwright-core';

import { inNode, type UsedCredential } from '../../credentials';
import type { N8nHost } from '../../n8nHost';
import { visit } from './visit';

/** A node of a workflow that is saved over n8n's REST API, as its editor saves one. */
export interface PlacedNode {
  readonly name: string;
  /** With its package: `n8n-nodes-base.noOp`. A name without one is of this package. */
  readonly type: string;
  readonly parameters: object;
  readonly typeVersion?: number;
  readonly credential?: UsedCredential;
  /** What else n8n stores of a node, such as `onError`. */
  readonly settings?: object;
}

export const CHECK_CONNECTION: PlacedNode = {
  name: 'Check Connection',
  type: 'salesforceConnector',
  parameters: { resource: 'organization', operation: 'checkConnection' },
};

const PACKAGE = 'n8n-nodes-salesforce-connector';
const GRID = { x: 220, y: 140 };

export const START: PlacedNode = { name: 'Start', type: 'n8n-nodes-base.manualTrigger', parameters: {} };

/** What starts the workflow, with its items if they are pinned, and what then runs: nodes one after another, in chains. */
export interface Drawing {
  readonly trigger: PlacedNode;
  readonly pinned?: readonly object[];
  readonly chains: readonly (readonly PlacedNode[])[];
  /** What an AI agent has. */
  readonly attached?: readonly Attached[];
}

interface Attached {
  readonly as: 'ai_languageModel' | 'ai_tool';
  readonly to: string;
  readonly node: PlacedNode;
}

function stored(node: PlacedNode, column: number, row: number) {
  const { name, type, typeVersion = 1, parameters, credential, settings } = node;
  const authentication = credential?.type === 'salesforceConnectorJwtApi' ? { authentication: 'jwt' } : {};
  return {
    id: randomUUID(),
    name,
    type: type.includes('.') ? type : `${PACKAGE}.${type}`,
    typeVersion,
    position: [column * GRID.x, row * GRID.y],
    parameters: { ...(credential === undefined ? {} : authentication), ...parameters },
    ...(credential === undefined ? {} : { credentials: inNode(credential) }),
    ...settings,
  };
}

const link = ({ name }: PlacedNode) => ({ node: name, type: 'main', index: 0 });

/** Where each node of the chains leads to. */
function connectionsOf({ trigger, chains, attached = [] }: Drawing): object {
  const firsts = chains.flatMap(([first]) => (first === undefined ? [] : [link(first)]));
  const others = chains.flatMap((nodes) =>
    nodes.slice(1).map((node, index) => [nodes[index]?.name ?? '', { main: [[link(node)]] }] as const),
  );
  const parts = attached.map(
    ({ as, to, node }) => [node.name, { [as]: [[{ node: to, type: as, index: 0 }]] }] as const,
  );
  return Object.fromEntries([[trigger.name, { main: [firsts] }], ...others, ...parts]);
}

/** What n8n says of a workflow that it has saved. */
interface Saved {
  readonly id: string;
  readonly nodes: readonly { readonly id: string }[];
}

async function saveWorkflow({ api }: N8nHost, drawing: Drawing): Promise<Saved> {
  const { trigger, chains, pinned, attached = [] } = drawing;
  const pinData = pinned === undefined ? {} : { [trigger.name]: pinned.map((json) => ({ json })) };
  const { data } = await api.post<{ data: Saved }>('/workflows', {
    name: chains.at(-1)?.at(-1)?.name ?? trigger.name,
    nodes: [
      stored(trigger, 0, 0),
      ...chains.flatMap((nodes, row) => nodes.map((node, index) => stored(node, index + 1, row))),
      ...attached.map(({ node }, index) => stored(node, index, chains.length + 1)),
    ],
    connections: connectionsOf(drawing),
    pinData,
    active: false,
    // As the editor saves a new one; without it, an AI agent goes on before its tools have run.
    settings: { executionOrder: 'v1' },
  });
  return data.data;
}

/** Saves a workflow, shows it, and returns its ID. */
export async function showDrawing(page: Page, n8n: N8nHost, drawing: Drawing): Promise<string> {
  const { id, nodes } = await saveWorkflow(n8n, drawing);
  await visit(page, `${n8n.url}/workflow/${id}`, page.locator(`[data-id="${nodes[0]?.id}"]`));
  return id;
}

/** Shows a workflow that a person starts, in which each node follows the one before it. */
export async function showWorkflow(
  page: Page,
  n8n: N8nHost,
  nodes: readonly PlacedNode[],
  items: readonly object[] = [{}],
): Promise<void> {
  await showDrawing(page, n8n, { trigger: START, pinned: items, chains: [nodes] });
}
