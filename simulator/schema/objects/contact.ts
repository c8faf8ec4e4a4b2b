import type { ObjectDefinition } from '../define';
import type { Row } from '../../types';
import { address, checkbox, date, email, lookup, personName, phone, picklist, text, textArea } from '../fields';
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
    text('AssistantName', 40),
    picklist('LeadSource', leadSources),
    date('Birthdate'),
    textArea('Description', 32000, { label: 'Contact Description' }),
    checkbox('HasOptedOutOfEmail', { label: 'Email Opt Out' }),
    checkbox('DoNotCall'),
    text('External_Id__c', 64, { externalId: true, unique: true, label: 'External Id' }),
    picklist('Languages__c', ['English', 'German', 'French', 'Spanish']),
  ],
  rules: { derive: derivePersonName, duplicateFields: ['Email'], deleteBlockedBy: ['Case'] },
  flags: { mergeable: true },
};
