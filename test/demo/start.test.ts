import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';

import { expect, test } from '@jest/globals';

import { checkRounds } from '../../demo/expected';
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
  checkRounds(rounds);
  const [leads] = rounds;
  expect(leads?.refused).toEqual([
    { record: 'joao@pereira', reason: expect.stringContaining('INVALID_EMAIL_ADDRESS') },
  ]);
}, 60_000);
