import type { Action } from './types';

/** What a user may not see. */
export const CHECK_SHARING =
  'The user may not have access to the record through sharing: open it in Salesforce as the credential’s user.';

const USE_EXISTING_CURRENCY =
  'Use the ISO code of one of the org’s active currencies, such as EUR: Setup > Manage Currencies lists them. An org with one currency needs none.';
const CHECK_ID = 'Check the ID: it must have 15 or 18 characters, and belong to the right object.';

/** What to do about a record that Salesforce refused, by the kind: see salesforce/errors/meanings.ts. */
export const RECORD_ACTIONS: readonly (readonly [kind: string, actions: readonly Action[]])[] = [
  [
    'BODY_MISSING',
    [
      {
        field: 'Body',
        action: 'Set Body: with None, nothing is sent, and this path needs something.',
        otherwise: 'Send a body: this path needs one.',
      },
    ],
  ],
  [
    'CANNOT_UPDATE_CONVERTED_LEAD',
    [
      'The lead has been converted: change the account, contact or opportunity that it became. To change the lead itself, the user needs the permission “View and Edit Converted Leads”.',
    ],
  ],
  ['CIRCULAR_DEPENDENCY', ['Name another parent: with this one, the record would be above itself.']],
  ['COUNTRY_MISSING', ['Send the country too: Salesforce looks for the state among those of the country.']],
  ['DEPENDENCY_EXISTS', ['First delete or change the records and settings that depend on it.']],
  ['DUPLICATE_COMM_NICKNAME', ['Choose another CommunityNickname: another user has this one.']],
  [
    'DUPLICATE_USERNAME',
    ['Choose another Username, such as one with .sandbox at its end: it must be unique among all orgs of Salesforce.'],
  ],
  ['ENTITY_FAILED_IFLASTMODIFIED_ON_UPDATE', ['Read the record again before you change it.']],
  ['EXCEEDED_MAX_SIZE_REQUEST', ['Send fewer records at a time, or shorter values.']],
  [
    'FIELD_INTEGRITY_EXCEPTION',
    ['Correct the value that the message names: it does not fit the record’s other values, or what it refers to.'],
  ],
  [
    'ID_OF_OTHER_OBJECT',
    ['Use the ID of a record of the object that the field refers to: this one is of another, or is no ID.'],
  ],
  [
    'INVALID_ACCESS_LEVEL',
    ['Give more access than everybody has by the object’s default, which is in Setup > Sharing Settings.'],
  ],
  [
    'INVALID_CROSS_REFERENCE_KEY',
    [
      'Check the ID that the message means: no record has it, or the record is of a different object or org. ' +
        CHECK_SHARING,
    ],
  ],
  ['INVALID_CURRENCY_ISO', [USE_EXISTING_CURRENCY]],
  ['INVALID_ID_FIELD', [CHECK_ID]],
  [
    'INVALID_TYPE_FOR_OPERATION',
    ['Salesforce does not offer this for the object: use another operation, or another object.'],
  ],
  [
    'JSON_PARSER_ERROR',
    ['Check the type of the value that the message names: Salesforce could not read it as what the field holds.'],
  ],
  [
    'LICENSE_LIMIT_EXCEEDED',
    [
      'No license of this kind is free: Setup > Company Information > User Licenses shows how many there are. Deactivate a user who has one, or give the user a profile of another license.',
    ],
  ],
  ['MALFORMED_ID', [CHECK_ID]],
  [
    'METHOD_NOT_ALLOWED',
    [
      {
        field: 'Method',
        action: 'Choose another Method: what is at this path does not take this one.',
        otherwise: 'Salesforce does not offer this for the object: use another operation, or another object.',
      },
    ],
  ],
  [
    'MIXED_DML_OPERATION',
    [
      'Salesforce does not save users, groups and permission sets in one transaction with other records. It is mostly an Apex trigger or flow that does: show the message to whoever maintains it.',
    ],
  ],
  ['NOT_A_STATE', ['Use a name or code of the list in Setup > State and Country/Territory Picklists.']],
  [
    'NOT_JSON',
    [
      {
        field: 'Body',
        action: 'Correct the JSON of Body at this place. Line breaks in a text are written as \\n.',
        otherwise: 'Correct the JSON at this place. Line breaks in a text are written as \\n.',
      },
    ],
  ],
  ['OWNER_MISSING', ['Leave the owner out, or name one: a record cannot be without.']],
  [
    'OWNER_NEEDS_ROLE',
    [
      'Give the user who owns the account a role, in Setup > Users: accounts of site and portal users need such an owner.',
    ],
  ],
  [
    'PORTAL_NO_ACCESS',
    ['Make the user a member of the site or portal, with a profile or permission set that is selected there.'],
  ],
  [
    'QUERY_TOO_COMPLICATED',
    ['Select fewer fields, formulas above all: each counts with everything that it refers to. Or divide the query.'],
  ],
  [
    'RECORD_TYPE_NOT_AVAILABLE',
    [
      'Use an active record type of this object, and have it assigned to the user: Object Settings in the profile or a permission set.',
    ],
  ],
  [
    'SELF_REFERENCE_FROM_TRIGGER',
    ['An Apex trigger changes or deletes the very record that it runs for: show the message to whoever maintains it.'],
  ],
  [
    'SINGLE_EMAIL_LIMIT_EXCEEDED',
    ['Salesforce sends only so many emails a day: run it again tomorrow, or send the emails with another node.'],
  ],
  [
    'STANDARD_PRICE_NOT_DEFINED',
    [
      'First create the product’s price in the standard price book, in the same currency; then the one in this price book.',
    ],
  ],
  ['TOO_MANY_ENUM_VALUE', ['Choose fewer values: a multi-select picklist takes only so many at a time.']],
  [
    'TRANSFER_REQUIRES_READ',
    [
      'Give the new owner the permission Read on the object, in the profile or a permission set, or name another owner.',
    ],
  ],
  [
    'TXN_SECURITY_METERING_ERROR',
    ['One of the org’s transaction security policies could not be evaluated: ask an administrator.'],
  ],
  [
    'UNDELETE_FAILED',
    [
      'Check that the record is in the Recycle Bin, which keeps it for 15 days. What was deleted with its parent comes back with the parent.',
    ],
  ],
  ['UNSPECIFIED_EMAIL_ADDRESS', ['Fill in the email address of the person whom Salesforce is to write to.']],
];
