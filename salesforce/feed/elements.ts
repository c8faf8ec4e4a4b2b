import { requireFeature } from '../api';
import { AnswerError, expectBody, isCount, isText, isWords, listOf, maybe, objectWith, type Shape } from '../errors';
import { canBeOneRecord, canonicalId, isRecordId } from '../ids';
import type { Request } from '../http';
import type { Org } from '../org';
import { nextPath, target } from '../path';
import { Progress } from '../progress';
import { chatterPath } from './sites';

/** A feed: of a record, a group or a user; what the signed-in user follows; or of the whole company. */
export type Feed = 'company' | 'news' | { readonly of: string };

/** Which posts of a feed, and what of them. */
export interface FeedReading {
  readonly sort: 'CreatedDateDesc' | 'LastModifiedDateDesc';
  /** The latest comments that come with each post. */
  readonly comments: number;
  /** How many posts are wanted; undefined for all. */
  readonly limit: number | undefined;
  /** ID of the Experience Cloud site that has the feed; undefined for the company's own. */
  readonly siteId?: string;
  /** Told of a bundle of which not all posts came with the feed. */
  readonly cut?: (bundleId: string, came: number, all: number) => void;
}

type Maybe<T> = T | null | undefined;
type MessageBody = Maybe<{ readonly text?: Maybe<string> }>;

/** A user, or the subject of a feed. */
interface Participant {
  readonly id?: Maybe<string>;
  readonly name?: Maybe<string>;
  readonly displayName?: Maybe<string>;
}

interface CommentElement {
  readonly id: string;
  readonly createdDate?: Maybe<string>;
  readonly body?: MessageBody;
  readonly user?: Maybe<Participant>;
}

interface CommentPage {
  readonly total?: Maybe<number>;
  readonly items?: Maybe<readonly CommentElement[]>;
}

/** What the feed's subject allows to be done with a post; what it does not allow is left out. */
interface Capabilities {
  readonly chatterLikes?: Maybe<{ readonly page?: Maybe<{ readonly total?: Maybe<number> }> }>;
  readonly comments?: Maybe<{ readonly page?: Maybe<CommentPage> }>;
  readonly link?: Maybe<{ readonly url?: Maybe<string> }>;
  readonly files?: Maybe<{
    readonly items?: Maybe<readonly { readonly id: string; readonly title?: Maybe<string> }[]>;
  }>;
  readonly bundle?: Maybe<Bundle>;
}

/** Posts that a feed has as one, such as tracked changes of a record. */
interface Bundle {
  readonly page?: Maybe<{ readonly elements?: Maybe<readonly FeedElement[]> }>;
  readonly totalElements?: Maybe<number>;
}

/** A post in a feed, as far as it is used here. */
export interface FeedElement {
  readonly id: string;
  readonly type?: Maybe<string>;
  readonly createdDate?: Maybe<string>;
  readonly modifiedDate?: Maybe<string>;
  readonly body?: MessageBody;
  readonly actor?: Maybe<Participant>;
  readonly parent?: Maybe<Participant>;
  readonly capabilities?: Maybe<Capabilities>;
}

const isMessageBody = maybe(objectWith({ text: maybe(isWords) }));
const isParticipant = maybe(objectWith({ id: maybe(isText), name: maybe(isWords), displayName: maybe(isWords) }));
const isCommentElement = objectWith({
  id: isRecordId,
  createdDate: maybe(isText),
  body: isMessageBody,
  user: isParticipant,
});

/** Its posts have the shape of any others. */
const isBundle = objectWith({
  page: maybe(objectWith({ elements: maybe(listOf((post: unknown): post is FeedElement => isElement(post))) })),
  totalElements: maybe(isCount),
});

const isElement: Shape<FeedElement> = objectWith({
  id: isRecordId,
  type: maybe(isText),
  createdDate: maybe(isText),
  modifiedDate: maybe(isText),
  body: isMessageBody,
  actor: isParticipant,
  parent: isParticipant,
  capabilities: maybe(
    objectWith({
      chatterLikes: maybe(objectWith({ page: maybe(objectWith({ total: maybe(isCount) })) })),
      comments: maybe(
        objectWith({ page: maybe(objectWith({ total: maybe(isCount), items: maybe(listOf(isCommentElement)) })) }),
      ),
      link: maybe(objectWith({ url: maybe(isWords) })),
      files: maybe(objectWith({ items: maybe(listOf(objectWith({ id: isText, title: maybe(isWords) }))) })),
      bundle: maybe(isBundle),
    }),
  ),
}) as Shape<unknown> as Shape<FeedElement>;

interface FeedPage {
  readonly elements: readonly FeedElement[];
  readonly currentPageUrl?: Maybe<string>;
  readonly nextPageUrl?: Maybe<string>;
}

const isFeedPage = objectWith<FeedPage>({
  elements: listOf(isElement),
  currentPageUrl: maybe(isText),
  nextPageUrl: maybe(isText),
});

/** Posts on a page: Salesforce's limit. */
const LARGEST_PAGE = 100;
/** More pages than anybody reads: nothing counts the posts of a feed, so that nothing else tells pages without an end. */
const MOST_FEED_PAGES = 2_000;
const USER_PREFIX = '005';

/**
 * The posts of a feed, page by page.
 * https://developer.salesforce.com/docs/atlas.en-us.chatterapi.meta/chatterapi/connect_resource_feeds_record.htm
 * @throws SalesforceError, AnswerError, ConnectionError
 */
export async function* feedPages(
  org: Org,
  feed: Feed,
  { sort, comments, limit = LARGEST_PAGE, siteId, cut }: FeedReading,
): AsyncGenerator<readonly FeedElement[], void, undefined> {
  requireFeature(org, 'feeds');
  const progress = new Progress();
  const given = new Set<string>();
  const query = { pageSize: Math.min(limit, LARGEST_PAGE), recentCommentCount: comments, sort };
  const path = chatterPath(org.version, siteId, 'feeds', ...segmentsOfFeed(feed), 'feed-elements');
  let next: Request = { method: 'GET', path, query };
  for (let page = 1; page <= MOST_FEED_PAGES; page += 1) {
    const response = await org.send(next);
    const { elements, currentPageUrl, nextPageUrl } = expectBody(response, isFeedPage, 'the posts of a feed', 200);
    if (isOfAnotherFeed(feed, currentPageUrl))
      throw new AnswerError(200, 'it has the posts of another feed', response.body);
    progress.came(elements[0]?.id);
    // A post can move to a further page while pages are read.
    const more = elements.flatMap((element) => unbundled(element, cut)).filter(({ id }) => !given.has(id));
    for (const { id } of more) given.add(id);
    yield more;
    if (!isText(nextPageUrl)) return;
    next = { method: 'GET', path: nextPath(nextPageUrl) };
    progress.to(target(next), elements.length);
  }
  throw new AnswerError(200, `there are more than ${MOST_FEED_PAGES} pages`);
}

/**
 * The posts of a bundle, which has nothing to say itself; any other post as it is.
 * https://developer.salesforce.com/docs/atlas.en-us.chatterapi.meta/chatterapi/connect_responses_generic_clumps_capability.htm
 */
function unbundled(element: FeedElement, cut: FeedReading['cut']): readonly FeedElement[] {
  const bundle = element.capabilities?.bundle;
  const posts = bundle?.page?.elements ?? [];
  if (posts.length === 0) return [element];
  const all = bundle?.totalElements ?? posts.length;
  if (all > posts.length) cut?.(element.id, posts.length, all);
  return posts;
}

/** Salesforce has the feed of another user by his profile only. */
function segmentsOfFeed(feed: Feed): string[] {
  if (feed === 'company') return ['company'];
  if (feed === 'news') return ['news', 'me'];
  return [feed.of.startsWith(USER_PREFIX) ? 'user-profile' : 'record', feed.of];
}

function isOfAnotherFeed(feed: Feed, pageUrl: Maybe<string>): boolean {
  if (typeof feed === 'string' || !isText(pageUrl)) return false;
  const ids = pageUrl.split(/[/?]/).map(canonicalId).filter(isText);
  return ids.length > 0 && !ids.some((id) => canBeOneRecord(id, feed.of));
}
