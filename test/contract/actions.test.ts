import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Connection } from 'jsforce';

import { startSignedIn } from '../support/org';
import type { SignedInOrg } from '../support/org';

let org: SignedInOrg;
let connection: Connection;

beforeAll(async () => {
  org = await startSignedIn(10);
  connection = new Connection({ instanceUrl: org.url, accessToken: org.token, version: '68.0' });
});
afterAll(() => org.close());

const firstId = async (object: string): Promise<string> =>
  String((await connection.query(`SELECT Id FROM ${object} LIMIT 1`)).records[0]?.['Id']);

describe('jsforce, unmodified: quick actions', () => {
  test('lists the global ones, and those of an object beside them', async () => {
    const names = (actions: unknown) => (actions as { name: string }[]).map(({ name }) => name);
    expect(names(await connection.quickActions())).toEqual(['LogACall', 'NewContact']);
    expect(names(await connection.sobject('Account').quickActions())).toEqual([
      'LogACall',
      'NewContact',
      'CreateContact',
    ]);
  });

  test('runs a global one for a record', async () => {
    const contactId = await firstId('Contact');
    const result = await connection.quickAction('LogACall').execute(contactId, { Subject: 'By jsforce' });
    expect(result).toMatchObject({ success: true, created: true, contextId: contactId, errors: [] });
    const task = await connection.sobject('Task').retrieve(result.id);
    expect(task).toMatchObject({ Subject: 'By jsforce', WhoId: contactId });
  });

  test('runs one of an object', async () => {
    const accountId = await firstId('Account');
    const { id } = await connection
      .sobject('Account')
      .quickAction('CreateContact')
      .execute(accountId, { LastName: 'Quick' });
    expect(await connection.sobject('Contact').retrieve(id)).toMatchObject({ LastName: 'Quick', AccountId: accountId });
  });
});

describe('jsforce, unmodified: plain requests to actions', () => {
  test('finds them by the addresses that each list gives', async () => {
    const kinds = await connection.request<Record<string, string>>('/actions');
    const custom = await connection.request<Record<string, string>>(String(kinds['custom']));
    expect(Object.keys(custom).toSorted()).toEqual(['apex', 'emailAlert', 'flow', 'quickAction']);
    const { actions } = await connection.request<{ actions: { name: string; url: string }[] }>(String(custom['flow']));
    for (const { name, url } of actions) {
      expect(await connection.request(url)).toMatchObject({ name, standard: false, type: 'FLOW' });
    }
  });

  test('posts to Chatter twice, as in the guide', async () => {
    const inputs = ['first chatter post!', 'second chatter post!'].map((text) => ({
      subjectNameOrId: org.username,
      type: 'user',
      text,
    }));
    const results = await connection.requestPost('/actions/standard/chatterPost', { inputs });
    const result = { actionName: 'chatterPost', errors: null, isSuccess: true };
    expect(results).toMatchObject(
      inputs.map(() => ({ ...result, outputValues: { feedItemId: expect.stringMatching(/^0D5/) } })),
    );
  });

  test('is told of a run that fails by an error, with what the run says', async () => {
    const inputs = [{ emailSubject: 'Note', emailBody: 'x', emailAddresses: 'nobody' }];
    await expect(connection.requestPost('/actions/standard/emailSimple', { inputs })).rejects.toThrow();
  });
});
