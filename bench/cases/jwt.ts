import { readFileSync } from 'node:fs';

import type { AxiosInstance } from 'axios';
import { importPKCS8, SignJWT } from 'jose';

import { CredentialStore } from '../../engine/credentialStore';
import { inParallel, plainClient, timed } from '../client';
import { chain, engineWith, ourNode } from '../n8n';
import { CONTACT } from './contacts';
import type { Case, OrgAccess, Side } from './define';
import { wall } from './define';

/** Executions, or plain clients' lanes, under way at once. */
const AT_ONCE = 50;

const LOGIN = 'https://login.salesforce.com';
const FIRST_CONTACT = 'SELECT Id FROM Contact LIMIT 1';

async function firstContact(org: OrgAccess): Promise<string> {
  const { data } = await plainClient(org).get<{ records: { Id: string }[] }>('query', { params: { q: FIRST_CONTACT } });
  return data.records[0]?.Id ?? '';
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
  const id = await firstContact(org);
  const read = (http: AxiosInstance) => http.get(`sobjects/Contact/${id}`, { params: { fields: 'Id,Name' } });
  return () => timed(async () => {
    const http = plainClient({ ...org, token: await signIn(org) }, AT_ONCE);
    let read200 = 0;
    await inParallel(Array.from({ length: size }), AT_ONCE, async () => {
      if ((await read(http)).status === 200) read200 += 1;
    });
    return read200;
  });
};

let credentialsMade = 0;

/** As many executions at once, with one credential that nobody has signed in with yet. */
const ours: Side = async ({ org, size, package: directory }) => {
  credentialsMade += 1;
  const engine = await engineWith(directory);
  const recordId = { __rl: true, mode: 'id', value: await firstContact(org) };
  const parameters = { resource: 'record', operation: 'get', object: CONTACT, recordId, fieldsToReturn: ['Id', 'Name'] };
  const jwt = { salesforceConnectorJwtApi: { id: 'jwt', name: 'jwt' } };
  const workflow = chain({ ...ourNode({ ...parameters, authentication: 'jwt' }), credentials: jwt });
  const credentials = new CredentialStore({
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
  const input = Array.from({ length: size / AT_ONCE }, (_, index) => ({ index }));
  return () => timed(async () => {
    const runs = await Promise.all(Array.from({ length: AT_ONCE }, () => engine.run(workflow, { credentials, input })));
    const failed = runs.find(({ status }) => status !== 'success');
    if (failed !== undefined) throw new Error(failed.error?.message ?? failed.status);
    return runs.reduce((sum, { nodes }) => sum + (nodes.get('Salesforce')?.outputs[0]?.length ?? 0), 0);
  });
};

export const jwt: Case = {
  title: 'Sign in by JWT and read 1,000 records, 50 at once',
  size: 1000,
  warm: AT_ONCE,
  orgSize: () => 1000,
  sides: { floor, ours },
  bars: [
    wall(1.2),
    { what: 'token exchanges', unit: '', of: (figures) => figures.ours.tokens, atMost: 1 },
  ],
};
