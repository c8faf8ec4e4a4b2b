import type { Row } from '../types';
import { root as versionRoot, type Call } from '../rest/call';
import { wordsOf, type Comment, type Post, type Segment } from './feeds';
import { recordIn } from './input';

/**
 * What answers say of posts and comments.
 * @see https://developer.salesforce.com/docs/atlas.en-us.chatterapi.meta/chatterapi/connect_responses_feed_item.htm
 * @see https://developer.salesforce.com/docs/atlas.en-us.chatterapi.meta/chatterapi/connect_responses_comment.htm
 */

type Body = Record<string, unknown>;

/** A site's ID is in all addresses of its answers. https://developer.salesforce.com/docs/atlas.en-us.apexref.meta/apexref/apex_connectapi_communities.htm */
const root = (call: Call): string =>
  call.siteId === undefined ? versionRoot(call) : `${versionRoot(call)}/connect/communities/${call.siteId}`;

const timeOf = (date: Date): string => date.toISOString();
const postUrl = (call: Call, { id }: Post): string => `${root(call)}/chatter/feed-elements/${id}`;

/** A user or a record, by what it is called. */
function summaryOf(call: Call, row: Row | undefined, object: string | undefined): Body | null {
  if (row === undefined) return null;
  const name = String(row['Name'] ?? row['Id']);
  const id = String(row['Id']);
  const isUser = object === 'User';
  return {
    ...(isUser ? { displayName: name, firstName: row['FirstName'] ?? null, lastName: row['LastName'] ?? null } : {}),
    id,
    name,
    type: object ?? null,
    url: `${root(call)}/chatter/${isUser ? 'users' : 'records'}/${id}`,
  };
}

function actor(call: Call, userId: string): Body | null {
  const found = recordIn(call, userId);
  return summaryOf(call, found?.row, found?.object);
}

function messageOf(call: Call, segments: readonly Segment[]): Body {
  return {
    isRichText: false,
    messageSegments: segments.map((segment) =>
      segment.type === 'Mention'
        ? {
            accessible: true,
            name: segment.name,
            record: actor(call, segment.id),
            text: wordsOf(segment),
            type: 'Mention',
          }
        : { text: segment.text, type: 'Text' },
    ),
    text: segments.map(wordsOf).join(''),
  };
}

function fileBody(call: Call, id: string): Body {
  return { id, title: recordIn(call, id)?.row['Title'] ?? null, url: `${versionRoot(call)}/connect/files/${id}` };
}

export function commentBody(call: Call, comment: Comment): Body {
  const { id, postId, segments, userId, created, fileId } = comment;
  return {
    body: messageOf(call, segments),
    capabilities: fileId === undefined ? {} : { content: fileBody(call, fileId) },
    clientInfo: null,
    createdDate: timeOf(created),
    feedElement: { id: postId, url: `${root(call)}/chatter/feed-elements/${postId}` },
    id,
    isDeleteRestricted: false,
    likes: { currentPageToken: 0, items: [], nextPageToken: null, nextPageUrl: null, total: 0 },
    myLike: null,
    parent: { id: postId },
    relativeCreatedDate: 'Just now',
    type: fileId === undefined ? 'TextComment' : 'ContentComment',
    url: `${root(call)}/chatter/comments/${id}`,
    user: actor(call, userId),
  };
}

/** The latest comments, the oldest of them first. */
export function commentPage(call: Call, post: Post, count: number): Body {
  return {
    currentPageToken: null,
    currentPageUrl: `${postUrl(call, post)}/capabilities/comments/items`,
    items: post.comments.slice(Math.max(0, post.comments.length - count)).map((comment) => commentBody(call, comment)),
    nextPageToken: null,
    nextPageUrl: null,
    total: post.comments.length,
  };
}

function typeOf({ link, fileIds }: Post): string {
  if (link !== undefined) return 'LinkPost';
  return fileIds.length > 0 ? 'ContentPost' : 'TextPost';
}

/** @param comments the latest ones that come with it */
export function postBody(call: Call, post: Post, comments = 3): Body {
  const { id, subjectId, segments, userId, created, link, fileIds, visibility } = post;
  const subject = recordIn(call, subjectId);
  const modified = post.comments.at(-1)?.created ?? created;
  return {
    actor: actor(call, userId),
    body: messageOf(call, segments),
    canShare: false,
    capabilities: {
      bookmarks: { isBookmarkedByCurrentUser: false },
      chatterLikes: {
        isLikedByCurrentUser: false,
        likesMessage: null,
        myLike: null,
        page: { currentPageToken: 0, items: [], nextPageToken: null, nextPageUrl: null, total: 0 },
      },
      comments: { page: commentPage(call, post, comments) },
      ...(link === undefined ? {} : { link }),
      ...(fileIds.length === 0 ? {} : { files: { items: fileIds.map((file) => fileBody(call, file)) } }),
    },
    clientInfo: null,
    createdDate: timeOf(created),
    event: false,
    feedElementType: 'FeedItem',
    id,
    isDeleteRestricted: false,
    isSharable: true,
    modifiedDate: timeOf(modified),
    originalFeedItem: null,
    parent: summaryOf(call, subject?.row, subject?.object),
    relativeCreatedDate: 'Just now',
    type: typeOf(post),
    url: postUrl(call, post),
    visibility,
  };
}
