import type { Formula, ObjectDefinition } from '../define';
import { isNumeric } from '../../numbers';
import type { Row } from '../../types';
import {
  autoNumber,
  checkbox,
  currency,
  date,
  datetime,
  dependentPicklist,
  email,
  encrypted,
  formula,
  geolocation,
  lookup,
  masterDetail,
  multiPicklist,
  number,
  percent,
  phone,
  picklist,
  restrictedPicklist,
  richText,
  text,
  textArea,
  time,
  url,
} from '../fields';
import { sumOfChildren } from './products';

const lineAmount = (row: Row) =>
  Math.round(Number(row['Quantity__c'] ?? 0) * Number(row['Unit_Price__c'] ?? 0) * 100) / 100;

const invoiceTotal = sumOfChildren('Invoice_Line__c', 'Invoice__c', lineAmount);

export const invoice: ObjectDefinition = {
  name: 'Invoice__c',
  keyPrefix: 'a00',
  fields: [
    autoNumber('Name', { label: 'Invoice Number', nameField: true, idLookup: true }),
    lookup('Account__c', 'Account'),
    lookup('Contact__c', 'Contact', { label: 'Bill To' }),
    restrictedPicklist('Status__c', ['*Draft', 'Sent', 'Paid', 'Cancelled']),
    date('Invoice_Date__c', { required: true }),
    date('Due_Date__c'),
    percent('Tax_Rate__c'),
    checkbox('Reminder_Sent__c'),
    text('Invoice_Key__c', 40, { externalId: true, unique: true }),
    textArea('Notes__c', 32768),
    formula('Total__c', 'currency', { precision: 18, scale: 2 }),
    formula('Total_With_Tax__c', 'currency', { precision: 18, scale: 2 }),
  ],
  rules: {
    autoNumbers: new Map([['Name', 'INV-{00000}']]),
    formulas: new Map([
      ['Total__c', invoiceTotal],
      [
        'Total_With_Tax__c',
        (row, database) => Math.round(invoiceTotal(row, database) * (100 + Number(row['Tax_Rate__c'] ?? 0))) / 100,
      ],
    ]),
    validations: [
      {
        name: 'Due_after_invoice_date',
        message: 'The due date must not lie before the invoice date.',
        field: 'Due_Date__c',
        fails: (row) => Boolean(row['Due_Date__c']) && String(row['Due_Date__c']) < String(row['Invoice_Date__c']),
      },
    ],
  },
};

export const invoiceLine: ObjectDefinition = {
  name: 'Invoice_Line__c',
  keyPrefix: 'a01',
  fields: [
    autoNumber('Name', { label: 'Line Number', nameField: true }),
    masterDetail('Invoice__c', 'Invoice__c'),
    lookup('Product__c', 'Product2'),
    text('Description__c', 255),
    number('Quantity__c', 12, 2, { required: true }),
    currency('Unit_Price__c', { required: true }),
    formula('Amount__c', 'currency', { precision: 18, scale: 2 }),
    text('Line_Key__c', 40, { externalId: true, unique: true }),
  ],
  rules: { autoNumbers: new Map([['Name', 'IL-{000000}']]), formulas: new Map([['Amount__c', lineAmount]]) },
};

const country = restrictedPicklist('Country__c', ['Austria', 'Germany', 'Switzerland']);

/** Has a field of every type that an org can have. */
export const syncTest: ObjectDefinition = {
  name: 'Sync_Test__c',
  keyPrefix: 'a02',
  fields: [
    text('Name', 80, { label: 'Sync Test Name', nameField: true, idLookup: true }),
    autoNumber('Auto_Number__c'),
    text('Text_Key__c', 80, { externalId: true, unique: true }),
    text('Case_Sensitive_Key__c', 80, { externalId: true, unique: true, caseSensitive: true }),
    text('Shared_Key__c', 80, { externalId: true }),
    number('Number_Key__c', 18, 0, { externalId: true, unique: true }),
    email('Email_Key__c', { externalId: true, unique: true }),
    text('Text__c', 255, { inlineHelpText: 'Any text' }),
    text('Required_With_Default__c', 20, { nillable: false, defaultValue: 'none' }),
    textArea('Text_Area__c'),
    textArea('Long_Text__c', 131072),
    richText('Rich_Text__c'),
    encrypted('Encrypted__c', 60),
    checkbox('Checkbox__c'),
    checkbox('Checkbox_On__c', { defaultValue: true }),
    number('Number__c', 16, 2),
    number('Integer__c', 9, 0),
    currency('Currency__c', { precision: 16, scale: 2 }),
    percent('Percent__c', { precision: 5, scale: 2 }),
    date('Date__c'),
    datetime('Datetime__c'),
    time('Time__c'),
    email('Email__c'),
    phone('Phone__c'),
    url('Url__c'),
    picklist('Picklist__c', ['Alpha', 'Beta', 'Gamma']),
    restrictedPicklist('Restricted_Picklist__c', ['Red', 'Green', 'Blue']),
    multiPicklist('Multi_Picklist__c', ['Email', 'Phone', 'Post', 'Visit'], { restrictedPicklist: true }),
    country,
    dependentPicklist(
      'City__c',
      country,
      {
        Austria: ['Graz', 'Linz', 'Wien'],
        Germany: ['Berlin', 'Hamburg'],
        Switzerland: ['Basel', 'Bern'],
      },
      { restrictedPicklist: true },
    ),
    geolocation('Location__c'),
    lookup('Account__c', 'Account'),
    lookup('Contact__c', 'Contact'),
    lookup('Parent__c', 'Sync_Test__c'),
    formula('Number_Doubled__c', 'double', { precision: 18, scale: 2 }),
    formula('Summary__c', 'string', { length: 1300 }),
    formula('Is_Large__c', 'boolean'),
  ],
  recordTypes: [
    { name: 'Standard', developerName: 'Standard' },
    {
      name: 'Special',
      developerName: 'Special',
      picklistDefaults: { Picklist__c: 'Beta', Country__c: 'Austria' },
      picklistValues: { Picklist__c: ['Beta', 'Gamma'], Country__c: ['Austria', 'Switzerland'] },
    },
  ],
  rules: {
    autoNumbers: new Map([['Auto_Number__c', 'ST-{0000}']]),
    formulas: new Map<string, Formula>([
      ['Number_Doubled__c', (row) => (isNumeric(row['Number__c']) ? Number(row['Number__c']) * 2 : null)],
      ['Summary__c', (row) => `${String(row['Name'] ?? '')} (${String(row['Picklist__c'] ?? '')})`],
      ['Is_Large__c', (row) => Number(row['Number__c'] ?? 0) > 1000],
    ]),
  },
};
