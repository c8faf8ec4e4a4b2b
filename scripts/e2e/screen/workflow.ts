import type { Page } from 'playwright-core';

import { inNode, type SavedCredential } from '../../credentials';
import type { N8nHost } from '../../n8nHost';

/** A node of a workflow that is saved over n8n's REST API, as its editor saves one. */
export interface PlacedNode {
  readonly name: string;
  /** With its package: `n8n-nodes-base.noOp`. A name without one is of this package. */
  readonly type: string;
  readonly parameters: object;
  readonly typeVersion?: number;
  readonly credential?: SavedCredential;
  /** What else n8n stores of a node, such as `onError`. */
  readonly settings?: object;
}

export const CHECK_CONNECTION: PlacedNode = {
  name: 'Check Connection',
  type: 'salesforceConnector',
  parameters: { resource: 'organization', operation: 'checkConnection' },
};

const PACKAGE = 'n8n-nodes-salesforce-connector';
const STEP = 220;

const START: PlacedNode = { name: 'Start', type: 'n8n-nodes-base.manualTrigger', parameters: {} };

function stored({ name, type, typeVersion = 1, parameters, credential, settings }: PlacedNode, index: number) {
  const authentication = credential?.type === 'salesforceConnectorJwtApi' ? { authentication: 'jwt' } : {};
  return {
    id: `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`,
    name,
    type: type.includes('.') ? type : `${PACKAGE}.${type}`,
    typeVersion,
    position: [index * STEP, 0],
    parameters: { ...(credential === undefined ? {} : authentication), ...parameters },
    ...(credential === undefined ? {} : { credentials: inNode(credential) }),
    ...settings,
  };
}

/** Saves a workflow in which each node follows the one before it. */
export async function saveWorkflow(
  { api }: N8nHost,
  placed: readonly PlacedNode[],
  pinned: Readonly<Record<string, readonly object[]>> = {},
): Promise<string> {
  const name = placed.at(-1)?.name;
  const pinData = Object.fromEntries(
    Object.entries(pinned).map(([node, items]) => [node, items.map((json) => ({ json }))]),
  );
  const nodes = placed.map(stored);
  const links = placed
    .slice(1)
    .map((node, index) => [placed[index]?.name ?? '', { main: [[{ node: node.name, type: 'main', index: 0 }]] }]);
  const connections = Object.fromEntries(links) as object;
  const workflow = { name, nodes, connections, pinData, active: false, settings: {} };
  const { data } = await api.post<{ data: { id: string } }>('/workflows', workflow);
  return data.data.id;
}

/** Saves a workflow that a person starts, with these items, and shows it. */
export async function showWorkflow(
  page: Page,
  n8n: N8nHost,
  nodes: readonly PlacedNode[],
  items: readonly object[] = [{}],
): Promise<void> {
  const id = await saveWorkflow(n8n, [START, ...nodes], { [START.name]: items });
  await page.goto(`${n8n.url}/workflow/${id}`);
  await page.getByTestId('canvas-node').first().waitFor();
}
