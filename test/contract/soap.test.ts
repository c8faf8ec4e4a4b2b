import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Connection } from 'jsforce';

import { startSignedIn } from '../support/org';
import type { SignedInOrg } from '../support/org';

let org: SignedInOrg;
let connection: Connection;

beforeAll(async () => {
  org = await startSignedIn(10);
  connection = new Connection({ instanceUrl: org.url, accessToken: org.token, version: '68.0' });
});
afterAll(() => org.close());

const created = async (object: string, values: Record<string, unknown>): Promise<string> =>
  String((await connection.create(object, values)).id);

describe('jsforce, unmodified: SOAP', () => {
  test('undeletes what was deleted, with a result for each', async () => {
    const id = await created('Contact', { LastName: 'Lovelace' });
    await connection.sobject('Contact').delete(id);
    const results = await connection.soap.undelete([id, id]);
    expect(results).toMatchObject([
      { id, success: true, errors: [] },
      { success: false, errors: [{ statusCode: 'UNDELETE_FAILED' }] },
    ]);
    expect(await connection.sobject('Contact').retrieve(id)).toMatchObject({ LastName: 'Lovelace' });
  });

  test('is refused without a session', async () => {
    const stranger = new Connection({ instanceUrl: org.url, accessToken: 'nobody', version: '68.0' });
    await expect(stranger.soap.undelete(['003000000000001AAA'])).rejects.toThrow('INVALID_SESSION_ID');
  });
});

describe('jsforce, unmodified: merging by SOAP', () => {
  test('takes the values of the master, moves what belongs to the duplicates, and deletes them', async () => {
    const [masterId, duplicateId] = [
      await created('Account', { Name: 'Acme' }),
      await created('Account', { Name: 'ACME' }),
    ];
    const contactId = await created('Contact', { LastName: 'Lovelace', AccountId: duplicateId });
    const result = await connection.soap.merge({
      masterRecord: { type: 'Account', Id: masterId, Phone: '1 & 2', NumberOfEmployees: 7 },
      recordToMergeIds: [duplicateId],
    } as never);
    expect(result).toMatchObject({
      id: masterId,
      success: true,
      mergedRecordIds: [duplicateId],
      updatedRelatedIds: [contactId],
    });
    expect(await connection.sobject('Account').retrieve(masterId)).toMatchObject({
      Phone: '1 & 2',
      NumberOfEmployees: 7,
    });
    expect(await connection.sobject('Contact').retrieve(contactId)).toMatchObject({ AccountId: masterId });
    const { records } = await connection.query(`SELECT MasterRecordId FROM Account WHERE Id = '${duplicateId}'`, {
      scanAll: true,
    });
    expect(records).toMatchObject([{ MasterRecordId: masterId }]);
  });

  test('refuses what is not one or two records', async () => {
    const masterId = await created('Account', { Name: 'Alone' });
    const result = await connection.soap.merge([
      { masterRecord: { type: 'Account', Id: masterId }, recordToMergeIds: [] },
    ] as never);
    expect(result).toMatchObject([{ success: false, errors: [{ statusCode: 'INVALID_OPERATION' }] }]);
  });
});

describe('jsforce, unmodified: converting leads by SOAP', () => {
  const lead = async (): Promise<string> =>
    await created('Lead', { LastName: 'Hopper', Company: 'Navy', Email: 'g@navy.example' });
  const base = { doNotCreateOpportunity: false, overwriteLeadSource: false, sendNotificationEmail: false };
  const convert = async (...leadConverts: object[]) =>
    await connection.soap.convertLead(
      leadConverts.map((one) => ({ ...base, convertedStatus: 'Closed - Converted', ...one })) as never,
    );

  test('makes an account, a contact and an opportunity', async () => {
    const leadId = await lead();
    const [result] = (await convert({ leadId })) as unknown as Record<string, string>[];
    expect(result).toMatchObject({ success: true, leadId, errors: [] });
    expect(await connection.sobject('Contact').retrieve(String(result?.['contactId']))).toMatchObject({
      LastName: 'Hopper',
      AccountId: result?.['accountId'],
    });
    expect(await connection.sobject('Opportunity').retrieve(String(result?.['opportunityId']))).toMatchObject({
      Name: 'Navy',
    });
    expect(await connection.sobject('Lead').retrieve(leadId)).toMatchObject({
      IsConverted: true,
      Status: 'Closed - Converted',
      ConvertedAccountId: result?.['accountId'],
    });
  });

  test('has a result for each: converted before, with a status that means no such thing, without an opportunity', async () => {
    const [once, wrong, bare] = [await lead(), await lead(), await lead()];
    const results = await convert(
      { leadId: once },
      { leadId: once },
      { leadId: wrong, convertedStatus: 'Working - Contacted' },
      { leadId: bare, doNotCreateOpportunity: true },
    );
    expect(results).toMatchObject([
      { success: true },
      { success: false, errors: [{ statusCode: 'CANNOT_UPDATE_CONVERTED_LEAD' }] },
      { success: false, errors: [{ statusCode: 'INVALID_STATUS' }] },
      { success: true },
    ]);
    expect(await connection.sobject('Lead').retrieve(bare)).toMatchObject({ ConvertedOpportunityId: null });
  });
});
