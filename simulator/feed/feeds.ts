import { idOf, to18 } from '../data/ids';

/** A part of a message: text, or whom it mentions. */
export type Segment =
  | { readonly type: 'Mention'; readonly id: string; readonly name: string }
  | { readonly type: 'Text'; readonly text: string };

/** What a message's text has of it. */
export const wordsOf = (segment: Segment): string => (segment.type === 'Mention' ? `@${segment.name}` : segment.text);

interface Entry {
  readonly id: string;
  readonly segments: readonly Segment[];
  readonly userId: string;
  readonly created: Date;
}

export interface Comment extends Entry {
  readonly postId: string;
  readonly fileId?: string;
}

export interface Post extends Entry {
  readonly subjectId: string;
  /** Of the Experience Cloud site it was posted in; undefined for the company's own. */
  readonly siteId: string | undefined;
  readonly link?: { readonly url: string; readonly urlName: string | null };
  readonly fileIds: readonly string[];
  readonly visibility: string;
  readonly comments: Comment[];
}

/** What was posted in the org. */
export class Feeds {
  /** The org's Experience Cloud sites. */
  readonly sites = [
    { id: idOf('0DB', 1), name: 'Customer Portal', urlPathPrefix: 'customers', status: 'Live' },
    { id: idOf('0DB', 2), name: 'Partner Portal', urlPathPrefix: 'partners', status: 'UnderConstruction' },
  ];
  /** In the order in which they were posted. */
  readonly posts: Post[] = [];
  /** Whether the feed of a record has its posts on a page as one bundle. */
  bundles = false;
  #comments = 0;

  post(post: Omit<Post, 'comments' | 'id'>): Post {
    const made = { ...post, id: to18(`0D58d1${String(this.posts.length + 1).padStart(9, '0')}`), comments: [] };
    this.posts.push(made);
    return made;
  }

  comment(post: Post, comment: Omit<Comment, 'id' | 'postId'>): Comment {
    this.#comments += 1;
    const made = { ...comment, postId: post.id, id: to18(`0D78d1${String(this.#comments).padStart(9, '0')}`) };
    post.comments.push(made);
    return made;
  }

  /** Those of a site, or the company's own. */
  postsIn(siteId: string | undefined): readonly Post[] {
    return this.posts.filter((post) => post.siteId === siteId);
  }

  /** By an ID of 15 or 18 characters. */
  find(id: string, siteId: string | undefined): Post | undefined {
    return this.postsIn(siteId).find((post) => post.id.slice(0, 15) === id.slice(0, 15));
  }

  reset(): void {
    this.posts.length = 0;
    this.bundles = false;
    this.#comments = 0;
  }
}
