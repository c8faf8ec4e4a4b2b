import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';

import { expect, test } from '@jest/globals';

import type { RoundAccount } from '../../demo/showcase';

const ROOT = path.resolve(__dirname, '../..');

/** A process of its own, for Jest cannot load all of n8n's nodes. */
async function demo(...args: string[]): Promise<string> {
  const command = [require.resolve('tsx/cli'), path.join(ROOT, 'demo', 'start.ts'), '--no-build', ...args];
  const { stdout } = await promisify(execFile)(process.execPath, command);
  return stdout;
}

test('The sample workflows do what they are for, twice over, through the end of a session', async () => {
  const { rounds } = JSON.parse(await demo('--json')) as { rounds: RoundAccount[] };
  const told = rounds.map(({ status, done, refused, expired, renewals }) => ({
    status,
    done,
    refused: refused.length,
    expired,
    renewals,
  }));
  const usual = { status: 'success', expired: 0, renewals: undefined };
  expect(told).toEqual([
    { ...usual, done: { created: 4, updated: 0 }, refused: 1 },
    { ...usual, done: { created: 0, updated: 4 }, refused: 1, expired: 1, renewals: { refresh_token: 1 } },
    {
      ...usual,
      done: { created: 263, updated: 0 },
      refused: 17,
      expired: 1,
      renewals: { 'urn:ietf:params:oauth:grant-type:jwt-bearer': 1 },
    },
    { ...usual, done: { created: 0, updated: 263 }, refused: 17 },
    { ...usual, done: { 'tasks created': 50, 'owners reminded': expect.any(Number) }, refused: 0 },
    { ...usual, done: { 'tasks created': 50, 'owners reminded': expect.any(Number) }, refused: 0 },
  ]);
  const [leads] = rounds;
  expect(leads?.refused).toEqual([
    { record: 'joao@pereira', reason: expect.stringContaining('INVALID_EMAIL_ADDRESS') },
  ]);
}, 60_000);
