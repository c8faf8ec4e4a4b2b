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

const created = async (object: string, values: Record<string, unknown>): Promise<string> =>
  String((await connection.create(object, values)).id);

describe('jsforce, unmodified: SOAP', () => {
  test('undeletes what was deleted, with a result for each', async () => {
    const id = await created('Contact', { LastName: 'Lovelace' });
    await connection.sobject('Contact').delete(id);
    const results = await connection.soap.undelete([id, id]);
    expect(results).toMatchObject([
      { id, success: true, errors: [] },
      { success: false, errors: [{ statusCode: 'UNDELETE_FAILED' }] },
    ]);
    expect(await connection.sobject('Contact').retrieve(id)).toMatchObject({ LastName: 'Lovelace' });
  });

  test('is refused without a session', async () => {
    const stranger = new Connection({ instanceUrl: org.url, accessToken: 'nobody', version: '68.0' });
    await expect(stranger.soap.undelete(['003000000000001AAA'])).rejects.toThrow('INVALID_SESSION_ID');
  });
});
