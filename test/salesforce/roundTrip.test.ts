import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import axios from 'axios';
import fc from 'fast-check';
import type { IHttpRequestHelper, IHttpRequestOptions } from 'n8n-workflow';

import { axiosSend } from '../../bench/axiosSend';
import { renewSession } from '../../credentials/jwtSignIn';
import { DescribeCache, type ObjectDescribe } from '../../salesforce/describe';
import type { Send } from '../../salesforce/http';
import type { Org } from '../../salesforce/org';
import { queryPages, simplify, type SalesforceRecord } from '../../salesforce/query';
import {
  createRecordRequest,
  deleteRecordRequest,
  getRecordRequest,
  readDeleted,
  readRecord,
  readSaved,
  updateRecordRequest,
  upsertRecordRequest,
} from '../../salesforce/records/single';
import { parameterizedSearchRequest, readSearch } from '../../salesforce/query/search';
import { bind } from '../../salesforce/soql/bind';
import { select } from '../../salesforce/soql/select';
import { recordValues } from '../../salesforce/values/record';
import { startOrg, type RunningOrg } from '../../simulator';
import { EVERY_CHOICE } from '../../simulator/choices';
import { Control } from '../../simulator/control/client';
import { orgOf } from '../support/orgOf';

const EXTERNAL_ID = 'External_Id__c';
let running: RunningOrg;
let org: Org;
let contact: ObjectDescribe;

/** n8n's request helper over axios. */
const n8n = {
  helpers: {
    httpRequest: async ({ method = 'GET', url, headers, body }: IHttpRequestOptions) => {
      const { status, data } = await axios.request<unknown>({
        method,
        url,
        headers: headers as Record<string, string>,
        data: body,
        validateStatus: () => true,
      });
      return { statusCode: status, body: data };
    },
  },
} as unknown as IHttpRequestHelper;

const form = () => ({
  environment: 'custom',
  myDomain: running.url,
  consumerKey: running.clientId,
  username: running.username,
  privateKey: running.privateKey,
  accessToken: '',
});

beforeAll(async () => {
  running = await startOrg({ size: 600, choices: EVERY_CHOICE });
  const session = await renewSession(n8n, form());
  org = orgOf(axiosSend(session));
  contact = await org.describe.object('Contact');
});

afterAll(async () => {
  await running.close();
});

async function query(soql: string): Promise<SalesforceRecord[]> {
  const found: SalesforceRecord[] = [];
  for await (const { records } of queryPages(org, soql, { batchSize: 200 })) found.push(...records.map(simplify));
  return found;
}

describe('The JWT credential signs in', () => {
  test('and is told by the org itself what is wrong', async () => {
    await expect(renewSession(n8n, { ...form(), consumerKey: 'unknown' })).rejects.toThrow(
      'No app in this org has this consumer key.',
    );
    await expect(renewSession(n8n, { ...form(), audience: 'https://example.com' })).rejects.toThrow(
      'The JWT’s audience is not the one that this org expects.',
    );
    await expect(renewSession(n8n, { ...form(), username: 'nobody@example.com' })).rejects.toThrow(/\(invalid_grant\)/);
  });

  test('with the org’s own domain as the audience where the org takes no other', async () => {
    const apps = new Control(running.controlUrl);
    await apps.post('apps', { policies: { acceptMyDomainAudience: true, refuseLoginAudience: true } });
    expect(await renewSession(n8n, { ...form(), passphrase: 'another sign-in' })).toMatchObject({
      instanceUrl: running.url,
    });
    await apps.post('apps', { policies: { acceptMyDomainAudience: false, refuseLoginAudience: false } });
  });
});

const NASTY = [
  "O'Neil",
  '\\',
  "\\'",
  'back\\slash\\',
  '100%',
  '_',
  'a%b_c',
  '../..',
  'a/b',
  'a?b',
  'a#b',
  'a&b=c',
  'a+b',
  '%2e%2e',
  ':x',
  '"q"',
  '😀',
  'é',
  'x; DROP',
  "' OR Name != '",
  'a\tb',
  '{x}',
  'a,b',
  '()',
];

describe('A hostile value arrives as it is', () => {
  test.each(NASTY)('in a field, an external ID and a query: %j', async (value) => {
    const externalId = `key ${value}`;
    const record = { object: 'Contact', key: { field: EXTERNAL_ID, value: externalId } };
    const values = recordValues({ LastName: `it is ${value}`, Description: `${value}\nline` }, contact, 'create');
    const { id, created } = readSaved(await org.send(upsertRecordRequest(org, record, values)), 'upsert');
    expect([created, id]).toEqual([true, expect.stringMatching(/^003.{15}$/)]);

    const read = readRecord(
      await org.send(getRecordRequest(org, record, ['Id', 'LastName', 'Description', EXTERNAL_ID])),
    );
    expect(simplify(read)).toEqual({
      Id: id,
      LastName: `it is ${value}`,
      Description: `${value}\nline`,
      [EXTERNAL_ID]: externalId,
    });

    expect(
      await query(bind('SELECT Id FROM Contact WHERE LastName = :v', { v: { value: `it is ${value}`, type: 'text' } })),
    ).toEqual([{ Id: id }]);
    expect(
      await query(
        bind('SELECT Id FROM Contact WHERE LastName IN :v', {
          v: { value: [`it is ${value}`, 'nobody'], type: 'text' },
        }),
      ),
    ).toEqual([{ Id: id }]);

    const condition = { field: EXTERNAL_ID, operator: 'endsWith' as const, value: `y ${value}`, type: 'text' as const };
    expect(
      await query(select({ object: 'Contact', fields: ['Id'], where: { match: 'all', conditions: [condition] } })),
    ).toEqual([{ Id: id }]);

    readDeleted(await org.send(deleteRecordRequest(org, record)));
  });

  test('whatever it is', async () => {
    const text = fc
      .string({ unit: 'grapheme', minLength: 1, maxLength: 30 })
      .filter((value) => value.trim() === value && value !== '.' && value !== '..');
    const { id } = readSaved(await org.send(createRecordRequest(org, 'Contact', { LastName: 'x' })), 'create');
    await fc.assert(
      fc.asyncProperty(text, async (value) => {
        readSaved(
          await org.send(updateRecordRequest(org, { object: 'Contact', key: String(id) }, { LastName: value })),
          'update',
          String(id),
        );
        expect(
          await query(
            bind('SELECT LastName FROM Contact WHERE LastName = :v AND Id = :id', {
              v: { value, type: 'text' },
              id: { value: id, type: 'id' },
            }),
          ),
        ).toEqual([{ LastName: value }]);
      }),
      { numRuns: 50 },
    );
  });
});

describe('Queries', () => {
  test('are read over all pages, deep subqueries and long lists', async () => {
    const all = await query('SELECT Id FROM Contact');
    expect(all.length).toBeGreaterThanOrEqual(600);
    expect(new Set(all.map(({ Id }) => Id)).size).toBe(all.length);
    const ids = all.slice(0, 550).map(({ Id }) => Id);
    const long = bind('SELECT Id FROM Contact WHERE Id IN :ids', { ids: { value: ids, type: 'id' } });
    expect((await query(long)).map(({ Id }) => Id).sort()).toEqual(ids.sort());
    expect(await query('SELECT COUNT() FROM Contact')).toEqual([{ count: all.length }]);
    expect(await query('SELECT COUNT(Id) total FROM Contact')).toEqual([{ total: all.length }]);
  });

  test('that fail say why, in Salesforce’s words and ours', async () => {
    await expect(query('SELECT Nam FROM Contact')).rejects.toMatchObject({ status: 400, errorCode: 'INVALID_FIELD' });
    await expect(query('SELECT Id FORM Contact')).rejects.toThrow(
      /^Salesforce cannot parse the query\. .*\(MALFORMED_QUERY\)$/s,
    );
  });
});

test('A describe is revalidated by the org', async () => {
  let time = 0;
  const cache = new DescribeCache({ now: () => time });
  const statuses: number[] = [];
  const watching: Send = async (request) => {
    const response = await org.sendOnce(request);
    statuses.push(response.status);
    return response;
  };
  const first = await orgOf(watching, { cache }).describe.object('Account');
  time = 60_000;
  expect(await orgOf(watching, { cache }).describe.object('Account')).toBe(first);
  expect(statuses).toEqual([200, 304]);
});

test('Refusals name the field and what to do', async () => {
  const refused = await org.send(createRecordRequest(org, 'Contact', { FirstName: 'x' }));
  expect(() => readSaved(refused, 'create')).toThrow(
    'Required fields are missing: [LastName] (REQUIRED_FIELD_MISSING)',
  );
  const gone = await org.send(getRecordRequest(org, { object: 'Contact', key: '003000000000zzz' }));
  expect(() => readRecord(gone)).toThrow('(NOT_FOUND)');
});

test('A plain term is searched as words', async () => {
  await org.send(createRecordRequest(org, 'Account', { Name: "O'Neil & Sons (Ltd)" }));
  const found = readSearch(
    await org.send(
      parameterizedSearchRequest(org, {
        term: "O'Neil & Sons (Ltd)",
        objects: [{ name: 'Account', fields: ['Name'] }],
      }),
    ),
  );
  expect(found.map(simplify)).toEqual([{ Name: "O'Neil & Sons (Ltd)" }]);
});
