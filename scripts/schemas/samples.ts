import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { idOf } from '../../simulator/data/ids';

/** A run whose output shows what an operation returns. */
export interface Sample {
  readonly resource: string;
  readonly operation: string;
  readonly parameters?: INodeParameters;
  /** The items that it gets; one empty item if there are none. */
  readonly items?: readonly IDataObject[];
  /** What runs before it, whose output it gets. */
  readonly before?: readonly SampleNode[];
  /** Whether it signs in with the app's secret, and not with a certificate. */
  readonly hasSecret?: true;
  /** Whether its jobs still run when they are looked at. */
  readonly slowJobs?: true;
}

/** A node of n8n-nodes-base, or ours if it has no type. */
export interface SampleNode {
  readonly type?: string;
  readonly typeVersion?: number;
  readonly parameters: INodeParameters;
}

const named = (value: string): INodeParameters => ({ __rl: true, mode: 'name', value });
const byId = (value: string): INodeParameters => ({
  identifyBy: 'recordId',
  recordId: { __rl: true, mode: 'id', value },
});
const mapped = { mappingMode: 'autoMapInputData', value: null, matchingColumns: [], schema: [] };
const ours = (resource: string, operation: string, parameters: INodeParameters): SampleNode => ({
  parameters: { resource, operation, ...parameters },
});

const CONTACT = { object: named('Contact') };
/** What records of nearly every object have: a schema is shown for any object. */
const FIELDS = { fieldsToReturn: ['Id', 'Name', 'CreatedDate', 'LastModifiedDate'] };
const SOQL = 'SELECT Id, Name, CreatedDate, LastModifiedDate FROM Contact LIMIT 5';

const created = ours('record', 'create', { ...CONTACT, fields: mapped });
const person = (key: string) => ({ LastName: key, External_Id__c: key });
const toFile: SampleNode = {
  type: 'convertToFile',
  typeVersion: 1.1,
  parameters: { operation: 'toText', sourceProperty: 'text', options: {} },
};
const loaded = ours('bulk', 'loadFile', CONTACT);
const csv = (key: string) => ({ text: `LastName,External_Id__c\nGood,${key}\n,${key}-bad\n` });
const JOB = { jobId: '={{ $json.jobs[0].jobId }}' };

/** A Bulk operation on the job of a load before it. */
function ofJob(operation: string, parameters: INodeParameters = {}): Sample {
  return {
    resource: 'bulk',
    operation,
    parameters: { ...JOB, ...parameters },
    items: [csv(operation)],
    before: [toFile, loaded],
  };
}

const deletedRecord = ours('record', 'delete', { ...CONTACT, ...byId('={{ $json.id }}') });
const BY_ID = { recordId: { __rl: true, mode: 'id', value: '={{ $json.id }}' } };

/** A time range of what the samples have just done. */
const JUST_NOW = {
  start: '={{ $now.minus(1, "hour").toISO() }}',
  end: '={{ $now.plus(5, "minutes").toISO() }}',
};

const sent = { text: 'Text of the file' };
const uploaded = ours('file', 'upload', {});
const UPLOADED = { fileId: { __rl: true, mode: 'id', value: '={{ $json.documentId }}' } };

/** A File operation on a file that was uploaded before it. */
function ofFile(operation: string, parameters: INodeParameters = {}, more: readonly SampleNode[] = []): Sample {
  return {
    resource: 'file',
    operation,
    parameters: { ...UPLOADED, ...parameters },
    items: [sent],
    before: [toFile, uploaded, ...more],
  };
}

const POST = {
  feedSubject: { __rl: true, mode: 'id', value: idOf('001', 1) },
  feedText: 'Won the deal',
  options: { linkUrl: 'https://example.com/quote', feedFiles: '={{ $json.documentId }}' },
};
const posted = ours('feed', 'post', POST);

const REPORT = { report: { __rl: true, mode: 'id', value: idOf('00O', 1) } };
const DASHBOARD = { dashboard: { __rl: true, mode: 'id', value: idOf('01Z', 1) } };
const INPUTS = { specifyInputs: 'json' };

const TO_APPROVE = {
  object: named('Opportunity'),
  recordId: { __rl: true, mode: 'id', value: '={{ $json.id ?? $json.recordId }}' },
};
const dealMade = ours('record', 'create', { object: named('Opportunity'), fields: mapped });
const dealSubmitted = ours('approval', 'submit', TO_APPROVE);

/** An Approval operation on a record that was made before it. */
function ofApproval(operation: string, ...before: readonly SampleNode[]): Sample {
  return {
    resource: 'approval',
    operation,
    parameters: TO_APPROVE,
    items: [{ Name: operation, StageName: 'Prospecting', CloseDate: '2026-12-31', Amount: 5_000 }],
    before: [dealMade, ...before],
  };
}

/**
 * What they return is the choice of whoever built the report, the list view or the endpoint: fields of the sample would
 * mislead everybody else.
 */
export const RETURN_ANYTHING: ReadonlySet<string> = new Set([
  'apex/callRest',
  'graphql/run',
  'listView/getRecords',
  'report/run',
  'request/send',
  'request/sendMany',
]);

/** One of each operation, or several where it returns different things. */
export const SAMPLES: readonly Sample[] = [
  { resource: 'record', operation: 'create', parameters: { ...CONTACT, fields: mapped }, items: [person('create')] },
  {
    resource: 'record',
    operation: 'upsert',
    parameters: {
      ...CONTACT,
      externalIdField: named('External_Id__c'),
      externalIdValue: '={{ $json.External_Id__c }}',
      fields: mapped,
    },
    items: [person('upsert')],
  },
  {
    resource: 'record',
    operation: 'update',
    parameters: {
      ...CONTACT,
      ...byId('={{ $json.id }}'),
      fields: { ...mapped, mappingMode: 'defineBelow', value: { LastName: 'Updated' } },
    },
    items: [person('update')],
    before: [created],
  },
  {
    resource: 'record',
    operation: 'get',
    parameters: { ...CONTACT, ...byId('={{ $json.id }}'), ...FIELDS },
    items: [person('get')],
    before: [created],
  },
  { resource: 'record', operation: 'getAll', parameters: { ...CONTACT, ...FIELDS, limit: 5 } },
  {
    resource: 'record',
    operation: 'delete',
    parameters: { ...CONTACT, ...byId('={{ $json.id }}') },
    items: [person('delete')],
    before: [created],
  },
  { resource: 'query', operation: 'soql', parameters: { soql: SOQL } },
  {
    resource: 'query',
    operation: 'search',
    parameters: { searchWith: 'sosl', sosl: 'FIND {searchable} IN ALL FIELDS RETURNING Contact(Id, Name)' },
    items: [person('searchable')],
    before: [created],
  },
  { resource: 'bulk', operation: 'loadFile', parameters: CONTACT, items: [csv('file')], before: [toFile] },
  { resource: 'bulk', operation: 'loadItems', parameters: CONTACT, items: [person('items')] },
  { resource: 'bulk', operation: 'query', parameters: { soql: SOQL } },
  ofJob('retryFailed'),
  ofJob('getJob'),
  { resource: 'bulk', operation: 'getJobs', items: [csv('jobs')], before: [toFile, loaded] },
  ofJob('waitForJob'),
  { ...ofJob('abortJob'), slowJobs: true, before: [toFile, ours('bulk', 'loadFile', { ...CONTACT, waitMinutes: 0 })] },
  ofJob('deleteJob'),
  ofJob('getResults'),
  {
    resource: 'record',
    operation: 'undelete',
    parameters: { ...CONTACT, ...BY_ID },
    items: [person('undelete')],
    before: [created, deletedRecord],
  },
  {
    resource: 'record',
    operation: 'createWithRelated',
    parameters: {
      object: named('Account'),
      fields: mapped,
      related: { relationship: [{ relationship: named('Contacts') }] },
    },
    // The names of the lists would be those of the sample.
    items: [{ Name: 'Related' }],
  },
  {
    resource: 'record',
    operation: 'getUpdated',
    parameters: { ...CONTACT, ...JUST_NOW, loadFields: false },
    items: [person('updated')],
    before: [created],
  },
  {
    resource: 'record',
    operation: 'getDeleted',
    parameters: { ...CONTACT, ...JUST_NOW },
    items: [person('deleted')],
    before: [created, deletedRecord],
  },
  {
    resource: 'record',
    operation: 'merge',
    parameters: {
      ...CONTACT,
      ...BY_ID,
      duplicateIds: idOf('003', 5),
      fields: { mappingMode: 'defineBelow', value: null, matchingColumns: [], schema: [] },
    },
    items: [person('merge')],
    before: [created],
  },
  {
    resource: 'lead',
    operation: 'convert',
    parameters: {
      leadId: { __rl: true, mode: 'id', value: '={{ $json.id }}' },
      convertedStatus: named('Closed - Converted'),
    },
    items: [{ LastName: 'Convert', Company: 'Convert' }],
    before: [ours('record', 'create', { object: named('Lead'), fields: mapped })],
  },
  { resource: 'file', operation: 'upload', parameters: { linkTo: idOf('001', 1) }, items: [sent], before: [toFile] },
  ofFile('uploadVersion', {}, [ours('file', 'download', UPLOADED)]),
  ofFile('download'),
  {
    resource: 'file',
    operation: 'getAll',
    parameters: { fileOwnerId: idOf('001', 1) },
    items: [sent],
    before: [toFile, ours('file', 'upload', { linkTo: idOf('001', 1) })],
  },
  ofFile('share', { linkTo: idOf('001', 2) }),
  ofFile('delete'),
  { resource: 'feed', operation: 'post', parameters: POST, items: [sent], before: [toFile, uploaded] },
  {
    resource: 'feed',
    operation: 'comment',
    parameters: { postId: '={{ $json.id }}', feedText: 'Congratulations!' },
    items: [sent],
    before: [toFile, uploaded, posted],
  },
  {
    resource: 'feed',
    operation: 'getAll',
    parameters: { feedSubject: POST.feedSubject },
    items: [sent],
    before: [
      toFile,
      uploaded,
      posted,
      ours('feed', 'comment', { postId: '={{ $json.id }}', feedText: 'Congratulations!' }),
    ],
  },
  {
    resource: 'flow',
    operation: 'run',
    parameters: {
      ...INPUTS,
      flow: named('Set_Stage'),
      inputsJson: JSON.stringify({ opportunityId: idOf('006', 1), stage: 'Prospecting' }),
    },
  },
  { resource: 'flow', operation: 'getAll' },
  {
    resource: 'action',
    operation: 'run',
    parameters: {
      ...INPUTS,
      actionName: named('emailSimple'),
      inputsJson: JSON.stringify({ emailAddresses: 'ada@example.com', emailSubject: 'Hello', emailBody: 'Hello' }),
    },
  },
  { resource: 'action', operation: 'getAll' },
  ofApproval('submit'),
  ...['approve', 'reject', 'recall', 'getPending'].map((operation) => ofApproval(operation, dealSubmitted)),
  { resource: 'report', operation: 'getAll' },
  // Each of the two has what the other one lacks.
  { resource: 'report', operation: 'get', parameters: REPORT },
  { resource: 'report', operation: 'get', parameters: { report: { __rl: true, mode: 'id', value: idOf('00O', 8) } } },
  { resource: 'report', operation: 'export', parameters: REPORT },
  { resource: 'dashboard', operation: 'get', parameters: DASHBOARD },
  {
    resource: 'dashboard',
    operation: 'get',
    parameters: { dashboard: { __rl: true, mode: 'id', value: idOf('01Z', 2) } },
  },
  { resource: 'dashboard', operation: 'refresh', parameters: DASHBOARD },
  { resource: 'listView', operation: 'getAll', parameters: CONTACT },
  {
    resource: 'event',
    operation: 'publish',
    parameters: { object: named('Order_Event__e'), fields: mapped },
    items: [{ Order_Number__c: '1' }],
  },
  { resource: 'object', operation: 'get', parameters: CONTACT },
  { resource: 'object', operation: 'get', parameters: { object: named('Sync_Test__c') } },
  { resource: 'object', operation: 'getAll' },
  {
    resource: 'object',
    operation: 'getPicklistValues',
    parameters: {
      object: named('Sync_Test__c'),
      picklistField: named('City__c'),
      recordType: named('Special'),
    },
  },
  { resource: 'object', operation: 'getRecordTypes', parameters: { object: named('Sync_Test__c') } },
  ...['checkConnection', 'getLimits', 'getRecordCounts', 'getApiVersions'].map((operation) => ({
    resource: 'organization',
    operation,
  })),
  {
    resource: 'organization',
    operation: 'getRecentlyViewed',
    items: [person('recent')],
    before: [created],
  },
  { resource: 'session', operation: 'introspect', hasSecret: true },
  { resource: 'session', operation: 'revoke', parameters: { confirmRevoking: true } },
  {
    resource: 'request',
    operation: 'sendGraph',
    parameters: { referenceId: 'account', method: 'POST', path: 'sobjects/Account', jsonBody: '{"Name":"Graph"}' },
  },
  {
    resource: 'apex',
    operation: 'executeAnonymous',
    parameters: { code: "System.debug('Hello');", debugLog: 'messages' },
  },
];
