import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { COLLECTION } from '../../cases/contacts';
import type { TrialOrg } from '../org';
import { COMMENTS, feedText, POSTS } from '../subjects';
import type { Wish } from '../wishes';
import { middleTargets, outcomesOfItems, TIMES, type WriteCase } from './define';

/** Comments in one request. */
const COMMENTS_TOGETHER = 25;

interface FeedCase extends Pick<WriteCase, 'subject' | 'title'> {
  readonly rows: number;
  readonly path: string;
  readonly parameters: IDataObject;
  readonly on: (wish: Wish, org: TrialOrg) => IDataObject;
}

function feedCase({ rows, path, parameters, on, ...row }: FeedCase): WriteCase {
  return {
    ...row,
    operation: 'create',
    way: 'collections',
    hidden: TIMES * rows,
    input: (wishes, org) => wishes.map((wish) => ({ text: feedText(wish), ...on(wish, org) })),
    nodes: (salesforce) => [
      salesforce({ resource: 'feed', feedText: '={{ $json.text }}', ...parameters } as unknown as INodeParameters),
    ],
    read: async (output) =>
      outcomesOfItems(
        output.map((item) => ({ ...item, json: { ...item.json, created: item.json['posted'] === true } })),
      ),
    targets: (size, fault) => middleTargets({ method: 'POST', path }, rows, size, fault),
  };
}

/** Each to an account of its own; that of a bad one is deleted. */
const postCase = feedCase({
  title: 'Post to a feed',
  subject: POSTS,
  rows: COLLECTION,
  path: '/chatter/feed-elements/batch$',
  parameters: { operation: 'post', feedSubject: { __rl: true, mode: 'id', value: '={{ $json.subjectId }}' } },
  on: ({ key, bad }, org) => {
    const subjectId = org.insert('Account', { Name: key });
    if (bad) org.remove('Account', subjectId);
    return { subjectId };
  },
});

/** Each on a post of its own; that of a bad one is none. */
const commentCase = feedCase({
  title: 'Comment on a post',
  subject: COMMENTS,
  rows: COMMENTS_TOGETHER,
  path: '/batch$',
  parameters: { operation: 'comment', postId: '={{ $json.postId }}' },
  on: ({ key, bad }, org) => ({ postId: bad ? '0D5000000000999CAA' : org.post(org.insert('Account', { Name: key })) }),
});

export const FEED_WRITES: readonly WriteCase[] = [postCase, commentCase];
