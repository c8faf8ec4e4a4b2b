import { fork, spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';

import axios from 'axios';

import { Control } from '../simulator/control/client';
import type { OrgAccess } from './cases/define';
import type { Order, Report } from './child';
import { plainClient } from './client';
import type { Failed, Sample } from './measure';

const TYPESCRIPT = ['--import', 'tsx'];
const ORG = path.resolve(__dirname, '../simulator/cli.ts');
const CHILD = path.resolve(__dirname, 'child.ts');

/** A million records that were loaded, and what Salesforce keeps of a job, need room. */
const ORG_MEMORY = '--max-old-space-size=8192';

/** Parts of the org that begin anew with every run; its sessions stay. */
const PARTS = ['data', 'limits', 'bulk', 'stats'];

/** Nobody listens, so that no object is selected for Change Data Capture, as in a new org. */
const NO_CHANGE_EVENTS = { selected: [] };

interface BenchOrgOptions {
  /** Contacts that it begins with. */
  readonly size: number;
  /** Custom objects that it has besides. */
  readonly objects?: number | undefined;
  /** Fields of the first of them. */
  readonly fields?: number | undefined;
  /** Folder of its certificate, where it speaks TLS. */
  readonly tls?: string | undefined;
}

/** A simulated org in a process of its own. */
export class BenchOrg {
  private readonly control: Control;

  private constructor(
    private readonly child: ChildProcess,
    readonly access: OrgAccess,
  ) {
    this.control = new Control(access.controlUrl);
  }

  static async start({ size, objects = 0, fields = 2, tls }: BenchOrgOptions): Promise<BenchOrg> {
    const numbers = ['--size', String(size), '--objects', String(objects), '--fields', String(fields)];
    const options = ['--json', ...numbers, ...(tls ? ['--tls', tls] : [])];
    const child = spawn(process.execPath, [ORG_MEMORY, ...TYPESCRIPT, ORG, ...options], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const ended = once(child, 'exit').then(([code]) => {
      throw new Error(`The simulated org ended with code ${String(code)}.`);
    });
    const [line] = (await Promise.race([once(createInterface(child.stdout), 'line'), ended])) as [string];
    ended.catch(() => undefined);
    const org = JSON.parse(line) as Omit<OrgAccess, 'token'>;
    return new BenchOrg(child, { ...org, token: await openSession(org) });
  }

  /** Back to how the org began, with this many milliseconds added to every answer. */
  async renew(latency: number): Promise<void> {
    await this.control.post('reset', { parts: PARTS });
    await this.control.post('streaming', NO_CHANGE_EVENTS);
    await this.control.post('latency', { ms: latency });
  }

  /** What the org has counted since it was renewed. */
  async counts(): Promise<Pick<Sample, 'apiCalls' | 'bytes' | 'jobs' | 'requests' | 'tokens'>> {
    const { apiCalls, bytes, requests, tokens, byKind } = await this.control.stats();
    const exchanged = [...Object.values(tokens.granted), ...Object.values(tokens.refused)];
    return {
      apiCalls,
      bytes,
      requests,
      tokens: exchanged.reduce((sum, count) => sum + count, 0),
      jobs: (byKind['POST jobs/ingest'] ?? 0) + (byKind['POST jobs/query'] ?? 0),
    };
  }

  /** What `SELECT COUNT()` finds. */
  async count(soql: string): Promise<number> {
    const { data } = await plainClient(this.access).get<{ totalSize: number }>('query', { params: { q: soql } });
    return data.totalSize;
  }

  async stop(): Promise<void> {
    const ended = once(this.child, 'exit');
    this.child.kill();
    await ended;
  }
}

async function openSession({ url, clientId, clientSecret }: Omit<OrgAccess, 'token'>): Promise<string> {
  const form = { grant_type: 'client_credentials', client_id: clientId, client_secret: clientSecret };
  const { data } = await axios.post<{ access_token: string }>(
    `${url}/services/oauth2/token`,
    new URLSearchParams(form),
  );
  return data.access_token;
}

export type Measured = Failed | Pick<Sample, 'copied' | 'cpu' | 'done' | 'growth' | 'ms' | 'peak'>;

/**
 * One side of a case in a process of its own.
 * @param whenReady is awaited between the preparation and the work
 */
export async function runChild(order: Order, whenReady: () => Promise<void>): Promise<Measured> {
  const child = fork(CHILD, { execArgv: ['--expose-gc', ...TYPESCRIPT] });
  const reports = answers(child);
  child.send(order);
  const first = await reports.next();
  if (!('ready' in first)) return first;
  await whenReady();
  child.send('go');
  return (await reports.next()) as Measured;
}

/** Reports one after another; a process that ends without one has failed. */
function answers(child: ChildProcess): { next: () => Promise<Measured | { ready: true }> } {
  const come: Report[] = [];
  let wake: () => void = () => undefined;
  let end: string | undefined;
  child.on('message', (report) => {
    come.push(report as Report);
    wake();
  });
  child.on('exit', (code, signal) => {
    end = `the process ended with ${signal ?? `code ${String(code)}`}`;
    wake();
  });
  const next = async (): Promise<Measured | { ready: true }> => {
    while (come.length === 0 && end === undefined) await new Promise<void>((resolve) => (wake = resolve));
    const report = come.shift() ?? { failed: end ?? '' };
    return 'measured' in report ? report.measured : report;
  };
  return { next };
}
