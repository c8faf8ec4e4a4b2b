import { randomInt } from 'node:crypto';

import { idOf } from '../data/ids';
import type { QueryCursor } from '../soql';
import type { Call } from './call';
import { badRequest, root } from './call';

const LIFETIME = 2 * 86_400_000;

/** What IDs of locators begin with; the guide's samples have an older 01g. */
const PREFIX = '0r8';

/** A result that is not read to its end: kept for two days, and only for the session that asked. */
interface Locator {
  readonly cursor: QueryCursor;
  readonly sessionToken: string;
  /** Milliseconds. */
  readonly expiresAt: number;
  readonly batchSize: number;
}

const isLocator = (value: unknown): value is Locator =>
  typeof value === 'object' && value !== null && 'cursor' in value && 'sessionToken' in value;

const now = (call: Call): number => call.org.clock.now().getTime();

function dropExpired(call: Call): void {
  for (const [id, locator] of call.org.locators) {
    // They are in the order of their making.
    if (isLocator(locator) && locator.expiresAt > now(call)) return;
    call.org.locators.delete(id);
  }
}

/** Keeps the cursor and answers its id. */
export function keep(call: Call, cursor: QueryCursor, batchSize: number): string {
  dropExpired(call);
  const id = idOf(PREFIX, randomInt(2 ** 40));
  const locator: Locator = { cursor, batchSize, sessionToken: call.session.token, expiresAt: now(call) + LIFETIME };
  call.org.locators.set(id, locator);
  return id;
}

/** `/services/data/v68.0/query/0r8…-2000`: the same for query and queryAll. */
export const locatorUrl = (call: Call, id: string, from: number): string => `${root(call)}/query/${id}-${String(from)}`;

/** The cursor and place that `0r8…-2000` names. */
export function find(call: Call, text: string): { id: string; locator: Locator; from: number } {
  const [, id = '', from = ''] = /^(0r8[a-zA-Z0-9]+)-(\d+)$/.exec(text) ?? [];
  const locator = call.org.locators.get(id);
  if (!isLocator(locator) || locator.expiresAt <= now(call) || locator.sessionToken !== call.session.token) {
    throw badRequest('INVALID_QUERY_LOCATOR', 'invalid query locator');
  }
  return { id, locator, from: Number(from) };
}
