import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';

import { javaDouble, jsonIn, jsonText, numberIn } from '../../simulator/numbers';
import { startSignedIn, type SignedInOrg } from '../support/org';
import { load, runQueryJob } from './bulk/jobs';

/** Whole numbers and fractions of up to 18 digits, as they come back. */
const decimal = fc
  .tuple(fc.boolean(), fc.bigInt({ min: 0n, max: 10n ** 18n - 1n }), fc.nat(18))
  .map(([isNegative, digits, scale]) => {
    const text = String(digits).padStart(scale + 1, '0');
    const whole = text.slice(0, text.length - scale);
    const fraction = text.slice(text.length - scale).replace(/0+$/, '');
    return `${isNegative && digits > 0n ? '-' : ''}${whole}${fraction === '' ? '' : `.${fraction}`}`;
  })
  // Of these, a double's own text has an exponent.
  .filter((text) => !/^-?0\.000000/.test(text));

const otherName = fc.string().filter((text) => !['a', 'b', '__proto__'].includes(text));

describe('Numbers', () => {
  test('Come back from JSON digit for digit, wherever they stand', () => {
    fc.assert(
      fc.property(decimal, otherName, (number, text) => {
        const json = `{"a":${number},"b":[${number}],${JSON.stringify(text)}:"${number}"}`;
        expect(jsonText(jsonIn(json))).toBe(
          JSON.stringify(JSON.parse(json)).replace(/"a":[^,]*,"b":\[[^\]]*\]/, `"a":${number},"b":[${number}]`),
        );
      }),
    );
  });

  test('Everything else in JSON is as JSON has it', () => {
    fc.assert(
      fc.property(fc.json(), (json) => {
        expect(jsonIn(json)).toEqual(JSON.parse(json));
      }),
    );
  });

  test('Written as Java writes them, they are the same numbers', () => {
    fc.assert(
      fc.property(decimal, (text) => {
        const number = numberIn(text);
        const written = javaDouble(number ?? 0);
        expect(written).toMatch(/^-?\d+\.\d+(E-?\d+)?$/);
        expect(String(numberIn(written))).toBe(String(number));
      }),
    );
  });
});

describe('An org', () => {
  let org: SignedInOrg;
  beforeAll(async () => {
    org = await startSignedIn(0);
  });
  afterAll(() => org.close());

  const JSON_TYPE = { headers: { 'Content-Type': 'application/json' } };
  /** Neither is the double that both are nearest to. */
  const [KEY, NEXT] = ['900719925474099267', '900719925474099269'];
  const raw = async (path: string, params = {}): Promise<string> =>
    (await org.http.get<string>(path, { params, transformResponse: (text: string) => text })).data;
  const query = (soql: string) => raw('/query', { q: soql });

  test('keeps 18 digits of a key, and tells keys apart that are one double', async () => {
    for (const key of [KEY, NEXT])
      await org.http.post('/sobjects/Sync_Test__c', `{"Name":"${key}","Number_Key__c":${key}}`, JSON_TYPE);

    expect(await raw(`/sobjects/Sync_Test__c/Number_Key__c/${KEY}`)).toContain(`"Number_Key__c":${KEY},`);
    expect(await query(`SELECT Name FROM Sync_Test__c WHERE Number_Key__c = ${NEXT}`)).toContain(`"Name":"${NEXT}"`);
    expect(await query(`SELECT Name FROM Sync_Test__c WHERE Number_Key__c IN (${NEXT})`)).toContain('"totalSize":1,');
    const { data } = await org.http.post('/sobjects/Sync_Test__c', `{"Number_Key__c":${KEY}}`, JSON_TYPE);
    expect(data[0].errorCode).toBe('DUPLICATE_VALUE');
  });

  test('sorts and adds such numbers', async () => {
    const sorted = await query(
      'SELECT Number_Key__c FROM Sync_Test__c WHERE Number_Key__c != null ORDER BY Number_Key__c DESC',
    );
    expect(sorted.indexOf(NEXT)).toBeLessThan(sorted.indexOf(KEY));
    expect(await query('SELECT MAX(Number_Key__c) most, SUM(Number_Key__c) FROM Sync_Test__c')).toContain(
      `"most":${NEXT}`,
    );
  });

  test('writes them with an exponent in results of Bulk, and with all digits elsewhere', async () => {
    const csv = `Name,Number__c,Number_Key__c\nBig,16147805824397,16147805824397\nSmall,9999999.25,7\n`;
    await load(org.http, { object: 'Sync_Test__c', operation: 'insert' }, csv);
    const soql = "SELECT Name, Number__c, Number_Key__c FROM Sync_Test__c WHERE Name IN ('Big', 'Small') ORDER BY Name";

    const { path } = await runQueryJob(org.http, { query: soql });
    expect(await raw(`${path}/results`)).toBe(
      '"Name","Number__c","Number_Key__c"\n' +
        '"Big","1.6147805824397E13","1.6147805824397E13"\n' +
        '"Small","9999999.25","7.0"\n',
    );
    expect(await query(soql)).toContain('"Number__c":16147805824397,"Number_Key__c":16147805824397');
  });

  test.each([
    ['12345678901234.567', '12345678901234.57'],
    ['-98765432109876.545', '-98765432109876.55'],
    ['98765432109876.54', '98765432109876.54'],
  ])('rounds %s to the digits of its field, halves away from zero', async (sent, kept) => {
    const { data } = await org.http.post('/sobjects/Sync_Test__c', `{"Number__c":${sent}}`, JSON_TYPE);
    expect(await raw(`/sobjects/Sync_Test__c/${String(data.id)}`)).toContain(`"Number__c":${kept},`);
  });

  test.each(['999999999999999999', '-999999999999999999'])('keeps %s: 18 digits fit', async (most) => {
    const { data } = await org.http.post('/sobjects/Sync_Test__c', `{"Number_Key__c":${most}}`, JSON_TYPE);
    expect(await raw(`/sobjects/Sync_Test__c/${String(data.id)}`)).toContain(`"Number_Key__c":${most},`);
  });

  test.each(['1000000000000000000', '-1000000000000000000'])('refuses %s: 19 digits do not', async (over) => {
    const { data } = await org.http.post('/sobjects/Sync_Test__c', `{"Number_Key__c":${over}}`, JSON_TYPE);
    expect(data[0]).toMatchObject({ errorCode: 'NUMBER_OUTSIDE_VALID_RANGE' });
  });

  test('refuses a number with more digits than its field has', async () => {
    const { data } = await org.http.post('/sobjects/Sync_Test__c', '{"Number_Key__c":1234567890123456789}', JSON_TYPE);
    expect(data[0]).toMatchObject({ errorCode: 'NUMBER_OUTSIDE_VALID_RANGE' });
  });
});
