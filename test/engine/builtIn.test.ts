import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { IDataObject, INode, INodeParameters } from 'n8n-workflow';

import { CredentialStore, createEngine, type Engine } from '../../engine';
import { idOf } from '../../simulator/data/ids';
import {
  APP,
  byExternalId,
  byId,
  fields,
  orgWithCredentials,
  PACKAGE,
  record,
  salesforce,
  type Signed,
} from './salesforce';
import { chain, itemsOf, manualTrigger, node } from './workflows';

/** What docs/moving-from-the-built-in-node.md says of the output, tried with both nodes on one org. */
let engine: Engine;
let signed: Signed;
let credentials: CredentialStore;

const BUILT_IN = 'builtIn';

beforeAll(async () => {
  engine = await createEngine({ packageDir: PACKAGE });
  signed = await orgWithCredentials(engine);
  const { clientId, clientSecret, url } = signed.org;
  const form = { grant_type: 'client_credentials', client_id: clientId, client_secret: clientSecret };
  const response = await fetch(`${url}/services/oauth2/token`, { method: 'POST', body: new URLSearchParams(form) });
  const oauthTokenData = (await response.json()) as IDataObject;
  const data = { clientId, clientSecret, environment: 'production', oauthTokenData };
  credentials = new CredentialStore({
    [BUILT_IN]: { type: 'salesforceOAuth2Api', data },
    [APP]: {
      type: 'salesforceConnectorOAuth2Api',
      data: { clientId, clientSecret, grantType: 'clientCredentials', environment: 'custom', myDomain: url },
    },
  });
});
afterAll(async () => {
  await signed.org.close();
  engine.close();
});

const builtIn = (resource: string, operation: string, parameters: INodeParameters = {}): INode => ({
  ...node('Node', 'salesforce', 1.1, { authentication: 'oAuth2', resource, operation, ...parameters }),
  credentials: { salesforceOAuth2Api: { id: BUILT_IN, name: BUILT_IN } },
});
const ours = (parameters: INodeParameters): INode => salesforce('Node', APP, parameters);

async function outputOf(last: INode, input: IDataObject | IDataObject[], ...before: INode[]): Promise<unknown[]> {
  const items = Array.isArray(input) ? input : [input];
  const result = await engine.run(chain(manualTrigger, ...before, last), { credentials, input: items });
  if (result.error !== undefined) throw new Error(`${result.error.message} ${result.error.description ?? ''}`);
  return itemsOf(result, 'Node');
}

const ID = expect.stringMatching(/^\w{18}$/);
/** The built-in's, which it does not let choose. */
const SAME_VERSION = { options: { apiVersion: '59.0' } };
const SUCCESS = { errors: [], success: true };
const CONTACT = idOf('003', 1);

describe('Beside the built-in node, the node returns', () => {
  test('the ID of a new record, and that it is one', async () => {
    const created = await outputOf(builtIn('contact', 'create', { lastname: 'A', additionalFields: {} }), {});
    expect(created).toEqual([{ id: ID, ...SUCCESS }]);
    expect(await outputOf(ours(record('create', 'Contact', fields({ LastName: 'A' }))), {})).toEqual([
      { id: ID, created: true },
    ]);
  });

  test('the same of a record that is created or updated, without errors and success', async () => {
    const theirs = { externalId: 'External_Id__c', externalIdValue: 'theirs', lastname: 'A', additionalFields: {} };
    expect(await outputOf(builtIn('contact', 'upsert', theirs), {})).toEqual([{ id: ID, ...SUCCESS, created: true }]);
    const { externalIdField, externalIdValue } = byExternalId('External_Id__c', 'ours');
    const parameters = { externalIdField, externalIdValue, ...fields({ LastName: 'A' }) } as INodeParameters;
    expect(await outputOf(ours(record('upsert', 'Contact', parameters)), {})).toEqual([{ id: ID, created: true }]);
  });

  test('an outcome by the external ID field of each item, where the built-in takes that of the first', async () => {
    const items = [
      { field: 'External_Id__c', key: 'each' },
      { field: 'Nothing__c', key: 'each' },
    ];
    const theirs = { externalId: '={{ $json.field }}', externalIdValue: '={{ $json.key }}', lastname: 'A' };
    const updated = await outputOf(builtIn('contact', 'upsert', { ...theirs, additionalFields: {} }), items);
    expect(updated).toMatchObject([{ created: true }, { created: false }]);
    const { externalIdField, externalIdValue } = byExternalId('={{ $json.field }}', '={{ $json.key }}');
    const mine = { externalIdField, externalIdValue, ...fields({ LastName: 'A' }) } as INodeParameters;
    await expect(outputOf(ours(record('upsert', 'Contact', mine)), items)).rejects.toThrow('Nothing__c');
  });

  test('the ID of a record that was updated or deleted, which the built-in leaves out', async () => {
    const changes = { contactId: CONTACT, updateFields: { lastName: 'B' } };
    expect(await outputOf(builtIn('contact', 'update', changes), {})).toEqual([SUCCESS]);
    const update = record('update', 'Contact', { ...byId(CONTACT), ...fields({ LastName: 'B' }) });
    expect(await outputOf(ours(update), {})).toEqual([{ id: CONTACT, updated: true }]);
    expect(await outputOf(builtIn('contact', 'delete', { contactId: idOf('003', 2) }), {})).toEqual([SUCCESS]);
    const third = idOf('003', 3);
    expect(await outputOf(ours(record('delete', 'Contact', byId(third))), {})).toEqual([{ id: third, deleted: true }]);
  });

  test('all fields of records, without attributes, where the built-in chooses some', async () => {
    const theirs = await outputOf(builtIn('contact', 'getAll', { returnAll: false, limit: 1, options: {} }), {});
    expect(Object.keys(theirs[0] as object)).toEqual([
      'attributes',
      'Id',
      'FirstName',
      'LastName',
      'Email',
      'LastModifiedDate',
    ]);
    const all = (await outputOf(ours(record('getAll', 'Contact', { limit: 1 })), {}))[0] as object;
    expect(Object.keys(all)).toEqual(expect.arrayContaining(['Id', 'AccountId', 'Phone', 'External_Id__c']));
    expect(all).not.toHaveProperty('attributes');
    const [one] = await outputOf(builtIn('contact', 'get', { contactId: CONTACT }), {});
    const { attributes, ...rest } = one as IDataObject;
    expect(attributes).toBeDefined();
    expect(await outputOf(ours(record('get', 'Contact', byId(CONTACT))), {})).toEqual([rest]);
  });

  test('the summary of an object by a request to its path', async () => {
    const request = { resource: 'request', operation: 'send', path: 'sobjects/account', ...SAME_VERSION };
    expect(await outputOf(ours(request), {})).toEqual(await outputOf(builtIn('account', 'getSummary'), {}));
  });

  test('the rows of a query without attributes', async () => {
    const query = 'SELECT Id FROM Contact ORDER BY Id LIMIT 1';
    const theirs = await outputOf(builtIn('search', 'query', { query }), {});
    expect(theirs).toEqual([{ attributes: expect.anything(), Id: CONTACT }]);
    expect(await outputOf(ours({ resource: 'query', operation: 'soql', soql: query }), {})).toEqual([{ Id: CONTACT }]);
    const whole = {
      resource: 'query',
      operation: 'soql',
      soql: query,
      options: { simplify: false, ...SAME_VERSION.options },
    };
    expect(await outputOf(ours(whole), {})).toEqual(theirs);
  });

  test('what a flow gives, where the built-in returns the result around it', async () => {
    const inputs = { opportunityId: idOf('006', 1), stage: 'Prospecting' };
    const variables = { jsonParameters: true, variablesJson: `={{ ${JSON.stringify(inputs)} }}` };
    const theirs = await outputOf(builtIn('flow', 'invoke', { apiName: 'Set_Stage', ...variables }), {});
    const run = { resource: 'flow', operation: 'run', flow: { __rl: true, mode: 'name', value: 'Set_Stage' } };
    const parameters = { ...run, specifyInputs: 'json', inputsJson: JSON.stringify(inputs) };
    const outputValues = { Flow__InterviewGuid: expect.any(String), Flow__InterviewStatus: 'Finished' };
    const whole = { actionName: 'Set_Stage', isSuccess: true, outputValues };
    expect(theirs).toEqual([expect.objectContaining(whole)]);
    expect(await outputOf(ours(parameters), {})).toEqual([{ ...outputValues, isSuccess: true }]);
    const unsimplified = { ...parameters, options: { simplify: false } };
    expect(await outputOf(ours(unsimplified), {})).toEqual([expect.objectContaining(whole)]);
  });

  test('a campaign member by creating one', async () => {
    const campaign = idOf('701', 1);
    const theirs = builtIn('contact', 'addToCampaign', { contactId: CONTACT, campaignId: campaign, options: {} });
    expect(await outputOf(theirs, {})).toEqual([{ id: ID, ...SUCCESS }]);
    const member = fields({ ContactId: idOf('003', 4), CampaignId: campaign });
    expect(await outputOf(ours(record('create', 'CampaignMember', member)), {})).toEqual([{ id: ID, created: true }]);
  });

  test('the document and the version of an uploaded file, where the built-in returns the version', async () => {
    const toFile = node('File', 'convertToFile', 1.1, { operation: 'toText', sourceProperty: 'text', options: {} });
    const text = { text: 'Text of the file' };
    const link = idOf('001', 1);
    const document = { title: 'a', binaryPropertyName: 'data', additionalFields: { linkToObjectId: link } };
    const theirs = await outputOf(builtIn('document', 'upload', document), text, toFile);
    expect(theirs).toEqual([{ id: expect.stringMatching(/^068/), ...SUCCESS }]);
    const upload = ours({ resource: 'file', operation: 'upload', linkTo: link });
    const created = { documentId: expect.stringMatching(/^069/), versionId: expect.stringMatching(/^068/) };
    expect(await outputOf(upload, text, toFile)).toEqual([expect.objectContaining(created)]);
  });

  test('an attachment that has the content of the file', async () => {
    const toFile = node('File', 'convertToFile', 1.1, { operation: 'toText', sourceProperty: 'text', options: {} });
    const text = { text: 'Text of the file' };
    const parent = idOf('001', 1);
    const attachment = { parentId: parent, name: 'a.txt', binaryPropertyName: 'data', additionalFields: {} };
    // Instead of the file, the built-in sends where n8n keeps it.
    const theirs = outputOf(builtIn('attachment', 'create', attachment), text, toFile);
    await expect(theirs).rejects.toThrow('VALUE_STRING value filesystem-v2');
    const upload = ours({ resource: 'file', operation: 'upload', fileType: 'attachment', parentId: parent });
    const [created] = await outputOf(upload, text, toFile);
    const { id } = created as { id: string };
    const [row] = await outputOf(builtIn('attachment', 'get', { attachmentId: id }), {});
    expect(row).toMatchObject({ ParentId: parent, BodyLength: text.text.length });
    const rename = record('update', 'Attachment', { ...byId(id), ...fields({ Name: 'b.txt' }) });
    expect(await outputOf(ours(rename), {})).toEqual([{ id, updated: true }]);
    const listed = ours({ resource: 'file', operation: 'getAll', fileType: 'attachment', fileOwnerId: parent });
    expect(await outputOf(listed, {})).toEqual([expect.objectContaining({ id, title: 'b.txt', linkedTo: parent })]);
    const remove = { resource: 'file', operation: 'delete', fileId: { __rl: true, mode: 'id', value: id } };
    expect(await outputOf(ours(remove), {})).toEqual([{ id, deleted: true }]);
  });
});

describe('What the built-in node cannot do, the node does', () => {
  async function callsOf(last: INode, input: IDataObject[]): Promise<number> {
    const before = (await signed.control.stats()).apiCalls;
    await outputOf(last, input);
    return (await signed.control.stats()).apiCalls - before;
  }

  test('ten items take one call, and not ten', async () => {
    const people = Array.from({ length: 10 }, (_, i) => ({ name: `Many ${i}` }));
    const theirs = builtIn('contact', 'create', { lastname: '={{ $json.name }}', additionalFields: {} });
    const mine = ours(record('create', 'Contact', fields({ LastName: '={{ $json.name }}' })));
    expect([await callsOf(theirs, people), await callsOf(mine, people)]).toEqual([10, 1]);
  });

  test('a condition compares a text that looks like a date as a text', async () => {
    await outputOf(ours(record('create', 'Contact', fields({ LastName: 'Today' }))), {});
    const condition = { field: 'LastName', operation: 'equal', value: 'Today' };
    const options = { conditionsUi: { conditionValues: [condition] } };
    await expect(outputOf(builtIn('contact', 'getAll', { returnAll: true, options }), {})).rejects.toThrow('LastName');
    const conditions = { condition: [{ field: 'LastName', operator: 'equals', value: 'Today' }] };
    const rows = await outputOf(ours(record('getAll', 'Contact', { returnAll: true, conditions })), {});
    expect(rows).toEqual([expect.objectContaining({ LastName: 'Today' })]);
  });

  test('an error says which item, which field and what to do', async () => {
    const people = [{ email: 'ada@example.com' }, { email: 'nobody' }];
    const theirs = builtIn('contact', 'create', { lastname: 'A', additionalFields: { email: '={{ $json.email }}' } });
    const refusal = 'Bad request - please check your parameters Email: invalid email address: nobody';
    await expect(outputOf(theirs, people)).rejects.toThrow(new Error(refusal));
    const mine = ours(record('create', 'Contact', fields({ LastName: 'A', Email: '={{ $json.email }}' })));
    await expect(outputOf(mine, people)).rejects.toThrow(
      'Email: invalid email address: nobody (INVALID_EMAIL_ADDRESS) [item 1] Correct the email address',
    );
  });

  test('a query is sent again when the server is busy', async () => {
    const query = 'SELECT Id FROM Contact ORDER BY Id LIMIT 1';
    const busy = { path: '/query', status: 503, times: 1 };
    await signed.control.faults(busy);
    await expect(outputOf(builtIn('search', 'query', { query }), {})).rejects.toThrow(/^Service unavailable/);
    await signed.control.faults(busy);
    expect(await outputOf(ours({ resource: 'query', operation: 'soql', soql: query }), {})).toEqual([{ Id: CONTACT }]);
  });
});
