import type { ObjectDefinition } from '../define';
import {
  address, currency, integer, lookup, phone, picklist, richText, text, textArea, url,
} from '../fields';

export const industries = [
  'Agriculture', 'Apparel', 'Banking', 'Biotechnology', 'Chemicals', 'Communications', 'Construction', 'Consulting',
  'Education', 'Electronics', 'Energy', 'Engineering', 'Entertainment', 'Environmental', 'Finance', 'Food & Beverage',
  'Government', 'Healthcare', 'Hospitality', 'Insurance', 'Machinery', 'Manufacturing', 'Media', 'Not For Profit',
  'Recreation', 'Retail', 'Shipping', 'Technology', 'Telecommunications', 'Transportation', 'Utilities', 'Other',
];

export const ratings = ['Hot', 'Warm', 'Cold'];

export const leadSources = ['Web', 'Phone Inquiry', 'Partner Referral', 'Purchased List', 'Other'];

export const account: ObjectDefinition = {
  name: 'Account',
  keyPrefix: '001',
  fields: [
    text('Name', 255, { label: 'Account Name', nameField: true, required: true }),
    picklist('Type', [
      'Prospect', 'Customer - Direct', 'Customer - Channel', 'Channel Partner / Reseller',
      'Installation Partner', 'Technology Partner', 'Other',
    ], { label: 'Account Type' }),
    lookup('ParentId', 'Account', { label: 'Parent Account ID' }),
    address('Billing'),
    address('Shipping'),
    phone('Phone', { label: 'Account Phone' }),
    phone('Fax', { label: 'Account Fax' }),
    text('AccountNumber', 40),
    url('Website'),
    text('Sic', 20, { label: 'SIC Code' }),
    picklist('Industry', industries),
    currency('AnnualRevenue', { precision: 18, scale: 0 }),
    integer('NumberOfEmployees', { label: 'Employees' }),
    picklist('Ownership', ['Public', 'Private', 'Subsidiary', 'Other']),
    text('TickerSymbol', 20),
    textArea('Description', 32000, { label: 'Account Description' }),
    picklist('Rating', ratings, { label: 'Account Rating' }),
    text('Site', 80, { label: 'Account Site' }),
    picklist('AccountSource', leadSources),
    text('External_Id__c', 64, { externalId: true, unique: true, label: 'External Id' }),
    picklist('Customer_Priority__c', ['High', 'Low', 'Medium']),
    richText('Profile__c', 32768),
  ],
  recordTypes: [{ name: 'Business', developerName: 'Business' }, { name: 'Household', developerName: 'Household' }],
  rules: { duplicateFields: ['Name'], deleteBlockedBy: ['Case'] },
  flags: { mergeable: true },
};
