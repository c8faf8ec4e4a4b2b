import { createPublicKey } from 'node:crypto';

import { describe, expect, test } from '@jest/globals';
import { jwtVerify } from 'jose';

import { jwtAssertion, possibleAudiences } from '../../../salesforce/auth';
import { pkcs8, rsa } from '../../support/keys';

describe('An assertion', () => {
  const grant = {
    consumerKey: ' key ',
    username: 'u@acme.com',
    audience: 'https://login.salesforce.com',
    privateKey: pkcs8,
    now: 1_800_000_000_500,
  };

  test('is signed with RS256 and good for two minutes', async () => {
    const { payload, protectedHeader } = await jwtVerify(await jwtAssertion(grant), createPublicKey(rsa.privateKey), {
      currentDate: new Date(1_800_000_000_000),
    });
    expect(protectedHeader).toEqual({ alg: 'RS256' });
    expect(payload).toEqual({ iss: 'key', sub: 'u@acme.com', aud: 'https://login.salesforce.com', exp: 1_800_000_120 });
  });

  test('needs its parts', async () => {
    await expect(jwtAssertion({ ...grant, consumerKey: '' })).rejects.toThrow('Consumer Key is empty.');
    await expect(jwtAssertion({ ...grant, username: ' ' })).rejects.toThrow('Username is empty.');
  });

  const LOGIN = 'https://login.salesforce.com';
  const TEST = 'https://test.salesforce.com';
  test.each<[Parameters<typeof possibleAudiences>, readonly string[]]>([
    [['production'], [LOGIN]],
    [['sandbox'], [TEST]],
    [
      ['custom', 'acme.my.salesforce.com'],
      [LOGIN, 'https://acme.my.salesforce.com'],
    ],
    [
      ['custom', 'acme--uat.sandbox.my.salesforce.com'],
      [TEST, 'https://acme--uat.sandbox.my.salesforce.com'],
    ],
    [
      ['custom', 'acme.scratch.my.salesforce.com'],
      [TEST, 'https://acme.scratch.my.salesforce.com'],
    ],
    [
      ['custom', 'acme-dev-ed.develop.my.salesforce.com'],
      [LOGIN, 'https://acme-dev-ed.develop.my.salesforce.com'],
    ],
    [['custom', 'test.salesforce.com'], [TEST]],
    [
      ['custom', 'http://127.0.0.1:1'],
      [LOGIN, 'http://127.0.0.1:1'],
    ],
  ])('from %j is meant for %j', (where, audiences) => {
    expect(possibleAudiences(...where)).toEqual(audiences);
  });
});
