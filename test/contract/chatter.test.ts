import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Connection } from 'jsforce';

import { idOf } from '../../simulator/data/ids';
import { startSignedIn, type SignedInOrg } from '../support/org';

let org: SignedInOrg;
let connection: Connection;

beforeAll(async () => {
  org = await startSignedIn(30);
  connection = new Connection({ instanceUrl: org.url, accessToken: org.token, version: '67.0' });
});
afterAll(() => org.close());

const ACCOUNT = idOf('001', 1);

interface Post {
  readonly id: string;
  readonly url: string;
  readonly body: { readonly text: string };
  readonly capabilities: { readonly comments: { readonly page: { readonly total: number } } };
}

const postOf = (text: string, subjectId = 'me') => ({
  body: { messageSegments: [{ type: 'Text', text }] },
  feedElementType: 'FeedItem',
  subjectId,
});

describe('jsforce, unmodified: Chatter', () => {
  test('posts to a feed, reads the post by its address, and comments on it', async () => {
    const { chatter } = connection;
    const post = (await chatter.resource('/feed-elements').create(postOf('Hello', ACCOUNT))) as Post;
    expect(post).toMatchObject({ feedElementType: 'FeedItem', parent: { id: ACCOUNT }, body: { text: 'Hello' } });
    const comments = chatter.resource(`${post.url}/capabilities/comments/items`);
    const body = { messageSegments: [{ type: 'Text', text: 'Yes' }] };
    expect(await comments.create({ body })).toMatchObject({ body: { text: 'Yes' }, feedElement: { id: post.id } });
    expect(await chatter.resource(post.url).retrieve()).toMatchObject({
      id: post.id,
      capabilities: { comments: { page: { total: 1 } } },
    });
    expect(await comments.retrieve()).toMatchObject({ total: 1, items: [{ body: { text: 'Yes' } }] });
  });

  test('posts several in a batch, of which one can fail', async () => {
    const { chatter } = connection;
    const feedElements = chatter.resource('/feed-elements');
    const requests = [postOf('One'), postOf('Two', idOf('001', 99_999))].map((post) => feedElements.create(post));
    const answered = chatter.batch(requests);
    const each = Promise.allSettled(requests);
    expect(await answered).toMatchObject({
      hasErrors: true,
      results: [{ statusCode: 201 }, { statusCode: 404, result: [{ errorCode: 'NOT_FOUND' }] }],
    });
    expect((await each).map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
  });

  test('posts many in the batch of feeds', async () => {
    const inputs = ['One', 'Two'].map((text) => ({ richInput: postOf(text) }));
    const answer = await connection.chatter.request({ method: 'POST', url: '/feed-elements/batch', body: { inputs } });
    expect(answer).toMatchObject({
      hasErrors: false,
      results: ['One', 'Two'].map((text) => ({ statusCode: 201, result: { body: { text } } })),
    });
  });

  test('reads a feed page by page', async () => {
    const { chatter } = connection;
    for (const text of ['A', 'B', 'C']) await chatter.resource('/feed-elements').create(postOf(text, idOf('0F9', 1)));
    const texts: string[] = [];
    let url: string | null = `/feeds/record/${idOf('0F9', 1)}/feed-elements?pageSize=2`;
    while (url !== null) {
      const page = (await chatter.resource(url).retrieve()) as { elements: Post[]; nextPageUrl: string | null };
      texts.push(...page.elements.map(({ body }) => body.text));
      url = page.nextPageUrl;
    }
    expect(texts).toEqual(['C', 'B', 'A']);
  });
});
