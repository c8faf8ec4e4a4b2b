import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { IDataObject } from 'n8n-workflow';

import { startOrg, type RunningOrg } from '../../../simulator';
import { named, outputOf } from '../support/simulated';

let org: RunningOrg;

beforeAll(async () => {
  org = await startOrg({ size: 0 });
  await outputOf(org, { resource: 'record', operation: 'create', ...common }, { items: [{ Text_Key__c: 'P-1' }] });
});
afterAll(() => org.close());

const common = { object: named('Sync_Test__c'), fields: { mappingMode: 'autoMapInputData', value: null } };
const record = (more: IDataObject) => ({ resource: 'record', operation: 'create', ...common, ...more });

/** By Bulk, and by Bulk only where that can do it. */
const WAYS: readonly (readonly [string, IDataObject])[] = [
  ['Send As Bulk', record({ sendAs: 'bulk' })],
  ['Load From Items', { resource: 'bulk', operation: 'loadItems', ingestOperation: 'insert', ...common }],
  ['Automatic', record({ options: { bulkFrom: 2 } })],
];

const keys = ['Parent__r.Text_Key__c', 'PARENT__R.TEXT_KEY__C', 'Parent__r.Nope__c', 'parent__r.text_key__c'];
const items = keys.map((key, i) => ({ Name: `Child ${i}`, [key]: 'P-1' }));

const counted = async (): Promise<number> =>
  (await outputOf(org, { resource: 'query', operation: 'soql', soql: 'SELECT Id FROM Sync_Test__c' })).length;

describe.each(WAYS)('%s', (way, parameters) => {
  test('An item that names a parent by an unknown field fails alone, however the others spell the name', async () => {
    const before = await counted();
    const output = await outputOf(org, parameters, { items, continueOnFail: true });
    expect(output.map((json) => 'id' in json)).toEqual([true, true, false, true]);
    expect(output[2]).toMatchObject({ error: { message: expect.stringMatching(/Nope__c|Parent__r/) } });
    expect(await counted()).toBe(before + 3);
  });

  test('A node that stops on errors sends nothing then, if Bulk was asked for', async () => {
    const before = await counted();
    await expect(outputOf(org, parameters, { items })).rejects.toThrow(/Nope__c|Parent__r/);
    expect(await counted()).toBe(way === 'Automatic' ? before + 3 : before);
  });
});
