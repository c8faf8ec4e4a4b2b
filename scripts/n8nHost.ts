import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  accessSync,
  chmodSync,
  constants,
  createWriteStream,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { finished } from 'node:stream/promises';
import { setTimeout } from 'node:timers/promises';

import axios, { type AxiosInstance } from 'axios';

const ROOT = path.join(__dirname, '..');
/** Who signs in to n8n. */
export const OWNER = { email: 'owner@example.com', firstName: 'Ada', lastName: 'Owner', password: 'Salesforce-1' };
/** npx first downloads an n8n that is not there yet. */
const START_TIMEOUT_MS = 900_000;
const LAST_LINES = 5;

/** How to start n8n: what a command was given, else `N8N_BIN`, else what npm finds. */
export const n8nCommand = (given?: string): string => given ?? process.env['N8N_BIN'] ?? 'npx --yes n8n';

/** Why no n8n can be had here, in words for whoever typed the command. */
export class NoN8nError extends Error {}

/** @throws NoN8nError if there is no such command, before anything is prepared for it */
export function checkLauncher(launcher: string): void {
  if (fileOf(commandIn(launcher)[0] ?? '') !== undefined) return;
  throw new NoN8nError(
    `n8n cannot be started with "${launcher}": there is no such command. Set N8N_BIN to the n8n to use.`,
  );
}

/** A path can have spaces; a command with arguments too. */
const commandIn = (launcher: string): string[] => (existsSync(launcher) ? [launcher] : launcher.split(' '));

/** The file that a command runs, which may be in a folder of the path; undefined if there is none. */
export function fileOf(command: string): string | undefined {
  const folders = command.includes(path.sep) ? [''] : (process.env['PATH'] ?? '').split(path.delimiter);
  return folders.map((folder) => path.join(folder, command)).find(isExecutable);
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}

/** Where to listen, and how to install this package from its own tarball. */
interface Prepared {
  readonly folder: string;
  readonly port: number;
  readonly path: string;
  readonly packageName: string;
}

/** A port that nobody listens on now. */
export async function freePort(): Promise<number> {
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
  const real = fileOf('npm') ?? 'npm';
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

function prepare(port: number): Prepared {
  const folder = mkdtempSync(path.join(tmpdir(), 'n8n-host-'));
  const packed = execFileSync('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', folder], {
    cwd: ROOT,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const manifest = (Object.values(JSON.parse(packed)) as { name: string; version: string; filename: string }[])[0];
  if (manifest === undefined) throw new Error('npm pack packed nothing.');
  const bin = shadowNpm(folder, path.join(folder, manifest.filename), manifest);
  mkdirSync(path.join(folder, 'files'));
  return { folder, port, path: `${bin}:${process.env['PATH']}`, packageName: manifest.name };
}

const hasEnded = ({ exitCode, signalCode }: ChildProcess): boolean => exitCode !== null || signalCode !== null;

/** A complete n8n with a user folder of its own. Its processes can be killed and started again where they were. */
export class N8nHost {
  readonly url: string;
  readonly log: string;
  /** For n8n's internal REST API: signed in as the owner once {@link setUp} is over. */
  readonly api: AxiosInstance;
  readonly #processes = new Map<ChildProcess, string>();
  /** When the log has all that a process has said. */
  readonly #logs = new WeakMap<ChildProcess, Promise<void>>();
  #cookie = { name: '', value: '' };

  private constructor(
    /** A command, such as a path or `npx n8n`. */
    private readonly launcher: string,
    private readonly prepared: Prepared,
    /** Environment variables, besides those that make it listen here. */
    private readonly settings: Readonly<Record<string, string>>,
  ) {
    this.url = `http://localhost:${prepared.port}`;
    this.log = path.join(prepared.folder, 'n8n.log');
    this.api = axios.create({ baseURL: `${this.url}/rest` });
    process.once('exit', this.#endWithUs);
  }

  /** Not started yet. */
  static async create(
    launcher: string,
    settings: Readonly<Record<string, string>> = {},
    port?: number,
  ): Promise<N8nHost> {
    checkLauncher(launcher);
    return new N8nHost(launcher, prepare(port ?? (await freePort())), settings);
  }

  /** The folder whose files workflows may read and write. */
  get files(): string {
    return path.join(this.prepared.folder, 'files');
  }

  /** The owner's session, as a browser takes it. */
  get cookie(): { name: string; value: string } {
    return this.#cookie;
  }

  /** Starts a process of n8n, such as `start` or `worker`, without waiting for it. */
  async launch(command: string): Promise<ChildProcess> {
    const [file = '', ...args] = commandIn(this.launcher);
    const child = spawn(file, [...args, command], {
      env: {
        ...process.env,
        PATH: this.prepared.path,
        // Silent when npm itself was started so: then nobody would know why npx fails.
        npm_config_loglevel: 'error',
        N8N_USER_FOLDER: this.prepared.folder,
        N8N_PORT: String(this.prepared.port),
        N8N_HOST: 'localhost',
        N8N_LISTEN_ADDRESS: '127.0.0.1',
        N8N_SECURE_COOKIE: 'false',
        N8N_RUNNERS_ENABLED: 'false',
        N8N_RESTRICT_FILE_ACCESS_TO: this.files,
        N8N_RUNNERS_BROKER_PORT: String(await freePort()),
        ...this.settings,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    });
    const output = createWriteStream(this.log, { flags: 'a' });
    child.stdout.pipe(output, { end: false });
    child.stderr.pipe(output, { end: false });
    child.once('close', () => output.end());
    this.#logs.set(child, finished(output));
    await this.#untilSpawned(child);
    this.#processes.set(child, command);
    child.once('exit', () => {
      this.#processes.delete(child);
    });
    return child;
  }

  async #untilSpawned(child: ChildProcess): Promise<void> {
    try {
      await once(child, 'spawn');
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw new NoN8nError(`n8n cannot be started with "${this.launcher}" (${reason}). Set N8N_BIN to the n8n to use.`);
    }
  }

  /** Starts n8n, and returns when it answers. */
  async start(): Promise<ChildProcess> {
    const child = await this.launch('start');
    await this.untilReady(child);
    return child;
  }

  /** Kills it at once, as an outage does, and starts it again with what it has stored. */
  async restart(): Promise<void> {
    await this.killAll();
    await this.start();
  }

  async untilReady(child: ChildProcess): Promise<void> {
    const deadline = Date.now() + START_TIMEOUT_MS;
    while (Date.now() < deadline) {
      if (hasEnded(child)) {
        await this.#logs.get(child);
        throw new NoN8nError(`n8n ended instead of starting. Its last words:\n${this.#lastWords()}`);
      }
      if (await this.answers()) return;
      await setTimeout(500);
    }
    throw new Error(`n8n did not answer within ${START_TIMEOUT_MS / 1000} s; its log is ${this.log}`);
  }

  /** Whether n8n is up: the editor's pages come a moment after its API. */
  private async answers(): Promise<boolean> {
    const get = (path: string, Accept: string) =>
      axios.get(`${this.url}${path}`, { headers: { Accept }, validateStatus: () => true }).catch(() => undefined);
    const settings = await get('/rest/settings', 'application/json');
    if (settings?.status !== 200 || typeof settings.data !== 'object') return false;
    return (await get('/home/workflows', 'text/html'))?.status === 200;
  }

  #lastWords(): string {
    const lines = readFileSync(this.log, 'utf8').split('\n');
    return lines
      .filter((line) => line.trim() !== '')
      .slice(-LAST_LINES)
      .join('\n');
  }

  async version(): Promise<string> {
    const { data } = await this.api.get<{ data: { versionCli: string } }>('/settings');
    return data.data.versionCli;
  }

  /** Makes the owner, and installs the packed package as n8n installs one. */
  async setUp(): Promise<void> {
    const setup = await this.api.post('/owner/setup', OWNER);
    const [name, value] = (setup.headers['set-cookie']?.[0] ?? '').split(';')[0]?.split('=') ?? [];
    if (name === undefined || value === undefined) throw new Error('n8n did not start a session for its new owner.');
    this.#cookie = { name, value };
    this.api.defaults.headers.common['cookie'] = `${name}=${value}`;
    await this.api.post('/community-packages', { name: this.prepared.packageName });
  }

  /** The processes of a command that run now. */
  running(command: string): ChildProcess[] {
    return [...this.#processes].flatMap(([child, started]) => (started === command ? [child] : []));
  }

  /** Ends a process and its children at once, as a power cut does; returns when it is gone. */
  async kill(child: ChildProcess): Promise<void> {
    if (!this.#processes.has(child)) return;
    const gone = once(child, 'exit');
    this.#kill(child);
    await gone;
  }

  #kill({ pid }: ChildProcess): void {
    if (pid !== undefined) process.kill(-pid, 'SIGKILL');
  }

  async killAll(): Promise<void> {
    await Promise.all([...this.#processes.keys()].map((child) => this.kill(child)));
  }

  /** Ends everything, and removes the folder. */
  async stop(): Promise<void> {
    await this.killAll();
    process.removeListener('exit', this.#endWithUs);
    this.#remove();
  }

  readonly #endWithUs = (): void => {
    for (const child of this.#processes.keys()) this.#kill(child);
    this.#remove();
  };

  readonly #remove = (): void => rmSync(this.prepared.folder, { recursive: true, force: true, maxRetries: 20 });
}

/** Starts n8n with an empty user folder, makes its owner, and installs the packed package. */
export async function startN8n(launcher: string): Promise<N8nHost> {
  const n8n = await N8nHost.create(launcher);
  try {
    await n8n.start();
    await n8n.setUp();
    return n8n;
  } catch (error) {
    await n8n.stop();
    throw error;
  }
}
