import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { IDataObject } from 'n8n-workflow';

import { loaders } from '../../../../nodes/SalesforceConnector/fields';
import { run } from '../../../../nodes/SalesforceConnector/operations/run';
import { Control } from '../../../../simulator/control/client';
import { RawClient } from '../../../support/bayeux';
import { startSignedIn, type SignedInOrg } from '../../../support/org';
import { hostOn, mapped, named, outputOf } from '../../support/simulated';
import type { HostOptions } from '../../support/host';

const EVENT = 'Order_Event__e';
const FORM: IDataObject = {
  resource: 'event',
  operation: 'publish',
  object: named(EVENT),
  fields: { mappingMode: 'autoMapInputData', value: null },
};

let org: SignedInOrg;
beforeEach(async () => {
  org = await startSignedIn(0);
});
afterEach(() => org.close());

const kept = () => new RawClient(org, org.token).kept(`/event/${EVENT}`);
const orders = (count: number): IDataObject[] =>
  Array.from({ length: count }, (_, number) => ({ Order_Number__c: `A-${number}` }));

async function publish(items: readonly IDataObject[], options: HostOptions = {}) {
  const { context, sent } = hostOn(org, { parameters: FORM, items, ...options });
  return {
    output: (await run(context)).map(({ json }) => json),
    posts: sent.filter(({ method }) => method === 'POST'),
  };
}

describe.each([false, true])('Events (with one ID for all: %p)', (sharedEventIds) => {
  beforeEach(() => org.org.choices.set({ sharedEventIds }));

  test('are queued, each with the UUID that its subscribers read', async () => {
    const { output } = await publish(orders(3));
    const events = await kept();
    expect(output).toEqual(events.map(({ event }) => ({ queued: true, eventUuid: event['EventUuid'] })));
    expect(events.map(({ payload }) => payload['Order_Number__c'])).toEqual(['A-0', 'A-1', 'A-2']);
  });

  test.each([
    [1, 1],
    [200, 1],
    [2_001, 11],
  ])('of %d items take %d requests', async (count, requests) => {
    const { output, posts } = await publish(orders(count));
    expect(new Set(output.map(({ eventUuid }) => eventUuid)).size).toBe(count);
    expect(posts).toHaveLength(requests);
    expect(posts.filter(({ url }) => url.includes('/jobs/'))).toEqual([]);
  });

  test('that are refused say why, and take none of the others back', async () => {
    const items = [{ Order_Number__c: 'A' }, { Amount__c: 5 }, { Order_Number__c: 'B' }];
    const { output } = await publish(items, { continueOnFail: true });
    expect(output).toMatchObject([
      { queued: true },
      { error: { errorCode: 'REQUIRED_FIELD_MISSING', fields: ['Order_Number__c'] } },
      { queued: true },
    ]);
    expect(await kept()).toHaveLength(2);
  });

  test('whose answer is lost may have been published, and are not sent again', async () => {
    await new Control(org.controlUrl).post('faults', { method: 'POST', path: '/sobjects', cut: 'after' });
    const { output, posts } = await publish(orders(2), { continueOnFail: true });
    expect(output).toMatchObject(
      orders(2).map(() => ({
        error: {
          errorCode: 'MAY_HAVE_BEEN_PUBLISHED',
          message: expect.stringContaining('The event may have been published: '),
          actions: [expect.stringContaining('ask a subscriber whether it came')],
        },
      })),
    );
    expect(posts).toHaveLength(1);
    expect(await kept()).toHaveLength(2);
  });

  test('are of platform events only: nothing else is sent', async () => {
    const { context, sent } = hostOn(org, {
      parameters: { ...FORM, object: named('Account') },
      items: [{ Name: 'x' }],
    });
    await expect(run(context)).rejects.toThrow('Account is not a platform event');
    expect(sent).toEqual([]);
  });

  test('are filled in by the fields that a publisher gives', async () => {
    const { getFieldsToCreate } = loaders.resourceMapping;
    const { context } = hostOn(org, { parameters: FORM });
    const { fields } = await getFieldsToCreate.call(context);
    expect(fields.map(({ id, required }) => [id, required])).toEqual([
      ['Order_Number__c', true],
      ['Amount__c', false],
      ['Has_Shipped__c', false],
      ['Note__c', false],
      ['Shipped_At__c', false],
    ]);
    const given = { Order_Number__c: '7', Has_Shipped__c: true, Amount__c: 9.5 };
    await outputOf(org, { ...FORM, fields: mapped(given) });
    expect((await kept())[0]?.payload).toMatchObject(given);
  });
});

test('The list offers the platform events that can be published', async () => {
  const { context } = hostOn(org, { parameters: FORM });
  const { results } = await loaders.listSearch.searchPlatformEvents.call(context);
  expect(results).toEqual([{ name: 'Order Event (Order_Event__e)', value: EVENT }]);
});
