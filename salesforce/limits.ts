import type { Response } from './http';

/** How many of the org's API calls per 24 hours are used. */
export interface ApiUsage {
  readonly used: number;
  readonly max: number;
}

/** The org's API usage, from the Sforce-Limit-Info header of every REST response, or the header of a SOAP message. */
export function apiUsage({
  headers,
  body,
}: Partial<Pick<Response, 'body'>> & Pick<Response, 'headers'>): ApiUsage | undefined {
  const [, used, max] =
    /\bapi-usage=(\d+)\/(\d+)/.exec(headers['sforce-limit-info'] ?? '') ??
    (typeof body === 'string' ? SOAP_USAGE.exec(body.slice(0, SOAP_HEADER)) : undefined) ??
    [];
  return used === undefined || max === undefined ? undefined : { used: Number(used), max: Number(max) };
}

/** Characters among which a message has its header. */
const SOAP_HEADER = 2_000;

/** https://developer.salesforce.com/docs/atlas.en-us.api.meta/api/sforce_api_header_limitinfo.htm */
const SOAP_USAGE =
  /<limitInfo>\s*<current>(\d{1,15})<\/current>\s*<limit>(\d{1,15})<\/limit>\s*<type>API REQUESTS<\/type>/;

/** Seconds to wait, as the response asks (RFC 9110, 10.2.3); undefined if it does not ask. */
export function retryAfter({ headers }: Pick<Response, 'headers'>): number | undefined {
  const seconds = Number(headers['retry-after']);
  return seconds > 0 ? seconds : undefined;
}
