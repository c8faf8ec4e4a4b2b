import { randomBytes } from 'node:crypto';

/** What the CometD server knows a browser by. */
export const BROWSER_COOKIE = 'BAYEUX_BROWSER';

/** What leads a client's requests to the server that holds its session. Recorded: kdcllc/CometD.NetCore.Salesforce#43 */
const ROUTING_COOKIE = 'sfdc-stream';

/** A cookie's value, byte for byte: it may hold `=`, `/`, `+` and `!`, and nothing in it is decoded. */
export function cookieIn(header: string | undefined, name: string): string | undefined {
  const pair = (header ?? '').split('; ').find((cookie) => cookie.startsWith(`${name}=`));
  return pair?.slice(name.length + 1);
}

/** A value as Salesforce's load balancers make them. */
export const newRoute = (): string => `!${randomBytes(42).toString('base64')}//+=`;

export const routeIn = (header: string | undefined): string | undefined => cookieIn(header, ROUTING_COOKIE);

/** Without `Secure`, which clients of an org on http would obey. */
export const routeCookie = (route: string, expires: Date): string =>
  `${ROUTING_COOKIE}=${route}; path=/; Expires=${expires.toUTCString()}; SameSite=None`;
