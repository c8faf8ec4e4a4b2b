import { describe, expect, test } from '@jest/globals';

import { describeAction } from '../../salesforce/actions/describe';
import { ofNamedJob } from '../../salesforce/bulk/jobs';
import { AnswerError, InputError, refusal, SalesforceError } from '../../salesforce/errors';
import type { Response } from '../../salesforce/http';
import type { Org } from '../../salesforce/org';
import { getRecordCounts } from '../../salesforce/organization/recordCounts';
import { fakeSend } from '../support/fakeSend';
import { orgOf } from '../support/orgOf';

const SUMMARY = { name: 'Account', label: 'Account', keyPrefix: '001', createable: true, updateable: true };
const OBJECTS = { sobjects: [{ ...SUMMARY, deletable: true, queryable: true, searchable: true }] };

/** Everything that takes a 404 for an answer: what the user named is not there. */
const READERS: readonly (readonly [string, (org: Org) => Promise<unknown>])[] = [
  ['an object', (org) => org.describe.object('Acount')],
  ['the counts of objects', (org) => getRecordCounts(org, ['Acount'])],
  ['an action', (org) => describeAction(org, { kind: 'flow', name: 'Nope' })],
  [
    'a job',
    (org) =>
      ofNamedJob({ kinds: ['ingest', 'query'], id: '750000000000001AAA' }, async () => {
        throw refusal(await org.send({ method: 'GET', path: '/services/data/v67.0/jobs/ingest/750000000000001AAA' }));
      }),
  ],
];

/** An org that answers so, and with its list of objects. */
function answering(answer: Partial<Response>): Org {
  const { send } = fakeSend(({ path }) => {
    if (path === '/services/data/v67.0/sobjects') return { body: OBJECTS };
    return { status: 404, headers: { 'content-type': 'application/json' }, ...answer };
  });
  return orgOf(async (request) => {
    const response = await send(request);
    if (response.status >= 400) throw refusal(response);
    return response;
  });
}

describe.each(READERS)('A 404 for %s', (_, read) => {
  test('of Salesforce says that there is none', async () => {
    const body = [{ errorCode: 'NOT_FOUND', message: 'The requested resource does not exist' }];
    await expect(read(answering({ body }))).rejects.toThrow(InputError);
  });

  test.each<[string, Partial<Response>]>([
    ['a page', { headers: { 'content-type': 'text/html' }, body: '<html><h1>404 Not Found</h1></html>' }],
    ['the same words as a page', { headers: { 'content-type': 'text/html' }, body: '[{"errorCode":"NOT_FOUND"}]' }],
    ['nothing', { body: '' }],
    ['JSON of another form', { body: { error: 'NOT_FOUND', message: 'no route' } }],
  ])('of somebody on the way says nothing about it: %s', async (_, answer) => {
    const error: unknown = await read(answering(answer)).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(SalesforceError);
    expect(error).toMatchObject({ status: 404, isForeign: true });
  });
});

test.each(['Other_Flow', 'other_flow'])(
  'the description of a flow under another name is not believed: %s',
  async (name) => {
    const { send } = fakeSend(() => ({ body: { name, label: 'Other', inputs: [], outputs: [] } }));
    await expect(describeAction(orgOf(send), { kind: 'flow', name: 'Follow_Up' })).rejects.toThrow(AnswerError);
  },
);

test.each(['Follow_Up', 'follow_up', 'acme__Follow_Up', null])('that of the flow itself is: %s', async (name) => {
  const { send } = fakeSend(() => ({ body: { name, label: 'Follow Up', inputs: [], outputs: [] } }));
  expect(await describeAction(orgOf(send), { kind: 'flow', name: 'Follow_Up' })).toMatchObject({ label: 'Follow Up' });
});

test('that of an Apex class may be under the name of its method, as results are', async () => {
  const { send } = fakeSend(() => ({ body: { name: 'getAccountNames', label: 'Names', inputs: [], outputs: [] } }));
  expect(await describeAction(orgOf(send), { kind: 'apex', name: 'acme__ActionTest' })).toMatchObject({
    name: 'acme__ActionTest',
    label: 'Names',
  });
});
