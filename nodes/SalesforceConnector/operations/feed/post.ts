import { postToFeeds, type FeedPost } from '../../../../salesforce/feed/posts';
import type { RequestSettings } from '../../../../salesforce/write/byRequests';
import { POST_OPTIONS, postProperties, readPost } from '../../fields/feed';
import { PACE_OPTIONS } from '../../fields/sendAs';
import type { BatchOperation } from '../define';
import { atPace, writeInGroups } from '../writeInGroups';

export const feedPost: BatchOperation = {
  value: 'post',
  name: 'Post',
  action: 'Post to feed',
  description: 'Post to the Chatter feed of a record, a group or a user, with mentions, a link or files',
  properties: postProperties,
  options: [...POST_OPTIONS, ...PACE_OPTIONS],
  saves: true,
  batch: writeInGroups<RequestSettings, FeedPost>({
    objectOf: () => undefined,
    read: (_, item) => atPace(item, () => ({ index: item.index, ...readPost(item) })),
    write: (org, pace, posts) => postToFeeds(org, posts, pace),
    toJson: ({ id }) => ({ id, posted: true }),
  }),
};
