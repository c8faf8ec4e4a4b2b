import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { IDataObject } from 'n8n-workflow';

import { run } from '../../../../nodes/SalesforceConnector/operations/run';
import { startOrg, type RunningOrg } from '../../../../simulator';
import { hostOn, mapped, named } from '../../support/simulated';

let org: RunningOrg;
beforeAll(async () => (org = await startOrg({ size: 0 })));
afterAll(() => org.close());

/** Requests for as many items of one record, and what the node says of them. */
async function written(count: number, form: IDataObject): Promise<{ requests: number; said: string[] }> {
  const parameters = {
    ...{ resource: 'record', object: named('Contact'), externalIdField: named('External_Id__c') },
    ...{ externalIdValue: 'Same', fields: mapped({ LastName: 'A' }), bulkFrom: 10_000, ...form },
  };
  const create = { ...parameters, operation: 'upsert', sendAs: 'automatic' };
  await run(hostOn(org, { parameters: create, items: [{}] }).context);
  const items = Array.from({ length: count }, () => ({}));
  const { context, hints, sent } = hostOn(org, { parameters, items, continueOnFail: true });
  await run(context);
  const said = hints.flatMap(({ message }) => (message.includes('for the same record') ? [message] : []));
  return { requests: sent.filter(({ method = 'GET' }) => method !== 'GET').length, said };
}

const SAID =
  'Up to 10 items are for the same record: to keep their order, they need 10 requests, one after another. ' +
  'Leave only the last item of each record (Remove Duplicates leaves the first).';

describe.each([
  ['upsert', {}],
  ['update', { identifyBy: 'externalId' }],
  ['delete', { identifyBy: 'externalId' }],
])('Items for the same record: %s', (operation, form) => {
  test.each([
    ['automatic', 10, [SAID]],
    ['automatic', 9, []],
    ['collections', 10, [SAID]],
    ['oneByOne', 10, []],
  ])('are a request each, which a hint says where others could share one: %s of %i', async (sendAs, count, said) => {
    expect(await written(count, { ...form, operation, sendAs })).toEqual({ requests: count, said });
  });
});
