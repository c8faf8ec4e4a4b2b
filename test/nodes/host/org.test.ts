import { describe, expect, test } from '@jest/globals';
import type { IDataObject, IPollFunctions } from 'n8n-workflow';

import { ANY_LABEL } from '../../../nodes/SalesforceConnector/host/labels';
import { openOrg } from '../../../nodes/SalesforceConnector/host/org';
import { connected, host } from '../support/host';
import { object } from '../../support/schema';

const answer = () => ({ status: 200, body: { sobjects: [object('Account', [])] } });

/** Each asks for the list of objects; the requests that it took altogether. */
async function requestsOf(...credentials: IDataObject[]): Promise<number> {
  let requests = 0;
  for (const credential of credentials) {
    const { context, sent } = host({ credential: () => credential, answer });
    await (await openOrg(context, undefined, ANY_LABEL)).describe.global();
    requests += sent.length;
  }
  return requests;
}

const as = (user: string, instance_url = 'https://acme.my.salesforce.com'): IDataObject => ({
  ...connected,
  oauthTokenData: { access_token: 'T', instance_url, id: `https://login.salesforce.com/id/00D/${user}` },
});

describe('What an org’s schema says', () => {
  test('is shared by all executions and forms of one user in one org', async () => {
    expect(await requestsOf(as('one'), as('one'), as('one'))).toBe(1);
  });

  test('is never shown to another user, nor taken for another org’s', async () => {
    expect(await requestsOf(as('two'), as('three'), as('two', 'https://other.my.salesforce.com'))).toBe(3);
  });
});

test('An object that does not exist is asked for once, however many items name it', async () => {
  const missing = () => ({
    status: 404,
    body: [{ errorCode: 'NOT_FOUND', message: 'The requested resource does not exist' }],
  });
  const { context, sent } = host({ answer: missing });
  const org = await openOrg(context, undefined, ANY_LABEL);
  for (let item = 0; item < 3; item += 1) {
    await expect(org.describe.object('Acount')).rejects.toThrow(
      'There is no object “Acount” that the signed-in user can see.',
    );
  }
  expect(sent).toHaveLength(1);
});

test('An org is opened from a context without execution: nothing is canceled there, and nothing goes on', async () => {
  const { context, sent } = host({ answer, continueOnFail: true, cancelSignal: AbortSignal.abort() });
  const { getNode, getTimezone, getCredentials, helpers } = context;
  const poll = { getNode, getTimezone, getCredentials, helpers } as unknown as IPollFunctions;
  const org = await openOrg(poll, undefined, ANY_LABEL);
  expect([org.cancelled(), org.goesOn]).toEqual([false, false]);
  expect(await org.describe.global()).toHaveLength(1);
  expect(await org.lastWords({ method: 'GET', path: '/services/data' })).toMatchObject({ status: 200 });
  expect(sent.length).toBeGreaterThanOrEqual(1);
});

describe('The API version', () => {
  const versionOf = async (given: string | undefined) => (await openOrg(host().context, given, ANY_LABEL)).version;

  test('is the one chosen, however it is written, and the default otherwise', async () => {
    expect(await versionOf('v60')).toBe('60.0');
    expect(await versionOf(' ')).toBe(await versionOf(undefined));
  });

  test('that is none is refused', async () => {
    await expect(versionOf('../60')).rejects.toThrow('is not a valid API version');
  });
});
