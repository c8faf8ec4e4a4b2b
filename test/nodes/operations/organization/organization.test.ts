import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { IDataObject } from 'n8n-workflow';

import { run } from '../../../../nodes/SalesforceConnector/operations/run';
import { startOrg, type RunningOrg } from '../../../../simulator';
import { Control } from '../../../../simulator/control/client';
import { quickPauses } from '../../../support/quickPauses';
import { host, type Answer } from '../../support/host';
import { hostOn, outputOf } from '../../support/simulated';

quickPauses(5_000);

let org: RunningOrg;
let control: Control;
beforeAll(async () => {
  org = await startOrg({ size: 30 });
  control = new Control(org.controlUrl);
});
beforeEach(() => control.clearFaults());
afterAll(() => org.close());

const FORBIDDEN = [{ errorCode: 'INSUFFICIENT_ACCESS', message: 'insufficient access rights' }];

const form = (operation: string, more: IDataObject = {}): IDataObject => ({
  resource: 'organization',
  operation,
  ...more,
});

/** The lines of a check, by what was checked. */
async function checked(more: IDataObject = {}): Promise<Record<string, IDataObject>> {
  const lines = await outputOf(org, form('checkConnection', more));
  return Object.fromEntries(lines.map(({ check, ...line }) => [String(check), line]));
}

describe('A check of the connection', () => {
  test('says who is signed in to which org, and that nothing stands in the way', async () => {
    const lines = await checked();
    expect(Object.keys(lines)).toEqual([
      ...['User', 'Organization', 'API Version', 'API Requests', 'Bulk Loads'],
      ...['API Enabled', 'Bulk API Hard Delete', 'View All Data', 'Modify All Data'],
    ]);
    for (const line of Object.values(lines)) expect(line).toMatchObject({ status: 'good', whatToDo: '' });
    expect(lines['User']?.['result']).toMatch(/^.+ \(\S+@\S+\)$/);
    expect(lines['Organization']?.['result']).toMatch(/^.+ \(00D\w{15}\), .+, production, instance SIM1$/);
    expect(lines['API Requests']?.['result']).toMatch(/^\d+ of \d+ in 24 hours are left$/);
  });

  test('costs five requests at most', async () => {
    const { context, sent } = hostOn(org, { parameters: form('checkConnection') });
    await run(context);
    expect(sent.length).toBeLessThanOrEqual(5);
  });

  test('asks for the user by a query where the app has no scope for OpenID Connect', async () => {
    const { result } = (await checked())['User'] ?? {};
    await control.faults({ path: 'oauth2/userinfo', status: 403, times: 9 });
    expect((await checked())['User']).toMatchObject({ status: 'good', result });
  });

  test('of which one part fails tells the others, and what to do', async () => {
    await control.faults({ path: '/limits', lie: 'loginPage', times: 20 });
    const lines = await checked();
    expect(lines['API Requests']).toMatchObject({
      status: 'problem',
      result: expect.stringContaining('did not send this response'),
      whatToDo: expect.stringMatching(/^(?!.*before you run it again)./),
    });
    expect(lines['User']).toMatchObject({ status: 'good' });
    expect(lines['API Enabled']).toMatchObject({ status: 'good' });
  });
});

describe('A user without View Setup and Configuration', () => {
  test('does not know the limits, which is no problem of the connection', async () => {
    await control.faults({ path: '/limits', status: 403, body: FORBIDDEN, times: 20 });
    const lines = await checked();
    for (const check of ['API Requests', 'Bulk Loads']) {
      expect(lines[check]).toMatchObject({ status: 'unknown', whatToDo: expect.stringContaining('View Setup') });
    }
  });

  test.each(['getLimits', 'getRecordCounts'])('reads which permission %s takes', async (operation) => {
    await control.faults({ path: '/limits', status: 403, body: FORBIDDEN, times: 20 });
    await expect(outputOf(org, form(operation))).rejects.toMatchObject({
      message: expect.stringContaining('INSUFFICIENT_ACCESS'),
      description: expect.stringContaining('permission View Setup and Configuration'),
    });
  });

  test.each([
    ['REQUEST_LIMIT_EXCEEDED', 403],
    ['API_DISABLED_FOR_ORG', 403],
    ['NOT_FOUND', 404],
  ])('is not who gets %s', async (errorCode, status) => {
    await control.faults({ path: '/limits', status, body: [{ errorCode, message: 'no' }], times: 20 });
    await expect(outputOf(org, form('getLimits'))).rejects.not.toMatchObject({
      description: expect.stringContaining('View Setup'),
    });
  });
});

test('The scopes of a session are told that the first request of a check began', async () => {
  const signedIn = { access_token: 'x', instance_url: 'https://acme.my.salesforce.com', scope: 'id refresh_token' };
  let oauthTokenData: IDataObject | undefined;
  const { context } = host({
    parameters: form('checkConnection'),
    credential: () => ({
      environment: 'custom',
      myDomain: 'https://acme.my.salesforce.com',
      grantType: 'clientCredentials',
      ...(oauthTokenData === undefined ? {} : { oauthTokenData }),
    }),
    answer: () => {
      oauthTokenData = signedIn;
      return { status: 404 };
    },
  });
  const lines = (await run(context)).map(({ json }) => json);
  expect(lines).toContainEqual(expect.objectContaining({ check: 'Scopes', status: 'problem' }));
});

const DATA = '/services/data/v67.0';
const row = (type: string, fields: IDataObject): Answer => ({
  status: 200,
  body: {
    totalSize: 1,
    done: true,
    records: [{ attributes: { type, url: `${DATA}/sobjects/${type}/000000000000000AAA` }, ...fields }],
  },
});
const USER = {
  user_id: '005000000000001AAA',
  organization_id: '00D000000000001AAA',
  preferred_username: 'ada@acme.com',
};
const ORGANIZATION = {
  Id: '00D000000000001AAA',
  Name: 'Acme',
  OrganizationType: 'X',
  InstanceName: 'X',
  IsSandbox: true,
  NamespacePrefix: null,
};
const ALLOWED = {
  PermissionsApiEnabled: true,
  PermissionsBulkApiHardDelete: false,
  PermissionsViewAllData: true,
  PermissionsModifyAllData: true,
};

interface Told {
  readonly user?: object;
  readonly calls?: readonly [remaining: number, max: number];
  readonly allowed?: IDataObject;
  readonly scope?: string;
  readonly versions?: readonly string[];
}

/** The lines where the org says this of itself. */
async function told({
  user = USER,
  calls = [90, 100],
  allowed = ALLOWED,
  scope = 'api',
  versions = ['66.0', '67.0'],
}: Told) {
  const [Remaining, Max] = calls;
  const answers: readonly (readonly [string, Answer])[] = [
    ['userinfo', { status: 200, body: user }],
    ['FROM%20Organization', row('Organization', ORGANIZATION)],
    ['UserPermissionAccess', row('UserPermissionAccess', allowed)],
    ['/limits', { status: 200, body: { DailyApiRequests: { Max, Remaining } } }],
    [
      '/services/data/',
      { status: 200, body: versions.map((version) => ({ version, label: 'L', url: `/services/data/v${version}` })) },
    ],
  ];
  // What is kept of an org is kept by its user.
  const id = JSON.stringify(versions);
  const oauthTokenData = { access_token: 'x', instance_url: 'https://acme.my.salesforce.com', scope, id };
  const { context } = host({
    parameters: form('checkConnection'),
    credential: () => ({ environment: 'production', grantType: 'pkce', oauthTokenData }),
    answer: ({ url }) => answers.find(([part]) => url.includes(part))?.[1] ?? { status: 404 },
  });
  const lines = (await run(context)).map(({ json }) => json);
  return (check: string) => lines.find((line) => line['check'] === check);
}

describe('A check finds', () => {
  test.each<[string, Told, string, string, string]>([
    ['a user who is not active', { user: { ...USER, active: false } }, 'User', 'problem', 'Activate the user'],
    ['an answer that is no user', { user: { ...USER, user_id: '001' } }, 'User', 'problem', 'login page'],
    ['no requests left', { calls: [0, 100] }, 'API Requests', 'problem', 'Wait'],
    ['few requests left', { calls: [9, 100] }, 'API Requests', 'warning', 'Stop at API Usage'],
    ['requests enough', { calls: [10, 100] }, 'API Requests', 'good', ''],
    ['an old org', { versions: ['65.0', '66.0'] }, 'API Version', 'problem', 'Set API Version to 66.0'],
    ['a missing scope', { scope: 'id refresh_token' }, 'Scopes', 'problem', 'Add the scope “api”'],
    ['the scope of everything', { scope: 'full' }, 'Scopes', 'good', ''],
    [
      'no API',
      { allowed: { ...ALLOWED, PermissionsApiEnabled: false } },
      'API Enabled',
      'problem',
      'Grant API Enabled',
    ],
    ['a permission that is not needed', {}, 'Bulk API Hard Delete', 'good', ''],
    ['a limit that is not told', {}, 'Bulk Loads', 'unknown', ''],
  ])('%s', async (_, says, check, status, advice) => {
    expect((await told(says))(check)).toMatchObject({ status, whatToDo: expect.stringContaining(advice) });
  });
});

describe('The organization', () => {
  test('tells its limits and what is left of each', async () => {
    const limits = await outputOf(org, form('getLimits'));
    expect(limits.length).toBeGreaterThan(40);
    expect(limits.find(({ name }) => name === 'SingleEmail')).toEqual({
      name: 'SingleEmail',
      max: 5000,
      remaining: 5000,
      used: 0,
      usedPercent: 0,
    });
  });

  test('counts the records of all objects, or of some', async () => {
    const counts = await outputOf(org, form('getRecordCounts', { objectNames: 'Contact, account,ACCOUNT' }));
    expect(counts).toEqual([
      { object: 'Contact', count: 30 },
      { object: 'Account', count: expect.any(Number) },
    ]);
    expect((await outputOf(org, form('getRecordCounts'))).length).toBeGreaterThan(20);
  });

  test('counts objects that come with the namespace that their names were given without', async () => {
    const names = ['Order__c', 'Contact'];
    const answers = (...given: readonly string[]) => {
      const parameters = form('getRecordCounts', { objectNames: names });
      const sObjects = given.map((name) => ({ name, count: 1 }));
      return run(host({ parameters, answer: () => ({ status: 200, body: { sObjects } }) }).context);
    };
    expect((await answers('ns__Order__c', 'Contact')).map(({ json }) => json['object'])).toEqual([
      'ns__Order__c',
      'Contact',
    ]);
    await expect(answers('ns__Other__c', 'Contact')).rejects.toThrow('one number for each object');
  });

  test.each([
    ['Contact, Order__c, Lead', ['Contact', 'Order__c', 'Lead'], undefined],
    ['Contact, Order__c, Lead', ['ns__Order__c'], 'Contact, Lead'],
    ['Contact, Order__c', [], 'Contact, Order__c'],
    ['', [], undefined],
  ])('says which of the objects (%s) have no count: of %j all others', async (objectNames, counted, missing) => {
    const answer = (): Answer => ({ status: 200, body: { sObjects: counted.map((name) => ({ name, count: 1 })) } });
    const { context, hints } = host({ parameters: form('getRecordCounts', { objectNames }), answer });
    expect((await run(context)).map(({ json }) => json['object'])).toEqual(counted);
    expect(hints.map(({ message }) => message.split('Objects: ')[1])).toEqual(missing === undefined ? [] : [missing]);
  });

  test('counts many objects in few requests, each once', async () => {
    const names = Array.from({ length: 1_000 }, (_, n) => `Object_with_a_long_name_${n}__c`);
    const { context, sent } = host({
      parameters: form('getRecordCounts', { objectNames: names }),
      answer: ({ url }) => {
        const asked = new URL(url).searchParams.get('sObjects')?.split(',') ?? [];
        return { status: 200, body: { sObjects: asked.map((name) => ({ name, count: 1 })) } };
      },
    });
    expect((await run(context)).map(({ json }) => json['object'])).toEqual(names);
    expect(sent.length).toBeLessThan(5);
    for (const { url } of sent) expect(url.length).toBeLessThan(12_000);
  });

  test.each([
    ['of another object', { sObjects: [{ name: 'Lead', count: 1 }] }],
    [
      'twice',
      {
        sObjects: [
          { name: 'Contact', count: 1 },
          { name: 'contact', count: 2 },
        ],
      },
    ],
    ['that is no number', { sObjects: [{ name: 'Contact', count: '1' }] }],
  ])('believes no count %s', async (_, body) => {
    const { context } = host({
      parameters: form('getRecordCounts', { objectNames: 'Contact' }),
      answer: () => ({ status: 200, body }),
    });
    await expect(run(context)).rejects.toThrow('did not send this response');
  });

  test('names the objects that the org does not have', async () => {
    const counted = outputOf(org, form('getRecordCounts', { objectNames: 'Contact, Wrong__c, account, Gone__c' }));
    await expect(counted).rejects.toThrow('There is no object “Wrong__c”, “Gone__c” that the signed-in user can see.');
    const old = { objectNames: 'Contact', options: { apiVersion: '39.0' } };
    await expect(outputOf(org, form('getRecordCounts', old))).rejects.toThrow('39.0 does not support record counts');
  });

  test('refuses what is no name before anything is sent', async () => {
    const { context, sent } = hostOn(org, { parameters: form('getRecordCounts', { objectNames: 'Contact, a b' }) });
    await expect(run(context)).rejects.toThrow('“a b” is not a valid API name');
    expect(sent).toEqual([]);
  });

  test('tells its API versions, the newest first', async () => {
    const versions = await outputOf(org, form('getApiVersions'));
    expect(versions.filter(({ isUsed }) => isUsed)).toEqual([
      { version: '67.0', release: expect.any(String), isUsed: true },
    ]);
    const numbers = versions.map(({ version }) => Number(version));
    expect(numbers).toEqual(numbers.toSorted((a, b) => b - a));
  });

  test('tells what the user viewed last', async () => {
    const [contact] = await outputOf(org, { resource: 'record', operation: 'create', ...CONTACT });
    const [recent] = await outputOf(org, form('getRecentlyViewed', { returnAll: false, limit: 1 }));
    expect(recent).toMatchObject({ object: 'Contact', Id: contact?.['id'] });
  });
});

const CONTACT: IDataObject = {
  object: { __rl: true, mode: 'name', value: 'Contact' },
  fields: { mappingMode: 'defineBelow', value: { LastName: 'Recent' }, schema: [] },
};
