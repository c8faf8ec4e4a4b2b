import type { Formula, ObjectDefinition } from '../define';
import type { Database, Row } from '../../types';
import { autoNumber, checkbox, datetime, email, lookup, phone, picklist, text, textArea } from '../fields';

/** The account of a case is its contact's, unless it says another one. */
function accountOf(row: Row, database: Database) {
  const contact = database.schema.object('Contact');
  const id = row['ContactId'];
  if (row['AccountId'] || contact === undefined || typeof id !== 'string') return row['AccountId'] ?? null;
  return database.byId(contact, id)?.['AccountId'] ?? null;
}

const ofContact = { readOnly: true, permissionable: false };

/** What a case shows of its contact. */
const contactField =
  (name: string): Formula =>
  (row, database) => {
    const contact = database.schema.object('Contact');
    const id = row['ContactId'];
    return contact !== undefined && typeof id === 'string' ? (database.byId(contact, id)?.[name] ?? null) : null;
  };

export const supportCase: ObjectDefinition = {
  name: 'Case',
  keyPrefix: '500',
  owner: 'UserOrQueue',
  fields: [
    autoNumber('CaseNumber', { nameField: true, idLookup: true, groupable: false }),
    lookup('ContactId', 'Contact'),
    lookup('AccountId', 'Account'),
    lookup('ParentId', 'Case', { label: 'Parent Case ID' }),
    text('SuppliedName', 80, { label: 'Name' }),
    email('SuppliedEmail', { label: 'Email Address' }),
    text('SuppliedPhone', 40, { label: 'Phone' }),
    text('SuppliedCompany', 80, { label: 'Company' }),
    picklist('Type', ['Mechanical', 'Electrical', 'Electronic', 'Structural', 'Other'], {
      label: 'Case Type',
      length: 40,
    }),
    picklist('Status', ['*New', 'Working', 'Escalated', 'Closed'], { length: 40, permissionable: false }),
    picklist('Reason', ['Installation', 'Equipment Complexity', 'Performance', 'Breakdown', 'Feedback', 'Other'], {
      label: 'Case Reason',
      length: 40,
    }),
    picklist('Origin', ['Phone', 'Email', 'Web'], { label: 'Case Origin', length: 40 }),
    text('Subject', 255),
    picklist('Priority', ['High', '*Medium', 'Low'], { length: 40 }),
    textArea('Description', 32000),
    checkbox('IsClosed', { readOnly: true, label: 'Closed' }),
    datetime('ClosedDate', { readOnly: true }),
    checkbox('IsEscalated', { label: 'Escalated', permissionable: true }),
    phone('ContactPhone', ofContact),
    phone('ContactMobile', ofContact),
    email('ContactEmail', ofContact),
    phone('ContactFax', ofContact),
    text('External_Id__c', 64, { externalId: true, unique: true, label: 'External Id' }),
  ],
  recordTypes: [
    { name: 'Support', developerName: 'Support' },
    { name: 'Complaint', developerName: 'Complaint', picklistDefaults: { Priority: 'High', Reason: 'Feedback' } },
  ],
  merged: true,
  flags: { feedEnabled: true },
  rules: {
    autoNumbers: new Map([['CaseNumber', '{00000000}']]),
    formulas: new Map([
      ['ContactPhone', contactField('Phone')],
      ['ContactMobile', contactField('MobilePhone')],
      ['ContactEmail', contactField('Email')],
      ['ContactFax', contactField('Fax')],
    ]),
    derive: (row, _before, database) => {
      const closed = row['Status'] === 'Closed';
      const closedDate = row['ClosedDate'] ?? row['LastModifiedDate'] ?? null;
      return { AccountId: accountOf(row, database), IsClosed: closed, ClosedDate: closed ? closedDate : null };
    },
    assignTo: (row) => (row['Origin'] === 'Web' ? 'Support' : null),
  },
};
