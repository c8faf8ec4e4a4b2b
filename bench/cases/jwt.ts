import { readFileSync } from 'node:fs';

import type { AxiosInstance } from 'axios';
import { importPKCS8, SignJWT } from 'jose';

import { CredentialStore } from '../../engine/credentialStore';
import { DEFAULT_API_VERSION } from '../../salesforce/api';
import { inParallel, plainClient, timed } from '../client';
import { chain, engineWith, ourNode } from '../n8n';
import type { Case, OrgAccess, Side } from './define';
import { wall } from './define';

/** Executions, or plain clients' lanes, under way at once. */
const AT_ONCE = 50;

const LOGIN = 'https://login.salesforce.com';
const FIRST_CONTACT = 'SELECT Id FROM Contact LIMIT 1';

/** A query for one record: what each of the requests asks. */
async function soqlOfOne(org: OrgAccess): Promise<string> {
  const { data } = await plainClient(org).get<{ records: { Id: string }[] }>('query', { params: { q: FIRST_CONTACT } });
  return `SELECT Id, Name FROM Contact WHERE Id = '${data.records[0]?.Id ?? ''}'`;
}

/** Signs in once, by RFC 7523. */
async function signIn({ url, clientId, username, privateKeyFile }: OrgAccess): Promise<string> {
  const key = await importPKCS8(readFileSync(privateKeyFile, 'utf8'), 'RS256');
  const assertion = await new SignJWT()
    .setProtectedHeader({ alg: 'RS256' })
    .setIssuer(clientId)
    .setSubject(username)
    .setAudience(LOGIN)
    .setExpirationTime('3 minutes')
    .sign(key);
  const grant = { grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer', assertion };
  const { data } = await plainClient({ url, token: '' }).post<{ access_token: string }>(
    `${url}/services/oauth2/token`,
    new URLSearchParams(grant),
    { headers: { Authorization: null } },
  );
  return data.access_token;
}

const floor: Side = async ({ org, size }) => {
  const q = await soqlOfOne(org);
  const read = (http: AxiosInstance) => http.get('query', { params: { q } });
  return () =>
    timed(async () => {
      const http = plainClient({ ...org, token: await signIn(org) }, AT_ONCE);
      let read200 = 0;
      await inParallel(Array.from({ length: size }), AT_ONCE, async () => {
        if ((await read(http)).status === 200) read200 += 1;
      });
      return read200;
    });
};

let credentialsMade = 0;

/** A credential that nobody has signed in with yet. */
function freshCredential(org: OrgAccess): CredentialStore {
  credentialsMade += 1;
  return new CredentialStore({
    jwt: {
      type: 'salesforceConnectorJwtApi',
      data: {
        environment: 'custom',
        myDomain: org.url,
        audience: LOGIN,
        consumerKey: org.clientId,
        username: org.username,
        // The package remembers sessions by what is in the form: the warm-up's is not to be found.
        privateKey: readFileSync(org.privateKeyFile, 'utf8') + '\n'.repeat(credentialsMade),
      },
    },
  });
}

/** As many executions at once. */
const ours: Side = async ({ org, size, package: directory }) => {
  const engine = await engineWith(directory);
  const parameters = { resource: 'query', operation: 'soql', soql: await soqlOfOne(org) };
  const jwt = { salesforceConnectorJwtApi: { id: 'jwt', name: 'jwt' } };
  const workflow = chain({ ...ourNode({ ...parameters, authentication: 'jwt' }), credentials: jwt });
  const credentials = freshCredential(org);
  const input = Array.from({ length: size / AT_ONCE }, (_, index) => ({ index }));
  return () =>
    timed(async () => {
      const runs = await Promise.all(
        Array.from({ length: AT_ONCE }, () => engine.run(workflow, { credentials, input })),
      );
      const failed = runs.find(({ status }) => status !== 'success');
      if (failed !== undefined) throw new Error(failed.error?.message ?? failed.status);
      return runs.reduce((sum, { nodes }) => sum + (nodes.get('Salesforce')?.outputs[0]?.length ?? 0), 0);
    });
};

/** What any node's requests cost: n8n's own signing and sending, 50 at once, and the credential read but once. */
const helper: Side = async ({ org, size, package: directory }) => {
  const engine = await engineWith(directory);
  const q = encodeURIComponent(await soqlOfOne(org));
  const type = 'salesforceConnectorJwtApi';
  const context = engine.form(freshCredential(org)).context({
    type: 'n8n-nodes-salesforce-connector.salesforceConnector',
    parameters: { authentication: 'jwt' },
    credentials: { [type]: 'jwt' },
  });
  const url = `/services/data/v${DEFAULT_API_VERSION}/query?q=${q}`;
  return () =>
    timed(async () => {
      const credentialsDecrypted = { id: 'jwt', name: 'jwt', type, data: await context.getCredentials(type) };
      let read200 = 0;
      await inParallel(Array.from({ length: size }), AT_ONCE, async () => {
        const options = { method: 'GET', url, returnFullResponse: true, disableFollowRedirect: true } as const;
        const { statusCode } = (await context.helpers.httpRequestWithAuthentication.call(context, type, options, {
          credentialsDecrypted,
        })) as { statusCode: number };
        if (statusCode === 200) read200 += 1;
      });
      return read200;
    });
};

export const jwt: Case = {
  title: 'Sign in by JWT and make 1,000 queries, 50 at once',
  size: 1000,
  warm: AT_ONCE,
  orgSize: () => 1000,
  sides: { floor, ours, helper },
  bars: [
    wall(1.2),
    { what: 'wall time against n8n’s request helper alone', unit: '×', of: (figures) => figures.helper, atMost: 1.2 },
    { what: 'token exchanges', unit: '', of: (figures) => figures.ours.tokens, atMost: 1 },
  ],
};
