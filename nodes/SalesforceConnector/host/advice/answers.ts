import { signInActions } from '../../../../credentials/advice';
import { countText, shorten, type SalesforceError } from '../../../../salesforce/errors';
import { PARENT_OF_A_QUERY } from './parents';
import { CHECK_ACCESS, QUERY_ACTIONS } from './queries';
import { CHECK_SHARING, RECORD_ACTIONS } from './records';
import type { Action } from './types';

const CHECK_PICKLIST =
  'Compare the value with the picklist in Setup > Object Manager > Fields & Relationships: use its API name, and check ' +
  'that the record type allows it.';
const RUN_LATER = 'Run it again in a few minutes. status.salesforce.com shows known problems of your instance.';
const GONE = 'It may have been deleted or merged in the meantime: check the Recycle Bin.';
const CHECK_MY_DOMAIN = 'Check My Domain in the credential, and connect it again.';
const NOT_OF_THE_ROWS = 'Nothing is wrong with the rows that were not processed: load them again.';
const CHECK_PATH: Action = { field: 'Path', action: 'Check Path: the org has nothing there.' };
const CHOOSE_NEWER_VERSION: Action = {
  field: 'API Version',
  action: 'Choose a newer API Version in the node’s options.',
};
const CHECK_KEY: Action = {
  field: 'External ID Field',
  action: 'Check the ID, the external ID field and the object. ' + GONE,
  otherwise: 'Check the ID or the name. ' + GONE,
};

const CHECK_CHANNEL: Action = {
  field: 'More Channels',
  action:
    'Choose the channel from the list, or correct its name in More Channels; upper and lower case count. Examples are /data/AccountChangeEvent, /data/Invoice__ChangeEvent, /event/Order_Shipped__e, /topic/NewLeads.',
};
const CHECK_CHANNEL_ACCESS =
  'The user needs read access to the platform event, or View All for the object of a change event: Object Settings in the profile or a permission set.';

const READ_FLOW_EMAIL =
  'Read what failed in the email that Salesforce sends to the flow’s last editor: Setup > Process Automation Settings says to whom.';
const CATCH_FAULTS =
  'Have the flow catch its faults and give {!$Flow.FaultMessage} in an output variable, to read it in n8n.';

const FLOW_FAILED: readonly Action[] = [
  READ_FLOW_EMAIL,
  CATCH_FAULTS,
  {
    field: 'Items Per Request',
    action:
      'If it fails only for many items, lower Items Per Request: the runs of a request share Salesforce’s limits.',
  },
];

const ASK_FOR_LESS = ['Request fewer fields, or use shorter values.'];
const TRY_LATER = [RUN_LATER];
const RUN_REPORTS = 'The user needs the permission Run Reports, and access to the folder of the report or dashboard.';
const CHECK_ACCESS_AND_SHARING = [CHECK_ACCESS, CHECK_SHARING];

const USE_COLLECTIONS: Action = {
  field: 'Send As',
  action: 'Set Send As to Collections.',
  otherwise: 'Use the resource Record instead, or for a query Query > SOQL.',
};

/** Fields that only one form has tell that it is this one. */
const OF_CONVERT = 'Converted Status';
const OF_MERGE = 'Duplicate Records';
const OF_CREATE_WITH_RELATED = 'Child Relationship';

const MAY_RULE = 'The rule must allow this: see Setup > Duplicate Rules.';

const DUPLICATES: readonly Action[] = [
  {
    field: OF_CONVERT,
    action:
      'Convert the lead into the existing record: set Convert to Account, or Convert to Contact too, to Existing.',
    otherwise: {
      field: OF_MERGE,
      action:
        'Merge the similar record too, or leave out the values that make them similar. The rule is in Setup > Duplicate Rules.',
      otherwise: 'Update the existing record, or use Create or Update with an external ID.',
    },
  },
  {
    field: OF_CONVERT,
    action: `To create it anyway, turn on Skip Duplicate Check of Account or Skip Duplicate Check of Contact. ${MAY_RULE}`,
    otherwise: {
      field: 'Allow Duplicates',
      action: `To save it anyway, turn on the option Allow Duplicates. ${MAY_RULE}`,
      otherwise: {
        field: OF_CREATE_WITH_RELATED,
        action: `To save it anyway, create its records with the operation Create and its option Allow Duplicates. ${MAY_RULE}`,
        otherwise: {
          field: OF_MERGE,
          action:
            'To have them anyway, merge without the values, and save these with the operation Update and its option Allow Duplicates.',
          otherwise: `To save it anyway, write it with the resource Record and its option Allow Duplicates. ${MAY_RULE}`,
        },
      },
    },
  },
];

/** By the kind of an error in a response: see salesforce/errors/meanings.ts. */
const ACTIONS: ReadonlyMap<string, readonly Action[]> = new Map<string, readonly Action[]>([
  ...QUERY_ACTIONS,
  ...RECORD_ACTIONS,
  [
    'APEX_ERROR',
    [
      'Apex ended with an exception, and Salesforce has undone what it had saved. Show the message to whoever wrote it.',
    ],
  ],
  ['APEX_ANSWER', ['The Apex class itself answers so: show this to whoever wrote it.']],
  [
    'APEX_REST_SERVICES_DISABLED',
    ['Give the user the permission “Apex REST Services” in the profile or a permission set, under System Permissions.'],
  ],
  ['API_CURRENTLY_DISABLED', ['The org is under maintenance or being migrated. ' + RUN_LATER]],
  [
    'API_DISABLED_FOR_ORG',
    ['Enable “API Enabled” in the user’s profile or a permission set; in Professional Edition it is an add-on.'],
  ],
  [
    'CANNOT_EXECUTE_FLOW_TRIGGER',
    ['A flow on this object failed: check it in Setup > Flows with the record that was sent.'],
  ],
  [
    'CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY',
    ['An Apex trigger or flow on this object failed: show the message to whoever maintains it.'],
  ],
  ['COMPILE_ERROR', ['Correct the code: none of it has run.']],
  ['DELETE_FAILED', ['First delete or reassign the records that depend on it.']],
  ['DUPLICATES_DETECTED', DUPLICATES],
  [
    'DUPLICATE_EXTERNAL_ID',
    ['Merge or correct these records, make the field unique in Setup > Object Manager, or use the record ID.'],
  ],
  ['DUPLICATE_VALUE', ['Another record has this value in a unique field: update that one, or use Create or Update.']],
  ['DataFetchingException', ['Check the values of the query, and what the user can see. ' + RUN_LATER]],
  ['ENTITY_IS_DELETED', [GONE]],
  ['ExecutionAborted', TRY_LATER],
  ['InternalServerError', [NOT_OF_THE_ROWS]],
  ['InvalidSyntax', ['Correct the query at this place.']],
  [
    'OperationNotSupported',
    [
      {
        field: 'Operation Name',
        action: 'If the query has several operations, enter the name of the one to run in Operation Name.',
      },
    ],
  ],
  [
    'ValidationError',
    [
      'Correct the names in the query and its variables. GraphQL knows the objects that Salesforce’s UI API supports, and shows the user only fields that he can read.',
    ],
  ],
  [
    'INVALIDJOB',
    ['Correct what the message names: the object, the action, the external ID field or the assignment rule.'],
  ],
  [
    'INVALIDJOBSTATE',
    [
      'Look at the job’s state with the Bulk operation Get Job: a job that has ended cannot be aborted, and has its results; one that runs must end or be aborted before it is deleted.',
    ],
  ],
  ['ENTITY_IS_LOCKED', ['Unlock it, or wait for the approval to end.']],
  [
    'EXCEEDED_MAX_SEMIJOIN_SUBSELECTS',
    [
      'Use fewer subqueries after IN and NOT IN: run one of them first, and give its IDs to this query as a list in a query parameter.',
    ],
  ],
  ['EXCEEDED_ID_LIMIT', ['Send fewer records at a time, or choose a shorter time range.']],
  [
    'FIELD_CUSTOM_VALIDATION_EXCEPTION',
    [
      {
        field: OF_CONVERT,
        action:
          'Correct the lead, whose values the new records take over, or have the rule changed in Setup > Object Manager > Validation Rules.',
        otherwise:
          'Change the values to meet the rule, or have it changed in Setup > Object Manager > Validation Rules.',
      },
    ],
  ],
  [
    'FIELD_FILTER_VALIDATION_EXCEPTION',
    ['The referenced record does not match the field’s lookup filter: see Setup > Object Manager.'],
  ],
  ['FLOW_EXCEPTION', FLOW_FAILED],
  ['FLOW_FAULT', FLOW_FAILED],
  [
    'FUNCTIONALITY_NOT_ENABLED',
    [
      'Have an administrator turn on in Setup what the message names, or give the user the license or permission for it.',
    ],
  ],
  [
    'INACTIVE_OWNER_OR_USER',
    [
      'Name an active user: Setup > Users shows who is. To keep an owner who has left, the user needs the permission “Update Records with Inactive Owners”.',
    ],
  ],
  [
    'INSERT_UPDATE_DELETE_NOT_ALLOWED_DURING_MAINTENANCE',
    [
      'The org can only be read until the maintenance is over: run it again then. status.salesforce.com shows when that is.',
    ],
  ],
  ['INSUFFICIENT_ACCESS_ON_CROSS_REFERENCE_ENTITY', [CHECK_SHARING, CHECK_ACCESS]],
  ['INSUFFICIENT_ACCESS', CHECK_ACCESS_AND_SHARING],
  ['INSUFFICIENT_ACCESS_OR_READONLY', CHECK_ACCESS_AND_SHARING],
  ['INVALID_EMAIL_ADDRESS', ['Correct the email address, or leave the field out.']],
  [
    'PARENT_NOT_FOUND',
    ['Check the external ID: no parent record has it. Create the parent first, or leave the field out.'],
  ],
  [
    'PARENT_NOT_IDENTIFIED',
    [
      PARENT_OF_A_QUERY,
      'To set the lookup, use its record ID or one external ID of the parent, such as Account.External_Id__c.',
    ],
  ],
  [
    'CELL_OF_WRONG_TYPE',
    [
      'Correct the value: dates are written as 2026-03-01, times as 2026-03-01T12:00:00Z, numbers with a decimal point and without separators, checkboxes as true or false.',
    ],
  ],
  [
    'ALL_OR_NONE_OPERATION_ROLLED_BACK',
    [
      {
        field: 'All or None',
        action:
          'Correct the record that failed and run again, or turn off All or None: this record was valid and was not saved.',
        otherwise: 'Correct the record that failed and run again: this record was valid and was not saved.',
      },
    ],
  ],
  ['MISSING_ARGUMENT', ['Check that the ID or external ID is set for this item.']],
  [
    'INVALID_FIELD_FOR_INSERT_UPDATE',
    ['Remove the field from the fields to send: Salesforce sets it, or it is read-only for the user. ' + CHECK_ACCESS],
  ],
  ['INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST', [CHECK_PICKLIST]],
  ['INVALID_QUERY_CURSOR', ['Run the workflow again.']],
  ['INVALID_QUERY_LOCATOR', ['Run the workflow again.']],
  [
    'INVALID_REPLICATION_DATE',
    [
      'Choose a later Start: Salesforce looks back 30 days, 15 for deletions, and less where its log of them was purged.',
      'It does not look back to before the org was created: in a new org, or a sandbox that was refreshed, begin after that time.',
    ],
  ],
  [
    'SESSION_WITHOUT_API',
    ['Add the scope “Manage user data via APIs (api)” to the app and to the credential, and connect it again.'],
  ],
  [
    'INVALID_SESSION_ID',
    [
      'Open the credential and connect (or test) it again.',
      'If this happens often, check Setup > Session Settings and the app’s policies.',
    ],
  ],
  ['LIMIT_EXCEEDED', ['Setup > Company Information and Setup > System Overview show the org’s limits.']],
  [
    'MALFORMED_SEARCH',
    [
      'AND, OR and AND NOT need a word on each side, and a wildcard a word before it.',
      { field: 'SOSL', action: 'SOSL: FIND {words} IN ALL FIELDS RETURNING Account(Id, Name).' },
    ],
  ],
  [
    'SEARCH_NOT_CLOSED',
    [
      'Put what you search for in braces, and close the braces and quotes: FIND {words} IN ALL FIELDS RETURNING Account(Id).',
    ],
  ],
  ['SEARCH_TOO_SHORT', ['Search for two letters or digits or more; wildcards and other signs do not count.']],
  ['NOT_FOUND', [CHECK_PATH, CHECK_KEY, CHECK_SHARING]],
  [
    'NO_APEX_CLASS',
    [
      'Compare the path with the urlMapping of the Apex class, in its upper and lower case and with its slashes. A class of a package has its namespace before it.',
    ],
  ],
  ['OPERATION_TOO_LARGE', ['Request less: add conditions on indexed fields, or remove fields.']],
  [
    'QUERY_TIMEOUT',
    ['Make the query more selective: conditions on indexed fields (ID, Name, external IDs, dates) help most.'],
  ],
  ['CONCURRENT_REQUESTS', ['Run it again in a few minutes, with fewer parallel workflows or more selective queries.']],
  [
    'REQUEST_LIMIT_EXCEEDED',
    [
      'Wait until the oldest requests are a day old: see Setup > Company Information > API Requests, Last 24 Hours.',
      'Setup > API Usage (or Event Monitoring) shows which app uses the most; Salesforce sells more requests.',
    ],
  ],
  [
    'HOURLY_REQUEST_LIMIT',
    [
      'Run it again in an hour: of these requests, Salesforce counts those of each user and app by the hour.',
      'If this happens often, send fewer of them, with more in each, or give the workflow a credential with an app of its own.',
    ],
  ],
  ['PROCESSING_HALTED', ['Correct what failed, and run it again: nothing of this was saved.']],
  [
    'WRONG_REFERENCE',
    [
      'Correct the reference: it names a node before this one and a field of its response, such as @{account.id}, in the same upper and lower case.',
    ],
  ],
  ['REQUEST_RUNNING_TOO_LONG', ['Request less at a time: fewer records, or a more selective query.']],
  [
    'REQUIRED_FIELD_MISSING',
    [
      {
        field: OF_CONVERT,
        action:
          'Map a field of the lead to each named field in Setup > Object Manager > Lead > Fields & Relationships > Map Lead Fields, and fill it in, or convert into an existing record.',
        otherwise: 'Add the named fields, with values that are not empty.',
      },
    ],
  ],
  [
    'INVALID_STATUS',
    [
      {
        field: OF_CONVERT,
        action:
          'Choose Converted Status from the list: only statuses that Setup marks as converted are taken, by their API names.',
        otherwise: 'Use the API name of a status that the object has.',
      },
    ],
  ],
  [
    'OWNER_MUST_BE_USER',
    [
      {
        field: OF_CONVERT,
        action: 'The lead belongs to a queue: name a user with the option Owner.',
        otherwise: 'Make a user the owner, not a queue.',
      },
    ],
  ],
  [
    'NOT_FOR_PORTAL_USERS',
    [
      {
        field: 'Experience Cloud Site',
        action: 'Choose the user’s site with the option Experience Cloud Site.',
        otherwise: 'Use the address of the site, or the credential of a user with a Salesforce license.',
      },
    ],
  ],
  [
    'NOT_REPLICATED',
    [
      'Salesforce keeps no log of changes for this object. Find what has changed by SystemModstamp with the operation Get Many.',
    ],
  ],
  [
    'APPROVER_MISSING',
    [
      {
        field: 'Next Approvers',
        action: 'The process leaves open who approves next: name a user with the option Next Approvers.',
        otherwise: 'The process leaves open who approves next: name a user in nextApproverIds.',
      },
    ],
  ],
  [
    'ALREADY_IN_PROCESS',
    ['Have the pending request answered, or recall the record, before you submit it again: Get Pending lists it.'],
  ],
  ['MANAGER_NOT_DEFINED', ['Set the Manager of the user who submits the record, in Setup > Users.']],
  [
    'NO_APPLICABLE_PROCESS',
    [
      'Compare the record with the entry criteria of the object’s active processes in Setup. The user must be one of their initial submitters.',
      {
        field: 'Skip Entry Criteria',
        action: 'To submit it all the same, choose an Approval Process and turn on Skip Entry Criteria.',
      },
    ],
  ],
  [
    'SCRIPT_TOO_LARGE',
    [
      'Salesforce takes some 32,000 characters, with those of the variables. Pass fewer or shorter values, or move the code into a class.',
    ],
  ],
  ['SERVER_UNAVAILABLE', TRY_LATER],
  [
    'soapenv:Client',
    [
      'Correct the value of what the message names. An element that is invalid is an option or a field that this API version does not have.',
      CHOOSE_NEWER_VERSION,
    ],
  ],
  ['STORAGE_LIMIT_EXCEEDED', ['Free up or buy storage: Setup > Storage Usage shows what uses it.']],
  [
    'STRING_TOO_LONG',
    [
      {
        field: 'Mention',
        action: 'Shorten the text, or mention fewer: their names count too, and an emoji can count as two characters.',
        otherwise: 'Shorten the value: Setup > Object Manager shows the field’s length.',
      },
    ],
  ],
  [
    'TooManyLockFailure',
    [
      NOT_OF_THE_ROWS,
      'If it happens again, sort the rows by their parent, and let no other job change the same records.',
    ],
  ],
  ['TXN_SECURITY_NO_ACCESS', ['One of the org’s transaction security policies blocks this: ask an administrator.']],
  [
    'UNABLE_TO_LOCK_ROW',
    [
      'Run this item again: turn on Retry On Fail in the node’s settings.',
      'If this happens often, send the children of one parent one after another.',
    ],
  ],
  [
    'URL_NOT_RESET',
    [
      'Open the credential and connect it again: the org has another address than when it was connected.',
      CHECK_MY_DOMAIN,
    ],
  ],
  ['UNSUPPORTED_API_VERSION', [CHOOSE_NEWER_VERSION]],
  [
    'SYNC_REPORT_LIMIT',
    [
      {
        field: 'Mode',
        action: 'Set Mode to Asynchronous, which has a limit of its own (1,200 runs an hour), or run it later.',
        otherwise: 'Run it in an hour.',
      },
      'Run a report once for all items, instead of once for each: turn on Execute Once in the node’s settings.',
    ],
  ],
  [
    'ASYNC_REPORT_LIMIT',
    [
      'Run it in an hour. Each slice of a report with more than 2,000 rows is a run.',
      'Read the same records with Query > SOQL or Bulk > Query, which have no such limit.',
    ],
  ],
  ['BAD_REQUEST', ['Correct what the message names. For a report: its filters, their values, and the date range.']],
  [
    'FORBIDDEN',
    [
      { field: 'Report', action: RUN_REPORTS },
      { field: 'Dashboard', action: RUN_REPORTS },
      ...CHECK_ACCESS_AND_SHARING,
    ],
  ],
  [
    'JOINED_REPORT',
    ['Save each block of the report as a report of its own in Salesforce, or read the records with Query > SOQL.'],
  ],
  ['REPORT_RUN_FAILED', ['Open the report in Salesforce as the credential’s user, which shows what is wrong with it.']],
  ['HTTP_403', CHECK_ACCESS_AND_SHARING],
  [
    'UNSUPPORTED_MEDIA_TYPE',
    [
      'Send the body as another content type: what is at this path does not take this one. Apex takes no multipart bodies.',
    ],
  ],
  [
    'HTTP_404',
    [CHECK_PATH, { field: 'API Version', action: 'Check the object and the API Version in the node’s options.' }],
  ],
  ['HTTP_410', [CHOOSE_NEWER_VERSION]],
  ['HTTP_412', ['Read the record again before you change it.']],
  ['HTTP_414', ASK_FOR_LESS],
  ['HTTP_420', [CHECK_MY_DOMAIN]],
  ['HTTP_429', [RUN_LATER]],
  ['HTTP_431', ASK_FOR_LESS],
  ['HTTP_500', [RUN_LATER]],
  ['HTTP_502', TRY_LATER],
  ['HTTP_503', TRY_LATER],
  ['HTTP_504', TRY_LATER],
  [
    'EXCEEDEDQUOTA',
    ['Load the rest tomorrow: Setup > System Overview and /limits (DailyBulkApiBatches) show what is left.'],
  ],
  [
    'HARD_DELETE_NOT_ALLOWED',
    [
      {
        field: 'Action',
        action: 'Give the user the Bulk API Hard Delete permission in a permission set, or set Action to Delete.',
        otherwise: 'Give the user the Bulk API Hard Delete permission in a permission set.',
      },
    ],
  ],
  ['FEATURENOTENABLED', ['The org or the user cannot use the Bulk API.', USE_COLLECTIONS]],
  [
    'INVALIDENTITY',
    [
      'Check the object’s API name, and that the user’s Object Permissions allow this.',
      'Bulk does not support some objects.',
      USE_COLLECTIONS,
    ],
  ],
  ['CHANNEL_DENIED', [CHECK_CHANNEL_ACCESS]],
  ['CHANNEL_REFUSED', [CHECK_CHANNEL, CHECK_CHANNEL_ACCESS]],
  [
    'CLIENT_LIMIT_EXCEEDED',
    ['All clients of the org share the limit. A trigger takes one connection, whatever the number of its channels.'],
  ],
  [
    'EVENT_LIMIT_EXCEEDED',
    [
      'Setup > Platform Events, Usage, shows the events delivered in the last 24 hours, which all subscribers share.',
      'Fewer channels, and a custom channel with only the objects that you need, take fewer of them.',
    ],
  ],
  ['NO_SUCH_CHANNEL', [CHECK_CHANNEL, CHECK_CHANNEL_ACCESS]],
  [
    'CHANNEL_UNSEEN',
    [
      CHECK_CHANNEL,
      'A PushTopic must be active, and the user needs read access to PushTopics and to the object of its query.',
      CHECK_CHANNEL_ACCESS,
    ],
  ],
  [
    'REPLAY_ID_INVALID',
    [
      {
        field: 'If Position Is Lost',
        action:
          'Salesforce keeps events for three days. Set Start From, or If Position Is Lost, to All That Is Kept or to New Events.',
        otherwise: 'Salesforce keeps events for three days.',
      },
    ],
  ],
  ['STREAM_BUSY', TRY_LATER],
  [
    'STREAM_SESSION_INVALID',
    ['Open the credential and connect (or test) it again.', 'Check that the user has the API Enabled permission.'],
  ],
  ['UNKNOWN_CLIENT', TRY_LATER],
  [
    'LOST_QUERY',
    [
      'Run the workflow again.',
      {
        field: 'Query',
        action:
          'If it happens again, remove ORDER BY, LIMIT and OFFSET from the query so that it resumes where it ended, or read fewer records at once.',
      },
      {
        field: 'Sort',
        action:
          'If it happens again, remove Sort and turn on Return All so that the query resumes where it ended, or read fewer records at once.',
      },
    ],
  ],
]);

/** What to do about a rejection by Salesforce, the most likely remedy first. */
export function answerActions({
  kinds,
  to,
  picklists = new Map(),
}: Partial<Pick<SalesforceError, 'picklists'>> & Pick<SalesforceError, 'kinds' | 'to'>): readonly Action[] {
  const actionsOf = (kind: string): readonly Action[] =>
    to === 'signIn' ? signInActions(kind) : (ACTIONS.get(kind) ?? []);
  const takes = [...picklists].map(([field, values]) => `${field} takes: ${valuesInWords(values)}.`);
  return [...takes, ...new Set(kinds.flatMap(actionsOf))];
}

/** Of a list in an error. */
const MOST_NAMED_VALUES = 10;

function valuesInWords(values: readonly string[]): string {
  const rest = values.length - MOST_NAMED_VALUES;
  return `${values.slice(0, MOST_NAMED_VALUES).map(shorten).join(', ')}${rest > 0 ? ` and ${countText(rest)} more` : ''}`;
}
