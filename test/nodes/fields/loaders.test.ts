import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { IDataObject, ILoadOptionsFunctions, INodeListSearchResult, ResourceMapperField } from 'n8n-workflow';

import { fieldsOfForm } from '../../../nodes/SalesforceConnector/fields/fieldsToSend';
import { loaders } from '../../../nodes/SalesforceConnector/fields/index';
import { ANY_LABEL } from '../../../nodes/SalesforceConnector/host/labels';
import { openOrg } from '../../../nodes/SalesforceConnector/host/org';
import type { ObjectSummary } from '../../../salesforce/describe';
import { startOrg, type RunningOrg } from '../../../simulator/index';
import { outputOf, hostOn, mapped, named } from '../support/simulated';
import { field, object } from '../../support/schema';
import { host, type Answer, type Sent } from '../support/host';

let org: RunningOrg;
beforeAll(async () => {
  org = await startOrg({ size: 130, fillerObjects: 1300 });
});
afterAll(() => org.close());

const { listSearch, loadOptions, resourceMapping } = loaders;

/** A form as filled in so far, with the requests that its lists cost. */
function form(parameters: IDataObject): { context: ILoadOptionsFunctions; sent: Sent[] } {
  return hostOn(org, { parameters });
}

const labels = ({ results }: INodeListSearchResult) => results.map(({ name }) => name);

describe('The list of objects', () => {
  type ObjectList = Extract<keyof typeof listSearch, `${string}Objects${string}`>;
  const search = (list: ObjectList, filter?: string, token?: string, parameters: IDataObject = {}) =>
    listSearch[list].call(form(parameters).context, filter, token);

  test('comes a page at a time, with a token for the next', async () => {
    const first = await search('searchQueryableObjects');
    expect(first.results).toHaveLength(100);
    const second = await search('searchQueryableObjects', undefined, first.paginationToken);
    expect(second.results).toHaveLength(100);
    expect(labels(second)).not.toEqual(labels(first));
    let pages = 2;
    for (let token = second.paginationToken; token !== undefined; pages += 1) {
      token = (await search('searchQueryableObjects', undefined, token)).paginationToken;
    }
    expect(pages).toBeGreaterThanOrEqual(14);
  });

  test('is searched by label and by API name, without regard to case', async () => {
    expect((await search('searchCreatableObjects', 'order')).results).toContainEqual({ name: 'Order', value: 'Order' });
    expect(labels(await search('searchCreatableObjects', 'invoice__C'))).toEqual(['Invoice (Invoice__c)']);
    expect((await search('searchCreatableObjects', 'Filler_0777')).results).toHaveLength(1);
    expect(labels(await search('searchQueryableObjects', 'line item'))).toContain(
      'Opportunity Product (OpportunityLineItem)',
    );
    expect((await search('searchCreatableObjects', 'no such object')).results).toEqual([]);
  });

  test('leaves out what the operation cannot work on', async () => {
    const values = async (list: ObjectList) => (await search(list, 'RecordType')).results.map(({ value }) => value);
    expect(await values('searchQueryableObjects')).toContain('RecordType');
    expect(await values('searchCreatableObjects')).not.toContain('RecordType');
  });

  test('has for each use the objects that allow it', async () => {
    const all = await (await openOrg(form({}).context, undefined, ANY_LABEL)).describe.global();
    const allowing = (allows: (object: ObjectSummary) => boolean) => all.filter(allows).map(({ name }) => name);
    const listed = async (list: ObjectList) => {
      const values: unknown[] = [];
      let token: string | undefined;
      do {
        const page = await search(list, undefined, token);
        values.push(...page.results.map(({ value }) => value));
        token = page.paginationToken as string | undefined;
      } while (token !== undefined);
      return values.toSorted();
    };
    expect(await listed('searchQueryableObjects')).toEqual(allowing(({ queryable }) => queryable).toSorted());
    expect(await listed('searchSearchableObjects')).toEqual(allowing(({ searchable }) => searchable).toSorted());
    expect(await listed('searchReplicateableObjects')).toEqual(
      allowing(({ replicateable }) => replicateable).toSorted(),
    );
    expect(await listed('searchCreatableObjects')).toEqual(allowing(({ createable }) => createable).toSorted());
    expect(await listed('searchUpdatableObjects')).toEqual(allowing(({ updateable }) => updateable).toSorted());
    expect(await listed('searchDeletableObjects')).toEqual(allowing(({ deletable }) => deletable).toSorted());
    const both = allowing(({ createable, updateable }) => createable && updateable);
    expect(await listed('searchUpsertableObjects')).toEqual(both.toSorted());
  });

  test('of a load has those that allow the action chosen, and inserts when none is', async () => {
    const listed = async (parameters: IDataObject, filter: string) =>
      (await search('searchObjectsToLoad', filter, undefined, parameters)).results.map(({ value }) => value);
    for (const ingestOperation of ['insert', 'update', 'upsert', 'delete', 'hardDelete']) {
      expect(await listed({ ingestOperation }, 'RecordType')).not.toContain('RecordType');
      expect(await listed({ ingestOperation }, 'Account')).toContain('Account');
    }
    expect(await listed({}, 'RecordType')).not.toContain('RecordType');
    expect(await listed({ ingestOperation: '={{ $json.action }}' }, 'RecordType')).toContain('RecordType');
  });

  test('is asked for once, and then revalidated: other lists of the form and further pages cost nothing', async () => {
    const { context, sent } = form({ operation: 'create', object: named('Account') });
    await listSearch.searchCreatableObjects.call(context, 'a');
    await listSearch.searchCreatableObjects.call(context, 'ab');
    await resourceMapping.getFieldsToCreate.call(context);
    await loadOptions.getReadableFields.call(context);
    await listSearch.searchQueryFields.call(context);
    await listSearch.searchExternalIdFields.call(context);
    const lists = sent.filter(({ url }) => url.endsWith('/sobjects'));
    const describes = sent.filter(({ url }) => url.endsWith('/sobjects/Account/describe'));
    expect(lists.length).toBeLessThanOrEqual(1);
    expect(describes).toHaveLength(1);
  });
});

describe('The list of records', () => {
  const search = (object: string, filter?: string, token?: string) =>
    listSearch.searchRecords.call(form({ operation: 'get', object: named(object) }).context, filter, token);

  test('comes in pages of 50, by name', async () => {
    const first = await search('Contact');
    expect(first.results).toHaveLength(50);
    const second = await search('Contact', undefined, first.paginationToken);
    expect(second.results).toHaveLength(50);
    const values = [...first.results, ...second.results].map(({ value }) => value);
    expect(new Set(values).size).toBe(100);
  });

  test('is searched by a part of the name, in which nothing has a special meaning', async () => {
    for (const Name of ["O'Hara 100%_\\ Ltd", 'OHara 1000 Ltd']) {
      await outputOf(org, {
        resource: 'record',
        operation: 'create',
        object: named('Account'),
        fields: mapped({ Name }),
      });
    }
    expect(labels(await search('Account', "'Hara 100%_\\"))).toEqual(["O'Hara 100%_\\ Ltd"]);
    expect((await search('Account', 'no such name')).results).toEqual([]);
  });

  test('asks for one page only, in whatever an org holds', async () => {
    const { context, sent } = form({ object: named('Contact') });
    await listSearch.searchRecords.call(context, 'a');
    const queries = sent.filter(({ url }) => url.includes('/query'));
    expect(queries).toHaveLength(1);
    expect(decodeURIComponent(queries[0]?.url ?? '')).toMatch(/ LIMIT 51 OFFSET 0$/);
  });

  test('shows a case by its number and subject', async () => {
    const [first] = (await search('Case')).results;
    expect(first?.name).toMatch(/^\d{8} \(.+\)$/);
  });

  test.each([
    ['Invoice__c', 'SELECT Id,Name,Invoice_Key__c FROM'],
    ['Quote', 'SELECT Id,Name,Email FROM'],
    ['Account', 'SELECT Id,Name,BillingCity FROM'],
    ['Product2', 'SELECT Id,Name FROM'],
  ])('shows beside the name of %s what its description offers', async (object, asked) => {
    const { context, sent } = form({ object: named(object) });
    await listSearch.searchRecords.call(context);
    const queries = sent.filter(({ url }) => url.includes('/query'));
    expect(decodeURIComponent(queries[0]?.url ?? '').replaceAll(', ', ',')).toContain(asked);
  });

  test('is searched by any of the email fields, with one query', async () => {
    const { context, sent } = form({ object: named('Case') });
    await listSearch.searchRecords.call(context, 'ada@acme');
    const queries = sent.filter(({ url }) => url.includes('/query'));
    expect(queries.map(({ url }) => decodeURIComponent(url).replaceAll('+', ' '))).toEqual([
      expect.stringMatching(/WHERE .*SuppliedEmail LIKE '%ada@acme%' OR ContactEmail LIKE '%ada@acme%'/),
    ]);
  });

  test('tells namesakes apart, is searched by ID or email address too, and links to each record', async () => {
    const create = async (email: string) => {
      const fields = mapped({ LastName: 'Namesake', Email: email });
      const [created] = await outputOf(org, {
        resource: 'record',
        operation: 'create',
        object: named('Contact'),
        fields,
      });
      return String(created?.['id']);
    };
    const [one, other] = [await create('one@namesake.example'), await create('other@namesake.example')];
    const expected = { name: 'Namesake (other@namesake.example)', value: other, url: `${org.url}/${other}` };
    expect(labels(await search('Contact', 'namesake'))).toEqual([
      'Namesake (one@namesake.example)',
      'Namesake (other@namesake.example)',
    ]);
    expect((await search('Contact', ' other@name ')).results).toEqual([expected]);
    expect((await search('Contact', other)).results).toEqual([expected]);
    expect((await search('Contact', other.slice(0, 15))).results).toEqual([expected]);
    // An ID of another object is a name like any other here.
    expect((await search('Account', one)).results).toEqual([]);
  });
});

describe('The fields to write', () => {
  const fields = async (
    list: keyof typeof resourceMapping,
    object: string,
  ): Promise<Map<string, ResourceMapperField>> => {
    const { context } = form({ object: named(object) });
    const { fields: listed } = await resourceMapping[list].call(context);
    return new Map(listed.map((field) => [field.id, field]));
  };

  test('are those that may be written, required ones first and the others added by hand', async () => {
    const contact = await fields('getFieldsToCreate', 'Contact');
    expect([...contact.keys()][0]).toBe('LastName');
    expect(contact.get('LastName')).toMatchObject({ required: true, removed: false, type: 'string' });
    expect(contact.get('Email')).toMatchObject({ required: false, removed: true, displayName: 'Email' });
    for (const readOnly of ['Id', 'Name', 'CreatedDate', 'SystemModstamp', 'MailingAddress'])
      expect(contact.has(readOnly)).toBe(false);
  });

  test('have the types of the form, with picklist values', async () => {
    const all = await fields('getFieldsToCreate', 'Sync_Test__c');
    const types = ['Checkbox__c', 'Number__c', 'Date__c', 'Datetime__c', 'Long_Text__c', 'Picklist__c'].map(
      (name) => all.get(name)?.type,
    );
    expect(types).toEqual(['boolean', 'number', 'dateTime', 'dateTime', 'string', 'options']);
    expect(all.get('Restricted_Picklist__c')?.options).toEqual(
      ['Red', 'Green', 'Blue'].map((value) => ({ name: value, value })),
    );
  });

  test('say what to enter before the API name, which the editor cuts off where a name is long', async () => {
    const name = async (object: string, id: string) => (await fields('getFieldsToCreate', object)).get(id)?.displayName;
    expect(await name('Contact', 'AccountId')).toBe('Account ID – ID of Account (AccountId)');
    expect(await name('Task', 'WhoId')).toBe('Name ID – ID of Contact or Lead (WhoId)');
    expect(await name('Task', 'WhatId')).toBe('Related To ID – ID of Account or Campaign or Case or others (WhatId)');
    expect(await name('Sync_Test__c', 'Multi_Picklist__c')).toBe('Multi Picklist – a;b or a list (Multi_Picklist__c)');
    expect(await name('Attachment', 'Body')).toBe('Body – file in base64');
    expect(await name('Contact', 'LastName')).toBe('Last Name (LastName)');
  });

  test.each([
    [250, 'options', 'State (State__c)'],
    [251, 'string', 'State – one of 251 values (State__c)'],
  ])('offer %i values as %s: n8n keeps them in each node', (count, type, displayName) => {
    const value = (_: unknown, n: number) => ({
      label: `${n}`,
      value: `${n}`,
      active: true,
      defaultValue: false,
      validFor: null,
    });
    const off = { ...value(undefined, -1), active: false };
    const picklistValues = [off, ...Array.from({ length: count }, value)];
    const described = object('Site__c', [field('State__c', 'picklist', { label: 'State', picklistValues })]);
    const [state] = fieldsOfForm(described, 'create').fields;
    expect(state).toMatchObject({ type, displayName });
    expect(state?.options?.length).toBe(type === 'options' ? count : undefined);
  });

  test('offer record types by name', async () => {
    const options = (await fields('getFieldsToCreate', 'Sync_Test__c')).get('RecordTypeId')?.options ?? [];
    expect(options.map(({ name }) => name).toSorted()).toEqual(['Special', 'Standard']);
    for (const { value } of options) expect(value).toMatch(/^012\w{15}$/);
  });

  test('of an update are the updateable ones, and none is required', async () => {
    const line = await fields('getFieldsToUpdate', 'Invoice_Line__c');
    expect([...line.values()].filter(({ required }) => required)).toEqual([]);
    expect(line.has('Quantity__c')).toBe(true);
  });

  test('of an upsert are those of creates and of updates, and none is required', async () => {
    const [toCreate, toUpdate, toUpsert] = [
      await fields('getFieldsToCreate', 'Invoice_Line__c'),
      await fields('getFieldsToUpdate', 'Invoice_Line__c'),
      await fields('getFieldsToUpsert', 'Invoice_Line__c'),
    ];
    expect([...toUpsert.keys()].toSorted()).toEqual([...new Set([...toCreate.keys(), ...toUpdate.keys()])].toSorted());
    expect([...toUpsert.values()].filter(({ required }) => required)).toEqual([]);
  });
});

describe('The other lists', () => {
  test('External ID fields are those that identify a record', async () => {
    const { context } = form({ object: named('Sync_Test__c') });
    const { results } = await listSearch.searchExternalIdFields.call(context);
    const values = results.map(({ value }) => value);
    expect(values).toEqual(expect.arrayContaining(['Text_Key__c', 'Number_Key__c', 'Email_Key__c']));
    expect(values).not.toContain('Id');
    expect(values).not.toContain('Text__c');
  });

  test('External ID fields that are not unique say so, and come last', async () => {
    const { context } = form({ object: named('Contact') });
    const { results } = await listSearch.searchExternalIdFields.call(context);
    const { schema } = org.org.store;
    const contact = schema.object('Contact');
    const areUnique = results.map(({ value }) => contact && schema.field(contact, String(value))?.unique === true);
    expect(areUnique).toEqual(areUnique.toSorted((a, b) => Number(b) - Number(a)));
    expect(areUnique).toEqual(results.map(({ name }) => !name.endsWith(', not unique')));
    expect(new Set(areUnique)).toEqual(new Set([true, false]));
  });

  test.each([
    ['insert', ['LastName', 'Email'], ['Id', 'CreatedDate']],
    ['update', ['Id', 'LastName'], ['CreatedDate', 'Name']],
    ['upsert', ['External_Id__c', 'LastName'], ['CreatedDate']],
    ['delete', ['Id'], ['LastName', 'Email']],
    ['{{ undefined }}', ['Id', 'LastName', 'CreatedDate'], []],
  ])('The columns of a file to %s fill the fields that the action takes', async (ingestOperation, some, none) => {
    const names: unknown[] = [];
    for (let token: string | undefined = '0'; token !== undefined;) {
      const { context } = form({ object: named('Contact'), ingestOperation });
      const page: INodeListSearchResult = await listSearch.searchColumnFields.call(context, undefined, token);
      names.push(...page.results.map(({ value }) => value));
      token = page.paginationToken as string | undefined;
    }
    expect(names).toEqual(expect.arrayContaining(some));
    for (const name of none) expect(names).not.toContain(name);
  });

  test('API versions come from the org, the newest first', async () => {
    const options = await loadOptions.getApiVersions.call(form({}).context);
    expect(options[0]).toEqual({
      name: expect.stringMatching(/^\d\d\.0 \(.+\)$/),
      value: expect.stringMatching(/^\d\d\.0$/),
    });
    const numbers = options.map(({ value }) => Number(value));
    expect(numbers).toEqual(numbers.toSorted((a, b) => b - a));
  });
});

test('Lists are asked for in the API version that the form chooses', async () => {
  const { context, sent } = form({ operation: 'get', object: named('Lead'), options: { apiVersion: '60.0' } });
  await loadOptions.getReadableFields.call(context);
  expect(sent.map(({ url }) => new URL(url).pathname)).toEqual(['/services/data/v60.0/sobjects/Lead/describe']);
});

describe('A list that cannot be loaded says why', () => {
  test('when no object is chosen yet', async () => {
    const { context, sent } = form({ object: { __rl: true, mode: 'list', value: '' } });
    await expect(loadOptions.getReadableFields.call(context)).rejects.toThrow('Object has no value yet');
    expect(sent).toEqual([]);
  });

  test('when the object is an expression', async () => {
    const { context, sent } = form({ object: { __rl: true, mode: 'name', value: '={{ $json.object }}' } });
    await expect(loadOptions.getReadableFields.call(context)).rejects.toMatchObject({
      message: 'This list cannot be loaded because Object is an expression.',
      description: expect.stringContaining('Type API names'),
    });
    expect(sent).toEqual([]);
  });

  test('when the object does not exist', async () => {
    await expect(loadOptions.getReadableFields.call(form({ object: named('Nope__c') }).context)).rejects.toThrow(
      'There is no object “Nope__c” that the signed-in user can see.',
    );
  });

  describe('in place of the fields to write, because the editor shows no error of theirs', () => {
    const notice = async (list: keyof typeof resourceMapping, context: ILoadOptionsFunctions) => {
      const { fields: listed, emptyFieldsNotice } = await resourceMapping[list].call(context);
      expect(listed).toEqual([]);
      return emptyFieldsNotice;
    };
    const unconnected = () => ({ environment: 'production', grantType: 'pkce' });

    test.each<[string, ILoadOptionsFunctions | IDataObject, RegExp]>([
      ['there is no object', named(''), /^Object has no value yet, so its fields cannot be listed\.\nChoose an object/],
      [
        'an expression gives none',
        { __rl: true, mode: 'name' },
        /an expression that has a value only while the workflow runs/,
      ],
      ['an expression cannot be evaluated', named('={{ $json.o }}'), /^This list cannot be loaded because Object is/],
      ['the name is misspelled', named('Acount'), /^There is no object “Acount” that the signed-in user can see\./],
      ['the name is none', named('<b>My Object</b>'), /&lt;b&gt;My Object&lt;\/b&gt;.* is not a valid API name/],
      ['no field may be written', named('AssignmentRule'), /\(AssignmentRule\) has no field that you may write\./],
    ])('when %s', async (_, object, message) => {
      for (const list of ['getFieldsToCreate', 'getFieldsToUpdate', 'getFieldsToUpsert'] as const) {
        expect(await notice(list, form({ object }).context)).toMatch(message);
      }
    });

    test.each([undefined, {}])('when there is no credential yet: %j', async (credentials) => {
      const { context } = host({
        credential: () => {
          throw new Error('Node does not have any credentials set');
        },
        parameters: { object: named('Account') },
      });
      const { credentials: _, ...node } = context.getNode();
      const getNode = () => ({ ...node, ...(credentials === undefined ? {} : { credentials }) });
      for (const list of Object.keys(resourceMapping) as (keyof typeof resourceMapping)[]) {
        expect(await notice(list, { ...context, getNode })).toBe('Choose a credential to see the fields.');
      }
    });

    test('when the credential is not connected', async () => {
      const { context } = host({ credential: unconnected, parameters: { object: named('Account') } });
      expect(await notice('getFieldsToCreate', context)).toMatch(/^The Salesforce credential is not connected yet\./);
    });

    test('and once there are fields says what counts when mapping automatically, where none are shown', async () => {
      const { emptyFieldsNotice } = await resourceMapping.getFieldsToCreate.call(
        form({ object: named('Account') }).context,
      );
      expect(emptyFieldsNotice).toMatch(/names of the item’s fields have to be API names/);
    });
  });

  test('when the credential is not connected', async () => {
    const { context } = host({ credential: () => ({ environment: 'production', grantType: 'pkce' }) });
    await expect(listSearch.searchQueryableObjects.call(context)).rejects.toThrow(
      'The Salesforce credential is not connected yet.',
    );
  });
});

test.each<[string, Answer]>([
  ['a login page', { status: 200, body: '<html>Login</html>' }],
  ['the page of a proxy', { status: 403, body: '<html>Forbidden</html>' }],
  ['nothing', { status: 200, body: '' }],
])('A form changes no record, and does not say that it might have when it meets %s', async (_, answer) => {
  const { context } = host({ parameters: { object: named('Account') }, answer: () => answer });
  const error: unknown = await listSearch.searchQueryableObjects.call(context).catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ description: expect.stringContaining('a proxy') });
  const { fields, emptyFieldsNotice } = await resourceMapping.getFieldsToCreate.call(context);
  expect(fields).toEqual([]);
  const told = `${String((error as { description?: unknown }).description)} ${emptyFieldsNotice ?? ''}`;
  expect(told).not.toContain('change records');
});
