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
  const app = { clientId: org.clientId, clientSecret: org.clientSecret };
  const credential = { environment: 'custom', myDomain: org.url, grantType: 'pkce', ...app, oauthTokenData };
  const answer = async ({ method = 'GET', url, headers = {}, body, credentialType }: Sent): Promise<Answer> => {
    const signed = credentialType === '' ? {} : { Authorization: `Bearer ${access_token}` };
    const sent = { ...headers, ...signed } as Record<string, string>;
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

/** What the node gives, with its files as bytes. */
export async function filesOf(
  org: RunningOrg,
  parameters: IDataObject,
  options: HostOptions = {},
): Promise<{ json: IDataObject; fileName: string | undefined; mimeType: string | undefined; bytes: Buffer }[]> {
  const { context } = hostOn(org, { parameters, ...options });
  return (await run(context)).map(({ json, binary }) => {
    const { data = '', fileName, mimeType } = binary?.['data'] ?? {};
    return { json, fileName, mimeType, bytes: Buffer.from(data, 'base64') };
  });
}

/** A resource locator that holds a name typed by hand. */
export const named = (value: string): IDataObject => ({ __rl: true, mode: 'name', value });

/** A resource mapper filled in field by field. */
export const mapped = (value: IDataObject): IDataObject => ({ mappingMode: 'defineBelow', value, schema: [] });

/** A form that lacks nothing. */
export const FILLED: IDataObject = {
  object: named('Contact'),
  recordId: named('003000000000001AAA'),
  externalIdField: named('External_Id__c'),
  duplicateIds: '003000000000002AAA',
  leadId: '00Q000000000001',
  convertedStatus: named('Closed - Converted'),
  accountId: '001000000000001AAA',
  contactId: '003000000000001AAA',
  opportunityId: '006000000000001AAA',
  externalIdValue: 'X-1',
  fields: mapped({ LastName: 'A' }),
  related: { relationship: [{ relationship: named('Cases'), recordsFrom: 'list', list: '[{"Subject":"A"}]' }] },
  fileId: named('069000000000001AAA'),
  fileOwnerId: '001000000000001AAA',
  fileField: 'Body',
  linkTo: '001000000000001AAA',
  feedSubject: '001000000000001AAA',
  feedText: 'Hello',
  postId: '0D5000000000001',
  folder: named('00l000000000001AAA'),
  parentId: '001000000000001AAA',
  report: named('00O000000000001EAA'),
  dashboard: named('01Z000000000001EAA'),
  flow: named('Create_Follow_Up'),
  actionName: named('emailSimple'),
  inputs: mapped({}),
  jobId: '750000000000001AAA',
  start: new Date(Date.now() - 3_600_000).toISOString(),
  sosl: 'FIND {:x} RETURNING Contact(Id)',
  soql: 'SELECT Id FROM Contact WHERE Name = :x',
  parameters: { parameter: [{ name: 'x', value: 'x' }] },
  term: 'Acme',
  objects: { object: [{ object: named('Contact') }] },
};

/** What the form of a resource needs in place of what all others need. */
export const OF_RESOURCE: Readonly<Record<string, IDataObject>> = {
  object: { object: named('Account'), picklistField: named('Industry') },
  listView: { object: named('Account'), listViewId: '00B8d0001000001' },
  event: { object: named('Order_Event__e') },
  graphql: {
    graphqlQuery:
      'query ($after: String, $x: String) { uiapi { query { Account(after: $after, where: { Name: { eq: $x } }) { edges { node { Id } } pageInfo { hasNextPage endCursor } } } } }',
    connection: 'uiapi.query.Account',
  },
  session: { confirmRevoking: true },
  apex: { path: 'demo/Echo', code: "System.debug('x');" },
  request: {
    path: 'sobjects/Account',
    referenceId: 'account1',
    jsonBody: '{}',
    nodes: [{ referenceId: 'a', method: 'GET', path: 'sobjects/Account' }],
  },
};
