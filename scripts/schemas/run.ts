import path from 'node:path';

import type { INode, INodeExecutionData } from 'n8n-workflow';

import { createEngine, CredentialStore, type WorkflowFile } from '../../engine';
import { startOrg, type OrgOptions } from '../../simulator';
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
  const samples = await startSamples({ size: 50 });
  try {
    const outputs = new Map<string, unknown[]>();
    for (const sample of SAMPLES) {
      const file = path.join(sample.resource, `${sample.operation}.json`);
      const items = await samples.run(nodesOf(sample), sample);
      outputs.set(file, [...(outputs.get(file) ?? []), ...items.map(({ json }) => json)]);
    }
    return new Map([...outputs].map(([file, items]) => [file, { ...schemaOf(items), version: 1 }]));
  } finally {
    await samples.close();
  }
}

/** The sample's own node, behind those whose output it gets. */
export const nodesOf = ({ before = [], operation, parameters, resource }: Sample): readonly SampleNode[] => [
  ...before,
  { parameters: { resource, operation, ...parameters } },
];

/** A simulated org, and n8n's engine with the built package. */
export interface SampleRuns {
  readonly control: Control;
  /** Runs nodes one after another, and gives the output of the last one, which must not be empty. */
  readonly run: (nodes: readonly SampleNode[], how: SampleRun) => Promise<readonly INodeExecutionData[]>;
  readonly close: () => Promise<void>;
}

type SampleRun = Pick<Sample, 'hasSecret' | 'items' | 'slowJobs'>;

export async function startSamples(options: OrgOptions): Promise<SampleRuns> {
  const org = await startOrg(options);
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
  return {
    control,
    run: async (nodes, { hasSecret = false, items: input = [{}], slowJobs = false }) => {
      await control.post('bulk', { stateTime: slowJobs ? 60_000 : 2 });
      const file = workflowOf(nodes, hasSecret ? 'oAuth2' : 'jwt');
      const { error, lastNode = '', nodes: ran } = await engine.run(file, { credentials, input });
      const output = ran.get(lastNode)?.outputs.flat() ?? [];
      if (error === undefined && output.length > 0) return output;
      const { resource, operation } = nodes.at(-1)?.parameters ?? {};
      const reason = [error?.message, error?.description].filter(Boolean).join(' ');
      throw new Error(`The sample of ${String(resource)} ${String(operation)} has no output. ${reason}`);
    },
    close: async () => {
      await org.close();
      engine.close();
    },
  };
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
