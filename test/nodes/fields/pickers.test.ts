import { Readable } from 'node:stream';

import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { IDataObject, INodeListSearchResult } from 'n8n-workflow';

import { readOptionalRuleId } from '../../../nodes/SalesforceConnector/fields/assignmentRule';
import { readLibrary, readLinkTo } from '../../../nodes/SalesforceConnector/fields/file';
import { readIgnoredUsers } from '../../../nodes/SalesforceConnector/fields/polling';
import { readReportColumn } from '../../../nodes/SalesforceConnector/fields/reportColumn';
import type { FormValues } from '../../../nodes/SalesforceConnector/host/form';
import { ANY_LABEL } from '../../../nodes/SalesforceConnector/host/labels';
import { openOrg } from '../../../nodes/SalesforceConnector/host/org';
import { loaders } from '../../../nodes/SalesforceConnector/fields/index';
import { startOrg, type RunningOrg } from '../../../simulator';
import type { HostOptions } from '../support/host';
import { outputOf, hostOn, mapped, named } from '../support/simulated';

let org: RunningOrg;
beforeAll(async () => {
  org = await startOrg({ size: 600 });
});
afterAll(() => org.close());

const { listSearch, loadOptions } = loaders;

const labels = ({ results }: INodeListSearchResult) => results.map(({ name }) => name);

describe('The list of assignment rules', () => {
  const rules = async (parameters: IDataObject, filter?: string) =>
    await listSearch.searchAssignmentRules.call(hostOn(org, { parameters }).context, filter);

  test('has those of the object, and is searched by name', async () => {
    expect(labels(await rules({ object: named('Lead') }))).toEqual(['Web leads']);
    expect(labels(await rules({ object: named('Case') }, 'WEB'))).toEqual(['Web cases']);
    expect(labels(await rules({ object: named('Case') }, 'leads'))).toEqual([]);
    expect(labels(await rules({ object: named('Contact') }))).toEqual([]);
  });

  test('gives a rule that a write runs', async () => {
    const [rule] = (await rules({ object: named('Lead') })).results;
    const assignmentRuleId = { __rl: true, mode: 'list', value: rule?.value, cachedResultName: rule?.name };
    const [lead] = await outputOf(org, {
      resource: 'record',
      operation: 'create',
      object: named('Lead'),
      fields: mapped({ LastName: 'Hopper', Company: 'Navy', LeadSource: 'Web' }),
      options: { assignmentRule: 'byId', assignmentRuleId },
    });
    const [read] = await outputOf(org, {
      resource: 'query',
      operation: 'soql',
      soql: `SELECT Owner.Name FROM Lead WHERE Id = '${String(lead?.['id'])}'`,
    });
    expect(read).toMatchObject({ Owner: { Name: 'Web Leads' } });
  });

  test('says what to do while the object is not known', async () => {
    await expect(rules({ object: named('') })).rejects.toThrow(
      'Object has no value yet, so its assignment rules cannot be listed.',
    );
    await expect(rules({ object: named('={{ $json.object }}') })).rejects.toMatchObject({
      description: expect.stringContaining('Type IDs instead of choosing from lists'),
    });
  });
});

describe('The list of a condition’s operators', () => {
  const listed = (value: string) => ({ __rl: true, mode: 'list', value });
  const operators = async (field: IDataObject, object = 'Account', options: HostOptions = {}) => {
    const parameters = { object: named(object), conditions: { condition: [{ field: named('Name') }, { field }] } };
    const { context, sent } = hostOn(org, { parameters, row: 'conditions.condition.1', ...options });
    const choices = await loadOptions.getOperators.call(context);
    return {
      values: choices.map(({ value }) => value),
      asked: sent.map(({ url }) => url.replace(/.*\/v[\d.]+\//, '')),
    };
  };
  const every = async () => (await operators(named('Name'))).values;

  test('has those that the field’s type takes, with one request for the object’s description at most', async () => {
    const { values, asked } = await operators(listed('AnnualRevenue'));
    expect(values).toEqual(expect.arrayContaining(['equals', 'greaterThan', 'in', 'isEmpty']));
    expect(values).not.toEqual(expect.arrayContaining(['contains']));
    expect(values).not.toEqual(expect.arrayContaining(['includes']));
    expect(asked.filter((path) => path !== 'sobjects/Account/describe')).toEqual([]);
    expect((await operators(listed('Name'))).asked).toEqual([]);
  });

  test.each<[string, IDataObject, string]>([
    ['a typed field', named('AnnualRevenue'), 'Account'],
    ['an expression', named('={{ $json.field }}'), 'Account'],
    ['no field', listed(''), 'Account'],
    ['a field that the object does not have', listed('Nope__c'), 'Account'],
    ['an object that does not exist', listed('Name'), 'Nope__c'],
    ['no object', listed('Name'), ''],
  ])('has all of them for %s', async (_, field, object) => {
    const { values } = await operators(field, object);
    expect(values).toHaveLength(16);
    expect(values).toEqual(await every());
  });

  test.each<[string, HostOptions]>([
    [
      'no credential',
      {
        credential: () => {
          throw new Error('Node does not have any credentials set');
        },
      },
    ],
    ['a login page', { answer: async () => ({ status: 200, body: Readable.from('<html>'), headers: {} }) }],
    ['no answer', { answer: () => Promise.reject(new Error('ECONNREFUSED')) }],
  ])('has all of them with %s', async (_, options) => {
    expect((await operators(listed('Tax_Rate__c'), 'Invoice__c', options)).values).toEqual(await every());
  });
});

describe('The list of a condition’s values', () => {
  const condition = (field: unknown, value: unknown = '', operator = 'equals') => ({ field, operator, value });
  const rows = (...all: object[]) => ({ conditions: { condition: all } });
  const values = async (object: string, field: string | IDataObject, filter?: string, token?: string) => {
    const chosen = typeof field === 'string' ? named(field) : field;
    const parameters = { object: named(object), ...rows(condition(named('Name')), condition(chosen)) };
    const { context, sent } = hostOn(org, { parameters, row: 'conditions.condition.1' });
    const list = await listSearch.searchFieldValues.call(context, filter, token);
    return { ...list, queries: sent.filter(({ url }) => url.includes('/query')).length };
  };

  test.each([
    ['a picklist', 'Sync_Test__c', 'Restricted_Picklist__c', undefined, ['Red', 'Green', 'Blue']],
    ['a picklist that is searched', 'Sync_Test__c', 'Restricted_Picklist__c', 'LU', ['Blue']],
    ['a multi-select picklist', 'Sync_Test__c', 'Multi_Picklist__c', undefined, ['Email', 'Phone', 'Post', 'Visit']],
    ['a checkbox', 'Lead', 'IsConverted', undefined, ['True', 'False']],
    ['a parent’s checkbox', 'Contact', 'Owner.IsActive', 'f', ['False']],
    ['record types', 'Sync_Test__c', 'RecordTypeId', undefined, ['Special', 'Standard']],
    ['record types that are searched', 'Sync_Test__c', 'RecordTypeId', 'spec', ['Special']],
  ])('has those of %s, without a query', async (_, object, field, filter, names) => {
    const list = await values(object, field, filter);
    expect(labels(list).toSorted()).toEqual(names.toSorted());
    expect(list.queries).toBe(0);
  });

  test('has labels beside API names, and leaves out values that are not active', async () => {
    const { schema } = org.org.store;
    const opportunity = schema.object('Opportunity');
    const stages = opportunity && schema.field(opportunity, 'StageName')?.picklistValues;
    const [first = {}, second = {}] = stages ?? [];
    Object.assign(first, { active: false });
    Object.assign(second, { label: 'Qualifizierung' });
    const { results } = await values('Opportunity', 'StageName');
    const [, ...active] = stages?.map(({ value }) => value) ?? [];
    expect(results.map(({ value }) => value)).toEqual(active);
    expect(results[0]?.name).toBe(`Qualifizierung (${active[0]})`);
  });

  test('has the records that a field refers to, by name and a page at a time', async () => {
    const first = await values('Contact', 'AccountId');
    expect(first.results).toHaveLength(50);
    expect(first.queries).toBe(1);
    const next = await values('Contact', 'AccountId', undefined, String(first.paginationToken));
    expect(next.results[0]?.value).not.toBe(first.results[0]?.value);
    for (const { value } of [...first.results, ...next.results]) expect(value).toMatch(/^001/);
    const [{ name: sought = '' } = {}] = first.results;
    expect(labels(await values('Contact', 'AccountId', sought.slice(2).replace(/ \(.*/, '')))).toContain(sought);
  });

  test('has users and queues together, and no other groups', async () => {
    const names = labels(await values('Lead', 'OwnerId'));
    expect(names).toEqual(expect.arrayContaining(['Support (Queue)', 'Web Leads (Queue)']));
    expect(names.some((name) => / \(User, .+@.+\)$/.test(name))).toBe(true);
    expect(names.every((name) => / \((Queue|User, .+)\)$/.test(name))).toBe(true);
    expect(labels(await values('Lead', 'OwnerId', 'suppo'))).toEqual(['Support (Queue)']);
  });

  test('has the object’s own records for its ID', async () => {
    const { results } = await values('Campaign', 'Id', 'webinar');
    expect(results).toMatchObject([{ name: 'Product Webinar', value: expect.stringMatching(/^701/) }]);
  });

  test.each<[string, string | IDataObject, string]>([
    ['is text', 'Name', 'Account Name (Name) is of the type string, whose values cannot be listed.'],
    ['is a number', 'AnnualRevenue', 'Annual Revenue (AnnualRevenue) is of the type currency, whose'],
    ['does not exist', 'Nope__c', 'Field: there is no field “Nope__c” on Account.'],
    ['is not chosen yet', '', 'Field has no value yet, so its values cannot be listed.'],
    ['is an expression', '={{ $json.field }}', 'This list cannot be loaded because Field is an expression.'],
  ])('says what to do if the field %s', async (_, field, message) => {
    await expect(values('Account', field)).rejects.toThrow(message);
  });

  test('says what to do if the field can refer to very many objects', async () => {
    await expect(values('Task', 'WhatId')).rejects.toMatchObject({
      message: expect.stringMatching(/ \(WhatId\) refers to records of \d+ objects, too many to list\.$/),
      description: expect.stringContaining('Choose By Value and type the ID of the record.'),
    });
  });
});

describe('The list of users and groups', () => {
  const shared = async (filter?: string) =>
    await listSearch.searchUsersAndGroups.call(hostOn(org, { parameters: {} }).context, filter);

  test('has those that files are shared with, and says what each is', async () => {
    const names = labels(await shared());
    expect(names).toContain('Contracts (Library)');
    expect(names).toContain('Alex Admin (User, admin@simulated.example)');
    expect(names.every((name) => / \((Group|Library|User, .+)\)$/.test(name))).toBe(true);
    expect(names.some((name) => name.startsWith('Web Leads'))).toBe(false);
    expect(labels(await shared('contr'))).toEqual(['Contracts (Library)']);
  });

  test('links to each, as a list of records does', async () => {
    const { results } = await shared('alex');
    expect(results).toMatchObject([{ url: expect.stringMatching(/\/005\w+$/) }]);
  });

  test('of users alone has them by name', async () => {
    const { results } = await listSearch.searchUsers.call(hostOn(org, { parameters: {} }).context, 'alex');
    expect(results).toMatchObject([
      { name: 'Alex Admin (admin@simulated.example)', value: expect.stringMatching(/^005/) },
    ]);
  });

  test('has only what the user can query', async () => {
    const without = await startOrg({ size: 20 });
    try {
      Object.assign(without.org.store.schema.object('ContentWorkspace') ?? {}, { queryable: false });
      const { context } = hostOn(without, { parameters: {} });
      const names = labels(await listSearch.searchUsersAndGroups.call(context));
      expect(names).toContain('Alex Admin (User, admin@simulated.example)');
      expect(names.join()).not.toContain('Library');
    } finally {
      await without.close();
    }
  });
});

const ID = '0058d0000000002AAA';
const RULE = '01Q8d0000000002EAA';
const LIBRARY = '0588d0000000002AAA';
const held = (value: unknown, mode = 'id') => ({ __rl: true, mode, value });
const formOf = (value: unknown) => ({ param: () => value }) as unknown as FormValues;

const OPTIONAL: readonly (readonly [string, (form: FormValues) => unknown, unknown])[] = [
  ['Assignment Rule ID', (form) => readOptionalRuleId(form.param('')), RULE],
  ['Date Column', (form) => readReportColumn(form.param(''), 'Date Column'), ID],
  ['Library', readLibrary, LIBRARY],
  ['Link To', readLinkTo, [ID]],
];

describe.each(OPTIONAL)('A choice that may be left out: %s', (label, read, chosen) => {
  const id = String(chosen);

  test.each([
    ['from the list', held(id, 'list')],
    ['by its ID', held(id)],
    ['as plain text', id],
  ])('is read %s', (_, value) => {
    expect(read(formOf(value))).toEqual(chosen);
  });

  test('is none where it is empty', () => {
    const none = Array.isArray(chosen) ? [] : undefined;
    for (const value of ['', ' ', held(''), held(' '), held(null), held('', 'list')]) {
      expect(read(formOf(value))).toEqual(none);
    }
  });

  test('is an error where its expression has no result', () => {
    expect(() => read(formOf({ __rl: true, mode: 'id' }))).toThrow(`${label}: its expression gave undefined`);
    expect(() => read(formOf(held(undefined)))).toThrow(`${label}: its expression gave undefined`);
  });
});

test('Several records to link to come from a text with commas or from a list', () => {
  const other = '0018d0000000001AAA';
  for (const several of [`${ID}, ${other}`, [ID, other]]) {
    expect(readLinkTo(formOf(several))).toEqual([ID, other]);
    expect(readLinkTo(formOf(held(several)))).toEqual([ID, other]);
  }
});

describe('The users whose changes a trigger ignores', () => {
  const read = async (value: unknown) => {
    const { context } = hostOn(org, { parameters: {} });
    return [...(await readIgnoredUsers(await openOrg(context, undefined, ANY_LABEL), formOf(value)))];
  };

  test('come from the list, as plain text and by ID, the signed-in one as “me”', async () => {
    const [me] = await read('me');
    expect(me).toMatch(/^005/);
    expect(await read(held(ID, 'list'))).toEqual([ID]);
    for (const value of [`me, ${ID}`, held(`me, ${ID}`), held(['me', ID])]) {
      expect(await read(value)).toEqual([me, ID]);
    }
    expect(await read(held(''))).toEqual([]);
  });

  test('are not none where an expression has no result', async () => {
    await expect(read({ __rl: true, mode: 'id' })).rejects.toThrow('Ignore Changes By: its expression gave undefined');
  });
});
