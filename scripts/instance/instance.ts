import { type ChildProcess, execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';

import axios, { type AxiosInstance } from 'axios';

import { consent } from '../../engine/consent';
import type { RunningOrg } from '../../simulator';
import { N8nHost } from '../n8nHost';
import { type Services, startServices } from './services';

export const MODES = ['regular', 'queue'] as const;

export interface InstanceOptions {
  /** How to start n8n. */
  readonly launcher: string;
  readonly mode: (typeof MODES)[number];
  /** Worker processes in queue mode. */
  readonly workers: number;
  /** Environment variables of n8n. */
  readonly settings?: Readonly<Record<string, string>>;
  /** Told of each main process as it starts. */
  onMain?(main: ChildProcess): void;
}

/** No workflow here has code to run: a runner's process would only make each start longer. */
const NO_RUNNER = { N8N_RUNNERS_MODE: 'external', N8N_RUNNERS_AUTH_TOKEN: 'unused' };

const KEEP_EXECUTIONS = { EXECUTIONS_DATA_PRUNE: 'false' };

const LOG = { N8N_LOG_LEVEL: 'info', N8N_LOG_OUTPUT: 'console' };

/** What n8n's log says of each worker. */
const WORKER_READY = 'n8n worker is now ready';
const READY_ATTEMPTS = 480;
const READY_PAUSE_MS = 500;

const TOLD_LINES = 20;
const CREDENTIAL_TYPE = 'salesforceConnectorOAuth2Api';
const CREDENTIAL_NAME = 'Simulated org';
export const PACKAGE_NAME = 'n8n-nodes-salesforce-connector';

export interface WorkflowNode {
  readonly name: string;
  /** With its package, such as `n8n-nodes-base.noOp`; a node of this package gets the credential. */
  readonly type: string;
  readonly typeVersion: number;
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly webhookId?: string;
}

/** A complete n8n with this package installed, in regular or queue mode. */
export class Instance {
  #apiKey = '';
  #workersWanted: number;
  /** So far, those that have ended included. */
  #workersStarted = 0;

  private constructor(
    private readonly host: N8nHost,
    private readonly services: Services | undefined,
    private readonly options: InstanceOptions,
  ) {
    this.#workersWanted = options.workers;
  }

  static async start(options: InstanceOptions): Promise<Instance> {
    const services = options.mode === 'queue' ? await startServices() : undefined;
    const host = await N8nHost.create(options.launcher, {
      ...KEEP_EXECUTIONS,
      ...LOG,
      ...NO_RUNNER,
      ...services?.settings,
      ...options.settings,
    });
    const instance = new Instance(host, services, options);
    try {
      // Workers need the tables and the package that the main process puts there.
      await instance.#launchMain();
      await instance.untilReady();
      await host.setUp();
      await instance.#openPublicApi();
      await instance.launch();
      return instance;
    } catch (error) {
      await instance.stop();
      throw error;
    }
  }

  get log(): string {
    return readFileSync(this.host.log, 'utf8');
  }

  /** The last lines of n8n's log. */
  get logTail(): string {
    return this.log.split('\n').slice(-TOLD_LINES).join('\n');
  }

  get url(): string {
    return this.host.url;
  }

  /** n8n's internal REST API, signed in as the owner. */
  get api(): AxiosInstance {
    return this.host.api;
  }

  /** Starts what does not run, without waiting: the workers of queue mode, and the main process. Tells of the latter. */
  async launch(): Promise<boolean> {
    const isDown = this.host.running('start').length === 0;
    if (isDown) await this.#launchMain();
    while (this.services !== undefined && this.workers < this.#workersWanted) {
      await this.host.launch('worker');
      this.#workersStarted += 1;
    }
    return isDown;
  }

  async #launchMain(): Promise<void> {
    const main = await this.host.launch('start');
    this.options.onMain?.(main);
  }

  /** Returns when the main process answers. */
  async untilReady(): Promise<void> {
    for (const main of this.host.running('start')) await this.host.untilReady(main);
  }

  /** Returns when every worker takes work. */
  async workersReady(): Promise<void> {
    const started = () => this.log.split(WORKER_READY).length - 1;
    for (let attempt = 0; started() < this.#workersStarted; attempt += 1) {
      if (attempt === READY_ATTEMPTS) throw new Error(`Not all workers have started; n8n's log: ${this.logTail}`);
      await setTimeout(READY_PAUSE_MS);
    }
  }

  async killMain(): Promise<void> {
    for (const main of this.host.running('start')) await this.host.kill(main);
  }

  /** Starts or ends workers, so that there are so many, and returns when they take work. */
  async setWorkers(count: number): Promise<void> {
    this.#workersWanted = count;
    await this.killWorkers(this.workers - count);
    await this.launch();
    await this.workersReady();
  }

  /** How many workers run. */
  get workers(): number {
    return this.host.running('worker').length;
  }

  /** Ends as many of the workers as there are, up to this number. */
  async killWorkers(count: number): Promise<void> {
    await Promise.all(
      this.host
        .running('worker')
        .slice(0, Math.max(0, count))
        .map((worker) => this.host.kill(worker)),
    );
  }

  async stop(): Promise<void> {
    await this.host.stop();
    await this.services?.stop();
  }

  /** What the processes of a command take, such as `start` or `worker`, with their children: bytes of each. */
  memory(command = 'start'): number[] {
    return this.#measured(command, 'rss').map((kilobytes) => kilobytes * 1024);
  }

  /** What all processes of n8n have taken of the processor so far, in seconds. */
  processorSeconds(): number {
    const groups = ['start', 'worker'].flatMap((command) => this.#measured(command, 'cputimes'));
    return groups.reduce((sum, one) => sum + one, 0);
  }

  /** A column of `ps`, as the sum over each process of a command and its children. */
  #measured(command: string, column: string): number[] {
    const lines = execFileSync('ps', ['-eo', `pgid=,${column}=`], { encoding: 'utf8' })
      .trim()
      .split('\n');
    const processes = lines.map((line) => line.trim().split(/\s+/));
    return this.host
      .running(command)
      .map(({ pid }) =>
        processes.filter(([group]) => group === String(pid)).reduce((sum, [, value]) => sum + Number(value), 0),
      );
  }

  async #openPublicApi(): Promise<void> {
    const { data } = await this.api.post<{ data: { rawApiKey: string } }>('/api-keys', {
      label: 'soak',
      scopes: ['execution:list', 'execution:read'],
      expiresAt: null,
    });
    this.#apiKey = data.data.rawApiKey;
  }

  /** n8n's public API. */
  async read<T>(path: string, params: Readonly<Record<string, unknown>> = {}): Promise<T> {
    const headers = { 'X-N8N-API-KEY': this.#apiKey };
    return (await axios.get<T>(`${this.url}/api/v1${path}`, { headers, params })).data;
  }

  /** Of the app, by its own client ID and secret. */
  async createAppCredential(org: RunningOrg): Promise<string> {
    return await this.#createCredential(org, 'clientCredentials');
  }

  /** Of the org's administrator, who signs in and allows the access: the web server flow. */
  async createUserCredential(org: RunningOrg): Promise<string> {
    const id = await this.#createCredential(org, 'pkce');
    const { data } = await this.api.get<{ data: string }>('/oauth2-credential/auth', { params: { id } });
    const callback = new URL(data.data).searchParams.get('redirect_uri') ?? '';
    // The address of the callback, which the browser opens in the owner's session.
    const back = await consent(data.data, callback, org);
    const page = await this.api.get<string>(back, { baseURL: '' });
    if (!page.data.includes('Connection successful'))
      throw new Error(`n8n did not connect the credential: ${page.data}`);
    return id;
  }

  async #createCredential(org: RunningOrg, grantType: string): Promise<string> {
    const { data } = await this.api.post<{ data: { id: string } }>('/credentials', {
      name: CREDENTIAL_NAME,
      type: CREDENTIAL_TYPE,
      data: {
        environment: 'custom',
        myDomain: org.url,
        clientId: org.clientId,
        clientSecret: org.clientSecret,
        grantType,
      },
    });
    return data.data.id;
  }

  /** Saves nodes, each connected to the next, as a workflow that is not published. */
  async createWorkflow(name: string, nodes: readonly WorkflowNode[], credential: string): Promise<string> {
    const credentials = { [CREDENTIAL_TYPE]: { id: credential, name: CREDENTIAL_NAME } };
    const { data } = await this.api.post<{ data: { id: string } }>('/workflows', {
      name,
      nodes: nodes.map((node, index) => ({
        ...node,
        // A node's ID is unique in n8n only as long as nobody copies the node.
        id: `00000000-0000-4000-8000-${String(index + 1).padStart(12, '0')}`,
        position: [index * 200, 0],
        ...(node.type.startsWith(PACKAGE_NAME) ? { credentials } : {}),
      })),
      connections: Object.fromEntries(
        nodes
          .slice(1)
          .map((next, index) => [nodes[index]?.name, { main: [[{ node: next.name, type: 'main', index: 0 }]] }]),
      ),
      settings: { executionOrder: 'v1' },
      active: false,
    });
    return data.data.id;
  }

  async publish(workflow: string): Promise<void> {
    const { data } = await this.api.get<{ data: { versionId: string } }>(`/workflows/${workflow}`);
    await this.api.post(`/workflows/${workflow}/activate`, { versionId: data.data.versionId });
  }

  async unpublish(workflow: string): Promise<void> {
    await this.api.post(`/workflows/${workflow}/deactivate`);
  }
}
