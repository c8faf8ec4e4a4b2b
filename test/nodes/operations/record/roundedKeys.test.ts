import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { IDataObject } from 'n8n-workflow';

import { startOrg, type RunningOrg } from '../../../../simulator';
import { mapped, named, outputOf } from '../../support/simulated';

let org: RunningOrg;
beforeAll(async () => {
  org = await startOrg({ size: 0 });
  const fields = mapped({ Name: 'Two', Number_Key__c: 2 });
  await outputOf(org, { resource: 'record', operation: 'create', object: named('Sync_Test__c'), fields });
});
afterAll(() => org.close());

const BY_KEY: IDataObject = { identifyBy: 'externalId', externalIdField: named('Number_Key__c') };
const OPERATIONS: readonly (readonly [string, IDataObject])[] = [
  ['upsert', { fields: mapped({ Text__c: 'x' }) }],
  ['update', { fields: mapped({ Text__c: 'x' }) }],
  ['get', { fieldsToReturn: ['Name'] }],
  ['get', { fieldsToReturn: ['Parent__r.Name'] }],
  ['delete', {}],
];
const WAYS = ['oneByOne', 'collections', 'bulk'] as const;
const KEYS = [1.5, '1.5', ' 1.50 ', '15e-1', 2.4999];

async function outcomes(parameters: (key: unknown) => IDataObject, keys: readonly unknown[]): Promise<IDataObject[]> {
  const form = (index: number) => ({ resource: 'record', object: named('Sync_Test__c'), ...parameters(keys[index]) });
  return await outputOf(org, {}, { items: keys.map(() => ({})), parameters: form, continueOnFail: true });
}

const told = (outcome: IDataObject | undefined): unknown =>
  (outcome?.['error'] as IDataObject | undefined)?.['message'];

describe('A key with more decimal places than its field, which Salesforce would round to that of another record', () => {
  describe.each(WAYS)('by %s', (sendAs) => {
    test.each(OPERATIONS)('is refused by %s %j', async (operation, more) => {
      const form = (key: unknown) =>
        ({ operation, sendAs, ...BY_KEY, ...more, externalIdValue: key }) as unknown as IDataObject;
      for (const key of KEYS.slice(0, 2)) {
        const [alone] = await outcomes(form, [key]);
        expect(told(alone)).toMatch(
          /^Number_Key__c: .* identifies no record, since this field has 0 decimal places\.$/,
        );
      }
      for (const one of await outcomes(form, KEYS)) expect(told(one)).toContain('identifies no record');
    });

    test('is refused for a parent', async () => {
      const keys = [...KEYS, '2.0'];
      const form = (key: unknown) =>
        ({ operation: 'create', sendAs, fields: { Parent__r: { Number_Key__c: key } } }) as IDataObject;
      const all = await outcomes(form, keys);
      const last = all.pop();
      for (const one of all) expect(told(one)).toMatch(/^Parent__r\.Number_Key__c: .* identifies no record/);
      expect(last).toMatchObject({ created: true });
    });
  });

  test('is not where only zeros follow the point', async () => {
    for (const key of [2, '2.0', '20e-1']) {
      const [found] = await outcomes(
        (given) => ({ operation: 'get', ...BY_KEY, externalIdValue: given as string }),
        [key],
      );
      expect(found).toMatchObject({ Name: 'Two' });
    }
  });
});
