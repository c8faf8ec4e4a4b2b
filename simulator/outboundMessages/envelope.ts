import { escapeXml } from '../rest/xml';
import type { FieldSchema, ObjectSchema, Org, Row } from '../types';
import type { OutboundMessageDefinition } from './definitions';

/** A notification that waits to be sent. */
export interface Notification {
  readonly id: string;
  readonly recordId: string;
  readonly queuedAt: number;
  attempts: number;
  nextAt: number;
}

/** What no source answers of how messages are written. */
export interface EnvelopeSettings {
  /** IDs of 15 characters, as in an older recording, instead of 18 as in newer ones. */
  shortIds: boolean;
  /** Empty fields are there as null instead of left out. */
  nullsWritten: boolean;
}

/** XML Schema writes a dateTime's zone as Z. */
function valueText(field: FieldSchema, value: unknown, shortId: (id: string) => string): string {
  if (field.type === 'datetime') return String(value).replace(/\+0000$/, 'Z');
  return field.type === 'id' || field.type === 'reference' ? shortId(String(value)) : String(value);
}

/**
 * One message: the newest values of each record.
 * @see https://developer.salesforce.com/docs/atlas.en-us.api.meta/api/sforce_api_om_outboundmessaging_understanding.htm
 * @see https://github.com/mulesoft-labs/sfdc-outbound-message-demo src/test/resources/sample_sfdc_outbound.xml
 */
export function envelope(
  org: Pick<Org, 'id' | 'store' | 'url'>,
  definition: OutboundMessageDefinition,
  notifications: readonly Notification[],
  { shortIds, nullsWritten }: EnvelopeSettings,
): string {
  const { metadata, object: name } = definition;
  const object = org.store.schema.object(name);
  const shortId = (id: string): string => (shortIds ? id.slice(0, 15) : id);
  const address = (api: string): string =>
    `${org.url}/services/Soap/${api}/${metadata.apiVersion.toFixed(1)}/${org.id.slice(0, 15)}`;

  const element = (field: FieldSchema, row: Row): string => {
    const value = object && org.store.value(object, row, field);
    if (value === null || value === undefined) return nullsWritten ? `<sf:${field.name} xsi:nil="true"/>` : '';
    const content = isCompound(field) ? partsOf(value) : escapeXml(valueText(field, value, shortId));
    return `<sf:${field.name}>${content}</sf:${field.name}>`;
  };
  const written = (row: Row, { fields }: ObjectSchema): string =>
    fields
      .filter((field) => metadata.fields.includes(field.name))
      .map((field) => element(field, row))
      .join('');
  const record = (id: string): string => {
    const row = object && org.store.byId(object, id);
    if (object === undefined || row === undefined || row['IsDeleted'] === true) return '<sObject xsi:nil="true"/>';
    const content = written(row, object);
    return `<sObject xsi:type="sf:${name}" xmlns:sf="urn:sobject.enterprise.soap.sforce.com">${content}</sObject>`;
  };
  const session = metadata.includeSessionId
    ? `<SessionId>${org.id.slice(0, 15)}!SimulatedSessionOf.${escapeXml(metadata.integrationUser)}</SessionId>`
    : '<SessionId xsi:nil="true"/>';
  return `<?xml version="1.0" encoding="UTF-8"?>
<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" xmlns:xsd="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
 <soapenv:Body>
  <notifications xmlns="http://soap.sforce.com/2005/09/outbound">
   <OrganizationId>${shortId(org.id)}</OrganizationId>
   <ActionId>${shortId(definition.id)}</ActionId>
   ${session}
   <EnterpriseUrl>${address('c')}</EnterpriseUrl>
   <PartnerUrl>${address('u')}</PartnerUrl>
   ${notifications.map(({ id, recordId }) => `<Notification><Id>${shortId(id)}</Id>${record(recordId)}</Notification>`).join('\n   ')}
  </notifications>
 </soapenv:Body>
</soapenv:Envelope>`;
}

const isCompound = ({ type }: FieldSchema): boolean => type === 'address' || type === 'location';

function partsOf(value: unknown): string {
  return Object.entries(value as object)
    .filter(([, part]) => part !== null)
    .map(([name, part]) => `<sf:${name}>${escapeXml(String(part))}</sf:${name}>`)
    .join('');
}
