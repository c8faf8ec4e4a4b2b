import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { DateTime } from 'luxon';

import { adviceOn } from '../../../nodes/SalesforceConnector/host/advice';
import type { FieldType } from '../../../salesforce/describe';
import { InputError } from '../../../salesforce/errors';
import { jsonValue, recordValues } from '../../../salesforce/values/record';
import { field, object } from '../../support/schema';

const json = (value: unknown, type: FieldType, timeZone?: string): unknown =>
  jsonValue(value, field('F', type), timeZone === undefined ? {} : { timeZone });

describe('Absent, empty and null', () => {
  test.each<FieldType>(['string', 'date', 'double', 'boolean', 'reference', 'picklist', 'multipicklist'])(
    'an absent %s is left out',
    (type) => {
      expect(json(undefined, type)).toBeUndefined();
    },
  );

  test.each<FieldType>([
    'date',
    'datetime',
    'time',
    'int',
    'double',
    'currency',
    'percent',
    'reference',
    'picklist',
    'multipicklist',
    'string',
    'textarea',
    'email',
    'phone',
    'url',
    'encryptedstring',
    'base64',
    'anyType',
  ])('null, an empty text and an empty list clear a %s', (type) => {
    expect(['', null, []].map((value) => json(value, type))).toEqual([null, null, null]);
  });

  test('a checkbox cannot be cleared', () => {
    expect(() => json(null, 'boolean')).toThrow('F: No value is neither true nor false.');
    expect(() => json('', 'boolean')).toThrow('F: Empty text is neither true nor false.');
  });
});

describe('Values by type', () => {
  test.each<[FieldType, unknown, unknown]>([
    ['boolean', 'TRUE', true],
    ['boolean', 0, false],
    ['boolean', ' no ', false],
    ['boolean', '1', true],
    ['int', '42', 42],
    ['int', 42.0, 42],
    ['double', '-1.5e3', -1500],
    ['currency', ' .50 ', 0.5],
    ['percent', 12n, 12],
    ['double', '12345678901234567', '12345678901234567'],
    ['long', 9007199254740993n, '9007199254740993'],
    ['currency', '+1234567890123456.78', '1234567890123456.78'],
    ['string', 1e21, '1000000000000000000000'],
    ['string', 42, '42'],
    ['string', true, 'true'],
    ['string', " O'Neil\n\\ \u{1F600}", " O'Neil\n\\ \u{1F600}"],
    ['picklist', 'Hot', 'Hot'],
    ['multipicklist', ['a', 'b'], 'a;b'],
    ['multipicklist', 'a;b', 'a;b'],
    ['multipicklist', '["a", "b"]', 'a;b'],
    ['multipicklist', ' []', null],
    ['multipicklist', '[a];b', '[a];b'],
    ['reference', '001000000000001', '001000000000001AAA'],
    ['reference', 'https://acme.lightning.force.com/lightning/r/Account/001000000000001AAA/view', '001000000000001AAA'],
    ['date', '2026-03-01', '2026-03-01'],
    ['date', '2026-03-01T23:30:00-08:00', '2026-03-01'],
    ['datetime', '2026-03-01T12:00:00+02:00', '2026-03-01T10:00:00.000Z'],
    ['datetime', '2026-03-01 12:00:00.1234Z', '2026-03-01T12:00:00.123Z'],
    ['datetime', '2026-03-01T12:00:00.000+0000', '2026-03-01T12:00:00.000Z'],
    ['datetime', new Date('2026-03-01T12:00:00Z'), '2026-03-01T12:00:00.000Z'],
    ['datetime', '2026-03-01', '2026-03-01T00:00:00.000Z'],
    ['time', '14:30', '14:30:00.000Z'],
    ['time', '14:30:15.5Z', '14:30:15.500Z'],
    ['anyType', { a: 1 }, { a: 1 }],
  ])('%s %p', (type, given, wanted) => {
    expect(json(given, type)).toEqual(wanted);
  });

  test.each<[FieldType, unknown, string]>([
    ['boolean', 'maybe', 'F: “maybe” is neither true nor false.'],
    ['boolean', 2, 'F: 2 is neither true nor false.'],
    ['double', '1,234.5', 'F: “1,234.5” is not a number.'],
    ['double', '0x10', 'F: “0x10” is not a number.'],
    ['double', Number.NaN, 'F: NaN is not a number.'],
    ['double', true, 'F: true is not a number.'],
    ['int', '1.5', 'F: “1.5” is not a whole number.'],
    ['string', { a: 1 }, 'F: An object is not text.'],
    ['string', ['a'], 'F takes one value, not a list.'],
    ['string', 'a\0', 'F: the text contains a NUL character, which Salesforce does not accept.'],
    ['string', '\ud83d', 'F: the text contains half of a character (a lone surrogate).'],
    ['multipicklist', [['a']], 'F: the list of values contains a list.'],
    ['multipicklist', ['a;b'], 'F: “a;b” contains a semicolon, which separates the values of this field.'],
    ['reference', 'Acme', 'F: “Acme” is not a valid Salesforce ID.'],
    ['date', '01.03.2026', 'F: “01.03.2026” is not a date such as 2026-03-01.'],
    ['date', '2026-02-30', 'F: “2026-02-30” is not a date that exists.'],
    ['date', '1699-12-31', 'F: “1699-12-31” is not within the years 1700 to 4000 that Salesforce can store.'],
    ['date', 'Invalid DateTime', 'F: “Invalid DateTime” is not a date such as 2026-03-01.'],
    ['datetime', '2026-03-01T25:00:00Z', 'F: “2026-03-01T25:00:00Z” is not a date that exists.'],
    ['datetime', 1772366400000, 'F: A value of type number is not a date and time such as 2026-03-01T12:00:00Z.'],
    ['datetime', new Date('x'), 'F: “Invalid Date” is not a date that exists.'],
    ['base64', 'database', 'F: “database” is not the base64 of a file.'],
    ['time', '25:00', 'F: “25:00” is not a time such as 14:30:00.'],
  ])('%s refuses %p', (type, given, message) => {
    expect(() => json(given, type)).toThrow(new Error(message));
  });
});

test.each([Number.NaN, Number.POSITIVE_INFINITY])('%p is no text, and no key', (value) => {
  expect(() => jsonValue(value, field('Text__c', 'string'))).toThrow('is not text');
});

test.each(['2026-01-01T00:00:00+99:99', '2026-01-01T00:00:00-24:00', '2026-01-01T00:00:00+01:60'])(
  '%s is in no time zone that exists',
  (value) => {
    expect(() => jsonValue(value, field('Datetime__c', 'datetime'))).toThrow('in a time zone that exists');
  },
);

describe('A time', () => {
  const time = (value: unknown): unknown => jsonValue(value, field('Time__c', 'time'), { timeZone: 'Europe/Berlin' });

  test.each<[unknown, string]>([
    ['14:30', '14:30:00.000Z'],
    [DateTime.fromISO('2026-03-01T14:30:15+05:00', { setZone: true }), '14:30:15.000Z'],
    ['2026-03-01T14:30:15+05:00', '14:30:15.000Z'],
    ['2026-03-01T14:30:15', '14:30:15.000Z'],
    ['2026-03-01T13:30:15.000Z', '14:30:15.000Z'],
    [new Date('2026-07-01T12:30:15Z'), '14:30:15.000Z'],
  ])('is the one that %s shows, or the zone’s at that instant', (value, expected) => {
    expect(time(value)).toBe(expected);
  });

  test.each(['9:30', 'noon', 930, '24:00'])('is not %p', (value) => {
    expect(() => time(value)).toThrow('is not a time such as 14:30:00');
  });
});

describe('Time zones', () => {
  test('A datetime without a zone is in the zone given', () => {
    expect(json('2026-07-01T12:00:00', 'datetime', 'America/New_York')).toBe('2026-07-01T16:00:00.000Z');
  });

  test('A Date gives the date that the zone has', () => {
    expect(json(new Date('2026-03-01T23:30:00Z'), 'date', 'Asia/Tokyo')).toBe('2026-03-02');
  });

  test.each([
    ['2026-03-01T23:00:00.000Z', 'Europe/Berlin', '2026-03-02'],
    ['2026-03-01T23:00:00.000+0000', 'Europe/Berlin', '2026-03-02'],
    ['2026-03-01T03:00:00Z', 'America/New_York', '2026-02-28'],
    ['2026-03-01T23:00:00+01:00', 'America/New_York', '2026-03-01'],
    ['2026-03-01T23:00:00', 'Asia/Tokyo', '2026-03-01'],
    ['2026-03-01', 'America/New_York', '2026-03-01'],
  ])('The text %s in a date field gives, in the zone %s, %s', (text, zone, day) => {
    expect(json(text, 'date', zone)).toBe(day);
  });

  test('A luxon DateTime gives the date that it shows, and the instant that it is', () => {
    const value = DateTime.fromISO('2026-03-01T23:30:00', { zone: 'America/New_York' });
    expect([json(value, 'date', 'Asia/Tokyo'), json(value, 'datetime')]).toEqual([
      '2026-03-01',
      '2026-03-02T04:30:00.000Z',
    ]);
  });

  test('Local times agree with luxon, except where the clocks show a time twice or never', () => {
    const zones = ['Europe/Berlin', 'America/New_York', 'Asia/Kolkata', 'Australia/Lord_Howe', 'Pacific/Apia', 'UTC'];
    fc.assert(
      fc.property(
        fc.date({ min: new Date('1971-01-01'), max: new Date('2037-01-01'), noInvalidDate: true }),
        fc.constantFrom(...zones),
        (instant, zone) => {
          const local = DateTime.fromJSDate(instant, { zone }).toFormat("yyyy-MM-dd'T'HH:mm:ss.SSS");
          const read = DateTime.fromISO(String(json(local, 'datetime', zone)), { zone });
          expect(read.toFormat("yyyy-MM-dd'T'HH:mm:ss.SSS")).toBe(local);
        },
      ),
    );
  });

  test('A time that the clocks skip is taken as before the change; of two, the earlier counts', () => {
    expect(json('2026-03-29T02:30:00', 'datetime', 'Europe/Berlin')).toBe('2026-03-29T01:30:00.000Z');
    expect(json('2026-10-25T02:30:00', 'datetime', 'Europe/Berlin')).toBe('2026-10-25T00:30:00.000Z');
  });

  test('An unknown zone is refused', () => {
    expect(() => json('2026-03-01T12:00:00', 'datetime', 'Mars/Olympus')).toThrow(
      '“Mars/Olympus” is not a valid time zone.',
    );
  });
});

describe('A record', () => {
  const contact = object('Contact', [
    field('Id', 'id', { createable: false, updateable: false }),
    field('LastName', 'string', { label: 'Last Name' }),
    field('Email', 'email'),
    field('Score__c', 'double', { calculated: true, createable: false, updateable: false }),
    field('Number__c', 'string', { autoNumber: true, createable: false, updateable: false }),
    field('Name', 'string', { createable: false, updateable: false, label: 'Full Name' }),
    field('MailingAddress', 'address', { createable: false, updateable: false }),
    field('MailingStreet', 'textarea', { compoundFieldName: 'MailingAddress' }),
    field('MailingCity', 'string', { compoundFieldName: 'MailingAddress' }),
    field('AccountId', 'reference', { relationshipName: 'Account', referenceTo: ['Account'] }),
    field('Master__c', 'reference', { relationshipName: 'Master__r', updateable: false }),
    field('CreatedDate', 'datetime', { createable: false, updateable: false }),
  ]);

  test('is sent under Salesforce’s own names, without what is absent', () => {
    expect(recordValues({ lastname: "O'Neil", ' EMAIL ': null, MailingCity: undefined }, contact, 'create')).toEqual({
      LastName: "O'Neil",
      Email: null,
    });
  });

  test('may have the attributes that a query returned it with, which are no field', () => {
    const attributes = { type: 'Contact', url: '/services/data/v64.0/sobjects/Contact/003000000000001AAA' };
    for (const purpose of ['create', 'update'] as const) {
      expect(recordValues({ attributes, LastName: 'a' }, contact, purpose)).toEqual({ LastName: 'a' });
    }
    expect(() => recordValues({ attributes: 'x' }, contact, 'create')).toThrow('no field “attributes”');
    const own = object('Own', [field('Attributes', 'json')]);
    expect(recordValues({ attributes }, own, 'create')).toEqual({ Attributes: attributes });
  });

  test('may name its parent by external ID, in two ways', () => {
    expect(recordValues({ 'account.Ext__c': 'x' }, contact, 'update')).toEqual({ Account: { Ext__c: 'x' } });
    expect(recordValues({ Master__r: { Ext__c: 1 } }, contact, 'create')).toEqual({ Master__r: { Ext__c: 1 } });
  });

  test.each([null, '', '  ', '\t\n', [], undefined])('has no parent if the parent’s external ID is %p', (none) => {
    expect(recordValues({ Account: { Ext__c: none } }, contact, 'update')).toEqual({ AccountId: null });
    if (none === undefined) return;
    expect(recordValues({ 'account.Ext__c': none }, contact, 'update')).toEqual({ AccountId: null });
  });

  test('of several objects has the object in its name, or is refused', () => {
    const task = object('Task', [
      field('WhoId', 'reference', { referenceTo: ['Contact', 'Lead'], relationshipName: 'Who' }),
    ]);
    const who = { Who: { attributes: { type: 'Contact' }, Ext__c: 'x' } };
    expect(recordValues({ 'Contact:Who.Ext__c': 'x' }, task, 'create')).toEqual(who);
    expect(recordValues(who, task, 'create')).toEqual(who);
    for (const values of [{ 'Who.Ext__c': 'x' }, { Who: { Ext__c: 'x' } }]) {
      expect(() => recordValues(values, task, 'create')).toThrow('Who can refer to Contact or Lead');
    }
    expect(recordValues({ 'Contact:Who.Ext__c': '' }, task, 'create')).toEqual({ WhoId: null });
  });

  const LOOKUP_WAYS: readonly (readonly [name: string, set: unknown, empty: unknown])[] = [
    ['AccountId', '001000000000001AAA', ''],
    ['account.Ext__c', 'x', ' '],
    ['Account.Other__c', 'y', null],
    ['Account', { Ext__c: 'x' }, { Ext__c: null }],
  ];
  const PAIRS = LOOKUP_WAYS.flatMap((one) => LOOKUP_WAYS.filter((other) => other !== one).map((other) => [one, other]));

  test.each(PAIRS.map(([one, other]) => [one?.[0] ?? '', other?.[0] ?? '', one, other] as const))(
    'has one parent: %s and %s cannot both set it, in any order',
    (name, otherName, [, set, empty] = ['', '', ''], [, otherSet, otherEmpty] = ['', '', '']) => {
      const body = (values: Record<string, unknown>, emptyValues?: 'keep'): unknown =>
        recordValues(values, contact, 'update', emptyValues === undefined ? {} : { emptyValues });
      const twice = `AccountId is set twice: by ${name} and by ${otherName}.`;
      expect(() => body({ [name]: set, [otherName]: otherSet })).toThrow(twice);
      expect(() => body({ [name]: set, [otherName]: otherEmpty })).toThrow(twice);
      expect(() => body({ [name]: empty, [otherName]: otherSet })).toThrow(twice);
      expect(body({ [name]: empty, [otherName]: otherEmpty })).toEqual({ AccountId: null });
      expect(body({ [name]: set, [otherName]: undefined })).toEqual(body({ [name]: set }));
      expect(body({ [name]: set, [otherName]: otherEmpty }, 'keep')).toEqual(body({ [name]: set }));
    },
  );

  test('that a query returned as null clears its lookup, unless the lookup has a value itself', () => {
    expect(recordValues({ Account: null }, contact, 'update')).toEqual({ AccountId: null });
    const id = '001000000000001AAA';
    expect(recordValues({ Account: null, AccountId: id }, contact, 'update')).toEqual({ AccountId: id });
    expect(recordValues({ Account: null, 'Account.Ext__c': 'x' }, contact, 'update')).toEqual({
      Account: { Ext__c: 'x' },
    });
    expect(recordValues({ Account: null }, contact, 'update', { emptyValues: 'keep' })).toEqual({});
    expect(recordValues({ Account: null }, contact, 'update', { writableOnly: true })).toEqual({});
  });

  test.each([
    [{ Name: 'x' }, {}],
    [{ Ext__c: 'x', Name: 'y' }, {}],
    [{ Ext__c: 'x' }, { Account: { Ext__c: 'x' } }],
  ])('is kept among writable fields only if it can be an external ID: %j', (Account, sent) => {
    expect(recordValues({ Account }, contact, 'update', { writableOnly: true })).toEqual(sent);
  });

  test.each([[{}], [{ A__c: 1, B__c: 2 }], [{ attributes: { type: 'Account' } }], [{ Ext__c: ['x'] }]])(
    'rejects a parent that is not identified by exactly one value: %j',
    (parent) => {
      expect(() => recordValues({ Account: parent }, contact, 'update')).toThrow(/^Account/);
    },
  );

  test.each([['Email'], ['Account.Ext__c'], ['Account']])(
    'keeps %s or clears it where the value is blank, and refuses a name that is none all the same',
    (name) => {
      const blanks: unknown[] = name === 'Account' ? [{ Ext__c: null }, { Ext__c: ' ' }] : [null, '', []];
      const cleared = { [name === 'Email' ? 'Email' : 'AccountId']: null };
      for (const blank of blanks) {
        const values = { [name]: blank };
        expect(recordValues(values, contact, 'update')).toEqual(cleared);
        expect(recordValues(values, contact, 'update', { emptyValues: 'keep' })).toEqual({});
        expect(() => recordValues({ ...values, Emial: blank }, contact, 'update', { emptyValues: 'keep' })).toThrow(
          'Emial',
        );
      }
    },
  );

  const typed = {
    ...object('Account', [
      field('Name', 'string'),
      field('RecordTypeId', 'reference', { relationshipName: 'RecordType', referenceTo: ['RecordType'] }),
    ]),
    recordTypeInfos: ['Master', 'Partner', 'Key_Account'].map((developerName, n) => ({
      developerName,
      name: developerName.replace('_', ' '),
      recordTypeId: `01200000000000${n}AAA`,
      active: true,
      available: true,
      master: n === 0,
      defaultRecordTypeMapping: n === 0,
    })),
  };

  test.each([
    [{ RecordType: 'Partner' }],
    [{ recordtype: ' partner ' }],
    [{ RecordTypeDeveloperName: 'Partner' }],
    [{ 'RecordType.DeveloperName': 'Partner' }],
    [{ RecordType: { attributes: { type: 'RecordType' }, DeveloperName: 'Partner' } }],
    [{ RecordTypeId: 'Partner' }],
    [{ RecordTypeId: '012000000000001' }],
    [{ RecordTypeId: '\u200b012000000000001\u200e' }],
    [{ RecordTypeId: '\u200bPartner\u200e' }],
    [{ RecordTypeId: 'https://acme.my.salesforce.com/012000000000001AAA' }],
    [
      {
        RecordTypeId:
          'https://acme.lightning.force.com/lightning/setup/ObjectManager/01I5g00000AbCdEEAV/RecordTypes/012000000000001AAA/view',
      },
    ],
  ])('may name its record type: %j', (values) => {
    expect(recordValues(values, typed, 'create')).toEqual({ RecordTypeId: '012000000000001AAA' });
  });

  test('may name its record type by a label, if it is that of one alone', () => {
    for (const name of ['RecordType', 'RecordTypeId']) {
      const given = { [name]: ' key account ' };
      expect(recordValues(given, typed, 'create')).toEqual({ RecordTypeId: '012000000000002AAA' });
      const twins = {
        ...typed,
        recordTypeInfos: typed.recordTypeInfos.map((one) => ({ ...one, name: 'Key Account' })),
      };
      expect(() => recordValues(given, twins, 'create')).toThrow('no record type');
    }
  });

  test('keeps an ID that the user does not see among the record types', () => {
    const hidden = { RecordTypeId: '012000000000009AAA' };
    expect(recordValues(hidden, typed, 'create')).toEqual(hidden);
  });

  test('is told which record types there are, and not what Salesforce would say', () => {
    for (const name of ['RecordType', 'RecordTypeId']) {
      const refusal = refused(() => recordValues({ [name]: 'Key Accounts' }, typed, 'create'));
      expect(refusal.message).toBe('Account (Account) has no record type with the developer name “Key Accounts”.');
      expect(adviceOn(refusal).actions).toEqual(['Use one of its developer names: Partner, Key_Account.']);
    }
    expect(() => recordValues({ RecordType: 'Master' }, typed, 'create')).toThrow('no record type');
    for (const damaged of ['012000000000001AAB', '01200000000001']) {
      for (const name of ['RecordType', 'RecordTypeId', 'RecordType.DeveloperName']) {
        expect(() => recordValues({ [name]: damaged }, typed, 'create')).toThrow(
          `RecordTypeId: “${damaged}” is not a valid Salesforce ID: `,
        );
      }
    }
    expect(() => recordValues({ RecordType: 'Partner' }, contact, 'create')).toThrow('no field “RecordType”');
  });

  test('follows Empty Values with its record type, and skips one that was read with the record', () => {
    expect(recordValues({ RecordType: '' }, typed, 'update')).toEqual({ RecordTypeId: null });
    expect(recordValues({ RecordType: null }, typed, 'update', { emptyValues: 'keep' })).toEqual({});
    const read = { RecordTypeId: '012000000000001AAA', RecordType: { Name: 'Partner', DeveloperName: 'Partner' } };
    expect(recordValues(read, typed, 'update', { writableOnly: true })).toEqual({ RecordTypeId: read.RecordTypeId });
    expect(recordValues({ RecordType: 'Partner' }, typed, 'update', { writableOnly: true })).toEqual({
      RecordTypeId: '012000000000001AAA',
    });
  });

  test.each<[string, 'create' | 'update', string, string]>([
    [
      'LastNam',
      'create',
      'Contact (Contact) has no field “LastNam” that you can see.',
      'Did you mean LastName (Last Name)?',
    ],
    [
      'last name',
      'create',
      'Contact (Contact) has no field “last name” that you can see.',
      'Did you mean LastName (Last Name)?',
    ],
    [
      'Score__c',
      'update',
      'Score__c (Score) cannot be changed.',
      'Salesforce calculates it (a formula or roll-up summary): remove it from the fields.',
    ],
    [
      'Number__c',
      'create',
      'Number__c (Number) cannot be set when a record is created.',
      'Salesforce numbers it automatically: remove it from the fields.',
    ],
    [
      'MailingAddress',
      'create',
      'MailingAddress (MailingAddress) cannot be set when a record is created.',
      'It is a compound field: set MailingStreet, MailingCity instead.',
    ],
    ['Master__c', 'update', 'Master__c (Master) cannot be changed.', 'It can only be set when the record is created.'],
    [
      'Id',
      'update',
      'Id (Id) cannot be changed.',
      'Salesforce assigns the ID: to identify a record, use the node’s field for it.',
    ],
  ])('refuses %s on %s, and says why', (name, purpose, message, action) => {
    const refusal = refused(() => recordValues({ [name]: 'x' }, contact, purpose));
    expect([refusal.message, adviceOn(refusal).actions[0]]).toEqual([message, action]);
  });

  test('names all fields that cannot be sent at once, and says it in place of what is wrong with values', () => {
    const given = { MailingCity: {}, LastNme: 'A', Score__c: 1, foo: 1, LastName: 'A', Other: 'x' };
    const refusal = refused(() => recordValues(given, contact, 'create'));
    expect(refusal.message.split('\n')).toEqual([
      'Contact (Contact) has no field “LastNme” that you can see.',
      'Score__c (Score) cannot be set when a record is created.',
      'Contact (Contact) has no field “foo” that you can see.',
      'Contact (Contact) has no field “Other” that you can see.',
    ]);
    expect(refusal.fields).toEqual(['LastNme', 'Score__c', 'foo', 'Other']);
    const { actions } = adviceOn(refusal);
    expect(actions[0]).toBe('Did you mean LastName (Last Name) by “LastNme”?');
    expect(actions).toContainEqual(expect.stringContaining('Ignore Unknown Fields'));
  });

  test('names no more fields than a person reads', () => {
    const given = Object.fromEntries(Array.from({ length: 10_000 }, (_, n) => [`x${n}`, n]));
    const lines = refused(() => recordValues(given, contact, 'create')).message.split('\n');
    expect([lines.length, lines.at(-1)]).toEqual([11, 'There may be more.']);
  });

  test.each<[string, string | undefined]>([
    ['foo', undefined],
    ['date', undefined],
    ['id2', undefined],
    ['Fxa', undefined],
    ['Nmae', undefined],
    ['Titel', 'Title'],
    ['emial', 'Email'],
    ['first_name', 'FirstName'],
    ['Firts Name', 'FirstName'],
    ['LastName__c', 'LastName'],
    ['Regoin__c', 'Region__c'],
    ['Region', 'Region__c'],
    ['Account', 'AccountId'],
    ['CreatedDat', undefined],
    ['Created Date', undefined],
  ])('takes %s for a slip of %s, of the fields that can be written', (given, meant) => {
    const of = object('Contact', [
      field('Id', 'id', { createable: false }),
      field('Name', 'string', { createable: false }),
      ...['Title', 'Email', 'FirstName', 'LastName', 'Region__c', 'Fax'].map((name) => field(name, 'string')),
      field('AccountId', 'reference', { relationshipName: 'Account', referenceTo: ['Account'] }),
      field('CreatedDate', 'datetime', { label: 'Created Date', createable: false }),
    ]);
    const { actions } = adviceOn(refused(() => recordValues({ [given]: 'x' }, of, 'create')));
    const asked = actions.flatMap((action) => /^Did you mean (\w+)/.exec(action)?.[1] ?? []);
    expect(asked).toEqual(meant === undefined ? [] : [meant]);
  });

  test.each(['create', 'update'] as const)(
    'leaves out an ID that is empty, whatever Empty Values says: %s',
    (purpose) => {
      for (const emptyValues of ['clear', 'keep'] as const) {
        for (const [name, empty] of [
          ['Id', null],
          ['id', ''],
          [' ID ', ' '],
        ] as const) {
          const values = recordValues({ [name]: empty, LastName: 'A' }, contact, purpose, { emptyValues });
          expect(values).toEqual({ LastName: 'A' });
        }
      }
    },
  );

  test('refuses a field given twice, and names that JavaScript knows', () => {
    expect(() => recordValues({ Email: 'a', email: 'b' }, contact, 'create')).toThrow(
      'Email is set twice: by Email and by email.',
    );
    expect(() => recordValues(JSON.parse('{"__proto__": 1}') as Record<string, unknown>, contact, 'create')).toThrow(
      'no field “__proto__”',
    );
    expect(() => recordValues({ constructor: 1 }, contact, 'create')).toThrow('no field “constructor”');
    expect(() => recordValues({ ['x'.repeat(100_000)]: 1 }, contact, 'create')).toThrow('has no field');
  });
});

function refused(attempt: () => unknown): InputError {
  try {
    attempt();
  } catch (error) {
    if (error instanceof InputError) return error;
    throw error;
  }
  throw new Error('Nothing was refused.');
}

describe('Fields of person accounts', () => {
  const account = object('Account', [field('Name', 'string'), field('Phone', 'phone')]);
  const withPersons = object('Account', [
    ...account.fields,
    field('IsPersonAccount', 'boolean', { createable: false }),
  ]);
  const adviceOf = (name: string, of = account) =>
    adviceOn(refused(() => recordValues({ [name]: 'x' }, of, 'create'))).actions.join(' ');

  test.each(['PersonEmail', 'LastName', 'firstname', 'PersonMailingCity', 'Hobby__pc', 'IsPersonAccount'])(
    '%s: their advice is that the org may have none, or that a contact is meant',
    (name) => {
      expect(adviceOf(name)).toContain('belongs to person accounts');
      expect(adviceOf(name)).toContain('use the object Contact');
      expect(adviceOf(name)).not.toContain('Did you mean');
    },
  );

  test('Other fields, other objects, and orgs that have them get no such advice', () => {
    expect(adviceOf('Phon')).not.toContain('person accounts');
    expect(adviceOf('Person_Count__c')).not.toContain('person accounts');
    expect(adviceOf('PersonEmail', object('Invoice__c', account.fields))).not.toContain('person accounts');
    expect(adviceOf('PersonEmail', withPersons)).not.toContain('person accounts');
  });
});

test.each<FieldType>(['string', 'picklist', 'email', 'reference', 'id', 'url', 'textarea', 'encryptedstring'])(
  'A list is refused by a %s, which takes one value',
  (type) => {
    const refusal = refused(() => json(['a', 'b'], type));
    expect(refusal.message).toBe('F takes one value, not a list.');
    expect(adviceOn(refusal).actions.join()).toContain('Choose one item of the list');
  },
);

describe('Several values of a multi-select picklist in a text', () => {
  const picklistValues = ['Red', 'Green', 'Blue, dark', 'Dark', 'Blue'].map((value) => ({
    value,
    label: value,
    active: true,
    defaultValue: false,
    validFor: null,
  }));
  const colors = field('F', 'multipicklist', { picklistValues });

  test.each(['Red,Green', 'red, Blue', 'Green ,Dark,Red'])('must not have commas between them: %j', (text) => {
    const refusal = refused(() => jsonValue(text, colors));
    expect(refusal.message).toBe(`F: “${text}” has commas between values of the picklist.`);
    expect(adviceOn(refusal).actions.join()).toContain('semicolons, or give a list');
  });

  test.each(['Red', 'Red;Green', 'Blue, dark', 'Blue, dark;Red', 'Red,Yellow', 'other, text'])('can be %j', (text) => {
    expect(jsonValue(text, colors)).toBe(text);
  });
});
