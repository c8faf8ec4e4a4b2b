import { describe, expect, test } from '@jest/globals';
import { createOrg, objectOf, refusal } from './org';

const org = createOrg();
const account = '0018d0000000001AAA';
const contact = '0038d0000000001AAA';

/** Object, values, and the one error of status 400 that they meet. */
type Case = [string, string, Record<string, unknown>, { errorCode: string; message: string; fields?: string[] }];

const parserError = (problem: string) => ({
  errorCode: 'JSON_PARSER_ERROR',
  message: `Cannot deserialize instance of ${problem} or request may be missing a required field at [line:1, column:2]`,
});

const sync = (field: string, value: unknown) => ({ [field]: value });

const refused: Case[] = [
  [
    'Missing required fields are named together',
    'Opportunity',
    {},
    {
      errorCode: 'REQUIRED_FIELD_MISSING',
      message: 'Required fields are missing: [Name, StageName, CloseDate]',
      fields: ['Name', 'StageName', 'CloseDate'],
    },
  ],
  [
    'An empty text is no value',
    'Contact',
    { LastName: '  ' },
    {
      errorCode: 'REQUIRED_FIELD_MISSING',
      message: 'Required fields are missing: [LastName]',
      fields: ['LastName'],
    },
  ],
  [
    'An unknown field',
    'Account',
    { Name: 'A', Nope__c: 1 },
    {
      errorCode: 'INVALID_FIELD',
      message: "No such column 'Nope__c' on sobject of type Account",
    },
  ],
  [
    'A name from a prototype is an unknown field',
    'Account',
    { Name: 'A', constructor: 1 },
    {
      errorCode: 'INVALID_FIELD',
      message: "No such column 'constructor' on sobject of type Account",
    },
  ],
  [
    'An Id',
    'Account',
    { Name: 'A', id: account },
    {
      errorCode: 'INVALID_FIELD',
      message: 'The Id field should not be specified in the sobject data.',
    },
  ],
  [
    'Read-only and compound fields',
    'Contact',
    { LastName: 'A', CreatedDate: '2026-01-01T00:00:00Z', Name: 'A', MailingAddress: {} },
    {
      errorCode: 'INVALID_FIELD_FOR_INSERT_UPDATE',
      message:
        'Unable to create/update fields: CreatedDate, Name, MailingAddress. Please check the security settings of this field ' +
        'and verify that it is read/write for your profile or permission set.',
      fields: ['CreatedDate', 'Name', 'MailingAddress'],
    },
  ],
  [
    'A calculated field',
    'Sync_Test__c',
    { Number_Doubled__c: 2 },
    {
      errorCode: 'INVALID_FIELD_FOR_INSERT_UPDATE',
      message:
        'Unable to create/update fields: Number_Doubled__c. Please check the security settings of this field ' +
        'and verify that it is read/write for your profile or permission set.',
      fields: ['Number_Doubled__c'],
    },
  ],
  [
    'A text that is too long',
    'Contact',
    { LastName: 'A', FirstName: 'b'.repeat(41) },
    {
      errorCode: 'STRING_TOO_LONG',
      message: `First Name: data value too large: ${'b'.repeat(41)} (max length=40)`,
      fields: ['FirstName'],
    },
  ],
  ['A number where a text belongs', 'Contact', { LastName: 1 }, parserError('string from VALUE_NUMBER_INT value 1')],
  [
    'A list where a picklist belongs',
    'Sync_Test__c',
    sync('Multi_Picklist__c', ['Email']),
    parserError('multipicklist from START_ARRAY value ['),
  ],
  [
    'An object where a date belongs',
    'Sync_Test__c',
    sync('Date__c', {}),
    parserError('date from START_OBJECT value {'),
  ],
  [
    'Text where a number belongs',
    'Sync_Test__c',
    sync('Number__c', 'ten'),
    parserError('double from VALUE_STRING value ten'),
  ],
  [
    'No text where a number belongs',
    'Sync_Test__c',
    sync('Number__c', ''),
    parserError('double from VALUE_STRING value '),
  ],
  [
    'A broken number where a whole one belongs',
    'Account',
    { Name: 'A', NumberOfEmployees: 1.5 },
    parserError('int from VALUE_NUMBER_FLOAT value 1.5'),
  ],
  [
    'Text where a checkbox belongs',
    'Sync_Test__c',
    sync('Checkbox__c', 'yes'),
    parserError('boolean from VALUE_STRING value yes'),
  ],
  [
    'A day that no calendar has',
    'Sync_Test__c',
    sync('Date__c', '2026-02-30'),
    parserError('date from VALUE_STRING value 2026-02-30'),
  ],
  [
    'A datetime where a date belongs',
    'Sync_Test__c',
    sync('Date__c', '2026-02-03T00:00:00Z'),
    parserError('date from VALUE_STRING value 2026-02-03T00:00:00Z'),
  ],
  [
    'A datetime without zone',
    'Sync_Test__c',
    sync('Datetime__c', '2026-02-03 10:00:00'),
    parserError('datetime from VALUE_STRING value 2026-02-03 10:00:00'),
  ],
  [
    'A time after midnight',
    'Sync_Test__c',
    sync('Time__c', '25:00:00'),
    parserError('time from VALUE_STRING value 25:00:00'),
  ],
  [
    'NUL',
    'Contact',
    { LastName: 'a\0b' },
    {
      errorCode: 'JSON_PARSER_ERROR',
      message: 'Illegal character (code 0) in the value of LastName at [line:1, column:2]',
    },
  ],
  [
    'Half a surrogate pair',
    'Contact',
    { LastName: 'a\ud83d' },
    {
      errorCode: 'JSON_PARSER_ERROR',
      message: 'Illegal character (code 55357) in the value of LastName at [line:1, column:2]',
    },
  ],
  [
    'A checkbox cannot be null',
    'Sync_Test__c',
    sync('Checkbox__c', null),
    {
      errorCode: 'INVALID_TYPE_ON_FIELD_IN_RECORD',
      message: 'Checkbox: value not of required type: ',
      fields: ['Checkbox__c'],
    },
  ],
  [
    'A year before 1700',
    'Sync_Test__c',
    sync('Date__c', '1699-12-31'),
    {
      errorCode: 'FIELD_INTEGRITY_EXCEPTION',
      message: 'Date: invalid date: 1699-12-31',
      fields: ['Date__c'],
    },
  ],
  [
    'A number with too many digits',
    'Sync_Test__c',
    sync('Percent__c', 1000),
    {
      errorCode: 'NUMBER_OUTSIDE_VALID_RANGE',
      message: 'Percent: value outside of valid range on numeric field: 1000',
      fields: ['Percent__c'],
    },
  ],
  [
    'A whole number beyond 32 bits',
    'Account',
    { Name: 'A', NumberOfEmployees: 2 ** 31 },
    {
      errorCode: 'NUMBER_OUTSIDE_VALID_RANGE',
      message: 'Employees: value outside of valid range on numeric field: 2147483648',
      fields: ['NumberOfEmployees'],
    },
  ],
  [
    'A value that a restricted picklist has not',
    'Sync_Test__c',
    sync('Restricted_Picklist__c', 'Pink'),
    {
      errorCode: 'INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST',
      message: 'Restricted Picklist: bad value for restricted picklist field: Pink',
      fields: ['Restricted_Picklist__c'],
    },
  ],
  [
    'One wrong value among several',
    'Sync_Test__c',
    sync('Multi_Picklist__c', 'Email;Fax'),
    {
      errorCode: 'INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST',
      message: 'Multi Picklist: bad value for restricted picklist field: Fax',
      fields: ['Multi_Picklist__c'],
    },
  ],
  [
    'An email without host',
    'Contact',
    { LastName: 'A', Email: 'someone@' },
    {
      errorCode: 'INVALID_EMAIL_ADDRESS',
      message: 'Email: invalid email address: someone@',
      fields: ['Email'],
    },
  ],
  [
    'A unique value that is taken, in other case',
    'Account',
    { Name: 'A', External_Id__c: 'a-0000001' },
    {
      errorCode: 'DUPLICATE_VALUE',
      message: 'duplicate value found: External_Id__c duplicates value on record with id: 0018d0000000001',
      fields: [],
    },
  ],
  [
    'Text that is no id',
    'Contact',
    { LastName: 'A', AccountId: "x' OR Name != '" },
    {
      errorCode: 'MALFORMED_ID',
      message: "Account ID: id value of incorrect type: x' OR Name != '",
      fields: ['AccountId'],
    },
  ],
  [
    'A reference of the wrong kind',
    'Contact',
    { LastName: 'A', AccountId: contact },
    {
      errorCode: 'FIELD_INTEGRITY_EXCEPTION',
      message: `Account ID: id value of incorrect type: ${contact}`,
      fields: ['AccountId'],
    },
  ],
  [
    'A reference to nothing',
    'Contact',
    { LastName: 'A', AccountId: '0018d0000000zzz' },
    {
      errorCode: 'INVALID_CROSS_REFERENCE_KEY',
      message: 'invalid cross reference id',
      fields: [],
    },
  ],
  [
    'A custom reference to nothing',
    'Sync_Test__c',
    sync('Account__c', '0018d0000000zzz'),
    {
      errorCode: 'INSUFFICIENT_ACCESS_ON_CROSS_REFERENCE_ENTITY',
      message: 'insufficient access rights on cross-reference id: 0018d0000000zzzAAA',
      fields: [],
    },
  ],
  [
    'A parent that no external ID names',
    'Contact',
    { LastName: 'A', Account: { External_Id__c: 'none' } },
    {
      errorCode: 'INVALID_FIELD',
      message: 'Foreign key external ID: none not found for field External_Id__c in entity Account',
      fields: [],
    },
  ],
  [
    'A record type of another object',
    'Account',
    { Name: 'A', RecordTypeId: '0128d0000000003' },
    {
      errorCode: 'INVALID_CROSS_REFERENCE_KEY',
      message: "Record Type ID: this ID value isn't valid for the user: 0128d0000000003AAA",
      fields: ['RecordTypeId'],
    },
  ],
  [
    'An inactive owner',
    'Account',
    { Name: 'A', OwnerId: '0058d0000000009' },
    {
      errorCode: 'INACTIVE_OWNER_OR_USER',
      message: 'operation performed with inactive user [0058d0000000009] as owner of account',
      fields: ['OwnerId'],
    },
  ],
  [
    'A broken validation rule',
    'Opportunity',
    { Name: 'A', StageName: 'Prospecting', CloseDate: '2026-05-01', Amount: -1 },
    {
      errorCode: 'FIELD_CUSTOM_VALIDATION_EXCEPTION',
      message: 'The amount of an opportunity cannot be negative.',
      fields: ['Amount'],
    },
  ],
];

describe('What a record must be', () => {
  test.each(refused)('%s: refused, and nothing is written', (_name, object, values, error) => {
    const before = org.store.count(objectOf(object));
    expect(refusal(() => org.insert(object, values))).toEqual({ status: 400, errors: [error] });
    expect(org.store.count(objectOf(object))).toBe(before);
  });

  test.each([
    ['Text__c', "  O'Neil \\ %_ \n🦊  ", "O'Neil \\ %_ \n🦊"],
    ['Text__c', '', null],
    ['Number__c', '12.345', 12.35],
    ['Number__c', -2.005, -2.01],
    ['Integer__c', 41.5, 42],
    ['Checkbox__c', 'true', true],
    ['Date__c', '2024-02-29', '2024-02-29'],
    ['Datetime__c', '2026-03-01T12:00:00.999+02:00', '2026-03-01T10:00:00.000+0000'],
    ['Datetime__c', '2026-03-01T12:00:00-0530', '2026-03-01T17:30:00.000+0000'],
    ['Time__c', '09:05:00', '09:05:00.000Z'],
    ['Multi_Picklist__c', 'Visit; Email;Visit', 'Email;Visit'],
    ['Picklist__c', 'Something new', 'Something new'],
    ['Email__c', "o'neil+x@mail.example", "o'neil+x@mail.example"],
    ['Account__c', '0018d0000000001', account],
    ['Location__Latitude__s', 47.0707, 47.0707],
    ['Long_Text__c', 'x'.repeat(100_000), 'x'.repeat(100_000)],
  ])('%s keeps %j as %j', (field, value, stored) => {
    const id = org.insert('Sync_Test__c', { [field]: value });
    expect(org.row('Sync_Test__c', id)[field] ?? null).toBe(stored);
  });

  test('Field names count in any case', () => {
    const id = org.insert('contact', { lastname: 'A', EMAIL: 'a@mail.example' });
    expect(org.row('Contact', id)).toMatchObject({ LastName: 'A', Email: 'a@mail.example' });
  });

  test('A parent is named by its external ID', () => {
    const id = org.insert('Contact', {
      LastName: 'A',
      Account: { attributes: { type: 'Account' }, External_Id__c: 'A-0000002' },
    });
    expect(org.row('Contact', id)['AccountId']).toBe('0018d0000000002AAA');
    org.update('Contact', id, { Account: null });
    expect(org.row('Contact', id)['AccountId']).toBeNull();
  });

  test('A required field cannot be cleared later', () => {
    expect(refusal(() => org.update('Contact', contact, { LastName: null })).errors).toEqual([
      { errorCode: 'REQUIRED_FIELD_MISSING', message: 'Required fields are missing: [LastName]', fields: ['LastName'] },
    ]);
  });

  test('A master is chosen once', () => {
    const line = 'a018d0000000001AAA';
    expect(
      refusal(() => org.update('Invoice_Line__c', line, { Invoice__c: 'a008d0000000002' })).errors[0]?.errorCode,
    ).toBe('INVALID_FIELD_FOR_INSERT_UPDATE');
  });

  test('A case-sensitive key tells cases apart', () => {
    org.insert('Sync_Test__c', { Case_Sensitive_Key__c: 'abc' });
    org.insert('Sync_Test__c', { Case_Sensitive_Key__c: 'ABC' });
    expect(refusal(() => org.insert('Sync_Test__c', { Case_Sensitive_Key__c: 'abc' })).errors[0]?.errorCode).toBe(
      'DUPLICATE_VALUE',
    );
  });
});
