import type { Response } from '../http';

/** More than Salesforce sets, and than fits into a request's headers. */
const MOST_COOKIES = 30;
const LONGEST_COOKIE = 4_000;

/**
 * The cookies of one session. They say which server holds it, so they are sent back byte for byte. All of them belong to
 * the org's host, and the session is the only one who uses them, so that paths and domains do not matter.
 */
export class Cookies {
  readonly #cookies = new Map<string, string>();

  keep({ setCookies = [] }: Pick<Response, 'setCookies'>, now: number): void {
    for (const header of setCookies) {
      const [pair = '', ...attributes] = header.split(';');
      const name = pair.slice(0, Math.max(0, pair.indexOf('='))).trim();
      if (name === '' || pair.length > LONGEST_COOKIE) continue;
      if (isExpired(attributes, now)) this.#cookies.delete(name);
      else if (this.#cookies.has(name) || this.#cookies.size < MOST_COOKIES) this.#cookies.set(name, pair.trim());
    }
  }

  /** For a request; nothing while there are none. */
  headers(): Record<string, string> {
    return this.#cookies.size === 0 ? {} : { Cookie: [...this.#cookies.values()].join('; ') };
  }
}

/** Servers delete a cookie by setting it with a time in the past. */
function isExpired(attributes: readonly string[], now: number): boolean {
  const values = new Map(
    attributes.map((attribute) => {
      const [name = '', ...value] = attribute.split('=');
      return [name.trim().toLowerCase(), value.join('=').trim()] as const;
    }),
  );
  const maxAge = values.get('max-age');
  if (maxAge !== undefined && /^-?\d+$/.test(maxAge)) return Number(maxAge) <= 0;
  return Date.parse(values.get('expires') ?? '') <= now;
}
