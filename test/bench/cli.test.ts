import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';

import { describe, expect, test } from '@jest/globals';

import type { Result } from '../../bench/harness';

const ROOT = path.resolve(__dirname, '../..');

const bench = (...options: string[]) =>
  promisify(execFile)(process.execPath, ['--import', 'tsx', 'bench/cli.ts', ...options], { cwd: ROOT });

describe('The benchmark', () => {
  test('runs both sides in processes of their own and counts at the org', async () => {
    const { stdout } = await bench('--only', 'jwt', '--size', 'small', '--runs', '1', '--latency', '0', '--json');
    const { results } = JSON.parse(stdout) as { results: Result[] };
    const counted = { done: 200, apiCalls: 200, tokens: 1 };
    expect(results).toEqual([
      expect.objectContaining({
        name: 'jwt',
        latency: 0,
        size: 200,
        floor: expect.objectContaining(counted),
        ours: expect.objectContaining(counted),
        figures: expect.objectContaining({ wall: expect.any(Number) }),
      }),
    ]);
    // Four processes are started.
  }, 120_000);

  test.each([
    [['--only', 'nothing'], 'There is no case nothing. Choose from create, '],
    [['--size', 'huge'], '--size must be one of full, tenth, small, not "huge".'],
    [['--runs', '0'], '--runs must be a whole number, 1 or more, not "0".'],
  ])('refuses %j', async (options, message) => {
    await expect(bench(...options)).rejects.toMatchObject({ code: 2, stderr: expect.stringContaining(message) });
  });
});
