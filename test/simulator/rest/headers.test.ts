import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';

import { createStore } from '../../../simulator/data';
import { createSchema } from '../../../simulator/schema';
import { startSignedIn } from '../../support/org';
import type { SignedInOrg } from '../../support/org';

let org: SignedInOrg;
let first: string;

beforeAll(async () => {
  org = await startSignedIn(10, { store: createStore(createSchema(), { size: 10, duplicateRules: ['Lead'] }) });
  first = (await createLead()).data.id;
});
afterAll(() => org.close());

const createLead = (headers = {}) =>
  org.http.post('/sobjects/Lead', { LastName: 'Twin', Company: 'Twins', Email: 'twin@example.com' }, { headers });

describe('Duplicate rules', () => {
  test('A duplicate is refused, and the record that it matches is named', async () => {
    const { status, data } = await createLead();
    expect(status).toBe(400);
    expect(data).toMatchObject([
      {
        errorCode: 'DUPLICATES_DETECTED',
        message: 'Use one of these records?',
        duplicateResult: { allowSave: true, matchResults: [{ entityType: 'Lead', size: 1 }] },
      },
    ]);
    expect(data[0].duplicateResult.matchResults[0].matchRecords[0].record).toEqual({
      attributes: { type: 'Lead', url: `/services/data/v68.0/sobjects/Lead/${first}` },
      Id: first,
    });
  });

  test('With includeRecordDetails the record is shown whole', async () => {
    const { data } = await createLead({ 'Sforce-Duplicate-Rule-Header': 'includeRecordDetails=true' });
    expect(data[0].duplicateResult.matchResults[0].matchRecords[0].record).toMatchObject({
      Id: first,
      LastName: 'Twin',
      Company: 'Twins',
    });
  });

  test('With allowSave it is saved', async () => {
    expect((await createLead({ 'Sforce-Duplicate-Rule-Header': 'allowSave=true' })).status).toBe(201);
  });

  test('A collection says it with a statusCode', async () => {
    const { data } = await org.http.post('/composite/sobjects', {
      records: [{ attributes: { type: 'Lead' }, LastName: 'Twin', Company: 'Twins', Email: 'twin@example.com' }],
    });
    expect(data).toEqual([
      {
        success: false,
        errors: [{ statusCode: 'DUPLICATES_DETECTED', message: 'Use one of these records?', fields: [] }],
      },
    ]);
  });

  test('A subrequest inherits the header', async () => {
    const { data } = await org.http.post(
      '/composite',
      {
        compositeRequest: [
          {
            method: 'POST',
            url: '/services/data/v68.0/sobjects/Lead',
            referenceId: 'lead',
            body: { LastName: 'Twin', Company: 'Twins', Email: 'twin@example.com' },
          },
        ],
      },
      { headers: { 'Sforce-Duplicate-Rule-Header': 'allowSave=true' } },
    );
    expect(data.compositeResponse[0].httpStatusCode).toBe(201);
  });
});

test('Sforce-Auto-Assign decides whether an assignment rule gives the lead its owner', async () => {
  const ownerOf = async (headers: object): Promise<string> => {
    const { data } = await org.http.post(
      '/sobjects/Lead',
      { LastName: 'Owned', Company: 'x', LeadSource: 'Web' },
      { headers },
    );
    return (await org.http.get(`/sobjects/Lead/${data.id}?fields=OwnerId`)).data.OwnerId.slice(0, 3);
  };
  expect(await ownerOf({})).toBe('00G');
  expect(await ownerOf({ 'Sforce-Auto-Assign': 'FALSE' })).toBe('005');
});

test('Sforce-Mru keeps a record from the list of those that were touched last', async () => {
  const seen = async (headers: object): Promise<boolean> => {
    const { data } = await org.http.post('/sobjects/Account', { Name: 'Touched' }, { headers });
    const recent = await org.http.get('/recent');
    return recent.data.some((item: { Id: string }) => item.Id === data.id);
  };
  expect(await seen({ 'Sforce-Mru': 'updateMru=false' })).toBe(false);
  expect(await seen({})).toBe(true);
});

test('Every answer tells how many calls are used', async () => {
  const { headers } = await org.http.get('/recent');
  expect(headers['sforce-limit-info']).toBe(`api-usage=${String(org.org.usage.used)}/${String(org.org.usage.max)}`);
});
