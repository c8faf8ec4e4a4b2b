import { afterAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';

import { describeAction, listActions } from '../../salesforce/actions/describe';
import { actionRuns } from '../../salesforce/actions/run';
import { readDashboard, readDashboardStatus } from '../../salesforce/analytics/dashboards';
import { readReportDescription } from '../../salesforce/analytics/description';
import { readInstance, readStarted } from '../../salesforce/analytics/instances';
import { readComponentResults, readReportResults } from '../../salesforce/analytics/results';
import { reportRows, reportTotals } from '../../salesforce/analytics/rows';
import { reportWorkbook } from '../../salesforce/analytics/workbook';
import { approvalProcesses } from '../../salesforce/approvals/processes';
import { approvalCarrier } from '../../salesforce/approvals/requests';
import { findWorkItems, pendingOfRecords, pendingOfUser } from '../../salesforce/approvals/workItems';
import { readExecutedByRest, readExecutedBySoap } from '../../salesforce/apex/executeAnonymous';
import { readToken } from '../../salesforce/auth';
import { introspectSession, readRevoked } from '../../salesforce/auth/session';
import {
  ingestResultsRequest,
  readJob,
  readJobDeleted,
  readJobs,
  readResultPages,
  readUploaded,
} from '../../salesforce/bulk/jobs';
import { recordsOf } from '../../salesforce/bulk/queryRecords';
import { answeredRows, jobResults, wholeStream } from '../../salesforce/bulk/results';
import { deletionsIn } from '../../salesforce/changes/deleteLog';
import { readUpdated } from '../../salesforce/changes/updated';
import { findField, findRelationship, Metadata } from '../../salesforce/describe';
import { AnswerError, InputError, SalesforceError } from '../../salesforce/errors';
import { fileBytes } from '../../salesforce/files/download';
import { findFiles } from '../../salesforce/files/find';
import { filesOf } from '../../salesforce/files/list';
import { documentsOf, linksOf } from '../../salesforce/files/published';
import { connectionPages } from '../../salesforce/graphql/connection';
import { readGraphql } from '../../salesforce/graphql/run';
import { graphqlVariables } from '../../salesforce/graphql/variables';
import type { Response } from '../../salesforce/http';
import { feedPages } from '../../salesforce/feed/elements';
import { feedComments, feedPosts } from '../../salesforce/feed/posts';
import { experienceSites } from '../../salesforce/feed/sites';
import { listViewPages, readListViewQuery } from '../../salesforce/listViews';
import { wholeDescription } from '../../salesforce/objects/description';
import { wholeObjects } from '../../salesforce/objects/list';
import { readPicklists } from '../../salesforce/objects/picklists';
import { getLimits } from '../../salesforce/organization/limits';
import { getRecent } from '../../salesforce/organization/recent';
import { getRecordCounts } from '../../salesforce/organization/recordCounts';
import { queryPages, simplify } from '../../salesforce/query';
import { readSearch } from '../../salesforce/query/search';
import { readDeleted, readRecord, readSaved } from '../../salesforce/records/single';
import { batchCarrier } from '../../salesforce/requests/batch';
import type { PartOutcome } from '../../salesforce/requests/carried';
import { graphCarrier } from '../../salesforce/requests/graph';
import { treeAlone, treesAsGraphs, type TreeJob } from '../../salesforce/trees/carriers';
import { treeRecords } from '../../salesforce/trees/tree';
import { collections, single, type Carrier } from '../../salesforce/write/carriers';
import type { WriteJob } from '../../salesforce/write/rows';
import { fakeSend } from '../support/fakeSend';
import { apexAnswerOf } from '../salesforce/soap/messages';
import { complaintOn, LIES, REFUSED_LIES, thrownBy, type Lie } from '../support/lies';
import { orgOf } from '../support/orgOf';
import { object } from '../support/schema';
import {
  DASHBOARD_ANSWER,
  DASHBOARD_ID,
  INSTANCE_ID,
  REPORT_DESCRIPTION,
  REPORT_ID,
  REPORT_INSTANCE,
  REPORT_RESULTS,
} from '../support/reports';

const GRAPHQL_CALL = {
  query:
    'query ($after: String) { uiapi { query { Contact(after: $after) { edges { node { Id } } pageInfo { hasNextPage endCursor } } } } }',
  variables: graphqlVariables([]),
  operationName: '',
};
const CONTACTS = { path: 'uiapi.query.Contact', cursor: 'after', limit: undefined, missed: () => undefined };

const EXECUTED = {
  compiled: true,
  success: true,
  line: -1,
  column: -1,
  compileProblem: null,
  exceptionMessage: null,
  exceptionStackTrace: null,
};

/** One way of reading an answer. */
interface Reader {
  readonly name: string;
  readonly read: (response: Response) => unknown;
  /** What Salesforce answers. */
  readonly truth: Pick<Response, 'body' | 'status'>;
  /**
   * Paths in that body which, with a value of another kind, make it none of Salesforce's answers; with a question mark
   * those that may be left out.
   */
  readonly needs: readonly string[];
  /** Lies that this reader cannot know from the truth, with the reason. */
  readonly unknowable?: Readonly<Record<string, string>>;
}

const ID = '003000000000001AAA';
const OTHER_ID = '003000000000002AAA';
const JOB_ID = '750000000000001AAA';
const DOCUMENT_ID = '069000000000001AAA';
const VERSION_ID = '068000000000001AAA';

async function drained(source: AsyncIterable<unknown>): Promise<unknown[]> {
  const all: unknown[] = [];
  for await (const one of source) all.push(one);
  return all;
}

const always = (response: Response) => fakeSend(() => response).send;

/** A truth first, and the answer in question to every request after it. */
const second = (first: unknown, response: Response) =>
  fakeSend((_, n) => (n === 1 ? { status: 200, body: first } : response)).send;

const record = (id: string, more: object = {}) => ({
  attributes: { type: 'Contact', url: `/services/data/v67.0/sobjects/Contact/${id}` },
  Id: id,
  ...more,
});

const account = (more: object) => ({ ...record(ID, more), attributes: { type: 'Account' } });

const PAGE = { totalSize: 2, done: true, records: [record(ID), record(OTHER_ID)] };
const NEXT = '/services/data/v67.0/query/01g000000000001AAA-2000';
const FIRST = { totalSize: 2, done: false, nextRecordsUrl: NEXT, records: [record(ID)] };

const pages = (send: ReturnType<typeof always>, soql = 'SELECT Id FROM Contact') =>
  drained(queryPages(orgOf(send), soql));

const FIELD = {
  createable: true,
  updateable: true,
  nillable: true,
  name: 'AccountId',
  label: 'Account ID',
  type: 'reference',
  picklistValues: [{ value: 'a', label: 'A', active: true }],
  referenceTo: ['Account'],
  relationshipName: 'Account',
};
const SUMMARY = {
  name: 'Contact',
  label: 'Contact',
  keyPrefix: '003',
  createable: true,
  updateable: true,
  deletable: true,
  queryable: true,
  searchable: true,
};
const RECORD_TYPE_ID = '012000000000000AAA';
const RECORD_TYPE = { recordTypeId: RECORD_TYPE_ID, name: 'Master', available: true, active: true, master: true };
const DESCRIBE = {
  ...SUMMARY,
  fields: [FIELD],
  recordTypeInfos: [RECORD_TYPE],
  childRelationships: [{ childSObject: 'Case', field: 'ContactId', relationshipName: 'Cases' }],
};
const PICKLIST = {
  controllerValues: { Austria: 0 },
  defaultValue: { value: 'a', label: 'A' },
  url: `/services/data/v67.0/ui-api/object-info/Contact/picklist-values/${RECORD_TYPE_ID}/City__c`,
  values: [{ value: 'a', label: 'A', validFor: [0] }],
};
/** What forms and writes go by. */
const SUMMARY_NEEDS = [
  'name',
  'label?',
  'keyPrefix?',
  'createable',
  'updateable',
  'deletable',
  'queryable',
  'searchable',
];
const DESCRIBE_NEEDS = [
  ...SUMMARY_NEEDS,
  'fields',
  'fields.0',
  'fields.0.name',
  'fields.0.label?',
  'fields.0.type',
  'fields.0.createable',
  'fields.0.updateable',
  'fields.0.nillable',
  ...[
    'autoNumber',
    'calculated',
    'cascadeDelete',
    'caseSensitive',
    'defaultedOnCreate',
    'externalId',
    'filterable',
  ].map((name) => `fields.0.${name}?`),
  ...['idLookup', 'nameField', 'sortable', 'unique'].map((name) => `fields.0.${name}?`),
  'fields.0.picklistValues',
  'fields.0.picklistValues.0',
  'fields.0.picklistValues.0.value',
  'fields.0.referenceTo',
  'fields.0.referenceTo.0',
  'fields.0.relationshipName?',
  'recordTypeInfos',
  'recordTypeInfos.0',
  'recordTypeInfos.0.recordTypeId?',
  'recordTypeInfos.0.name',
  'recordTypeInfos.0.available',
  'childRelationships?',
  'childRelationships.0',
  'childRelationships.0.childSObject',
  'childRelationships.0.field',
  'childRelationships.0.relationshipName?',
];

const JOB = { id: JOB_ID, state: 'JobComplete', object: 'Contact', operation: 'insert', numberRecordsProcessed: 2 };

const rows = [
  { index: 0, key: ID, values: { LastName: 'A' } },
  { index: 1, key: OTHER_ID, values: { LastName: 'B' } },
];

const writeJob = (operation: WriteJob['operation']): WriteJob => ({
  operation,
  object: 'Contact',
  headers: {},
  allOrNone: false,
  ...(operation === 'upsert' ? { externalIdField: 'External_Id__c' } : {}),
});

const carried = (carrier: Carrier, operation: WriteJob['operation']) => (response: Response) =>
  carrier.read(response, writeJob(operation), rows.slice(0, carrier.size));

const RESULTS = [ID, OTHER_ID].map((id) => ({ id, success: true, errors: [] }));

const NO_BODY = 'a change is answered with 204, and nothing in it';
const NO_ROWS = 'a list of results without rows is answered with 204';
const EMPTY_CSV = 'a CSV of nothing is one of no rows, where the answer does not count them';
const ANY_TEXT = 'words are the header of a CSV to whoever does not know its columns';

const csvLies: Readonly<Record<string, string>> = {
  '200, nothing': EMPTY_CSV,
  '200, no body': EMPTY_CSV,
  '200, null': EMPTY_CSV,
  '200, a maintenance page in plain text': ANY_TEXT,
  '200, 5 MB of text': ANY_TEXT,
};

const FLOW = { kind: 'flow', name: 'Follow_Up' } as const;
const INPUT = {
  name: 'stage',
  label: 'Stage',
  type: 'PICKLIST',
  required: true,
  maxOccurs: 1,
  sobjectType: 'Case',
  picklistValues: [{ value: 'New', label: 'New' }],
};
const RUN_ROWS = [0, 1].map((index) => ({ index, values: {} }));

const INSTANCE = '04g000000000001AAA';
const WORK_ITEM_ID = '04i000000000001AAA';
const USER_ID = '005000000000001AAA';
const SUBMISSIONS = [ID, OTHER_ID].map((recordId, index) => ({ index, action: 'Submit', recordId }) as const);
const SUBMITTED = [ID, OTHER_ID].map((entityId, index) => ({
  actorIds: [USER_ID],
  entityId,
  errors: null,
  instanceId: `04g00000000000${index}AAA`,
  instanceStatus: 'Pending',
  newWorkitemIds: [WORK_ITEM_ID],
  success: true,
}));
const PENDING = {
  attributes: { type: 'ProcessInstanceWorkitem' },
  Id: WORK_ITEM_ID,
  ActorId: USER_ID,
  Actor: { Name: 'Ada' },
  OriginalActorId: USER_ID,
  CreatedDate: '2026-03-01T12:00:00.000+0000',
  ProcessInstanceId: INSTANCE,
  ProcessInstance: {
    TargetObjectId: ID,
    TargetObject: { Name: 'Deal', Type: 'Opportunity' },
    SubmittedById: USER_ID,
    SubmittedBy: { Name: 'Ada' },
    ProcessDefinition: { DeveloperName: 'Discount', Name: 'Discount' },
  },
};

const LIST_VIEW = { id: '00B000000000001AAA', label: 'All', developerName: 'All', soqlCompatible: true };

const SUBREQUESTS = [0, 1].map((index) => ({ index, method: 'GET', path: '/services/data/v67.0/limits' }) as const);
const GRAPH_NODES = ['a', 'b'].map(
  (referenceId) => ({ referenceId, method: 'GET', path: `/services/data/v67.0/sobjects/Contact/${ID}` }) as const,
);

function savedOrThrown<T>(outcome: PartOutcome<T>): T {
  if ('error' in outcome) throw outcome.error;
  return outcome.saved;
}

const POST_ID = '0D5000000000001CAA';
const ON_RECORD = { index: 0, parent: ID, values: {} };
const ON_POST = { index: 0, parent: POST_ID, values: {} };
const FEED_JOB = { operation: 'post', allOrNone: false } as const;
const ofOne = (result: object) => ({ hasErrors: false, results: [{ statusCode: 201, result }] });
const BATCH_NEEDS = ['hasErrors', 'results', 'results.0', 'results.0.statusCode'];
const FEED_PAGE = `/services/data/v67.0/chatter/feeds/record/${ID}/feed-elements`;

const READERS: readonly Reader[] = [
  {
    name: 'a post to a feed',
    read: (response) => savedOrThrown(feedPosts.read(response, FEED_JOB, [ON_RECORD])[0] as PartOutcome<unknown>),
    truth: { status: 200, body: ofOne({ id: POST_ID, parent: { id: ID } }) },
    needs: [...BATCH_NEEDS, 'results.0.result', 'results.0.result.id', 'results.0.result.parent?'],
  },
  {
    name: 'a comment on a post',
    read: (response) => savedOrThrown(feedComments.read(response, FEED_JOB, [ON_POST])[0] as PartOutcome<unknown>),
    truth: { status: 200, body: ofOne({ id: '0D7000000000001CAA', feedElement: { id: POST_ID } }) },
    needs: [...BATCH_NEEDS, 'results.0.result', 'results.0.result.id', 'results.0.result.feedElement?'],
  },
  {
    name: 'experienceSites',
    read: (response) => experienceSites(orgOf(always(response))),
    truth: { status: 200, body: { communities: [{ id: '0DB000000000001GAA', name: 'Portal' }], total: 1 } },
    needs: ['communities', 'communities.0', 'communities.0.id', 'communities.0.name'],
  },
  {
    name: 'feedPages',
    read: (response) =>
      drained(feedPages(orgOf(always(response)), { of: ID }, { sort: 'CreatedDateDesc', comments: 3, limit: 9 })),
    truth: {
      status: 200,
      body: {
        currentPageUrl: FEED_PAGE,
        nextPageUrl: null,
        elements: [
          {
            id: POST_ID,
            body: { text: 'Hello' },
            actor: { id: OTHER_ID, displayName: 'Ada' },
            capabilities: {
              comments: { page: { total: 1, items: [{ id: '0D7000000000001CAA', body: { text: 'Yes' } }] } },
            },
          },
        ],
      },
    },
    needs: [
      'currentPageUrl?',
      'nextPageUrl?',
      'elements',
      'elements.0',
      'elements.0.id',
      'elements.0.body?',
      'elements.0.actor?',
      'elements.0.capabilities?',
      'elements.0.capabilities.comments?',
      'elements.0.capabilities.comments.page?',
      'elements.0.capabilities.comments.page.total?',
      'elements.0.capabilities.comments.page.items?',
      'elements.0.capabilities.comments.page.items.0',
      'elements.0.capabilities.comments.page.items.0.id',
    ],
  },
  {
    name: 'readUpdated',
    read: (response) => readUpdated(response, { keyPrefix: '003' }, Date.UTC(2026, 2, 2)),
    truth: { status: 200, body: { ids: [ID], latestDateCovered: '2026-03-01T12:00:00.000+0000' } },
    needs: ['ids', 'ids.0', 'latestDateCovered'],
  },
  {
    name: 'deletionsIn',
    read: (response) =>
      deletionsIn(
        response,
        { object: 'Contact', keyPrefix: '003' },
        { start: Date.UTC(2026, 2, 1), end: Date.UTC(2026, 2, 2) },
      ),
    truth: {
      status: 200,
      body: {
        deletedRecords: [{ id: ID, deletedDate: '2026-03-01T11:00:00.000+0000' }],
        earliestDateAvailable: '2026-02-20T12:00:00.000+0000',
        latestDateCovered: '2026-03-01T12:00:00.000+0000',
      },
    },
    needs: [
      'deletedRecords',
      'deletedRecords.0',
      'deletedRecords.0.id',
      'deletedRecords.0.deletedDate',
      'earliestDateAvailable',
      'latestDateCovered',
    ],
  },
  {
    name: 'readSaved',
    read: (response) => readSaved(response, 'upsert'),
    truth: { status: 201, body: { id: ID, success: true, errors: [] } },
    needs: ['id', 'success?'],
    unknowable: { '204, nothing': NO_BODY, '204, no body': NO_BODY },
  },
  {
    name: 'readSaved of a known record',
    read: (response) => readSaved(response, 'upsert', ID),
    truth: { status: 200, body: { id: ID, success: true, errors: [] } },
    needs: ['id', 'success?'],
    unknowable: { '204, nothing': NO_BODY, '204, no body': NO_BODY },
  },
  { name: 'readRecord', read: (r) => readRecord(r), truth: { status: 200, body: record(ID) }, needs: ['attributes'] },
  {
    name: 'readRecord of some fields',
    read: (response) => readRecord(response, ['Name', 'Account.Name']),
    truth: { status: 200, body: record(ID, { Name: 'x', Account: null }) },
    needs: ['attributes'],
  },
  {
    name: 'readDeleted',
    read: readDeleted,
    truth: { status: 204, body: '' },
    needs: [],
    unknowable: { '204, nothing': NO_BODY, '204, no body': NO_BODY },
  },
  {
    name: 'the first page of a query',
    read: (response) => pages(always(response)),
    truth: { status: 200, body: PAGE },
    needs: ['records', 'records.0', 'done', 'totalSize'],
  },
  {
    name: 'the first page of a query that travels in a composite request',
    read: (response) => pages(always(response), `SELECT Id FROM Contact WHERE Name = '${'x'.repeat(13_000)}'`),
    truth: { status: 200, body: { compositeResponse: [{ httpStatusCode: 200, body: PAGE }] } },
    needs: [
      'compositeResponse',
      'compositeResponse.0',
      'compositeResponse.0.httpStatusCode',
      'compositeResponse.0.body',
      'compositeResponse.0.body.records',
    ],
  },
  {
    name: 'a count',
    read: (response) => pages(always(response), 'SELECT COUNT() FROM Contact'),
    truth: { status: 200, body: { totalSize: 7, done: true, records: [] } },
    needs: ['totalSize', 'done', 'records'],
  },
  {
    name: 'a further page of a query',
    read: (response) => pages(second(FIRST, response)),
    truth: { status: 200, body: { totalSize: 2, done: true, records: [record(OTHER_ID)] } },
    needs: ['records', 'records.0', 'done', 'totalSize'],
  },
  {
    name: 'a subquery in the first page',
    read: async (response) => {
      const answer = { totalSize: 1, done: true, records: [account({ Contacts: response.body })] };
      const read = await pages(
        always({ ...response, body: answer }),
        'SELECT Id, (SELECT Id FROM Contacts) FROM Account',
      );
      return read.flatMap((page) => (page as typeof PAGE).records.map(simplify));
    },
    truth: { status: 200, body: PAGE },
    needs: ['records', 'done', 'totalSize'],
    unknowable: { '200, null': 'a record without children has null' },
  },
  {
    name: 'a further page of a subquery',
    read: (response) => {
      const parent = account({ Contacts: { ...FIRST, totalSize: 2 } });
      const answer = { totalSize: 1, done: true, records: [parent] };
      return pages(second(answer, response), 'SELECT Id, (SELECT Id FROM Contacts) FROM Account');
    },
    truth: { status: 200, body: { totalSize: 2, done: true, records: [record(OTHER_ID)] } },
    needs: ['records', 'records.0', 'done', 'totalSize'],
  },
  {
    name: 'readSearch',
    read: readSearch,
    truth: { status: 200, body: { searchRecords: [record(ID)] } },
    needs: ['searchRecords', 'searchRecords.0'],
    unknowable: { '200, an empty list': 'up to version 36.0 the list comes bare' },
  },
  {
    name: 'Metadata.global',
    read: (response) => new Metadata(always(response)).global(),
    truth: { status: 200, body: { sobjects: [SUMMARY] } },
    needs: ['sobjects', 'sobjects.0', ...SUMMARY_NEEDS.map((name) => `sobjects.0.${name}`)],
  },
  {
    name: 'Metadata.object, and what is looked up in it',
    read: async (response) => {
      const object = await new Metadata(always(response)).object('Contact');
      return [findField(object, 'AccountId'), findRelationship(object, 'Account')];
    },
    truth: { status: 200, body: DESCRIBE },
    needs: DESCRIBE_NEEDS,
  },
  {
    name: 'wholeDescription',
    read: (response) => wholeDescription(orgOf(always(response)), 'Contact'),
    truth: { status: 200, body: DESCRIBE },
    needs: [...DESCRIBE_NEEDS.filter((name) => name !== 'childRelationships?'), 'childRelationships'],
  },
  {
    name: 'wholeObjects',
    read: (response) => wholeObjects(orgOf(always(response))),
    truth: { status: 200, body: { sobjects: [SUMMARY] } },
    needs: ['sobjects', 'sobjects.0', 'sobjects.0.name', 'sobjects.0.label'],
  },
  {
    name: 'readPicklists',
    read: (response) =>
      orgOf(always(response)).describe.kept(['ui-api'], (body) => [...readPicklists(body, RECORD_TYPE_ID)]),
    truth: { status: 200, body: { picklistFieldValues: { City__c: PICKLIST } } },
    needs: [
      'picklistFieldValues',
      ...['?', '.controllerValues', '.defaultValue?', '.url?', '.values', '.values.0'].map(
        (name) => `picklistFieldValues.City__c${name}`,
      ),
      'picklistFieldValues.City__c.controllerValues.Austria?',
      'picklistFieldValues.City__c.values.0.value',
      'picklistFieldValues.City__c.values.0.label?',
      'picklistFieldValues.City__c.values.0.validFor',
      'picklistFieldValues.City__c.values.0.validFor.0',
    ],
  },
  {
    name: 'Metadata.versions',
    read: (response) => new Metadata(always(response)).versions(),
    truth: { status: 200, body: [{ label: 'Summer ’26', version: '67.0', url: '/services/data/v67.0' }] },
    needs: ['0', '0.label', '0.version'],
  },
  {
    name: 'a list of actions',
    read: (response) => listActions(orgOf(always(response)), 'flow'),
    truth: { status: 200, body: { actions: [{ label: 'Follow Up', name: 'Follow_Up', type: 'FLOW', url: '/x' }] } },
    needs: ['actions', 'actions.0', 'actions.0.name', 'actions.0.label?', 'actions.0.type', 'actions.0.url?'],
  },
  {
    name: 'a list of the actions of an object',
    read: (response) =>
      listActions(
        orgOf(second({ Case: '/services/data/v67.0/actions/custom/emailAlert/Case' }, response)),
        'emailAlert',
      ),
    truth: { status: 200, body: { actions: [{ label: 'Received', name: 'Case.Received', type: 'EMAIL_ALERT' }] } },
    needs: ['actions', 'actions.0', 'actions.0.name', 'actions.0.label?', 'actions.0.type'],
  },
  {
    name: 'the description of an action',
    read: (response) => describeAction(orgOf(always(response)), FLOW),
    truth: {
      status: 200,
      body: {
        name: 'Follow_Up',
        label: 'Follow Up',
        description: '',
        inputs: [INPUT],
        outputs: [{ name: 'taskId', type: 'STRING' }],
      },
    },
    needs: [
      'name?',
      'label?',
      'description?',
      'inputs',
      ...['', '.name', '.type', '.label?', '.required?', '.maxOccurs?', '.sobjectType?', '.picklistValues?'].map(
        (rest) => `inputs.0${rest}`,
      ),
      'inputs.0.picklistValues.0',
      'inputs.0.picklistValues.0.value',
      'outputs?',
      'outputs.0',
      'outputs.0.name',
      'outputs.0.type',
    ],
  },
  {
    name: 'the results of runs',
    read: (response) => actionRuns(200).read(response, { operation: 'run', allOrNone: false, ...FLOW }, RUN_ROWS),
    truth: {
      status: 200,
      body: RUN_ROWS.map(({ index }) => ({
        actionName: 'Follow_Up',
        errors: null,
        isSuccess: true,
        outputValues: { Flow__InterviewGuid: `guid ${index}` },
      })),
    },
    needs: ['0', '1'].flatMap((place) => [
      place,
      `${place}.actionName`,
      `${place}.isSuccess`,
      `${place}.outputValues?`,
    ]),
  },
  {
    name: 'a GraphQL response',
    read: readGraphql,
    truth: { status: 200, body: { data: { uiapi: {} }, errors: [] } },
    needs: ['data', 'errors?'],
  },
  {
    name: 'a connection of GraphQL',
    read: (response) => drained(connectionPages(orgOf(always(response)), GRAPHQL_CALL, CONTACTS)),
    truth: {
      status: 200,
      body: {
        data: {
          uiapi: {
            query: {
              Contact: {
                edges: [{ node: { Id: ID } }],
                pageInfo: { hasNextPage: false, endCursor: 'djE6MA==' },
                totalCount: 1,
              },
            },
          },
        },
        errors: [],
      },
    },
    needs: [
      'data.uiapi.query.Contact',
      'data.uiapi.query.Contact.edges',
      'data.uiapi.query.Contact.edges.0',
      'data.uiapi.query.Contact.edges.0.node',
      'data.uiapi.query.Contact.pageInfo.hasNextPage',
      'data.uiapi.query.Contact.totalCount?',
    ],
  },
  {
    name: 'the result of anonymous Apex',
    read: readExecutedByRest,
    truth: { status: 200, body: EXECUTED },
    needs: ['compiled', 'success', 'line?', 'column?'],
  },
  {
    name: 'the result of anonymous Apex by SOAP',
    read: readExecutedBySoap,
    truth: apexAnswerOf('<compiled>true</compiled><success>true</success>'),
    needs: [],
  },
  {
    name: 'readJob',
    read: readJob,
    truth: { status: 200, body: JOB },
    needs: ['id', 'state', 'numberRecordsProcessed?'],
  },
  {
    name: 'readJobs',
    read: readJobs,
    truth: { status: 200, body: { done: true, nextRecordsUrl: null, records: [JOB] } },
    needs: ['done', 'records', 'records.0', 'records.0.id', 'records.0.state'],
  },
  {
    name: 'readResultPages',
    read: readResultPages,
    truth: { status: 200, body: { resultPages: [{ resultUrl: '/services/data/v67.0/jobs/query/x' }], done: true } },
    needs: ['resultPages', 'resultPages.0', 'resultPages.0.resultUrl', 'done'],
  },
  {
    name: 'readUploaded',
    read: readUploaded,
    truth: { status: 201, body: '' },
    needs: [],
    unknowable: Object.fromEntries(
      LIES.filter(({ response }) => response.status === 201).map(({ name }) => [
        name,
        'an upload is answered with 201',
      ]),
    ),
  },
  {
    name: 'readJobDeleted',
    read: readJobDeleted,
    truth: { status: 204, body: '' },
    needs: [],
    unknowable: { '204, nothing': NO_BODY, '204, no body': NO_BODY },
  },
  {
    name: 'readToken',
    read: readToken,
    truth: { status: 200, body: { access_token: 'opaque', instance_url: 'https://a.my.salesforce.com' } },
    needs: ['access_token'],
  },
  {
    name: 'readReportDescription',
    read: (response) => readReportDescription(response, REPORT_ID),
    truth: { status: 200, body: REPORT_DESCRIPTION },
    needs: [
      'reportMetadata',
      'reportMetadata.id',
      'reportMetadata.reportFilters',
      'reportMetadata.detailColumns.0',
      'reportExtendedMetadata.detailColumnInfo.NAME?',
      'reportTypeMetadata.categories',
      'reportTypeMetadata.categories.0.columns.NAME.dataType',
      'reportTypeMetadata.dataTypeFilterOperatorMap.string.0.name',
    ],
  },
  {
    name: 'the rows and totals of a report',
    read: (response) => {
      const results = readReportResults(response, { id: REPORT_ID, details: true });
      const style = { values: 'typed', names: 'labels' } as const;
      return [[...reportRows(results, style)], [...reportTotals(results, style, true)]];
    },
    truth: { status: 200, body: REPORT_RESULTS },
    needs: [
      'allData',
      'hasDetailRows',
      'factMap',
      'factMap.0!T',
      'factMap.0!T.aggregates',
      'factMap.0!T.rows.0',
      'factMap.0!T.rows.0.dataCells',
      'factMap.0!T.rows.0.dataCells.1',
      'factMap.T!T',
      'groupingsDown.groupings',
      'groupingsDown.groupings.0.key',
      'groupingsDown.groupings.0.groupings',
      'reportMetadata.aggregates',
      'reportMetadata.groupingsDown',
      'reportExtendedMetadata.groupingColumnInfo.STAGE.label',
    ],
  },
  {
    name: 'readStarted',
    read: readStarted,
    truth: { status: 200, body: { id: INSTANCE_ID, status: 'New', url: '/services/data/v67.0/x' } },
    needs: ['id', 'status'],
  },
  {
    name: 'readInstance',
    read: (response) => readInstance(response, INSTANCE_ID, { id: REPORT_ID, details: true }),
    truth: { status: 200, body: REPORT_INSTANCE },
    needs: ['attributes', 'attributes.id', 'attributes.reportId', 'attributes.status'],
  },
  {
    name: 'a workbook',
    read: (response) => drained(reportWorkbook(orgOf(always(response)), { id: REPORT_ID, details: true })),
    truth: {
      status: 200,
      body: `PK\u0003\u0004 and so on PK\u0005\u0006${'\0'.repeat(12)}\u000F${'\0'.repeat(5)}`,
    },
    needs: [],
  },
  {
    name: 'readDashboard',
    read: (response) =>
      readDashboard(response, DASHBOARD_ID).parts.map(({ results }) => results && readComponentResults(results)),
    truth: { status: 200, body: DASHBOARD_ANSWER },
    needs: [
      'componentData',
      'componentData.0.componentId',
      'componentData.0.status.dataStatus',
      'dashboardMetadata.id',
      'dashboardMetadata.components.0.id',
    ],
  },
  {
    name: 'readDashboardStatus',
    read: readDashboardStatus,
    truth: {
      status: 200,
      body: { componentStatus: [{ componentId: '01a000000000001AAA', refreshStatus: 'IDLE', refreshDate: null }] },
    },
    needs: ['componentStatus', 'componentStatus.0', 'componentStatus.0.componentId', 'componentStatus.0.refreshStatus'],
  },
  {
    name: 'getLimits',
    read: (response) => getLimits(orgOf(always(response))),
    truth: { status: 200, body: { SingleEmail: { Max: 10, Remaining: 5 } } },
    needs: ['SingleEmail', 'SingleEmail.Max', 'SingleEmail.Remaining'],
  },
  {
    name: 'getRecordCounts',
    read: (response) => getRecordCounts(orgOf(always(response)), ['Contact']),
    truth: { status: 200, body: { sObjects: [{ count: 5, name: 'Contact' }] } },
    needs: ['sObjects', 'sObjects.0', 'sObjects.0.count', 'sObjects.0.name'],
  },
  {
    name: 'getRecent',
    read: (response) => getRecent(orgOf(always(response))),
    truth: { status: 200, body: [record(ID)] },
    needs: ['0', '0.Id', '0.attributes', '0.attributes.type'],
    unknowable: { '200, an empty list': 'a user may have viewed nothing' },
  },
  {
    name: 'a page of list views',
    read: (response) => drained(listViewPages(orgOf(always(response)), 'Contact')),
    truth: { status: 200, body: { done: true, nextRecordsUrl: null, listviews: [LIST_VIEW] } },
    needs: [
      'done',
      'nextRecordsUrl?',
      'listviews',
      ...['', '.id', '.label', '.developerName', '.soqlCompatible'].map((rest) => `listviews.0${rest}`),
    ],
  },
  {
    name: 'the query of a list view',
    read: (response) => readListViewQuery(response, { object: 'Contact', id: LIST_VIEW.id }),
    truth: { status: 200, body: { id: LIST_VIEW.id, query: 'SELECT Id FROM Contact', sobjectType: 'Contact' } },
    needs: ['id', 'query'],
  },
  {
    name: 'the results of a batch',
    read: (response) => batchCarrier.read(response, SUBREQUESTS).map(savedOrThrown),
    truth: {
      status: 200,
      body: { hasErrors: false, results: SUBREQUESTS.map(() => ({ statusCode: 200, result: { ok: true } })) },
    },
    needs: ['hasErrors', 'results', 'results.0', 'results.0.statusCode', 'results.1.statusCode'],
  },
  {
    name: 'the results of a graph',
    read: (response) =>
      graphCarrier
        .read(response, [{ index: 0, nodes: GRAPH_NODES }])
        .map(savedOrThrown)
        .map((nodes) => nodes.map(savedOrThrown)),
    truth: {
      status: 200,
      body: {
        graphs: [
          {
            graphId: '0',
            graphResponse: {
              compositeResponse: GRAPH_NODES.map(({ referenceId }) => ({ referenceId, httpStatusCode: 200, body: {} })),
            },
            isSuccessful: true,
          },
        ],
      },
    },
    needs: [
      'graphs',
      ...['', '.graphId', '.isSuccessful', '.graphResponse', '.graphResponse.compositeResponse'].map(
        (rest) => `graphs.0${rest}`,
      ),
      ...['', '.referenceId', '.httpStatusCode'].map((rest) => `graphs.0.graphResponse.compositeResponse.1${rest}`),
    ],
  },
  ...treeReaders(),
  ...(['create', 'update', 'upsert', 'delete'] as const).map((operation): Reader => ({
    name: `collections, ${operation}`,
    read: carried(collections, operation),
    truth: { status: 200, body: operation === 'upsert' ? RESULTS.map((r) => ({ ...r, created: true })) : RESULTS },
    needs: ['0', '1', '0.success', '1.success', ...(operation === 'create' || operation === 'upsert' ? ['0.id'] : [])],
  })),
  {
    name: 'one by one, create',
    read: carried(single, 'create'),
    truth: { status: 201, body: { id: ID, success: true, errors: [] } },
    needs: ['id', 'success?'],
  },
  {
    name: 'one by one, update',
    read: carried(single, 'update'),
    truth: { status: 204, body: '' },
    needs: [],
    unknowable: { '204, nothing': NO_BODY, '204, no body': NO_BODY },
  },
  {
    name: 'one by one, upsert',
    read: carried(single, 'upsert'),
    truth: { status: 200, body: { id: ID, success: true, errors: [], created: false } },
    needs: ['id', 'success?'],
    unknowable: { '204, nothing': NO_BODY, '204, no body': NO_BODY },
  },
  {
    name: 'one by one, delete',
    read: carried(single, 'delete'),
    truth: { status: 204, body: '' },
    needs: [],
    unknowable: { '204, nothing': NO_BODY, '204, no body': NO_BODY },
  },
  ...approvalReaders(),
  {
    name: 'introspectSession',
    read: (response) => introspectSession(orgOf(always(response))),
    truth: { status: 200, body: { active: true, exp: 1, iat: 1, scope: 'api', sub: 'x', username: 'x' } },
    needs: ['active', ...['exp', 'iat', 'scope', 'sub', 'username'].map((name) => `${name}?`)],
  },
  {
    name: 'readRevoked',
    read: readRevoked,
    truth: { status: 200, body: '' },
    needs: [],
    unknowable: Object.fromEntries(
      ['200, nothing', '200, no body', '200, an empty object'].map((lie) => [
        lie,
        'a token is revoked with 200, and nothing in it',
      ]),
    ),
  },
  ...csvReaders(),
  ...fileReaders(),
];

/** A contact with another that reports to it: each record has an ID of its own. */
function treeReaders(): Reader[] {
  const described = object('Contact', []);
  const reports = { relationship: 'Reports', described, field: 'ReportsToId', children: new Map() };
  const records = treeRecords(described, {
    values: {},
    children: [{ related: reports, records: [{ values: {}, children: [] }] }],
  });
  const job: TreeJob = { operation: 'create', allOrNone: false, trees: new Map([[0, { index: 0, records }]]) };
  const reading = (carrier: Carrier<TreeJob>) => (response: Response) =>
    carrier.read(response, job, [{ index: 0, values: {} }]).map(savedOrThrown);
  const results = [ID, OTHER_ID].map((id, at) => ({ referenceId: `r${at}`, id }));
  const nodes = results.map(({ referenceId, id }) => ({
    referenceId,
    httpStatusCode: 201,
    body: { id, success: true },
  }));
  const graph = { graphId: '0', graphResponse: { compositeResponse: nodes }, isSuccessful: true };
  const inNodes = ['', '.referenceId', '.httpStatusCode', '.body', '.body.id'];
  return [
    {
      name: 'a tree as a graph',
      read: reading(treesAsGraphs),
      truth: { status: 200, body: { graphs: [graph] } },
      needs: [
        ...['', '.0', '.0.graphId', '.0.isSuccessful', '.0.graphResponse'].map((rest) => `graphs${rest}`),
        ...['0', '1'].flatMap((place) =>
          inNodes.map((rest) => `graphs.0.graphResponse.compositeResponse.${place}${rest}`),
        ),
      ],
    },
    {
      name: 'a tree by itself',
      read: reading(treeAlone),
      truth: { status: 201, body: { hasErrors: false, results } },
      needs: [
        'hasErrors',
        'results',
        ...['0', '1'].flatMap((place) => ['', '.referenceId', '.id'].map((rest) => `results.${place}${rest}`)),
      ],
    },
  ];
}

/** The results of a call are found by their records, and so are the pending requests in a query. */
function approvalReaders(): Reader[] {
  const page = (row: object) => ({ status: 200, body: { totalSize: 1, done: true, records: [row] } });
  const { attributes, Id, ProcessInstanceId } = PENDING;
  const queue = { ActorId: '00G000000000001EAA', Actor: { Name: 'Support' } };
  const own = { attributes, Id, ...queue, ProcessInstanceId, ProcessInstance: { TargetObjectId: ID } };
  const pageNeeds = ['records', 'done', 'totalSize'];
  return [
    {
      name: 'the results of approval requests',
      read: (response) => {
        const outcomes = approvalCarrier(SUBMISSIONS).read(
          response,
          { operation: 'submit', allOrNone: false },
          SUBMISSIONS.map(({ index, recordId }) => ({ index, key: recordId, values: {} })),
        );
        return outcomes.map((outcome) => savedOrThrown(outcome));
      },
      truth: { status: 200, body: SUBMITTED },
      needs: ['0', '1'].flatMap((place) => [
        place,
        ...['entityId', 'instanceId', 'instanceStatus', 'success', 'actorIds?', 'newWorkitemIds?'].map(
          (name) => `${place}.${name}`,
        ),
      ]),
    },
    {
      name: 'the list of approval processes',
      read: (response) => approvalProcesses(orgOf(always(response))),
      truth: {
        status: 200,
        body: { approvals: { Case: [{ id: '04a000000000001', name: 'Refund', object: 'Case' }] } },
      },
      needs: ['approvals', ...['?', '.0', '.0.id', '.0.name'].map((rest) => `approvals.Case${rest}`)],
    },
    {
      name: 'the work item that is to be answered',
      read: async (response) => {
        const [found] = await findWorkItems(orgOf(always(response)), 'Approve', [{ recordId: ID }]);
        if (found instanceof Error) throw found;
        return found;
      },
      truth: page(own),
      needs: [...pageNeeds, 'records.0', 'records.0.Id', 'records.0.ActorId', 'records.0.ProcessInstance'],
    },
    {
      name: 'the pending requests of a record',
      read: async (response) => {
        const pending = (await pendingOfRecords(orgOf(always(response)), [ID])).get(ID);
        if (pending instanceof Error) throw pending;
        return pending;
      },
      truth: page(PENDING),
      needs: [...pageNeeds, 'records.0', 'records.0.ProcessInstance'],
    },
    {
      name: 'the pending requests of a user',
      read: (response) => pendingOfUser(orgOf(always(response)), USER_ID, undefined),
      truth: page(PENDING),
      needs: [...pageNeeds, 'records.0', 'records.0.ActorId'],
    },
  ];
}

/** Files are found by queries, each with an error of its own, and their bytes are counted. */
function fileReaders(): Reader[] {
  const found = async <T>(map: Promise<ReadonlyMap<string, Error | T>>, id: string): Promise<T | undefined> => {
    const one = (await map).get(id);
    // A file without a published version, which there may be.
    if (one instanceof InputError && one.problem.reason === 'notPublished') return undefined;
    if (one instanceof Error) throw one;
    return one;
  };
  const page = (type: string, fields: object) => ({
    status: 200,
    body: { totalSize: 1, done: true, records: [{ attributes: { type }, ...fields }] },
  });
  const title = { Title: 'Letter', FileExtension: 'txt', ContentSize: 4 };
  const classic = { Id: '00P000000000001EAA', Name: 'a.txt', ContentType: null, BodyLength: 4 };
  const about = { OwnerId: ID, Owner: { Name: 'Ada' }, CreatedDate: null, LastModifiedDate: null };
  const Checksum = '0cc175b9c0f1b6a831c399e269772661';
  const document = { ...title, LatestPublishedVersionId: VERSION_ID, LatestPublishedVersion: { Checksum } };
  const published = { LatestPublishedVersion: { VersionNumber: '1', Checksum } };
  const linked = { ...document, ...about, FileType: 'TEXT', ...published };
  const link = { Id: '06A000000000001EAA', LinkedEntityId: ID, ContentDocumentId: DOCUMENT_ID };
  const file = { object: 'ContentVersion', field: 'VersionData', id: VERSION_ID, size: 4 };
  return [
    {
      name: 'findFiles, a document',
      read: (response) => found(findFiles(orgOf(always(response)), [DOCUMENT_ID]), DOCUMENT_ID),
      truth: page('ContentDocument', { Id: DOCUMENT_ID, ...document }),
      needs: ['records.0.Title', 'records.0.ContentSize?', 'records.0.LatestPublishedVersionId?'],
    },
    {
      name: 'findFiles, a version',
      read: (response) => found(findFiles(orgOf(always(response)), [VERSION_ID]), VERSION_ID),
      truth: page('ContentVersion', { Id: VERSION_ID, ContentDocumentId: DOCUMENT_ID, Checksum, ...title }),
      needs: ['records.0.Title', 'records.0.ContentSize?', 'records.0.ContentDocumentId'],
    },
    {
      name: 'findFiles, an attachment',
      read: (response) => found(findFiles(orgOf(always(response)), [classic.Id]), classic.Id),
      truth: page('Attachment', classic),
      needs: ['records.0.Name', 'records.0.BodyLength'],
    },
    {
      name: 'filesOf a record',
      read: (response) => found(filesOf(orgOf(always(response)), 'file', [ID]), ID),
      truth: page('ContentDocumentLink', { ...link, ShareType: 'V', Visibility: 'AllUsers', ContentDocument: linked }),
      needs: ['records.0.ContentDocumentId', 'records.0.ContentDocument', 'records.0.ContentDocument.ContentSize?'],
    },
    {
      name: 'filesOf a record, attachments',
      read: (response) => found(filesOf(orgOf(always(response)), 'attachment', [ID]), ID),
      truth: page('Attachment', { ...classic, ...about, Description: null, ParentId: ID }),
      needs: ['records.0.Name', 'records.0.BodyLength'],
    },
    {
      name: 'documentsOf',
      read: (response) => found(documentsOf(orgOf(always(response)), [VERSION_ID]), VERSION_ID),
      truth: page('ContentVersion', { Id: VERSION_ID, ContentDocumentId: DOCUMENT_ID }),
      needs: ['records.0.ContentDocumentId'],
    },
    {
      name: 'linksOf',
      read: (response) => linksOf(orgOf(always(response)), [DOCUMENT_ID]),
      truth: page('ContentDocumentLink', link),
      needs: ['records.0.LinkedEntityId'],
    },
    {
      name: 'fileBytes',
      read: (response) => drained(fileBytes(orgOf(always(response)), file)),
      truth: { status: 200, body: 'text' },
      needs: [],
    },
  ];
}

/** Texts come as n8n gives them, in one piece, and as a stream gives them, in bytes. */
function csvReaders(): Reader[] {
  /** Each time that it is asked for, a stream is there from its beginning. */
  const asked = (answer: () => Response) => {
    const org = orgOf(fakeSend(answer).send);
    return { org, request: ingestResultsRequest(org, JOB_ID, 'successfulResults') };
  };
  const whole = (answer: () => Response) => {
    const { org, request } = asked(answer);
    return wholeStream(org, request);
  };
  type Read = (answer: () => Response) => Promise<unknown>;
  const readers: readonly (readonly [string, Read, Record<string, string>])[] = [
    ['wholeStream', (answer) => drained(whole(answer)), {}],
    [
      'jobResults',
      (answer) => drained(answeredRows(jobResults(asked(answer).org, { id: JOB_ID }, 'successfulResults'))),
      {},
    ],
    [
      'recordsOf',
      (answer) =>
        drained(recordsOf(orgOf(always({ status: 404, headers: {}, body: [] })), whole(answer), { object: 'Contact' })),
      { '200, a maintenance page in plain text': '' },
    ],
  ];
  return readers.flatMap(([name, read, knows]) =>
    [false, true].map((isStream): Reader => {
      const entries = Object.entries(csvLies).filter(([lie]) => !(lie in knows));
      return {
        name: `${name}${isStream ? ', of a stream' : ''}`,
        read: (response) => read(isStream ? () => inBytes(response) : () => response),
        truth: { status: 200, body: name === 'jobResults' ? 'sf__Id,sf__Created\n1,true\n' : 'Id,Name\n1,x\n' },
        needs: [],
        unknowable: {
          ...Object.fromEntries(name === 'recordsOf' ? entries.filter(([lie]) => !lie.includes('5 MB')) : entries),
          ...(name === 'jobResults' ? { '204, nothing': NO_ROWS, '204, no body': NO_ROWS } : {}),
        },
      };
    }),
  );
}

function inBytes(response: Response): Response {
  const { body } = response;
  if (typeof body !== 'string' || response.status >= 300) return response;
  return { ...response, body: stream(Buffer.from(body)) };
}

async function* stream(bytes: Buffer): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += 65_536) {
    yield bytes.subarray(at, at + 65_536);
    await Promise.resolve();
  }
}

const counts: Record<string, number> = {};

function count(what: string): void {
  counts[what] = (counts[what] ?? 0) + 1;
}

afterAll(() => {
  const all = Object.values(counts).reduce((total, one) => total + one, 0);
  process.stdout.write(`answers: ${all} combinations (${JSON.stringify(counts)})\n`);
});

const named = READERS.map((reader) => [reader.name, reader] as const);

describe('An answer', () => {
  test.each(named)('that is true is taken by %s', async (_, { read, truth }) => {
    count('truths');
    expect(await thrownBy(() => read({ headers: {}, ...truth }))).toBeUndefined();
  });

  test.each(named)('that is none of Salesforce’s is refused by %s', async (_, reader) => {
    const complaints: string[] = [];
    for (const { name, response } of LIES) {
      count('lies');
      if (Object.hasOwn(reader.unknowable ?? {}, name)) continue;
      const complaint = complaintOn(await thrownBy(() => reader.read(response)));
      if (complaint !== undefined) complaints.push(`${name}: ${complaint}`);
    }
    expect(complaints).toEqual([]);
  });

  test.each(named)('that is the truth with another status is refused by %s', async (_, { read, truth }) => {
    const complaints: string[] = [];
    for (const status of [202, 203, 206, 300, 301, 302, 304, 307, 400, 404, 408, 500, 502, 503, 504, 520]) {
      count('other statuses');
      const complaint = complaintOn(await thrownBy(() => read({ headers: {}, ...truth, status })));
      if (complaint !== undefined) complaints.push(`${status}: ${complaint}`);
    }
    expect(complaints).toEqual([]);
  });

  test.each(named)('that is a refusal, however damaged, is told by %s', async (_, { read }) => {
    const complaints: string[] = [];
    for (const { name, response } of REFUSED_LIES) {
      count('refusals');
      // In Salesforce's own form a message may be as long as a person reads.
      const complaint = complaintOn(await thrownBy(() => read(response)), 5_000);
      if (complaint !== undefined) complaints.push(`${name}: ${complaint}`);
    }
    expect(complaints).toEqual([]);
  });

  test.each(named)('with a value of another kind in any place is no success where %s needs it', async (_, reader) => {
    const complaints: string[] = [];
    for (const [path, body, kind] of changed(reader.truth.body)) {
      count('values of another kind');
      const thrown = await thrownBy(() => reader.read({ headers: {}, status: reader.truth.status, body }));
      // Elsewhere it may be taken as it is, but nothing breaks over it.
      const isNothing = kind === 'missing' || kind === 'null';
      const isNeeded = reader.needs.includes(path) || (!isNothing && reader.needs.includes(`${path}?`));
      const complaint = thrown === undefined && !isNeeded ? undefined : complaintOn(thrown);
      if (complaint !== undefined) complaints.push(`${path} is ${kind}: ${complaint}`);
    }
    expect(complaints).toEqual([]);
  });

  test.each(named)('of any JSON at all breaks nothing in %s', async (_, { read, truth }) => {
    await fc.assert(
      fc.asyncProperty(
        fc.jsonValue({ maxDepth: 4 }),
        fc.constantFrom(200, 201, 204, 400, 404, 500, 503),
        async (json, status) => {
          count('any JSON');
          const thrown = await thrownBy(() => read({ status, headers: {}, body: json }));
          expect(thrown === undefined ? undefined : complaintOn(thrown, 5_000)).toBeUndefined();
        },
      ),
      { numRuns: 60 },
    );
    const paths = [...changed(truth.body)].map(([path]) => path);
    if (paths.length === 0) return;
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...paths), fc.jsonValue({ maxDepth: 3 }), async (path, json) => {
        count('any JSON in a place');
        const thrown = await thrownBy(() =>
          read({ headers: {}, status: truth.status, body: put(truth.body, path, json) }),
        );
        expect(thrown === undefined ? undefined : complaintOn(thrown, 5_000)).toBeUndefined();
      }),
      { numRuns: 60 },
    );
  });
});

const KINDS: readonly (readonly [string, unknown])[] = [
  ['missing', undefined],
  ['null', null],
  ['0', 0],
  ['-5', -5],
  ['half', 0.5],
  ['a word', 'x'],
  ['an empty text', ''],
  ['true', true],
  ['a list', []],
  ['a list of null', [null]],
  ['a list of a list', [[]]],
  ['an object', {}],
  ['an object that no text can be made of', { toString: '' }],
];

/** The body with a value of another kind in each of its places. */
function* changed(body: unknown): Generator<readonly [path: string, body: unknown, kind: string]> {
  for (const [path, value] of placesIn(body)) {
    for (const [kind, other] of KINDS) {
      if (kindOf(other) !== kindOf(value)) yield [path, put(body, path, other), kind];
    }
  }
}

function* placesIn(value: unknown, path = ''): Generator<readonly [string, unknown]> {
  if (typeof value !== 'object' || value === null) return;
  for (const [name, inner] of Object.entries(value)) {
    const place = path === '' ? name : `${path}.${name}`;
    yield [place, inner];
    yield* placesIn(inner, place);
  }
}

function put(body: unknown, path: string, value: unknown): unknown {
  const copy: unknown = JSON.parse(JSON.stringify(body));
  const names = path.split('.');
  const last = names.pop() ?? '';
  let holder = copy as Record<string, unknown>;
  for (const name of names) holder = holder[name] as Record<string, unknown>;
  holder[last] = value;
  // JSON has no holes in its lists.
  if (value === undefined && !Array.isArray(holder)) Reflect.deleteProperty(holder, last);
  return copy;
}

function kindOf(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'list' : typeof value;
}

describe('A list of results', () => {
  const shapes: readonly (readonly [string, unknown])[] = [
    ['is too short', RESULTS.slice(0, 1)],
    ['is too long', [...RESULTS, { id: '003000000000003AAA', success: true, errors: [] }]],
    ['is empty', []],
    ['has one record twice', [RESULTS[0], RESULTS[0]]],
    ['has a record without an ID', [RESULTS[0], { success: true, errors: [] }]],
    ['is one result', RESULTS[0]],
    ['has lists in place of results', RESULTS.map((result) => [result])],
  ];
  const operations = ['create', 'update', 'upsert', 'delete'] as const;

  test.each(operations)('of a collection, %s, that is not one for each record is refused', async (operation) => {
    const complaints: string[] = [];
    const idless = operation === 'update' || operation === 'delete';
    for (const [name, body] of shapes) {
      count('lists of results');
      if (idless && name === 'has a record without an ID') continue;
      const complaint = complaintOn(
        await thrownBy(() => carried(collections, operation)({ status: 200, headers: {}, body })),
      );
      if (complaint !== undefined) complaints.push(`${name}: ${complaint}`);
    }
    expect(complaints).toEqual([]);
  });

  test.each(['update', 'delete'] as const)('of a collection, %s, in another order is refused', async (operation) => {
    count('lists of results');
    const body = RESULTS.toReversed();
    const thrown = await thrownBy(() => carried(collections, operation)({ status: 200, headers: {}, body }));
    expect(complaintOn(thrown)).toBeUndefined();
  });
});

describe('One by one', () => {
  const ANSWERS: readonly Lie[] = [200, 201, 204].map((status) => ({
    name: String(status),
    response: { status, headers: {}, body: status === 204 ? '' : { id: ID, success: true, errors: [] } },
  }));
  /** The statuses that Salesforce answers with: https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/dome_upsert.htm */
  const TRUE_STATUSES = { create: ['201'], update: ['204'], upsert: ['200', '201', '204'], delete: ['204'] } as const;

  test.each(Object.entries(TRUE_STATUSES))('%s takes only the statuses that it has', async (operation, statuses) => {
    const taken: string[] = [];
    for (const { name, response } of ANSWERS) {
      count('statuses of writes');
      const thrown = await thrownBy(() => carried(single, operation as WriteJob['operation'])(response));
      if (thrown === undefined) taken.push(name);
      else expect(complaintOn(thrown)).toBeUndefined();
    }
    expect(taken).toEqual(statuses);
  });

  test.each(['create', 'upsert'] as const)('%s believes no success that says it is none', async (operation) => {
    for (const body of [
      { id: ID, success: false, errors: [] },
      { id: 5, success: true },
      { id: ID, success: 'true' },
    ]) {
      count('statuses of writes');
      const thrown = await thrownBy(() => carried(single, operation)({ status: 201, headers: {}, body }));
      expect(complaintOn(thrown)).toBeUndefined();
    }
  });
});

describe('A CSV', () => {
  const read = (response: Partial<Response>) => {
    const org = orgOf(always({ status: 200, headers: {}, body: '', ...response }));
    return drained(answeredRows(wholeStream(org, ingestResultsRequest(org, JOB_ID, 'successfulResults'))));
  };
  const CSVS: readonly (readonly [string, Partial<Response>])[] = [
    ['without the rows that it counts', { body: 'sf__Id\n1\n', headers: { 'sforce-numberofrecords': '2' } }],
    ['of nothing that counts rows', { body: '', headers: { 'sforce-numberofrecords': '2' } }],
    ['called HTML', { body: 'sf__Id\n1\n', headers: { 'content-type': 'text/html' } }],
    ['called JSON', { body: 'sf__Id\n1\n', headers: { 'content-type': 'application/json' } }],
    ['whose last quote is open', { body: 'sf__Id,Name\n1,"x' }],
    ['with a quote in a value', { body: 'sf__Id,Name\n"1",x"y\n' }],
    ['with more after a quote', { body: 'sf__Id,Name\n"1"x,y\n' }],
    ['of other bytes', { body: stream(Buffer.from([0x73, 0x66, 0xff, 0xfe, 0x0a])) }],
    ['that is JSON', { body: '[{"errorCode":"X","message":"m"}]' }],
    ['that is a JSON object', { body: '{"errorCode":"X"}' }],
  ];

  test.each(CSVS)('%s is no CSV of Salesforce’s', async (_, response) => {
    count('CSVs');
    expect(complaintOn(await thrownBy(() => read(response)))).toBeUndefined();
  });

  const records = (body: string | AsyncIterable<Uint8Array>) => {
    const nobody = orgOf(always({ status: 404, headers: {}, body: [] }));
    const bytes = typeof body === 'string' ? stream(Buffer.from(body)) : body;
    return drained(recordsOf(nobody, bytes, { object: 'Contact' }));
  };

  test.each([
    ['a row that is too short', 'Id,Name\n1\n'],
    ['a row that is too long', 'Id,Name\n1,2,3\n'],
    ['a column twice', 'Id,Id\n1,2\n'],
    ['a column twice in another case', 'Id,ID\n1,2\n'],
    ['a field that is a parent too', 'Account,Account.Name\nx,y\n'],
    ['a field that is a parent too, and empty', 'Account,Account.Name\n,y\n'],
    ['a parent that is a field too', 'Account.Name,Account\ny,x\n'],
    ['words for a header', 'We are sorry\nreally\n'],
    ['an empty name', 'Id,\n1,2\n'],
    ['an open quote', 'Id,Name\n1,"x'],
  ])('of records with %s is none', async (_, body) => {
    count('CSVs');
    expect(complaintOn(await thrownBy(() => records(body)))).toBeUndefined();
  });

  test('of records that are not UTF-8 is none', async () => {
    count('CSVs');
    const bytes = stream(Buffer.concat([Buffer.from('Id,Name\n1,'), Buffer.from([0xff, 0xfe]), Buffer.from('\n')]));
    expect(complaintOn(await thrownBy(() => records(bytes)))).toBeUndefined();
  });
});

describe('A 300', () => {
  test('is several matches where it lists them, and otherwise nobody’s answer', async () => {
    const several = ['/services/data/v67.0/sobjects/Contact/a', '/services/data/v67.0/sobjects/Contact/b'];
    const told = await thrownBy(() => readSaved({ status: 300, headers: {}, body: several }, 'upsert'));
    expect(told).toBeInstanceOf(SalesforceError);
    for (const body of ['', '<html></html>', {}, [], [5], null]) {
      count('300s');
      expect(await thrownBy(() => readSaved({ status: 300, headers: {}, body }, 'upsert'))).toBeInstanceOf(AnswerError);
    }
    const many = Array.from({ length: 100_000 }, (_, i) => `/services/data/v67.0/sobjects/Contact/${i}`);
    expect(
      complaintOn(await thrownBy(() => readSaved({ status: 300, headers: {}, body: many }, 'upsert')), 5_000),
    ).toBeUndefined();
  });
});
