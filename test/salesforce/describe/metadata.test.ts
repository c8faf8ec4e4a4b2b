import { describe, expect, test } from '@jest/globals';

import { Describe, DescribeCache, Metadata } from '../../../salesforce/describe';
import { AnswerError } from '../../../salesforce/errors';
import type { Response } from '../../../salesforce/http';
import { fakeSend } from '../../support/fakeSend';
import { field, object } from '../../support/schema';

const account = object('Account', [field('Name', 'string'), field('Ext__c', 'string')]);
const modified = 'Sun, 01 Mar 2026 12:00:00 GMT';
const described: Partial<Response> = {
  headers: { 'last-modified': modified },
  body: { ...account, urls: {}, fields: account.fields },
};

function clock() {
  let time = 0;
  return { now: () => time, pass: (milliseconds: number) => (time += milliseconds) };
}

describe('A describe', () => {
  test('is asked for once while it is fresh, then revalidated and kept when nothing changed', async () => {
    const { now, pass } = clock();
    const { send, requests } = fakeSend((_, n) => (n === 1 ? described : { status: 304 }));
    const metadata = new Metadata(send, '67.0', new DescribeCache({ now, freshFor: 1000 }));
    const first = await metadata.object('Account');
    expect(first).toEqual(account);
    pass(999);
    expect(await metadata.object('Account')).toBe(first);
    expect(requests).toEqual([{ method: 'GET', path: '/services/data/v67.0/sobjects/Account/describe', headers: {} }]);
    pass(1);
    expect(await metadata.object('Account')).toBe(first);
    expect(requests[1]?.headers).toEqual({ 'If-Modified-Since': modified });
    pass(999);
    await metadata.object('Account');
    expect(requests).toHaveLength(2);
  });

  test('that changed takes the place of the old one', async () => {
    const { now, pass } = clock();
    const renamed = { ...account, label: 'Client' };
    const { send } = fakeSend((_, n) => (n === 1 ? described : { headers: { etag: '"2"' }, body: renamed }));
    const metadata = new Metadata(send, '67.0', new DescribeCache({ now, freshFor: 1000 }));
    await metadata.object('Account');
    pass(1000);
    expect((await metadata.object('Account')).label).toBe('Client');
  });

  test('that lacks something is asked for anew, by all executions once in some minutes, and by each once', async () => {
    const { now, pass } = clock();
    const { send, requests } = fakeSend((_, n) => (n === 1 ? described : { status: 304 }));
    const cache = new DescribeCache({ now, freshFor: 3_600_000 });
    const execution = () => new Describe(new Metadata(send, '67.0', cache));
    await execution().object('Account');
    pass(1);
    const one = execution();
    await Promise.all([one.renewed('Account'), one.renewed('Account')]);
    await one.renewed('Account');
    expect(requests).toHaveLength(2);
    expect(requests[1]?.headers).toEqual({ 'If-Modified-Since': modified });
    pass(1_000);
    for (let n = 0; n < 3; n += 1) await execution().renewed('Account', 300_000);
    expect(requests).toHaveLength(2);
    pass(300_000);
    for (let n = 0; n < 3; n += 1) await execution().renewed('Account', 300_000);
    expect(requests).toHaveLength(3);
  });

  test('that many ask for at once is one request', async () => {
    const { send, requests } = fakeSend(() => described);
    const cache = new DescribeCache();
    await Promise.all(Array.from({ length: 50 }, () => new Metadata(send, '67.0', cache).object('Account')));
    expect(requests).toHaveLength(1);
  });

  test('that failed for one execution is asked for again by another that waited for it', async () => {
    const cache = new DescribeCache();
    const cancelled = fakeSend(() => {
      throw new Error('cancelled');
    });
    const other = fakeSend(() => described);
    const [first, second] = await Promise.allSettled([
      new Metadata(cancelled.send, '67.0', cache).object('Account'),
      new Metadata(other.send, '67.0', cache).object('Account'),
    ]);
    expect([first.status, second.status]).toEqual(['rejected', 'fulfilled']);
  });

  test('that failed is not remembered', async () => {
    const { send } = fakeSend((_, n) => (n === 1 ? { status: 503 } : described));
    const metadata = new Metadata(send, '67.0', new DescribeCache());
    await expect(metadata.object('Account')).rejects.toThrow('(HTTP_503)');
    expect((await metadata.object('Account')).name).toBe('Account');
  });

  const NAME = field('Name', 'string');
  test.each<[string, object]>([
    ['of another object', { name: 'Contact' }],
    ['of no object', { name: undefined }],
    ['without fields', { fields: undefined }],
    ['with no field', { fields: [] }],
    ['with a field without a name', { fields: [{ ...NAME, name: '' }] }],
    ['with a field without a type', { fields: [NAME, { ...NAME, name: 'Phone', type: null }] }],
    ['with one field twice', { fields: [NAME, { ...NAME, name: 'NAME' }] }],
    ['with a field that does not say whether it can be written', { fields: [{ ...NAME, createable: undefined }] }],
    ['with a value of a picklist that is none', { fields: [{ ...NAME, picklistValues: [{ label: 'New' }] }] }],
    ['that does not say what can be done', { updateable: 'yes' }],
    ['without record types', { recordTypeInfos: {} }],
  ])('%s is none, and is not remembered, nor does it take the place of a good one', async (_, change) => {
    const bad = { body: { ...account, ...change } };
    const { now, pass } = clock();
    const { send, requests } = fakeSend((_request, n) => [bad, described, bad, { status: 304 }][n - 1] ?? bad);
    const metadata = new Metadata(send, '67.0', new DescribeCache({ now, freshFor: 1000 }));
    await expect(metadata.object('account')).rejects.toThrow('the description of the object account was expected');
    expect(await metadata.object('account')).toEqual(account);
    pass(1000);
    await expect(metadata.object('account')).rejects.toThrow(AnswerError);
    expect(await metadata.object('account')).toEqual(account);
    expect(requests).toHaveLength(4);
  });

  test('of an object of the package’s own org has its namespace', async () => {
    const { send } = fakeSend(() => ({ body: { ...account, name: 'ns__Site__c' } }));
    expect((await new Metadata(send, '67.0').object('Site__c')).name).toBe('ns__Site__c');
  });

  test.each<[string, unknown]>([
    ['none', []],
    ['one without a name', [account, { ...account, name: undefined }]],
    ['one that does not say what can be done', [{ ...account, queryable: undefined }]],
    ['what is no list', { 0: account }],
  ])('of all objects is not a list of %s', async (_, sobjects) => {
    const { send } = fakeSend(() => ({ body: { sobjects } }));
    await expect(new Metadata(send, '67.0').global()).rejects.toThrow('the list of objects was expected');
  });

  test('least recently used is dropped when there are too many', async () => {
    const { send, requests } = fakeSend(({ path }) => ({ body: object(path.split('/')[5] ?? '', account.fields) }));
    const metadata = new Metadata(send, '67.0', new DescribeCache({ size: 2 }));
    for (const name of ['A', 'B', 'A', 'C', 'A', 'B']) await metadata.object(name);
    expect(requests.map(({ path }) => path.split('/')[5])).toEqual(['A', 'B', 'C', 'B']);
  });

  test('keeps nothing of what is not used', async () => {
    const { send } = fakeSend(() => ({
      body: { ...account, urls: { x: 1 }, fields: [{ ...field('Name', 'string'), byteLength: 765 }] },
    }));
    const result = await new Metadata(send, '67.0').object('Account');
    expect(result.fields).toEqual([field('Name', 'string')]);
    expect(Object.keys(result)).not.toContain('urls');
  });

  test.each([null, undefined, ''])('shows the name of what has no label (%p)', async (label) => {
    const named = { ...field('Status__c', 'picklist'), label, picklistValues: [{ value: 'New', label, active: true }] };
    const { send } = fakeSend(({ path }) => ({
      body: path.endsWith('/sobjects') ? { sobjects: [{ ...account, label }] } : { ...account, label, fields: [named] },
    }));
    const metadata = new Metadata(send, '67.0');
    expect((await metadata.global())[0]?.label).toBe('Account');
    const { label: shown, fields } = await metadata.object('Account');
    expect(shown).toBe('Account');
    expect(fields[0]).toMatchObject({ label: 'Status__c', picklistValues: [{ label: 'New' }] });
  });

  test('refuses a name that would leave its place', async () => {
    const { send, requests } = fakeSend(() => described);
    await expect(new Metadata(send, '67.0').object('..')).rejects.toThrow('cannot be part of a URL');
    expect(requests).toEqual([]);
  });
});

test('A record type without an ID, and a child relationship without a name, do not stand in the way', async () => {
  const usual = { recordTypeId: '012000000000001AAA', name: 'Partner', available: true };
  const body = {
    ...account,
    recordTypeInfos: [usual, { ...usual, recordTypeId: null }],
    childRelationships: [{ childSObject: 'Case', field: 'AccountId' }],
  };
  const { send } = fakeSend(() => ({ body }));
  expect(await new Metadata(send, '67.0').object('Account')).toMatchObject({
    recordTypeInfos: [{ ...usual, developerName: '', active: true, master: false, defaultRecordTypeMapping: false }],
    childRelationships: [{ childSObject: 'Case', field: 'AccountId', relationshipName: null }],
  });
});

test('Objects and versions are listed', async () => {
  const { fields, recordTypeInfos, childRelationships, ...summary } = account;
  expect([fields.length, recordTypeInfos, childRelationships]).toEqual([2, [], []]);
  const { send } = fakeSend(({ path }) => ({
    body:
      path === '/services/data/'
        ? [{ label: 'Spring ’26', url: '/x', version: '66.0' }]
        : { sobjects: [{ ...summary, urls: {} }] },
  }));
  const metadata = new Metadata(send, '67.0');
  expect(await metadata.global()).toEqual([summary]);
  expect(await metadata.versions()).toEqual([{ label: 'Spring ’26', version: '66.0' }]);
});
