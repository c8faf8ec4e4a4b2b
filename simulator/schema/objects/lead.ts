import type { ObjectDefinition } from '../define';
import {
  address,
  checkbox,
  currency,
  date,
  email,
  integer,
  lookup,
  personName,
  phone,
  picklist,
  text,
  textArea,
  url,
} from '../fields';
import { industries, leadSources, ratings } from './account';
import { derivePersonName } from './contact';

const converted = { readOnly: true, permissionable: false };

export const lead: ObjectDefinition = {
  name: 'Lead',
  keyPrefix: '00Q',
  owner: 'UserOrQueue',
  fields: [
    personName({ lastNameRequired: true }),
    text('Title', 128),
    text('Company', 255, { required: true }),
    address(''),
    phone('Phone'),
    phone('MobilePhone'),
    phone('Fax'),
    email('Email', { idLookup: true }),
    url('Website'),
    textArea('Description', 32000),
    picklist('LeadSource', leadSources),
    picklist(
      'Status',
      ['*Open - Not Contacted', 'Working - Contacted', 'Closed - Converted', 'Closed - Not Converted'],
      {
        nillable: false,
      },
    ),
    picklist('Industry', industries),
    picklist('Rating', ratings),
    currency('AnnualRevenue', { precision: 18, scale: 0 }),
    integer('NumberOfEmployees', { label: 'Employees' }),
    checkbox('HasOptedOutOfEmail', { label: 'Email Opt Out', permissionable: true }),
    checkbox('DoNotCall', { permissionable: true }),
    text('Jigsaw', 20, { label: 'Data.com Key' }),
    checkbox('IsConverted', { ...converted, label: 'Converted' }),
    date('ConvertedDate', converted),
    lookup('ConvertedAccountId', 'Account', converted),
    lookup('ConvertedContactId', 'Contact', converted),
    lookup('ConvertedOpportunityId', 'Opportunity', converted),
    checkbox('IsUnreadByOwner', { label: 'Unread By Owner', defaultValue: true }),
    text('External_Id__c', 64, { externalId: true, unique: true, label: 'External Id' }),
  ],
  rules: {
    derive: derivePersonName,
    duplicateFields: ['Email'],
    assignTo: (row) => (row['LeadSource'] === 'Web' ? 'Web_Leads' : null),
  },
  followed: true,
  merged: true,
  pictured: true,
  flags: { mergeable: true, feedEnabled: true },
};
