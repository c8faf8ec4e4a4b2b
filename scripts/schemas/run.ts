import path from 'node:path';
import type { INode } from 'n8n-workflow';

import { createEngine, CredentialStore, type Engine, type WorkflowFile } from '../../engine';
import { startOrg } from '../../simulator';
import { Control } from '../../simulator/control/client';
import { SAMPLES, type Sample, type SampleNode } from './samples';
import { schemaOf, type OutputSchema } from './schemaOf';

const ROOT = path.resolve(__dirname, '../..');
const TYPE = 'n8n-nodes-salesforce-connector.salesforceConnector';

/** The types of the credentials, by the node's Authentication. */
const SIGN_INS = { jwt: 'salesforceConnectorJwtApi', oAuth2: 'salesforceConnectorOAuth2Api' } as const;

/** Where n8n looks for the output schemas of the node's operations. */
export const SCHEMAS = path.join(ROOT, 'nodes/SalesforceConnector/__schema__/v1.0.0');

/** The output schemas of the operations, by their files, as the built package's runs on the simulated org show them. */
export async function outputSchemas(): Promise<ReadonlyMap<string, OutputSchema & { version: 1 }>> {
  const org = await startOrg({ size: 50 });
  const engine = await createEngine({ packageDir: ROOT });
  const { clientId, clientSecret, privateKey, url: myDomain, username } = org;
  const host = { environment: 'custom', myDomain };
  const jwt = { ...host, audience: 'https://login.salesforce.com', consumerKey: clientId, privateKey, username };
  const app = { ...host, clientId, clientSecret, grantType: 'clientCredentials' };
  const credentials = new CredentialStore({
    jwt: { type: SIGN_INS.jwt, data: jwt },
    oAuth2: { type: SIGN_INS.oAuth2, data: app },
  });
  const control = new Control(org.controlUrl);
  try {
    const outputs = new Map<string, unknown[]>();
    for (const sample of SAMPLES) {
      const file = path.join(sample.resource, `${sample.operation}.json`);
      await control.post('bulk', { stateTime: sample.slowJobs === true ? 60_000 : 2 });
      outputs.set(file, [...(outputs.get(file) ?? []), ...(await outputOf(engine, sample, credentials))]);
    }
    return new Map([...outputs].map(([file, items]) => [file, { ...schemaOf(items), version: 1 }]));
  } finally {
    await org.close();
    engine.close();
  }
}

async function outputOf(engine: Engine, sample: Sample, credentials: CredentialStore): Promise<unknown[]> {
  const { before = [], hasSecret = false, items = [{}], operation, parameters, resource } = sample;
  const nodes = [...before, { parameters: { resource, operation, ...parameters } }];
  const file = workflowOf(nodes, hasSecret ? 'oAuth2' : 'jwt');
  const { error, lastNode = '', nodes: ran } = await engine.run(file, { credentials, input: items });
  const output = ran.get(lastNode)?.outputs.flat() ?? [];
  if (error === undefined && output.length > 0) return output.map(({ json }) => json);
  throw new Error(
    `The sample of ${resource} ${operation} has no output. ${error?.message ?? ''} ${error?.description ?? ''}`,
  );
}

/** The nodes one after another, behind a manual trigger. */
function workflowOf(nodes: readonly SampleNode[], signIn: keyof typeof SIGN_INS): WorkflowFile {
  const trigger = { type: 'manualTrigger', parameters: {} };
  const all = [trigger, ...nodes].map((node, place) => nodeOf(node, place, signIn));
  const next = ({ name }: INode) => ({ main: [[{ node: String(Number(name) + 1), type: 'main' as const, index: 0 }]] });
  return { nodes: all, connections: Object.fromEntries(all.slice(0, -1).map((node) => [node.name, next(node)])) };
}

function nodeOf(
  { type, typeVersion = 1, parameters }: SampleNode,
  place: number,
  signIn: keyof typeof SIGN_INS,
): INode {
  const name = String(place);
  const base = { id: name, name, typeVersion, position: [0, 0] as [number, number] };
  if (type !== undefined) return { ...base, type: `n8n-nodes-base.${type}`, parameters };
  return {
    ...base,
    type: TYPE,
    parameters: { authentication: signIn, ...parameters },
    credentials: { [SIGN_INS[signIn]]: { id: signIn, name: signIn } },
  };
}
