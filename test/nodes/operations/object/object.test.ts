import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { IDataObject } from 'n8n-workflow';

import { loaders } from '../../../../nodes/SalesforceConnector/fields';
import { run } from '../../../../nodes/SalesforceConnector/operations/run';
import { startOrg, type RunningOrg } from '../../../../simulator';
import { Control } from '../../../../simulator/control/client';
import { quickPauses } from '../../../support/quickPauses';
import { hostOn, named, outputOf } from '../../support/simulated';

quickPauses(5_000);

let org: RunningOrg;
let control: Control;
beforeAll(async () => {
  org = await startOrg({ size: 30 });
  control = new Control(org.controlUrl);
});
beforeEach(() => control.clearFaults());
afterAll(() => org.close());

const form = (operation: string, more: IDataObject = {}): IDataObject => ({
  resource: 'object',
  operation,
  object: named('Sync_Test__c'),
  returnAll: true,
  ...more,
});

const WHOLE = { options: { simplify: false } };

describe('A description of an object', () => {
  test('is simplified: what can be done, its fields, record types and children', async () => {
    const [account] = await outputOf(org, form('get', { object: named('account') }));
    expect(account).toMatchObject({
      name: 'Account',
      label: 'Account',
      labelPlural: 'Accounts',
      keyPrefix: '001',
      custom: false,
      queryable: true,
      childRelationships: expect.arrayContaining([
        { relationshipName: 'Contacts', object: 'Contact', field: 'AccountId' },
      ]),
    });
    const fields = account?.['fields'] as IDataObject[];
    expect(fields.find(({ name }) => name === 'Name')).toEqual({
      name: 'Name',
      label: 'Account Name',
      type: 'string',
      length: 255,
      required: true,
      createable: true,
      updateable: true,
      externalId: false,
      unique: false,
      referenceTo: [],
      relationshipName: null,
      controllingField: null,
      helpText: null,
    });
    const children = account?.['childRelationships'] as IDataObject[];
    expect(children.filter(({ relationshipName }) => relationshipName === null)).toEqual([]);
  });

  test('says which fields a new record has to have', async () => {
    const [described] = await outputOf(org, form('get', { object: named('Opportunity') }));
    const required = (described?.['fields'] as IDataObject[]).filter((field) => field['required'] === true);
    expect(required.map(({ name }) => name)).toEqual(['Name', 'StageName', 'CloseDate']);
  });

  test('is the whole of what Salesforce says without Simplify', async () => {
    const [described] = await outputOf(org, form('get', WHOLE));
    expect(described).toMatchObject({ name: 'Sync_Test__c', sobjectDescribeOption: 'FULL', urls: expect.anything() });
    expect((described?.['fields'] as IDataObject[])[0]).toHaveProperty('soapType');
  });

  test('is asked for once for any number of items', async () => {
    const { context, sent } = hostOn(org, {
      parameters: form('get', { object: named('Order') }),
      items: Array.from({ length: 50 }, () => ({})),
    });
    expect(await run(context)).toHaveLength(50);
    expect(sent).toHaveLength(1);
  });

  test('of an object that is not there says what to check', async () => {
    for (const more of [{}, WHOLE]) {
      await expect(outputOf(org, form('get', { object: named('Nope__c'), ...more }))).rejects.toThrow();
    }
    await expect(outputOf(org, form('get', { object: named('../../limits') }))).rejects.toThrow('not a valid API name');
  });
});

describe('A list of objects', () => {
  const names = async (more: IDataObject) => (await outputOf(org, form('getAll', more))).map(({ name }) => name);

  test('has those whose name or label contains some words', async () => {
    expect(await names({ nameContains: 'invoice', objectQualities: ['updateable'] })).toEqual([
      'Invoice_Line__c',
      'Invoice__c',
    ]);
    expect(await names({ nameContains: 'price book', objectQualities: ['updateable'] })).toEqual([
      'Pricebook2',
      'PricebookEntry',
    ]);
  });

  test.each(['custom', 'mergeable', 'undeletable', 'feedEnabled', 'triggerable', 'queryable'])(
    'has those that are %s, simplified or not',
    async (quality) => {
      const some = await outputOf(org, form('getAll', { objectQualities: [quality] }));
      const whole = await outputOf(org, form('getAll', { objectQualities: [quality], ...WHOLE }));
      expect(some.length).toBeGreaterThan(0);
      for (const object of [...some, ...whole]) expect(object[quality]).toBe(true);
      expect(some.map(({ name }) => name)).toEqual(whole.map(({ name }) => name));
      expect(whole[0]).toHaveProperty('urls');
    },
  );

  test('has those that are all of what is chosen, up to the limit', async () => {
    const all = await names({ objectQualities: ['custom', 'updateable'] });
    expect(all).toEqual(['Invoice_Line__c', 'Invoice__c', 'Sync_Test__c']);
    const more = { objectQualities: ['custom', 'updateable'], returnAll: false, limit: 2 };
    expect(await names(more)).toEqual(all.slice(0, 2));
  });

  test('refuses a quality that no object has', async () => {
    await expect(names({ objectQualities: ['urls'] })).rejects.toThrow('Only Objects That Are');
  });
});

describe('The record types of an object', () => {
  test('come with their IDs and what they are to the user', async () => {
    const types = await outputOf(org, form('getRecordTypes'));
    const id = expect.stringMatching(/^012\w{15}$/);
    const usual = { recordTypeId: id, active: true, available: true, master: false };
    expect(types).toEqual([
      { ...usual, name: 'Standard', developerName: 'Standard', default: true },
      { ...usual, name: 'Special', developerName: 'Special', default: false },
      { ...usual, name: 'Master', developerName: 'Master', default: false, master: true },
    ]);
  });

  test('are listed in the form', async () => {
    const { context } = hostOn(org, { parameters: form('getPicklistValues') });
    const { results } = await loaders.listSearch.searchRecordTypes.call(context, 'spec');
    expect(results.map(({ name }) => name)).toEqual(['Special']);
  });
});

/** The items of a run, and what was asked for and hinted. */
async function picklist(field: string, more: IDataObject = {}) {
  const { context, sent, hints } = hostOn(org, {
    parameters: form('getPicklistValues', { picklistField: named(field), ...more }),
  });
  const items = (await run(context)).map(({ json }) => json);
  return { items, paths: sent.map(({ url }) => new URL(url).pathname), hints };
}

const valuesOf = (items: readonly IDataObject[]) => items.map(({ value }) => value);
const pairsOf = (items: readonly IDataObject[]) =>
  Object.fromEntries(items.map((item) => [item['value'], item['validFor']]));

describe('The values of a picklist', () => {
  test('are all that it has, from the description of the object', async () => {
    const { items, paths, hints } = await picklist('picklist__c');
    expect(items[0]).toEqual({
      value: 'Alpha',
      label: 'Alpha',
      default: false,
      validFor: null,
      field: 'Picklist__c',
      controllingField: null,
      recordTypeId: null,
    });
    expect(valuesOf(items)).toEqual(['Alpha', 'Beta', 'Gamma']);
    expect(paths.filter((path) => path.includes('ui-api'))).toEqual([]);
    expect(hints).toEqual([]);
  });

  test.each([named('Special'), named(' special ')])('are those that a record type allows', async (recordType) => {
    const { items } = await picklist('Picklist__c', { recordType });
    expect(valuesOf(items)).toEqual(['Beta', 'Gamma']);
    expect(items.find((item) => item['default'] === true)?.['value']).toBe('Beta');
    expect(items[0]?.['recordTypeId']).toMatch(/^012\w{15}$/);
  });

  test('say which values of the controlling field each is for, with and without a record type', async () => {
    const all = { Graz: ['Austria'], Linz: ['Austria'], Wien: ['Austria'], Berlin: ['Germany'], Hamburg: ['Germany'] };
    const swiss = { Basel: ['Switzerland'], Bern: ['Switzerland'] };
    expect(pairsOf((await picklist('City__c')).items)).toEqual({ ...all, ...swiss });
    const special = await picklist('City__c', { recordType: named('Special') });
    expect(pairsOf(special.items)).toEqual({ ...all, Berlin: [], Hamburg: [], ...swiss });
    expect(special.items[0]?.['controllingField']).toBe('Country__c');
  });

  test('are all that the field has where Salesforce does not tell by record type, and a hint says so', async () => {
    const { items, hints } = await picklist('Status', { object: named('Task'), recordType: named('Master') });
    expect(valuesOf(items)).toContain('Not Started');
    expect(items[0]?.['recordTypeId']).toBeNull();
    expect(JSON.stringify(hints)).toMatch(/does not tell by record type.*Task\.Status/);
    const old = await picklist('Picklist__c', { recordType: named('Special'), options: { apiVersion: '40.0' } });
    expect(valuesOf(old.items)).toHaveLength(3);
    expect(old.paths.filter((path) => path.includes('ui-api'))).toEqual([]);
    expect(JSON.stringify(old.hints)).toContain('Sync_Test__c.Picklist__c');
  });

  test.each(['Sync_Test__c', 'Task'])('of %s are asked for once for any number of items and fields', async (object) => {
    const [first, second] = object === 'Task' ? ['Status', 'Priority'] : ['Picklist__c', 'City__c'];
    const { context, sent } = hostOn(org, {
      parameters: form('getPicklistValues', {
        object: named(object),
        picklistField: { __rl: true, mode: 'name', value: `={{ $json.field }}` },
        recordType: named('Master'),
      }),
      items: Array.from({ length: 20 }, (_, n) => ({ field: n % 2 === 0 ? first : second })),
    });
    const output = await run(context);
    expect(new Set(output.map(({ json }) => json['field']))).toEqual(new Set([first, second]));
    expect(sent.filter(({ url }) => url.includes('ui-api'))).toHaveLength(1);
  });

  test('of a field or a record type that is not there name those that are', async () => {
    await expect(picklist('Text__c')).rejects.toMatchObject({
      message: expect.stringContaining('has no picklist “Text__c”'),
      description: expect.stringContaining('Picklist__c'),
    });
    for (const wanted of ['Nope', '012000000000999AAA', '../../../limits']) {
      await expect(picklist('City__c', { recordType: named(wanted) })).rejects.toMatchObject({
        message: expect.stringContaining(`has no record type “${wanted}”`),
        description: expect.stringContaining('Special'),
      });
    }
    await expect(picklist('City__c', { recordType: named('012000000000999AA') })).rejects.toMatchObject({
      message: expect.stringContaining('“012000000000999AA” is not a valid Salesforce ID: it has 17 characters'),
    });
  });

  test('are not those of an answer that somebody else gave', async () => {
    for (const lie of ['loginPage', 'halfWithLength', 'nullBody'] as const) {
      await control.faults({ path: 'picklist-values', lie, times: 20 });
      await expect(
        picklist('Picklist__c', { recordType: named('Standard'), object: named('Sync_Test__c') }),
      ).rejects.toThrow();
      await control.clearFaults();
    }
  });

  test('are of fields that the form lists', async () => {
    const { context } = hostOn(org, { parameters: form('getPicklistValues') });
    const { results } = await loaders.listSearch.searchPicklists.call(context, 'ci');
    expect(results.map(({ value }) => value)).toEqual(['City__c']);
  });
});
