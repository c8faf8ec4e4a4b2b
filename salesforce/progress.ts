import { AnswerError } from './errors';

/** Pages without anything on them that are borne one after another. */
const EMPTY_PAGES = 20;

/** Sees to it that a reading of pages, each of which names the next, comes to an end. */
export class Progress {
  readonly #visited = new Set<string>();
  readonly #firsts = new Set<string>();
  #empty = 0;

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
}
