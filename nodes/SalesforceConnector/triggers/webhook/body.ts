import { XmlError } from '../../../../salesforce/outboundMessages';
import { utf8Text } from '../../../../salesforce/wholeText';

/** n8n takes 16 MB unless it is told otherwise; this is for when it is. */
const MOST_BYTES = 64 * 1024 * 1024;

interface ReceivedRequest {
  readonly headers: Readonly<Record<string, string[] | string | undefined>>;
  readonly rawBody?: unknown;
}

/**
 * The body as it was sent: n8n reads XML itself, but changes the case of names and the spaces in values.
 * @throws XmlError
 */
export function bodyOf({ headers, rawBody }: ReceivedRequest): string {
  const contentType = String(headers['content-type'] ?? '');
  if (!/^(?:text|application)\/(?:[\w.-]+\+)?xml\s*(?:;|$)/i.test(contentType))
    throw new XmlError('its content type is not XML');
  const [, charset = 'utf-8'] = /;\s*charset\s*=\s*("[^"]*"|[^\s;]*)/i.exec(contentType) ?? [];
  if (!/^"?utf-8"?$/i.test(charset)) throw new XmlError('it is not in UTF-8');
  if (!Buffer.isBuffer(rawBody)) throw new XmlError('it has no body');
  if (rawBody.length > MOST_BYTES) throw new XmlError('it is too long');
  const text = utf8Text(rawBody);
  if (text === undefined) throw new XmlError('it is not in UTF-8');
  return text;
}
