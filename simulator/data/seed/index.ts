import type { ObjectSchema } from '../../types';
import type { OrgSchema } from '../../schema';
import { noRows, type SeedRows } from '../table';
import { countsFor, type SeedContext, type SeedOptions } from './context';
import { invoiceLineRow, invoiceRow, syncTestRow } from './custom';
import { accountRow, contactRow, userRow } from './people';
import { Calendar } from './random';
import { campaignMemberRow, leadRow, opportunityRow } from './sales';
import { caseRow, eventRow, taskRow } from './service';
import { setupRows } from './setup';

export { adminUserId, organizationId, type SeedOptions } from './context';

const defaultSize = 200;

/** Seeded dates lie around this day unless the org says another one. */
const defaultToday = new Date('2026-03-01T00:00:00Z');

function defaultRecordType(schema: OrgSchema, objectName: string): string | null {
  const infos = schema.object(objectName)?.recordTypeInfos ?? [];
  return infos.find((info) => info.defaultRecordTypeMapping && !info.master)?.recordTypeId ?? null;
}

const numbered: ReadonlySet<string> = new Set([
  'External_Id__c',
  'Email',
  'Invoice_Key__c',
  'Line_Key__c',
  'Text_Key__c',
  'Case_Sensitive_Key__c',
  'Email_Key__c',
  'AccountNumber',
  'CaseNumber',
]);

function businessRows(schema: OrgSchema, context: SeedContext): Map<string, SeedRows> {
  const { counts } = context;
  const recordType = (objectName: string) => defaultRecordType(schema, objectName);
  return new Map<string, SeedRows>([
    ['User', { count: counts.users, row: userRow(context) }],
    ['Account', { count: counts.accounts, row: accountRow(context, recordType('Account')), numbered }],
    ['Contact', { count: counts.contacts, row: contactRow(context), numbered }],
    ['Lead', { count: counts.leads, row: leadRow(context), numbered }],
    ['Opportunity', { count: counts.opportunities, row: opportunityRow(context, recordType('Opportunity')), numbered }],
    ['Case', { count: counts.cases, row: caseRow(context, recordType('Case')), numbered }],
    ['Task', { count: counts.tasks, row: taskRow(context), numbered }],
    ['Event', { count: counts.events, row: eventRow(context), numbered }],
    ['CampaignMember', { count: counts.campaignMembers, row: campaignMemberRow(context), numbered }],
    ['Invoice__c', { count: counts.invoices, row: invoiceRow(context), numbered }],
    ['Invoice_Line__c', { count: counts.invoiceLines, row: invoiceLineRow(context), numbered }],
    ['Sync_Test__c', { count: counts.syncTests, row: syncTestRow(context, recordType('Sync_Test__c')), numbered }],
  ]);
}

/** Rows that an org of this size begins with: the same ones in every run. */
export function createSeed(schema: OrgSchema, options: SeedOptions = {}): (object: ObjectSchema) => SeedRows {
  const context: SeedContext = {
    counts: countsFor(options.size ?? defaultSize),
    calendar: new Calendar(options.today ?? defaultToday),
    adminUsername: options.adminUsername ?? 'admin@simulated.example',
  };
  const byObject = new Map([...setupRows(schema, context), ...businessRows(schema, context)]);
  // An object of another schema can have the same name and other ids: then it begins empty.
  return (object) => {
    const seed = byObject.get(object.name) ?? noRows;
    return String(seed.row(1)['Id']).startsWith(object.keyPrefix) ? seed : noRows;
  };
}
