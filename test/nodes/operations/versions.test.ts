import { afterAll, beforeAll, expect, test } from '@jest/globals';

import { RESOURCES } from '../../../nodes/SalesforceConnector/operations';
import { run } from '../../../nodes/SalesforceConnector/operations/run';
import { startOrg, type RunningOrg } from '../../../simulator';
import { FILLED, hostOn, OF_RESOURCE, outputOf } from '../support/simulated';

let org: RunningOrg;
beforeAll(async () => {
  org = await startOrg();
});
afterAll(() => org.close());

const operations = RESOURCES.flatMap(({ value: resource, operations }) =>
  operations.map(({ value: operation }) => [resource, operation] as const),
);

/** What goes to no version of the API, or tells which there are. */
const WITHOUT_VERSION = [
  'apex callRest',
  'organization checkConnection',
  'organization getApiVersions',
  'session introspect',
  'session revoke',
];

/** 30.0 is retired, and 99.0 is to come. */
test.each(operations.filter((names) => !WITHOUT_VERSION.includes(names.join(' '))))(
  'An API version that the org does not have is told as that: %s %s',
  async (resource, operation) => {
    for (const apiVersion of ['99.0', '30.0']) {
      const { context, sent } = hostOn(org, {
        parameters: { ...FILLED, ...OF_RESOURCE[resource], resource, operation, options: { apiVersion } },
        items: [{ Name: 'x', External_Id__c: 'x' }],
        files: [{ fileName: 'a.csv', mimeType: 'text/csv', chunks: [Buffer.from('LastName\nA\n')] }],
      });
      await expect(run(context)).rejects.toMatchObject({
        message: expect.stringMatching(/API version (?:99|30)\.0(?:: it has 31\.0 to 68\.0\.| does not support)/),
        description: expect.stringContaining('API Version'),
      });
      expect(sent.length).toBeLessThanOrEqual(2);
    }
  },
);

test.each([
  ['organization', 'getRecordCounts', '39.0', 'record counts', '40.0'],
  ['feed', 'getAll', '31.0', 'feeds', '32.0'],
  ['feed', 'post', '31.0', 'feeds', '32.0'],
  ['flow', 'getAll', '31.0', 'flows and actions', '32.0'],
  ['bulk', 'getJob', '40.0', 'jobs of Bulk API 2.0', '41.0'],
  ['bulk', 'getJobs', '40.0', 'jobs of Bulk API 2.0', '41.0'],
  ['bulk', 'deleteJob', '40.0', 'jobs of Bulk API 2.0', '41.0'],
  ['bulk', 'loadFile', '40.0', 'jobs of Bulk API 2.0', '41.0'],
])(
  'What a version does not have is named as what was asked: %s %s',
  async (resource, operation, apiVersion, what, since) => {
    const { context, sent } = hostOn(org, {
      parameters: { ...FILLED, ...OF_RESOURCE[resource], resource, operation, options: { apiVersion } },
      items: [{}],
      files: [{ fileName: 'a.csv', mimeType: 'text/csv', chunks: [Buffer.from('LastName\nA\n')] }],
    });
    await expect(run(context)).rejects.toThrow(
      `API version ${apiVersion} does not support ${what}: version ${since} or later does.`,
    );
    expect(sent.filter(({ method }) => method !== 'GET')).toEqual([]);
  },
);

test('What is not found in a version that the org has is told as before', async () => {
  const form = { ...FILLED, resource: 'record', operation: 'get' };
  for (const apiVersion of ['60.0', '67.0']) {
    await expect(outputOf(org, { ...form, options: { apiVersion } })).rejects.toThrow('NOT_FOUND');
  }
});
