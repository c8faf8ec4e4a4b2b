import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { IDataObject, INode, INodeParameters, NodeParameterValueType } from 'n8n-workflow';

import { createEngine } from '../../engine';
import type { Engine, RunResult } from '../../engine';
import { APP, byExternalId, byId, fields, orgWithCredentials, PACKAGE, record, salesforce } from './salesforce';
import type { Signed } from './salesforce';
import { chain, itemsOf, manualTrigger } from './workflows';
import { until } from '../support/until';

let engine: Engine;
let signed: Signed;

beforeAll(async () => {
  engine = await createEngine({ packageDir: PACKAGE });
  signed = await orgWithCredentials();
});

afterAll(async () => {
  await signed.org.close();
  engine.close();
});

function run(node: INode, input: IDataObject[] = [{}]): Promise<RunResult> {
  return engine.run(chain(manualTrigger, node), { credentials: signed.credentials, input });
}

async function given(node: INode, input?: IDataObject[]): Promise<IDataObject[]> {
  const result = await run(node, input);
  expect(result.error).toBeUndefined();
  return itemsOf(result, node.name) as IDataObject[];
}

const ID = '={{ $json.id }}';
const KEY = '={{ $json.key }}';

function create(object: string, values: IDataObject): INode {
  return salesforce('Create', APP, record('create', object, fields(values)));
}

describe('A record’s life', () => {
  const TRICKY = 'O\'Neil \\ "x" %_ 😊 ../?#';

  test('is created, read, updated, deleted, by its ID', async () => {
    const [created] = await given(create('Account', { Name: '={{ $json.name }}', NumberOfEmployees: 12 }), [
      { name: TRICKY },
    ]);
    expect(created).toEqual({ id: expect.stringMatching(/^001\w{15}$/), created: true });
    const id = String(created?.['id']);

    const get = salesforce(
      'Get',
      APP,
      record('get', 'Account', { ...byId(ID), fieldsToReturn: ['Name', 'NumberOfEmployees'] }),
    );
    expect(await given(get, [{ id }])).toEqual([
      expect.objectContaining({ Id: id, Name: TRICKY, NumberOfEmployees: 12 }),
    ]);

    const update = salesforce(
      'Update',
      APP,
      record('update', 'Account', { ...byId(ID), ...fields({ Industry: 'Banking' }) }),
    );
    expect(await given(update, [{ id }])).toEqual([{ id, updated: true }]);
    expect(await given(get, [{ id }])).toEqual([expect.objectContaining({ Name: TRICKY })]);

    const remove = salesforce('Delete', APP, record('delete', 'Account', byId(ID)));
    expect(await given(remove, [{ id }])).toEqual([{ id, deleted: true }]);
    const again = await run(remove, [{ id }]);
    expect(again.error).toMatchObject({ name: 'NodeApiError', httpCode: '404', itemIndex: 0 });
  });

  test('is created and then updated by an external ID, whose value needs encoding', async () => {
    const key = 'a/b?c#d e%';
    const upsert = salesforce(
      'Upsert',
      APP,
      record('upsert', 'Contact', {
        ...byExternalId('External_Id__c', KEY),
        ...fields({ LastName: '={{ $json.name }}' }),
      }),
    );
    const [first] = await given(upsert, [{ key, name: 'One' }]);
    expect(first).toEqual({ id: expect.stringMatching(/^003\w{15}$/), created: true });
    expect(await given(upsert, [{ key, name: 'Two' }])).toEqual([{ id: first?.['id'], created: false }]);

    const get = salesforce(
      'Get',
      APP,
      record('get', 'Contact', { ...byExternalId('External_Id__c', KEY), fieldsToReturn: ['LastName'] }),
    );
    expect(await given(get, [{ key }])).toEqual([expect.objectContaining({ LastName: 'Two' })]);
    const remove = salesforce('Delete', APP, record('delete', 'Contact', byExternalId('External_Id__c', KEY)));
    expect(await given(remove, [{ key }])).toEqual([{ id: first?.['id'], deleted: true }]);
  });

  test('Objects that the built-in node does not know are no different', async () => {
    const [product] = await given(create('Product2', { Name: 'Widget', IsActive: true }));
    expect(product?.['id']).toMatch(/^01t/);
  });
});

const held = (mode: string, value: string): NodeParameterValueType => ({ __rl: true, mode, value });

describe('Many records', () => {
  const condition = (field: string, operator: string, value: string): INodeParameters => ({
    field: { __rl: true, mode: 'name', value: field },
    operator,
    value,
  });

  test('come by conditions typed by the field, with parents, sorted and limited', async () => {
    const names = ['A', 'B', 'C'].map((letter) => ({ name: `Sorted ${letter}` }));
    await given(create('Account', { Name: '={{ $json.name }}', Industry: 'Energy' }), names);
    const many = record('getAll', 'Account', {
      limit: 2,
      fieldsToReturn: ['Name'],
      moreFields: 'Owner.Username',
      conditions: {
        condition: [condition('Name', 'startsWith', 'Sorted '), condition('CreatedDate', 'greaterOrEqual', 'TODAY')],
      },
      sort: { order: [{ field: { __rl: true, mode: 'name', value: 'Name' }, direction: 'desc', nulls: 'last' }] },
    });
    expect(await given(salesforce('Many', APP, many))).toEqual(
      ['Sorted C', 'Sorted B'].map((Name) => ({
        Id: expect.stringMatching(/^001/),
        Name,
        Owner: { Username: signed.org.username },
      })),
    );
  });

  test.each<[string, string, NodeParameterValueType]>([
    ['plain text, as workflows have it that were saved before', 'equals', 'Form A'],
    ['an expression in its place', 'equals', '={{ $json.one }}'],
    ['typed', 'equals', held('value', 'Form A')],
    ['from the list', 'equals', held('list', 'Form A')],
    ['an expression', 'equals', held('value', '={{ $json.one }}')],
    ['several, typed', 'in', held('value', 'Form A, Form X')],
    ['a list', 'in', held('value', '={{ $json.several }}')],
    ['a list in place of plain text', 'in', '={{ $json.several }}'],
  ])('come by a condition whose value is %s', async (_, operator, value) => {
    await given(create('Account', { Name: '={{ $json.name }}' }), [{ name: 'Form A' }, { name: 'Form B' }]);
    const many = record('getAll', 'Account', {
      fieldsToReturn: ['Name'],
      conditions: { condition: [{ ...condition('Name', operator, ''), value }] } as INodeParameters,
    });
    const names = (await given(salesforce('Many', APP, many), [{ one: 'Form A', several: ['Form A', 'Form X'] }])).map(
      ({ Name }) => Name,
    );
    expect(new Set(names)).toEqual(new Set(['Form A']));
  });

  test('come by SOQL with values bound to it, over all pages', async () => {
    const query = {
      resource: 'query',
      operation: 'soql',
      soql: 'SELECT Name FROM Account WHERE Name = :name',
      parameters: { parameter: [{ name: 'name', type: 'text', value: '={{ $json.name }}' }] },
    };
    const name = "x' OR Name != '";
    expect(await given(salesforce('Query', APP, query), [{ name }])).toEqual([]);
    await given(create('Account', { Name: '={{ $json.name }}' }), [{ name }]);
    expect(await given(salesforce('Query', APP, query), [{ name }])).toEqual([{ Name: name }]);
    const count = { resource: 'query', operation: 'soql', soql: 'SELECT COUNT() FROM User' };
    const users = await given(
      salesforce('Users', APP, { resource: 'query', operation: 'soql', soql: 'SELECT Id FROM User' }),
    );
    expect(await given(salesforce('Count', APP, count))).toEqual([{ count: users.length }]);
  });

  test('come by SOQL with a date and time that an expression gives, in Automatic', async () => {
    await given(create('Account', { Name: '={{ $json.name }}' }), [{ name: 'Dated' }]);
    for (const value of [
      '={{ $now.plus({ days: 1 }) }}',
      '={{ DateTime.now().plus({ days: 1 }) }}',
      '={{ $json.at }}',
    ]) {
      const query = {
        resource: 'query',
        operation: 'soql',
        soql: "SELECT Name FROM Account WHERE Name = 'Dated' AND CreatedDate < :at",
        parameters: { parameter: [{ name: 'at', type: 'auto', value }] },
      };
      const node = salesforce('Query', APP, query);
      // What an item has as text is text.
      if (value.includes('$json')) await expect(given(node, [{ at: '2126-01-01T00:00:00.000Z' }])).rejects.toThrow();
      else expect(await given(node)).toEqual([{ Name: 'Dated' }]);
    }
  });
});

describe('Failures', () => {
  const input = [{ name: 'Good 1' }, { name: '' }, { name: 'Good 2' }];
  const bad = create('Account', { Name: '={{ $json.name }}', Phone: '1' });
  const failure = expect.objectContaining({
    message: expect.stringContaining('Required fields are missing: [Name]'),
    errorCode: 'REQUIRED_FIELD_MISSING',
    fields: ['Name'],
    status: 400,
  });
  const success = { id: expect.stringMatching(/^001/), created: true };

  test('end the run, and name the item, Salesforce’s code and what to do', async () => {
    const { status, error } = await run(bad, input);
    expect(status).toBe('error');
    expect(error).toMatchObject({ name: 'NodeApiError', node: 'Create', itemIndex: 1, httpCode: '400' });
    expect(error?.message).toMatch(/Required fields are missing: \[Name\].*\[item 1\]$/);
    expect(error?.description).toMatch(/\S/);
  });

  test('become the item’s own output when the node continues', async () => {
    const result = await run({ ...bad, onError: 'continueRegularOutput' }, input);
    expect(result.status).toBe('success');
    expect(itemsOf(result, 'Create')).toEqual([success, { error: failure }, success]);
    const paired = result.nodes.get('Create')?.outputs[0]?.map(({ pairedItem }) => pairedItem);
    expect(paired).toEqual([{ item: 0 }, { item: 1 }, { item: 2 }]);
  });

  test('go to the error output with the item they are about', async () => {
    const result = await run({ ...bad, onError: 'continueErrorOutput' }, input);
    expect(result.status).toBe('success');
    expect(itemsOf(result, 'Create', 0)).toEqual([success, success]);
    expect(itemsOf(result, 'Create', 1)).toEqual([{ name: '', error: failure }]);
  });

  test('of the input are said before anything is sent', async () => {
    const before = (await signed.control.stats()).byKind['POST sobjects'];
    const { error } = await run(create('Account', { Naem: 'x' }));
    expect(error).toMatchObject({ name: 'NodeOperationError', itemIndex: 0 });
    expect(error?.message).toContain('Naem');
    expect((await signed.control.stats()).byKind['POST sobjects']).toBe(before);
  });

  test('show no token', async () => {
    await signed.control.faults({ method: 'POST', path: 'sobjects', status: 500, body: 'gone wrong' });
    const result = await run(bad, [{ name: 'x' }]);
    expect(result.status).toBe('error');
    const { access_token } = signed.credentials.data(APP).oauthTokenData as { access_token: string };
    expect(JSON.stringify([...result.nodes, result.error])).not.toContain(access_token);
  });
});

describe('A run that is stopped', () => {
  test('sends nothing more', async () => {
    const stop = new AbortController();
    const many = Array.from({ length: 300 }, (_, index) => ({ name: `Stopped ${String(index)}` }));
    const sent = async (): Promise<number> => (await signed.control.stats()).byKind['POST sobjects'] ?? 0;
    const before = await sent();
    const values = fields({ Name: '={{ $json.name }}' });
    const oneByOne = salesforce('Create', APP, record('create', 'Account', { ...values, sendAs: 'oneByOne' }));
    const running = engine.run(chain(manualTrigger, oneByOne), {
      credentials: signed.credentials,
      input: many,
      signal: stop.signal,
    });
    await until(async () => (await sent()) - before >= 10);
    stop.abort();
    expect((await running).status).toBe('canceled');
    expect((await sent()) - before).toBeLessThan(300);
  });
});
