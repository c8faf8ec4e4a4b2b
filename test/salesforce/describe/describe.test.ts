import { describe, expect, test } from '@jest/globals';

import { Describe, Metadata } from '../../../salesforce/describe';
import type { Request, Response } from '../../../salesforce/http';
import { fakeSend } from '../../support/fakeSend';
import { field, object } from '../../support/schema';

const ACCOUNT = object('Account', [field('Name', 'string')]);
const CONTACT = object('Contact', [field('LastName', 'string')]);

/** A describe over an org, and which objects it was asked for. */
function over(answer: (request: Request, n: number) => Partial<Response>) {
  const { send, requests } = fakeSend(answer);
  return {
    schema: new Describe(new Metadata(send)),
    asked: () => requests.map(({ path }) => path.replace('/services/data/v67.0/sobjects/', '')),
  };
}

const known = () => over(({ path }) => ({ body: path.includes('/Account/') ? ACCOUNT : CONTACT }));
const refusing = (status: number, errorCode: string) =>
  over(() => ({ status, body: [{ errorCode, message: 'The requested resource does not exist' }] }));

describe('The schema as one execution sees it', () => {
  test('asks for each object once, however often and in whatever turn it is wanted', async () => {
    const { schema, asked } = known();
    const names = Array.from({ length: 1_000 }, (_, i) => (i % 3 === 0 ? 'Contact' : 'Account'));
    const objects = await Promise.all(names.map((name) => schema.object(name)));
    expect(objects.map(({ name }) => name)).toEqual(names);
    for (const name of names) await schema.object(name);
    expect(asked()).toEqual(['Contact/describe', 'Account/describe']);
  });

  test('gives the same description each time', async () => {
    const { schema } = known();
    expect(await schema.object('Account')).toEqual(ACCOUNT);
    expect(await schema.object('Account')).toBe(await schema.object('Account'));
  });

  test('tells at once what it has been told, and of nothing else', async () => {
    const { schema } = known();
    expect(schema.known('Account')).toBeUndefined();
    const asking = schema.object('Account');
    expect(schema.known('Account')).toBeUndefined();
    const told = await asking;
    expect(told).toEqual(ACCOUNT);
    expect(schema.known('Account')).toBe(told);
    expect(schema.known('Contact')).toBeUndefined();
  });

  test('remembers that there is no such object', async () => {
    const { schema, asked } = refusing(404, 'NOT_FOUND');
    for (let i = 0; i < 10; i += 1) {
      await expect(schema.object('Nope__c')).rejects.toMatchObject({
        name: 'InputError',
        message: 'There is no object “Nope__c” that the signed-in user can see.',
        problem: { reason: 'unknownObject' },
      });
    }
    expect([asked(), schema.known('Nope__c')]).toEqual([['Nope__c/describe'], undefined]);
  });

  test('remembers every other failure as it is', async () => {
    const { schema, asked } = refusing(403, 'API_DISABLED_FOR_ORG');
    for (let i = 0; i < 10; i += 1) {
      await expect(schema.object('Account')).rejects.toMatchObject({
        name: 'SalesforceError',
        status: 403,
        errorCode: 'API_DISABLED_FOR_ORG',
      });
    }
    expect(asked()).toHaveLength(1);
  });

  test('goes on with other objects when one is not there', async () => {
    const { schema } = over(({ path }) => (path.includes('Nope') ? { status: 404 } : { body: ACCOUNT }));
    const [nope, account] = await Promise.allSettled([schema.object('Nope__c'), schema.object('Account')]);
    expect([nope.status, account.status]).toEqual(['rejected', 'fulfilled']);
  });

  test('lists objects and versions', async () => {
    const { fields, recordTypeInfos, childRelationships, ...summary } = ACCOUNT;
    expect([fields.length, recordTypeInfos, childRelationships]).toEqual([1, [], []]);
    const { schema } = over(({ path }) => ({
      body: path === '/services/data/' ? [{ label: 'Summer ’26', version: '67.0' }] : { sobjects: [summary] },
    }));
    expect(await schema.global()).toEqual([summary]);
    expect(await schema.versions()).toEqual([{ label: 'Summer ’26', version: '67.0' }]);
  });
});
