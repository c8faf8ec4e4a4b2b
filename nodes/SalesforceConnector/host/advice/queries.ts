import type { Action } from './types';

/** What a user can have changed about access, in Salesforce. */
export const CHECK_ACCESS =
  'Check the user’s profile and permission sets in Salesforce Setup > Users: Object Settings, Field-Level Security, and ' +
  'API Enabled.';
const CHECK_QUERY: Action = {
  field: 'Conditions (SOQL)',
  action:
    "Correct Conditions (SOQL). It takes what follows WHERE in a query, such as StageName = 'Closed Won' OR Amount > 10000.",
  otherwise: 'Try the query in the Developer Console (Query Editor) or in Workbench.',
};
const CHECK_CONDITIONS: Action = {
  field: 'Conditions (SOQL)',
  action: 'If the field is named in Conditions (SOQL), correct its API name there.',
};

/** What to do about a refused query, by the kind: see salesforce/errors/queryMeanings.ts. */
export const QUERY_ACTIONS: readonly (readonly [kind: string, actions: readonly Action[]])[] = [
  [
    'ALIAS_TWICE',
    [
      'Give one of the columns a name of its own, for example Account.Name accountName: of a path, only its last part counts. If the same field is selected twice, take one of them out.',
    ],
  ],
  [
    'ALL_ROWS',
    [
      {
        field: 'Include Deleted',
        action: 'Remove ALL ROWS, and turn on the option Include Deleted instead.',
        otherwise: 'Remove ALL ROWS: Salesforce takes it in Apex only.',
      },
    ],
  ],
  [
    'COMPOUND_IN_BULK',
    [
      'Name the fields one by one, and the components of compound ones, such as MailingCity in place of MailingAddress: FIELDS(STANDARD) has the compound fields too. Or use the operation Query > SOQL.',
    ],
  ],
  [
    'FIELD_NOT_FILTERED',
    [
      'Put another field into the conditions: long text, rich text, encrypted and compound fields cannot be there. In place of an address, use its components, such as MailingCity.',
      'To find words in long texts, use Query > Search.',
    ],
  ],
  [
    'FIELD_NOT_SORTED',
    ['Use another field there: long text, multi-select picklists and some more can be neither sorted nor grouped by.'],
  ],
  [
    'FIELD_SELECTED_TWICE',
    ['Select each field once, whatever its upper and lower case. FIELDS(…) has all fields of its kind already.'],
  ],
  ['FILE_IN_BULK', ['Name the fields one by one, without those that hold files, and read these with File > Download.']],
  [
    'FILTER_REQUIRED',
    [
      'Add a condition on one of the fields that the message names, such as ContentDocumentId or LinkedEntityId of ContentDocumentLink, with one ID (Equals) or several (Is One Of).',
    ],
  ],
  [
    'INVALID_FIELD',
    [
      'Correct what the message names. An API name of a field is in Setup > Object Manager > Fields & Relationships; those of custom fields end in __c.',
      'If the name is right, have the field made visible to the user: Field-Level Security in the profile or a permission set.',
    ],
  ],
  [
    'INVALID_QUERY_FILTER_OPERATOR',
    [
      'Use an operator that the field’s type supports: long text cannot be filtered, multi-select picklists need Includes.',
    ],
  ],
  [
    'INVALID_TYPE',
    ['Check the object’s API name in Setup > Object Manager; custom objects end in __c. ' + CHECK_ACCESS],
  ],
  ['MALFORMED_QUERY', [CHECK_QUERY]],
  ['NO_ID_IN_CONDITION', ['Correct the ID in the conditions: it must have 15 or 18 characters, in quotes.']],
  [
    'NO_SUCH_CHILDREN',
    [
      'Name the relationship after FROM in the subquery, not the object: Contacts in place of Contact; custom ones end in __r. The lookup’s own page shows it: Setup > Object Manager > the child object > Fields & Relationships.',
    ],
  ],
  [
    'NO_SUCH_COLUMN',
    [
      CHECK_CONDITIONS,
      'Check the field’s API name in Setup > Object Manager > Fields & Relationships; custom fields end in __c, and a parent’s field has a path such as Owner.Name.',
      'If the name is right, have the field made visible to the user: Field-Level Security in the profile or a permission set.',
    ],
  ],
  [
    'NO_SUCH_PARENT',
    [
      'Begin the path with the relationship’s name. That of a custom lookup ends in __r in place of __c, as in Project__r.Name; that of a standard one lacks Id, as in Account.Name.',
      'Of a parent that can be one of several objects, such as What or Owner, only a few fields have such a path: Name, Type and Id among them. The others need TYPEOF.',
    ],
  ],
  [
    'NUMBER_OUTSIDE_VALID_RANGE',
    ['Use a number that fits: Setup > Object Manager shows how many digits a field allows.'],
  ],
  [
    'OFFSET_TOO_LARGE',
    [
      'Remove OFFSET: the node reads all pages of a query by itself. To go on from where another query ended, compare with its last value, as in WHERE Id > … ORDER BY Id.',
    ],
  ],
  ['ONE_CURRENCY', ['Leave out convertCurrency(): this org has one currency only.']],
  [
    'UNBOUNDED_FIELDS',
    [
      'Name the fields one by one. FIELDS(ALL) and FIELDS(CUSTOM) are only taken by the operation Query > SOQL, with LIMIT 200 or less.',
    ],
  ],
  [
    'VALUE_OF_WRONG_TYPE',
    [
      {
        field: 'Query Parameters',
        action:
          'Set the Type of the query parameter to the field’s type: with Automatic, what you type is text, and so is what an item has as text.',
      },
      'In a query without parameters, write text and IDs in single quotes, and numbers, dates and booleans without.',
    ],
  ],
];
