/** What an error means, and what can be done about it. */
export interface Advice {
  /** Counts only when Salesforce's message matches. */
  when?: RegExp;
  /** A sentence, where Salesforce's own message does not say what happened. */
  means?: string;
  /** Sentences, in the words of Salesforce's screens; the most likely remedy first. */
  actions: readonly string[];
}

/** Advice by code; of a code's list the first whose `when` fits. */
export type AdviceTable = ReadonlyMap<string, readonly Advice[]>;

export function lookUp(table: AdviceTable, code: string, message: string): Advice | undefined {
  return table.get(code)?.find((advice) => advice.when?.test(message) ?? true);
}

const one = (advice: Advice): readonly Advice[] => [advice];

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

const TOO_LONG: Advice = {
  means: 'The request’s address is longer than Salesforce takes.',
  actions: ['Ask for fewer fields, or use shorter values.'],
};

const UNAVAILABLE: Advice = { means: 'Salesforce cannot answer at the moment.', actions: [RUN_LATER] };

const NO_ACCESS: Advice = { means: 'The user may not do this.', actions: [CHECK_ACCESS, CHECK_SHARING] };

/** By REST's errorCode, which collections call statusCode; by HTTP_nnn for answers without a code. */
const ADVICE: AdviceTable = new Map<string, readonly Advice[]>([
  ['API_CURRENTLY_DISABLED', one({ actions: ['The org is in maintenance or being moved. ' + RUN_LATER] })],
  [
    'API_DISABLED_FOR_ORG',
    one({
      means: 'The org’s edition or the user’s profile has no API access.',
      actions: ['Enable “API Enabled” in the user’s profile or a permission set; Professional Edition buys it apart.'],
    }),
  ],
  [
    'CANNOT_EXECUTE_FLOW_TRIGGER',
    one({ actions: ['A flow on this object failed: look at it in Setup > Flows, with the record that was sent.'] }),
  ],
  [
    'CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY',
    one({ actions: ['An Apex trigger or a flow on this object failed: show its message to who maintains it.'] }),
  ],
  ['DELETE_FAILED', one({ actions: ['Delete or reassign the records that depend on it first.'] })],
  [
    'DUPLICATES_DETECTED',
    one({
      means: 'A duplicate rule found records like this one.',
      actions: [
        'Update the record that exists, or use Create or Update with an external ID.',
        'To save it all the same, switch on the option Allow Duplicates. The rule must allow that: Setup > Duplicate Rules.',
      ],
    }),
  ],
  [
    'DUPLICATE_EXTERNAL_ID',
    one({
      means: 'Several records have this external ID value, so it is not clear which one is meant. Nothing was changed.',
      actions: [
        'Merge or correct these records, make the field unique in Setup > Object Manager, or use the record ID.',
      ],
    }),
  ],
  [
    'DUPLICATE_VALUE',
    one({ actions: ['Another record has this value in a unique field: update that one, or use Create or Update.'] }),
  ],
  ['ENTITY_IS_DELETED', one({ means: 'The record has been deleted.', actions: [GONE] })],
  [
    'ENTITY_IS_LOCKED',
    one({
      means: 'The record is locked, usually by an approval process.',
      actions: ['Unlock it, or wait for the approval to end.'],
    }),
  ],
  ['EXCEEDED_ID_LIMIT', one({ actions: ['Send fewer records at a time.'] })],
  [
    'FIELD_CUSTOM_VALIDATION_EXCEPTION',
    one({
      means: 'A validation rule of the org refused the record.',
      actions: [
        'Change the values to satisfy it, or have the rule changed: Setup > Object Manager > Validation Rules.',
      ],
    }),
  ],
  [
    'FIELD_FILTER_VALIDATION_EXCEPTION',
    one({
      actions: ['The record that is referred to does not pass the field’s lookup filter: Setup > Object Manager.'],
    }),
  ],
  [
    'FIELD_INTEGRITY_EXCEPTION',
    one({ actions: ['Check the value of the field named: it does not go with the others.'] }),
  ],
  [
    'INSUFFICIENT_ACCESS_ON_CROSS_REFERENCE_ENTITY',
    one({ means: 'The user may not use a record that this one refers to.', actions: [CHECK_SHARING, CHECK_ACCESS] }),
  ],
  ['INSUFFICIENT_ACCESS', one(NO_ACCESS)],
  ['INSUFFICIENT_ACCESS_OR_READONLY', one(NO_ACCESS)],
  [
    'INVALID_CROSS_REFERENCE_KEY',
    one({ actions: ['Check the ID: it refers to no record, or to one of another object. ' + CHECK_SHARING] }),
  ],
  ['INVALID_EMAIL_ADDRESS', one({ actions: ['Correct the e-mail address, or leave the field out.'] })],
  [
    'INVALID_FIELD',
    one({
      actions: [
        'Check the field’s API name in Setup > Object Manager > Fields & Relationships; custom fields end in __c.',
        CHECK_ACCESS,
      ],
    }),
  ],
  [
    'INVALID_FIELD_FOR_INSERT_UPDATE',
    one({
      actions: [
        'Remove the field from the fields to send: Salesforce keeps it, or the user may only read it. ' + CHECK_ACCESS,
      ],
    }),
  ],
  ['INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST', one({ actions: [CHECK_PICKLIST] })],
  [
    'INVALID_QUERY_LOCATOR',
    one({
      means: 'The query’s further pages are gone: they end with their session, and after two days.',
      actions: ['Run the workflow again.'],
    }),
  ],
  [
    'INVALID_SESSION_ID',
    [
      {
        when: /not valid for use with/i,
        means: 'The session has no access to the REST API.',
        actions: [
          'Add the scope “Manage user data via APIs (api)” to the app and to the credential, and connect it again.',
        ],
      },
      {
        means: 'The Salesforce session has expired or was ended, and could not be renewed.',
        actions: [
          'Open the credential and connect (or test) it again.',
          'If it happens often, look at Setup > Session Settings and at the app’s policies.',
        ],
      },
    ],
  ],
  [
    'INVALID_TYPE',
    one({
      actions: ['Check the object’s API name in Setup > Object Manager; custom objects end in __c. ' + CHECK_ACCESS],
    }),
  ],
  ['JSON_PARSER_ERROR', one({ actions: ['Check the type of the values: Salesforce could not read one of them.'] })],
  [
    'LIMIT_EXCEEDED',
    one({ actions: ['Setup > Company Information and Setup > System Overview show the org’s limits.'] }),
  ],
  [
    'MALFORMED_ID',
    one({ actions: ['Check the ID: it must have 15 or 18 characters, and belong to the right object.'] }),
  ],
  ['MALFORMED_QUERY', one({ means: 'Salesforce does not understand the query.', actions: [CHECK_QUERY] })],
  [
    'MALFORMED_SEARCH',
    one({
      means: 'Salesforce does not understand the search.',
      actions: ['Check the SOSL: FIND {words} IN ALL FIELDS RETURNING Account(Id, Name).'],
    }),
  ],
  ['NOT_FOUND', one({ actions: ['Check the ID, the external ID field and the object. ' + GONE, CHECK_SHARING] })],
  ['NUMBER_OUTSIDE_VALID_RANGE', one({ actions: ['Setup > Object Manager shows how many digits the field takes.'] })],
  ['OPERATION_TOO_LARGE', one({ actions: ['Ask for less: add conditions on indexed fields, or fewer fields.'] })],
  [
    'QUERY_TIMEOUT',
    one({
      actions: [
        'Make the query more selective: conditions on indexed fields (ID, Name, external IDs, dates) help most.',
      ],
    }),
  ],
  [
    'REQUEST_LIMIT_EXCEEDED',
    [
      {
        when: /concurrent/i,
        means: 'Too many long requests of the org are running at once.',
        actions: ['Run it again in a few minutes, with fewer workflows side by side or more selective queries.'],
      },
      {
        means: 'The org has used up its API requests for 24 hours.',
        actions: [
          'Wait until the oldest of them are a day old: Setup > Company Information > API Requests, Last 24 Hours.',
          'Setup > API Usage (or Event Monitoring) shows which app uses most; more can be bought from Salesforce.',
        ],
      },
    ],
  ],
  ['REQUEST_RUNNING_TOO_LONG', one({ actions: ['Ask for less at a time: fewer records, or a more selective query.'] })],
  ['REQUIRED_FIELD_MISSING', one({ actions: ['Add the fields named, with a value that is not empty.'] })],
  ['SERVER_UNAVAILABLE', one(UNAVAILABLE)],
  [
    'STORAGE_LIMIT_EXCEEDED',
    one({ means: 'The org is full.', actions: ['Free or buy storage: Setup > Storage Usage shows what takes it.'] }),
  ],
  ['STRING_TOO_LONG', one({ actions: ['Shorten the value: Setup > Object Manager shows the field’s length.'] })],
  [
    'TXN_SECURITY_NO_ACCESS',
    one({ actions: ['A transaction security policy of the org forbids this: ask an administrator.'] }),
  ],
  [
    'UNABLE_TO_LOCK_ROW',
    one({
      means: 'Another process was changing the record, or its parent, at that moment.',
      actions: [
        'Run it again for this item: switch on Retry On Fail in the node’s settings.',
        'If it happens often, send the children of one parent one after another.',
      ],
    }),
  ],
  ['UNSUPPORTED_API_VERSION', one({ actions: ['Choose a newer API Version in the node’s options.'] })],
  ['HTTP_403', one(NO_ACCESS)],
  [
    'HTTP_404',
    one({
      means: 'Salesforce has nothing at this address.',
      actions: ['Check the object and the API Version in the node’s options.'],
    }),
  ],
  [
    'HTTP_410',
    one({
      means: 'Salesforce has retired this API version or resource.',
      actions: ['Choose a newer API Version in the node’s options.'],
    }),
  ],
  [
    'HTTP_412',
    one({
      means: 'The record was changed by someone else in the meantime.',
      actions: ['Read it again, and decide anew.'],
    }),
  ],
  ['HTTP_414', one(TOO_LONG)],
  [
    'HTTP_420',
    one({
      means: 'The org could not be found at this address.',
      actions: ['Check My Domain in the credential, and connect it again.'],
    }),
  ],
  ['HTTP_429', one({ means: 'Salesforce asks for fewer requests.', actions: [RUN_LATER] })],
  ['HTTP_431', one(TOO_LONG)],
  ['HTTP_500', one({ means: 'Something went wrong inside Salesforce.', actions: [RUN_LATER] })],
  ['HTTP_502', one(UNAVAILABLE)],
  ['HTTP_503', one(UNAVAILABLE)],
  ['HTTP_504', one(UNAVAILABLE)],
]);

/** What to tell the user about one error of a REST answer. */
export function adviceFor(entry: { errorCode: string; message: string }, status: number): Advice | undefined {
  return lookUp(ADVICE, entry.errorCode, entry.message) ?? lookUp(ADVICE, `HTTP_${status}`, entry.message);
}
