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
const CONTINUES = { onError: 'continueRegularOutput' } as const;

const undelete = (credential: CredentialId, more: Partial<INode> = {}): INode => ({
  ...salesforce(
    'Undelete',
    credential,
    record('undelete', 'Contact', {
      recordId: { __rl: true, mode: 'id', value: '={{ $json.id }}' },
    } as unknown as INodeParameters),
  ),
  ...more,
});

/** Contacts in the Recycle Bin. */
function deleted(count: number): string[] {
  const { store, clock } = signed.org.org;
  const contact = store.schema.object('Contact');
  const user = store.schema.object('User');
  if (contact === undefined || user === undefined) throw new Error('The org has no contacts.');
  const [{ Id: userId } = { Id: '' }] = [...store.rows(user, { includeDeleted: false })];
  const options = { userId: String(userId), now: clock.now(), allowDuplicates: true, autoAssign: false };
  return Array.from({ length: count }, (_, n) => {
    const id = store.insert(contact, { LastName: `Deleted ${n}` }, options);
    store.remove(contact, id, options);
    return id;
  });
}

function isThere(id: string): boolean {
  const { store } = signed.org.org;
  const contact = store.schema.object('Contact');
  return contact !== undefined && store.byId(contact, id)?.['IsDeleted'] === false;
}

async function ran(node: INode, ids: readonly string[]) {
  const input = ids.map((id) => ({ id }));
  const result = await engine.run(chain(manualTrigger, node), { credentials: signed.credentials, input });
  return { result, output: result.nodes.has(node.name) ? (itemsOf(result, node.name) as IDataObject[]) : [] };
}

const soapCalls = async (): Promise<number> => (await signed.control.stats()).byKind['POST Soap'] ?? 0;

describe.each(CREDENTIALS)('SOAP signed in with the credential “%s”', (credential) => {
  test('works the first time, and with a session that has ended meanwhile', async () => {
    const ids = deleted(3);
    const first = await ran(undelete(credential), ids.slice(0, 2));
    expect(first.output).toEqual(ids.slice(0, 2).map((id) => ({ id, undeleted: true })));
    await signed.control.post('sessions', { expire: true });
    const second = await ran(undelete(credential), ids.slice(2));
    expect(second.output).toEqual([{ id: ids[2], undeleted: true }]);
    expect(ids.map(isThere)).toEqual([true, true, true]);
    // Of the second run one was refused for want of a session.
    expect(await soapCalls()).toBe(3);
  });

  test('shows the session in no error', async () => {
    const [id = ''] = deleted(1);
    await signed.control.faults({ path: '/services/Soap/', times: 9, status: 500, body: '<html>no</html>' });
    const { output } = await ran(undelete(credential, CONTINUES), [id]);
    expect(output).toMatchObject([{ error: { errorCode: 'MAY_HAVE_BEEN_UNDELETED' } }]);
    expect(JSON.stringify(output)).not.toMatch(/00D\w{12}!/);
    expect(await soapCalls()).toBe(1);
  });
});

describe('Records in the Recycle Bin', () => {
  test('are not undeleted again by Retry On Fail where the answer is lost', async () => {
    const ids = deleted(2);
    await signed.control.faults({ path: '/services/Soap/', cut: 'after' });
    const retried = { ...CONTINUES, retryOnFail: true, maxTries: 2, waitBetweenTries: 1 };
    const { output } = await ran(undelete(JWT, retried), ids);
    expect(output.map(({ error }) => (error as IDataObject)['errorCode'])).toEqual([
      'MAY_HAVE_BEEN_UNDELETED',
      'MAY_HAVE_BEEN_UNDELETED',
    ]);
    expect(ids.map(isThere)).toEqual([true, true]);
    expect(await soapCalls()).toBe(1);
  });
});

describe('Leads in a workflow', () => {
  const named = (value: string) => ({ __rl: true, mode: 'name', value });
  const created = salesforce(
    'Create',
    JWT,
    record('create', 'Lead', {
      fields: { mappingMode: 'autoMapInputData', value: null, matchingColumns: [], schema: [] },
      options: { assignmentRule: 'none' },
    } as unknown as INodeParameters),
  );
  const converted = (more: Partial<INode> = {}): INode => ({
    ...salesforce('Convert', JWT, {
      resource: 'lead',
      operation: 'convert',
      leadId: { __rl: true, mode: 'id', value: '={{ $json.id }}' },
      convertedStatus: named('Closed - Converted'),
      opportunityName: 'Deal',
    } as unknown as INodeParameters),
    ...more,
  });
  const input = [1, 2].map((n) => ({ LastName: `Lead ${n}`, Company: `Company ${n}` }));
  const output = async (node: INode): Promise<IDataObject[]> =>
    itemsOf(
      await engine.run(chain(manualTrigger, created, node), { credentials: signed.credentials, input }),
      'Convert',
    ) as IDataObject[];

  test('are converted in one call, each into its own records', async () => {
    const items = await output(converted());
    expect(items).toMatchObject([{ converted: true }, { converted: true }]);
    expect(new Set(items.flatMap(({ accountId, opportunityId }) => [accountId, opportunityId])).size).toBe(4);
    expect(await soapCalls()).toBe(1);
  });

  test('are not converted again by Retry On Fail where the answer is lost', async () => {
    await signed.control.faults({ path: '/services/Soap/', cut: 'after' });
    const retried = { ...CONTINUES, retryOnFail: true, maxTries: 2, waitBetweenTries: 1 };
    const codes = (await output(converted(retried))).map(({ error }) => (error as IDataObject)['errorCode']);
    expect(codes).toEqual(['MAY_HAVE_BEEN_CONVERTED', 'MAY_HAVE_BEEN_CONVERTED']);
    expect(await soapCalls()).toBe(1);
  });
});
