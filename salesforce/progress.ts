import { createHash } from 'crypto';

import { AnswerError } from './errors';

/** Pages without anything on them that are borne one after another. */
const EMPTY_PAGES = 20;
/** Pages with nothing new that are borne one after another: without IDs, many records can look the same. */
const OLD_PAGES = 20;

/** Sees to it that a reading of pages, each of which names the next, comes to an end. */
export class Progress {
  readonly #visited = new Set<string>();
  readonly #firsts = new Set<string>();
  readonly #contents = new Set<string>();
  #empty = 0;
  #old = 0;

  /**
   * @param next address of the page after this one
   * @param found how much is on this one
   * @throws AnswerError when pages repeat, or bring nothing for long
   */
  to(next: string, found: number): void {
    this.#empty = found === 0 ? this.#empty + 1 : 0;
    if (this.#visited.has(next)) throw new AnswerError(200, 'it names a further page that was read already');
    if (this.#empty > EMPTY_PAGES) throw new AnswerError(200, 'page after page has nothing on it');
    this.#visited.add(next);
  }

  /**
   * @param first what a page begins with, where that comes once among all pages
   * @throws AnswerError when a page with other words for its place is one that was read already
   */
  came(first: string | undefined): void {
    if (first === undefined) return;
    if (this.#firsts.has(first)) throw new AnswerError(200, 'it is a page that was read already');
    this.#firsts.add(first);
  }

  /**
   * @param content of a page whose records nothing tells apart
   * @throws AnswerError when page after page has what came before
   */
  brought(content: string): void {
    const digest = createHash('sha256').update(content).digest('base64');
    this.#old = this.#contents.has(digest) ? this.#old + 1 : 0;
    if (this.#old > OLD_PAGES) {
      throw new AnswerError(200, 'page after page has what came before, without an Id that tells its records apart');
    }
    this.#contents.add(digest);
  }
}
