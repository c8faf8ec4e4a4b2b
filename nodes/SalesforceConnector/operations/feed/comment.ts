import { commentOnPosts, type FeedComment } from '../../../../salesforce/feed/posts';
import type { RequestSettings } from '../../../../salesforce/write/byRequests';
import { COMMENT_OPTIONS, commentProperties, readComment } from '../../fields/feed';
import { PACE_OPTIONS } from '../../fields/sendAs';
import type { BatchOperation } from '../define';
import { atPace, writeInGroups } from '../writeInGroups';

export const feedComment: BatchOperation = {
  value: 'comment',
  name: 'Comment',
  action: 'Comment on post',
  description: 'Comment on a post in a Chatter feed, with mentions or a file',
  properties: commentProperties,
  options: [...COMMENT_OPTIONS, ...PACE_OPTIONS],
  saves: true,
  batch: writeInGroups<RequestSettings, FeedComment>({
    objectOf: () => undefined,
    read: (_, item) => atPace(item, () => ({ index: item.index, ...readComment(item) })),
    write: (org, pace, comments) => commentOnPosts(org, comments, pace),
    toJson: ({ id }) => ({ id, posted: true }),
  }),
};
