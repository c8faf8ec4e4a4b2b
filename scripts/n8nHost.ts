import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { chmodSync, createWriteStream, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';

import axios, { type AxiosInstance } from 'axios';

const ROOT = path.join(__dirname, '..');
const OWNER = { email: 'owner@example.com', firstName: 'Ada', lastName: 'Owner', password: 'Editor-Look-1' };
const START_TIMEOUT_MS = 240_000;

/** A complete n8n, started for a look at the package in its editor. */
export interface N8nHost {
  readonly url: string;
  /** Signed in as the owner of the instance, for n8n's internal REST API. */
  readonly api: AxiosInstance;
  /** The owner's session, as a browser takes it. */
  readonly cookie: { name: string; value: string };
  /** Kills it at once, as an outage does, and starts it again with what it has stored. */
  restart(): Promise<void>;
  stop(): void;
}

async function freePort(): Promise<number> {
  return await new Promise((resolve, reject) => {
    const server = createServer();
    server.on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => (address !== null && typeof address === 'object' ? resolve(address.port) : reject()));
    });
  });
}

/**
 * n8n installs a community package with `npm view` and `npm pack` from the registry. This `npm`, first on n8n's path,
 * answers both for our package with the tarball that was just packed, and hands everything else to the real one: the
 * rest of the installation is n8n's own.
 */
function shadowNpm(folder: string, tarball: string, manifest: { name: string; version: string }): string {
  const bin = path.join(folder, 'bin');
  mkdirSync(bin);
  const real = execFileSync('which', ['npm'], { encoding: 'utf8' }).trim();
  const npm = path.join(bin, 'npm');
  writeFileSync(
    npm,
    `#!/bin/sh
case "$1 $2" in
  "view ${manifest.name}@"*) echo '"${manifest.version}"' ;;
  "pack ${manifest.name}@"*) cp '${tarball}' . && echo '${path.basename(tarball)}' ;;
  *) exec '${real}' "$@" ;;
esac
`,
  );
  chmodSync(npm, 0o755);
  return bin;
}

async function untilReady(url: string, child: ChildProcess, log: string): Promise<void> {
  const deadline = Date.now() + START_TIMEOUT_MS;
  while (Date.now() < deadline) {
    if (child.exitCode !== null) throw new Error(`n8n ended with ${child.exitCode}; its log is ${log}`);
    const answer = await axios.get(`${url}/rest/settings`, { validateStatus: () => true }).catch(() => undefined);
    if (answer?.status === 200 && typeof answer.data === 'object') return;
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
  throw new Error(`n8n did not answer within ${START_TIMEOUT_MS / 1000} s; its log is ${log}`);
}

/** Starts n8n with an empty user folder, makes its owner, and installs the packed package as n8n installs one. */
export async function startN8n(launcher: string): Promise<N8nHost> {
  const folder = mkdtempSync(path.join(tmpdir(), 'n8n-look-'));
  const packed = execFileSync('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', folder], {
    cwd: ROOT,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const manifest = (Object.values(JSON.parse(packed)) as { name: string; version: string; filename: string }[])[0];
  if (manifest === undefined) throw new Error('npm pack packed nothing.');
  const tarball = path.join(folder, manifest.filename);

  const port = await freePort();
  const url = `http://localhost:${port}`;
  const log = path.join(folder, 'n8n.log');
  const env = {
    ...process.env,
    PATH: `${shadowNpm(folder, tarball, manifest)}:${process.env['PATH']}`,
    N8N_USER_FOLDER: folder,
    N8N_PORT: String(port),
    N8N_HOST: 'localhost',
    N8N_LISTEN_ADDRESS: '127.0.0.1',
    N8N_SECURE_COOKIE: 'false',
    N8N_RUNNERS_ENABLED: 'false',
  };
  const start = () => {
    const started = spawn(launcher, ['start'], { env, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
    const output = createWriteStream(log, { flags: 'a' });
    started.stdout.pipe(output, { end: false });
    started.stderr.pipe(output, { end: false });
    return started;
  };
  let child = start();
  const kill = () => {
    if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
  };
  const restart = async () => {
    const ended = once(child, 'exit');
    kill();
    await ended;
    child = start();
    await untilReady(url, child, log);
  };
  const stop = () => {
    kill();
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  };

  try {
    await untilReady(url, child, log);
    const setup = await axios.post(`${url}/rest/owner/setup`, OWNER);
    const [name, value] = (setup.headers['set-cookie']?.[0] ?? '').split(';')[0]?.split('=') ?? [];
    if (name === undefined || value === undefined) throw new Error('n8n did not start a session for its new owner.');
    const api = axios.create({ baseURL: `${url}/rest`, headers: { cookie: `${name}=${value}` } });
    await api.post('/community-packages', { name: manifest.name });
    return { url, api, cookie: { name, value }, restart, stop };
  } catch (error) {
    stop();
    throw error;
  }
}
