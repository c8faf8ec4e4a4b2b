import type { ICredentialDataDecryptedObject, IHttpRequestOptions } from 'n8n-workflow';

import { keepSecret } from '../salesforce/errors';
import { text } from './text';

/**
 * The request with the session's token, sent to the session's org. A renewed session can be on another instance, and
 * n8n signs the same options again after a 401: the origin is set each time.
 * @throws Error when the request goes elsewhere: the token is only for that org
 */
export function signed(credentials: ICredentialDataDecryptedObject, request: IHttpRequestOptions): IHttpRequestOptions {
  const origin = new URL(text(credentials['instanceUrl'])).origin;
  // n8n's HTTP Request node calls it `uri`.
  const { url, uri } = request as IHttpRequestOptions & { uri?: unknown };
  const addresses = [url, uri].filter((address) => address !== undefined);
  if (addresses.length === 0 || addresses.some((address) => new URL(String(address), origin).origin !== origin)) {
    throw new Error('The request goes to a host other than the credential’s Salesforce org. It was not sent.');
  }
  const token = text(credentials['accessToken']);
  keepSecret(token);
  return {
    ...request,
    baseURL: origin,
    headers: { ...request.headers, Authorization: `Bearer ${token}` },
  };
}
