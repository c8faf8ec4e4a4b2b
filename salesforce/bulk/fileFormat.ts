import { LINE_FEED, RETURN } from '../csv';
import { InputError } from '../errors';

/** How files begin that are taken for a CSV: the formats' own specifications have these bytes. */
const OTHER_FORMATS: readonly (readonly [begins: string, what: string])[] = [
  ['504b0304', 'an Excel workbook, or another ZIP archive'],
  ['d0cf11e0a1b11ae1', 'an old Excel workbook, or another Office document'],
  ['1f8b', 'compressed with gzip'],
  ['25504446', 'a PDF'],
  ['89504e47', 'a picture (PNG)'],
  ['ffd8ff', 'a picture (JPEG)'],
];
const LONGEST_BEGINNING = 8;
const TAB = 0x09;
const FIRST_PRINTED = 0x20;

/**
 * Passes a CSV on as it comes.
 * @throws InputError for a file of another format, as its first bytes tell
 */
export async function* asCsv(file: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void, undefined> {
  let head: Uint8Array | undefined = new Uint8Array();
  for await (const chunk of file) {
    if (head === undefined) {
      yield chunk;
      continue;
    }
    head = Buffer.concat([head, chunk]);
    if (head.length < LONGEST_BEGINNING) continue;
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
  // Text in UTF-16 has words of its own: its bytes can be any, and a zero is beside each character of English.
  if (isMarkedUtf16(begins)) return;
  if (
    begins.some((byte) => byte < FIRST_PRINTED && byte !== 0 && byte !== TAB && byte !== LINE_FEED && byte !== RETURN)
  ) {
    throw notCsv('of a format other than text');
  }
}

/** Whether a file begins with the byte order mark of UTF-16, as Excel's “Unicode Text” does. */
function isMarkedUtf16([first, second]: Uint8Array): boolean {
  return (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff);
}

function notCsv(what: string): InputError {
  return new InputError(`The file is no CSV: it is ${what}.`, { reason: 'notCsv' });
}
