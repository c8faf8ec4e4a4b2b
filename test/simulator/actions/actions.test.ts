import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';

import { startSignedIn, type SignedInOrg } from '../../support/org';

let org: SignedInOrg;
beforeAll(async () => {
  org = await startSignedIn(10);
});
afterAll(() => org.close());

describe('Actions of the simulated org', () => {
  test('are described in the words of the guide', async () => {
    const { data } = await org.http.get('/actions/standard/emailSimple');
    expect(data).toMatchObject({
      description: 'Send an email where you specify the subject, body, and recipients.',
      name: 'emailSimple',
      standard: true,
    });
    expect(data.inputs[0]).toMatchObject({
      byteLength: 0,
      description: 'Optional. The email recipients specified as a comma-separated list.',
      label: 'Email Addresses (comma-separated)',
      maxOccurs: 1,
      name: 'emailAddresses',
      picklistValues: null,
      required: false,
      sobjectType: null,
      type: 'STRING',
    });
    expect(data.inputs[1]).toMatchObject({ name: 'emailAddressesArray', maxOccurs: 5 });
  });

  test('answer 304 to who knows their description', async () => {
    const { headers } = await org.http.get('/actions/custom/flow');
    const since = { 'If-Modified-Since': headers['last-modified'] as string };
    expect(await org.http.get('/actions/custom/flow', { headers: since })).toMatchObject({ status: 304 });
  });

  test('have a list for each object that has some of its own', async () => {
    const { data } = await org.http.get('/actions/custom/quickAction');
    expect(data).toMatchObject({
      actions: [{ name: 'LogACall' }, { name: 'NewContact' }],
      Account: '/services/data/v68.0/actions/custom/quickAction/Account',
    });
    expect((await org.http.get('/actions/custom/quickAction/Account')).data).toMatchObject({
      actions: [{ name: 'Account.CreateContact', url: expect.stringMatching(/quickAction\/Account\/CreateContact$/) }],
    });
  });

  test.each([
    ['no body', undefined, 'JSON_PARSER_ERROR'],
    ['no list', { inputs: {} }, 'JSON_PARSER_ERROR'],
    ['an empty list', { inputs: [] }, 'MISSING_ARGUMENT'],
    ['201 inputs', { inputs: Array.from({ length: 201 }, () => ({ recordId: 'x' })) }, 'LIMIT_EXCEEDED'],
  ])('refuse %s as a whole', async (_, body, errorCode) => {
    const { status, data } = await org.http.post('/actions/custom/flow/Ask_For_Approval', body);
    expect([status, data[0].errorCode]).toEqual([400, errorCode]);
  });

  test('are not there in a version before them, nor by a name that none has', async () => {
    const old = `${org.url}/services/data/v31.0/actions/custom/flow`;
    for (const url of [old, '/actions/custom/flow/No_Such', '/actions/custom/flow/Account/CreateContact']) {
      expect(await org.http.get(url)).toMatchObject({ status: 404 });
    }
  });

  test('tell of an unknown input, and of a required one that is missing, by input', async () => {
    const inputs = [{ subject: 'x', no: 1 }, {}, { subject: 'Fine' }];
    const { status, data } = await org.http.post('/actions/custom/flow/Create_Follow_Up', { inputs });
    expect(status).toBe(400);
    expect(data).toMatchObject([
      { isSuccess: false, outputValues: null, errors: [{ statusCode: 'INVALID_API_INPUT' }] },
      { isSuccess: false, errors: [{ statusCode: 'REQUIRED_FIELD_MISSING' }] },
      { isSuccess: true, errors: null },
    ]);
  });
});
