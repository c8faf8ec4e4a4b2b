import type { ObjectDefinition } from '../define';
import type { Database, Row } from '../../types';
import { checkbox, currency, date, formula, lookup, picklist, text, textArea } from '../fields';

/** Members of a campaign through one of their two kinds. */
function countMembers(field: 'ContactId' | 'LeadId') {
  return (row: Row, database: Database): number => {
    const members = database.schema.object('CampaignMember');
    const campaign = members && database.schema.field(members, 'CampaignId');
    if (members === undefined || campaign === undefined) return 0;
    return database.byField(members, campaign, row['Id'] ?? null).filter((member) => member[field]).length;
  };
}

export const campaign: ObjectDefinition = {
  name: 'Campaign',
  keyPrefix: '701',
  fields: [
    text('Name', 80, { nameField: true, required: true }),
    lookup('ParentId', 'Campaign', { label: 'Parent Campaign ID' }),
    picklist('Type', ['Conference', 'Webinar', 'Trade Show', 'Partners', 'Advertisement', 'Email', 'Other']),
    picklist('Status', ['*Planned', 'In Progress', 'Completed', 'Aborted']),
    date('StartDate'),
    date('EndDate'),
    currency('ExpectedRevenue', { precision: 18, scale: 0 }),
    currency('BudgetedCost', { precision: 18, scale: 0 }),
    currency('ActualCost', { precision: 18, scale: 0 }),
    checkbox('IsActive', { label: 'Active' }),
    textArea('Description', 32000),
    formula('NumberOfContacts', 'int', { label: 'Contacts in Campaign', nillable: false }),
    formula('NumberOfLeads', 'int', { label: 'Leads in Campaign', nillable: false }),
  ],
  rules: {
    formulas: new Map([
      ['NumberOfContacts', countMembers('ContactId')],
      ['NumberOfLeads', countMembers('LeadId')],
    ]),
  },
};

export const campaignMember: ObjectDefinition = {
  name: 'CampaignMember',
  keyPrefix: '00v',
  owner: 'none',
  viewed: false,
  fields: [
    lookup('CampaignId', 'Campaign', { required: true, updateable: false, cascadeDelete: true }),
    lookup('LeadId', 'Lead', { updateable: false, cascadeDelete: true }),
    lookup('ContactId', 'Contact', { updateable: false, cascadeDelete: true }),
    picklist('Status', ['*Sent', 'Responded']),
    checkbox('HasResponded', { readOnly: true, label: 'Responded' }),
    date('FirstRespondedDate', { readOnly: true }),
    lookup('LeadOrContactId', ['Contact', 'Lead'], { readOnly: true, relationshipName: null }),
    picklist('Type', ['Contact', 'Lead'], { readOnly: true }),
    text('Name', 121, { readOnly: true, nameField: true }),
  ],
  rules: {
    derive: (row, _before, database) => {
      const kind = row['LeadId'] ? 'Lead' : 'Contact';
      const id = row['LeadId'] ?? row['ContactId'] ?? null;
      const object = database.schema.object(kind);
      const responded = row['Status'] === 'Responded';
      const day = String(row['LastModifiedDate'] ?? '').slice(0, 10);
      return {
        LeadOrContactId: id,
        Type: kind,
        Name: (object && typeof id === 'string' ? database.byId(object, id)?.['Name'] : null) ?? null,
        HasResponded: responded,
        FirstRespondedDate: row['FirstRespondedDate'] ?? (responded ? day : null),
      };
    },
    validations: [
      {
        name: 'A_member_is_somebody',
        message: 'Either the Lead ID or Contact ID is required.',
        fails: (row) => !row['LeadId'] && !row['ContactId'],
      },
    ],
  },
};
