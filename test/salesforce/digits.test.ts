import { describe, expect, test } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';

import { withPlainNumbers } from '../../salesforce/bulk/plainNumbers';
import { recordsOf } from '../../salesforce/bulk/queryRecords';
import type { ObjectDescribe } from '../../salesforce/describe';
import { AnswerError } from '../../salesforce/errors';
import { parseJson } from '../../salesforce/json';
import { canonicalNumber } from '../../salesforce/numbers';
import type { Org } from '../../salesforce/org';
import { csvLines, jsonLines, type Page, type SalesforceRecord } from '../../salesforce/query';
import { keyText, upsertRecordRequest } from '../../salesforce/records/single';
import { soqlLiteral } from '../../salesforce/soql/literals';
import { recordValues } from '../../salesforce/values/record';
import { tableOf } from '../../salesforce/write/cells';
import { decimals } from '../support/decimals';
import { fakeSend } from '../support/fakeSend';
import { orgOf } from '../support/orgOf';
import { field, object } from '../support/schema';

const OPPORTUNITY = object('Opportunity', [
  field('Name', 'string'),
  field('Amount', 'currency'),
  field('Number__c', 'double', { externalId: true }),
  field('Share__c', 'percent'),
]);

function orgWith(described: ObjectDescribe): Org {
  const org = orgOf(fakeSend(() => ({ status: 404, body: [] })).send);
  return Object.assign(org, { describe: { object: () => Promise.resolve(described) } });
}

const ORG = orgWith(OPPORTUNITY);

async function* inPieces(text: string, size = text.length): AsyncGenerator<Uint8Array> {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += size) yield await Promise.resolve(bytes.subarray(at, at + size));
}

async function textOf(chunks: AsyncIterable<Uint8Array | string>): Promise<string> {
  const held: Buffer[] = [];
  for await (const chunk of chunks) held.push(Buffer.from(chunk));
  return Buffer.concat(held).toString();
}

async function* page(records: SalesforceRecord[]): AsyncGenerator<Page> {
  yield await Promise.resolve({ records, totalSize: records.length, done: true });
}

/** As Java writes a double, which Bulk does from ten million on. */
function withExponent(decimal: string): string {
  const [sign = '', digits = '0', power = '0'] =
    /^(-?)(\d+)e(-?\d+)$/.exec(canonicalNumber(decimal) ?? '')?.slice(1) ?? [];
  return `${sign}${digits[0]}.${digits.slice(1) || '0'}E${Number(power) + digits.length - 1}`;
}

const fromJson = (decimal: string) => parseJson(`[{"attributes":{},"Amount":${decimal}}]`) as SalesforceRecord[];
const bulkRows = async (csv: string, soql?: string): Promise<SalesforceRecord[]> => {
  const rows: SalesforceRecord[] = [];
  for await (const records of recordsOf(ORG, inPieces(csv), { object: 'Opportunity', soql })) rows.push(...records);
  return rows;
};
const bulkCsv = (csv: string, soql?: string, size?: number) =>
  textOf(withPlainNumbers(ORG, inPieces(csv, size), { object: 'Opportunity', soql }));
const soql = 'SELECT Amount FROM Opportunity';

const OUT: Readonly<Record<string, (decimal: string) => Promise<unknown>>> = {
  'REST to items': async (decimal) => fromJson(decimal)[0]?.['Amount'],
  'REST to CSV': async (decimal) => (await textOf(csvLines(soql, page(fromJson(decimal))))).split('\n')[1],
  'REST to JSON Lines': async (decimal) => {
    const line = await textOf(jsonLines(page(fromJson(decimal)), (record) => record));
    return (JSON.parse(line) as SalesforceRecord)['Amount'];
  },
  'Bulk to items': async (decimal) => (await bulkRows(`"Amount"\n"${decimal}"\n`))[0]?.['Amount'],
  'Bulk with exponents to items': async (decimal) =>
    (await bulkRows(`"Amount"\n"${withExponent(decimal)}"\n`))[0]?.['Amount'],
  'Bulk to CSV': async (decimal) => (await bulkCsv(`Amount\n${decimal}\n`)).split('\n')[1],
  'Bulk with exponents to CSV': async (decimal) =>
    (parse(await bulkCsv(`"Amount"\n"${withExponent(decimal)}"\n`), { columns: true }) as SalesforceRecord[])[0]?.[
      'Amount'
    ],
};

const FIELD = field('Number__c', 'double', { externalId: true });
const valuesOf = (value: unknown) => recordValues({ Number__c: value }, OPPORTUNITY, 'create');

const IN: Readonly<Record<string, (decimal: string) => unknown>> = {
  'a body of REST': (decimal) => valuesOf(decimal)['Number__c'],
  'a cell of Bulk': (decimal) => {
    const values = valuesOf(decimal);
    return tableOf({ operation: 'insert', object: 'Opportunity' }, [{ index: 0, values }], OPPORTUNITY).rows.flat()[0];
  },
  'a query': (decimal) => soqlLiteral(decimal, 'number'),
  'a key': (decimal) => keyText({ field: FIELD.name, value: decimal }),
};

const saysTheSame = (written: unknown, decimal: string): void => {
  expect(canonicalNumber(String(written))).toBe(canonicalNumber(decimal));
};

describe('All digits of a decimal', () => {
  test.each(Object.entries(OUT))('come out: %s', async (_, out) => {
    await fc.assert(fc.asyncProperty(decimals, async (decimal) => saysTheSame(await out(decimal), decimal)));
  });

  test.each(Object.entries(OUT).filter(([name]) => name.endsWith('CSV')))('are digits alone: %s', async (_, out) => {
    await fc.assert(
      fc.asyncProperty(decimals, async (decimal) => expect(await out(decimal)).toMatch(/^-?\d+(\.\d+)?$/)),
    );
  });

  test.each(Object.entries(IN))('go into %s', (_, into) => {
    fc.assert(fc.property(decimals, (decimal) => saysTheSame(into(decimal), decimal)));
  });

  test.each(Object.keys(IN))('that came out as an item go into %s', async (name) => {
    await fc.assert(
      fc.asyncProperty(decimals, async (decimal) => {
        const item = await OUT['Bulk to items']?.(decimal);
        saysTheSame(IN[name]?.(item as string), decimal);
      }),
    );
  });

  test('are in the address of a record with such a key, and the value is not sent twice', () => {
    const address = (value: unknown) =>
      upsertRecordRequest(
        { version: '67.0' },
        { object: 'Opportunity', key: { field: 'Number__c', value } },
        { Number__c: value, Name: 'x' },
      );
    expect(address(1e21)).toMatchObject({
      path: expect.stringMatching(/\/1000000000000000000000$/),
      body: { Name: 'x' },
    });
    expect(address('123456789012345678').path).toMatch(/\/123456789012345678$/);
  });
});

describe('The type of a column of Bulk results', () => {
  test.each([
    ['SELECT Amount FROM Opportunity', 'Amount', 1500],
    ['SELECT o.Amount FROM Opportunity o', 'Amount', 1500],
    ['SELECT convertCurrency(Amount) Name FROM Opportunity', 'Name', 1500],
    ['SELECT FORMAT(Amount) FROM Opportunity', 'Amount', '1.5E3'],
    ['SELECT FORMAT(Amount) Share__c FROM Opportunity', 'Share__c', '1.5E3'],
    ['SELECT toLabel(Name) Amount FROM Opportunity', 'Amount', '1.5E3'],
    ['SELECT Name FROM Opportunity', 'Name', '1.5E3'],
  ])('is that of what is selected: %s', async (query, column, value) => {
    const csv = `"${column}"\n"1.5E3"\n`;
    expect(await bulkRows(csv, query)).toEqual([{ [column]: value }]);
    expect(await bulkCsv(csv, query)).toBe(`"${column}"\n"${String(value)}"\n`);
  });
});

describe('A CSV of Bulk results', () => {
  const texts = fc.oneof(
    fc.string({ unit: 'grapheme' }),
    fc.constantFrom('1.5E3', ',1.5E3,', '"1.5E3"', 'a\n1.5E3\r\n', 'ü'),
  );
  const numbers = fc.oneof(decimals.map(withExponent), decimals, fc.constant(''));

  test('changes in the cells of numbers alone, whatever its pieces', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(texts, numbers)), fc.integer({ min: 1, max: 50 }), async (rows, size) => {
        const line = (cells: readonly string[]) =>
          `${cells.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(',')}\n`;
        const csv = `"Name","Amount"\n${rows.map(line).join('')}`;
        const read = parse(await bulkCsv(csv, 'SELECT Name, Amount FROM Opportunity', size)) as string[][];
        expect(read.map(([name]) => name)).toEqual(['Name', ...rows.map(([name]) => name)]);
        expect(read.slice(1).map(([, amount = '']) => canonicalNumber(amount))).toEqual(
          rows.map(([, amount]) => canonicalNumber(amount)),
        );
        expect(read.some(([, amount = '']) => /E/.test(amount))).toBe(false);
      }),
    );
  });

  test('without numbers is the same bytes', async () => {
    const csv = 'Name\r\n1.5E3\r\n"x""y"\r\n1.5E3';
    expect(await bulkCsv(csv, undefined, 3)).toBe(csv);
  });
});

describe('JSON with long numbers', () => {
  test.each([1e6, 1e7, 4e7])('of %d digits is no answer of Salesforce’s, and is no trouble', (digits) => {
    expect(() => parseJson(`{"Amount":${'1'.repeat(digits)}}`)).toThrow(AnswerError);
  });

  test('is read though it has many of them', () => {
    const list = parseJson(`[${Array.from({ length: 200_000 }, () => '12345678901234567').join()}]`);
    expect(new Set(list as unknown[])).toEqual(new Set(['12345678901234567']));
  });

  test.each(['[1.2.3.4.5.6.7.8.9.0.1]', '[01234567890123456789]', '[1234567890123456e]', '[--1234567890123456789]'])(
    '%s is none',
    (text) => {
      expect(() => parseJson(text)).toThrow(SyntaxError);
    },
  );
});
