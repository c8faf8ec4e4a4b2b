import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { IDataObject } from 'n8n-workflow';

import { startOrg, type RunningOrg } from '../../../../simulator';
import { mapped, named, outputOf } from '../../support/simulated';

let org: RunningOrg;
beforeAll(async () => {
  org = await startOrg({ size: 0 });
});
afterAll(() => org.close());

describe('A record that does not exist', () => {
  const id = '003000000000001AAA';
  const byId = { identifyBy: 'recordId', recordId: named(id) };
  const byKey = { identifyBy: 'externalId', externalIdField: named('External_Id__c'), externalIdValue: 'No-1' };
  const fields = mapped({ LastName: 'A' });

  test.each<[string, IDataObject, number, string]>([
    ['Get', { operation: 'get', ...byId }, 1, id],
    ['Get of several', { operation: 'get', ...byId }, 2, id],
    ['Get by external ID', { operation: 'get', ...byKey }, 1, 'No-1'],
    ['Update', { operation: 'update', ...byId, fields, sendAs: 'oneByOne' }, 1, id],
    ['Update by external ID', { operation: 'update', ...byKey, fields, sendAs: 'oneByOne' }, 1, 'No-1'],
    ['Delete', { operation: 'delete', ...byId, sendAs: 'oneByOne' }, 1, id],
    ['Delete by external ID', { operation: 'delete', ...byKey, sendAs: 'oneByOne' }, 1, 'No-1'],
  ])('is named with its object: %s', async (_, form, count, key) => {
    const parameters = { resource: 'record', object: named('Contact'), ...form };
    const items = Array.from({ length: count }, () => ({}));
    for (const { error } of await outputOf(org, parameters, { items, continueOnFail: true })) {
      const { message, errorCode } = error as IDataObject;
      expect([message, errorCode]).toEqual([expect.stringMatching(new RegExp(`Contact .*${key}`)), 'NOT_FOUND']);
    }
  });
});

test('An item without the file that is to be sent is not valid, and is told so', async () => {
  const parameters = { resource: 'file', operation: 'upload', fileKind: 'file', binaryPropertyName: 'data' };
  const [output] = await outputOf(org, parameters, { continueOnFail: true });
  expect(output).toMatchObject({ error: { errorCode: 'INVALID_INPUT', actions: [expect.any(String)] } });
});
