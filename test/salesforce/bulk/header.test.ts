import { expect, test } from '@jest/globals';
import fc from 'fast-check';

import { ingestColumns, withParentFields } from '../../../salesforce/bulk/header';
import { InputError } from '../../../salesforce/errors';
import { inAnyCase } from '../../support/anyCase';
import { field, object } from '../../support/schema';

test('Of thousands of unusable columns, as many are named as a person mends before trying again', () => {
  const described = object(
    'Contact',
    Array.from({ length: 500 }, (_, i) => field(`Field_Of_The_Org_${i}__c`, 'string')),
  );
  const header = Array.from({ length: 5_000 }, (_, i) => `Column of the sheet ${i}`);
  let thrown: unknown;
  try {
    ingestColumns(header, new Map(), { operation: 'insert', object: 'Contact' }, described);
  } catch (error) {
    thrown = error;
  }
  expect(thrown).toBeInstanceOf(InputError);
  const { message, problem } = thrown as InputError;
  expect(message.split('\n')).toHaveLength(21);
  expect(message).toContain('Column of the sheet 19');
  expect(problem).toMatchObject({ reason: 'unusableColumns', delimiter: undefined });
});

test.each([
  ['in UTF-16 without a mark', Buffer.from('Subject,Text__c', 'utf16le').toString('latin1').split(','), 'fileNotUtf8'],
  ['that tells Excel the separator', ['sep=;'], 'separatorLine'],
  ['that tells it in quotes', [' SEP=', ''], 'separatorLine'],
])('A first line %s is told as such', (_, header, reason) => {
  const read = () => ingestColumns(header, new Map(), { operation: 'insert', object: 'Task' }, object('Task', []));
  expect(read).toThrow(expect.objectContaining({ problem: { reason } }));
});

test('However a header spells fields and parents, they are sent as the org spells them', async () => {
  const described = object('Task', [
    field('Subject', 'string'),
    field('Text_Key__c', 'string', { externalId: true }),
    field('WhatId', 'reference', { relationshipName: 'What', referenceTo: ['Account', 'Opportunity'] }),
    field('Parent__c', 'reference', { relationshipName: 'Parent__r', referenceTo: ['Parent__c'] }),
  ]);
  const describe = { object: async (name: string) => object(name, [field('Ext__c', 'string', { externalId: true })]) };
  const names = ['Subject', 'Text_Key__c', 'Parent__r.Ext__c', 'Account:What.Ext__c'];
  await fc.assert(
    fc.asyncProperty(fc.tuple(...names.map(inAnyCase)), fc.boolean(), async (spelled, isMapped) => {
      const fields = new Map(isMapped ? spelled.map((name, place) => [`Column ${place}`, name]) : []);
      const header = isMapped ? [...fields.keys()] : spelled;
      const job = { operation: 'upsert', object: 'Task', externalIdField: 'TEXT_key__C' } as const;
      const columns = ingestColumns(header, fields, job, described);
      expect((await withParentFields(columns, described, describe)).names).toEqual(names);
    }),
  );
});
