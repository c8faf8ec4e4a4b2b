import { describe, expect, test } from '@jest/globals';

import { AnswerError, SalesforceError, UncertainError } from '../../../salesforce/errors';
import { feedPages } from '../../../salesforce/feed/elements';
import { messageBody } from '../../../salesforce/feed/message';
import { commentOnPosts, postToFeeds, type FeedPost } from '../../../salesforce/feed/posts';
import type { Response } from '../../../salesforce/http';
import { fakeSend } from '../../support/fakeSend';
import { orgOf } from '../../support/orgOf';

const subject = (n: number): string => `00100000000000${n}AAA`;
const postId = (n: number): string => `0D500000000000${n}CAA`;
const post = (index: number): FeedPost => ({
  index,
  subjectId: subject(index),
  text: 'Hello',
  mentions: [],
  fileIds: [],
});
const made = (n: number, on = n) => ({ statusCode: 201, result: { id: postId(n), parent: { id: subject(on) } } });
const refused = { statusCode: 404, result: [{ errorCode: 'NOT_FOUND', message: 'No such record' }] };

/** What becomes of three posts that are answered so. */
async function outcomes(answer: Partial<Response>): Promise<unknown[]> {
  const { send, requests } = fakeSend(() => answer);
  const posts = [1, 2, 3].map(post);
  const all = await postToFeeds(orgOf(send), posts, { parallel: 1 });
  expect(requests).toHaveLength(1);
  return posts.map(({ index }) => {
    const outcome = all.get(index);
    return outcome !== undefined && 'saved' in outcome ? outcome.saved.id : outcome?.error;
  });
}

const answered = (results: readonly object[], hasErrors = false) => ({ body: { hasErrors, results } });
const ALL_OPEN = [1, 2, 3].map(() => expect.any(UncertainError));

describe('Posts that travel together', () => {
  test('have an outcome each', async () => {
    expect(await outcomes(answered([made(1), refused, made(3)], true))).toEqual([
      postId(1),
      expect.any(SalesforceError),
      postId(3),
    ]);
  });

  test.each<[string, Partial<Response>]>([
    ['too few results', answered([made(1), made(2)])],
    ['too many results', answered([made(1), made(2), made(3), made(4)])],
    ['results in another order', answered([made(2), made(1), made(3)])],
    ['one result twice', answered([made(1), { ...made(1, 2) }, made(3)])],
    ['results that are no posts', answered([1, 2, 3].map((n) => ({ statusCode: 201, result: { id: subject(n) } })))],
    ['errors that none has', answered([made(1), made(2), made(3)], true)],
    ['a login page', { body: '<html>Login</html>', headers: { 'content-type': 'text/html' } }],
    ['nothing', { body: '' }],
  ])('may all have been posted where the answer has %s', async (_, answer) => {
    expect(await outcomes(answer)).toEqual(ALL_OPEN);
  });

  test('are for comments 25 in a request, each to the address of its post', async () => {
    const { send, requests } = fakeSend(() => answered([]));
    const comments = Array.from({ length: 30 }, (_, index) => ({
      index,
      postId: postId(1),
      text: 'Yes',
      mentions: [],
    }));
    await commentOnPosts(orgOf(send), comments, { parallel: 1 });
    const { batchRequests } = JSON.parse(requests[0]?.json ?? '{}') as { batchRequests: object[] };
    expect(batchRequests).toHaveLength(25);
    expect(batchRequests[0]).toEqual({
      method: 'POST',
      url: `v67.0/chatter/feed-elements/${postId(1)}/capabilities/comments/items`,
      richInput: { body: { messageSegments: [{ type: 'Text', text: 'Yes' }] } },
    });
  });
});

test('A message has a space behind each mention, and no empty text', () => {
  expect(messageBody({ text: '', mentions: ['005A'] })).toEqual({
    messageSegments: [
      { type: 'Mention', id: '005A' },
      { type: 'Text', text: ' ' },
    ],
  });
  expect(messageBody({ text: '', mentions: [] })).toEqual({ messageSegments: [] });
});

describe('A feed', () => {
  const read = async (of: string, body: object): Promise<unknown[]> => {
    const { send, requests } = fakeSend((_, n) => ({ body: n === 1 ? body : { elements: [{ id: postId(2) }] } }));
    const pages: unknown[] = [];
    const reading = { sort: 'CreatedDateDesc', comments: 0, limit: undefined } as const;
    for await (const page of feedPages(orgOf(send), { of }, reading)) pages.push(page);
    return [requests[0]?.path, ...pages];
  };
  const next = '/services/data/v67.0/chatter/feeds/record/x/feed-elements?page=2';

  test('of a user is that of his profile, and gives a post once that has moved to a further page', async () => {
    const elements = [{ id: postId(1) }, { id: postId(2) }];
    expect(await read('005000000000001AAA', { elements, nextPageUrl: next })).toEqual([
      '/services/data/v67.0/chatter/feeds/user-profile/005000000000001AAA/feed-elements',
      elements,
      [],
    ]);
  });

  test.each([
    ['of another record', { currentPageUrl: `/services/data/v67.0/chatter/feeds/record/${subject(2)}/feed-elements` }],
    ['that goes on elsewhere', { nextPageUrl: 'https://evil.example/feed' }],
  ])('%s is none', async (_, more) => {
    await expect(read(subject(1), { elements: [], ...more })).rejects.toThrow(AnswerError);
  });
});
