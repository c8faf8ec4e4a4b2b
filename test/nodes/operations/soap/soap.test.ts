import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { IDataObject } from 'n8n-workflow';

import { loaders } from '../../../../nodes/SalesforceConnector/fields';
import { run } from '../../../../nodes/SalesforceConnector/operations/run';
import { startOrg, type RunningOrg } from '../../../../simulator';
import { Control } from '../../../../simulator/control/client';
import { unreadable } from '../../../salesforce/soap/messages';
import type { HostOptions } from '../../support/host';
import { openSession } from '../../../support/org';
import { hostOn, mapped, named, outputOf } from '../../support/simulated';

let org: RunningOrg;
beforeAll(async () => {
  org = await startOrg({ size: 10 });
});
beforeEach(() => org.org.store.reset());
afterAll(() => org.close());

const created = async (object: string, ...records: IDataObject[]): Promise<string[]> => {
  const parameters = { resource: 'record', operation: 'create', object: named(object), sendAs: 'collections' };
  const fields = { fields: { mappingMode: 'autoMapInputData', value: null } };
  const output = await outputOf(org, { ...parameters, ...fields }, { items: records });
  return output.map(({ id }) => String(id));
};
const retrieved = async (soql: string): Promise<IDataObject[]> =>
  await outputOf(org, { resource: 'query', operation: 'soql', soql, options: { includeDeleted: true } });

const soapIn = (sent: ReturnType<typeof hostOn>['sent']): string[] =>
  sent.filter(({ url }) => url.includes('/services/Soap/')).map(({ body }) => String(body));

async function errorsOf(parameters: IDataObject, options: HostOptions = {}) {
  const { context, sent } = hostOn(org, { continueOnFail: true, parameters, ...options });
  const output = await run(context);
  return { messages: output.map(({ json }) => JSON.stringify(json['error'])), soap: soapIn(sent) };
}

describe('Record > Merge', () => {
  const merge = (object: string, parameters: IDataObject): IDataObject => ({
    resource: 'record',
    operation: 'merge',
    object: named(object),
    ...parameters,
  });

  test('keeps the master with the values of the form, by their fields’ types', async () => {
    const [master = '', first = '', second = ''] = await created(
      'Account',
      { Name: 'A' },
      { Name: 'B' },
      { Name: 'C' },
    );
    const [contact = ''] = await created('Contact', { LastName: 'Lovelace', AccountId: second });
    const values = { Name: `R&D <"'>\r\n\u{1F600}`, NumberOfEmployees: '12', Description: null };
    const fields = mapped(values);
    const parameters = merge('Account', { recordId: master, duplicateIds: `${first}, ${second}`, fields });
    expect(await outputOf(org, parameters)).toEqual([
      { id: master, merged: true, mergedRecordIds: [first, second], movedRecords: 1 },
    ]);
    expect(await retrieved(`SELECT Name, NumberOfEmployees FROM Account WHERE Id = '${master}'`)).toMatchObject([
      { Name: values.Name, NumberOfEmployees: 12 },
    ]);
    expect(await retrieved(`SELECT AccountId FROM Contact WHERE Id = '${contact}'`)).toMatchObject([
      { AccountId: master },
    ]);
    expect(await retrieved(`SELECT MasterRecordId FROM Account WHERE Id IN ('${first}', '${second}')`)).toMatchObject([
      { MasterRecordId: master },
      { MasterRecordId: master },
    ]);
  });

  test('sends what belongs to one master in one call, in order, with an outcome each', async () => {
    const [master = '', ...others] = await created(
      'Lead',
      ...['A', 'B', 'C'].map((LastName) => ({ LastName, Company: 'x' })),
    );
    const items = [{ other: others[0] }, { other: others[0] }, { other: others[1] }] as IDataObject[];
    const { context, sent } = hostOn(org, {
      continueOnFail: true,
      items,
      parameters: (index) =>
        merge('Lead', { recordId: master, duplicateIds: items[index]?.['other'], fields: mapped({}) }),
    });
    const output = (await run(context)).map(({ json }) => json);
    expect(output).toMatchObject([{ merged: true }, { error: { errorCode: 'ENTITY_IS_DELETED' } }, { merged: true }]);
    expect(soapIn(sent)).toHaveLength(1);
  });

  test('gives what Salesforce gives where Simplify is off', async () => {
    const [master = '', other = ''] = await created('Account', { Name: 'A' }, { Name: 'B' });
    const parameters = merge('Account', {
      recordId: master,
      duplicateIds: [other],
      fields: mapped({}),
      options: { simplify: false },
    });
    expect(await outputOf(org, parameters)).toEqual([{ id: master, mergedRecordIds: [other], updatedRelatedIds: [] }]);
  });

  const ID = '003000000000001AAA';
  const OTHER = '003000000000002AAA';
  test.each([
    ['no duplicate', { duplicateIds: ',' }, 'there is nothing between the commas'],
    [
      'three duplicates',
      { duplicateIds: [2, 3, 4].map((n) => `00300000000000${n}AAA`).join(',') },
      '3 records are given',
    ],
    ['its own master', { duplicateIds: ID }, 'is the master record as well'],
    ['a record of another object', { duplicateIds: '001000000000002AAA' }, 'is not the ID of a record of Contact'],
    ['a master of another object', { recordId: '001000000000002AAA' }, 'is not the ID of a record of Contact'],
    ['what is no ID', { duplicateIds: `${OTHER}</recordToMergeIds>` }, 'is not a valid Salesforce ID'],
    ['a parent’s external ID', { fields: mapped({ 'Account.External_Id__c': 'x' }) }, 'no external ID of a parent'],
    ['a character that XML does not have', { fields: mapped({ LastName: 'a\u0001' }) }, 'U+0001'],
    ['a field that the object does not have', { fields: mapped({ 'LastName></s:LastName': 'x' }) }, 'LastName>'],
  ])('refuses %s before anything is sent', async (_, wrong, message) => {
    const parameters = merge('Contact', {
      recordId: ID,
      duplicateIds: OTHER,
      fields: mapped({}),
      ...wrong,
    } as IDataObject);
    const { messages, soap } = await errorsOf(parameters);
    expect(messages).toEqual([expect.stringContaining(message)]);
    expect(soap).toEqual([]);
  });
});

describe('Lead > Convert', () => {
  const convert = (parameters: IDataObject): IDataObject => ({
    resource: 'lead',
    operation: 'convert',
    convertedStatus: named('Closed - Converted'),
    ...parameters,
  });
  const lead = async (more: IDataObject = {}): Promise<string> =>
    (await created('Lead', { LastName: 'Hopper', Company: 'Navy', LeadSource: 'Web', ...more }))[0] ?? '';
  const owned = async (): Promise<IDataObject> => {
    const [user] = await retrieved('SELECT Id FROM User LIMIT 1');
    return { conversionOwner: user?.['Id'] as string };
  };

  test('makes an account, a contact and an opportunity of the name that is given', async () => {
    const leadId = await lead();
    const parameters = convert({ leadId, opportunityName: 'Ships & more', options: await owned() });
    const [output] = await outputOf(org, parameters);
    expect(output).toEqual({
      leadId,
      accountId: expect.stringMatching(/^001/),
      contactId: expect.stringMatching(/^003/),
      opportunityId: expect.stringMatching(/^006/),
      converted: true,
    });
    expect(
      await retrieved(`SELECT Name FROM Opportunity WHERE Id = '${String(output?.['opportunityId'])}'`),
    ).toMatchObject([{ Name: 'Ships & more' }]);
  });

  test('adds to an existing account and contact, with the lead’s source, and without an opportunity', async () => {
    const [account = ''] = await created('Account', { Name: 'Navy' });
    const [contact = ''] = await created('Contact', { LastName: 'Hopper', AccountId: account, LeadSource: 'Other' });
    const leadId = await lead({ Email: 'g@navy.example' });
    const [output] = await outputOf(
      org,
      convert({
        leadId,
        convertAccount: 'existing',
        accountId: account,
        convertContact: 'existing',
        contactId: contact,
        convertOpportunity: 'none',
        options: { ...(await owned()), overwriteLeadSource: true },
      }),
    );
    expect(output).toEqual({ leadId, accountId: account, contactId: contact, opportunityId: null, converted: true });
    expect(await retrieved(`SELECT Email, LeadSource FROM Contact WHERE Id = '${contact}'`)).toMatchObject([
      { Email: 'g@navy.example', LeadSource: 'Web' },
    ]);
  });

  test('converts a hundred leads a call, with an outcome each', async () => {
    const people = Array.from({ length: 150 }, (_, n) => ({ LastName: `L${n}`, Company: `C${n}` }));
    const ids = await created('Lead', ...people);
    const options = await owned();
    const { context, sent } = hostOn(org, {
      continueOnFail: true,
      items: ids.map((id) => ({ id })),
      parameters: (index) =>
        convert({ leadId: ids[index], options, ...(index === 7 ? { convertedStatus: named('Open') } : {}) }),
    });
    const output = (await run(context)).map(({ json }) => json);
    expect(output.filter(({ converted }) => converted === true)).toHaveLength(149);
    expect(output[7]).toMatchObject({ error: { errorCode: 'INVALID_STATUS' } });
    expect(soapIn(sent)).toHaveLength(2);
  });

  test.each([
    [
      'a contact without its account',
      { convertContact: 'existing', contactId: '003000000000001AAA' },
      'needs its existing account',
    ],
    ['a record that is no lead', { leadId: '003000000000001AAA' }, 'is not the ID of a record of Lead'],
    [
      'an owner that is no user',
      { options: { conversionOwner: '00G000000000001' } },
      'is not the ID of a record of User',
    ],
    ['a character that XML does not have', { opportunityName: 'a\u0008b' }, 'U+0008'],
  ])('refuses %s before anything is sent', async (_, wrong, message) => {
    const { messages, soap } = await errorsOf(convert({ leadId: '00Q000000000001', ...wrong } as IDataObject));
    expect(messages).toEqual([expect.stringContaining(message)]);
    expect(soap).toEqual([]);
  });

  test('offers the statuses that mean converted, and leads that are not', async () => {
    const { context } = hostOn(org, {});
    expect(await loaders.listSearch.searchConvertedStatuses.call(context)).toEqual({
      results: [{ name: 'Closed - Converted', value: 'Closed - Converted' }],
    });
    const leadId = await lead({ LastName: 'Unheard-of' });
    const list = await loaders.listSearch.searchLeads.call(context, 'Unheard-of');
    expect(list.results).toMatchObject([{ name: 'Unheard-of (Navy)', value: leadId }]);
  });
});

describe('Record > Undelete', () => {
  const undelete = (recordId: string): IDataObject => ({
    resource: 'record',
    operation: 'undelete',
    object: named('Contact'),
    recordId,
  });

  test('offers what is in the Recycle Bin, and takes it out', async () => {
    const [id = ''] = await created('Contact', { LastName: 'Unheard-of' });
    await outputOf(org, {
      resource: 'record',
      operation: 'delete',
      object: named('Contact'),
      recordId: id,
      sendAs: 'oneByOne',
    });
    const { context } = hostOn(org, { parameters: { object: named('Contact') } });
    expect((await loaders.listSearch.searchDeletedRecords.call(context, 'Unheard')).results).toEqual([
      { name: 'Unheard-of', value: id },
    ]);
    expect(await outputOf(org, undelete(id))).toEqual([{ id, undeleted: true }]);
    expect((await loaders.listSearch.searchDeletedRecords.call(context, 'Unheard')).results).toEqual([]);
  });

  test('stays with the object that the builder chose', async () => {
    const { messages, soap } = await errorsOf(undelete('001000000000001AAA'));
    expect(messages).toEqual([expect.stringContaining('is not the ID of a record of Contact')]);
    expect(soap).toEqual([]);
  });
});

describe('A record that comes twice', () => {
  const OPERATIONS = {
    convert: (leadId: string): IDataObject => ({
      ...{ resource: 'lead', operation: 'convert', convertedStatus: named('Closed - Converted'), leadId },
    }),
    undelete: (recordId: string): IDataObject => ({
      ...{ resource: 'record', operation: 'undelete', object: named('Lead'), recordId },
    }),
  };
  const names = Object.keys(OPERATIONS) as (keyof typeof OPERATIONS)[];
  const lead = async (): Promise<string> => (await created('Lead', { LastName: 'Twice', Company: 'Navy' }))[0] ?? '';

  test.each(names)('is refused by %s before anything is sent, and costs no call of its own', async (operation) => {
    const [id, other] = [await lead(), await lead()];
    if (operation === 'undelete') {
      const form = { resource: 'record', operation: 'delete', object: named('Lead') };
      await outputOf(org, {}, { parameters: (index) => ({ ...form, recordId: [id, other][index] }), items: [{}, {}] });
    }
    const ids = ['x', id, other, ...Array.from({ length: 30 }, (_, n) => (n % 2 === 0 ? id.slice(0, 15) : id))];
    const options = (first: number): HostOptions => ({
      parameters: (index) => OPERATIONS[operation](ids[index + first] ?? ''),
      items: ids.slice(first).map(() => ({})),
    });
    const stopped = hostOn(org, options(1));
    await expect(run(stopped.context)).rejects.toMatchObject({
      message: expect.stringContaining(`${id} comes twice: item 0 has it.`),
    });
    const soap = (sent: readonly { url: string }[]) => sent.filter(({ url }) => url.includes('/services/Soap/'));
    expect(soap(stopped.sent)).toEqual([]);

    const { context, sent } = hostOn(org, { ...options(0), continueOnFail: true });
    const output = (await run(context)).map(({ json }) => json);
    expect(soap(sent)).toHaveLength(1);
    expect(output.slice(1, 3).map((json) => 'error' in json)).toEqual([false, false]);
    expect(output.slice(3)).toEqual(
      ids
        .slice(3)
        .map(() => ({ error: expect.objectContaining({ message: expect.stringContaining('item 1 has it.') }) })),
    );
  });
});

describe('The session', () => {
  test('goes to the org’s own SOAP address only, in the message', async () => {
    const parameters = {
      resource: 'record',
      operation: 'undelete',
      object: named('Contact'),
      recordId: '003000000000001AAA',
    };
    const { context, sent } = hostOn(org, { parameters, continueOnFail: true });
    const output = await run(context);
    const withSession = sent.filter(({ body }) => /<sessionId>00D[^<]+<\/sessionId>/.test(String(body)));
    expect(withSession.map(({ url }) => url)).toEqual([`${org.url}/services/Soap/u/67.0`]);
    expect(JSON.stringify(output)).not.toContain('00D');
  });

  test('that is a JWT is not sent, since SOAP does not accept it', async () => {
    const parameters = {
      resource: 'record',
      operation: 'undelete',
      object: named('Contact'),
      recordId: '003000000000001AAA',
    };
    const jwt = 'eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJ4In0.c2ln';
    const credential = () => ({
      environment: 'custom',
      myDomain: org.url,
      grantType: 'pkce',
      oauthTokenData: { access_token: jwt, instance_url: org.url },
    });
    const { messages, soap } = await errorsOf(parameters, { credential });
    expect(messages).toEqual([expect.stringContaining('does not accept')]);
    expect(messages[0]).not.toContain(jwt);
    expect(soap).toEqual([]);
  });
});

describe('A message that Salesforce cannot read', () => {
  test.each([
    ['/services/Soap/u/46.0', 'bypassAccountDedupeCheck'],
    ['/services/Soap/u/46.0', 'bypassContactDedupeCheck'],
    ['/services/Soap/u/39.0', 'opportunityId'],
  ])('is one to %s that converts a lead with %s', async (path, element) => {
    const body =
      '<env:Envelope xmlns:env="http://schemas.xmlsoap.org/soap/envelope/" xmlns="urn:partner.soap.sforce.com"><env:Header>' +
      `<SessionHeader><sessionId>${openSession(org)}</sessionId></SessionHeader></env:Header><env:Body><convertLead>` +
      `<leadConverts><${element}>x</${element}></leadConverts></convertLead></env:Body></env:Envelope>`;
    const response = await fetch(`${org.url}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'text/xml' },
      body,
    });
    expect(response.status).toBe(500);
    expect(await response.text()).toContain(
      `<faultcode>soapenv:Client</faultcode><faultstring>Element {urn:partner.soap.sforce.com}${element} invalid at this location`,
    );
  });

  test('is told item by item, and the others are done', async () => {
    const ids = await created('Account', { Name: 'A' }, { Name: 'B' });
    await outputOf(
      org,
      { resource: 'record', operation: 'delete', object: named('Account'), recordId: '={{ $json.id }}' },
      { items: ids.map((id) => ({ id })) },
    );
    const control = new Control(org.controlUrl);
    // Of the two together, and of the first alone.
    await control.faults({
      path: '/services/Soap/u',
      status: 500,
      body: unreadable('Bad value').body,
      headers: { 'content-type': 'text/xml' },
      times: 2,
    });
    const parameters = {
      resource: 'record',
      operation: 'undelete',
      object: named('Account'),
      recordId: '={{ $json.id }}',
    };
    const output = await outputOf(org, parameters, { items: ids.map((id) => ({ id })), continueOnFail: true });
    expect(output).toMatchObject([
      { error: { errorCode: 'soapenv:Client', message: expect.stringContaining('Bad value') } },
      { id: ids[1], undeleted: true },
    ]);
  });
});
