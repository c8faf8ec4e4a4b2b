import { idOf } from '../data/ids';
import { ApiError } from '../types';
import {
  badRequest,
  failure,
  isObject,
  notFound,
  objectBody,
  ok,
  root,
  type Answer,
  type Call,
  type Handler,
  type JsonObject,
} from '../rest/call';
import { commentBody, commentPage, postBody } from './bodies';
import type { Post } from './feeds';
import { attachedIn, contentIn, segmentsIn, subjectIn } from './input';

/** Posts in a batch. https://developer.salesforce.com/docs/atlas.en-us.chatterapi.meta/chatterapi/connect_resources_feed_element_batch_post.htm */
const MOST_INPUTS = 500;
/** Posts on a page: as many as asked for. https://developer.salesforce.com/docs/atlas.en-us.chatterapi.meta/chatterapi/connect_resource_feeds_record.htm */
const PAGE = { usual: 25, most: 100 };
const COMMENTS = { usual: 3, most: 25 };

const created = (body: unknown): Answer => ({ status: 201, body });

/**
 * GET /connect/communities: an administrator has all that are not inactive.
 * @see https://developer.salesforce.com/docs/atlas.en-us.chatterapi.meta/chatterapi/connect_resources_communities_list.htm
 * @see https://developer.salesforce.com/docs/atlas.en-us.apexref.meta/apexref/apex_connectapi_output_community.htm
 */
export function listSites(call: Call): Answer {
  const communities = call.org.feeds.sites.map((site) => ({
    ...site,
    description: null,
    siteUrl: `https://acme.my.site.com/${site.urlPathPrefix}`,
    url: `${root(call)}/connect/communities/${site.id}`,
  }));
  return ok({ communities, total: communities.length });
}

/** A resource of Chatter as part of a site, whose ID stands before it in the path. */
export function inSite(handler: Handler): Handler {
  return (call, given = '', ...rest) => {
    const site = call.org.feeds.sites.find(({ id }) => id.slice(0, 15) === given.slice(0, 15));
    if (site === undefined) throw notFound();
    return handler({ ...call, siteId: site.id }, ...rest);
  };
}

function post(call: Call, input: JsonObject): Answer {
  if (input['feedElementType'] !== 'FeedItem') throw badRequest('INVALID_INPUT', 'feedElementType must be FeedItem.');
  const subject = subjectIn(call, input['subjectId']);
  const made = call.org.feeds.post({
    segments: segmentsIn(call, input),
    ...attachedIn(call, input),
    subjectId: String(subject['Id']),
    siteId: call.siteId,
    userId: call.session.userId,
    created: call.org.clock.now(),
    visibility: typeof input['visibility'] === 'string' ? input['visibility'] : 'AllUsers',
  });
  return created(postBody(call, made));
}

/** POST /chatter/feed-elements */
export function postFeedElement(call: Call): Answer {
  return post(call, objectBody(call));
}

/** POST /chatter/feed-elements/batch: each input has its own status, in order */
export function postFeedElements(call: Call): Answer {
  const { inputs } = objectBody(call);
  if (!Array.isArray(inputs) || inputs.length === 0) throw badRequest('INVALID_INPUT', 'inputs must be a list.');
  if (inputs.length > MOST_INPUTS) throw badRequest('LIMIT_EXCEEDED', `A batch takes up to ${MOST_INPUTS} inputs.`);
  const answers = inputs.map((input) => attempted(() => post(call, richInputOf(input))));
  return ok({
    hasErrors: answers.some(({ status }) => status >= 400),
    results: answers.map(({ status, body }) => ({ result: body, statusCode: status })),
  });
}

function richInputOf(input: unknown): JsonObject {
  const rich = isObject(input) ? input['richInput'] : undefined;
  if (isObject(rich)) return rich;
  throw badRequest('INVALID_INPUT', 'Each input needs its richInput.');
}

function attempted(answer: () => Answer): Answer {
  try {
    return answer();
  } catch (error) {
    if (error instanceof ApiError) return failure(error);
    throw error;
  }
}

function postWith(call: Call, id: string): Post {
  const found = call.org.feeds.find(id, call.siteId);
  if (found === undefined) throw notFound();
  return found;
}

/** GET /chatter/feed-elements/{id} */
export function getFeedElement(call: Call, id: string): Answer {
  return ok(postBody(call, postWith(call, id)));
}

/** POST /chatter/feed-elements/{id}/capabilities/comments/items */
export function postComment(call: Call, id: string): Answer {
  const input = objectBody(call);
  const made = call.org.feeds.comment(postWith(call, id), {
    segments: segmentsIn(call, input),
    ...contentIn(call, input),
    userId: call.session.userId,
    created: call.org.clock.now(),
  });
  return created(commentBody(call, made));
}

/** GET /chatter/feed-elements/{id}/capabilities/comments/items */
export function getComments(call: Call, id: string): Answer {
  return ok(commentPage(call, postWith(call, id), PAGE.most));
}

/** GET /chatter/feeds/company/feed-elements and /chatter/feeds/news/me/feed-elements: here, everything */
export function everyFeed(call: Call): Answer {
  return ok(page(call, call.org.feeds.postsIn(call.siteId)));
}

/**
 * GET /chatter/feeds/record/{id}/feed-elements. "If recordId is a user ID, it must be the same as the current user or the alias me."
 */
export function recordFeed(call: Call, id: string): Answer {
  const subject = String(subjectIn(call, id)['Id']);
  if (subject.startsWith('005') && subject !== call.session.userId) throw notFound();
  const posts = page(call, postsTo(call, subject));
  return ok(call.org.feeds.bundles ? { ...posts, elements: [bundleOf(posts.elements)] } : posts);
}

/** Posts that come with a bundle: usually three. */
const IN_BUNDLE = 3;

/** @see https://developer.salesforce.com/docs/atlas.en-us.chatterapi.meta/chatterapi/connect_responses_generic_clumps_capability.htm */
function bundleOf(elements: readonly unknown[]): Record<string, unknown> {
  const page = { elements: elements.slice(0, IN_BUNDLE) };
  const bundle = { bundleType: 'GenericBundle', page, totalElements: elements.length };
  return { id: idOf('0D5', 900), feedElementType: 'Bundle', capabilities: { bundle } };
}

/** GET /chatter/feeds/user-profile/{id}/feed-elements */
export function profileFeed(call: Call, id: string): Answer {
  return ok(page(call, postsTo(call, String(subjectIn(call, id)['Id']))));
}

const postsTo = (call: Call, subjectId: string): Post[] =>
  call.org.feeds.postsIn(call.siteId).filter((one) => one.subjectId === subjectId);

function numberIn(call: Call, name: string, { usual, most }: { usual: number; most: number }, least: number): number {
  const given = Number(call.query.get(name) ?? usual);
  if (Number.isInteger(given) && given >= least && given <= most) return given;
  throw badRequest('INVALID_INPUT', `${name} must be from ${least} to ${most}.`);
}

/** @see https://developer.salesforce.com/docs/atlas.en-us.chatterapi.meta/chatterapi/connect_responses_feed_item_page.htm */
function page(call: Call, posts: readonly Post[]): Record<string, unknown> & { elements: unknown[] } {
  const size = numberIn(call, 'pageSize', PAGE, 1);
  const comments = numberIn(call, 'recentCommentCount', COMMENTS, 0);
  const byActivity = call.query.get('sort') === 'LastModifiedDateDesc';
  const stampOf = (one: Post): number =>
    ((byActivity ? one.comments.at(-1)?.created : undefined) ?? one.created).getTime();
  const sorted = posts.toReversed().sort((a, b) => stampOf(b) - stampOf(a));
  const from = Number(call.query.get('page') ?? 0);
  const elements = sorted.slice(from, from + size).map((one) => postBody(call, one, comments));
  const next = from + size < sorted.length ? String(from + size) : null;
  const url = `${root(call)}/${call.path.join('/')}`;
  const withPage = (token: string): string => {
    const query = new URLSearchParams(call.query);
    query.set('page', token);
    return `${url}?${query.toString()}`;
  };
  return {
    currentPageToken: call.query.get('page'),
    currentPageUrl: from === 0 ? url : withPage(String(from)),
    elements,
    isModifiedToken: null,
    isModifiedUrl: null,
    nextPageToken: next,
    nextPageUrl: next === null ? null : withPage(next),
    updatesToken: null,
    updatesUrl: null,
  };
}
