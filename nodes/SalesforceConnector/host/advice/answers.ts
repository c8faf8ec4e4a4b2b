import { signInActions } from '../../../../credentials/advice';
import type { SalesforceError } from '../../../../salesforce/errors';

const CHECK_ACCESS =
  'Check the user’s profile and permission sets in Salesforce Setup > Users: Object Settings, Field-Level Security, and ' +
  'API Enabled.';
const CHECK_SHARING =
  'The record may be hidden from this user by sharing: open it in Salesforce as the user that the credential signs in as.';
const CHECK_QUERY =
  'Try the query in the Developer Console (Query Editor) or in Workbench, where it can be changed quickly.';
const CHECK_PICKLIST =
  'Compare the value with the picklist in Setup > Object Manager > Fields & Relationships: its API name counts, and the ' +
  'record type must allow it.';
const RUN_LATER = 'Run it again in a few minutes. status.salesforce.com shows whether your instance has a problem.';
const GONE = 'It may have been deleted or merged in the meantime: look in the Recycle Bin.';

const ASK_FOR_LESS = ['Ask for fewer fields, or use shorter values.'];
const TRY_LATER = [RUN_LATER];
const CHECK_ACCESS_AND_SHARING = [CHECK_ACCESS, CHECK_SHARING];

/** By the kind of an error in an answer: see salesforce/errors/meanings.ts. */
const ACTIONS: ReadonlyMap<string, readonly string[]> = new Map<string, readonly string[]>([
  ['API_CURRENTLY_DISABLED', ['The org is in maintenance or being moved. ' + RUN_LATER]],
  [
    'API_DISABLED_FOR_ORG',
    ['Enable “API Enabled” in the user’s profile or a permission set; Professional Edition buys it apart.'],
  ],
  [
    'CANNOT_EXECUTE_FLOW_TRIGGER',
    ['A flow on this object failed: look at it in Setup > Flows, with the record that was sent.'],
  ],
  [
    'CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY',
    ['An Apex trigger or a flow on this object failed: show its message to who maintains it.'],
  ],
  ['DELETE_FAILED', ['Delete or reassign the records that depend on it first.']],
  [
    'DUPLICATES_DETECTED',
    [
      'Update the record that exists, or use Create or Update with an external ID.',
      'To save it all the same, switch on the option Allow Duplicates. The rule must allow that: Setup > Duplicate Rules.',
    ],
  ],
  [
    'DUPLICATE_EXTERNAL_ID',
    ['Merge or correct these records, make the field unique in Setup > Object Manager, or use the record ID.'],
  ],
  ['DUPLICATE_VALUE', ['Another record has this value in a unique field: update that one, or use Create or Update.']],
  ['ENTITY_IS_DELETED', [GONE]],
  ['ENTITY_IS_LOCKED', ['Unlock it, or wait for the approval to end.']],
  ['EXCEEDED_ID_LIMIT', ['Send fewer records at a time.']],
  [
    'FIELD_CUSTOM_VALIDATION_EXCEPTION',
    ['Change the values to satisfy it, or have the rule changed: Setup > Object Manager > Validation Rules.'],
  ],
  [
    'FIELD_FILTER_VALIDATION_EXCEPTION',
    ['The record that is referred to does not pass the field’s lookup filter: Setup > Object Manager.'],
  ],
  ['FIELD_INTEGRITY_EXCEPTION', ['Check the value of the field named: it does not go with the others.']],
  ['INSUFFICIENT_ACCESS_ON_CROSS_REFERENCE_ENTITY', [CHECK_SHARING, CHECK_ACCESS]],
  ['INSUFFICIENT_ACCESS', CHECK_ACCESS_AND_SHARING],
  ['INSUFFICIENT_ACCESS_OR_READONLY', CHECK_ACCESS_AND_SHARING],
  [
    'INVALID_CROSS_REFERENCE_KEY',
    ['Check the ID: it refers to no record, or to one of another object. ' + CHECK_SHARING],
  ],
  ['INVALID_EMAIL_ADDRESS', ['Correct the e-mail address, or leave the field out.']],
  [
    'INVALID_FIELD',
    [
      'Check the field’s API name in Setup > Object Manager > Fields & Relationships; custom fields end in __c.',
      CHECK_ACCESS,
    ],
  ],
  [
    'INVALID_FIELD_FOR_INSERT_UPDATE',
    ['Remove the field from the fields to send: Salesforce keeps it, or the user may only read it. ' + CHECK_ACCESS],
  ],
  ['INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST', [CHECK_PICKLIST]],
  ['INVALID_QUERY_LOCATOR', ['Run the workflow again.']],
  [
    'SESSION_WITHOUT_API',
    ['Add the scope “Manage user data via APIs (api)” to the app and to the credential, and connect it again.'],
  ],
  [
    'INVALID_SESSION_ID',
    [
      'Open the credential and connect (or test) it again.',
      'If it happens often, look at Setup > Session Settings and at the app’s policies.',
    ],
  ],
  [
    'INVALID_TYPE',
    ['Check the object’s API name in Setup > Object Manager; custom objects end in __c. ' + CHECK_ACCESS],
  ],
  ['JSON_PARSER_ERROR', ['Check the type of the values: Salesforce could not read one of them.']],
  ['LIMIT_EXCEEDED', ['Setup > Company Information and Setup > System Overview show the org’s limits.']],
  ['MALFORMED_ID', ['Check the ID: it must have 15 or 18 characters, and belong to the right object.']],
  ['MALFORMED_QUERY', [CHECK_QUERY]],
  ['MALFORMED_SEARCH', ['Check the SOSL: FIND {words} IN ALL FIELDS RETURNING Account(Id, Name).']],
  ['NOT_FOUND', ['Check the ID, the external ID field and the object. ' + GONE, CHECK_SHARING]],
  ['NUMBER_OUTSIDE_VALID_RANGE', ['Setup > Object Manager shows how many digits the field takes.']],
  ['OPERATION_TOO_LARGE', ['Ask for less: add conditions on indexed fields, or fewer fields.']],
  [
    'QUERY_TIMEOUT',
    ['Make the query more selective: conditions on indexed fields (ID, Name, external IDs, dates) help most.'],
  ],
  [
    'CONCURRENT_REQUESTS',
    ['Run it again in a few minutes, with fewer workflows side by side or more selective queries.'],
  ],
  [
    'REQUEST_LIMIT_EXCEEDED',
    [
      'Wait until the oldest of them are a day old: Setup > Company Information > API Requests, Last 24 Hours.',
      'Setup > API Usage (or Event Monitoring) shows which app uses most; more can be bought from Salesforce.',
    ],
  ],
  ['REQUEST_RUNNING_TOO_LONG', ['Ask for less at a time: fewer records, or a more selective query.']],
  ['REQUIRED_FIELD_MISSING', ['Add the fields named, with a value that is not empty.']],
  ['SERVER_UNAVAILABLE', TRY_LATER],
  ['STORAGE_LIMIT_EXCEEDED', ['Free or buy storage: Setup > Storage Usage shows what takes it.']],
  ['STRING_TOO_LONG', ['Shorten the value: Setup > Object Manager shows the field’s length.']],
  ['TXN_SECURITY_NO_ACCESS', ['A transaction security policy of the org forbids this: ask an administrator.']],
  [
    'UNABLE_TO_LOCK_ROW',
    [
      'Run it again for this item: switch on Retry On Fail in the node’s settings.',
      'If it happens often, send the children of one parent one after another.',
    ],
  ],
  ['UNSUPPORTED_API_VERSION', ['Choose a newer API Version in the node’s options.']],
  ['HTTP_403', CHECK_ACCESS_AND_SHARING],
  ['HTTP_404', ['Check the object and the API Version in the node’s options.']],
  ['HTTP_410', ['Choose a newer API Version in the node’s options.']],
  ['HTTP_412', ['Read it again, and decide anew.']],
  ['HTTP_414', ASK_FOR_LESS],
  ['HTTP_420', ['Check My Domain in the credential, and connect it again.']],
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
    ['Give the user the permission Bulk API Hard Delete in a permission set, or use the action Delete.'],
  ],
  ['FEATURENOTENABLED', ['The org or the user has no Bulk API: use the Record resource with Send As: Collections.']],
  [
    'INVALIDENTITY',
    [
      'Check the object’s API name, and that the user may do this with it (Object Permissions).',
      'Some objects are not for Bulk: use the Record resource with Send As: Collections.',
    ],
  ],
  [
    'LOST_QUERY',
    [
      'Run the workflow again.',
      'If it happens again: leave ORDER BY, LIMIT and OFFSET out of the query, for it is then continued from where it ended, or read less at once.',
    ],
  ],
]);

/** What to do about what Salesforce refused, the most likely remedy first. */
export function answerActions({ kinds, to }: Pick<SalesforceError, 'kinds' | 'to'>): readonly string[] {
  const actionsOf = to === 'signIn' ? signInActions : (kind: string) => ACTIONS.get(kind) ?? [];
  return [...new Set(kinds.flatMap(actionsOf))];
}
