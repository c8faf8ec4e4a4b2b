import { LINE_FEED, RETURN } from '../csv';
import { InputError } from '../errors';

const A_PAGE = 'a web page (HTML), which often stands in for a file that needs a sign-in';

/** How files begin that are taken for a CSV: the formats' own specifications have these bytes. */
const OTHER_FORMATS: readonly (readonly [begins: string, what: string])[] = [
  ['504b0304', 'an Excel workbook, or another ZIP archive'],
  ['d0cf11e0a1b11ae1', 'an old Excel workbook, or another Office document'],
  ['1f8b', 'compressed with gzip'],
  ['25504446', 'a PDF'],
  ['89504e47', 'a picture (PNG)'],
  ['ffd8ff', 'a picture (JPEG)'],
];
/** How texts begin that are no CSV, after blanks: no column is called so. */
const OTHER_TEXTS: readonly (readonly [begins: RegExp, what: string])[] = [
  [/^<(?:!doctype\s+html|html|head|body)\b/i, A_PAGE],
  [/^<(?:\?xml\b|!doctype\b|\w[\w:-]*(?:\s[^<>]*)?>\s*<)/i, 'XML'],
  [/^(?:\{\s*(?:"[^"]*"\s*:|\}|$)|\[\s*(?:[{\]]|$))/, 'JSON'],
];
const LONGEST_BEGINNING = 8;
/** Bytes that have a few words and a separator, whatever the encoding. */
const HEAD_BYTES = 512;
const TAB = 0x09;
const FIRST_PRINTED = 0x20;

/**
 * Passes a CSV on as it comes.
 * @throws InputError for a file of another format or in UTF-16, as its first bytes tell
 */
export async function* asCsv(file: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void, undefined> {
  let head: Uint8Array | undefined = new Uint8Array();
  for await (const chunk of file) {
    if (head === undefined) {
      yield chunk;
      continue;
    }
    head = Buffer.concat([head, chunk]);
    if (head.length < HEAD_BYTES) continue;
    refuseOtherFormat(head);
    yield head;
    head = undefined;
  }
  if (head === undefined || head.length === 0) return;
  refuseOtherFormat(head);
  yield head;
}

function refuseOtherFormat(head: Uint8Array): void {
  const begins = Buffer.from(head.subarray(0, LONGEST_BEGINNING));
  const [, what] = OTHER_FORMATS.find(([bytes]) => begins.toString('hex').startsWith(bytes)) ?? [];
  if (what !== undefined) throw notCsv(what);
  // Its bytes can be any.
  if (isMarkedUtf16(begins)) throw inUtf16();
  const otherText = otherTextAt(head);
  if (otherText !== undefined) throw notCsv(otherText);
  // The header has words of its own for zeros: they can be of a row.
  if (!begins.some((byte) => byte !== 0 && isNoText(byte))) return;
  throw isUtf16(head.subarray(0, HEAD_BYTES)) ? inUtf16() : notCsv('of a format other than text');
}

function otherTextAt(head: Uint8Array): string | undefined {
  const text = Buffer.from(head.subarray(0, HEAD_BYTES))
    .toString('utf8')
    .replace(/^[\s\ufeff]+/, '');
  return OTHER_TEXTS.find(([begins]) => begins.test(text))?.[1];
}

function isNoText(byte: number): boolean {
  return byte < FIRST_PRINTED && byte !== TAB && byte !== LINE_FEED && byte !== RETURN;
}

/** Whether a file begins with the byte order mark of UTF-16, as Excel's “Unicode Text” does. */
function isMarkedUtf16([first, second]: Uint8Array): boolean {
  return (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff);
}

/** Whether it is text in UTF-16 without that mark, in either order: in the wrong one, no separator is a separator. */
function isUtf16(head: Uint8Array): boolean {
  const even = Buffer.from(head.subarray(0, head.length - (head.length % 2)));
  return [even, Buffer.from(even).swap16()].map((bytes) => bytes.toString('utf16le')).some(isTable);
}

function isTable(text: string): boolean {
  return /^[\p{L}\p{M}\p{N}\p{P}\p{S}\p{Zs}\p{Cf}\t\r\n]+\p{Cs}?$/u.test(text) && /[,;|\t\r\n]/.test(text);
}

function inUtf16(): InputError {
  return new InputError('The file is encoded in UTF-16, and not in UTF-8.', { reason: 'fileNotUtf8' });
}

function notCsv(what: string): InputError {
  return new InputError(`The file is no CSV: it is ${what}.`, { reason: 'notCsv' });
}
