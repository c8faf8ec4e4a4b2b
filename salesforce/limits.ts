import type { Response } from './http';

/** How much of the org's API calls of 24 hours is used. */
export interface ApiUsage {
  readonly used: number;
  readonly max: number;
}

/** What the Sforce-Limit-Info header of every REST answer says of the org's API calls. */
export function apiUsage({ headers }: Pick<Response, 'headers'>): ApiUsage | undefined {
  const [, used, max] = /\bapi-usage=(\d+)\/(\d+)/.exec(headers['sforce-limit-info'] ?? '') ?? [];
  return used === undefined || max === undefined ? undefined : { used: Number(used), max: Number(max) };
}

/** Seconds for which the answer asks to be left alone (RFC 9110, 10.2.3); undefined where it does not say. */
export function retryAfter({ headers }: Pick<Response, 'headers'>): number | undefined {
  const seconds = Number(headers['retry-after']);
  return seconds > 0 ? seconds : undefined;
}
