import { describe, expect, test } from '@jest/globals';

import type { Response } from '../../../salesforce/http';
import { recordId } from '../../../salesforce/ids';
import { convertLeads, type LeadConversion } from '../../../salesforce/soap/convertLead';
import { mergeRecords } from '../../../salesforce/soap/merge';
import type { WriteOutcome } from '../../../salesforce/write/rows';
import { fakeSend } from '../../support/fakeSend';
import { idOf } from '../../support/ids';
import { orgOf } from '../../support/orgOf';
import { answerOf, failed } from './messages';

const [MASTER, ONE, TWO, OTHER] = [1, 2, 3, 4].map((n) => idOf(n, '001')) as [string, string, string, string];
const LEAD = recordId('00Q000000000001');
const ACCOUNT = idOf(7, '001');
const CONTACT = idOf(7, '003');
const OPPORTUNITY = idOf(7, '006');

function codesOf(outcomes: ReadonlyMap<number, WriteOutcome>): string[] {
  return [...outcomes.values()].map((outcome) =>
    'saved' in outcome ? 'done' : (outcome.error as Error & { errorCode: string }).errorCode,
  );
}

async function merged(answer: Response) {
  const { send, requests } = fakeSend(() => answer);
  const values = { Name: 'A & "B"', NumberOfEmployees: 1e21, IsActive__c: false, Phone: null };
  const rows = [{ index: 0, masterId: MASTER, duplicateIds: [ONE, TWO], values }];
  const outcomes = await mergeRecords(orgOf(send), 'Account', rows, { parallel: 1 });
  return { codes: codesOf(outcomes), outcomes, requests };
}

const mergeResult = (id: string, ...ids: string[]): string =>
  `<id>${id}</id>${ids.map((one) => `<mergedRecordIds>${one}</mergedRecordIds>`).join('')}<success>true</success><updatedRelatedIds>${CONTACT}</updatedRelatedIds>`;

describe('A merge', () => {
  test('is written in the order of the WSDL, each value as XML Schema has it', async () => {
    const { codes, outcomes, requests } = await merged(answerOf('merge', mergeResult(MASTER, ONE, TWO)));
    expect(codes).toEqual(['done']);
    expect(requests[0]?.signedText?.write('s')).toContain(
      '<merge><mergeRequests><masterRecord><s:type>Account</s:type><s:fieldsToNull>Phone</s:fieldsToNull>' +
        `<s:Id>${MASTER}</s:Id><s:Name>A &amp; &quot;B&quot;</s:Name>` +
        '<s:NumberOfEmployees>1000000000000000000000</s:NumberOfEmployees><s:IsActive__c>false</s:IsActive__c>' +
        `</masterRecord><recordToMergeIds>${ONE}</recordToMergeIds><recordToMergeIds>${TWO}</recordToMergeIds>` +
        '</mergeRequests></merge>',
    );
    expect(outcomes.get(0)).toMatchObject({
      saved: { result: { id: MASTER, mergedRecordIds: [ONE, TWO], updatedRelatedIds: [CONTACT] } },
    });
  });

  test.each([
    ['another master', mergeResult(OTHER, ONE, TWO)],
    ['no master', mergeResult('', ONE, TWO)],
    ['one duplicate too few', mergeResult(MASTER, ONE)],
    ['one duplicate too many', mergeResult(MASTER, ONE, TWO, OTHER)],
    ['another duplicate', mergeResult(MASTER, ONE, OTHER)],
    ['one duplicate twice', mergeResult(MASTER, ONE, ONE)],
  ])('that Salesforce answers with %s may have been done, and is not sent again', async (_, result) => {
    const { codes, requests } = await merged(answerOf('merge', result));
    expect(codes).toEqual(['MAY_HAVE_BEEN_MERGED']);
    expect(requests).toHaveLength(1);
  });

  test('that Salesforce refuses says why', async () => {
    expect((await merged(answerOf('merge', failed('DUPLICATE_VALUE')))).codes).toEqual(['DUPLICATE_VALUE']);
  });
});

const CONVERSION: LeadConversion = {
  index: 0,
  leadId: LEAD,
  convertedStatus: 'Closed - Converted',
  opportunity: { name: '' },
  overwriteLeadSource: false,
  sendNotificationEmail: false,
  bypassAccountDedupeCheck: false,
  bypassContactDedupeCheck: false,
};

async function converted(answer: Response, more: Partial<LeadConversion> = {}) {
  const { send, requests } = fakeSend(() => answer);
  const outcomes = await convertLeads(orgOf(send), [{ ...CONVERSION, ...more }], { parallel: 1 });
  return { codes: codesOf(outcomes), outcomes, requests };
}

interface Made {
  readonly lead?: string;
  readonly account?: string;
  readonly contact?: string;
  readonly opportunity?: string;
}

const conversionResult = (...made: readonly Made[]): Response =>
  answerOf('convertLead', ...(made.length === 0 ? [{}] : made).map(conversionText));

function conversionText({ lead = LEAD, account = ACCOUNT, contact = CONTACT, opportunity = OPPORTUNITY }: Made) {
  const element = (name: string, id: string) => (id === '' ? `<${name} xsi:nil="true"/>` : `<${name}>${id}</${name}>`);
  return `${element('accountId', account)}${element('contactId', contact)}${element('leadId', lead)}${element('opportunityId', opportunity)}<success>true</success>`;
}

describe('A conversion', () => {
  test('is written in the order of the WSDL', async () => {
    const { codes, requests } = await converted(conversionResult(), {
      accountId: ACCOUNT,
      contactId: CONTACT,
      ownerId: idOf(1, '005'),
      opportunity: { name: 'Ships & more' },
      bypassAccountDedupeCheck: true,
      bypassContactDedupeCheck: true,
    });
    expect(codes).toEqual(['done']);
    expect(requests[0]?.signedText?.write('s')).toContain(
      `<convertLead><leadConverts><accountId>${ACCOUNT}</accountId><bypassAccountDedupeCheck>true</bypassAccountDedupeCheck>` +
        `<bypassContactDedupeCheck>true</bypassContactDedupeCheck><contactId>${CONTACT}</contactId>` +
        '<convertedStatus>Closed - Converted</convertedStatus><doNotCreateOpportunity>false</doNotCreateOpportunity>' +
        `<leadId>${LEAD}</leadId><opportunityName>Ships &amp; more</opportunityName><overwriteLeadSource>false</overwriteLeadSource>` +
        `<ownerId>${idOf(1, '005')}</ownerId><sendNotificationEmail>false</sendNotificationEmail></leadConverts></convertLead>`,
    );
  });

  test.each<readonly [number, Partial<LeadConversion>]>([
    [47, { bypassAccountDedupeCheck: true }],
    [47, { bypassContactDedupeCheck: true }],
    [40, { opportunity: { id: OPPORTUNITY } }],
  ])('is refused below version %i, and nothing is sent: %j', async (since, more) => {
    const inVersion = (version: number) => {
      const { send, requests } = fakeSend(() => conversionResult());
      const org = orgOf(send, { version: `${version}.0` });
      return { requests, outcomes: convertLeads(org, [{ ...CONVERSION, ...more }], { parallel: 1 }) };
    };
    const older = inVersion(since - 1);
    await expect(older.outcomes).rejects.toMatchObject({ problem: { reason: 'versionTooOld' } });
    expect(older.requests).toEqual([]);
    const newer = inVersion(since);
    expect(codesOf(await newer.outcomes)).toEqual(['done']);
  });

  test('is told by what the lead became', async () => {
    const { outcomes } = await converted(conversionResult({ opportunity: '' }), { opportunity: 'none' });
    expect(outcomes.get(0)).toMatchObject({
      saved: { result: { leadId: LEAD, accountId: ACCOUNT, contactId: CONTACT, opportunityId: null } },
    });
  });

  test.each<readonly [string, Made, Partial<LeadConversion>]>([
    ['another lead', { lead: recordId('00Q000000000002') }, {}],
    ['no lead', { lead: '' }, {}],
    ['an account that is none', { account: CONTACT }, {}],
    ['a contact that is none', { contact: ACCOUNT }, {}],
    ['an opportunity that is none', { opportunity: LEAD }, {}],
    ['no account', { account: '' }, {}],
    ['another account than the existing one', {}, { accountId: OTHER }],
    ['a contact whose ID is no ID', { contact: 'true' }, {}],
    ['another contact than the existing one', {}, { accountId: ACCOUNT, contactId: idOf(8, '003') }],
    ['another opportunity than the existing one', {}, { opportunity: { id: idOf(8, '006') } }],
    ['no opportunity where one was wanted', { opportunity: '' }, {}],
    ['an opportunity where none was wanted', {}, { opportunity: 'none' }],
  ])('that Salesforce answers with %s may have been done, and is not sent again', async (_, made, more) => {
    const { codes, requests } = await converted(conversionResult(made), more);
    expect(codes).toEqual(['MAY_HAVE_BEEN_CONVERTED']);
    expect(requests).toHaveLength(1);
  });

  const SECOND = recordId('00Q000000000002');
  const OWN = { account: idOf(8, '001'), contact: idOf(8, '003'), opportunity: idOf(8, '006') };
  const GIVEN = { accountId: ACCOUNT, contactId: CONTACT, opportunity: { id: OPPORTUNITY } };

  test.each<readonly [string, Made, Partial<LeadConversion>, string]>([
    ['records of their own', OWN, {}, 'done'],
    ['the records that were given', {}, GIVEN, 'done'],
    ['one account', { ...OWN, account: ACCOUNT }, {}, 'MAY_HAVE_BEEN_CONVERTED'],
    ['one contact', { ...OWN, contact: CONTACT }, {}, 'MAY_HAVE_BEEN_CONVERTED'],
    ['one opportunity', { ...OWN, opportunity: OPPORTUNITY }, {}, 'MAY_HAVE_BEEN_CONVERTED'],
  ])('of two leads into %s: %j', async (_, second, more, code) => {
    const { send } = fakeSend(() => conversionResult({}, { lead: SECOND, ...second }));
    const leads = [LEAD, SECOND].map((leadId, index) => ({ ...CONVERSION, ...more, leadId, index }));
    expect(codesOf(await convertLeads(orgOf(send), leads, { parallel: 1 }))).toEqual([code, code]);
  });
});
