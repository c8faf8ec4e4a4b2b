import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Connection } from 'jsforce';

import { startSignedIn, type SignedInOrg } from '../support/org';

let org: SignedInOrg;
let connection: Connection;

beforeAll(async () => {
  org = await startSignedIn(30);
  connection = new Connection({ instanceUrl: org.url, accessToken: org.token, version: '67.0' });
});
afterAll(() => org.close());

const enqueued = [{ statusCode: 'OPERATION_ENQUEUED', message: expect.any(String), fields: [] }];

describe('jsforce, unmodified', () => {
  test('publishes one event, and several at once', async () => {
    const events = connection.sobject('Order_Event__e');
    expect(await events.create({ Order_Number__c: '1' })).toMatchObject({ success: true, errors: enqueued });
    const many = await events.create([{ Order_Number__c: '2' }, { Order_Number__c: '3' }]);
    expect(many).toMatchObject([1, 2].map(() => ({ success: true, errors: enqueued })));
  });

  test('sends requests by paths of the org, whole or below the version', async () => {
    expect(await connection.requestGet('/limits')).toHaveProperty('DailyApiRequests');
    expect(await connection.requestGet('/services/data/v60.0/limits')).toHaveProperty('DailyApiRequests');
    const request = { method: 'HEAD', url: '/limits' } as const;
    expect(await connection.request(request)).toBeFalsy();
  });

  test('sends a batch, and a graph with a reference', async () => {
    const batchRequests = [
      { method: 'GET', url: 'v67.0/limits' },
      { method: 'GET', url: 'v67.0/sobjects/Nope' },
    ];
    expect(await connection.requestPost('/composite/batch', { haltOnError: false, batchRequests })).toMatchObject({
      hasErrors: true,
      results: [{ statusCode: 200 }, { statusCode: 404, result: [{ errorCode: 'NOT_FOUND' }] }],
    });
    const sobjects = '/services/data/v67.0/sobjects';
    const compositeRequest = [
      { method: 'POST', url: `${sobjects}/Account`, referenceId: 'a', body: { Name: 'Graph' } },
      { method: 'POST', url: `${sobjects}/Contact`, referenceId: 'c', body: { LastName: 'x', AccountId: '@{a.id}' } },
    ];
    expect(
      await connection.requestPost('/composite/graph', { graphs: [{ graphId: '1', compositeRequest }] }),
    ).toMatchObject({
      graphs: [
        { graphId: '1', isSuccessful: true, graphResponse: { compositeResponse: [{ httpStatusCode: 201 }, {}] } },
      ],
    });
  });

  test('lists and describes list views, and their queries run', async () => {
    const contacts = connection.sobject('Contact');
    const { listviews, nextRecordsUrl } = (await contacts.listviews()) as {
      listviews: { id: string }[];
      nextRecordsUrl: string;
    };
    expect(listviews).toMatchObject([{ label: 'All Contacts', soqlCompatible: true }]);
    expect(await connection.requestGet(nextRecordsUrl)).toMatchObject({ done: true, nextRecordsUrl: null });
    const view = (await contacts.listview(listviews[0]?.id ?? '').describe()) as { query: string };
    expect(view).toMatchObject({ sobjectType: 'Contact', query: expect.stringMatching(/^SELECT /) });
    const { totalSize } = await connection.query('SELECT COUNT() FROM Contact');
    expect((await connection.query(view.query)).totalSize).toBe(totalSize);
  });
});
