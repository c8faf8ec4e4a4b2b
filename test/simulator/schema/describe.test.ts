import { describe, expect, test } from '@jest/globals';
import { createSchema, describeGlobal, describeObject } from '../../../simulator/schema';
import type { FieldSchema, ObjectSchema } from '../../../simulator/types';

const schema = createSchema();

function objectOf(name: string): ObjectSchema {
  const object = schema.object(name);
  if (object === undefined) throw new Error(`no object ${name}`);
  return object;
}

const fieldOf = (object: string, name: string) => schema.field(objectOf(object), name);

type Flags = Partial<FieldSchema>;

describe('The schema', () => {
  test('Names are found in any case, and ids by their prefix', () => {
    expect(schema.object('aCCount')?.name).toBe('Account');
    expect(fieldOf('Account', 'billingCITY')?.name).toBe('BillingCity');
    expect(schema.byKeyPrefix('00Q')?.name).toBe('Lead');
    expect([schema.object('constructor'), fieldOf('Account', 'toString'), schema.byKeyPrefix('zzz')]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });

  test('Objects come in name order, with key prefixes and field names of their own', () => {
    const names = schema.objects.map((object) => object.name);
    expect(names).toEqual([...names].sort());
    expect(new Set(schema.objects.map((object) => object.keyPrefix)).size).toBe(names.length);
    for (const object of schema.objects) {
      expect(new Set(object.fields.map((field) => field.name.toLowerCase())).size).toBe(object.fields.length);
      expect(object.fields.filter((field) => field.nameField).length).toBeLessThanOrEqual(1);
    }
  });

  test('Every reference, controller and compound part leads somewhere', () => {
    for (const object of schema.objects) {
      for (const field of object.fields) {
        const targets = field.referenceTo.map((name) => schema.object(name)?.name);
        expect([object.name, field.name, targets]).toEqual([object.name, field.name, field.referenceTo]);
        for (const other of [field.controllerName, field.compoundFieldName]) {
          if (other !== null) expect(schema.field(object, other)?.name).toBe(other);
        }
      }
    }
  });

  test('Parents know their children by the names that queries use', () => {
    const children = (name: string) =>
      objectOf(name)
        .childRelationships.filter((entry) =>
          [
            'Contact',
            'Opportunity',
            'Case',
            'Account',
            'Task',
            'Invoice__c',
            'Invoice_Line__c',
            'Sync_Test__c',
          ].includes(entry.childSObject),
        )
        .filter((entry) => entry.relationshipName !== null)
        .map(
          (entry) =>
            `${entry.childSObject}.${entry.field} ${String(entry.relationshipName)}${entry.cascadeDelete ? ' cascade' : ''}`,
        );
    expect(children('Account').sort()).toEqual([
      'Account.ParentId ChildAccounts',
      'Case.AccountId Cases',
      'Contact.AccountId Contacts cascade',
      'Invoice__c.Account__c Invoices__r',
      'Opportunity.AccountId Opportunities cascade',
      'Sync_Test__c.Account__c Sync_Tests__r',
      'Task.WhatId Tasks cascade',
    ]);
    expect(children('Invoice__c').sort()).toEqual([
      'Invoice_Line__c.Invoice__c Invoice_Lines__r cascade',
      'Task.WhatId Tasks cascade',
    ]);
  });

  test('Relationship names are unique below each parent', () => {
    for (const object of schema.objects) {
      const names = object.childRelationships.map((entry) => entry.relationshipName).filter((name) => name !== null);
      expect(new Set(names).size).toBe(names.length);
    }
  });

  test.each<[string, string, Flags]>([
    [
      'Account',
      'Id',
      {
        type: 'id',
        length: 18,
        createable: false,
        updateable: false,
        nillable: false,
        idLookup: true,
        defaultedOnCreate: true,
      },
    ],
    [
      'Account',
      'Name',
      { type: 'string', length: 255, nillable: false, createable: true, nameField: true, label: 'Account Name' },
    ],
    [
      'Account',
      'OwnerId',
      { referenceTo: ['User'], relationshipName: 'Owner', nillable: false, defaultedOnCreate: true, updateable: true },
    ],
    [
      'Account',
      'BillingAddress',
      { type: 'address', createable: false, filterable: true, groupable: false, sortable: false },
    ],
    ['Account', 'BillingCity', { compoundFieldName: 'BillingAddress', createable: true }],
    [
      'Account',
      'Description',
      { type: 'textarea', length: 32000, filterable: false, sortable: false, groupable: false, aggregatable: false },
    ],
    [
      'Account',
      'External_Id__c',
      { externalId: true, unique: true, idLookup: true, custom: true, caseSensitive: false },
    ],
    ['Contact', 'Email', { type: 'email', idLookup: true, externalId: false }],
    ['Contact', 'Name', { createable: false, nameField: true }],
    ['Case', 'OwnerId', { referenceTo: ['Group', 'User'], polymorphicForeignKey: true }],
    ['Sync_Test__c', 'OwnerId', { referenceTo: ['Group', 'User'], polymorphicForeignKey: true }],
    ['Case', 'CaseNumber', { autoNumber: true, createable: false, nameField: true }],
    ['Case', 'Status', { nillable: true, defaultedOnCreate: true, defaultValue: 'New' }],
    ['Task', 'WhoId', { referenceTo: ['Contact', 'Lead'], relationshipName: 'Who', polymorphicForeignKey: true }],
    [
      'Invoice_Line__c',
      'Invoice__c',
      { nillable: false, createable: true, updateable: false, cascadeDelete: true, relationshipName: 'Invoice__r' },
    ],
    [
      'Sync_Test__c',
      'Multi_Picklist__c',
      { type: 'multipicklist', restrictedPicklist: true, sortable: false, filterable: true },
    ],
    ['Sync_Test__c', 'Encrypted__c', { type: 'encryptedstring', filterable: false, encrypted: true, mask: 'all' }],
    ['Sync_Test__c', 'Rich_Text__c', { type: 'textarea', htmlFormatted: true, filterable: false }],
    ['Sync_Test__c', 'Number_Doubled__c', { calculated: true, createable: false, updateable: false }],
    [
      'Sync_Test__c',
      'Location__Latitude__s',
      { type: 'double', compoundFieldName: 'Location__c', createable: true, scale: 6 },
    ],
    ['Sync_Test__c', 'Location__c', { type: 'location', createable: false, filterable: false }],
    ['Sync_Test__c', 'Checkbox_On__c', { defaultValue: true, defaultedOnCreate: true, nillable: false }],
  ])('%s.%s is described as Salesforce describes it', (object, name, flags) => {
    expect(fieldOf(object, name)).toMatchObject(flags);
  });

  test('A detail has no owner of its own', () => {
    expect(fieldOf('Invoice_Line__c', 'OwnerId')).toBeUndefined();
    expect(fieldOf('Invoice__c', 'OwnerId')).toBeDefined();
  });

  test('A dependent value says by bits which controlling values it is valid for', () => {
    const city = fieldOf('Sync_Test__c', 'City__c');
    const bits = (value: string) => city?.picklistValues.find((entry) => entry.value === value)?.validFor;
    expect([bits('Graz'), bits('Berlin'), bits('Bern')]).toEqual(['gAAA', 'QAAA', 'IAAA']);
    expect(city).toMatchObject({ dependentPicklist: true, controllerName: 'Country__c' });
  });
});

describe('Describe', () => {
  test('An object answers with its fields, children, record types and addresses', () => {
    const body = describeObject(schema, objectOf('Case'), '68.0');
    expect(body).toMatchObject({
      name: 'Case',
      label: 'Case',
      labelPlural: 'Cases',
      keyPrefix: '500',
      custom: false,
      createable: true,
      queryable: true,
      urls: {
        describe: '/services/data/v68.0/sobjects/Case/describe',
        rowTemplate: '/services/data/v68.0/sobjects/Case/{ID}',
        sobject: '/services/data/v68.0/sobjects/Case',
      },
      recordTypeInfos: [
        {
          name: 'Support',
          developerName: 'Support',
          defaultRecordTypeMapping: true,
          master: false,
          recordTypeId: '0128d0000000003AAA',
        },
        { name: 'Complaint', developerName: 'Complaint', defaultRecordTypeMapping: false, master: false },
        { name: 'Master', recordTypeId: '012000000000000AAA', master: true, defaultRecordTypeMapping: false },
      ],
    });
    const fields = body['fields'] as Record<string, unknown>[];
    expect(fields.find((field) => field['name'] === 'ContactId')).toMatchObject({
      type: 'reference',
      soapType: 'tns:ID',
      length: 18,
      byteLength: 18,
      referenceTo: ['Contact'],
      relationshipName: 'Contact',
      nillable: true,
    });
    expect(fields.find((field) => field['name'] === 'Subject')).toMatchObject({
      soapType: 'xsd:string',
      length: 255,
      byteLength: 765,
    });
  });

  test('The first of the objects that make lists long can have many fields', () => {
    const wide = createSchema(undefined, { fillers: 2, fillerFields: 800 });
    const custom = (name: string) => wide.object(name)?.fields.filter(({ name: field }) => /__c$|^Name$/.test(field));
    expect(custom('Filler_0001__c')).toHaveLength(800);
    expect(custom('Filler_0002__c')).toHaveLength(2);
  });

  test('The list of objects is short for each of them, and long as a whole', () => {
    const large = createSchema(undefined, { fillers: 1300 });
    const body = describeGlobal(large, '67.0');
    const list = body['sobjects'] as Record<string, unknown>[];
    expect(body).toMatchObject({ encoding: 'UTF-8', maxBatchSize: 200 });
    expect(list).toHaveLength(schema.objects.length + 1300);
    expect(list.find((entry) => entry['name'] === 'Filler_1300__c')).toMatchObject({
      label: 'Filler 1300',
      custom: true,
      keyPrefix: 'bKx',
      urls: { sobject: '/services/data/v67.0/sobjects/Filler_1300__c' },
    });
    expect(list.every((entry) => entry['fields'] === undefined)).toBe(true);
    expect(new Set(list.map((entry) => entry['keyPrefix'])).size).toBe(list.length);
  });
});

/** As in recordings of a real org: CumulusCI, `cumulusci/tests/shared_cassettes/GET_sobjects_*_describe.yaml`. */
describe('What recorded describes say', () => {
  type Described = Record<string, unknown> & { name: string };
  interface Body {
    fields: Described[];
    childRelationships: (Record<string, unknown> & { childSObject: string; field: string })[];
    supportedScopes: { name: string }[];
  }
  const described = (name: string) => describeObject(schema, objectOf(name), '68.0') as unknown as Body;
  const flagged = (name: string, flag: string, names: readonly string[]) =>
    described(name)
      .fields.filter((field) => names.includes(field.name) && field[flag] === true)
      .map((field) => field.name);

  test.each([
    ['Account', ['Id', 'IsDeleted', 'Name']],
    ['Contact', ['Id', 'IsDeleted', 'AccountId']],
    ['Opportunity', ['Id', 'IsDeleted', 'AccountId', 'IsPrivate', 'Name']],
  ])('%s begins with what every object has', (name, first) => {
    const { fields } = described(name);
    expect(fields.slice(0, first.length).map((field) => field.name)).toEqual(first);
    const firstCustom = fields.findIndex((field) => field['custom'] === true);
    expect(fields.slice(firstCustom).every((field) => field['custom'] === true)).toBe(true);
  });

  test('Standard children go with their parent, though their field does not say so; a custom detail says so', () => {
    const deletion = (parent: string, child: string, field: string) => [
      described(child).fields.find(({ name }) => name === field)?.['cascadeDelete'],
      ...described(parent)
        .childRelationships.filter((entry) => entry.childSObject === child && entry.field === field)
        .map((entry) => [entry['cascadeDelete'], entry['restrictedDelete']]),
    ];
    expect([
      deletion('Account', 'Contact', 'AccountId'),
      deletion('Account', 'Opportunity', 'AccountId'),
      deletion('Account', 'Case', 'AccountId'),
      deletion('Contact', 'Case', 'ContactId'),
      deletion('Account', 'Account', 'ParentId'),
      deletion('Account', 'Account', 'MasterRecordId'),
      deletion('Invoice__c', 'Invoice_Line__c', 'Invoice__c'),
    ]).toEqual([
      [false, [true, false]],
      [false, [true, false]],
      [false, [false, true]],
      [false, [false, true]],
      [false, [false, false]],
      [false],
      [true, [true, false]],
    ]);
  });

  test.each([
    [
      'Account',
      ['Name', 'RecordTypeId', 'OwnerId', 'PhotoUrl', 'LastActivityDate', 'Phone', 'Industry'],
      ['Phone', 'Industry'],
    ],
    ['Contact', ['FirstName', 'Salutation', 'IsEmailBounced', 'Email', 'ReportsToId'], ['ReportsToId', 'Email']],
    ['Opportunity', ['IsPrivate', 'IsClosed', 'Pricebook2Id', 'ContactId', 'CampaignId'], ['IsPrivate', 'CampaignId']],
    ['Lead', ['ConvertedDate', 'IsConverted', 'LastViewedDate', 'Website'], ['Website']],
  ])('Permissions can hide some fields of %s', (name, asked, permissionable) => {
    expect(flagged(name, 'permissionable', asked)).toEqual(permissionable);
  });

  test.each([
    ['Account', []],
    ['Opportunity', ['Name']],
    ['Case', ['CaseNumber']],
    ['Contact', ['Email']],
  ])('Records of %s are found by few fields', (name, found) => {
    const standard = described(name).fields.filter((field) => field['custom'] === false && field.name !== 'Id');
    expect(standard.filter((field) => field['idLookup'] === true).map((field) => field.name)).toEqual(found);
  });

  test('Searches are filtered by lookups, not by what the platform keeps', () => {
    const asked = ['ParentId', 'MasterRecordId', 'RecordTypeId', 'OwnerId', 'CreatedById'];
    expect(flagged('Account', 'searchPrefilterable', asked)).toEqual(['ParentId']);
  });

  test('Picklists have the lengths that they have', () => {
    const lengthOf = (object: string, name: string) => fieldOf(object, name)?.length;
    expect([
      lengthOf('Account', 'Industry'),
      lengthOf('Lead', 'Industry'),
      lengthOf('Contact', 'Salutation'),
      lengthOf('Case', 'Origin'),
      lengthOf('Opportunity', 'StageName'),
      lengthOf('Account', 'BillingGeocodeAccuracy'),
    ]).toEqual([40, 255, 40, 40, 255, 40]);
  });

  test('Scopes are those of the owners', () => {
    const scopes = (name: string) => described(name).supportedScopes.map((scope) => scope.name);
    expect([scopes('Account'), scopes('Lead'), scopes('Invoice_Line__c')]).toEqual([
      ['everything', 'mine', 'team'],
      ['everything', 'mine', 'queue_owned', 'team', 'user_owned'],
      ['everything'],
    ]);
  });
});
