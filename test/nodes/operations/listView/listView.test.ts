import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { IDataObject } from 'n8n-workflow';

import { loaders } from '../../../../nodes/SalesforceConnector/fields';
import { run } from '../../../../nodes/SalesforceConnector/operations/run';
import { listViewSoql } from '../../../../salesforce/listViews';
import { startOrg, type RunningOrg } from '../../../../simulator';
import { host, type Answer } from '../../support/host';
import { hostOn, named, outputOf } from '../../support/simulated';

let org: RunningOrg;
beforeAll(async () => {
  org = await startOrg({ size: 450 });
});
afterAll(() => org.close());

const form = (operation: string, parameters: IDataObject = {}, object = 'Contact'): IDataObject => ({
  resource: 'listView',
  operation,
  object: named(object),
  returnAll: true,
  ...parameters,
});

async function viewId(label: string, object = 'Contact'): Promise<string> {
  const views = await outputOf(org, form('getAll', {}, object));
  return String(views.find((view) => view['label'] === label)?.['id']);
}

describe('List views', () => {
  test('of an object come from all pages, up to the limit', async () => {
    const all = await outputOf(org, form('getAll'));
    expect(all.map(({ label }) => label)).toEqual(['All Contacts', 'New This Week']);
    expect(all[0]).toMatchObject({
      id: expect.stringMatching(/^00B/),
      developerName: 'AllContact',
      soqlCompatible: true,
    });
    expect(await outputOf(org, form('getAll', { returnAll: false, limit: 1 }))).toEqual(all.slice(0, 1));
  });

  test('are searched by their names', async () => {
    const { context } = hostOn(org, { parameters: form('getRecords') });
    const { results } = await loaders.listSearch.searchListViews.call(context, 'week');
    expect(results.map(({ name }) => name)).toEqual(['New This Week (NewThisWeek)']);
  });
});

describe('The records of a list view', () => {
  test('are all that it shows, in its order', async () => {
    const records = await outputOf(org, form('getRecords', { listViewId: await viewId('All Contacts') }));
    expect(new Set(records.map(({ Id }) => Id)).size).toBe(450);
    const query = {
      resource: 'query',
      operation: 'soql',
      soql: 'SELECT Id FROM Contact ORDER BY Name NULLS FIRST, Id',
    };
    expect(records.map(({ Id }) => Id)).toEqual((await outputOf(org, query)).map(({ Id }) => Id));
  });

  test('are as many as the limit says, or go to a file', async () => {
    const listViewId = await viewId('All Contacts');
    expect(await outputOf(org, form('getRecords', { listViewId, returnAll: false, limit: 7 }))).toHaveLength(7);
  });

  test('have labels of picklists, or their values', async () => {
    const listViewId = await viewId('All Accounts', 'Account');
    const { context, sent } = hostOn(org, { parameters: form('getRecords', { listViewId }, 'Account') });
    const [record] = await run(context);
    expect(decodeURIComponent(sent[1]?.url ?? '')).toContain('tolabel(');
    const values = hostOn(org, { parameters: form('getRecords', { listViewId, picklists: 'values' }, 'Account') });
    const [same] = await run(values.context);
    expect(decodeURIComponent(values.sent[1]?.url ?? '')).not.toContain('tolabel(');
    expect(Object.keys(same?.json ?? {})).toEqual(Object.keys(record?.json ?? {}));
  });

  test.each([
    ['its API name', () => 'allcontact'],
    ['the URL of its page', () => 'https://acme.lightning.force.com/lightning/o/Contact/list?filterName=AllContact'],
    ['a URL with its ID', (id: string) => `https://acme.lightning.force.com/lightning/o/Contact/list?filterName=${id}`],
    ['its ID with what nobody sees', (id: string) => `\u200b${id}\u202c`],
  ])('are found by %s', async (_, written) => {
    const listViewId = written(await viewId('All Contacts'));
    expect(await outputOf(org, form('getRecords', { listViewId, returnAll: false, limit: 3 }))).toHaveLength(3);
  });

  test('by a name are asked for once in a run, whatever the items are', async () => {
    const parameters = form('getRecords', { listViewId: 'AllContact', returnAll: false, limit: 1 });
    const { context, sent } = hostOn(org, { parameters, items: [{}, {}, {}] });
    expect(await run(context)).toHaveLength(3);
    const pages = sent.map(({ url }) => url).filter((url) => /\/listviews(?:\?|$)/.test(url));
    expect(pages).not.toEqual([]);
    expect(new Set(pages).size).toBe(pages.length);
  });

  test.each([
    ['Q4Opportunities', 'Q4Opportunities'],
    ['ours__Mine', 'ours__Mine'],
    ['mine', 'Mine'],
    ['https://acme.lightning.force.com/lightning/o/Contact/list?filterName=Q4Opportunities', 'Q4Opportunities'],
  ])('are those of the list view that %s names', async (listViewId, name) => {
    const names = ['ours__Mine', 'Mine', 'Q4Opportunities'];
    const listviews = names.map((developerName, n) => {
      return { id: `00B00000000000${n}AAA`, label: developerName, developerName, soqlCompatible: true };
    });
    const { context, sent } = host({
      parameters: form('getRecords', { listViewId }),
      answer: ({ url }) => ({
        status: 200,
        headers: { 'content-type': 'application/json' },
        body: url.endsWith('/listviews') ? { done: true, listviews } : {},
      }),
    });
    await expect(run(context)).rejects.toThrow('a list view with its query was expected');
    expect(sent.at(-1)?.url).toContain(`/listviews/00B00000000000${names.indexOf(name)}AAA/describe`);
  });

  test.each(['Recent', 'https://acme.lightning.force.com/lightning/o/Contact/list?filterName=Recent'])(
    'of none by the name in %s are refused in words',
    async (listViewId) => {
      await expect(outputOf(org, form('getRecords', { listViewId }))).rejects.toThrow(
        'List View: Contact has no list view “Recent” that the signed-in user can see.',
      );
    },
  );

  test('of a list view that is not there are an error that says so', async () => {
    const missing = form('getRecords', { listViewId: '00B000000000001AAA' });
    await expect(outputOf(org, missing)).rejects.toThrow('NOT_FOUND');
  });
});

test.each([
  ['SELECT name, tolabel(type), toLabel(Owner.Role__c) FROM X', undefined, 'SELECT name, type, Owner.Role__c FROM X'],
  ["SELECT Id FROM X WHERE a = 'tolabel(b)'", 5, "SELECT Id FROM X WHERE a = 'tolabel(b)' LIMIT 5"],
  ['SELECT Id FROM X USING SCOPE mine ORDER BY Id LIMIT 3', 5, 'SELECT Id FROM X USING SCOPE mine ORDER BY Id LIMIT 3'],
])('The query %s, by values and with the limit %p, is %s', (query, limit, soql) => {
  expect(listViewSoql(query, { labels: false, limit })).toBe(soql);
  expect(listViewSoql(query, { labels: true })).toBe(query);
});

describe('What is no list of list views is none', () => {
  const JSON_TYPE = { 'content-type': 'application/json' };
  const view = { id: '00B000000000001AAA', label: 'a', developerName: 'a', soqlCompatible: true };
  const next = { done: false, nextRecordsUrl: '/services/data/v67.0/sobjects/Contact/listviews?offset=1' };
  const LIES: readonly (readonly [string, Answer['body']])[] = [
    ['a page', '<html>Log in</html>'],
    ['half of it', '{"listviews":['],
    ['without views', { done: true }],
    ['with views without IDs', { done: true, listviews: [{ ...view, id: 'x' }] }],
    ['the same page again', { ...next, listviews: [view] }],
    ['no way to the next page', { done: false, listviews: [view], nextRecordsUrl: null }],
    ['a page of another host', { done: false, listviews: [view], nextRecordsUrl: 'https://evil.example/x' }],
  ];

  test.each(LIES)(
    '%s',
    async (_, body) => {
      const { context } = host({
        parameters: form('getAll'),
        answer: () => ({ status: 200, headers: JSON_TYPE, body }),
      });
      await expect(run(context)).rejects.toThrow('did not send this response');
    },
    20_000,
  );

  test.each([
    ['a list view without a query', { id: view.id, query: '' }],
    ['another query', { id: view.id, query: 'DELETE' }],
  ])('%s', async (_, body) => {
    const parameters = form('getRecords', { listViewId: view.id });
    const { context } = host({ parameters, answer: () => ({ status: 200, headers: JSON_TYPE, body }) });
    await expect(run(context)).rejects.toThrow('a list view with its query was expected');
  });

  test('another list view', async () => {
    const body = { id: '00B000000000002AAA', query: 'SELECT Id FROM Contact' };
    const parameters = form('getRecords', { listViewId: view.id });
    const { context } = host({ parameters, answer: () => ({ status: 200, headers: JSON_TYPE, body }) });
    await expect(run(context)).rejects.toThrow('it is another list view');
  });
});
