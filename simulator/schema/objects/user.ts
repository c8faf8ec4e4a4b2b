import type { ObjectDefinition } from '../define';
import {
  address,
  checkbox,
  datetime,
  email,
  lookup,
  personName,
  phone,
  picklist,
  restrictedPicklist,
  text,
} from '../fields';
import { derivePersonName } from './contact';

export const user: ObjectDefinition = {
  name: 'User',
  keyPrefix: '005',
  owner: 'none',
  fields: [
    text('Username', 80, { required: true, unique: true, idLookup: true }),
    personName({ lastNameRequired: true }),
    text('CompanyName', 80),
    text('Department', 80),
    text('Title', 80),
    address(''),
    email('Email', { length: 128, required: true, idLookup: true }),
    phone('Phone'),
    phone('MobilePhone', { label: 'Mobile' }),
    text('Alias', 8, { required: true }),
    text('CommunityNickname', 40, { label: 'Nickname', nillable: false, defaultedOnCreate: true }),
    checkbox('IsActive', { label: 'Active', defaultValue: true }),
    restrictedPicklist(
      'TimeZoneSidKey',
      ['America/Los_Angeles', 'America/New_York', 'Asia/Tokyo', 'Europe/Berlin', 'Europe/London', 'GMT'],
      { label: 'Time Zone', required: true },
    ),
    restrictedPicklist('LocaleSidKey', ['de_DE', 'en_GB', 'en_US', 'fr_FR'], { label: 'Locale', required: true }),
    restrictedPicklist('EmailEncodingKey', ['UTF-8', 'ISO-8859-1'], { label: 'Email Encoding', required: true }),
    restrictedPicklist('LanguageLocaleKey', ['de', 'en_US', 'fr'], { label: 'Language', required: true }),
    lookup('ProfileId', 'Profile', { required: true }),
    picklist('UserType', ['*Standard', 'PowerPartner', 'Guest'], { readOnly: true }),
    lookup('ManagerId', 'User'),
    text('EmployeeNumber', 20),
    text('FederationIdentifier', 512, { label: 'SAML Federation ID', unique: true, caseSensitive: true }),
    datetime('LastLoginDate', { label: 'Last Login', readOnly: true }),
  ],
  rules: {
    derive: (row) => ({
      ...derivePersonName(row),
      CommunityNickname: row['CommunityNickname'] ?? `${String(row['Alias'])}.${String(row['LastName'])}`.slice(0, 40),
    }),
  },
  // Users cannot be deleted, only made inactive.
  flags: { deletable: false, undeletable: false },
};
