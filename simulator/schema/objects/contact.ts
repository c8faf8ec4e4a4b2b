import type { ObjectDefinition } from '../define';
import type { Row } from '../../types';
import {
  address,
  checkbox,
  date,
  datetime,
  email,
  lookup,
  personName,
  phone,
  picklist,
  text,
  textArea,
} from '../fields';
import { leadSources } from './account';

/** `Name` of a person, as the platform puts it together. */
export function derivePersonName(row: Row): Row {
  return { Name: [row['FirstName'], row['LastName']].filter((part) => part).join(' ') || null };
}

export const contact: ObjectDefinition = {
  name: 'Contact',
  keyPrefix: '003',
  fields: [
    lookup('AccountId', 'Account', { cascadeDelete: true }),
    personName({ lastNameRequired: true }),
    address('Other'),
    address('Mailing'),
    phone('Phone', { label: 'Business Phone' }),
    phone('Fax', { label: 'Business Fax' }),
    phone('MobilePhone'),
    phone('HomePhone'),
    phone('OtherPhone'),
    phone('AssistantPhone', { label: 'Asst. Phone' }),
    lookup('ReportsToId', 'Contact'),
    email('Email', { idLookup: true }),
    text('Title', 128),
    text('Department', 80),
    text('AssistantName', 40, { label: "Assistant's Name" }),
    picklist('LeadSource', leadSources),
    date('Birthdate'),
    textArea('Description', 32000, { label: 'Contact Description' }),
    checkbox('HasOptedOutOfEmail', { label: 'Email Opt Out', permissionable: true }),
    checkbox('DoNotCall', { permissionable: true }),
    text('EmailBouncedReason', 255, { permissionable: false }),
    datetime('EmailBouncedDate', { permissionable: false }),
    checkbox('IsEmailBounced', { readOnly: true }),
    text('Jigsaw', 20, { label: 'Data.com Key' }),
    text('External_Id__c', 64, { externalId: true, unique: true, label: 'External Id' }),
    picklist('Languages__c', ['English', 'German', 'French', 'Spanish']),
  ],
  rules: {
    derive: derivePersonName,
    duplicateFields: ['Email'],
    deleteBlockedBy: ['Case'],
    formulas: new Map([['IsEmailBounced', (row) => (row['EmailBouncedDate'] ?? null) !== null]]),
  },
  followed: true,
  merged: true,
  pictured: true,
  flags: { mergeable: true, feedEnabled: true },
};
