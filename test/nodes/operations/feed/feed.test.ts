import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { IDataObject } from 'n8n-workflow';

import { loaders } from '../../../../nodes/SalesforceConnector/fields';
import { run } from '../../../../nodes/SalesforceConnector/operations/run';
import { startOrg, type RunningOrg } from '../../../../simulator';
import { Control } from '../../../../simulator/control/client';
import { idOf } from '../../../../simulator/data/ids';
import { quickPauses } from '../../../support/quickPauses';
import { hostOn, outputOf } from '../../support/simulated';

quickPauses(5_000);

let org: RunningOrg;
let control: Control;
beforeAll(async () => {
  org = await startOrg({ size: 300 });
  control = new Control(org.controlUrl);
});
beforeEach(async () => {
  await control.clearFaults();
  await control.post('reset', { parts: ['feeds'] });
});
afterAll(() => org.close());

const byId = (value: string): IDataObject => ({ __rl: true, mode: 'id', value });
const ACCOUNT = idOf('001', 1);
const GROUP = idOf('0F9', 2);
const [ADA, BOB] = [idOf('005', 1), idOf('005', 2)];

const form = (operation: string, more: IDataObject = {}): IDataObject => ({ resource: 'feed', operation, ...more });
const post = (more: IDataObject = {}): IDataObject =>
  form('post', { feedSubject: byId(ACCOUNT), feedText: 'Hello', ...more });
const feed = (more: IDataObject = {}): IDataObject =>
  form('getAll', { feedSubject: byId(ACCOUNT), returnAll: true, ...more });

const GOES_ON = { continueOnFail: true };

/** Posts of as many items. */
async function posted(count: number, more: IDataObject = {}): Promise<string[]> {
  const items = Array.from({ length: count }, (_, n) => ({ n }));
  const output = await outputOf(org, post({ feedText: '={{ $json.n }}', ...more }), { items });
  return output.map(({ id }) => String(id));
}

describe('A post', () => {
  test.each([
    ['a record', ACCOUNT],
    ['a group', GROUP],
    ['a user', BOB],
  ])('goes to the feed of %s, by its ID or its address', async (_, id) => {
    const url = `https://acme.lightning.force.com/lightning/r/X/${id}/view`;
    const [one] = await outputOf(org, post({ feedSubject: byId(id) }));
    await outputOf(org, post({ feedSubject: { __rl: true, mode: 'url', value: url }, feedText: 'Again' }));
    expect(one).toEqual({ id: expect.stringMatching(/^0D5\w{15}$/), posted: true });
    const texts = (await outputOf(org, feed({ feedSubject: byId(id) }))).map(({ text }) => text);
    expect(texts).toEqual(['Again', 'Hello']);
  });

  test('has mentions, a link and files, and its text mentions nobody', async () => {
    const file = { resource: 'file', operation: 'upload', fileType: 'file' };
    const [uploaded] = await outputOf(org, file, {
      files: [{ fileName: 'Quote.txt', mimeType: 'text/plain', chunks: [Buffer.from('42')] }],
    });
    const feedText = `@[${ADA}] {@${ADA}} "deal"\nwon 🎉`;
    await outputOf(
      org,
      post({
        feedText,
        mentions: byId(`${BOB}, ${GROUP}`),
        options: {
          linkUrl: 'https://acme.com/quote?a=1&b=2',
          linkName: 'The quote',
          feedFiles: uploaded?.['documentId'],
          feedVisibility: 'InternalUsers',
        },
      }),
    );
    const [made] = org.org.feeds.posts;
    expect(made?.segments).toEqual([
      { type: 'Mention', id: BOB, name: expect.any(String) },
      { type: 'Text', text: ' ' },
      { type: 'Mention', id: GROUP, name: 'Sales Wins' },
      { type: 'Text', text: ' ' },
      { type: 'Text', text: feedText },
    ]);
    expect(made).toMatchObject({
      link: { url: 'https://acme.com/quote?a=1&b=2', urlName: 'The quote' },
      fileIds: [uploaded?.['documentId']],
      visibility: 'InternalUsers',
    });
    const [read] = await outputOf(org, feed());
    expect(read).toMatchObject({
      link: 'https://acme.com/quote?a=1&b=2',
      files: [{ documentId: uploaded?.['documentId'], title: 'Quote.txt' }],
    });
  });

  test.each([
    ['without anything to say', { feedText: ' ' }, 'Text: there is nothing to say'],
    ['that is too long', { feedText: '🎉'.repeat(10_001) }, 'Text: it has 10001 characters'],
    ['with half a character', { feedText: 'a\ud800' }, 'Text contains half of a character'],
    ['that is no text', { feedText: { a: 1 } }, 'Text: '],
    ['to nobody', { feedSubject: byId('') }, 'Post To'],
    ['to a path', { feedSubject: byId('me/../../sobjects') }, 'Post To'],
    [
      'with too many mentions',
      { mentions: byId(Array.from({ length: 26 }, (_, n) => idOf('005', n + 1)).join(',')) },
      'Mention: these are 26',
    ],
    ['that mentions no ID', { mentions: byId('Ada') }, 'Mention: '],
    ['with a link that no page has', { options: { linkUrl: 'javascript:alert(1)' } }, 'Link URL: '],
    ['with a name for no link', { options: { linkName: 'Here' } }, 'Link Name: there is no Link URL'],
    ['with a file that is none', { options: { feedFiles: ACCOUNT } }, 'Files: '],
    ['that is seen by others', { options: { feedVisibility: 'Everybody' } }, 'Visibility: '],
  ])('%s is refused before anything is sent', async (_, more, message) => {
    const { context, sent } = hostOn(org, { parameters: post(more) });
    await expect(run(context)).rejects.toThrow(message);
    expect(sent).toEqual([]);
  });

  test('of as many characters as Salesforce takes is sent', async () => {
    await outputOf(org, post({ feedText: 'x'.repeat(10_000) }));
    expect(org.org.feeds.posts).toHaveLength(1);
  });

  test('that is too long with the names of those mentioned fails alone, and says why', async () => {
    const { context } = hostOn(org, {
      parameters: post({ feedText: '={{ $json.text }}', mentions: byId(BOB) }),
      items: [{ text: 'x'.repeat(9_999) }, { text: 'x' }],
      ...GOES_ON,
    });
    expect((await run(context)).map(({ json }) => json)).toMatchObject([
      { error: { errorCode: 'STRING_TOO_LONG', actions: [expect.stringContaining('their names count too')] } },
      { posted: true },
    ]);
  });

  test('of files is refused for a version that has none', async () => {
    const more = { options: { feedFiles: idOf('069', 1), apiVersion: '35.0' } };
    await expect(outputOf(org, post(more))).rejects.toThrow('version 35.0 does not support files of posts');
  });

  test('of a thousand items takes five requests, those of one feed in their order', async () => {
    const { context, sent } = hostOn(org, {
      parameters: post({ feedText: '={{ $json.n }}', feedSubject: byId('={{ $json.id }}') }),
      items: Array.from({ length: 1_000 }, (_, n) => ({ n, id: idOf('001', (n % 3) + 1) })),
    });
    const output = await run(context);
    expect(new Set(output.map(({ json }) => json['id'])).size).toBe(1_000);
    expect(sent).toHaveLength(5);
    for (const id of [1, 2, 3].map((n) => idOf('001', n))) {
      const texts = org.org.feeds.posts
        .filter(({ subjectId }) => subjectId === id)
        .map(({ segments: [first] }) => (first?.type === 'Text' ? Number(first.text) : -1));
      expect(texts).toEqual(texts.toSorted((a, b) => a - b));
      expect(texts.length).toBeGreaterThan(300);
    }
  });

  test('that Salesforce refuses fails alone', async () => {
    const { context } = hostOn(org, {
      parameters: post({ feedSubject: byId('={{ $json.id }}') }),
      items: [ACCOUNT, idOf('001', 99_999), GROUP].map((id) => ({ id })),
      ...GOES_ON,
    });
    expect((await run(context)).map(({ json }) => json)).toMatchObject([
      { posted: true },
      { error: { errorCode: 'NOT_FOUND' } },
      { posted: true },
    ]);
  });

  test.each(['loginPage', 'nullBody', 'halfWithLength', 'emptyBody'] as const)(
    'whose answer is none (%s) may have been posted, and is not posted again',
    async (lie) => {
      await control.faults({ path: 'feed-elements/batch', lie, times: 5 });
      const { context, sent } = hostOn(org, { parameters: post(), items: [{}, {}], ...GOES_ON });
      for (const { json } of await run(context)) {
        expect(json['error']).toMatchObject({
          errorCode: 'MAY_HAVE_BEEN_POSTED',
          actions: [expect.stringContaining('before you post it again')],
        });
      }
      expect(sent).toHaveLength(1);
      expect(org.org.feeds.posts).toHaveLength(2);
    },
  );

  test('whose connection is cut before it arrives is not posted twice', async () => {
    await control.faults({ path: 'feed-elements/batch', cut: 'after' });
    await expect(outputOf(org, post())).rejects.toThrow('may have been posted');
    expect(org.org.feeds.posts).toHaveLength(1);
  });

  test('has groups and users to choose from', async () => {
    const { context } = hostOn(org, { parameters: post() });
    const { results } = await loaders.listSearch.searchUsersAndFeedGroups.call(context, 'Sales W');
    expect(results).toMatchObject([{ name: 'Sales Wins (Group)', value: GROUP }]);
  });
});

describe('A comment', () => {
  const comment = (more: IDataObject): IDataObject => form('comment', { feedText: 'Well done', ...more });

  test('is one of the post’s, with mentions', async () => {
    const [postId = ''] = await posted(1);
    const [made] = await outputOf(org, comment({ postId, mentions: byId(ADA) }));
    expect(made).toEqual({ id: expect.stringMatching(/^0D7\w{15}$/), posted: true });
    const [read] = await outputOf(org, feed());
    expect(read).toMatchObject({
      commentCount: 1,
      comments: [{ id: made?.['id'], text: expect.stringMatching(/^@.+ Well done$/), authorId: expect.any(String) }],
    });
  });

  test('of a hundred items takes four requests, in their order', async () => {
    const [postId = ''] = await posted(1);
    const { context, sent } = hostOn(org, {
      parameters: comment({ postId, feedText: '={{ $json.n }}' }),
      items: Array.from({ length: 100 }, (_, n) => ({ n })),
    });
    expect(await run(context)).toHaveLength(100);
    expect(sent).toHaveLength(4);
    expect(org.org.feeds.posts[0]?.comments.map(({ segments: [first] }) => first)).toEqual(
      Array.from({ length: 100 }, (_, n) => ({ type: 'Text', text: String(n) })),
    );
  });

  test.each([
    ['on what is no post', { postId: ACCOUNT }, 'is not the ID of a post'],
    ['on a path', { postId: '../0D5' }, 'Post ID'],
    ['without words', { postId: '0D58d1000000001', feedText: '' }, 'nothing to say'],
    [
      'with two files',
      { postId: '0D58d1000000001', options: { feedFiles: `${idOf('069', 1)},${idOf('069', 2)}` } },
      'a comment has one file',
    ],
  ])('%s is refused before anything is sent', async (_, more, message) => {
    const { context, sent } = hostOn(org, { parameters: comment(more) });
    await expect(run(context)).rejects.toThrow(message);
    expect(sent).toEqual([]);
  });

  test('on a post that is not there fails alone, and an answer that is lost leaves open what became of it', async () => {
    const [postId = ''] = await posted(1);
    const parameters = comment({ postId: '={{ $json.id }}' });
    const items = [{ id: postId }, { id: '0D58d1000009999' }];
    expect(await outputOf(org, parameters, { items, ...GOES_ON })).toMatchObject([
      { posted: true },
      { error: { errorCode: 'NOT_FOUND' } },
    ]);
    await control.faults({ path: 'composite/batch', lie: 'loginPage' });
    expect(await outputOf(org, parameters, { items, ...GOES_ON })).toMatchObject([
      { error: { errorCode: 'MAY_HAVE_BEEN_POSTED' } },
      { error: { errorCode: 'MAY_HAVE_BEEN_POSTED' } },
    ]);
    expect(org.org.feeds.posts[0]?.comments).toHaveLength(2);
  });
});

describe('The feeds of an Experience Cloud site', () => {
  const [PORTAL, PARTNERS] = [idOf('0DB', 1), idOf('0DB', 2)];
  const inSite = (site: string, more: IDataObject = {}): IDataObject => ({
    options: { experienceSite: { __rl: true, mode: 'list', value: site }, ...more },
  });

  test('are its own, for posts, comments and reading', async () => {
    await posted(1, { feedText: 'Internal' });
    const [made] = await outputOf(org, post({ feedText: 'For customers', ...inSite(PORTAL) }));
    const comment = form('comment', { postId: made?.['id'], feedText: 'Thanks' });
    expect(await outputOf(org, { ...comment, ...inSite(PORTAL) })).toMatchObject([{ posted: true }]);
    await expect(outputOf(org, comment)).rejects.toThrow('NOT_FOUND');
    expect(await outputOf(org, feed(inSite(PORTAL)))).toMatchObject([{ text: 'For customers', commentCount: 1 }]);
    expect(await outputOf(org, feed(inSite(PARTNERS)))).toEqual([]);
    expect((await outputOf(org, feed())).map(({ text }) => text)).toEqual(['Internal']);
    for (const which of ['company', 'news'])
      expect(await outputOf(org, form('getAll', { feed: which, ...inSite(PORTAL) }))).toHaveLength(1);
  });

  test('are read from all pages', async () => {
    await posted(230, inSite(PORTAL));
    const { context, sent } = hostOn(org, { parameters: feed(inSite(PORTAL)) });
    expect(await run(context)).toHaveLength(230);
    expect(sent.map(({ url }) => url.includes(`/connect/communities/${PORTAL}/chatter/`))).toEqual([true, true, true]);
  });

  test('take the posts of items in a request for each site', async () => {
    const items = [PORTAL, PARTNERS, PORTAL].map((site) => ({ site }));
    const { context, sent } = hostOn(org, { parameters: post(inSite('={{ $json.site }}')), items });
    expect(await run(context)).toHaveLength(3);
    expect(sent).toHaveLength(2);
    expect(org.org.feeds.postsIn(PORTAL)).toHaveLength(2);
  });

  test('are offered in a list', async () => {
    const { context } = hostOn(org, { parameters: post() });
    const { results } = await loaders.listSearch.searchExperienceSites.call(context, 'cust');
    expect(results).toEqual([{ name: 'Customer Portal', value: PORTAL }]);
  });

  test('are of no other thing', async () => {
    for (const parameters of [post(inSite(ACCOUNT)), feed(inSite('internal'))]) {
      const { context, sent } = hostOn(org, { parameters });
      await expect(run(context)).rejects.toThrow('Experience Cloud Site');
      expect(sent).toEqual([]);
    }
  });
});

describe('The posts of a feed', () => {
  test('come simplified, the latest first, with as many comments as wanted', async () => {
    const [first = ''] = await posted(2);
    for (const feedText of ['A', 'B', 'C', 'D']) {
      await outputOf(org, form('comment', { postId: first, feedText }));
    }
    const [latest, oldest] = await outputOf(org, feed());
    expect(latest).toEqual({
      id: expect.stringMatching(/^0D5/),
      type: 'TextPost',
      text: '1',
      createdDate: expect.stringMatching(/^\d{4}-/),
      modifiedDate: expect.stringMatching(/^\d{4}-/),
      authorId: expect.stringMatching(/^005/),
      authorName: expect.any(String),
      parentId: ACCOUNT,
      parentName: expect.any(String),
      link: null,
      files: [],
      likeCount: 0,
      commentCount: 0,
      comments: [],
    });
    expect(oldest).toMatchObject({
      text: '0',
      commentCount: 4,
      comments: [{ text: 'B' }, { text: 'C' }, { text: 'D' }],
    });
    const [, none] = await outputOf(org, feed({ options: { commentsPerPost: 0, simplify: false } }));
    expect(none).toMatchObject({ feedElementType: 'FeedItem', capabilities: { comments: { page: { items: [] } } } });
  });

  test('come by activity, where that is wanted', async () => {
    const [first = ''] = await posted(2);
    await control.post('clock', { advance: 60_000 });
    await outputOf(org, form('comment', { postId: first, feedText: 'New' }));
    const sorted = await outputOf(org, feed({ options: { feedSort: 'LastModifiedDateDesc' } }));
    expect(sorted.map(({ text }) => text)).toEqual(['0', '1']);
  });

  test('come from all pages, up to the limit', async () => {
    const ids = await posted(230);
    const { context, sent } = hostOn(org, { parameters: feed() });
    expect((await run(context)).map(({ json }) => json['id'])).toEqual(ids.toReversed());
    expect(sent).toHaveLength(3);
    const limited = hostOn(org, { parameters: feed({ returnAll: false, limit: 7 }) });
    expect((await run(limited.context)).map(({ json }) => json['id'])).toEqual(ids.toReversed().slice(0, 7));
    expect(limited.sent).toHaveLength(1);
    expect(limited.sent[0]?.url).toContain('pageSize=7&');
  });

  test('come of the company, and of what the user follows', async () => {
    const [id] = await posted(1);
    for (const which of ['company', 'news']) {
      expect(await outputOf(org, form('getAll', { feed: which, returnAll: true }))).toMatchObject([{ id }]);
    }
  });

  test.each(['sameAgain', 'ownNextPage', 'emptyPages', 'loginPage', 'nullBody'] as const)(
    'do not go on forever, nor end silently, where answers lie: %s',
    async (lie) => {
      await posted(230);
      await control.faults({ path: 'feeds/record', lie, times: 10_000, skip: lie === 'sameAgain' ? 1 : 0 });
      await expect(outputOf(org, feed())).rejects.toThrow();
    },
  );

  test('of a record that is not there are an error', async () => {
    await expect(outputOf(org, feed({ feedSubject: byId(idOf('001', 99_999)) }))).rejects.toThrow('NOT_FOUND');
  });
});

/** What the documents say of the status, and the sentence: see the test of what a failure means for sending again. */
const HOUR_USED_UP = [
  { errorCode: 'REQUEST_LIMIT_EXCEEDED', message: 'You have reached the Connect API’s hourly request limit.' },
];

describe('When the requests of the hour are used up', () => {
  const isRefused = {
    error: {
      errorCode: 'REQUEST_LIMIT_EXCEEDED',
      message: expect.stringMatching(/^You have reached the Connect API’s hourly request limit\./),
      actions: [expect.stringContaining('in an hour'), expect.anything()],
    },
  };

  test('a post is refused, and those after it are held back', async () => {
    await control.faults({ path: 'feed-elements/batch', status: 503, body: HOUR_USED_UP, times: 9 });
    const items = Array.from({ length: 201 }, () => ({}));
    const { context, sent } = hostOn(org, { parameters: post(), items, ...GOES_ON });
    const output = (await run(context)).map(({ json }) => json);
    expect(output[0]).toMatchObject(isRefused);
    expect(output[200]).toMatchObject({ error: { errorCode: 'NOT_SENT' } });
    expect(sent).toHaveLength(1);
  });

  test('a comment is refused inside its request, and those after it are held back', async () => {
    const results = Array.from({ length: 25 }, () => ({ statusCode: 503, result: HOUR_USED_UP }));
    await control.faults({ path: 'composite/batch', status: 200, body: { hasErrors: true, results }, times: 9 });
    const parameters = form('comment', { postId: '0D58d1000000001', feedText: 'x' });
    const items = Array.from({ length: 26 }, () => ({}));
    const { context, sent } = hostOn(org, { parameters, items, ...GOES_ON });
    const output = (await run(context)).map(({ json }) => json);
    expect(output[0]).toMatchObject(isRefused);
    expect(output[25]).toMatchObject({ error: { errorCode: 'NOT_SENT' } });
    expect(sent).toHaveLength(1);
  });

  test.each([
    ['a feed', 'feeds/record', feed()],
    ['a GraphQL mutation', 'graphql', { resource: 'graphql', operation: 'run', graphqlQuery: 'mutation { x }' }],
    ['a GraphQL query', 'graphql', { resource: 'graphql', operation: 'run', graphqlQuery: '{ x }' }],
    [
      'a list of picklist values',
      'ui-api',
      {
        resource: 'object',
        operation: 'getPicklistValues',
        object: { __rl: true, mode: 'name', value: 'Contact' },
        picklistField: { __rl: true, mode: 'name', value: 'LeadSource' },
        recordType: { __rl: true, mode: 'name', value: 'Master' },
      },
    ],
  ])('%s is asked for once', async (_, path, parameters) => {
    await control.faults({ path, status: 503, body: HOUR_USED_UP, times: 9 });
    const { context, sent } = hostOn(org, { parameters, ...GOES_ON });
    expect((await run(context)).map(({ json }) => json)).toMatchObject([isRefused]);
    expect(sent.filter(({ url }) => url.includes(path))).toHaveLength(1);
  });
});

test.each([
  [2, []],
  [5, [expect.stringMatching(/^3 of 5 posts came of bundle 0D5\w{15}\. Request &gt; Send has them all: chatter\//)]],
])('Feed > Get Many gives the posts of a bundle of %i, and says where there are more', async (count, says) => {
  const ids = await posted(count);
  org.org.feeds.bundles = true;
  const { context, hints } = hostOn(org, { parameters: feed() });
  const output = (await run(context)).map(({ json }) => json);
  expect(output.map(({ id, text }) => [id, text])).toEqual(
    ids
      .toReversed()
      .slice(0, 3)
      .map((id) => [id, String(ids.indexOf(id))]),
  );
  expect(hints.map(({ message }) => message)).toEqual(says);
});
