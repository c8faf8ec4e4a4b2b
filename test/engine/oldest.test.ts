import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { PackageDirectoryLoader } from 'n8n-core';
import type { INodeParameters } from 'n8n-workflow';

import { createEngine } from '../../engine';
import type { Engine } from '../../engine';
import type { CredentialId, Signed } from './salesforce';
import {
  APP,
  countOf,
  fields,
  JWT,
  JWT_GRANT,
  NODE_TYPE,
  orgWithCredentials,
  PACKAGE,
  record,
  salesforce,
  WEB,
} from './salesforce';
import { chain, itemsOf, manualTrigger } from './workflows';

/** The oldest n8n that the package promises, 1.123.0. Jest gives it to this file, and to records.test.ts as well. */

let engine: Engine;
let signed: Signed;

beforeAll(async () => {
  engine = await createEngine({ packageDir: PACKAGE });
});

beforeEach(async () => {
  signed = await orgWithCredentials(engine, { policies: { rotation: true } });
});

afterEach(() => signed.org.close());

afterAll(() => engine.close());

test.each([
  ['n8n-core', '1.122.0'],
  ['n8n-workflow', '1.120.0'],
])('%s is its own, %s', (name, version) => {
  expect(jest.requireActual(`${name}/package.json`)).toMatchObject({ version });
});

test('n8n’s loader finds all nodes and both credentials', async () => {
  const loader = new PackageDirectoryLoader(PACKAGE);
  await loader.loadAll();
  expect(Object.keys(loader.known.nodes).toSorted()).toEqual([
    'salesforceConnector',
    'salesforceConnectorEventTrigger',
    'salesforceConnectorOutboundMessageTrigger',
    'salesforceConnectorTrigger',
  ]);
  expect(Object.keys(loader.known.credentials).toSorted()).toEqual([
    'salesforceConnectorJwtApi',
    'salesforceConnectorOAuth2Api',
  ]);
});

test('a hint of the run is shown', async () => {
  const create = record('create', 'Contact', {
    fields: { mappingMode: 'autoMapInputData', value: null },
    options: { ignoreUnknownFields: true },
  });
  const { error, nodes } = await engine.run(chain(manualTrigger, salesforce('Create', JWT, create)), {
    credentials: signed.credentials,
    input: [{ LastName: 'Ada', Emial: 'x' }],
  });
  expect(error).toBeUndefined();
  expect(nodes.get('Create')?.hints).toMatchObject([
    { type: 'info', message: 'Ignore Unknown Fields left out these fields: Emial' },
  ]);
});

test('the lists of a condition follow the field in its row', async () => {
  const listed = (value: string) => ({ __rl: true, mode: 'list', value });
  const condition = [{ field: listed('LastName') }, { field: listed('Status') }, { field: listed('IsConverted') }];
  const { type } = signed.credentials.get(APP);
  const loader = engine.form(signed.credentials);
  const form = (field: string) => ({
    type: NODE_TYPE,
    parameters: {
      authentication: 'oAuth2',
      ...record('getAll', 'Lead'),
      conditions: { condition },
    } as unknown as INodeParameters,
    credentials: { [type]: APP },
    path: `parameters.conditions.condition${field}`,
  });
  const { results } = await loader.listSearch(form('[1].value'), 'searchFieldValues', 'working');
  expect(results).toEqual([{ name: 'Working - Contacted', value: 'Working - Contacted' }]);
  const operators = async (row: number) =>
    (await loader.loadOptions(form(`[${row}].operator`), 'getOperators')).map(({ value }) => value);
  expect(await operators(0)).toEqual(expect.arrayContaining(['contains', 'greaterThan']));
  expect(await operators(2)).toEqual(['equals', 'isEmpty', 'notIn', 'isNotEmpty', 'in', 'notEquals']);
});

const people = ['Ada', 'Grace', 'Radia'].map((name) => ({ name }));

/** Creates a contact for each item, and asks for each by its ID. */
function createAndQuery(credential: CredentialId) {
  const soql = {
    resource: 'query',
    operation: 'soql',
    soql: 'SELECT LastName FROM Contact WHERE Id = :id',
    parameters: { parameter: [{ name: 'id', type: 'text', value: '={{ $json.id }}' }] },
  };
  return chain(
    manualTrigger,
    salesforce('Create', credential, record('create', 'Contact', fields({ LastName: '={{ $json.name }}' }))),
    salesforce('Query', credential, soql),
  );
}

describe.each<[string, CredentialId, string]>([
  ['JWT bearer', JWT, JWT_GRANT],
  ['web server flow', WEB, 'refresh_token'],
  ['client credentials', APP, 'client_credentials'],
])('By %s', (_, credential, grant) => {
  test('a workflow creates records and queries them, and its session is renewed when it ends between the two', async () => {
    const { org, control, credentials } = signed;
    const before = countOf(org, 'Contact');
    let granted = 0;
    const result = await engine.run(createAndQuery(credential), {
      credentials,
      input: people,
      onNodeStarted: async (node) => {
        if (node !== 'Query') return;
        granted = (await control.stats()).tokens.granted[grant] ?? 0;
        await control.post('sessions', { expire: true });
      },
    });
    expect(result.error).toBeUndefined();
    expect(itemsOf(result, 'Query')).toEqual(people.map(({ name }) => ({ LastName: name })));
    expect(countOf(org, 'Contact') - before).toBe(people.length);
    const { tokens } = await control.stats();
    expect(tokens.refused).toEqual({});
    expect((tokens.granted[grant] ?? 0) - granted).toBe(1);

    // What was renewed is stored: the next run needs no other session.
    expect((await engine.run(createAndQuery(credential), { credentials, input: people })).status).toBe('success');
    expect((await control.stats()).tokens).toEqual(tokens);
  });

  test('the credential’s own test passes', async () => {
    await engine.run(createAndQuery(credential), { credentials: signed.credentials, input: people });
    expect(await engine.testCredential(signed.credentials, credential)).toMatchObject({ status: 'OK' });
  });
});
