import type { Request } from '../http';
import type { Versioned } from '../org';
import { soapPath, type SoapLetter } from '../path';
import { escapedXml } from '../xml';
import { checkSoapSession } from './session';

/** https://developer.salesforce.com/docs/atlas.en-us.api.meta/api/sforce_api_partner.htm */
export const PARTNER = 'urn:partner.soap.sforce.com';
export const PARTNER_OBJECT = 'urn:sobject.partner.soap.sforce.com';
export const ENVELOPE = 'http://schemas.xmlsoap.org/soap/envelope/';

/** What an element holds: a value, or other elements, written already. */
type XmlContent = boolean | string | { readonly xml: string };

/** Written as text, in the API's namespace unless its prefix names another. */
export function xmlElement(name: string, content: XmlContent): string {
  const written = typeof content === 'object' ? content.xml : escapedXml(String(content));
  return `<${name}>${written}</${name}>`;
}

/** Elements in the order given; those without a value are left out. */
export function xmlElements(values: Readonly<Record<string, XmlContent | undefined>>): string {
  return Object.entries(values)
    .map(([name, content]) => (content === undefined ? '' : xmlElement(name, content)))
    .join('');
}

/** One of the SOAP APIs. */
export interface SoapApi {
  readonly letter: SoapLetter;
  /** Of its calls and their answers. */
  readonly namespace: string;
}

export const PARTNER_API: SoapApi = { letter: 'u', namespace: PARTNER };

/** https://developer.salesforce.com/docs/atlas.en-us.apexcode.meta/apexcode/sforce_api_calls_executeanonymous.htm */
export const APEX_API: SoapApi = { letter: 's', namespace: 'http://soap.sforce.com/2006/08/apex' };

/** What is called, with what. */
export interface SoapCallOf {
  readonly api: SoapApi;
  readonly call: string;
  readonly content: string;
  /** Elements for the header, beside the session. */
  readonly header?: string;
}

/**
 * A call of a SOAP API. Its session is in the message, since no header of HTTP is looked at.
 * https://developer.salesforce.com/docs/atlas.en-us.api.meta/api/sforce_api_header_sessionheader.htm
 * Writing it throws InputError for a session that SOAP does not take.
 */
export function soapRequest({ version }: Versioned, called: SoapCallOf): Request {
  return {
    method: 'POST',
    path: soapPath(version, called.api.letter),
    headers: { Accept: 'text/xml', SOAPAction: '""' },
    signedText: { type: 'text/xml; charset=UTF-8', write: (session) => envelope(session, called) },
  };
}

function envelope(session: string, { api, call, content, header = '' }: SoapCallOf): string {
  checkSoapSession(session);
  const signature = xmlElement('SessionHeader', { xml: xmlElement('sessionId', session) });
  return (
    '<?xml version="1.0" encoding="UTF-8"?>' +
    `<env:Envelope xmlns:env="${ENVELOPE}" xmlns="${api.namespace}" xmlns:s="${PARTNER_OBJECT}">` +
    `<env:Header>${signature}${header}</env:Header>` +
    `<env:Body>${xmlElement(call, { xml: content })}</env:Body></env:Envelope>`
  );
}
