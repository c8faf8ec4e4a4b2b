import { ApiError, type ObjectSchema, type Row } from '../types';
import { atMost, resultsOf, type SoapCall } from './calls';
import { objectsIn, textIn, type AnswerValue, type SoapObject } from './envelope';
import { SoapFault } from './fault';

type Result = { readonly [name: string]: AnswerValue };

const refused = (errorCode: string, message: string): ApiError => new ApiError(400, { errorCode, message });

/** @see https://developer.salesforce.com/docs/atlas.en-us.api.meta/api/sforce_api_calls_convertlead.htm */
export function convertLead(call: SoapCall): Result[] {
  const failed = { accountId: null, contactId: null, leadId: null, opportunityId: null };
  const requests = objectsIn(call.content, 'leadConverts');
  for (const request of requests) checkElements(request, call.version);
  return resultsOf(atMost(100, requests), failed, (request) => convertOne(call, request));
}

/**
 * The versions of the first WSDLs that have been seen with them. 39.0 (noenthu/sfdc-soap-poc) has none of them, 40.0
 * (gayazahamed/salesforce) the opportunity, 47.0 (jsforce/jsforce) all.
 */
const ADDED: ReadonlyMap<string, number> = new Map([
  ['bypassAccountDedupeCheck', 47],
  ['bypassContactDedupeCheck', 47],
  ['opportunityId', 40],
]);

/** The words are those of phpforce/soap-client#34, for another element; the fault is that of xjsender/haoide-vscode#10. */
function checkElements(request: SoapObject, version: number): void {
  const unknown = Object.keys(request).find((name) => (ADDED.get(name) ?? 0) > version);
  if (unknown === undefined) return;
  const message = `Element {urn:partner.soap.sforce.com}${unknown} invalid at this location`;
  throw new SoapFault('soapenv:Client', message);
}

function convertOne(call: SoapCall, request: SoapObject): Result {
  const { store } = call.org;
  const lead = leadOf(call, textIn(request, 'leadId') ?? '');
  const leadId = String(lead['Id']);
  const status = convertedStatus(call, textIn(request, 'convertedStatus') ?? '');
  const [given, contact] = [textIn(request, 'accountId'), textIn(request, 'contactId')];
  if (contact !== undefined && given === undefined)
    throw refused('REQUIRED_FIELD_MISSING', 'an account ID is required where a contact ID is given');
  return store.transaction(() => {
    const owner = ownerOf(lead, textIn(request, 'ownerId'));
    const accountId = given ?? insert(call, 'Account', { Name: lead['Company'], OwnerId: owner });
    const contactId = contact ?? insert(call, 'Contact', { ...personOf(lead), AccountId: accountId, OwnerId: owner });
    if (contact !== undefined) mergeInto(call, lead, { id: contact, isForced: textIn(request, 'overwriteLeadSource') });
    const opportunityId = opportunityOf(call, request, { lead, accountId, owner });
    store.update(object(call, 'Lead'), leadId, { Status: status }, call.options);
    const converted = {
      ConvertedAccountId: accountId,
      ConvertedContactId: contactId,
      ConvertedOpportunityId: opportunityId,
    };
    const ConvertedDate = call.options.now.toISOString().slice(0, 10);
    store.stamp(object(call, 'Lead'), leadId, { ...converted, ConvertedDate, IsConverted: true });
    return { accountId, contactId, leadId, opportunityId };
  });
}

function object({ org }: SoapCall, name: string): ObjectSchema {
  const found = org.store.schema.object(name);
  if (found === undefined) throw refused('INVALID_TYPE', `sObject type '${name}' is not supported.`);
  return found;
}

function insert(call: SoapCall, name: string, values: Record<string, unknown>): string {
  return call.org.store.insert(object(call, name), values, call.options);
}

function leadOf(call: SoapCall, id: string): Row {
  const lead = call.org.store.byId(object(call, 'Lead'), id);
  if (lead === undefined) throw refused('INVALID_CROSS_REFERENCE_KEY', `invalid cross reference id: ${id}`);
  if (lead['IsDeleted'] === true) throw refused('ENTITY_IS_DELETED', 'entity is deleted');
  if (lead['IsConverted'] === true) throw refused('CANNOT_UPDATE_CONVERTED_LEAD', 'cannot reference converted lead');
  return lead;
}

function convertedStatus(call: SoapCall, label: string): string {
  const statuses = [...call.org.store.rows(object(call, 'LeadStatus'), { includeDeleted: false })];
  if (statuses.some((one) => one['IsConverted'] === true && one['ApiName'] === label)) return label;
  throw refused('INVALID_STATUS', `invalid convertedStatus: ${label}`);
}

/**
 * A queue cannot own what a lead is converted into. The sentence is the one that clients of others expect; no source
 * tells its code.
 */
function ownerOf(lead: Row, given: string | undefined): string {
  const owner = given ?? String(lead['OwnerId']);
  if (owner.startsWith('005')) return owner;
  throw refused(
    'INVALID_OPERATION',
    'Converted objects can only be owned by users.  If the lead is not owned by a user, you must specify a user for the Owner field.',
  );
}

const PERSON = ['Salutation', 'FirstName', 'LastName', 'Title', 'Phone', 'MobilePhone', 'Email', 'LeadSource'] as const;

function personOf(lead: Row): Record<string, unknown> {
  return Object.fromEntries(PERSON.flatMap((name) => (lead[name] === undefined ? [] : [[name, lead[name]]])));
}

/** Only empty fields of the contact are filled, and its lead source where that is asked for. */
function mergeInto(call: SoapCall, lead: Row, { id, isForced }: { id: string; isForced: string | undefined }): void {
  const row = call.org.store.byId(object(call, 'Contact'), id);
  if (row === undefined) throw refused('INVALID_CROSS_REFERENCE_KEY', `invalid cross reference id: ${id}`);
  const values = Object.entries(personOf(lead)).filter(
    ([name, value]) =>
      value !== null && ((row[name] ?? null) === null || (name === 'LeadSource' && isForced === 'true')),
  );
  call.org.store.update(object(call, 'Contact'), id, Object.fromEntries(values), call.options);
}

function opportunityOf(
  call: SoapCall,
  request: SoapObject,
  { lead, accountId, owner }: { lead: Row; accountId: string; owner: string },
): string | null {
  if (textIn(request, 'doNotCreateOpportunity') === 'true') return null;
  const given = textIn(request, 'opportunityId');
  if (given !== undefined) return given;
  return insert(call, 'Opportunity', {
    Name: textIn(request, 'opportunityName') ?? lead['Company'],
    AccountId: accountId,
    OwnerId: owner,
    StageName: 'Prospecting',
    CloseDate: call.options.now.toISOString().slice(0, 10),
  });
}
