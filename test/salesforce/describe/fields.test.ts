import { describe, expect, test } from '@jest/globals';

import {
  Describe,
  fieldAtPath,
  fieldNamed,
  findField,
  findRelationship,
  Metadata,
  type ObjectDescribe,
} from '../../../salesforce/describe';
import { fakeSend } from '../../support/fakeSend';
import { field, object } from '../../support/schema';

const reference = (name: string, relationshipName: string | null, ...referenceTo: string[]) =>
  field(name, 'reference', { relationshipName, referenceTo });

const USER = object('User', [field('Username', 'string'), reference('ManagerId', 'Manager', 'User')]);
const GROUP = object('Group', [field('DeveloperName', 'string')]);
const ACCOUNT = object('Account', [
  field('Name', 'string'),
  field('Ext__c', 'string'),
  reference('OwnerId', 'Owner', 'User'),
]);
const CASE = object('Case', [
  field('Subject', 'string'),
  reference('AccountId', 'Account', 'Account'),
  reference('OwnerId', 'Owner', 'Group', 'User'),
  reference('Hidden__c', null, 'Account'),
]);
const SCHEMA = new Map([USER, GROUP, ACCOUNT, CASE].map((one) => [one.name, one]));

function schema() {
  const { send, requests } = fakeSend(({ path }) => {
    const body = SCHEMA.get(path.split('/')[5] ?? '');
    const none = [{ errorCode: 'NOT_FOUND', message: 'The requested resource does not exist' }];
    return body === undefined ? { status: 404, body: none } : { body };
  });
  return { describe: new Describe(new Metadata(send)), requests };
}

test('A field is found in any case', () => {
  expect(findField(ACCOUNT, 'ext__C')?.name).toBe('Ext__c');
  expect(findField(ACCOUNT, 'constructor')).toBeUndefined();
});

test('A relationship is found by its own name in any case, not by its field’s', () => {
  expect(findRelationship(CASE, 'ACCOUNT')?.name).toBe('AccountId');
  expect(findRelationship(CASE, 'AccountId')).toBeUndefined();
  expect(findRelationship(CASE, 'null')).toBeUndefined();
  expect(findRelationship(CASE, 'constructor')).toBeUndefined();
});

describe('A field that must be there', () => {
  test('is the first object’s that has it', () => {
    expect(fieldNamed([GROUP, USER], 'username', 'Sort')).toBe(USER.fields[0]);
  });

  test('is missed by name, with all that could have had it', () => {
    expect(() => fieldNamed([GROUP, USER], 'Nope', 'Sort')).toThrow('Sort: there is no field “Nope” on Group or User.');
  });
});

describe('A field at a path', () => {
  const at = async (path: string, from: ObjectDescribe = CASE) =>
    await fieldAtPath(schema().describe, from.name, path, 'Condition');

  test.each([
    ['Subject', 'Subject', 'string'],
    ['account.EXT__C', 'Ext__c', 'string'],
    ['Account.Owner.Manager.Username', 'Username', 'string'],
    ['Owner.Username', 'Username', 'string'],
    ['Owner.DeveloperName', 'DeveloperName', 'string'],
    ['Owner.ManagerId', 'ManagerId', 'reference'],
    ['Owner.Manager.Username', 'Username', 'string'],
  ])('%s is found', async (path, name, type) => {
    expect(await at(path)).toMatchObject({ name, type });
  });

  test.each([
    ['Nope', 'Condition: there is no field “Nope” on Case.'],
    ['Acount.Name', 'Condition: there is no field “Acount” on Case.'],
    ['AccountId.Name', 'Condition: there is no field “AccountId” on Case.'],
    ['Account.Nope', 'Condition: there is no field “Nope” on Account.'],
    ['Owner.Nope', 'Condition: there is no field “Nope” on Group or User.'],
    ['Account.Nope.Name', 'Condition: there is no field “Nope” on Account.'],
    ['Account.', 'Condition: there is no field “” on Account.'],
  ])('%s is refused, naming the part that is not there', async (path, message) => {
    await expect(at(path)).rejects.toMatchObject({
      name: 'InputError',
      message,
      fields: ['Condition'],
      problem: { reason: 'unknownQueryField' },
    });
  });

  test('of an object that is not there is refused as that', async () => {
    await expect(at('Name', object('Nope__c', []))).rejects.toMatchObject({ problem: { reason: 'unknownObject' } });
  });

  test('asks for no object that is not on it, and for none twice', async () => {
    const { describe: described, requests } = schema();
    for (let i = 0; i < 3; i += 1) await fieldAtPath(described, 'Case', 'Account.Owner.Manager.Username', 'Sort');
    expect(requests.map(({ path }) => path.split('/')[5])).toEqual(['Case', 'Account', 'User']);
  });
});
