import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { IDataObject, INodeListSearchResult } from 'n8n-workflow';

import { loaders } from '../../../nodes/SalesforceConnector/fields/index';
import { startOrg, type RunningOrg } from '../../../simulator';
import { outputOf, hostOn, mapped, named } from '../support/simulated';

let org: RunningOrg;
beforeAll(async () => {
  org = await startOrg({ size: 600 });
});
afterAll(() => org.close());

const { listSearch } = loaders;

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
    expect(labels(await values('Contact', 'AccountId', sought.slice(2)))).toContain(sought);
  });

  test('has users and queues together, and no other groups', async () => {
    const names = labels(await values('Lead', 'OwnerId'));
    expect(names).toEqual(expect.arrayContaining(['Support (Queue)', 'Web Leads (Queue)']));
    expect(names.some((name) => name.endsWith(' (User)'))).toBe(true);
    expect(names.every((name) => / \((Queue|User)\)$/.test(name))).toBe(true);
    expect(labels(await values('Lead', 'OwnerId', 'suppo'))).toEqual(['Support (Queue)']);
  });

  test('has the object’s own records for its ID', async () => {
    const { results } = await values('Campaign', 'Id', 'webinar');
    expect(results).toEqual([{ name: 'Product Webinar', value: expect.stringMatching(/^701/) }]);
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
