import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { IDataObject, ResourceMapperField } from 'n8n-workflow';

import { loaders } from '../../../nodes/SalesforceConnector/fields/index';
import { startOrg, type RunningOrg } from '../../../simulator';
import { host } from '../support/host';
import { hostOn, named } from '../support/simulated';

let org: RunningOrg;
beforeAll(async () => {
  org = await startOrg();
});
afterAll(() => org.close());

const { listSearch, resourceMapping } = loaders;
type InputList = 'getActionInputs' | 'getFlowInputs';

const form = (parameters: IDataObject) => hostOn(org, { parameters }).context;

const inputsOf = async (list: InputList, parameters: IDataObject): Promise<Map<string, ResourceMapperField>> => {
  const { fields } = await resourceMapping[list].call(form(parameters));
  return new Map(fields.map((field) => [field.id, field]));
};

describe('The list of flows', () => {
  test('is searched by label and by API name', async () => {
    const search = async (filter?: string) =>
      (await listSearch.searchFlows.call(form({}), filter)).results.map(({ value }) => value);
    expect(await search()).toEqual(['Ask_For_Approval', 'Create_Follow_Up', 'Rate_Contacts', 'Set_Stage']);
    expect(await search('follow-UP')).toEqual(['Create_Follow_Up']);
    expect(await search('set_st')).toEqual(['Set_Stage']);
    expect(await search('no such flow')).toEqual([]);
  });
});

describe('The list of actions', () => {
  test.each([
    ['standard', ['Post to Chatter (chatterPost)', 'Send Email (emailSimple)']],
    ['apex', ['Action Test With sObject (ActionTestWithSObject)']],
    ['emailAlert', ['Case Received (Case.Case_Received)']],
    ['quickAction', ['Create Contact (Account.CreateContact)', 'Log a Call (LogACall)', 'New Contact (NewContact)']],
  ])('has those of the type %s, with those of objects', async (actionType, names) => {
    const { results } = await listSearch.searchActions.call(form({ actionType }));
    expect(results.map(({ name }) => name)).toEqual(names);
  });

  test('says what its type may be, where an expression gives another', async () => {
    await expect(listSearch.searchActions.call(form({ actionType: 'flow' }))).rejects.toThrow(
      /^Action Type: “flow” is not/,
    );
  });
});

describe('The inputs of a flow', () => {
  test('come with their types, the required ones first, and checkboxes only when they are added', async () => {
    const inputs = await inputsOf('getFlowInputs', { flow: named('Create_Follow_Up') });
    const shown = [...inputs.values()].map(({ id, type, required, removed }) => [id, type, required, removed]);
    expect(shown).toEqual([
      ['subject', 'string', true, false],
      ['contactId', 'string', false, false],
      ['dueDate', 'dateTime', false, false],
      ['isUrgent', 'boolean', false, true],
    ]);
  });

  test('say which are lists, records and objects', async () => {
    const inputs = await inputsOf('getFlowInputs', { flow: named('Rate_Contacts') });
    expect([...inputs.values()].map(({ displayName }) => displayName)).toEqual([
      'Contacts (contacts) – a list of Contact records',
      'Tags (tags) – a list',
      'Weight (weight)',
      'Settings (settings) – object, in JSON or by an expression',
    ]);
    expect(inputs.get('weight')?.type).toBe('number');
    expect(inputs.get('tags')?.type).toBe('string');
  });

  test('are told in their place where there are none yet', async () => {
    const notice = async (list: InputList, parameters: IDataObject) =>
      (await resourceMapping[list].call(form(parameters))).emptyFieldsNotice;
    const none = { __rl: true, mode: 'list', value: '' };
    expect(await notice('getFlowInputs', { flow: none })).toMatch(
      /^Flow has no value yet, so its inputs cannot be listed\./,
    );
    expect(await notice('getActionInputs', { actionType: 'apex', actionName: none })).toMatch(
      /^Action has no value yet/,
    );
    expect(await notice('getFlowInputs', { flow: named('={{ $json.flow }}') })).toContain(
      'because Flow is an expression',
    );
    expect(await notice('getFlowInputs', { flow: named('No_Such') })).toMatch(/There is no active autolaunched flow/);
    expect(await notice('getFlowInputs', { flow: named('Create_Follow_Up') })).toContain('API name of an input');
  });
});

describe('The inputs of an action', () => {
  test('offer the values of a picklist', async () => {
    const inputs = await inputsOf('getActionInputs', { actionType: 'standard', actionName: named('chatterPost') });
    expect(inputs.get('visibility')).toMatchObject({
      type: 'options',
      options: [
        { name: 'allUsers', value: 'allUsers' },
        { name: 'internalUsers', value: 'internalUsers' },
      ],
    });
  });

  test('are those of an action of an object', async () => {
    const inputs = await inputsOf('getActionInputs', {
      actionType: 'quickAction',
      actionName: named('Account.CreateContact'),
    });
    expect([...inputs.keys()]).toEqual(['contextId', 'LastName', 'Email']);
  });
});

test('An org without email alerts lists none, and without a list of flows it has none of Salesforce’s answers', async () => {
  const answering = (body: unknown) =>
    host({ parameters: { actionType: 'emailAlert' }, answer: () => ({ status: 200, body }) }).context;
  const endless = Object.fromEntries(
    Array.from({ length: 2_001 }, (_, n) => [`Object_${n}__c`, `/services/data/${n}`]),
  );
  await expect(listSearch.searchActions.call(answering(endless))).rejects.toThrow('more objects than an org has');
  expect((await listSearch.searchActions.call(answering({}))).results).toEqual([]);
  await expect(listSearch.searchFlows.call(answering({}))).rejects.toThrow('a list of actions was expected');
});
