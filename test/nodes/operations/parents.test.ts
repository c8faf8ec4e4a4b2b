import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { IDataObject } from 'n8n-workflow';

import { startOrg, type RunningOrg } from '../../../simulator';
import { named, outputOf } from '../support/simulated';

let org: RunningOrg;
beforeAll(async () => {
  org = await startOrg({ size: 20 });
});
afterAll(() => org.close());

const WAYS = ['oneByOne', 'collections'];
const READ = ['Account.Name', 'Owner.Name', 'Account.Name, Account.Industry'];
const CASES = READ.flatMap((fields) =>
  WAYS.flatMap((sendAs) => [true, false].map((simplify) => [fields, sendAs, simplify] as const)),
);

describe('A contact that a query returned with its parent', () => {
  test.each(CASES)(
    'is told what to do when it is written back: %s, %s, simplified: %s',
    async (fields, sendAs, simplify) => {
      const soql = `SELECT Id, LastName, ${fields} FROM Contact WHERE AccountId != null LIMIT 1`;
      const [json = {}] = await outputOf(org, { resource: 'query', operation: 'soql', soql, options: { simplify } });
      const update = (ignoreUnknownFields: boolean): Promise<IDataObject[]> => {
        const id = { identifyBy: 'recordId', recordId: named(String(json['Id'])) };
        const form = { resource: 'record', operation: 'update', object: named('Contact'), ...id, sendAs };
        const automapped = { fields: { mappingMode: 'autoMapInputData', value: null } } as unknown as IDataObject;
        const values = Object.fromEntries(Object.entries(json).filter(([name]) => !/^(?:Id|attributes)$/.test(name)));
        const options = { ignoreUnknownFields };
        return outputOf(org, { ...form, ...automapped, options }, { items: [values], continueOnFail: true });
      };
      const [{ error } = { error: undefined }] = await update(false);
      expect((error as IDataObject)['actions']).toEqual([
        'If a query returned the parent, turn on Ignore Unknown Fields, or leave the parent out of the items.',
        expect.stringMatching(/^To set the lookup, use its record ID or|^Use Account\.External_Id__c, or/),
      ]);
      expect(await update(true)).toEqual([{ id: json['Id'], updated: true }]);
    },
  );
});
