import type { Formula, ObjectDefinition } from '../define';
import { isNumeric } from '../../numbers';
import type { Row } from '../../types';
import {
  checkbox,
  currency,
  date,
  datetime,
  integer,
  lookup,
  number,
  percent,
  picklist,
  restrictedPicklist,
  text,
  textArea,
} from '../fields';
import { leadSources } from './account';

interface Stage {
  probability: number;
  forecast: string;
  closed: boolean;
  won: boolean;
}

const open = (probability: number, forecast: string): Stage => ({ probability, forecast, closed: false, won: false });

/** Stages as a new org has them. */
export const stages = new Map<string, Stage>([
  ['Prospecting', open(10, 'Pipeline')],
  ['Qualification', open(10, 'Pipeline')],
  ['Needs Analysis', open(20, 'Pipeline')],
  ['Value Proposition', open(50, 'Pipeline')],
  ['Id. Decision Makers', open(60, 'Pipeline')],
  ['Perception Analysis', open(70, 'Pipeline')],
  ['Proposal/Price Quote', open(75, 'Best Case')],
  ['Negotiation/Review', open(90, 'Commit')],
  ['Closed Won', { probability: 100, forecast: 'Closed', closed: true, won: true }],
  ['Closed Lost', { probability: 0, forecast: 'Omitted', closed: true, won: false }],
]);

const unknownStage = open(0, 'Pipeline');

/** A stage brings its probability along unless the record says another one; its closed and won flags always. */
function deriveFromStage(row: Row, before: Row | undefined): Row {
  const stage = stages.get(String(row['StageName'])) ?? unknownStage;
  const moved = before?.['StageName'] !== row['StageName'];
  const said = before === undefined ? row['Probability'] !== undefined : before['Probability'] !== row['Probability'];
  const probability = moved && !said ? stage.probability : (row['Probability'] ?? null);
  const closeDate = String(row['CloseDate'] ?? '');
  const changed =
    before !== undefined && moved ? (row['LastModifiedDate'] ?? null) : (row['LastStageChangeDate'] ?? null);
  return {
    Probability: probability,
    LastStageChangeDate: changed,
    ForecastCategory: stage.forecast.replace(' ', ''),
    ForecastCategoryName: stage.forecast,
    IsClosed: stage.closed,
    IsWon: stage.won,
    FiscalYear: Number(closeDate.slice(0, 4)),
    FiscalQuarter: Math.ceil(Number(closeDate.slice(5, 7)) / 3),
  };
}

/** Written by the platform, and hidden from nobody. */
const platformKept = { readOnly: true, permissionable: false };

const hasLineItem: Formula = (row, database) => {
  const items = database.schema.object('OpportunityLineItem');
  const parent = items && database.schema.field(items, 'OpportunityId');
  return items !== undefined && parent !== undefined && database.byField(items, parent, row['Id'] ?? null).length > 0;
};

export const opportunity: ObjectDefinition = {
  name: 'Opportunity',
  keyPrefix: '006',
  labelPlural: 'Opportunities',
  fields: [
    lookup('AccountId', 'Account', { cascadeDelete: true }),
    checkbox('IsPrivate', { label: 'Private', permissionable: true }),
    text('Name', 120, { nameField: true, required: true, idLookup: true }),
    textArea('Description', 32000),
    picklist('StageName', [...stages.keys()], { label: 'Stage', required: true }),
    currency('Amount'),
    percent('Probability', { label: 'Probability (%)', precision: 3, scale: 0, defaultedOnCreate: true }),
    currency('ExpectedRevenue', { label: 'Expected Amount', readOnly: true }),
    number('TotalOpportunityQuantity', 18, 2, { label: 'Quantity' }),
    date('CloseDate', { required: true }),
    picklist('Type', ['Existing Customer - Upgrade', 'New Customer'], { label: 'Opportunity Type' }),
    text('NextStep', 255),
    picklist('LeadSource', leadSources),
    checkbox('IsClosed', { label: 'Closed', readOnly: true }),
    checkbox('IsWon', { label: 'Won', readOnly: true }),
    restrictedPicklist('ForecastCategory', ['Omitted', 'Pipeline', 'BestCase', 'Commit', 'Closed'], {
      readOnly: true,
      nillable: false,
      length: 40,
    }),
    picklist('ForecastCategoryName', ['Omitted', 'Pipeline', 'Best Case', 'Commit', 'Closed'], {
      readOnly: true,
      permissionable: false,
      label: 'Forecast Category',
    }),
    lookup('CampaignId', 'Campaign'),
    checkbox('HasOpportunityLineItem', { label: 'Has Line Item', readOnly: true }),
    lookup('Pricebook2Id', 'Pricebook2', { label: 'Price Book ID', permissionable: false }),
    datetime('LastStageChangeDate', { ...platformKept }),
    integer('FiscalQuarter', { ...platformKept, compoundFieldName: 'Fiscal' }),
    integer('FiscalYear', { ...platformKept, compoundFieldName: 'Fiscal' }),
    text('Fiscal', 6, { ...platformKept, label: 'Fiscal Period' }),
    lookup('ContactId', 'Contact', {
      updateable: false,
      relationshipName: null,
      permissionable: false,
      searchPrefilterable: false,
    }),
    text('External_Id__c', 64, { externalId: true, unique: true, label: 'External Id' }),
  ],
  recordTypes: [
    { name: 'New Business', developerName: 'New_Business' },
    { name: 'Renewal', developerName: 'Renewal', picklistDefaults: { Type: 'Existing Customer - Upgrade' } },
  ],
  followed: true,
  flags: { feedEnabled: true },
  rules: {
    derive: deriveFromStage,
    formulas: new Map<string, Formula>([
      ['HasOpportunityLineItem', hasLineItem],
      ['Fiscal', (row) => (row['FiscalYear'] ? `${String(row['FiscalYear'])} ${String(row['FiscalQuarter'])}` : null)],
      [
        'ExpectedRevenue',
        (row) =>
          isNumeric(row['Amount']) ? Math.round(Number(row['Amount']) * Number(row['Probability'] ?? 0)) / 100 : null,
      ],
    ]),
    validations: [
      {
        name: 'Amount_is_not_negative',
        message: 'The amount of an opportunity cannot be negative.',
        field: 'Amount',
        fails: (row) => Number(row['Amount'] ?? 0) < 0,
      },
    ],
  },
};
