import { commentOnPosts, type FeedComment, type FeedSettings } from '../../../../salesforce/feed/posts';
import { COMMENT_OPTIONS, commentProperties, readComment, readFeedSettings } from '../../fields/feed';
import type { BatchOperation } from '../define';
import { withSettings, writeInGroups } from '../writeInGroups';

export const feedComment: BatchOperation = {
  value: 'comment',
  name: 'Comment',
  action: 'Comment on post',
  description: 'Comment on a post in a Chatter feed, with mentions or a file',
  properties: commentProperties,
  options: COMMENT_OPTIONS,
  saves: true,
  batch: writeInGroups<FeedSettings, FeedComment>({
    objectOf: () => undefined,
    read: (_, item) => withSettings(item.shared(readFeedSettings), () => ({ index: item.index, ...readComment(item) })),
    write: (org, settings, comments) => commentOnPosts(org, comments, settings),
    toJson: ({ id }) => ({ id, posted: true }),
  }),
};
