import { canonicalId, isIdWith } from '../ids';
import { isApiName } from '../names';
import {
  attributeOf,
  childOf,
  childrenOf,
  expanded,
  isNil,
  parseXml,
  XML_INSTANCE,
  XmlError,
  type XmlElement,
} from '../xml';

/**
 * An outbound message as Salesforce sends it: https://developer.salesforce.com/docs/atlas.en-us.api.meta/api/sforce_api_om_outboundmessaging_understanding.htm
 * The session that it may carry is left out: nobody who sees the data needs it.
 */
export interface OutboundMessage {
  /** 18 characters, as all IDs. */
  readonly organizationId: string;
  /** The outbound message’s definition in Setup. */
  readonly actionId: string;
  readonly enterpriseUrl?: string;
  readonly partnerUrl?: string;
  /** Each ID once, in the order of the message. */
  readonly notifications: readonly Notification[];
}

export interface Notification {
  /** The same whenever Salesforce sends it again. */
  readonly id: string;
  /** Undefined if the record was deleted before the message was sent: it has no data then. */
  readonly object: string | undefined;
  readonly fields: ReadonlyMap<string, SentValue>;
}

/** Text as sent; null where the field is empty; a compound field’s parts by their names. */
export type SentValue = string | null | ReadonlyMap<string, string | null>;

const SOAP = 'http://schemas.xmlsoap.org/soap/envelope/';
const OUTBOUND = 'http://soap.sforce.com/2005/09/outbound';
const OBJECT = 'urn:sobject.enterprise.soap.sforce.com';

/**
 * Reads the body of a request.
 * @throws XmlError for whatever is no outbound message, with what is wrong: a clause
 */
export function parseOutboundMessage(body: string): OutboundMessage {
  const envelope = parseXml(body);
  if (envelope.namespace !== SOAP || envelope.name !== 'Envelope') throw new XmlError('it is not a SOAP 1.1 envelope');
  const message = onlyChild(onlyChild(envelope, SOAP, 'Body'), OUTBOUND, 'notifications');
  const notifications = childrenOf(message, OUTBOUND, 'Notification').map(notificationOf);
  if (notifications.length === 0) throw new XmlError('it has no notification');
  const enterpriseUrl = childOf(message, OUTBOUND, 'EnterpriseUrl')?.text;
  const partnerUrl = childOf(message, OUTBOUND, 'PartnerUrl')?.text;
  const organizationId = idUnder(message, OUTBOUND, 'OrganizationId');
  if (!isIdWith('00D', organizationId)) throw new XmlError('OrganizationId is not the ID of an org');
  return {
    organizationId,
    actionId: idUnder(message, OUTBOUND, 'ActionId'),
    ...(enterpriseUrl ? { enterpriseUrl } : {}),
    ...(partnerUrl ? { partnerUrl } : {}),
    // A repeated one says the same again.
    notifications: [...new Map(notifications.map((one) => [one.id, one])).values()],
  };
}

function onlyChild(element: XmlElement, namespace: string, name: string): XmlElement {
  const child = childOf(element, namespace, name);
  if (child === undefined) throw new XmlError(`${element.name} does not have one ${name}`);
  return child;
}

function idUnder(element: XmlElement, namespace: string, name: string): string {
  const id = canonicalId(onlyChild(element, namespace, name).text.trim());
  if (id === undefined) throw new XmlError(`${name} is not a Salesforce ID`);
  return id;
}

/** https://help.salesforce.com/s/articleView?id=platform.workflow_om_considerations.htm: a deleted record has no data. */
function notificationOf(element: XmlElement): Notification {
  const id = idUnder(element, OUTBOUND, 'Id');
  const [record, ...others] = childrenOf(element, OUTBOUND, 'sObject');
  if (others.length > 0) throw new XmlError('a notification has several records');
  if (record === undefined || (record.children.length === 0 && textOrNull(record) === null)) {
    return { id, object: undefined, fields: new Map() };
  }
  const fields = record.children.map((child) => [fieldName(child), sentValue(child)] as const);
  const names = new Set(fields.map(([name]) => name.toLowerCase()));
  if (names.size < fields.length) throw new XmlError('a field is there twice');
  return { id, object: objectNotified(record), fields: new Map(fields) };
}

function objectNotified(record: XmlElement): string {
  const type = attributeOf(record, XML_INSTANCE, 'type') ?? '';
  const [namespace, object] = expanded(type.trim(), record.prefixes);
  if (namespace !== OBJECT || !isApiName(object)) throw new XmlError('a record does not say of which object it is');
  return object;
}

function fieldName({ namespace, name }: XmlElement): string {
  if (namespace !== OBJECT || !isApiName(name)) throw new XmlError('a record contains what is no field');
  return name;
}

function sentValue(element: XmlElement): SentValue {
  if (element.children.length === 0) return textOrNull(element);
  return new Map(element.children.map((part) => [fieldName(part), textOrNull(part)]));
}

function textOrNull(element: XmlElement): string | null {
  if (element.children.length > 0) throw new XmlError('a field is nested too deep');
  return isNil(element) ? null : element.text;
}
