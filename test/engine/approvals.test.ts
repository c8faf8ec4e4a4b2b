import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { IDataObject, INode, INodeParameters } from 'n8n-workflow';

import { createEngine } from '../../engine';
import type { Engine } from '../../engine';
import { APP, JWT, orgWithCredentials, PACKAGE, record, salesforce, WEB } from './salesforce';
import type { CredentialId, Signed } from './salesforce';
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

const CREDENTIALS: readonly CredentialId[] = [WEB, APP, JWT];

const created = (credential: CredentialId): INode =>
  salesforce(
    'Create',
    credential,
    record('create', 'Opportunity', {
      fields: { mappingMode: 'autoMapInputData', value: null, matchingColumns: [], schema: [] },
    } as unknown as INodeParameters),
  );
const approval = (operation: string, credential: CredentialId, more: Partial<INode> = {}): INode => ({
  ...salesforce(operation, credential, {
    resource: 'approval',
    operation,
    object: { __rl: true, mode: 'name', value: 'Opportunity' },
    recordId: { __rl: true, mode: 'id', value: "={{ $('Create').item.json.id }}" },
    comments: '={{ `Number ${$itemIndex}` }}',
  } as unknown as INodeParameters),
  ...more,
});

const input = [1, 2, 3].map((n) => ({
  Name: `Deal ${n}`,
  StageName: 'Prospecting',
  CloseDate: '2026-12-31',
  Amount: 5_000 * n,
}));

async function ran(...nodes: INode[]): Promise<IDataObject[]> {
  const result = await engine.run(chain(manualTrigger, ...nodes), { credentials: signed.credentials, input });
  return itemsOf(result, nodes.at(-1)?.name ?? '') as IDataObject[];
}

const calls = async (): Promise<number> => (await signed.control.stats()).byKind['POST process/approvals'] ?? 0;

describe('Approvals in a workflow', () => {
  test.each(CREDENTIALS)('are submitted and approved, one call each, with the credential “%s”', async (credential) => {
    const output = await ran(created(credential), approval('submit', credential), approval('approve', credential));
    expect(output.map(({ instanceStatus }) => instanceStatus)).toEqual(['Approved', 'Approved', 'Approved']);
    expect(new Set(output.map(({ recordId }) => recordId)).size).toBe(3);
    expect(await calls()).toBe(2);
  });

  test('are not approved again by Retry On Fail where the answer is lost', async () => {
    await signed.control.faults({ path: '/process/approvals', skip: 1, cut: 'after' });
    const retried = {
      onError: 'continueRegularOutput',
      retryOnFail: true,
      maxTries: 2,
      waitBetweenTries: 1,
    } as const;
    const output = await ran(created(JWT), approval('submit', JWT), approval('approve', JWT, retried));
    expect(output.map(({ error }) => (error as IDataObject)['errorCode'])).toEqual(
      input.map(() => 'MAY_HAVE_BEEN_PROCESSED'),
    );
    expect(JSON.stringify(output)).toContain('approval history');
    expect(await calls()).toBe(2);
  });

  test('are refused with the API’s own words, and the others are submitted', async () => {
    const output = await ran(
      created(JWT),
      approval('submit', JWT),
      approval('submit', JWT, { name: 'Again', onError: 'continueRegularOutput' }),
    );
    expect(output.map(({ error }) => (error as IDataObject)['errorCode'])).toEqual(
      input.map(() => 'ALREADY_IN_PROCESS'),
    );
  });
});
