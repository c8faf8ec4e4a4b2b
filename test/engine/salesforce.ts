import path from 'node:path';

import type { IDataObject, INode, INodeParameters } from 'n8n-workflow';

import { CredentialStore } from '../../engine';
import type { Engine } from '../../engine';
import { startOrg } from '../../simulator';
import type { OrgOptions, RunningOrg } from '../../simulator';
import { EVERY_CHOICE } from '../../simulator/choices';
import { Control } from '../../simulator/control/client';
import { node } from './workflows';

/** Holds package.json and the built dist, as an installed package does. */
export const PACKAGE = path.resolve(__dirname, '../..');

export const NODE_TYPE = 'n8n-nodes-salesforce-connector.salesforceConnector';

export const WEB = 'web';
export const APP = 'app';
export const JWT = 'jwt';

export type CredentialId = typeof APP | typeof JWT | typeof WEB;

export const JWT_GRANT = 'urn:ietf:params:oauth:grant-type:jwt-bearer';

export interface Signed {
  org: RunningOrg;
  control: Control;
  credentials: CredentialStore;
}

/** An org, with a credential for each way to sign in to it; the web server flow's is connected when an engine is given. */
export async function orgWithCredentials(engine?: Engine, options: OrgOptions = {}): Promise<Signed> {
  const org = await startOrg({ size: 20, choices: EVERY_CHOICE, ...options });
  const credentials = credentialsOf(org);
  await engine?.signIn(credentials, WEB, org);
  return { org, control: new Control(org.controlUrl), credentials };
}

export function credentialsOf(org: RunningOrg): CredentialStore {
  const host = { environment: 'custom', myDomain: org.url };
  const app = { ...host, clientId: org.clientId, clientSecret: org.clientSecret };
  return new CredentialStore({
    [WEB]: { type: 'salesforceConnectorOAuth2Api', data: { ...app, grantType: 'pkce' } },
    [APP]: { type: 'salesforceConnectorOAuth2Api', data: { ...app, grantType: 'clientCredentials' } },
    [JWT]: {
      type: 'salesforceConnectorJwtApi',
      data: {
        ...host,
        audience: 'https://login.salesforce.com',
        consumerKey: org.clientId,
        username: org.username,
        privateKey: org.privateKey,
      },
    },
  });
}

/** The node, as a workflow has it. */
export function salesforce(name: string, credential: CredentialId, parameters: INodeParameters): INode {
  const type = credential === JWT ? 'salesforceConnectorJwtApi' : 'salesforceConnectorOAuth2Api';
  return {
    ...node(name, NODE_TYPE, 1, { authentication: credential === JWT ? 'jwt' : 'oAuth2', ...parameters }),
    credentials: { [type]: { id: credential, name: credential } },
  };
}

/** Parameters of an operation on records of one object. */
export function record(operation: string, object: string, parameters: INodeParameters = {}): INodeParameters {
  return { resource: 'record', operation, object: { __rl: true, mode: 'name', value: object }, ...parameters };
}

export function byId(expression: string): INodeParameters {
  return { identifyBy: 'recordId', recordId: { __rl: true, mode: 'id', value: expression } };
}

export function byExternalId(field: string, expression: string): INodeParameters {
  return {
    identifyBy: 'externalId',
    externalIdField: { __rl: true, mode: 'name', value: field },
    externalIdValue: expression,
  };
}

/** Fields filled in one by one in the form. */
export function fields(value: IDataObject): INodeParameters {
  return {
    fields: { mappingMode: 'defineBelow', value, matchingColumns: [], schema: [] } as unknown as INodeParameters,
  };
}

/** Live records of an object in the org. */
export function countOf({ org }: RunningOrg, object: string): number {
  const schema = org.store.schema.object(object);
  if (schema === undefined) throw new Error(`No object ${object}`);
  return org.store.count(schema);
}
