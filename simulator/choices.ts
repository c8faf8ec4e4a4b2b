import { randomInt } from 'node:crypto';

import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

/** What Salesforce chooses for itself, as far as it can be switched. All that is drawn comes from the seed. */
export interface ChoiceSettings {
  seed: number;
  /** Whether pages of a query, and children within a row, are fewer than asked for. */
  shortPages: boolean;
  /** Whether results of a load name their columns as the fields are called, and sort those of failed rows by name. */
  rewriteHeaders: boolean;
  /** Whether results of a load without a row are 204 instead of a header. */
  noContent: boolean;
  /** Whether all events that are published are answered with one ID. */
  sharedEventIds: boolean;
}

/** Fewest records that a page was seen with, where more were there. */
const SHORTEST_PAGE = 100;

/** All that a client may meet. */
export const EVERY_CHOICE = { shortPages: true, rewriteHeaders: true, noContent: true, sharedEventIds: true } as const;

const NO_CHOICE = { shortPages: false, rewriteHeaders: false, noContent: false, sharedEventIds: false } as const;

/** Any seed, unless the environment names the one that is to be repeated. */
const anySeed = (): number => Number(process.env['ORG_SEED'] ?? randomInt(2 ** 31));

/** Lets the orgs of this process and of those that it starts draw from one seed, and answers it. */
export function shareSeed(): number {
  const seed = anySeed();
  process.env['ORG_SEED'] = String(seed);
  return seed;
}

/** The org's own choices: none of them may matter to a client. */
export class Choices {
  readonly settings: ChoiceSettings;
  #random;

  constructor(settings: Partial<ChoiceSettings> = {}) {
    this.settings = { seed: anySeed(), ...NO_CHOICE, ...settings };
    this.#random = xoroshiro128plus(this.settings.seed);
  }

  /** Draws from the beginning of the seed again. */
  set(settings: Partial<ChoiceSettings>): void {
    Object.assign(this.settings, settings);
    this.#random = xoroshiro128plus(this.settings.seed);
  }

  /** Records in the next page, where at most so many were asked for. */
  pageSize(most: number): number {
    if (!this.settings.shortPages || most <= SHORTEST_PAGE) return most;
    return uniformInt(this.#random, SHORTEST_PAGE, most);
  }

  /** The numbers 0 to `count` − 1 in an order of this moment: Salesforce promises none. */
  shuffled(count: number): Uint32Array {
    const order = Uint32Array.from({ length: count }, (_, index) => index);
    for (let last = count - 1; last > 0; last -= 1) {
      const other = uniformInt(this.#random, 0, last);
      const moved = order[last] ?? 0;
      order[last] = order[other] ?? 0;
      order[other] = moved;
    }
    return order;
  }
}
