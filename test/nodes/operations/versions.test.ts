import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { IDataObject } from 'n8n-workflow';

import { RESOURCES } from '../../../nodes/SalesforceConnector/operations';
import { run } from '../../../nodes/SalesforceConnector/operations/run';
import { startOrg, type RunningOrg } from '../../../simulator';
import { hostOn, named, OF_RESOURCE, outputOf } from '../support/simulated';

let org: RunningOrg;
beforeAll(async () => {
  org = await startOrg();
});
afterAll(() => org.close());

const FILLED: IDataObject = {
  object: named('Account'),
  recordId: '001000000000001AAA',
  externalIdField: named('External_Id__c'),
  externalIdValue: 'x',
  fields: { mappingMode: 'autoMapInputData', value: null },
  soql: 'SELECT Id FROM Account',
  term: 'Acme',
  objects: { object: [{ object: named('Account') }] },
  jobId: '750000000000001AAA',
  report: '00O000000000001AAA',
  dashboard: '01Z000000000001AAA',
};

const operations = RESOURCES.flatMap(({ value: resource, operations }) =>
  operations.map(({ value: operation }) => [resource, operation] as const),
);

/** 30.0 is retired, and 99.0 is to come. */
test.each(operations)(
  'An API version that the org does not have is told as that: %s %s',
  async (resource, operation) => {
    for (const apiVersion of ['99.0', '30.0']) {
      const { context, sent } = hostOn(org, {
        parameters: { ...FILLED, ...OF_RESOURCE[resource], resource, operation, options: { apiVersion } },
        items: [{ Name: 'x', External_Id__c: 'x' }],
      });
      await expect(run(context)).rejects.toMatchObject({
        message: expect.stringMatching(/API version (?:99|30)\.0(?:: it has 31\.0 to 68\.0\.| does not support)/),
        description: expect.stringContaining('API Version'),
      });
      expect(sent.length).toBeLessThanOrEqual(2);
    }
  },
);

test('What is not found in a version that the org has is told as before', async () => {
  const form = { ...FILLED, resource: 'record', operation: 'get' };
  for (const apiVersion of ['60.0', '67.0']) {
    await expect(outputOf(org, { ...form, options: { apiVersion } })).rejects.toThrow('NOT_FOUND');
  }
});
