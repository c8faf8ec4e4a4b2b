import { describe, expect, test } from '@jest/globals';

import type { Request } from '../../../salesforce/http';
import { resolveIds, type Resolved } from '../../../salesforce/records/resolve';
import { fakeSend } from '../../support/fakeSend';
import { idOf } from '../../support/ids';
import { orgOf } from '../../support/orgOf';
import { rowOf } from '../../support/rows';
import { field } from '../../support/schema';

const CONTACT = { object: 'Contact', keyPrefix: '003' };
const KEY = field('Key__c', 'string', { externalId: true });

/** The query of a request, whether it travels in the address or in the body. */
function soqlOf({ query, body }: Request): string {
  if (query?.['q'] !== undefined) return String(query['q']);
  const { url } = (body as { compositeRequest: { url: string }[] }).compositeRequest[0] ?? { url: '' };
  return new URL(url, 'https://org').searchParams.get('q') ?? '';
}

/** An org that has these records. */
function org(...records: { Id: unknown; [field: string]: unknown }[]) {
  return fakeSend((request) => {
    const object = / FROM (\w+)/.exec(soqlOf(request))?.[1] ?? '';
    const body = { records: records.map((record) => rowOf(object, record)), totalSize: records.length, done: true };
    return request.method === 'GET' ? { body } : { body: { compositeResponse: [{ httpStatusCode: 200, body }] } };
  });
}

const shown = (resolved: Map<string, Resolved>) =>
  [...resolved].map(([value, found]) => [value, 'id' in found ? found.id : found.error.message.split('\n')[0]]);

describe('Looking up records by an external ID', () => {
  test('asks once for all values, each quoted', async () => {
    const { send, requests } = org({ Id: idOf(1), Key__c: "O'Neil" }, { Id: idOf(2), Key__c: 'b\\c' });
    expect(shown(await resolveIds(orgOf(send), CONTACT, KEY, ["O'Neil", 'b\\c']))).toEqual([
      ["O'Neil", idOf(1)],
      ['b\\c', idOf(2)],
    ]);
    expect(requests.map(soqlOf)).toEqual(["SELECT Id, Key__c FROM Contact WHERE Key__c IN ('O\\'Neil', 'b\\\\c')"]);
  });

  test('tells of a value that no record has, and of one that several have', async () => {
    const { send } = org({ Id: idOf(1), Key__c: 'two' }, { Id: idOf(2), Key__c: 'TWO' });
    const resolved = await resolveIds(orgOf(send), CONTACT, KEY, ['none', 'two']);
    expect(resolved.get('none')).toMatchObject({
      error: { status: 404, errorCode: 'NOT_FOUND', message: 'No Contact has “none” in Key__c. (NOT_FOUND)' },
    });
    expect(resolved.get('two')).toMatchObject({
      error: {
        status: 300,
        errorCode: 'DUPLICATE_EXTERNAL_ID',
        message: expect.stringContaining(`${idOf(1)}, ${idOf(2)}`),
      },
    });
  });

  test('tells values apart as the field does', async () => {
    const records = [
      { Id: idOf(1), Key__c: 'a' },
      { Id: idOf(2), Key__c: 'A' },
    ];
    const caseSensitive = { ...KEY, caseSensitive: true };
    expect(shown(await resolveIds(orgOf(org(...records).send), { object: 'X' }, caseSensitive, ['a', 'A']))).toEqual([
      ['a', idOf(1)],
      ['A', idOf(2)],
    ]);
    const number = field('Number__c', 'double', { externalId: true });
    const { send, requests } = org({ Id: idOf(1), Number__c: 42 });
    expect(shown(await resolveIds(orgOf(send), { object: 'X' }, number, ['42.0', 'x']))).toEqual([
      ['x', 'Number__c: “x” is not a number.'],
      ['42.0', idOf(1)],
    ]);
    expect(requests.map(soqlOf)).toEqual(['SELECT Id, Number__c FROM X WHERE Number__c IN (42)']);
  });

  test('asks again where the values do not fit into one query', async () => {
    const { send, requests } = org();
    const values = Array.from({ length: 500 }, (_, i) => `${'x'.repeat(250)}${i}`);
    const resolved = await resolveIds(orgOf(send), CONTACT, KEY, values);
    expect(resolved.size).toBe(500);
    const queries = requests.map(soqlOf);
    expect(queries).toHaveLength(2);
    for (const soql of queries) expect(soql.length).toBeLessThan(100_000);
    expect(queries.flatMap((soql) => soql.match(/'x+\d+'/g) ?? [])).toHaveLength(500);
  });

  test('does not believe that two values have one record', async () => {
    const { send } = org({ Id: idOf(1), Key__c: 'a' }, { Id: idOf(1), Key__c: 'b' });
    await expect(resolveIds(orgOf(send), CONTACT, KEY, ['a', 'b'])).rejects.toThrow('several values have one ID');
    const same = org({ Id: idOf(1), Key__c: 'a' });
    expect(shown(await resolveIds(orgOf(same.send), CONTACT, KEY, ['a', 'A']))).toEqual([
      ['a', idOf(1)],
      ['A', idOf(1)],
    ]);
  });

  test.each([
    ['of another object', idOf(1, '001')],
    ['with a wrong end', `${idOf(1).slice(0, 15)}ZZZ`],
    ['that is none', '1'],
    ['that is missing', undefined],
    ['that is a number', 1],
  ])('gives no ID %s: it would be written to', async (_, Id) => {
    const { send } = org({ Id: idOf(2), Key__c: 'a' }, { Id, Key__c: 'b' });
    await expect(resolveIds(orgOf(send), CONTACT, KEY, ['a', 'b'])).rejects.toThrow('IDs of records of Contact');
  });

  test('asks nothing when there is nothing to ask for', async () => {
    const { send, requests } = org();
    expect((await resolveIds(orgOf(send), CONTACT, KEY, [])).size).toBe(0);
    expect(requests).toEqual([]);
  });
});
