import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { IDataObject, INode, INodeParameters } from 'n8n-workflow';

import { createEngine, type Engine } from '../../engine';
import { APP, JWT, orgWithCredentials, PACKAGE, salesforce, WEB, type CredentialId, type Signed } from './salesforce';
import { chain, itemsOf, manualTrigger } from './workflows';

let engine: Engine;
let signed: Signed;

beforeAll(async () => {
  engine = await createEngine({ packageDir: PACKAGE });
  signed = await orgWithCredentials(engine);
});
afterAll(async () => {
  await signed.org.close();
  engine.close();
});
beforeEach(() => signed.control.post('reset', { parts: ['data', 'stats', 'faults'] }));

const CONTINUES = { onError: 'continueRegularOutput' } as const;

const apex = (
  operation: string,
  credential: CredentialId,
  parameters: IDataObject,
  more: Partial<INode> = {},
): INode => ({
  ...salesforce('Apex', credential, { resource: 'apex', operation, ...parameters } as INodeParameters),
  ...more,
});

async function outputOf(node: INode, input: readonly IDataObject[]): Promise<readonly IDataObject[]> {
  const result = await engine.run(chain(manualTrigger, node), { credentials: signed.credentials, input: [...input] });
  return result.nodes.has(node.name) ? (itemsOf(result, node.name) as IDataObject[]) : [];
}

const calls = async (kind: string): Promise<number> => (await signed.control.stats()).byKind[kind] ?? 0;

/** Accounts in the org that have a name. */
function countOf(name: string): number {
  const { store } = signed.org.org;
  const object = store.schema.object('Account');
  if (object === undefined) throw new Error('The org has no accounts.');
  return [...store.rows(object, { includeDeleted: false })].filter((row) => row['Name'] === name).length;
}

const account = { method: 'POST', path: 'Account/', bodyType: 'json', jsonBody: '={{ { name: $json.name } }}' };

describe.each([WEB, APP, JWT] as const)('Apex REST with the credential “%s”', (credential) => {
  test('is called for each item, also with a session that has ended meanwhile', async () => {
    const created = [{ data: expect.stringMatching(/^001\w{15}$/) }];
    expect(await outputOf(apex('callRest', credential, account), [{ name: 'A' }])).toEqual(created);
    await signed.control.post('sessions', { expire: true });
    expect(await outputOf(apex('callRest', credential, account), [{ name: 'B' }])).toEqual(created);
  });
});

describe('A call of Apex REST in a workflow', () => {
  test('has an outcome for each item, and leaves no item out', async () => {
    const items = [{ name: 'A' }, { name: null }, { name: 'C' }];
    const output = await outputOf(apex('callRest', APP, account, CONTINUES), items);
    expect(output).toMatchObject([
      { data: expect.any(String) },
      { error: { errorCode: 'APEX_ERROR' } },
      { data: expect.any(String) },
    ]);
  });

  test('is not sent again by Retry On Fail where its answer is lost', async () => {
    await signed.control.faults({ path: '/services/apexrest/', cut: 'after' });
    const retried = { ...CONTINUES, retryOnFail: true, maxTries: 2, waitBetweenTries: 1 };
    const output = await outputOf(apex('callRest', JWT, account, retried), [{ name: 'Once' }]);
    expect(output).toMatchObject([{ error: { errorCode: 'MAY_HAVE_BEEN_DONE' } }]);
    expect(await calls('POST apexrest')).toBe(1);
  });
});

describe.each([WEB, APP, JWT] as const)('Anonymous Apex with the credential “%s”', (credential) => {
  const run = { code: "insert new Account(Name = name); System.debug('Made ' + name);" };
  const variables = { variable: [{ name: 'name', value: '={{ $json.name }}' }] };

  test.each([
    ['none', {}],
    ['messages', { messages: ['Made A'] }],
  ])('runs also with a session that has ended meanwhile (debug log: %s)', async (debugLog, logged) => {
    const code = apex('executeAnonymous', credential, { ...run, variables, debugLog });
    expect(await outputOf(code, [{ name: 'A' }])).toEqual([{ success: true, ...logged }]);
    await signed.control.post('sessions', { expire: true });
    expect(await outputOf(code, [{ name: 'A' }])).toEqual([{ success: true, ...logged }]);
    expect(countOf('A')).toBe(2);
  });

  test.each([
    ['none', '/tooling/executeAnonymous'],
    ['all', '/services/Soap/s/'],
  ])('is not run again by Retry On Fail where its answer is lost (debug log: %s)', async (debugLog, path) => {
    await signed.control.faults({ path, cut: 'after' });
    const retried = { ...CONTINUES, retryOnFail: true, maxTries: 2, waitBetweenTries: 1 };
    const code = apex('executeAnonymous', credential, { ...run, variables, debugLog }, retried);
    expect(await outputOf(code, [{ name: 'Once' }])).toMatchObject([{ error: { errorCode: 'MAY_HAVE_RUN' } }]);
    expect(countOf('Once')).toBe(1);
  });
});
