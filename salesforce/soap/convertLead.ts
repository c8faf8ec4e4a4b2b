import { requireFeature } from '../api';
import { isText } from '../errors';
import { canBeOneRecord, canonicalId, isIdWith } from '../ids';
import type { Org } from '../org';
import { writeByRequests, type RequestSettings } from '../write/byRequests';
import type { WriteOutcome } from '../write/rows';
import { soapCarrier, type SoapJob } from './carrier';
import { xmlElement, xmlElements } from './envelope';
import type { SoapResult } from './answer';

/** What becomes of a lead; what is not said is made new. */
export interface LeadConversion {
  readonly index: number;
  readonly leadId: string;
  /** API name of the status; one that means converted. */
  readonly convertedStatus: string;
  readonly accountId?: string;
  /** Of the account that is named too. */
  readonly contactId?: string;
  /** `none` for no opportunity. */
  readonly opportunity: 'none' | { readonly id: string } | { readonly name: string };
  readonly ownerId?: string;
  readonly overwriteLeadSource: boolean;
  readonly sendNotificationEmail: boolean;
  readonly bypassAccountDedupeCheck: boolean;
  readonly bypassContactDedupeCheck: boolean;
}

/**
 * Converts leads into accounts, contacts and opportunities.
 * https://developer.salesforce.com/docs/atlas.en-us.api.meta/api/sforce_api_calls_convertlead.htm
 * @returns one outcome for each lead, by the leads' `index`
 * @throws InputError when the API version cannot do what is asked for
 * @throws what `org.wait` throws when the execution is canceled
 */
export async function convertLeads(
  org: Org,
  leads: readonly LeadConversion[],
  settings: RequestSettings,
): Promise<Map<number, WriteOutcome>> {
  checkConversions(org, leads);
  const byIndex = new Map(leads.map((lead) => [lead.index, lead]));
  const leadOf = (index: number): LeadConversion => {
    const lead = byIndex.get(index);
    if (lead === undefined) throw new Error(`Row ${index} has no lead.`);
    return lead;
  };
  const conversions = soapCarrier({
    name: 'convertLead',
    size: 100,
    write: ({ index }) => conversionElement(leadOf(index)),
    read: (result, { index }) => {
      const converted = convertedInto(result, leadOf(index));
      return converted && { id: null, created: null, result: converted, others: newIdsIn(converted, leadOf(index)) };
    },
  });
  const job: SoapJob = { operation: 'convert', allOrNone: false };
  const rows = leads.map(({ index, leadId, accountId }) => ({
    index,
    key: leadId,
    values: {},
    ...(accountId === undefined ? {} : { parent: accountId }),
  }));
  return await writeByRequests(org, conversions, { job, rows }, settings);
}

/** An element that the version does not have makes Salesforce refuse the whole message. */
function checkConversions(org: Org, leads: readonly LeadConversion[]): void {
  if (leads.some((lead) => lead.bypassAccountDedupeCheck || lead.bypassContactDedupeCheck)) {
    requireFeature(org, 'leadDuplicates');
  }
  if (leads.some(({ opportunity }) => existingOpportunity(opportunity) !== undefined)) {
    requireFeature(org, 'leadOpportunity');
  }
}

function existingOpportunity(opportunity: LeadConversion['opportunity']): string | undefined {
  return opportunity !== 'none' && 'id' in opportunity ? opportunity.id : undefined;
}

/** In the order of the WSDL. */
function conversionElement(lead: LeadConversion): string {
  const { accountId, contactId, convertedStatus, leadId, opportunity, ownerId } = lead;
  const isNone = opportunity === 'none';
  const name = !isNone && 'name' in opportunity ? opportunity.name : '';
  const content = xmlElements({
    accountId,
    // Older versions do not know these.
    bypassAccountDedupeCheck: lead.bypassAccountDedupeCheck || undefined,
    bypassContactDedupeCheck: lead.bypassContactDedupeCheck || undefined,
    contactId,
    convertedStatus,
    doNotCreateOpportunity: isNone,
    leadId,
    opportunityId: existingOpportunity(opportunity),
    opportunityName: name === '' ? undefined : name,
    overwriteLeadSource: lead.overwriteLeadSource,
    ownerId,
    sendNotificationEmail: lead.sendNotificationEmail,
  });
  return xmlElement('leadConverts', { xml: content });
}

/** The lead's ID and those of what it became; undefined when that cannot be what was asked for. */
function convertedInto({ texts }: SoapResult, lead: LeadConversion): Record<string, string | null> | undefined {
  const ids = new Map(
    ['accountId', 'contactId', 'leadId', 'opportunityId'].map((name) => [name, idOrNull(texts(name)[0])]),
  );
  if ([...ids.values()].includes(undefined)) return undefined;
  const idOf = (name: string): string | null => ids.get(name) ?? null;
  const { accountId, contactId, leadId, opportunity } = lead;
  const made = { accountId: idOf('accountId'), contactId: idOf('contactId'), opportunityId: idOf('opportunityId') };
  const isTrue =
    idOf('leadId') === leadId &&
    isIdWith('001', made.accountId) &&
    (made.contactId === null || isIdWith('003', made.contactId)) &&
    (made.opportunityId === null || isIdWith('006', made.opportunityId)) &&
    canBeOneRecord(accountId, made.accountId) &&
    canBeOneRecord(contactId, made.contactId) &&
    canBeOneRecord(existingOpportunity(opportunity), made.opportunityId) &&
    (opportunity === 'none') === (made.opportunityId === null);
  return isTrue ? { leadId, ...made } : undefined;
}

/** An ID, or null where there is none; undefined for what is no ID. */
function idOrNull(text: string | undefined): string | null | undefined {
  return text === undefined || text === '' ? null : canonicalId(text);
}

/**
 * IDs of what was made of a lead. Each lead has its own account too, also those of one company:
 * https://salesforce.stackexchange.com/questions/65797
 */
function newIdsIn(
  ids: Readonly<Record<string, string | null>>,
  { accountId, contactId, opportunity }: LeadConversion,
): string[] {
  const hasOpportunity = opportunity !== 'none' && 'id' in opportunity;
  return [
    ...(accountId === undefined ? [ids['accountId']] : []),
    ...(contactId === undefined ? [ids['contactId']] : []),
    ...(hasOpportunity ? [] : [ids['opportunityId']]),
  ].filter(isText);
}
