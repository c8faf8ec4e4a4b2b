import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { IDataObject, INode, INodeParameters } from 'n8n-workflow';
import { createNodeAsTool } from 'n8n-core/dist/execution-engine/node-execution-context/utils/create-node-as-tool';

import { createEngine, type Engine } from '../../engine';
import {
  APP,
  JWT,
  NODE_TYPE,
  orgWithCredentials,
  PACKAGE,
  salesforce,
  WEB,
  type CredentialId,
  type Signed,
} from './salesforce';
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
const CREATE =
  'mutation ($name: String) { uiapi { AccountCreate(input: { Account: { Name: $name } }) { Record { Name { value } } } } }';
const FIND =
  'query ($name: String, $after: String) { uiapi { query { Account(first: 2, after: $after, where: { Name: { eq: $name } }) { edges { node { Id Name { value } } } pageInfo { hasNextPage endCursor } } } } }';
const RECORDS = { returnData: 'records', connection: 'uiapi.query.Account', returnAll: true };

const graphql = (credential: CredentialId, parameters: IDataObject, more: Partial<INode> = {}): INode => ({
  ...salesforce('GraphQL', credential, { resource: 'graphql', operation: 'run', ...parameters } as INodeParameters),
  ...more,
});

const named = (value: string) => ({ variables: { variable: [{ name: 'name', type: 'text', value }] } });

async function outputOf(node: INode, input: readonly IDataObject[]): Promise<readonly IDataObject[]> {
  const result = await engine.run(chain(manualTrigger, node), { credentials: signed.credentials, input: [...input] });
  return result.nodes.has(node.name) ? (itemsOf(result, node.name) as IDataObject[]) : [];
}

describe.each([WEB, APP, JWT] as const)('GraphQL with the credential “%s”', (credential) => {
  test('runs for each item, and follows pages, also with a session that has ended meanwhile', async () => {
    const items = [{ name: 'A' }, { name: 'A' }, { name: 'A' }];
    const create = graphql(credential, { graphqlQuery: CREATE, ...named('={{ $json.name }}') });
    const made = { uiapi: { AccountCreate: { Record: { Name: { value: 'A' } } } } };
    expect(await outputOf(create, items)).toEqual([made, made, made]);
    await signed.control.post('sessions', { expire: true });
    const find = graphql(credential, { graphqlQuery: FIND, ...named('={{ $json.name }}'), ...RECORDS });
    const found = { Id: expect.stringMatching(/^001/), Name: 'A' };
    expect(await outputOf(find, [{ name: 'A' }])).toEqual([found, found, found]);
    await signed.control.post('sessions', { expire: true });
    expect(await outputOf(create, [{ name: 'B' }])).toHaveLength(1);
    expect(await outputOf(find, [{ name: 'B' }])).toHaveLength(1);
  });
});

test('A mutation is not sent again by Retry On Fail where its answer is lost', async () => {
  await signed.control.faults({ path: '/graphql', cut: 'after' });
  const retried = { ...CONTINUES, retryOnFail: true, maxTries: 2, waitBetweenTries: 1 };
  const create = graphql(APP, { graphqlQuery: CREATE, ...named('Once') }, retried);
  expect(await outputOf(create, [{}])).toMatchObject([{ error: { errorCode: 'MAY_HAVE_BEEN_DONE' } }]);
  expect(await outputOf(graphql(APP, { graphqlQuery: FIND, ...named('Once'), ...RECORDS }), [{}])).toHaveLength(1);
});

test('A variable whose expression has no result is refused for its item, and none is sent as an empty text', async () => {
  const create = graphql(APP, { graphqlQuery: CREATE, ...named('={{ $json.name }}') }, CONTINUES);
  const made = { uiapi: { AccountCreate: { Record: { Name: { value: 'There' } } } } };
  const output = await outputOf(create, [{ name: 'There' }, { nome: 'x' }]);
  expect(output).toMatchObject([
    made,
    {
      error: {
        errorCode: 'INVALID_INPUT',
        message: expect.stringContaining('Variables > name: its expression gave undefined'),
      },
    },
  ]);
});

test('As a tool, it asks the agent for what $fromAI names, which is a variable’s value and no query', async () => {
  const node = graphql(APP, {
    graphqlQuery: FIND,
    ...named("={{ $fromAI('company', 'Name of the company', 'string') }}"),
  });
  const nodeType = engine.packages.getByNameAndVersion(NODE_TYPE);
  const { response: tool } = createNodeAsTool({ node, nodeType, handleToolInvocation: async () => 'done' });
  expect(Object.keys(tool.schema.shape)).toEqual(['company']);
});
