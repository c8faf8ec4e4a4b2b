import { describe, expect, test } from '@jest/globals';

import { AnswerError, InputError, SalesforceError } from '../../../salesforce/errors';
import {
  createRecordRequest,
  deleteRecordRequest,
  getRecordRequest,
  keyText,
  readDeleted,
  readRecord,
  readSaved,
  updateRecordRequest,
  upsertRecordRequest,
} from '../../../salesforce/records/single';

const ORG = { version: '67.0' };
const id = '001000000000001AAA';
const base = '/services/data/v67.0/sobjects/Account';
const key = (value: unknown) => ({ field: 'Ext__c', value });

describe('A record', () => {
  test('is created', () => {
    expect(
      createRecordRequest(ORG, 'Account', { Name: "O'Neil" }, { assignmentRule: false, allowDuplicates: true }),
    ).toEqual({
      method: 'POST',
      path: base,
      headers: { 'Sforce-Auto-Assign': 'FALSE', 'Sforce-Duplicate-Rule-Header': 'allowSave=true' },
      body: { Name: "O'Neil" },
    });
  });

  test('is updated by its ID, in any of its forms', () => {
    expect(
      updateRecordRequest(
        ORG,
        { object: 'Account', key: '001000000000001' },
        { Name: 'x' },
        { assignmentRule: '01Q000000000001' },
      ),
    ).toEqual({
      method: 'PATCH',
      path: `${base}/${id}`,
      headers: { 'Sforce-Auto-Assign': '01Q000000000001EAA' },
      body: { Name: 'x' },
    });
  });

  test('is updated by external ID, and never created so', () => {
    expect(updateRecordRequest(ORG, { object: 'Account', key: key('a/b') }, { Name: 'x' })).toEqual({
      method: 'PATCH',
      path: `${base}/Ext__c/a%2Fb`,
      query: { updateOnly: true },
      headers: {},
      body: { Name: 'x' },
    });
  });

  test('is created or updated by external ID, which stays out of the body', () => {
    expect(upsertRecordRequest(ORG, { object: 'Account', key: key(42) }, { Name: 'x', ext__c: '42' })).toEqual({
      method: 'PATCH',
      path: `${base}/Ext__c/42`,
      headers: {},
      body: { Name: 'x' },
    });
    expect(() => upsertRecordRequest(ORG, { object: 'Account', key: key(42) }, { Ext__c: '43' })).toThrow(
      'Ext__c has two different values',
    );
  });

  test.each(['', ' ', null, undefined, {}, ['a'], Number.NaN])('is not looked up by %p as external ID', (value) => {
    const attempt = () => upsertRecordRequest(ORG, { object: 'Account', key: key(value) }, {});
    expect(attempt).toThrow(InputError);
    expect(attempt).toThrow(/^The value of the external ID field Ext__c is/);
  });

  test.each(['.', '..', 'a\0', 'x'.repeat(100_000)])(
    'is not looked up by an external ID that no address can hold: %#',
    (value) => {
      for (const plan of [getRecordRequest, deleteRecordRequest])
        expect(() => plan(ORG, { object: 'Account', key: key(value) })).toThrow(InputError);
    },
  );

  test('is read, in chosen fields or all', () => {
    expect(getRecordRequest(ORG, { object: 'Account', key: id }, ['Id', 'Owner.Name'])).toEqual({
      method: 'GET',
      path: `${base}/${id}`,
      query: { fields: 'Id,Owner.Name' },
    });
    expect(getRecordRequest(ORG, { object: 'Account', key: key('x') })).toEqual({
      method: 'GET',
      path: `${base}/Ext__c/x`,
    });
  });

  test('is read only with the fields that were asked for', () => {
    const read = (body: object) => readRecord({ status: 200, headers: {}, body }, ['Name', 'ns__Key__c', 'Owner.Name']);
    const record = { attributes: {}, NAME: 'A', ns__Key__c: null, Owner: null };
    expect(read(record)).toEqual(record);
    for (const name of ['NAME', 'ns__Key__c', 'Owner']) {
      const others = Object.fromEntries(Object.entries(record).filter(([own]) => own !== name));
      expect(() => read(others)).toThrow(/a record with \w+ was expected/);
    }
  });

  test('is read whole when its field list fits no address, and reduced to the list after that', () => {
    const fields = Array.from({ length: 800 }, (_, i) => `Field_Number_${i}__c`);
    expect(getRecordRequest(ORG, { object: 'Account', key: id }, fields)).toEqual({
      method: 'GET',
      path: `${base}/${id}`,
    });
    const body = { attributes: {}, Id: id, Other__c: 1, field_number_7__C: 2 };
    expect(readRecord({ status: 200, headers: {}, body }, fields)).toEqual({
      attributes: {},
      Id: id,
      field_number_7__C: 2,
    });
    expect(() => getRecordRequest(ORG, { object: 'Account', key: id }, [...fields, 'Owner.Name'])).toThrow(
      'without parents’ fields',
    );
  });

  test('is deleted', () => {
    expect(deleteRecordRequest(ORG, { object: 'Account', key: id })).toEqual({
      method: 'DELETE',
      path: `${base}/${id}`,
    });
    expect(() => {
      readDeleted({ status: 204, headers: {}, body: '' });
    }).not.toThrow();
  });

  test.each(["Acc'ount", '../x', 'a?b', '', 'x'.repeat(100_000)])(
    'of an object that is no name is refused: %#',
    (name) => {
      expect(() => createRecordRequest(ORG, name, {})).toThrow(InputError);
      expect(() => deleteRecordRequest(ORG, { object: name, key: id })).toThrow(InputError);
    },
  );
});

describe('What became of it', () => {
  const saved = (status: number, body: unknown) => ({ status, headers: {}, body });

  test('is read from each of Salesforce’s answers', () => {
    expect(readSaved(saved(201, { id, success: true, errors: [], created: true }), 'create')).toEqual({
      id,
      created: true,
    });
    expect(readSaved(saved(200, { id, success: true, errors: [], created: false }), 'upsert')).toEqual({
      id,
      created: false,
    });
    expect(readSaved(saved(204, ''), 'update', id)).toEqual({ id, created: false });
    expect(readSaved(saved(204, ''), 'upsert')).toEqual({ id: null, created: false });
  });

  test.each<['create' | 'update' | 'upsert', string | undefined, readonly number[]]>([
    ['create', undefined, [201]],
    ['update', id, [204]],
    ['update', undefined, [200, 204]],
    ['upsert', undefined, [200, 201, 204]],
  ])('is told by the statuses that a saved record has: %s of %s', (operation, knownId, statuses) => {
    const taken = [200, 201, 202, 203, 204, 205, 206].filter((status) => {
      const body = status === 204 ? '' : { id, success: true, errors: [] };
      try {
        return readSaved(saved(status, body), operation, knownId).created === (status === 201);
      } catch (error) {
        expect(error).toBeInstanceOf(AnswerError);
        return false;
      }
    });
    expect(taken).toEqual(statuses);
  });

  test('is an error when several records match, or none', () => {
    expect(() => readSaved(saved(300, [`${base}/${id}`, `${base}/${id}`]), 'upsert')).toThrow(SalesforceError);
    expect(() => readSaved(saved(404, [{ errorCode: 'NOT_FOUND', message: 'gone' }]), 'update')).toThrow(
      'gone (NOT_FOUND)',
    );
    expect(() => {
      readDeleted(saved(404, [{ errorCode: 'ENTITY_IS_DELETED', message: 'entity is deleted' }]));
    }).toThrow('The record has been deleted.');
  });
});

test('A key of nothing but blanks is empty, as one of nothing is', () => {
  for (const value of ['', ' ', '\t\n', '\u00A0', null, undefined]) {
    expect(() => keyText({ field: 'Ext__c', value })).toThrow('The value of the external ID field Ext__c is empty.');
  }
  for (const value of [true, {}, [], NaN]) {
    expect(() => keyText({ field: 'Ext__c', value })).toThrow('is neither text nor a number');
  }
});
