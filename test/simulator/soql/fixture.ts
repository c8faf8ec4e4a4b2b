import type {
  ChildRelationship,
  Database,
  FieldSchema,
  FieldType,
  ObjectSchema,
  Row,
  Scalar,
  Schema,
} from '../../../simulator/types';

const TEXT_LENGTH = 255;
const UNFILTERABLE = 32_000;

/** A field as describe tells it, from what matters to a query. */
function field(name: string, type: FieldType, more: Partial<FieldSchema> = {}): FieldSchema {
  const isLong = more.length === UNFILTERABLE;
  return {
    name,
    type,
    label: name,
    length: TEXT_LENGTH,
    precision: 18,
    scale: 2,
    digits: 8,
    nillable: true,
    createable: true,
    updateable: true,
    defaultedOnCreate: false,
    defaultValue: null,
    unique: false,
    caseSensitive: false,
    externalId: false,
    idLookup: false,
    filterable: !isLong,
    sortable: !isLong && type !== 'multipicklist',
    groupable: !isLong && type !== 'datetime' && type !== 'currency',
    aggregatable: !isLong,
    calculated: false,
    autoNumber: false,
    custom: name.endsWith('__c'),
    nameField: name === 'Name',
    htmlFormatted: false,
    encrypted: false,
    restrictedPicklist: false,
    dependentPicklist: false,
    controllerName: null,
    picklistValues: [],
    referenceTo: [],
    relationshipName: null,
    polymorphicForeignKey: false,
    cascadeDelete: false,
    permissionable: true,
    searchPrefilterable: type === 'reference',
    extraTypeInfo: null,
    writeRequiresMasterRead: false,
    compoundFieldName: null,
    inlineHelpText: null,
    mask: null,
    ...more,
  };
}

function reference(name: string, relationshipName: string, ...referenceTo: string[]): FieldSchema {
  return field(name, 'reference', { relationshipName, referenceTo, polymorphicForeignKey: referenceTo.length > 1 });
}

function picklist(name: string, ...values: [value: string, label: string][]): FieldSchema {
  const picklistValues = values.map(([value, label]) => ({
    value,
    label,
    active: true,
    defaultValue: false,
    validFor: null,
  }));
  return field(name, 'picklist', { picklistValues });
}

const longText = { length: UNFILTERABLE };

function object(name: string, keyPrefix: string, fields: FieldSchema[]): ObjectSchema {
  const system = [
    field('Id', 'id'),
    field('IsDeleted', 'boolean'),
    field('CreatedDate', 'datetime'),
    reference('OwnerId', 'Owner', 'User'),
  ];
  const own = new Set(fields.map((one) => one.name));
  return {
    name,
    keyPrefix,
    label: name,
    labelPlural: `${name}s`,
    custom: false,
    createable: true,
    updateable: true,
    deletable: true,
    undeletable: true,
    queryable: true,
    searchable: true,
    retrieveable: true,
    replicateable: true,
    mergeable: false,
    layoutable: true,
    fields: [...system.filter((one) => !own.has(one.name)), ...fields],
    feedEnabled: false,
    childRelationships: [],
    recordTypeInfos: [],
  };
}

const OBJECTS = [
  object('Account', '001', [
    field('Name', 'string'),
    field('Type', 'picklist'),
    picklist('Industry', ['Energy', 'Energy & Power'], ['Banking', 'Bank'], ['Apparel', 'Apparel']),
    field('NumberOfEmployees', 'int'),
    field('AnnualRevenue', 'currency'),
    field('Active__c', 'boolean'),
    field('Regions__c', 'multipicklist'),
    field('Opens__c', 'time'),
    field('Key__c', 'string', { externalId: true, unique: true, caseSensitive: true }),
    field('Founded__c', 'date'),
    field('Description', 'textarea', longText),
    field('BillingAddress', 'address', { filterable: false, sortable: false, groupable: false }),
    field('Place__c', 'location', { sortable: false, groupable: false }),
    reference('ParentId', 'Parent', 'Account'),
  ]),
  object('Contact', '003', [
    field('Name', 'string'),
    field('FirstName', 'string'),
    field('LastName', 'string'),
    field('Email', 'email'),
    field('Phone', 'phone'),
    reference('AccountId', 'Account', 'Account'),
    reference('ReportsToId', 'ReportsTo', 'Contact'),
  ]),
  object('Task', '00T', [
    field('Subject', 'string'),
    field('ActivityDate', 'date'),
    reference('WhoId', 'Who', 'Contact', 'Lead'),
    reference('WhatId', 'What', 'Account', 'Contact'),
  ]),
  object('Lead', '00Q', [field('Name', 'string')]),
  object('User', '005', [
    field('Name', 'string'),
    field('Username', 'string'),
    reference('ManagerId', 'Manager', 'User'),
  ]),
  object('ContentVersion', '068', [
    field('Title', 'string', { nameField: true }),
    field('VersionData', 'base64', { filterable: false }),
  ]),
];

const CHILDREN = new Map<string, ChildRelationship[]>([
  [
    'Account',
    [
      {
        childSObject: 'Contact',
        field: 'AccountId',
        relationshipName: 'Contacts',
        cascadeDelete: false,
        restrictedDelete: false,
      },
      {
        childSObject: 'Account',
        field: 'ParentId',
        relationshipName: 'ChildAccounts',
        cascadeDelete: false,
        restrictedDelete: false,
      },
    ],
  ],
]);

function fixtureSchema(): Schema {
  const objects = OBJECTS.map((one) => ({ ...one, childRelationships: CHILDREN.get(one.name) ?? [] }));
  const byName = new Map(objects.map((one) => [one.name.toLowerCase(), one]));
  return {
    objects,
    lastModified: new Date(0),
    object: (name) => byName.get(name.toLowerCase()),
    field: (one, name) => one.fields.find((candidate) => candidate.name.toLowerCase() === name.toLowerCase()),
    byKeyPrefix: (prefix) => objects.find((one) => one.keyPrefix === prefix),
  };
}

/** A database of plain arrays, without any index: slow and plainly right. */
export function fixtureDatabase(tables: Readonly<Record<string, Row[]>>, schema = fixtureSchema()): Database {
  const live = (row: Row): boolean => row['IsDeleted'] !== true;
  const rowsOf = (one: ObjectSchema): Row[] => tables[one.name] ?? [];
  return {
    schema,
    rows: (one, { includeDeleted }) => rowsOf(one).filter((row) => includeDeleted || live(row)),
    byId: (one, id) => rowsOf(one).find((row) => String(row['Id']).startsWith(id.slice(0, 15))),
    byField: (one, by, value) => rowsOf(one).filter((row) => live(row) && fold(row[by.name] ?? null) === fold(value)),
    count: (one) => rowsOf(one).filter(live).length,
    value: (_one, row, by) =>
      by.type === 'address' ? { city: row['BillingCity'] ?? null, street: null } : (row[by.name] ?? null),
  };
}

function fold(value: Scalar | bigint): Scalar | bigint {
  return typeof value === 'string' ? value.toLowerCase() : value;
}
