import { consent } from '../engine/consent';
import type { RunningOrg } from '../simulator';
import type { N8nHost } from './n8nHost';

/** A credential of any type that n8n has. */
export interface UsedCredential {
  readonly id: string;
  readonly name: string;
  readonly type: string;
}

/** The package's credentials for a simulated org, saved in a complete n8n over its internal REST API. */
export interface SavedCredential extends UsedCredential {
  readonly type: 'salesforceConnectorJwtApi' | 'salesforceConnectorOAuth2Api';
}

/** As the node of a workflow names its credential. */
export const inNode = ({ id, name, type }: UsedCredential) => ({ [type]: { id, name } });

const myDomain = ({ url }: RunningOrg) => ({ environment: 'custom', myDomain: url });

async function save(n8n: N8nHost, credential: Omit<SavedCredential, 'id'>, data: object): Promise<SavedCredential> {
  const answer = await n8n.api.post<{ data: { id: string } }>('/credentials', { ...credential, data });
  return { ...credential, id: answer.data.data.id };
}

export async function saveJwt(n8n: N8nHost, org: RunningOrg): Promise<SavedCredential> {
  const { clientId: consumerKey, username, privateKey } = org;
  const data = { ...myDomain(org), consumerKey, username, privateKey };
  return await save(n8n, { name: 'Salesforce (JWT bearer)', type: 'salesforceConnectorJwtApi' }, data);
}

export async function saveClientCredentials(n8n: N8nHost, org: RunningOrg): Promise<SavedCredential> {
  const { clientId, clientSecret } = org;
  const data = { ...myDomain(org), grantType: 'clientCredentials', clientId, clientSecret };
  return await save(n8n, { name: 'Salesforce (client credentials)', type: 'salesforceConnectorOAuth2Api' }, data);
}

/** Saves one for the web server flow and connects it, in the place of somebody who logs in and consents in the pop-up. */
export async function connectWebServer(n8n: N8nHost, org: RunningOrg): Promise<SavedCredential> {
  const { clientId, clientSecret } = org;
  const data = { ...myDomain(org), grantType: 'pkce', clientId, clientSecret };
  const credential = await save(
    n8n,
    { name: 'Salesforce (web server flow)', type: 'salesforceConnectorOAuth2Api' },
    data,
  );
  const { id } = credential;
  const opened = await n8n.api.get<{ data: string }>('/oauth2-credential/auth', { params: { id } });
  await n8n.api.get(await consent(opened.data.data, `${n8n.url}/rest/oauth2-credential/callback`, org));
  return credential;
}
