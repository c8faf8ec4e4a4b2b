import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';

import { checkLauncher, fileOf, freePort } from '../../scripts/n8nHost';

const ROOT = path.join(__dirname, '..', '..');

/** What `npm run editor` prints after the build, and how it ends, where it cannot start n8n. */
function editor(...options: string[]): Promise<{ status: number; stdout: string; stderr: string }> {
  return new Promise((resolve) => {
    const args = [path.join('scripts', 'editor.ts'), ...options];
    execFile(path.join(ROOT, 'node_modules', '.bin', 'tsx'), args, { cwd: ROOT }, (error, stdout, stderr) => {
      resolve({ status: typeof error?.code === 'number' ? error.code : 0, stdout, stderr });
    });
  });
}

const port = async () => ['--port', String(await freePort())];

describe('How to start n8n', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'a path '));
  const path0 = process.env['PATH'];

  beforeAll(() => {
    // Nothing else: no other program is needed to find one.
    process.env['PATH'] = [path.join(folder, 'none'), folder].join(path.delimiter);
    writeFileSync(path.join(folder, 'n8n'), '', { mode: 0o755 });
    writeFileSync(path.join(folder, 'text'), '', { mode: 0o644 });
    mkdirSync(path.join(folder, 'sub'));
  });
  afterAll(() => {
    process.env['PATH'] = path0;
    rmSync(folder, { recursive: true });
  });

  test.each(['n8n', 'n8n --tunnel', path.join(folder, 'n8n')])('can be %s', (launcher) => {
    expect(() => checkLauncher(launcher)).not.toThrow();
  });

  test.each(['', 'none', 'text', 'sub', folder, path.join(folder, 'none'), 'none n8n'])('cannot be %j', (launcher) => {
    expect(() => checkLauncher(launcher)).toThrow('there is no such command. Set N8N_BIN');
  });

  test('is found where the path has it first', () => {
    expect(fileOf('n8n')).toBe(path.join(folder, 'n8n'));
  });
});

describe('npm run editor says in a sentence what is missing', () => {
  test('n8n', async () => {
    expect(await editor('--n8n', '/nowhere/n8n', ...(await port()))).toEqual({
      status: 2,
      stdout: '',
      stderr: 'n8n cannot be started with "/nowhere/n8n": there is no such command. Set N8N_BIN to the n8n to use.\n',
    });
  });

  test('the Node.js that n8n needs, in its own words', async () => {
    const words = 'Your Node.js version 20.20.2 is currently not supported by n8n.';
    const folder = mkdtempSync(path.join(tmpdir(), 'old-node-'));
    const n8n = path.join(folder, 'n8n');
    writeFileSync(n8n, `#!/bin/sh\necho '${words}' >&2\nexit 1\n`, { mode: 0o755 });
    expect(await editor('--n8n', n8n, ...(await port()))).toMatchObject({
      status: 2,
      stderr: `n8n ended instead of starting. Its last words:\n${words}\n`,
    });
    rmSync(folder, { recursive: true });
  });

  test('a port', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    const taken = typeof address === 'object' ? String(address?.port) : '';
    const { status, stderr } = await editor('--port', taken);
    server.close();
    expect(status).toBe(2);
    expect(stderr).toBe(
      `Port ${taken} cannot be used (listen EADDRINUSE: address already in use 127.0.0.1:${taken}). Choose another one: --port N.\n`,
    );
  });

  test.each([
    [['--port', '0'], '--port must be a number from 1 to 65535, not "0".\n'],
    [['--nothing'], expect.stringMatching(/^Unknown option '--nothing'/)],
  ])('what is wrong with %j', async (options, stderr) => {
    expect(await editor(...options)).toEqual({ status: 2, stdout: '', stderr });
  });
});
