import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { IDataObject, INode, INodeParameters } from 'n8n-workflow';

import { createEngine } from '../../engine';
import type { Engine } from '../../engine';
import { quickPauses } from '../support/quickPauses';
import { APP, JWT, orgWithCredentials, PACKAGE, salesforce, WEB } from './salesforce';
import type { CredentialId, Signed } from './salesforce';
import { chain, itemsOf, manualTrigger } from './workflows';

quickPauses(5_000);

let engine: Engine;
let signed: Signed;

beforeAll(async () => {
  engine = await createEngine({ packageDir: PACKAGE });
});
afterAll(() => {
  engine.close();
});
beforeEach(async () => {
  signed = await orgWithCredentials(engine, { size: 0 });
});
afterEach(() => signed.org.close());

const introspect = (credential: CredentialId): INode =>
  salesforce('Introspect', credential, { resource: 'session', operation: 'introspect' });
const revoke = (credential: CredentialId, parameters: INodeParameters): INode =>
  salesforce('Revoke', credential, { resource: 'session', operation: 'revoke', ...parameters });
const counted = (credential: CredentialId): INode =>
  salesforce('Count', credential, {
    resource: 'query',
    operation: 'soql',
    soql: 'SELECT COUNT() FROM User',
  } as INodeParameters);

async function ran(...nodes: INode[]) {
  const result = await engine.run(chain(manualTrigger, ...nodes), { credentials: signed.credentials, input: [{}] });
  const last = nodes.at(-1)?.name ?? '';
  const output = result.nodes.has(last) ? (itemsOf(result, last) as IDataObject[]) : [];
  return {
    output,
    error: result.error,
    told: JSON.stringify([output, result.error?.message, result.error?.description]),
  };
}

describe('A session on n8n', () => {
  test.each<CredentialId>([WEB, APP])(
    'is introspected with the credential “%s”, from its first use on',
    async (credential) => {
      const { output, told } = await ran(introspect(credential));
      expect(output).toMatchObject([{ active: true, username: signed.org.username }]);
      expect(told).not.toMatch(/00D\w{12}!|Simulated\w*Secret/);
    },
  );

  test('is said not to be active once it has ended, and is renewed by the next request', async () => {
    await ran(counted(WEB));
    await signed.control.post('sessions', { expire: true });
    expect((await ran(introspect(WEB))).output).toMatchObject([{ active: false }]);
    expect((await ran(counted(WEB), introspect(WEB))).output).toMatchObject([{ active: true }]);
  });

  test('of a JWT credential is not introspected, for want of a secret', async () => {
    const { error } = await ran(introspect(JWT));
    expect(error?.message).toContain('consumer secret');
    expect(error?.description).toContain('Organization');
  });

  test.each<CredentialId>([WEB, APP, JWT])(
    'is revoked with the credential “%s”, and n8n signs in again',
    async (credential) => {
      await ran(counted(credential));
      const { output, told } = await ran(revoke(credential, { token: 'accessToken', confirmRevoking: true }));
      expect(output).toMatchObject([{ revoked: true }]);
      expect(told).not.toMatch(/00D\w{12}!/);
      expect((await ran(counted(credential))).output).toHaveLength(1);
    },
  );

  test('is not revoked unless that is confirmed', async () => {
    const { error } = await ran(revoke(WEB, { token: 'refreshToken' }));
    expect(error?.message).toContain('not confirmed');
    expect((await ran(introspect(WEB))).output).toMatchObject([{ active: true }]);
  });

  test('ends with its refresh token, until somebody connects the credential again', async () => {
    await ran(counted(WEB));
    const { output } = await ran(revoke(WEB, { token: 'refreshToken', confirmRevoking: true }));
    expect(output).toMatchObject([{ revoked: true, next: 'Connect the credential again before it is used.' }]);
    const { error } = await ran(counted(WEB));
    expect(error?.description).toMatch(/connect .*again/);
  });

  test.each<CredentialId>([APP, JWT])('of the credential “%s” has no refresh token to revoke', async (credential) => {
    const { error } = await ran(revoke(credential, { token: 'refreshToken', confirmRevoking: true }));
    expect(error?.description).toContain('Revoke the access token instead');
  });
});
