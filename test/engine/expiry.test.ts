import { afterAll, afterEach, beforeAll, describe, expect, jest, test } from '@jest/globals';
import axios from 'axios';

import { createEngine } from '../../engine';
import type { Engine, RunResult, WorkflowFile } from '../../engine';
import type { RunningOrg } from '../../simulator';
import type { Control } from '../../simulator/control/client';
import {
  byId,
  countOf,
  fields,
  JWT,
  JWT_GRANT,
  orgWithCredentials,
  PACKAGE,
  record,
  salesforce,
  WEB,
} from './salesforce';
import type { CredentialId, Signed } from './salesforce';
import { chain, itemsOf, manualTrigger } from './workflows';
import { quickPauses } from '../support/quickPauses';
import { until } from '../support/until';

quickPauses(5_000);

const ITEMS = 500;

let engine: Engine;
const orgs: RunningOrg[] = [];

beforeAll(async () => {
  engine = await createEngine({ packageDir: PACKAGE });
});

afterEach(async () => {
  await Promise.all(orgs.splice(0).map((org) => org.close()));
});

afterAll(() => engine.close());

async function signedIn(): Promise<Signed> {
  const signed = await orgWithCredentials(engine, { policies: { rotation: true } });
  orgs.push(signed.org);
  return signed;
}

function creating(credential: CredentialId): WorkflowFile {
  const values = fields({ LastName: '={{ $json.name }}', External_Id__c: '={{ $json.key }}' });
  const oneAfterAnother = { sendAs: 'oneByOne', options: { parallelRequests: 1 } };
  return chain(
    manualTrigger,
    salesforce('Create', credential, record('create', 'Contact', { ...values, ...oneAfterAnother })),
  );
}

const people = Array.from({ length: ITEMS }, (_, index) => ({
  name: `Person ${String(index)}`,
  key: `K-${String(index)}`,
}));

/** Ends every session as soon as half of the records are written, while the node is at work. */
async function expireHalfway(control: Control, done: Promise<unknown>): Promise<void> {
  let running = true;
  void done.finally(() => {
    running = false;
  });
  const before = (await control.stats()).byKind['POST sobjects'] ?? 0;
  const written = async () => ((await control.stats()).byKind['POST sobjects'] ?? 0) - before;
  await until(async () => !running || (await written()) >= ITEMS / 2);
  if (!running) throw new Error('The run was over before its session could end.');
  await control.post('sessions', { expire: true });
}

async function runThroughExpiry({ org, control, credentials }: Signed, credential: CredentialId): Promise<RunResult> {
  const before = countOf(org, 'Contact');
  const running = engine.run(creating(credential), { credentials, input: people });
  await expireHalfway(control, running);
  const result = await running;
  expect(result.error).toBeUndefined();
  expect(countOf(org, 'Contact') - before).toBe(ITEMS);
  expect(new Set(itemsOf(result, 'Create').map((item) => (item as { id: string }).id)).size).toBe(ITEMS);
  return result;
}

describe('A session that expires in the middle of 500 items', () => {
  test('By web server flow all are done once, with one refresh, and the rotated refresh token is stored', async () => {
    const signed = await signedIn();
    const first = signed.credentials.data(WEB).oauthTokenData as { refresh_token: string };
    await runThroughExpiry(signed, WEB);

    const { tokens, byStatus } = await signed.control.stats();
    expect(tokens).toEqual({ granted: { authorization_code: 1, refresh_token: 1 }, refused: {} });
    // The create’s, and that of the request by which n8n renews the session.
    expect(byStatus['401']).toBe(2);
    expect(byStatus['201']).toBe(ITEMS);
    const second = signed.credentials.data(WEB).oauthTokenData as { refresh_token: string };
    expect(second.refresh_token).not.toBe(first.refresh_token);

    // The new one is good: the old one is not, and would end the grant.
    await signed.control.post('sessions', { expire: true });
    const again = await engine.run(creating(WEB), {
      credentials: signed.credentials,
      input: [{ name: 'Last', key: 'K-last' }],
    });
    expect(again.status).toBe('success');
    expect((await signed.control.stats()).tokens.granted['refresh_token']).toBe(2);
  });

  test('By JWT bearer all are done once, with one exchange to sign in and one to go on', async () => {
    const signed = await signedIn();
    const read = jest.spyOn(signed.credentials, 'find');
    await runThroughExpiry(signed, JWT);
    // n8n reads and decrypts the credential for the node and for its renewals, not for each of the requests.
    expect(read.mock.calls.length).toBeLessThan(20);
    const { tokens, byStatus } = await signed.control.stats();
    expect(tokens).toEqual({ granted: { authorization_code: 1, [JWT_GRANT]: 2 }, refused: {} });
    // The create’s, and that of the request by which n8n renews the session.
    expect(byStatus['401']).toBe(2);
    expect(byStatus['201']).toBe(ITEMS);
  });
});

describe('Fifty workflows that meet an expired session at once', () => {
  const PARALLEL = 50;

  test.each([
    ['JWT bearer', JWT, JWT_GRANT],
    ['web server flow', WEB, 'refresh_token'],
  ] as const)('cost one exchange by %s', async (_, credential, grant) => {
    const { org, control, credentials } = await signedIn();
    const user = '={{ $json.id }}';
    const workflow = chain(
      manualTrigger,
      salesforce('Get', credential, record('get', 'User', { ...byId(user), fieldsToReturn: ['Username'] })),
    );
    const schema = org.org.store.schema.object('User');
    const [first] = schema === undefined ? [] : org.org.store.rows(schema, { includeDeleted: false });
    const run = (): Promise<RunResult> => engine.run(workflow, { credentials, input: [{ id: String(first?.['Id']) }] });
    expect((await run()).status).toBe('success');

    const before = (await control.stats()).tokens.granted[grant] ?? 0;
    await control.post('sessions', { expire: true });
    const results = await Promise.all(Array.from({ length: PARALLEL }, run));
    expect(results.map(({ status }) => status)).toEqual(Array.from({ length: PARALLEL }, () => 'success'));
    expect(((await control.stats()).tokens.granted[grant] ?? 0) - before).toBe(1);
  });
});

describe('The instance URL', () => {
  async function tokenOf({ url, clientId, clientSecret }: RunningOrg): Promise<string> {
    const form = { grant_type: 'client_credentials', client_id: clientId, client_secret: clientSecret };
    const { data } = await axios.post<{ access_token: string }>(
      `${url}/services/oauth2/token`,
      new URLSearchParams(form),
    );
    return data.access_token;
  }

  test('is kept when a refresh answers without it', async () => {
    const { org, control, credentials } = await signedIn();
    await control.post('sessions', { expire: true });
    await control.faults({
      grant: 'refresh_token',
      status: 200,
      body: { access_token: await tokenOf(org), token_type: 'Bearer' },
    });
    const result = await engine.run(creating(WEB), { credentials, input: [{ name: 'Kept', key: 'kept' }] });
    expect(result.error).toBeUndefined();
    expect(credentials.data(WEB).oauthTokenData).toMatchObject({ instance_url: org.url });
  });

  test('is followed when a refresh names another', async () => {
    const { control, credentials } = await signedIn();
    const { org: moved } = await signedIn();
    await control.post('sessions', { expire: true });
    const body = { access_token: await tokenOf(moved), instance_url: moved.url, token_type: 'Bearer' };
    await control.faults({ grant: 'refresh_token', status: 200, body });
    const before = countOf(moved, 'Contact');
    const result = await engine.run(creating(WEB), { credentials, input: [{ name: 'Moved', key: 'moved' }] });
    expect(result.error).toBeUndefined();
    expect(countOf(moved, 'Contact') - before).toBe(1);
  });
});
