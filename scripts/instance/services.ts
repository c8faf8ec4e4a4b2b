import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';

import { freePort } from '../n8nHost';

/** What queue mode needs besides n8n: a Redis and a PostgreSQL of its own, on free ports. */
export interface Services {
  /** Environment variables that tell n8n about them. */
  readonly settings: Readonly<Record<string, string>>;
  stop(): Promise<void>;
}

const REDIS = '/usr/bin/redis-server';
/** Where Debian puts each version of PostgreSQL. */
const POSTGRES_VERSIONS = '/usr/lib/postgresql';
const USER = 'postgres';
const ATTEMPTS = 100;

function postgresBin(): string {
  const versions = existsSync(POSTGRES_VERSIONS) ? readdirSync(POSTGRES_VERSIONS) : [];
  const newest = versions.toSorted((a, b) => Number(a) - Number(b)).at(-1);
  if (newest === undefined || !existsSync(REDIS)) {
    throw new Error('Queue mode needs Redis and PostgreSQL: apt-get install redis-server postgresql');
  }
  return path.join(POSTGRES_VERSIONS, newest, 'bin');
}

/** PostgreSQL refuses to run as root: then it runs as the user that Debian makes for it. */
function postgresUser(): { uid?: number; gid?: number } {
  if (process.getuid?.() !== 0) return {};
  const id = (flag: string) => Number(execFileSync('id', [flag, USER], { encoding: 'utf8' }));
  return { uid: id('-u'), gid: id('-g') };
}

async function startPostgres(folder: string, port: number): Promise<ChildProcess> {
  const bin = postgresBin();
  const user = postgresUser();
  if (user.uid !== undefined && user.gid !== undefined) chownSync(folder, user.uid, user.gid);
  const data = path.join(folder, 'postgres');
  execFileSync(path.join(bin, 'initdb'), ['-D', data, '-U', USER, '-A', 'trust'], {
    ...user,
    cwd: folder,
    stdio: 'ignore',
  });
  const args = ['-D', data, '-p', String(port), '-k', folder, '-c', 'listen_addresses=127.0.0.1'];
  const child = spawn(path.join(bin, 'postgres'), args, { ...user, cwd: folder, stdio: 'ignore' });
  const isReady = () => {
    try {
      execFileSync(path.join(bin, 'pg_isready'), ['-h', '127.0.0.1', '-p', String(port)], { stdio: 'ignore' });
      return true;
    } catch {
      return false;
    }
  };
  for (let attempt = 0; !isReady(); attempt += 1) {
    if (attempt === ATTEMPTS) throw new Error('PostgreSQL did not start.');
    await setTimeout(100);
  }
  return child;
}

export async function startServices(): Promise<Services> {
  const folder = mkdtempSync(path.join(tmpdir(), 'n8n-services-'));
  const [redisPort, postgresPort] = [await freePort(), await freePort()];
  const postgres = await startPostgres(folder, postgresPort);
  const redis = spawn(REDIS, ['--port', String(redisPort), '--bind', '127.0.0.1', '--save', '', '--dir', folder], {
    stdio: 'ignore',
  });
  const endWithUs = () => [postgres, redis].forEach((child) => child.kill('SIGKILL'));
  process.once('exit', endWithUs);
  return {
    settings: {
      EXECUTIONS_MODE: 'queue',
      // Else n8n misses the ends of some executions: see docs/triggers.md.
      N8N_EXECUTIONS_QUEUE_KEEP_LAST_COMPLETED: '1000',
      QUEUE_BULL_REDIS_HOST: '127.0.0.1',
      QUEUE_BULL_REDIS_PORT: String(redisPort),
      DB_TYPE: 'postgresdb',
      DB_POSTGRESDB_HOST: '127.0.0.1',
      DB_POSTGRESDB_PORT: String(postgresPort),
      DB_POSTGRESDB_USER: USER,
      DB_POSTGRESDB_DATABASE: USER,
    },
    stop: async () => {
      const gone = [postgres, redis].map(async (child) => await once(child, 'exit'));
      // The fast shutdown of PostgreSQL, which does not wait for its clients.
      postgres.kill('SIGINT');
      redis.kill('SIGKILL');
      await Promise.all(gone);
      process.removeListener('exit', endWithUs);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
