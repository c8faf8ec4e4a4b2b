import type { IDataObject } from 'n8n-workflow';

import { counted } from '../../../../salesforce/errors';
import { feedPages, type FeedElement } from '../../../../salesforce/feed/elements';
import { FEED_OPTIONS, feedProperties, readFeed, readFeedOptions } from '../../fields/feed';
import { limitProperties, readLimit } from '../../fields/limit';
import { readSimplify, simplifyOutput } from '../../fields/options';
import type { NodeOrg } from '../../host/org';
import type { EachOperation } from '../define';

export const feedGetAll: EachOperation = {
  value: 'getAll',
  name: 'Get Many',
  action: 'Get many posts',
  description: 'Get the posts of a Chatter feed with their authors, texts and latest comments',
  properties: [...feedProperties, ...limitProperties],
  options: [...FEED_OPTIONS, simplifyOutput],
  each: async (org, item) => {
    const limit = readLimit(item);
    const shape = readSimplify(item) ? simplifiedPost : (post: FeedElement) => ({ ...post }) as IDataObject;
    const posts: IDataObject[] = [];
    for await (const page of feedPages(org, readFeed(item), {
      ...readFeedOptions(item),
      limit,
      cut: warnOfBundle(org),
    })) {
      for (const post of page) posts.push(shape(post));
      if (limit !== undefined && posts.length >= limit) break;
    }
    return posts.slice(0, limit);
  },
};

function warnOfBundle({ hints }: NodeOrg): (bundleId: string, came: number, all: number) => void {
  return (bundleId, came, all) => {
    hints.warn(
      `${came} of ${counted(all, 'post')} came of bundle ${bundleId}. Request > Send has them all: chatter/feed-elements/${bundleId}/capabilities/bundle/feed-elements`,
    );
  };
}

function simplifiedPost({ id, type, createdDate, modifiedDate, body, ...post }: FeedElement): IDataObject {
  const { actor, parent, capabilities } = post;
  const comments = capabilities?.comments?.page;
  return {
    id,
    type: type ?? null,
    text: body?.text ?? null,
    createdDate: createdDate ?? null,
    modifiedDate: modifiedDate ?? null,
    authorId: actor?.id ?? null,
    authorName: nameOf(actor),
    parentId: parent?.id ?? null,
    parentName: nameOf(parent),
    link: capabilities?.link?.url ?? null,
    files: (capabilities?.files?.items ?? []).map((file) => ({ documentId: file.id, title: file.title ?? null })),
    likeCount: capabilities?.chatterLikes?.page?.total ?? 0,
    commentCount: comments?.total ?? 0,
    comments: (comments?.items ?? []).map((comment) => ({
      id: comment.id,
      text: comment.body?.text ?? null,
      createdDate: comment.createdDate ?? null,
      authorId: comment.user?.id ?? null,
      authorName: nameOf(comment.user),
    })),
  };
}

function nameOf(named: FeedElement['actor']): string | null {
  return named?.displayName ?? named?.name ?? null;
}
