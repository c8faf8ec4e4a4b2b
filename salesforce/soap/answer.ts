import {
  AnswerError,
  asError,
  expectCharset,
  expectStatus,
  readErrors,
  SalesforceError,
  type ApiErrorEntry,
} from '../errors';
import type { Response } from '../http';
import { childOf, childrenOf, expanded, isNil, parseXml, XmlError, type XmlElement } from '../xml';
import { APEX_API, ENVELOPE, type SoapCallOf } from './envelope';

/** What a call says of one of the things that it was asked to do. */
export interface SoapResult {
  readonly success: boolean;
  readonly errors: readonly ApiErrorEntry[];
  /** The texts under a name, in order. */
  readonly texts: (name: string) => readonly string[];
}

/** The answer to a call. */
interface SoapAnswer {
  /** In order. */
  readonly results: readonly SoapResult[];
  /** What the header holds besides. */
  readonly header: XmlElement | undefined;
}

/**
 * @throws SalesforceError for a fault, as REST would have refused
 * @throws AnswerError for what is not Salesforce's answer to this call
 */
export function soapAnswer(response: Response, { api, call }: Pick<SoapCallOf, 'api' | 'call'>): SoapAnswer {
  const { body, status } = response;
  const { content, header } = messageIn(body);
  const refused = content === undefined ? undefined : restRefusal(content, status);
  if (refused !== undefined) throw new SalesforceError(refused.status, [refused.error]);
  expectCharset(expectStatus(response, 200));
  if (content?.namespace !== api.namespace || content.name !== `${call}Response`) {
    throw new AnswerError(status, `the answer to the SOAP call ${call} was expected`, body);
  }
  try {
    return { results: childrenOf(content, api.namespace, 'result').map(resultOf), header };
  } catch (error) {
    if (!(error instanceof XmlError)) throw error;
    throw new AnswerError(status, error.message, body);
  }
}

/**
 * Whether a call was refused for want of a session, in Salesforce's own words: with 500, where REST has 401.
 * https://help.salesforce.com/s/articleView?id=000381864
 */
export function lacksSession({ body, status }: Response): boolean {
  if (status !== 500) return false;
  const { content } = messageIn(body);
  return content !== undefined && restRefusal(content, status)?.status === 401;
}

/** The header of an envelope and the one element in its body; neither for anything else. */
function messageIn(body: unknown): { readonly content?: XmlElement; readonly header?: XmlElement | undefined } {
  if (typeof body !== 'string') return {};
  try {
    const envelope = parseXml(body);
    const inside = envelope.name === 'Envelope' ? childOf(envelope, ENVELOPE, 'Body') : undefined;
    const [content, ...others] = inside?.children ?? [];
    if (envelope.namespace !== ENVELOPE || content === undefined || others.length > 0) return {};
    return { content, header: childOf(envelope, ENVELOPE, 'Header') };
  } catch (error) {
    if (error instanceof XmlError) return {};
    throw asError(error);
  }
}

/**
 * Of the codes of faults: the partner API has a namespace for them, the others write them in their own.
 * https://developer.salesforce.com/docs/atlas.en-us.api.meta/api/sforce_api_calls_concepts_core_data_objects.htm
 */
const FAULTS: ReadonlySet<string> = new Set(['urn:fault.partner.soap.sforce.com', APEX_API.namespace]);

/** Where REST’s status tells more than that the request was refused. */
const REST_STATUSES: ReadonlyMap<string, number> = new Map([
  ['API_CURRENTLY_DISABLED', 403],
  ['API_DISABLED_FOR_ORG', 403],
  ['INVALID_SESSION_ID', 401],
  ['REQUEST_LIMIT_EXCEEDED', 403],
  ['SERVER_UNAVAILABLE', 503],
  ['UNKNOWN_EXCEPTION', 500],
]);

/** A refusal as REST would have answered it. */
interface RestRefusal {
  readonly status: number;
  readonly error: ApiErrorEntry;
}

/**
 * A fault as REST would have answered it; undefined for what is none, or not in the words of Salesforce.
 * @param answered the status that it came with
 */
function restRefusal(content: XmlElement, answered: number): RestRefusal | undefined {
  if (content.namespace !== ENVELOPE || content.name !== 'Fault') return undefined;
  const codeElement = childOf(content, '', 'faultcode');
  if (codeElement === undefined) return undefined;
  const [namespace, code] = faultName(codeElement);
  const said = childOf(content, '', 'faultstring')?.text.trim() ?? '';
  if (namespace === ENVELOPE && code === 'Client' && answered === 500) {
    return { status: 400, error: { errorCode: UNREAD_MESSAGE, message: said, fields: [] } };
  }
  if (!FAULTS.has(namespace) || !/^[A-Z][A-Z0-9_]{1,99}$/.test(code)) return undefined;
  // It begins with the code once more.
  const message = said.startsWith(`${code}:`) ? said.slice(code.length + 1).trim() : said;
  return { status: REST_STATUSES.get(code) ?? 400, error: { errorCode: code, message, fields: [] } };
}

/**
 * SOAP’s own code for a message that cannot be read, of which nothing was done: xjsender/haoide-vscode#10 has such a fault.
 * https://www.w3.org/TR/2000/NOTE-SOAP-20000508/#_Toc478383510
 */
const UNREAD_MESSAGE = 'soapenv:Client';

function faultName({ text, prefixes }: XmlElement): readonly [string, string] {
  try {
    return expanded(text.trim(), prefixes);
  } catch (error) {
    if (error instanceof XmlError) return ['', ''];
    throw asError(error);
  }
}

function resultOf(element: XmlElement): SoapResult {
  const texts = (name: string) => childTexts(element, name);
  const success = flagIn(texts('success'));
  const errors = childrenOf(element, element.namespace, 'errors').filter((error) => !isNil(error));
  if (success && errors.length > 0) throw new XmlError('a result is a success and has errors');
  return { success, errors: errors.flatMap(errorEntries), texts };
}

/** The texts under a name, without those that have no value. */
export function childTexts(element: XmlElement, name: string): readonly string[] {
  return childrenOf(element, element.namespace, name)
    .filter((child) => !isNil(child))
    .map(({ text }) => text.trim());
}

function flagIn([text, ...others]: readonly string[]): boolean {
  if (others.length > 0 || (text !== 'true' && text !== 'false')) {
    throw new XmlError('a result does not say whether it is a success');
  }
  return text === 'true';
}

function errorEntries(error: XmlElement): readonly ApiErrorEntry[] {
  const [statusCode] = childTexts(error, 'statusCode');
  const [message] = childTexts(error, 'message');
  return readErrors({ status: 400, body: { statusCode, message, fields: childTexts(error, 'fields') } });
}

const NO_REASON_TOLD: ApiErrorEntry = {
  errorCode: 'UNKNOWN_EXCEPTION',
  message: 'Salesforce did not do it, and gives no reason.',
  fields: [],
};

/** What a result that is no success means for what was asked for. */
export function errorOfResult({ errors }: SoapResult): SalesforceError {
  const [first] = errors;
  return new SalesforceError(first?.errorCode === 'ENTITY_IS_DELETED' ? 404 : 400, first ? errors : [NO_REASON_TOLD]);
}
