import { postToFeeds, type FeedPost, type FeedSettings } from '../../../../salesforce/feed/posts';
import { POST_OPTIONS, postProperties, readPost, readFeedSettings } from '../../fields/feed';
import type { BatchOperation } from '../define';
import { withSettings, writeInGroups } from '../writeInGroups';

export const feedPost: BatchOperation = {
  value: 'post',
  name: 'Post',
  action: 'Post to feed',
  description: 'Post to the Chatter feed of a record, a group or a user, with mentions, a link or files',
  properties: postProperties,
  options: POST_OPTIONS,
  saves: true,
  batch: writeInGroups<FeedSettings, FeedPost>({
    objectOf: () => undefined,
    read: (_, item) => withSettings(item.shared(readFeedSettings), () => ({ index: item.index, ...readPost(item) })),
    write: (org, settings, posts) => postToFeeds(org, posts, settings),
    toJson: ({ id }) => ({ id, posted: true }),
  }),
};
