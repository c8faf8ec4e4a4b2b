import type { IDataObject, INode, INodeExecutionData, INodeParameters } from 'n8n-workflow';

import type { Engine, WorkflowFile } from '../engine';
import { CredentialStore } from '../engine/credentialStore';
import type { OrgAccess, Outcome } from './cases/define';

export const OURS = 'n8n-nodes-salesforce-connector.salesforceConnector';
export const BUILTIN = 'n8n-nodes-base.salesforce';

const engines = new Map<string, Promise<Engine>>();

/**
 * n8n's engine with this package, or with another n8n-nodes-base in place of the one that is installed. Loaded only
 * here: a plain client's process is to be free of n8n.
 */
export function engineWith(packageDir: string): Promise<Engine> {
  const engine =
    engines.get(packageDir) ?? import('../engine').then(({ createEngine }) => createEngine({ packageDir }));
  engines.set(packageDir, engine);
  return engine;
}

/** A session that was given once: neither credential has to sign in or to renew it. */
export function credentialsOf({ url, token, clientId, clientSecret }: OrgAccess): CredentialStore {
  const oauthTokenData = { access_token: token, instance_url: url, token_type: 'Bearer' };
  const app = { clientId, clientSecret, grantType: 'pkce', oauthTokenData };
  return new CredentialStore({
    ours: { type: 'salesforceConnectorOAuth2Api', data: { ...app, environment: 'custom', myDomain: url } },
    builtin: { type: 'salesforceOAuth2Api', data: { ...app, environment: 'production' } },
  });
}

export function ourNode(parameters: INodeParameters): INode {
  const credentials = { salesforceConnectorOAuth2Api: { id: 'ours', name: 'ours' } };
  return node('Salesforce', OURS, 1, { authentication: 'oAuth2', ...parameters }, credentials);
}

export function builtinNode(parameters: INodeParameters): INode {
  const credentials = { salesforceOAuth2Api: { id: 'builtin', name: 'builtin' } };
  return node('Salesforce', BUILTIN, 1.1, { authentication: 'oAuth2', ...parameters }, credentials);
}

export function node(
  name: string,
  type: string,
  typeVersion: number,
  parameters: INodeParameters,
  credentials?: INode['credentials'],
): INode {
  const base: INode = { id: name, name, type, typeVersion, position: [0, 0], parameters };
  return credentials === undefined ? base : { ...base, credentials };
}

/** Nodes one after another behind a trigger. */
export function chain(...nodes: readonly INode[]): WorkflowFile {
  const all = [node('Source', 'n8n-nodes-base.manualTrigger', 1, {}), ...nodes];
  const next = (index: number): string => all[index + 1]?.name ?? '';
  return {
    nodes: all,
    connections: Object.fromEntries(
      all.slice(0, -1).map(({ name }, index) => [name, { main: [[{ node: next(index), type: 'main', index: 0 }]] }]),
    ),
    settings: { executionOrder: 'v1' },
  };
}

export interface NodeRun extends Outcome {
  items: INodeExecutionData[];
}

/**
 * Runs nodes in n8n's engine behind a source of these items and measures the last one: from n8n's announcement that it
 * starts to the one that it has ended, n8n's own work on its input and output included.
 * @throws what n8n shows of a failure
 */
export async function runLast(
  engine: Engine,
  credentials: CredentialStore,
  nodes: readonly INode[],
  input: readonly IDataObject[],
): Promise<NodeRun> {
  const last = nodes.at(-1)?.name ?? '';
  let begun = Number.NaN;
  let ended = Number.NaN;
  const {
    status,
    error,
    nodes: results,
  } = await engine.run(chain(...nodes), {
    credentials,
    input,
    onNodeStarted: (name) => {
      if (name === last) begun = performance.now();
    },
    onNodeFinished: (name) => {
      if (name === last) ended = performance.now();
    },
  });
  if (status !== 'success') throw new Error(error?.message ?? status);
  const items = results.get(last)?.outputs[0] ?? [];
  return { items, done: items.length, ms: ended - begun };
}
