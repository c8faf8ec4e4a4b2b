import type { Answer, Call } from './call';
import { header, isObject } from './call';

/** How an answer is written: as the address's ending says, else as the first type of Accept that REST has. */
export function formatOf(call: Pick<Call, 'headers'>, ending: 'json' | 'xml' | undefined): 'json' | 'xml' {
  if (ending !== undefined) return ending;
  const accepted = (header(call, 'accept') ?? '').split(',').map((type) => type.split(';', 1)[0]?.trim());
  return accepted.find((type) => type !== undefined && /^(\*\/\*|application\/(json|xml))$/.test(type)) ===
    'application/xml'
    ? 'xml'
    : 'json';
}

const ESCAPES = new Map([
  ['&', '&amp;'],
  ['<', '&lt;'],
  ['>', '&gt;'],
  ['"', '&quot;'],
  ["'", '&apos;'],
]);
export const escapeXml = (text: string): string => text.replaceAll(/[&<>"']/g, (sign) => ESCAPES.get(sign) ?? sign);

/** A value as an element; each entry of a list as an element of the same name. A record's attributes are the element's. */
function element(name: string, value: unknown): string {
  if (Array.isArray(value)) return value.map((entry) => element(name, entry)).join('');
  if (value === null || value === undefined) return `<${name} xsi:nil="true"/>`;
  if (!isObject(value)) return `<${name}>${escapeXml(String(value))}</${name}>`;
  const { attributes, ...members } = value;
  const own = isObject(attributes)
    ? Object.entries(attributes).map(([key, text]) => ` ${key}="${escapeXml(String(text))}"`)
    : [];
  const content = Object.entries(members).map(([key, member]) => element(key, member));
  return `<${name}${own.join('')}>${content.join('')}</${name}>`;
}

/** What the guide's examples call the whole: of a record, a describe or a replication it is the object. */
function rootOf({ path: [resource = '', object], method }: Pick<Call, 'path' | 'method'>): string {
  if (resource === '') return 'urls';
  if (/^query(All)?$/i.test(resource)) return 'QueryResult';
  if (resource.toLowerCase() !== 'sobjects') return 'result';
  if (object === undefined) return 'DescribeGlobal';
  return method === 'GET' ? object : 'Result';
}

/**
 * The answer in XML, as the guide's examples write it.
 * @see https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/dome_get_updated.htm
 */
export function toXml(call: Pick<Call, 'path' | 'method'>, { status, body }: Answer): string {
  const written =
    status >= 400
      ? element('Errors', { Error: body })
      : element(rootOf(call), Array.isArray(body) ? { entry: body } : body);
  return `<?xml version="1.0" encoding="UTF-8"?>${written.replace(/^<[^\s/>]+/, '$& xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"')}`;
}
