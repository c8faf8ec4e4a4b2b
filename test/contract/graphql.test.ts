import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Connection } from 'jsforce';

import { startSignedIn, type SignedInOrg } from '../support/org';

let org: SignedInOrg;
let connection: Connection;

beforeAll(async () => {
  org = await startSignedIn(12);
  connection = new Connection({ instanceUrl: org.url, accessToken: org.token, version: '66.0' });
});
afterAll(() => org.close());

/** What Salesforce's own samples have recorded: trailheadapps/lwc-recipes, `graphqlPagination/__tests__/data`. */
test('jsforce, unmodified, gets pages by GraphQL in the recorded form', async () => {
  const query =
    'query ($after: String) { uiapi { query { Contact(first: 3, after: $after, orderBy: { Name: { order: ASC } }) { edges { node { Id Name { value } } } pageInfo { endCursor hasNextPage hasPreviousPage } totalCount } } } }';
  const first = await connection.requestPost('/graphql', { query });
  const edge = { node: { Id: expect.stringMatching(/^003/), Name: { value: expect.any(String) } } };
  expect(first).toEqual({
    data: {
      uiapi: {
        query: {
          Contact: {
            edges: [edge, edge, edge],
            pageInfo: { endCursor: 'djE6Mg==', hasNextPage: true, hasPreviousPage: false },
            totalCount: 12,
          },
        },
      },
    },
    errors: [],
  });
  const last = await connection.requestPost('/graphql', { query, variables: { after: 'djE6MTA=' } });
  expect(last).toMatchObject({
    data: { uiapi: { query: { Contact: { edges: [edge], pageInfo: { hasNextPage: false, hasPreviousPage: true } } } } },
  });
});

test('jsforce, unmodified, gets errors with status 200 in the recorded form', async () => {
  const query = '{ uiapi { query { Account(where: { searchKey: { eq: "x" } }) { totalCount } } } }';
  expect(await connection.requestPost('/graphql', { query })).toEqual({
    data: null,
    errors: [
      {
        extensions: { ErrorType: 'ValidationError' },
        locations: [],
        message: expect.stringContaining(
          "a field name 'searchKey' that is not defined for input object type 'Account_Filter'",
        ),
        paths: [],
      },
    ],
  });
});

test('jsforce, unmodified, creates a record by GraphQL in the recorded form', async () => {
  const query =
    'mutation ($input: AccountCreateInput!) { uiapi { AccountCreate(input: $input) { Record { Id Name { value } } } } }';
  const variables = { input: { Account: { Name: 'Test Account' } } };
  expect(await connection.requestPost('/graphql', { query, variables })).toEqual({
    data: {
      uiapi: { AccountCreate: { Record: { Id: expect.stringMatching(/^001/), Name: { value: 'Test Account' } } } },
    },
    errors: [],
  });
});
