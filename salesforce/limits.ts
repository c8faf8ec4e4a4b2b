import type { Response } from './http';

/** How many of the org's API calls per 24 hours are used. */
export interface ApiUsage {
  readonly used: number;
  readonly max: number;
}

/** The org's API usage, from the Sforce-Limit-Info header of every REST response. */
export function apiUsage({ headers }: Pick<Response, 'headers'>): ApiUsage | undefined {
  const [, used, max] = /\bapi-usage=(\d+)\/(\d+)/.exec(headers['sforce-limit-info'] ?? '') ?? [];
  return used === undefined || max === undefined ? undefined : { used: Number(used), max: Number(max) };
}

/** Seconds to wait, as the response asks (RFC 9110, 10.2.3); undefined if it does not ask. */
export function retryAfter({ headers }: Pick<Response, 'headers'>): number | undefined {
  const seconds = Number(headers['retry-after']);
  return seconds > 0 ? seconds : undefined;
}
