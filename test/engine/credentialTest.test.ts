import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';

import { createEngine } from '../../engine';
import type { Engine } from '../../engine';
import type { Fault } from '../../simulator/control/faults';
import { APP, JWT, orgWithCredentials, PACKAGE, WEB } from './salesforce';
import type { CredentialId, Signed } from './salesforce';
import { IS_CURRENT } from './triggerWorkflow';

/** What answers in place of the org, and is not to be believed. Jest plays this on the oldest n8n, too. */

let engine: Engine;
let signed: Signed;

beforeAll(async () => {
  engine = await createEngine({ packageDir: PACKAGE });
});

beforeEach(async () => {
  signed = await orgWithCredentials(engine);
});

afterEach(() => signed.org.close());

afterAll(() => engine.close());

const LIST = '^/services/data/v\\d+\\.0$';
/** The oldest n8n has words of its own for a refusal. */
const onCurrent = IS_CURRENT ? test : test.skip;
const CREDENTIALS: readonly CredentialId[] = [WEB, APP, JWT];

async function tested(credential: CredentialId, fault: Fault) {
  await signed.control.faults({ path: LIST, times: 5, ...fault });
  return await engine.testCredential(signed.credentials, credential);
}

describe.each(CREDENTIALS.map((id) => [id]))('The test of the credential “%s”', (credential) => {
  test('passes', async () => {
    expect(await engine.testCredential(signed.credentials, credential)).toMatchObject({ status: 'OK' });
  });

  test.each<[string, Fault]>([
    ['a login page', { lie: 'loginPage' }],
    ['a maintenance page', { lie: 'maintenancePage' }],
    ['null', { status: 200, body: null }],
    ['nothing', { status: 204 }],
    ['a number', { status: 200, body: 1 }],
    ['a list', { status: 200, body: [] }],
    ['another’s JSON', { status: 200, body: { ok: true } }],
    ['half of the list', { lie: 'halfWithoutLength' }],
  ])('does not pass for %s', async (_, fault) => {
    expect(await tested(credential, fault)).toEqual({
      status: 'Error',
      message: expect.stringMatching(/not from Salesforce’s API.*Check My Domain/),
    });
  });

  onCurrent.each([
    [[408, 500, 502, 503, 504], 'test again in a few minutes'],
    [[420], 'check My Domain, and test again'],
    [[414, 431], 'My Domain is only a domain'],
    [[400, 405, 410, 428, 501], 'who runs the proxy or firewall'],
  ])('says what to do for the statuses %j', async (statuses, todo) => {
    for (const status of statuses) {
      expect(await tested(credential, { status, body: '' })).toEqual({
        status: 'Error',
        message: expect.stringContaining(todo),
      });
    }
  });

  test.each([301, 302, 303, 307, 308])('carries the session nowhere else for a redirect with %d', async (status) => {
    let visits = 0;
    const elsewhere = createServer((_, response) => {
      visits += 1;
      response
        .writeHead(200, { 'content-type': 'application/json' })
        .end('{"sobjects":"/services/data/v60.0/sobjects"}');
    });
    await new Promise<void>((resolve) => elsewhere.listen(0, '127.0.0.1', resolve));
    try {
      const location = `http://127.0.0.1:${(elsewhere.address() as AddressInfo).port}/`;
      const { status: outcome } = await tested(credential, { status, headers: { location }, body: '' });
      expect(outcome).toBe('Error');
      expect(visits).toBe(0);
    } finally {
      elsewhere.close();
    }
  });
});
