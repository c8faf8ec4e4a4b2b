import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { NodeHelpers, Workflow, type INode, type INodeTypes } from 'n8n-workflow';

import { loginAddress } from '../../credentials/addressExpression';
import { SalesforceConnectorJwtApi } from '../../credentials/SalesforceConnectorJwtApi.credentials';
import { SalesforceConnectorOAuth2Api } from '../../credentials/SalesforceConnectorOAuth2Api.credentials';
import { orgHost } from '../../salesforce/auth';

type Form = Record<string, string>;

const node: INode = { id: '1', name: 'mock', typeVersion: 1, type: 'mock', position: [0, 0], parameters: {} };
const nodeTypes = {
  getByName: () => ({ description: { properties: [] } }),
  getByNameAndVersion: () => ({ description: { properties: [] } }),
  getKnownTypes: () => ({}),
} as unknown as INodeTypes;
const workflow = new Workflow({ nodes: [node], connections: {}, active: false, nodeTypes });

/** As n8n's CredentialsHelper resolves the expressions of a credential. */
async function resolve(expression: string, form: Form): Promise<unknown> {
  await workflow.expression.acquireIsolate();
  try {
    return workflow.expression.getParameterValue(
      expression,
      null,
      0,
      0,
      node.name,
      [],
      'internal',
      {},
      undefined,
      false,
      form,
    );
  } finally {
    await workflow.expression.releaseIsolate();
  }
}

const TOKEN = '/services/oauth2/token';
const expression = loginAddress(TOKEN);

const PASTED = [
  'acme.my.salesforce.com',
  ' https://ACME.my.salesforce.com/ ',
  'http://acme.my.salesforce.com:443/lightning?x=1#y',
  'acme--uat.sandbox.lightning.force.com/lightning/page/home',
  'https://acme.my.salesforce-setup.com/lightning/setup/SetupOneHome/home',
  'acme--uat--c.sandbox.vf.force.com/apex/page',
  'http://127.0.0.1:4000',
  'localhost:4000',
  'acme',
  'acme--uat',
  '\u200bacme.my.salesforce.com\u202c\ufeff\n',
];

const REFUSED = [
  '',
  '\u200b',
  'https//acme.my.salesforce.com',
  'http//acme',
  'https:/acme.my.salesforce.com',
  'https:acme.my.salesforce.com',
  'acme-dev-ed',
  'evil.com/.my.salesforce.com',
  'my.salesforce.com.evil.com',
  'a:b@acme.my.salesforce.com',
  'http://evil.com',
  "'+x+'",
  '}}',
];

describe('The address that n8n signs in at', () => {
  test.each(PASTED)('is the one that orgHost gives for %j', async (myDomain) => {
    expect(await resolve(expression, { environment: 'custom', myDomain })).toBe(orgHost('custom', myDomain) + TOKEN);
  });

  test.each(REFUSED)('leads nowhere for %j, which orgHost refuses', async (myDomain) => {
    expect(() => orgHost('custom', myDomain)).toThrow('My Domain');
    expect(await resolve(expression, { environment: 'custom', myDomain })).toBe(
      `https://check-my-domain-in-the-credential.invalid${TOKEN}`,
    );
  });

  test('agrees with orgHost on whatever else is typed', async () => {
    const part = fc.constantFrom(
      'acme',
      '.my',
      '.salesforce.com',
      '.lightning.force.com',
      '--c.vf.force.com',
      'https://',
      '/',
      '@',
      ':443',
      '#',
      '?',
      '\\',
      ' ',
      '.',
      'evil.com',
      'é',
      '\n',
    );
    await fc.assert(
      fc.asyncProperty(fc.array(part, { maxLength: 6 }), async (parts) => {
        const myDomain = parts.join('');
        const wanted = (() => {
          try {
            return orgHost('custom', myDomain);
          } catch {
            return 'https://check-my-domain-in-the-credential.invalid';
          }
        })();
        expect(await resolve(expression, { environment: 'custom', myDomain })).toBe(wanted + TOKEN);
      }),
      { numRuns: 150 },
    );
  });

  test('is the login host of production and of sandboxes', async () => {
    expect(await resolve(expression, { environment: 'production' })).toBe(`https://login.salesforce.com${TOKEN}`);
    expect(await resolve(expression, { environment: 'sandbox' })).toBe(`https://test.salesforce.com${TOKEN}`);
  });

  test('leads nowhere for client credentials without My Domain, and says why', async () => {
    const form = { environment: 'production', grantType: 'clientCredentials' };
    expect(await resolve(expression, form)).toBe(
      `https://client-credentials-need-environment-my-domain.invalid${TOKEN}`,
    );
  });
});

test.each([new SalesforceConnectorOAuth2Api(), new SalesforceConnectorJwtApi()])(
  'A credential shows its fields without a regular expression, which n8n would try for each request: $name',
  ({ properties }) => {
    const conditions = properties.map(({ displayOptions }) => displayOptions);
    expect(conditions.filter((one) => one !== undefined)).not.toHaveLength(0);
    expect(JSON.stringify(conditions)).not.toContain('"regex":');
  },
);

describe('The OAuth2 credential', () => {
  const properties = new Map(
    new SalesforceConnectorOAuth2Api().properties.map((property) => [property.name, property]),
  );
  const scope = String(properties.get('scope')?.default);

  test('asks for the scopes of the form in the web server flow', async () => {
    expect(properties.get('scopes')?.default).toBe('api refresh_token');
    expect(await resolve(scope, { grantType: 'pkce', scopes: 'api openid' })).toBe('api openid');
  });

  test.each([
    ['api', true],
    ['refresh', true],
    ['', true],
    ['api refresh_token', false],
    ['offline_access\napi', false],
  ])('warns of scopes that do not keep the connection: %j', (scopes, isWarned) => {
    const notice = properties.get('noRefreshNotice');
    if (notice === undefined) throw new Error('no notice');
    expect(NodeHelpers.displayParameter({ grantType: 'pkce', scopes }, notice, null, null)).toBe(isWarned);
    expect(NodeHelpers.displayParameter({ grantType: 'clientCredentials', scopes }, notice, null, null)).toBe(false);
  });

  test('asks for no scope in the client credentials flow, which has those of the app', async () => {
    expect(await resolve(scope, { grantType: 'clientCredentials', scopes: 'api refresh_token' })).toBe('');
  });

  test('uses PKCE unless told otherwise, sends a secret in the body, and does not require one', () => {
    expect(properties.get('grantType')?.default).toBe('pkce');
    expect(properties.get('authentication')?.default).toBe('body');
    expect(properties.get('clientSecret')?.required).toBeUndefined();
    expect(properties.get('clientSecret')?.typeOptions).toEqual({ password: true });
  });
});
