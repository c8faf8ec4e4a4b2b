import { afterAll, describe, expect, test } from '@jest/globals';

import { itemReader } from '../../nodes/SalesforceConnector/operations/itemExpressions';
import { instanceUrl, isOrgHost, orgHost } from '../../salesforce/auth';
import { rsaPrivateKey } from '../../salesforce/auth/privateKey';
import { ingestColumns } from '../../salesforce/bulk/header';
import { jobId, LONGEST_CELL } from '../../salesforce/bulk/jobs';
import { checkBulkQuery } from '../../salesforce/bulk/query';
import { withPlainNumbers } from '../../salesforce/bulk/plainNumbers';
import { recordsOf } from '../../salesforce/bulk/queryRecords';
import { CsvScan } from '../../salesforce/bulk/csvScan';
import { rowError } from '../../salesforce/bulk/rowErrors';
import { csvLine, CsvParser, isWritten, readCsv, RowParser } from '../../salesforce/csv';
import {
  beginningOf,
  expectStatus,
  readErrors,
  redact,
  SalesforceError,
  shorten,
  show,
  withoutSessions,
} from '../../salesforce/errors';
import { recordId } from '../../salesforce/ids';
import { apiUsage, retryAfter } from '../../salesforce/limits';
import { apiName, fieldPath } from '../../salesforce/names';
import { parseOutboundMessage } from '../../salesforce/outboundMessages';
import { dataPath, nextPath, target } from '../../salesforce/path';
import { AskedRows } from '../../salesforce/query/asked';
import { selectedColumns } from '../../salesforce/query/columns';
import { readSaved, withoutKey } from '../../salesforce/records/single';
import { bind } from '../../salesforce/soql/bind';
import { clausesOf, inIdOrder } from '../../salesforce/soql/clauses';
import { likeLiteral, soqlLiteral } from '../../salesforce/soql/literals';
import { tokensOf } from '../../salesforce/soql/scan';
import { select } from '../../salesforce/soql/select';
import { soslScope, soslTerm } from '../../salesforce/soql/sosl';
import { dateText, datetimeText, isRelativeDateLiteral, timeText } from '../../salesforce/values/dates';
import { recordValues } from '../../salesforce/values/record';
import { canonicalNumber, exactNumber, isNumberText, plainNumber } from '../../salesforce/numbers';
import { jsonOrText } from '../../salesforce/json';
import { booleanOf, numberOf, textOf } from '../../salesforce/values/scalars';
import { cellOf } from '../../salesforce/write/cells';
import { Pairing } from '../../salesforce/write/pairing';
import { idOf, message } from '../salesforce/outboundMessages/messages';
import { fakeSend } from '../support/fakeSend';
import { orgOf } from '../support/orgOf';
import { field, object } from '../support/schema';

/**
 * Work is told from its growth, and not from a clock: of 64 times the text, 64 times the time is linear and 4,096 times is
 * quadratic. What lies between the two is room for a machine that does something else at the same time, for the memory
 * that a long text fills, and for what a reading costs however short the text is. The bound is as far from the one as from
 * the other: eight times.
 */
const GROWTH = 64;
const MOST = 512;
/** Characters of a long text: what reads each of them again for each takes seconds. */
const LARGE = 60_000;
const MILLION = 1_000_000;
/** How many times as long twice the text may take: what reads each part again for each takes four times as long. */
const MOST_OF_TWICE = 3;
/** Milliseconds below which nothing is told from a ratio. */
const UNTOLD = 5;
/** Measures that are taken before it is said that something takes too long. */
const RUNS = 10;
/** Readings of a short text that are measured as one: a single one is over too soon. */
const READINGS = 16;

/** Texts of any length that are made of one part over and over. */
const TEXTS: Readonly<Record<string, (length: number) => string>> = {
  ...Object.fromEntries(
    [
      '1',
      '0',
      'A',
      'a',
      ' ',
      '"',
      '""',
      "'",
      "''",
      '`',
      ',',
      '"x",',
      ';',
      '(',
      ')',
      '()',
      '( ',
      ') ',
      'IN ',
      'IN(',
      'NOT ',
      'FROM ',
      'FROM a ',
      'SELECT ',
      '(SELECT ',
      'GROUP ',
      'GROUP  BY ',
      'COUNT(',
      'TYPEOF ',
      'a,',
      'a, ',
      'f(a) b,',
      'a.',
      'WHERE a = 1 ',
      '-----BEGIN PRIVATE KEY-----',
      '-----BEGIN RSA PRIVATE KEY-----\nAAAA\n',
      '-----BEGIN PRIVATE KEY-----A-----END RSA PRIVATE KEY-----',
      '-----BEGIN ',
      '-----END ',
      'BEGIN ',
      '-',
      '--a',
      ':',
      ':a ',
      'A:',
      'A::',
      'A:b:--',
      '\\',
      '\\n',
      '\\"',
      '%',
      '%2f',
      '_',
      '<',
      '<a',
      '<script',
      '<style>',
      '<sf:a>',
      '<sf:a/>',
      '</',
      '<!--',
      '<![CDATA[',
      '<?a',
      '&amp;',
      ' b="c"',
      'eyJ-',
      'eyJa.',
      'Bearer ',
      'OAuth  ',
      'access_token=',
      '"password":',
      '00D',
      '5Aep',
      '\n',
      '\r',
      '\r\n',
      '\t',
      ',\n',
      '"\n',
      '.',
      '/',
      '?a=',
      '&',
      '#',
      '@',
      'http://',
      'é',
      '😀',
      '\uD800',
      '\0',
      '2026-01-01 ',
      '+',
      'e',
      '1e',
      '{{',
      '}}',
      '$json',
      '[',
      '{"a":',
    ].map((part) => [JSON.stringify(part), (length: number) => part.repeat(Math.ceil(length / part.length))]),
  ),
  'digits and a letter': (length) => `${'1'.repeat(length)}x`,
  'zeros and a digit': (length) => `${'0'.repeat(length)}1`,
  'a point, zeros and a letter': (length) => `.${'0'.repeat(length)}x`,
  'blanks between letters': (length) => `x${' '.repeat(length)}x`,
  'a sign and blanks': (length) => `+${' '.repeat(length)}x`,
  'an open text of backslashes': (length) => `'${'\\'.repeat(length)}`,
  'MI and base64': (length) => `MI${'A'.repeat(length)}!`,
  'an open quote and lines': (length) => `"${',\n'.repeat(length / 2)}`,
};

interface Reader {
  readonly read: (text: string) => unknown;
  /** The longest text that is read at all, where longer ones are refused or cut off. */
  readonly longest?: number;
  /** Nobody gives it a longer one. */
  readonly isBounded?: boolean;
}

const CONTACT = object('Contact', [
  field('Id', 'id'),
  field('LastName', 'string'),
  field('Amount__c', 'currency'),
  field('Birthdate', 'date'),
  field('Start__c', 'datetime'),
  field('IsActive__c', 'boolean'),
  field('AccountId', 'reference', { referenceTo: ['Account'], relationshipName: 'Account' }),
]);

const LONGEST_QUERY = 100_000;
const QUERIES: Readonly<Record<string, (text: string) => string>> = {
  'a query': (text) => text,
  'what is selected': (text) => `SELECT ${text} FROM Contact`,
  'a condition': (text) => `SELECT Id FROM Contact WHERE ${text}`,
  'a text in a query': (text) => `SELECT Id FROM Contact WHERE a = '${text}'`,
  'an open query': (text) => `SELECT Id, (SELECT Id FROM Contacts) FROM ${text}`,
};
const QUERY_READERS: Readonly<Record<string, (soql: string) => unknown>> = {
  bind: (soql) => bind(soql, { a: { value: ['x', 'y'], type: 'text' } }),
  tokensOf: (soql) => [...tokensOf(soql)].length,
  clausesOf,
  selectedColumns,
  'rows that a query asks for': (soql) => new AskedRows(soql),
  soslScope: (text) => [soslScope(text), soslScope(`FIND {x} ${text}`), soslScope(`FIND {x} RETURNING ${text}`)],
  inIdOrder: (soql) => inIdOrder(soql, '003000000000001AAA'),
  checkBulkQuery: (soql) => {
    checkBulkQuery(soql, CONTACT);
  },
};

/** A text as it comes in, in pieces of one length. */
function* piecesOf(text: string, length: number): Generator<string> {
  for (let at = 0; at < text.length; at += length) yield text.slice(at, at + length);
}

async function* bytesOf(text: string): AsyncGenerator<Uint8Array> {
  for (const piece of piecesOf(text, 65_536)) {
    yield Buffer.from(piece);
    await Promise.resolve();
  }
}

async function drained(source: AsyncIterable<unknown>): Promise<void> {
  for await (const one of source) void one;
}

const parsed = (text: string, length: number): void => {
  const parser = new CsvParser();
  for (const piece of piecesOf(text, length)) parser.push(piece);
  parser.end();
};

const CONTACTS = Object.assign(orgOf(fakeSend(() => ({ status: 404, body: [] })).send), {
  describe: { object: () => Promise.resolve(CONTACT) },
});

const NO_OBJECTS = orgOf(fakeSend(() => ({ status: 404, body: [] })).send);

const paired = (cell: string, columns = ['LastName', 'Amount__c', 'Birthdate', 'Start__c', 'IsActive__c']): void => {
  const cells = columns.map(() => cell);
  const pairing = new Pairing(columns, new Map([[0, cells]]), undefined, CONTACT);
  pairing.reader(['sf__Id', 'sf__Created', ...columns])(['', '', ...columns.map(() => `${cell} `)]);
};

const inMessage = (xml: string): string => message([{ id: idOf('04l', 1), xml }]);
const MESSAGES: Readonly<Record<string, (text: string) => string>> = {
  'a body': (text) => text,
  'a record': inMessage,
  'a value': (text) => inMessage(`<sf:a>${text}</sf:a>`),
  'a CDATA section': (text) => inMessage(`<sf:a><![CDATA[${text}]]></sf:a>`),
  'an attribute': (text) => inMessage(`<sf:a b="${text}"/>`),
  'an open element': (text) => inMessage(`<sf:a ${text}`),
  'what comes before the root': (text) => `<?xml ${text}?>${text}${inMessage('')}`,
};

const READERS: Readonly<Record<string, Reader>> = {
  ...Object.fromEntries(
    Object.entries(MESSAGES).map(([what, written]) => [
      `parseOutboundMessage, of ${what}`,
      { read: (text: string) => parseOutboundMessage(written(text)) },
    ]),
  ),
  numberOf: { read: (text) => numberOf(text, 'F'), longest: 400 },
  isNumberText: { read: isNumberText, longest: 400 },
  canonicalNumber: { read: canonicalNumber, longest: 400 },
  plainNumber: { read: plainNumber, longest: 400 },
  exactNumber: { read: exactNumber, longest: 400 },
  'jsonOrText, of a list': { read: (text) => jsonOrText(`[1234567890123456789,${text}]`) },
  'jsonOrText, of a text': { read: (text) => jsonOrText(`[1234567890123456789,"${text}"]`) },
  booleanOf: { read: (text) => booleanOf(text, 'F') },
  textOf: { read: (text) => textOf(text, 'F') },
  withoutSessions: { read: withoutSessions },
  redact: { read: redact, longest: 10_000 },
  beginningOf: { read: beginningOf, longest: 4_000 },
  'beginningOf, of an object': { read: (text) => beginningOf({ [text]: text }) },
  shorten: { read: shorten },
  show: { read: show },
  apiName: { read: (text) => apiName(text, 'F') },
  fieldPath: { read: (text) => fieldPath(text, 'F') },
  recordId: { read: (text) => recordId(text), longest: 2_000 },
  jobId: { read: jobId, longest: 2_000 },
  orgHost: { read: (text) => orgHost('custom', text) },
  'orgHost, of an address': { read: (text) => orgHost('custom', `https://${text}.my.salesforce.com`) },
  isOrgHost: { read: (text) => isOrgHost(`https://${text}.salesforce.com`, 'https://login.salesforce.com') },
  instanceUrl: { read: (text) => instanceUrl(text, 'https://login.salesforce.com') },
  rsaPrivateKey: { read: (text) => rsaPrivateKey(text, 'x'), longest: 65_536 },
  'rsaPrivateKey, of a key that is begun': {
    read: (text) => rsaPrivateKey(`-----BEGIN PRIVATE KEY-----${text}`, 'x'),
    longest: 65_500,
  },
  'rsaPrivateKey, of what may be base64': {
    read: (text) => rsaPrivateKey(Buffer.from(text).toString('base64'), 'x'),
    longest: 49_000,
  },
  dateText: { read: (text) => dateText(text, 'F') },
  datetimeText: { read: (text) => datetimeText(text, 'F', 'Europe/Berlin') },
  'datetimeText, of a date with more': { read: (text) => datetimeText(`2026-01-01T00:00${text}`, 'F') },
  timeText: { read: (text) => timeText(text, 'F') },
  isRelativeDateLiteral: { read: isRelativeDateLiteral },
  'soqlLiteral, of a text': { read: (text) => soqlLiteral(text, 'text') },
  'soqlLiteral, of a number': { read: (text) => soqlLiteral(text, 'number') },
  'soqlLiteral, of a date': { read: (text) => soqlLiteral(text, 'date') },
  likeLiteral: { read: (text) => likeLiteral(text, { before: true, after: true }, 'F') },
  soslTerm: { read: soslTerm, longest: 100_000, isBounded: true },
  dataPath: { read: (text) => dataPath('67.0', 'sobjects', text) },
  target: { read: (text) => target({ method: 'GET', path: '/x', query: { q: text } }) },
  nextPath: { read: (text) => nextPath(`/services/data/v67.0/query/${text}`) },
  csvLine: { read: (text) => csvLine([text, text]), longest: LONGEST_CELL, isBounded: true },
  isWritten: { read: (text) => isWritten(text, ',', 3) },
  'CsvParser, of a text at once': {
    read: (text) => {
      parsed(text, text.length + 1);
    },
  },
  'CsvParser, of a text in pieces': {
    read: (text) => {
      parsed(text, 4_096);
    },
  },
  'CsvParser, of a row begun in quotes': {
    read: (text) => {
      parsed(`a,"${text}`, 4_096);
    },
  },
  'CsvParser, of a row with quotes': {
    read: (text) => {
      parsed(`"a",${text}\nb,c\n`, 4_096);
    },
  },
  readCsv: { read: (text) => drained(readCsv(bytesOf(text))) },
  RowParser: {
    read: (text) => {
      const parser = new RowParser(';', { ofLine: (line) => line.length, ofCells: (cells) => cells.length });
      for (const piece of piecesOf(text, 4_096)) parser.push(piece);
      return parser.end();
    },
  },
  recordsOf: { read: (text) => drained(recordsOf(NO_OBJECTS, bytesOf(`Id,Name\n${text}\n`), { object: 'Contact' })) },
  withPlainNumbers: {
    read: (text) =>
      drained(withPlainNumbers(CONTACTS, bytesOf(`LastName,Amount__c\n${text},1.5E7\n`), { object: 'Contact' })),
  },
  'recordsOf, of a header': {
    read: (text) => drained(recordsOf(NO_OBJECTS, bytesOf(`${text}\n1\n`), { object: 'Contact' })),
  },
  CsvScan: {
    read: (text) => {
      const scan = new CsvScan(',', { columns: () => [0, 1], row: () => undefined });
      scan.add(Buffer.from('a,b\n'));
      for (const piece of piecesOf(text, 4_096)) scan.add(Buffer.from(piece));
      scan.end();
    },
  },
  rowError: { read: rowError, longest: 8_000 },
  cellOf: { read: (text) => cellOf(text, 'F') },
  'Pairing, of long cells': {
    read: (text) => {
      paired(text);
    },
    longest: LONGEST_CELL,
    isBounded: true,
  },
  'recordValues, of a value': { read: (text) => recordValues({ LastName: text }, CONTACT, 'create') },
  'recordValues, of a name': { read: (text) => recordValues({ [text]: 1 }, CONTACT, 'create') },
  withoutKey: { read: (text) => withoutKey({ [text]: text, b: 1 }, { field: 'B', value: text }) },
  'readErrors, of words': { read: (text) => readErrors({ status: 400, body: text }) },
  'readErrors, of a message': {
    read: (text) => readErrors({ status: 400, body: [{ errorCode: 'X', message: text }] }),
  },
  'expectStatus, of words': { read: (text) => expectStatus({ status: 503, headers: {}, body: text }) },
  'expectStatus, of every part of an error': {
    read: (text) =>
      expectStatus({ status: 400, headers: {}, body: [{ errorCode: text, message: text, fields: [text, text] }] }),
  },
  'readSaved, of words': { read: (text) => readSaved({ status: 200, headers: {}, body: text }, 'upsert') },
  SalesforceError: {
    read: (text) =>
      ['INVALID_SESSION_ID', 'REQUEST_LIMIT_EXCEEDED', 'FEATURENOTENABLED', 'invalid_grant'].map((errorCode) =>
        (['request', 'signIn'] as const).map(
          (to) => new SalesforceError(400, [{ errorCode, message: text, fields: [] }], { to }),
        ),
      ),
  },
  'headers of limits': {
    read: (text) => [
      apiUsage({ headers: { 'sforce-limit-info': `api-usage=${text}` } }),
      retryAfter({ headers: { 'retry-after': text } }),
    ],
  },
  itemReader: { read: (text) => itemReader(`=${text}`)({}) },
  'itemReader, of a field': { read: (text) => itemReader(`={{ $json.${text} }}`)({}) },
  'itemReader, of a name in quotes': { read: (text) => itemReader(`={{ $json["${text}"] }}`)({}) },
  'itemReader, of blanks': { read: (text) => itemReader(`={{${text}$json.a${text}}`)({}) },
  ...Object.fromEntries(
    Object.entries(QUERY_READERS).flatMap(([name, read]) =>
      Object.entries(QUERIES).map(([what, written]) => [
        `${name}, of ${what}`,
        { read: (text: string) => read(written(text)), longest: LONGEST_QUERY - 100, isBounded: name === 'tokensOf' },
      ]),
    ),
  ),
};

/** Milliseconds that a run takes of the processor, whoever else has it in between, and whether it throws or not. */
async function timeOf(run: () => unknown, times = 1): Promise<number> {
  const begun = process.cpuUsage();
  for (let time = 0; time < times; time += 1) {
    try {
      await run();
    } catch {
      // A refusal is an answer too.
    }
  }
  const { user, system } = process.cpuUsage(begun);
  return (user + system) / 1000 / times;
}

/** How much longer a reading takes of so much more; undefined when even that is over at once. */
async function growthOf(few: () => unknown, many: () => unknown): Promise<number | undefined> {
  // Before the measure, so that both are of code that has been compiled.
  await timeOf(few);
  let shortest = Infinity;
  let longest = Infinity;
  // The least of several is that of the run which was disturbed least.
  for (let run = 0; run < RUNS; run += 1) {
    longest = Math.min(longest, await timeOf(many));
    if (longest < UNTOLD) return undefined;
    shortest = Math.min(shortest, await timeOf(few, READINGS));
    if (longest / shortest < MOST) break;
  }
  return longest / shortest;
}

const counts: Record<string, number> = {};
let worst = 0;

/**
 * A long text needs memory that a short one does not: above 128 KiB (of two bytes a character: 65,536 characters) V8 asks
 * the machine for it each time, which some are slow to give. So what seems to take too long is told only if it goes on
 * growing so between two long texts, which need it alike.
 */
async function growsOn([once, twice]: Sizes['long']): Promise<boolean> {
  let [ofOnce, ofTwice] = [Infinity, Infinity];
  for (let run = 0; run < RUNS; run += 1) {
    ofOnce = Math.min(ofOnce, await timeOf(once));
    ofTwice = Math.min(ofTwice, await timeOf(twice));
  }
  return ofTwice / ofOnce >= MOST_OF_TWICE;
}

interface Sizes {
  readonly few: () => unknown;
  readonly many: () => unknown;
  /** Of a long text, and of one that is twice as long. */
  readonly long: readonly [once: () => unknown, twice: () => unknown];
}

async function check(what: string, { few, many, long }: Sizes): Promise<string | undefined> {
  counts['combinations'] = (counts['combinations'] ?? 0) + 1;
  const growth = await growthOf(few, many);
  worst = Math.max(worst, growth ?? 0);
  if (growth === undefined || growth < MOST || !(await growsOn(long))) return undefined;
  return `${what}: ${Math.round(growth)} times as long`;
}

test('What reads each part again for each is told', async () => {
  const again = (length: number) => (): number => {
    let sum = 0;
    for (let i = 0; i < length; i += 1) for (let j = 0; j < length; j += 1) sum += i ^ j;
    return sum;
  };
  const sizes = { few: again(20_000 / GROWTH), many: again(20_000), long: [again(10_000), again(20_000)] as const };
  expect(await check('it', sizes)).toMatch(/^it: \d+ times as long$/);
});

afterAll(() => {
  process.stdout.write(`time: ${counts['combinations']} combinations, growth ${worst.toFixed(1)} at most\n`);
});

describe('Much more text takes no more than about as much more time', () => {
  test.each(Object.entries(READERS))(
    'in %s',
    async (_, { read, longest = Infinity, isBounded }) => {
      const slow: string[] = [];
      const large = Math.min(longest, LARGE);
      const sizes = longest > 2 * LARGE || isBounded === true ? [large] : [large, 2 * LARGE];
      for (const size of sizes) {
        for (const [name, textOf] of Object.entries(TEXTS)) {
          const ofLength = (length: number) => {
            const text = textOf(length).slice(0, length);
            return () => read(text);
          };
          const twice = size > longest ? 2 * size : Math.min(4 * size, longest);
          const found = await check(`${name} of ${size}`, {
            few: ofLength(Math.floor(size / GROWTH)),
            many: ofLength(size),
            long: [ofLength(twice / 2), ofLength(twice)],
          });
          if (found !== undefined) slow.push(found);
        }
      }
      expect(slow).toEqual([]);
    },
    120_000,
  );
});

const list = <T>(length: number, make: (i: number) => T): T[] => Array.from({ length }, (_, i) => make(i));

/** Many things in place of a long one. */
const LISTS: Readonly<Record<string, { readonly read: (count: number) => unknown; readonly most: number }>> = {
  'a message of many notifications': {
    read: (count) => parseOutboundMessage(message(list(count, (i) => ({ id: idOf('04l', i), fields: { Name: 'x' } })))),
    most: 20_000,
  },
  'a notification of many fields': {
    read: (count) => parseOutboundMessage(inMessage(list(count, (i) => `<sf:F${i}__c>x</sf:F${i}__c>`).join(''))),
    most: 20_000,
  },
  'a row of commas': {
    read: (count) => {
      parsed(`${','.repeat(count)}\n`, 65_536);
    },
    most: MILLION,
  },
  'a row of commas in small pieces': {
    read: (count) => {
      parsed(`${','.repeat(count)}\n`, 1_024);
    },
    most: MILLION,
  },
  'a row of commas and a quote at the end': {
    read: (count) => {
      parsed(`${','.repeat(count)}"x"\n`, 65_536);
    },
    most: MILLION,
  },
  'a row of quoted values': {
    read: (count) => {
      parsed(`${'"a",'.repeat(count / 4)}"b"\n`, 65_536);
    },
    most: MILLION,
  },
  'a row of quoted values in small pieces': {
    read: (count) => {
      parsed(`${'"a",'.repeat(count / 4)}"b"\n`, 1_024);
    },
    most: MILLION,
  },
  'a value of lines in small pieces': {
    read: (count) => {
      parsed(`a,"${'line\n'.repeat(count / 5)}"\n`, 1_024);
    },
    most: MILLION,
  },
  'a value of doubled quotes in small pieces': {
    read: (count) => {
      parsed(`a,"${'""'.repeat(count / 2)}"\n`, 1_024);
    },
    most: MILLION,
  },
  'rows of one value': {
    read: (count) => {
      parsed('a\n'.repeat(count / 2), 65_536);
    },
    most: MILLION,
  },
  'columns that are too many': {
    read: (count) =>
      ingestColumns(
        list(count, (i) => `c${i}`),
        new Map(),
        { operation: 'insert', object: 'Contact' },
        CONTACT,
      ),
    most: 100_000,
  },
  'columns that no field is called': {
    read: (count) =>
      ingestColumns(
        list(count, (i) => `c${i}`),
        new Map(),
        { operation: 'insert', object: 'Contact' },
        CONTACT,
      ),
    most: 5_000,
  },
  'columns that no field is called, of which there are many': {
    read: (count) =>
      ingestColumns(
        // Names of one length, which are compared letter by letter, however many there are.
        list(count, (i) => `A column of a spreadsheet ${String(i).padStart(4, '0')}`),
        new Map(),
        { operation: 'insert', object: 'Contact' },
        object(
          'Contact',
          list(Math.floor(count / 10), (i) =>
            field(`A_long_field_of_the_org_${String(i).padStart(4, '0')}__c`, 'string'),
          ),
        ),
      ),
    most: 5_000,
  },
  'columns of one name': {
    read: (count) =>
      ingestColumns(
        list(count, () => 'LastName'),
        new Map(),
        { operation: 'insert', object: 'Contact' },
        CONTACT,
      ),
    most: 5_000,
  },
  'columns that are mapped': {
    read: (count) =>
      ingestColumns(
        list(count, (i) => `c${i}`),
        new Map(list(count, (i) => [`c${count - i - 1}`, ''])),
        { operation: 'insert', object: 'Contact' },
        CONTACT,
      ),
    most: 5_000,
  },
  'columns that are called as their fields, and mapped': {
    read: (count) =>
      ingestColumns(
        list(count, (i) => `F${i}__c`),
        new Map(list(count, (i) => [`c${i}`, `f${count - i - 1}__C`])),
        { operation: 'insert', object: 'Contact' },
        object(
          'Contact',
          list(count, (i) => field(`F${i}__c`, 'string')),
        ),
      ),
    most: 5_000,
  },
  'fields that are selected': {
    read: (count) => select({ object: 'Contact', fields: list(count, (i) => `F${i}__c`) }),
    most: 40_000,
  },
  'values in a list': {
    read: (count) =>
      soqlLiteral(
        list(count, (i) => `v${i}`),
        'text',
      ),
    most: 100_000,
  },
  'columns of a query': {
    read: (count) => selectedColumns(`SELECT ${list(count, () => 'a').join()} FROM Contact`),
    most: 49_000,
  },
  'subqueries in one another': {
    read: (count) => new AskedRows(`SELECT ${'a,(SELECT '.repeat(count)}a ${'FROM b) '.repeat(count)}FROM b`),
    most: 5_000,
  },
  'columns of a query that rows are held against': {
    read: (count) => new AskedRows(`SELECT ${list(count, (n) => `a.a${n}`).join()} FROM Contact`),
    most: 12_000,
  },
  'functions in a query': {
    read: (count) => selectedColumns(`SELECT ${list(count, () => 'f(a)').join()} FROM Contact`),
    most: 19_000,
  },
  'parameters of a query': {
    read: (count) =>
      bind(
        `SELECT Id FROM Contact WHERE ${list(count, (i) => `a=:p${i}`).join(' OR ')}`,
        Object.fromEntries(list(count, (i) => [`p${i}`, { value: 'x', type: 'text' } as const])),
      ),
    most: 7_000,
  },
  'rows that are the same in every cell': {
    read: (count) => {
      pairedRows(
        count,
        () => 'same',
        (text) => text,
      );
    },
    most: 40_000,
  },
  'rows that differ': {
    read: (count) => {
      pairedRows(
        count,
        (i) => `row ${i}`,
        (text) => text,
      );
    },
    most: 40_000,
  },
  'rows that Salesforce wrote in its own way': {
    read: (count) => {
      pairedRows(
        count,
        (i) => `row ${i}`,
        (text) => ` ${text}`,
      );
    },
    most: 40_000,
  },
  'rows of no result': {
    read: (count) => {
      pairedRows(
        count,
        (i) => `row ${i}`,
        (text) => `${text}?`,
      );
    },
    most: 40_000,
  },
  'errors in an answer': {
    read: (count) =>
      readErrors({ status: 400, body: { errors: list(count, () => ({ errorCode: 'X', message: 'm' })) } }),
    most: 100_000,
  },
  'fields of an error': {
    read: (count) => new SalesforceError(400, [{ errorCode: 'X', message: 'm', fields: list(count, (i) => `F${i}`) }]),
    most: 100_000,
  },
  'matches of an answer': {
    read: (count) => expectStatus({ status: 300, headers: {}, body: list(count, (i) => `/a/b/${i}`) }),
    most: 100_000,
  },
};

function pairedRows(count: number, cellOf: (i: number) => string, answered: (text: string) => string): void {
  const pairing = new Pairing(['LastName'], new Map(list(count, (i) => [i, [cellOf(i)]])), undefined, CONTACT);
  const placeOf = pairing.reader(['sf__Id', 'sf__Created', 'LastName']);
  for (let i = count - 1; i >= 0; i -= 1) placeOf(['', '', answered(cellOf(i))]);
}

describe('Many more of them take no more than about as much more time', () => {
  test.each(Object.entries(LISTS))(
    'of %s',
    async (name, { read, most }) => {
      const found = await check(`${most} of ${name}`, {
        few: () => read(Math.floor(most / GROWTH)),
        many: () => read(most),
        long: [() => read(most / 2), () => read(most)],
      });
      expect(found).toBeUndefined();
    },
    120_000,
  );
});
