import { expectCharset, expectStatus } from '../errors';
import type { Response, Send } from '../http';
import { Lru } from '../lru';

interface DescribeCacheOptions {
  /** Milliseconds. */
  now?: () => number;
  /** Milliseconds for which an answer is used without asking again. */
  freshFor?: number;
  /** Answers kept; the least recently used is dropped first. */
  size?: number;
}

/** When a kept answer will not do although it is fresh. */
export interface Renewal {
  /** One that was asked for since then will do, in milliseconds of the cache's clock. */
  readonly since: number;
  /** Milliseconds in which an answer is renewed once at most. */
  readonly every: number;
}

interface KeptAnswer {
  value: unknown;
  checkedAt: number;
  /** When it was asked for although it was fresh. */
  renewedAt: number;
  /** Headers of the request that asks whether it has changed. */
  validators: Record<string, string>;
}

/**
 * What an org returned about its schema. Outlives a {@link Send}: keep one for each org **and user**, because the
 * result of describe depends on the user. A response is used for `freshFor`, then revalidated; concurrent callers share
 * one request.
 */
export class DescribeCache {
  readonly #kept: Lru<KeptAnswer>;
  readonly #underWay = new Map<string, { send: Send; value: Promise<unknown> }>();
  readonly #now: () => number;
  readonly #freshFor: number;

  constructor({ now = Date.now, freshFor = 60_000, size = 200 }: DescribeCacheOptions = {}) {
    this.#now = now;
    this.#freshFor = freshFor;
    this.#kept = new Lru(size);
  }

  /** The body at `path`, reduced by `keep`: only the reduced form stays in memory. */
  async read<T>(send: Send, path: string, keep: (body: unknown) => T): Promise<T> {
    const kept = this.#kept.get(path);
    if (kept !== undefined && this.#now() - kept.checkedAt < this.#freshFor) {
      return kept.value as T;
    }
    return await this.#current(send, path, keep);
  }

  /** The same, where what is kept lacks something, and may be older than that. */
  async renew<T>(send: Send, path: string, keep: (body: unknown) => T, { since, every }: Renewal): Promise<T> {
    const kept = this.#kept.get(path);
    const isRecent = kept !== undefined && (kept.checkedAt >= since || this.#now() - kept.renewedAt < every);
    if (isRecent) return kept.value as T;
    const value = await this.#current(send, path, keep);
    const renewed = this.#kept.get(path);
    if (renewed !== undefined) renewed.renewedAt = this.#now();
    return value;
  }

  /** Milliseconds. */
  now(): number {
    return this.#now();
  }

  async #current<T>(send: Send, path: string, keep: (body: unknown) => T): Promise<T> {
    const shared = this.#underWay.get(path);
    if (shared === undefined) return await this.#load(send, path, keep);
    if (shared.send === send) return (await shared.value) as T;
    // A request of another execution can be canceled with that execution: this is not our failure.
    return (await shared.value.catch(() => this.#current(send, path, keep))) as T;
  }

  async #load<T>(send: Send, path: string, keep: (body: unknown) => T): Promise<T> {
    const value = this.#ask(send, path, keep).finally(() => this.#underWay.delete(path));
    this.#underWay.set(path, { send, value });
    return await value;
  }

  async #ask<T>(send: Send, path: string, keep: (body: unknown) => T): Promise<T> {
    const previous = this.#kept.get(path);
    const response = await send({ method: 'GET', path, headers: previous?.validators ?? {} });
    const unchanged = response.status === 304 && previous !== undefined;
    const value = unchanged ? (previous.value as T) : keep(expectCharset(expectStatus(response, 200)).body);
    const validators = unchanged ? previous.validators : validatorsOf(response);
    const { renewedAt = -Infinity } = previous ?? {};
    this.#kept.set(path, { value, validators, checkedAt: this.#now(), renewedAt });
    return value;
  }
}

function validatorsOf({ headers }: Response): Record<string, string> {
  const modified = headers['last-modified'];
  const etag = headers['etag'];
  return {
    ...(modified === undefined ? {} : { 'If-Modified-Since': modified }),
    ...(etag === undefined ? {} : { 'If-None-Match': etag }),
  };
}
