import { requireFeature } from '../api';
import { AnswerError, expectShape, isText, maybe, objectWith, type Shape } from '../errors';
import { canBeOneRecord, isIdWith } from '../ids';
import type { Org } from '../org';
import { batchCarrier, MOST_SUBREQUESTS, readBatch, type Subanswer } from '../requests/batch';
import type { PartOutcome } from '../requests/carried';
import { writeByRequests, type RequestSettings } from '../write/byRequests';
import type { Carrier } from '../write/carriers';
import type { RowsJob, WriteOutcome, WriteRow } from '../write/rows';
import { messageBody, type FeedMessage } from './message';
import { chatterPath } from './sites';

/** What the IDs of posts begin with. */
export const POST_PREFIX = '0D5';
const COMMENT_PREFIX = '0D7';

/** A post to the feed of a record, a group or a user. */
export interface FeedPost extends FeedMessage {
  readonly index: number;
  readonly subjectId: string;
  readonly link?: { readonly url: string; readonly name: string };
  /** IDs of Salesforce Files. */
  readonly fileIds: readonly string[];
  /** Left out for what the feed's subject allows. */
  readonly visibility?: 'AllUsers' | 'InternalUsers';
}

/** A comment on a post. */
export interface FeedComment extends FeedMessage {
  readonly index: number;
  readonly postId: string;
  /** ID of a Salesforce File. */
  readonly fileId?: string;
}

/** Posting the same again makes a second one: nothing is sent again unanswered. */
interface FeedJob extends RowsJob {
  readonly operation: 'post';
  readonly siteId?: string | undefined;
}

/** How many requests are sent, and to the feeds of which site; without one, to the company's own. */
export interface FeedSettings extends RequestSettings {
  readonly siteId?: string;
}

function feedJob({ siteId }: FeedSettings): FeedJob {
  return { operation: 'post', allOrNone: false, siteId };
}

/** A request takes 500; an answer that is lost leaves fewer in doubt. */
const POSTS_PER_REQUEST = 200;

/**
 * Posts to feeds, many in a request, those of one feed in their order.
 * https://developer.salesforce.com/docs/atlas.en-us.chatterapi.meta/chatterapi/connect_resources_feed_element_batch_post.htm
 * @returns one outcome for each post, by the posts' `index`
 * @throws what `org.wait` throws when the execution is canceled
 */
export async function postToFeeds(
  org: Org,
  posts: readonly FeedPost[],
  settings: FeedSettings,
): Promise<Map<number, WriteOutcome>> {
  requireFeature(org, 'feeds');
  if (posts.some(({ fileIds }) => fileIds.length > 0)) requireFeature(org, 'feedFiles');
  const rows = posts.map((post) => ({ index: post.index, parent: post.subjectId, values: postInput(post) }));
  return await writeByRequests(org, feedPosts, { job: feedJob(settings), rows }, settings);
}

/** https://developer.salesforce.com/docs/atlas.en-us.chatterapi.meta/chatterapi/connect_requests_feed_item_input.htm */
function postInput({ subjectId, link, fileIds, visibility, ...message }: FeedPost): WriteRow['values'] {
  const files = fileIds.map((id) => ({ id }));
  const capabilities = {
    ...(link === undefined ? {} : { link: { url: link.url, ...(link.name === '' ? {} : { urlName: link.name }) } }),
    ...(files.length === 0 ? {} : { files: { items: files } }),
  };
  return {
    feedElementType: 'FeedItem',
    subjectId,
    body: messageBody(message),
    ...(Object.keys(capabilities).length === 0 ? {} : { capabilities }),
    ...(visibility === undefined ? {} : { visibility }),
  };
}

/** Rows whose `parent` is the feed's subject, and whose values are the post. */
export const feedPosts: Carrier<FeedJob> = {
  size: POSTS_PER_REQUEST,

  plan: ({ version }, { siteId }, rows) => ({
    method: 'POST',
    path: chatterPath(version, siteId, 'feed-elements', 'batch'),
    body: { inputs: rows.map(({ values }) => ({ richInput: values })) },
  }),

  read: (response, _job, rows) =>
    readBatch(response, rows.length).map((outcome, position) =>
      posted(outcome, ({ body, status }) => {
        const { id, parent } = expectShape(body, isPost, 'a post', status);
        return { id, of: parent?.id, asked: rows[position]?.parent };
      }),
    ),
};

/**
 * Comments on posts, 25 in a request, those on one post in their order.
 * https://developer.salesforce.com/docs/atlas.en-us.chatterapi.meta/chatterapi/connect_resources_feed_element_capability_comments_items.htm
 * @returns one outcome for each comment, by the comments' `index`
 * @throws what `org.wait` throws when the execution is canceled
 */
export async function commentOnPosts(
  org: Org,
  comments: readonly FeedComment[],
  settings: FeedSettings,
): Promise<Map<number, WriteOutcome>> {
  requireFeature(org, 'feeds');
  const rows = comments.map(({ index, postId, fileId, ...message }) => ({
    index,
    parent: postId,
    values: {
      body: messageBody(message),
      ...(fileId === undefined ? {} : { capabilities: { content: { contentDocumentId: fileId } } }),
    },
  }));
  return await writeByRequests(org, feedComments, { job: feedJob(settings), rows }, settings);
}

/** Rows whose `parent` is the post, and whose values are the comment. */
export const feedComments: Carrier<FeedJob> = {
  size: MOST_SUBREQUESTS,

  plan: (org, { siteId }, rows) =>
    batchCarrier.plan(
      org,
      rows.map(({ index, parent = '', values }) => ({
        index,
        method: 'POST',
        path: chatterPath(org.version, siteId, 'feed-elements', parent, 'capabilities', 'comments', 'items'),
        json: JSON.stringify(values),
      })),
    ),

  read: (response, _job, rows) =>
    readBatch(response, rows.length).map((outcome, position) =>
      posted(outcome, ({ body, status }) => {
        const { id, feedElement } = expectShape(body, isComment, 'a comment', status);
        return { id, of: feedElement?.id, asked: rows[position]?.parent };
      }),
    ),
};

/** What was posted, what it is said to be on, and what it was to be on. */
interface Posted {
  readonly id: string;
  readonly of: string | null | undefined;
  readonly asked: string | undefined;
}

function posted(outcome: PartOutcome<Subanswer>, read: (answer: Subanswer) => Posted): WriteOutcome {
  if ('error' in outcome) return outcome;
  const { id, of, asked } = read(outcome.saved);
  if (canBeOneRecord(of, asked)) return { saved: { id, created: true } };
  throw new AnswerError(200, `it is about what was posted on ${String(of)}, which is another item’s`);
}

const isOn = maybe(objectWith({ id: maybe(isText) }));
const idWith =
  (prefix: string): Shape<string> =>
  (value): value is string =>
    isIdWith(prefix, value);

const isPost = objectWith({ id: idWith(POST_PREFIX), parent: isOn });
const isComment = objectWith({ id: idWith(COMMENT_PREFIX), feedElement: isOn });
