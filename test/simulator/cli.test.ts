import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { statSync } from 'node:fs';
import { createInterface } from 'node:readline';

import { afterEach, expect, test } from '@jest/globals';
import axios from 'axios';

let running: ChildProcess | undefined;

afterEach(() => {
  running?.kill('SIGKILL');
});

function run(...options: string[]): ChildProcess {
  running = spawn(process.execPath, ['--import', 'tsx', 'simulator/cli.ts', ...options]);
  return running;
}

async function text(stream: NodeJS.ReadableStream | null): Promise<string> {
  let all = '';
  for await (const chunk of stream ?? []) all += String(chunk);
  return all;
}

test('One line of JSON says how to sign in; the org runs until it is told to end', async () => {
  const org = run('--port', '0', '--json', '--size', '7', '--rotation');
  if (org.stdout === null) throw new Error('No output to read.');
  const [line] = (await once(createInterface(org.stdout), 'line')) as [string];

  const { url, clientId, clientSecret, username, password, privateKeyFile, controlUrl } = JSON.parse(line);
  expect(statSync(privateKeyFile).mode & 0o777).toBe(0o600);
  expect(password).toMatch(/./);
  const form = new URLSearchParams({
    grant_type: 'client_credentials',
    client_id: clientId,
    client_secret: clientSecret,
  });
  const { data: token } = await axios.post(`${url}/services/oauth2/token`, form);
  const headers = { authorization: `Bearer ${token.access_token}` };
  const { data } = await axios.get(`${url}/services/data/v67.0/query?q=SELECT+COUNT()+FROM+Contact`, { headers });
  expect(data.totalSize).toBe(7);
  const { data: app } = await axios.post(`${controlUrl}/apps`, {});
  expect(app.policies).toMatchObject({ rotation: true, approvedUsers: [username] });

  org.kill('SIGTERM');
  expect(await once(org, 'exit')).toEqual([0, null]);
});

test.each([
  [['--size', 'many'], '--size must be a whole number from 0 to 10000000, not "many".'],
  [['--port', '70000'], '--port must be a whole number from 0 to 65535, not "70000".'],
  [['--sise', '7'], "Unknown option '--sise'"],
])('A mistake in the command is named and shows the help: %j', async (options, message) => {
  const org = run(...options);
  const said = await text(org.stderr);
  expect(said).toContain(message);
  expect(said).toContain('npm run org -- [options]');
  expect(org.exitCode ?? (await once(org, 'exit'))[0]).toBe(2);
});

test('A schema file that is not there is named', async () => {
  const org = run('--schema', 'no-such-file.json');
  const said = await text(org.stderr);
  expect(said).toMatch(/^The schema file no-such-file\.json cannot be used: ENOENT/);
  expect(said).not.toContain('    at ');
});
