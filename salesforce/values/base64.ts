import { InputError, isRecord, show } from '../errors';
import { trimmed } from '../characters';

/** What n8n's items hold in place of a file that is stored elsewhere, where that happens to be base64 as well. */
const PLACE_OF_FILE = 'database';

const DATA_URL = /^data:[^,]{0,200};base64,/i;

/**
 * The content of a file, as base64 in one line. Salesforce decodes whatever it can of other text, and saves that as
 * the file.
 * https://www.rfc-editor.org/rfc/rfc4648#section-4
 * @throws InputError naming the field
 */
export function base64Text(value: unknown, field: string): string {
  const text = typeof value === 'string' ? trimmed(value) : '';
  const lines = text.split(/\r?\n/);
  const line = lines.join('');
  if (text !== PLACE_OF_FILE && text !== '' && lines.every(isWholeGroups) && isBase64(line)) return line;
  const form = DATA_URL.test(text) ? 'dataUrl' : isRecord(value) ? 'object' : 'text';
  const problem = form === 'dataUrl' ? 'is a data URL, not base64 alone' : 'is not the base64 of a file';
  throw new InputError(`${field}: ${show(value)} ${problem}.`, { reason: 'notBase64', form }, field);
}

/** Encoders break lines between groups of four characters. */
function isWholeGroups({ length }: string): boolean {
  return length % 4 === 0;
}

/** Without a repeated group, for which a file of many megabytes would need as long a stack. */
function isBase64(line: string): boolean {
  const digits = line.endsWith('==') ? line.slice(0, -2) : line.endsWith('=') ? line.slice(0, -1) : line;
  return !/[^A-Za-z0-9+/]/.test(digits);
}
