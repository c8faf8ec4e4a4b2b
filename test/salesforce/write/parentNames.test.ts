import { describe, expect, test } from '@jest/globals';

import fc from 'fast-check';

import type { ObjectDescribe } from '../../../salesforce/describe';
import { InputError } from '../../../salesforce/errors';
import { recordValues } from '../../../salesforce/values/record';
import { tableOf } from '../../../salesforce/write/cells';
import { withParentNames } from '../../../salesforce/write/parentNames';
import { inAnyCase } from '../../support/anyCase';
import { field, object } from '../../support/schema';

const described = object('Task', [
  field('Subject', 'string'),
  field('WhatId', 'reference', { relationshipName: 'What', referenceTo: ['Account', 'Opportunity'] }),
  field('Parent__c', 'reference', { relationshipName: 'Parent__r', referenceTo: ['Parent__c'] }),
  field('Lost__c', 'reference', { relationshipName: 'Lost__r', referenceTo: [] }),
]);
const parents = new Map<string, ObjectDescribe>(
  ['Account', 'Parent__c'].map((name) => [
    name,
    object(name, [field('Text_Key__c', 'string', { externalId: true }), field('Phone', 'phone')]),
  ]),
);

const describing = (asked: string[] = []) => ({
  object: async (name: string) => {
    asked.push(name);
    const parent = parents.get(name);
    if (parent === undefined) throw new InputError(`There is no ${name}.`, { reason: 'unknownObject' });
    return parent;
  },
});

const checked = async (items: readonly Record<string, unknown>[], asked?: string[]) =>
  await withParentNames(
    { describe: describing(asked) },
    items.map((item, index) => ({ index, values: recordValues(item, described, 'create') })),
    described,
  );

describe('Names of parents', () => {
  test('However a parent is spelled, it has one column: the one of the describe', async () => {
    const spellings = fc.record({
      path: inAnyCase('Parent__r.Text_Key__c'),
      relationship: inAnyCase('Parent__r'),
      key: inAnyCase('Text_Key__c'),
      typedPath: inAnyCase('Account:What.Text_Key__c'),
      type: inAnyCase('Account'),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(spellings, { minLength: 1, maxLength: 4 }), async (all) => {
        const items = all.flatMap(({ path, relationship, key, typedPath, type }) => [
          { [path]: 'P', [typedPath]: 'A' },
          { [relationship]: { [key]: 'P' }, what: { attributes: { type }, [key]: 'A' } },
        ]);
        const { fit, outcomes } = await checked(items);
        expect(outcomes.size).toBe(0);
        const { columns, rows } = tableOf({ operation: 'insert', object: 'Task' }, fit, described);
        expect(columns).toEqual(['Parent__r.Text_Key__c', 'Account:What.Text_Key__c']);
        expect(rows).toEqual(items.map(() => ['P', 'A']));
      }),
    );
  });

  test.each([
    ['a field that the parent does not have', { 'Parent__r.Nope__c': 'x' }, 'Nope__c'],
    ['a field that identifies nothing', { parent__r: { phone: '1' } }, 'Parent__r.Phone'],
    ['an object that it cannot be of', { 'Lead:What.Text_Key__c': 'x' }, 'What'],
  ])('The row alone fails that names a parent by %s', async (_, item, named) => {
    const { fit, outcomes } = await checked([{ Subject: 'a' }, item, { 'Parent__r.Text_Key__c': 'P' }]);
    expect(fit.map(({ index }) => index)).toEqual([0, 2]);
    expect([...outcomes]).toMatchObject([[1, { error: { errorCode: 'INVALID_INPUT', fields: [named] } }]]);
  });

  test('An object that the user cannot see is the error of the rows that need it', async () => {
    const { fit, outcomes } = await checked([{ 'Opportunity:What.Ext__c': 'x' }, { Subject: 'b' }]);
    expect(fit.map(({ index }) => index)).toEqual([1]);
    expect(outcomes.get(0)).toMatchObject({ error: { message: 'There is no Opportunity.' } });
  });

  test('Where the org does not tell what a parent is, its name stays; rows without parents ask for nothing', async () => {
    const asked: string[] = [];
    const { fit } = await checked([{ 'lost__r.Any__c': 'x' }, { Subject: 'b' }], asked);
    expect(fit.map(({ values }) => values)).toEqual([{ Lost__r: { Any__c: 'x' } }, { Subject: 'b' }]);
    expect(asked).toEqual([]);
  });

  test('An org that does not answer is no row’s error', async () => {
    const silent = { object: async () => await Promise.reject(new Error('no connection')) };
    const rows = [{ index: 0, values: { Parent__r: { Text_Key__c: 'P' } } }];
    await expect(withParentNames({ describe: silent }, rows, described)).rejects.toThrow('no connection');
  });
});
