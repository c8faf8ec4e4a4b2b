import axios from 'axios';
import type { IDataObject } from 'n8n-workflow';

import { run } from '../../../nodes/SalesforceConnector/operations/run';
import type { RunningOrg } from '../../../simulator';
import { openSession } from '../../support/org';
import { host, type Answer, type HostOptions, type Sent } from './host';

/** The node's host with the simulated org behind it, signed in by a session of its administrator. */
export function hostOn(org: RunningOrg, options: HostOptions): ReturnType<typeof host> {
  const access_token = openSession(org);
  const oauthTokenData = { access_token, instance_url: org.url };
  const credential = { environment: 'custom', myDomain: org.url, grantType: 'pkce', oauthTokenData };
  const answer = async ({ method = 'GET', url, headers = {}, body }: Sent): Promise<Answer> => {
    const sent = { ...headers, Authorization: `Bearer ${access_token}` } as Record<string, string>;
    const response = await axios({
      method,
      url,
      headers: sent,
      data: body,
      validateStatus: () => true,
      maxRedirects: 0,
      responseType: 'stream',
    });
    return { status: response.status, body: response.data, headers: response.headers as Record<string, string> };
  };
  return host({ credential: () => credential, answer, ...options });
}

/** The JSON of the items that the node gives. */
export async function outputOf(
  org: RunningOrg,
  parameters: IDataObject,
  options: HostOptions = {},
): Promise<IDataObject[]> {
  const { context } = hostOn(org, { parameters, ...options });
  return (await run(context)).map(({ json }) => json);
}

/** A resource locator that holds a name typed by hand. */
export const named = (value: string): IDataObject => ({ __rl: true, mode: 'name', value });

/** A resource mapper filled in field by field. */
export const mapped = (value: IDataObject): IDataObject => ({ mappingMode: 'defineBelow', value, schema: [] });

/** What the form of a resource needs in place of what all others need. */
export const OF_RESOURCE: Readonly<Record<string, IDataObject>> = {
  event: { object: named('Order_Event__e') },
  request: { path: 'sobjects/Account' },
};
