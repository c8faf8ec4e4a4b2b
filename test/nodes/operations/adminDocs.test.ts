import { readFileSync } from 'node:fs';
import path from 'node:path';

import { expect, test } from '@jest/globals';

import { startOrg } from '../../../simulator';
import { adminUserId } from '../../../simulator/data';
import { outputOf } from '../support/simulated';

const ADMIN_DOCS = path.resolve(__dirname, '../../../docs/admin.md');

test('The query of who signed in runs as docs/admin.md has it', async () => {
  const [query] = /SELECT LoginTime[^`]*/.exec(readFileSync(ADMIN_DOCS, 'utf8')) ?? [];
  const org = await startOrg({ size: 10 });
  try {
    const parameter = [{ name: 'user', value: adminUserId }];
    const form = { resource: 'query', operation: 'soql', soql: query, parameters: { parameter } };
    const [login] = await outputOf(org, form);
    expect(login).toMatchObject({ Status: expect.any(String), SourceIp: expect.any(String), Application: 'n8n' });
  } finally {
    await org.close();
  }
});
