import { XMLParser, XMLValidator } from 'fast-xml-parser';

import { checkCharacters } from './characters';
import { asError, InputError, shorten } from './errors';

/** An element with its namespace, so that it does not matter which prefix a sender chose. */
export interface XmlElement {
  readonly namespace: string;
  readonly name: string;
  /** Values by namespace and name: see {@link attributeOf}. */
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: readonly XmlElement[];
  /** All of its own text, with every space and line break. */
  readonly text: string;
  /** What a prefix in its values stands for, as in `xsi:type="sf:Account"`. */
  readonly prefixes: ReadonlyMap<string, string>;
}

export class XmlError extends Error {}

/** An outbound message has seven levels, and the answer to a SOAP call as many. */
const DEEPEST_ELEMENT = 20;
const ATTRIBUTE_PREFIX = '@';
const TEXT_NODE = '#text';
const CDATA_NODE = '#cdata';

const parser = new XMLParser({
  preserveOrder: true,
  ignoreAttributes: false,
  attributeNamePrefix: ATTRIBUTE_PREFIX,
  textNodeName: TEXT_NODE,
  cdataPropName: CDATA_NODE,
  parseTagValue: false,
  trimValues: false,
  // Entities are read here: the parser would read those that a document declares, and leave out characters by number.
  processEntities: false,
  ignoreDeclaration: true,
  ignorePiTags: true,
  maxNestedTags: DEEPEST_ELEMENT,
  jPath: false,
});

/**
 * The root element of a well-formed XML document without a document type, which SOAP forbids.
 * @throws XmlError
 */
export function parseXml(text: string): XmlElement {
  if (declaresType(text)) throw new XmlError('it declares a document type, which SOAP does not allow');
  if (isForeign(text)) throw new XmlError('it is not in UTF-8');
  expectSize(text);
  const validity = XMLValidator.validate(text);
  if (validity !== true)
    throw new XmlError(`it is not well-formed XML: ${shorten(validity.err.msg.replace(/\.$/, ''))}`);
  const roots = (nodesIn(text) as Parsed[]).filter((node) => localName(node) !== TEXT_NODE);
  const [root] = roots;
  if (root === undefined || roots.length > 1) throw new XmlError('it does not have one root element');
  return elementOf(root, new Map([['xml', 'http://www.w3.org/XML/1998/namespace']]));
}

/** A hundred records with all fields that an object can have are fewer. */
const MOST_TAGS = 200_000;
const MOST_ATTRIBUTES = 100_000;

/** Before any time is spent on it: whoever knows the address can send this. */
function expectSize(text: string): void {
  let tags = 0;
  let attributes = 0;
  let inTag = false;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === OPEN_TAG) tags += 1;
    else if (code === EQUALS && inTag) attributes += 1;
    inTag = code === OPEN_TAG || (inTag && code !== CLOSE_TAG);
  }
  if (tags > MOST_TAGS || attributes > MOST_ATTRIBUTES) {
    throw new XmlError('it has more elements or attributes than Salesforce sends');
  }
}

const OPEN_TAG = 0x3c;
const EQUALS = 0x3d;
const CLOSE_TAG = 0x3e;

/** Prefixes that an element can use at a time; Salesforce declares five. */
const MOST_PREFIXES = 50;

function nodesIn(text: string): unknown {
  try {
    return parser.parse(text);
  } catch (error) {
    throw new XmlError(`it is not XML that can be read: ${shorten(asError(error).message)}`);
  }
}

/** Whether there is a document type, wherever it stands: the parser would read one anywhere. */
function declaresType(text: string): boolean {
  for (let at = text.indexOf('<!'); at >= 0; at = text.indexOf('<!', at)) {
    const end = text.startsWith('<!--', at) ? '-->' : text.startsWith('<![CDATA[', at) ? ']]>' : undefined;
    if (end === undefined) return true;
    const close = text.indexOf(end, at);
    if (close < 0) return false;
    at = close + end.length;
  }
  return false;
}

/** Whether the document says that it is in another encoding than the one it is read in. */
function isForeign(text: string): boolean {
  return /^\s*<\?xml\s[^>]{0,100}encoding\s{0,9}=\s{0,9}["'](?!utf-8["'])/i.test(text.slice(0, 500));
}

/** As the parser gives it: one property that is named like the element and holds its content, and the attributes. */
type Parsed = Readonly<Record<string, unknown>>;

const ATTRIBUTES = ':@';

function localName(node: Parsed): string {
  return Object.keys(node).find((key) => key !== ATTRIBUTES) ?? '';
}

function elementOf(node: Parsed, outer: ReadonlyMap<string, string>): XmlElement {
  const qualified = localName(node);
  const written = Object.entries((node[ATTRIBUTES] ?? {}) as Record<string, string>).map(
    ([name, value]) => [name.slice(ATTRIBUTE_PREFIX.length), withoutReferences(value)] as const,
  );
  const prefixes = declaredIn(written, outer);
  const attributes = written
    .filter(([name]) => name !== 'xmlns' && !name.startsWith('xmlns:'))
    // An attribute without a prefix is in no namespace.
    .map(
      ([name, value]) =>
        [name.includes(':') ? attributeKey(expanded(name, prefixes)) : attributeKey(['', name]), value] as const,
    );
  const [namespace, name] = expanded(qualified, prefixes);
  const content = node[qualified] as readonly Parsed[];
  const elements = content.filter((child) => ![TEXT_NODE, CDATA_NODE].includes(localName(child)));
  return {
    namespace,
    name,
    attributes: new Map(attributes),
    children: elements.map((child) => elementOf(child, prefixes)),
    text: content.map(textIn).join(''),
    prefixes,
  };
}

function declaredIn(
  attributes: readonly (readonly [string, string])[],
  outer: ReadonlyMap<string, string>,
): ReadonlyMap<string, string> {
  const declared = attributes.filter(([name]) => name === 'xmlns' || name.startsWith('xmlns:'));
  if (declared.length === 0) return outer;
  const prefixes = new Map([...outer, ...declared.map(([name, uri]) => [name.slice('xmlns:'.length), uri] as const)]);
  if (prefixes.size > MOST_PREFIXES) throw new XmlError('it declares more prefixes than Salesforce does');
  return prefixes;
}

/**
 * Namespace and name of a qualified name.
 * @throws XmlError when its prefix stands for nothing
 */
export function expanded(qualified: string, prefixes: ReadonlyMap<string, string>): [string, string] {
  const colon = qualified.indexOf(':');
  const prefix = qualified.slice(0, Math.max(0, colon));
  const namespace = prefixes.get(prefix);
  if (namespace === undefined && prefix !== '')
    throw new XmlError(`the prefix “${prefix.slice(0, 50)}” is not declared`);
  return [namespace ?? '', qualified.slice(colon + 1)];
}

function attributeKey([namespace, name]: readonly [string, string]): string {
  return `${namespace} ${name}`;
}

export function attributeOf(element: XmlElement, namespace: string, name: string): string | undefined {
  return element.attributes.get(attributeKey([namespace, name]));
}

/** https://www.w3.org/TR/xmlschema-1/#xsi_nil */
export const XML_INSTANCE = 'http://www.w3.org/2001/XMLSchema-instance';

/** Whether it says that it has no value. */
export function isNil(element: XmlElement): boolean {
  return ['true', '1'].includes(attributeOf(element, XML_INSTANCE, 'nil')?.trim() ?? '');
}

/** The element's only child of this name; undefined if there is none, or if there are several. */
export function childOf(element: XmlElement, namespace: string, name: string): XmlElement | undefined {
  const [child, ...others] = childrenOf(element, namespace, name);
  return others.length === 0 ? child : undefined;
}

export function childrenOf({ children }: XmlElement, namespace: string, name: string): readonly XmlElement[] {
  return children.filter((child) => child.namespace === namespace && child.name === name);
}

function textIn(node: Parsed): string {
  const name = localName(node);
  if (name === TEXT_NODE) return withoutReferences(String(node[TEXT_NODE]));
  if (name !== CDATA_NODE) return '';
  return (node[CDATA_NODE] as readonly Parsed[]).map((part) => String(part[TEXT_NODE])).join('');
}

/** The five that XML itself has. */
const XML_ENTITIES: ReadonlyMap<string, string> = new Map([
  ['apos', "'"],
  ['gt', '>'],
  ['lt', '<'],
  ['quot', '"'],
  ['amp', '&'],
]);

/** What stands for a character: `&amp;`, `&#233;`, `&#xE9;`; or else the `&` alone. */
const CHARACTER_REFERENCE = /&(?:([a-z]+)|#(\d{1,7})|#x([\dA-Fa-f]{1,6}));|&.{0,20}/g;

/** Where only names stand for characters, as Salesforce writes it, the text is searched for each: this takes a tenth of the time. */
const OTHER_REFERENCE = /&(?!(?:amp|apos|gt|lt|quot);)/;

function withoutReferences(text: string): string {
  if (!text.includes('&')) return text;
  if (OTHER_REFERENCE.test(text)) return text.replaceAll(CHARACTER_REFERENCE, character);
  // The one that others begin with comes last.
  return [...XML_ENTITIES].reduce((read, [name, meant]) => read.replaceAll(`&${name};`, meant), text);
}

function character(reference: string, name?: string, decimal?: string, hex?: string): string {
  const known = name === undefined ? characterOf(decimal, hex) : XML_ENTITIES.get(name);
  if (known === undefined) throw new XmlError(`it refers to “${reference}”, which XML does not define`);
  return known;
}

function characterOf(decimal: string | undefined, hex: string | undefined): string | undefined {
  const code = decimal === undefined ? parseInt(hex ?? '', 16) : Number(decimal);
  return isCharacter(code) ? String.fromCodePoint(code) : undefined;
}

/** https://www.w3.org/TR/xml/#charsets */
function isCharacter(code: number): boolean {
  return (
    [0x9, 0xa, 0xd].includes(code) ||
    (code >= 0x20 && code <= 0xd7ff) ||
    (code >= 0xe000 && code <= 0xfffd) ||
    (code >= 0x10000 && code <= 0x10ffff)
  );
}

const XML_ESCAPES: ReadonlyMap<string, string> = new Map([...XML_ENTITIES].map(([name, sign]) => [sign, `&${name};`]));

/**
 * A text as the content of an element. A carriage return is named, since a reader would make a line feed of it.
 * @param fields API names of the fields it is for
 * @throws InputError for a character that no XML document can have
 */
export function escapedXml(text: string, ...fields: string[]): string {
  const subject = fields[0] === undefined ? 'The text' : `${fields[0]}: the text`;
  checkCharacters(text, () => subject, ...fields);
  for (const sign of text) {
    const code = sign.codePointAt(0) ?? 0;
    if (isCharacter(code)) continue;
    const name = `U+${code.toString(16).toUpperCase().padStart(4, '0')}`;
    throw new InputError(`${subject} contains the control character ${name}.`, { reason: 'notInXml' }, ...fields);
  }
  return text.replaceAll(/[<>&"']/g, (sign) => XML_ESCAPES.get(sign) ?? sign).replaceAll('\r', '&#13;');
}
