import { XMLParser, XMLValidator } from 'fast-xml-parser';

import { escapeXml } from '../rest/xml';
import { SoapFault } from './fault';

/** An element without attributes: a text, or elements by their names; each name has a list. */
export type SoapValue = string | SoapObject;

export interface SoapObject {
  readonly [name: string]: readonly SoapValue[];
}

export interface SoapMessage {
  readonly header: SoapObject;
  readonly sessionId: string | undefined;
  readonly call: string;
  readonly content: SoapObject;
}

const parser = new XMLParser({
  ignoreAttributes: true,
  removeNSPrefix: true,
  parseTagValue: false,
  trimValues: false,
  htmlEntities: true,
  isArray: () => true,
});

const isElements = (value: SoapValue | undefined): value is SoapObject => typeof value === 'object';

/** What a client has sent: the session of the header, and the one call of the body. */
export function parseEnvelope(xml: string): SoapMessage {
  if (XMLValidator.validate(xml) !== true) {
    throw new SoapFault(
      'soapenv:Client',
      'The content of elements must consist of well-formed character data or markup.',
    );
  }
  const [envelope] = (parser.parse(xml) as SoapObject)['Envelope'] ?? [];
  const [headers, body] = isElements(envelope) ? [envelope['Header']?.[0], envelope['Body']?.[0]] : [];
  const [call] = isElements(body) ? Object.keys(body).filter((name) => name !== '#text') : [];
  if (!isElements(body) || call === undefined)
    throw new SoapFault('soapenv:Client', 'No operation available for request');
  const header = isElements(headers) ? headers : {};
  const [session] = header['SessionHeader'] ?? [];
  const [content] = body[call] ?? [];
  return {
    header,
    sessionId: isElements(session) ? textIn(session, 'sessionId')?.trim() : undefined,
    call,
    content: isElements(content) ? content : {},
  };
}

/** The text under a name; undefined where there is none. */
export function textIn(object: SoapObject, name: string): string | undefined {
  const [value] = object[name] ?? [];
  return typeof value === 'string' ? value : undefined;
}

export const textsIn = (object: SoapObject, name: string): string[] =>
  (object[name] ?? []).filter((value) => typeof value === 'string');

export const objectsIn = (object: SoapObject, name: string): SoapObject[] => (object[name] ?? []).filter(isElements);

/** What an element of an answer holds; of a list each entry is an element of the same name, null is written as nil. */
export type AnswerValue = boolean | string | null | readonly AnswerValue[] | { readonly [name: string]: AnswerValue };

export function answerElement(name: string, value: AnswerValue): string {
  if (value === null) return `<${name} xsi:nil="true"/>`;
  if (Array.isArray(value)) return value.map((entry: AnswerValue) => answerElement(name, entry)).join('');
  if (typeof value !== 'object') return `<${name}>${escapeXml(String(value))}</${name}>`;
  const content = Object.entries(value).map(([key, member]) => answerElement(key, member));
  return `<${name}>${content.join('')}</${name}>`;
}
