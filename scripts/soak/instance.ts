import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';

import axios from 'axios';

import type { RunningOrg } from '../../simulator';
import { N8nHost } from '../n8nHost';
import { Emits } from './emits';
import { type Services, startServices } from './services';
import type { Execution } from './tally';
import type { Item, SoakTrigger } from './triggers';

export const MODES = ['regular', 'queue'] as const;
export const CURSORS = ['memory', 'durable'] as const;

export type Cursors = (typeof CURSORS)[number];

export interface InstanceOptions {
  readonly launcher: string;
  readonly mode: (typeof MODES)[number];
  /** Where n8n keeps what a polling trigger knows: with the workflow, or in a transaction with the execution. */
  readonly cursors: Cursors;
}

const DURABLE_CURSORS = {
  N8N_SCHEDULER_ENABLED: 'true',
  N8N_SCHEDULER_POLL_TRIGGERS_ENABLED: 'true',
  N8N_POLLER_DURABLE_CURSORS_ENABLED: 'true',
};

/**
 * An n8n that was killed while it started a trigger starts it again when the lease of that work is over. Two minutes by
 * default, which would be most of a run.
 */
const SHORT_LEASE = {
  N8N_WORKFLOW_PUBLICATION_OUTBOX_LEASE_SECONDS: '30',
  N8N_WORKFLOW_PUBLICATION_OUTBOX_POLL_INTERVAL_MS: '1000',
};

/** No workflow here has code to run: a runner's process would only make each start longer. */
const NO_RUNNER = { N8N_RUNNERS_MODE: 'external', N8N_RUNNERS_AUTH_TOKEN: 'unused' };

/** Keeps every execution, and logs each as a trigger starts it. */
const ALL_TOLD = { EXECUTIONS_DATA_PRUNE: 'false', N8N_LOG_LEVEL: 'debug', N8N_LOG_OUTPUT: 'console' };

const WORKERS = 2;
const TOLD_LINES = 20;
const PAGE = 100;
const TRIGGER_NODE = 'Trigger';

/** The part of n8n's answer that the count is made of. */
interface ExecutionAnswer {
  readonly id: string | number;
  readonly status: string;
  readonly data?: {
    readonly resultData?: { readonly runData?: Readonly<Record<string, readonly Run[]>> };
    readonly executionData?: {
      readonly nodeExecutionStack?: readonly { readonly node: { readonly name: string }; readonly data: Outputs }[];
    };
  };
}

interface ExecutionPage {
  readonly data: readonly ExecutionAnswer[];
  readonly nextCursor: string | null;
}

interface Outputs {
  readonly main?: readonly (readonly { readonly json: Item }[] | null)[];
}

interface Run {
  readonly data?: Outputs;
}

/** An execution with the items that started it. */
export type Triggered = Execution & { readonly items: readonly Item[] };

/** A complete n8n, in regular or queue mode, with workflows that one trigger starts. */
export class Instance {
  readonly emits = new Emits();
  readonly #known = new Map<string, Map<number, Triggered>>();
  #apiKey = '';

  private constructor(
    private readonly host: N8nHost,
    private readonly services: Services | undefined,
  ) {}

  static async start({ launcher, mode, cursors }: InstanceOptions): Promise<Instance> {
    const services = mode === 'queue' ? await startServices() : undefined;
    const host = await N8nHost.create(launcher, {
      ...ALL_TOLD,
      ...NO_RUNNER,
      ...SHORT_LEASE,
      ...(cursors === 'durable' ? DURABLE_CURSORS : {}),
      ...services?.settings,
    });
    const instance = new Instance(host, services);
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

  /** The last lines of n8n's log. */
  get logTail(): string {
    return readFileSync(this.host.log, 'utf8').split('\n').slice(-TOLD_LINES).join('\n');
  }

  get url(): string {
    return this.host.url;
  }

  /** Starts what does not run, without waiting: the workers of queue mode, and the main process. Tells of the latter. */
  async launch(): Promise<boolean> {
    const isDown = this.host.running('start').length === 0;
    if (isDown) await this.#launchMain();
    while (this.services !== undefined && this.host.running('worker').length < WORKERS)
      await this.host.launch('worker');
    return isDown;
  }

  async #launchMain(): Promise<void> {
    this.emits.watch(await this.host.launch('start'));
  }

  /** Returns when the main process answers. */
  async untilReady(): Promise<void> {
    for (const main of this.host.running('start')) await this.host.untilReady(main);
  }

  async killMain(): Promise<void> {
    for (const main of this.host.running('start')) await this.host.kill(main);
  }

  /** Ends as many of the workers as there are, up to this number. */
  async killWorkers(count: number): Promise<void> {
    await Promise.all(
      this.host
        .running('worker')
        .slice(0, count)
        .map((worker) => this.host.kill(worker)),
    );
  }

  async stop(): Promise<void> {
    await this.host.stop();
    await this.services?.stop();
  }

  /** Of the main process and its children, in bytes. */
  memory(): number {
    const pids = new Set(this.host.running('start').map(({ pid }) => String(pid)));
    const lines = execFileSync('ps', ['-eo', 'pgid=,rss='], { encoding: 'utf8' }).trim().split('\n');
    const kilobytes = lines.map((line) => line.trim().split(/\s+/)).filter(([group = '']) => pids.has(group));
    return kilobytes.reduce((sum, [, rss]) => sum + Number(rss) * 1024, 0);
  }

  async #openPublicApi(): Promise<void> {
    const { data } = await this.host.api.post<{ data: { rawApiKey: string } }>('/api-keys', {
      label: 'soak',
      scopes: ['execution:list', 'execution:read'],
      expiresAt: null,
    });
    this.#apiKey = data.data.rawApiKey;
  }

  /** Of the app, by its own client ID and secret. */
  async createCredential(org: RunningOrg): Promise<string> {
    const { data } = await this.host.api.post<{ data: { id: string } }>('/credentials', {
      name: 'Simulated org',
      type: 'salesforceConnectorOAuth2Api',
      data: {
        environment: 'custom',
        myDomain: org.url,
        clientId: org.clientId,
        clientSecret: org.clientSecret,
        grantType: 'clientCredentials',
      },
    });
    return data.data.id;
  }

  /** Saves a workflow that the trigger starts, without publishing it. Its address is there for triggers that are webhooks. */
  async createWorkflow(
    name: string,
    trigger: SoakTrigger,
    credential: string,
  ): Promise<{ id: string; address: string }> {
    const webhookId = randomUUID();
    const { data } = await this.host.api.post<{ data: { id: string } }>('/workflows', {
      name,
      nodes: [
        {
          // A node's ID is unique in n8n only as long as nobody copies the node.
          id: '00000000-0000-4000-8000-000000000001',
          name: TRIGGER_NODE,
          type: `n8n-nodes-salesforce-connector.${trigger.node}`,
          typeVersion: 1,
          position: [0, 0],
          webhookId,
          parameters: trigger.parameters,
          credentials: { salesforceConnectorOAuth2Api: { id: credential, name: 'Simulated org' } },
        },
        {
          id: '00000000-0000-4000-8000-000000000002',
          name: 'No Operation',
          type: 'n8n-nodes-base.noOp',
          typeVersion: 1,
          position: [200, 0],
          parameters: {},
        },
      ],
      connections: { [TRIGGER_NODE]: { main: [[{ node: 'No Operation', type: 'main', index: 0 }]] } },
      settings: { executionOrder: 'v1' },
      active: false,
    });
    return { id: data.data.id, address: `${this.url}/webhook/${webhookId}` };
  }

  async publish(workflow: string): Promise<void> {
    const { data } = await this.host.api.get<{ data: { versionId: string } }>(`/workflows/${workflow}`);
    await this.host.api.post(`/workflows/${workflow}/activate`, { versionId: data.data.versionId });
  }

  async unpublish(workflow: string): Promise<void> {
    await this.host.api.post(`/workflows/${workflow}/deactivate`);
  }

  /** All executions of a workflow, oldest first, with the items that started each, and how they have ended. */
  async executions(workflow: string): Promise<Triggered[]> {
    this.#known.delete(workflow);
    return await this.newExecutions(workflow);
  }

  /** The same, but of executions that were read before, their state is not read again. */
  async newExecutions(workflow: string): Promise<Triggered[]> {
    const known = this.#known.get(workflow) ?? new Map<number, Triggered>();
    this.#known.set(workflow, known);
    // Those that run are listed apart.
    for (const status of [undefined, 'running']) {
      for (let cursor: string | null = ''; cursor !== null;) {
        const page: ExecutionPage = await this.#listed(workflow, status, cursor);
        const unread = page.data.filter(({ id }) => !known.has(Number(id)));
        for (const execution of unread) {
          known.set(Number(execution.id), executionOf(execution, await this.#createdAt(execution)));
        }
        // The newest come first.
        cursor = unread.length === 0 ? null : page.nextCursor;
      }
    }
    return [...known.values()].toSorted((one, other) => one.id - other.id);
  }

  /** When an execution was stored, which a list of executions does not say: n8n can begin it as late as after its next start. */
  async #createdAt({ id }: ExecutionAnswer): Promise<string> {
    const { data } = await axios.get<{ createdAt: string }>(`${this.url}/api/v1/executions/${id}`, {
      headers: { 'X-N8N-API-KEY': this.#apiKey },
    });
    return data.createdAt;
  }

  async #listed(workflowId: string, status: string | undefined, cursor: string) {
    const { data } = await axios.get<ExecutionPage>(`${this.url}/api/v1/executions`, {
      headers: { 'X-N8N-API-KEY': this.#apiKey },
      params: {
        workflowId,
        includeData: true,
        ignoreDataSizeLimit: true,
        limit: PAGE,
        ...(status === undefined ? {} : { status }),
        ...(cursor === '' ? {} : { cursor }),
      },
    });
    return data;
  }
}

/**
 * The items are what waits for the trigger's node or, when it has run, what it has put out: n8n recovers an execution that
 * was killed with made-up output, and leaves what it began with.
 */
function executionOf({ id, status, data }: ExecutionAnswer, createdAt: string): Triggered {
  const ran = data?.resultData?.runData?.[TRIGGER_NODE]?.[0]?.data;
  const waits = data?.executionData?.nodeExecutionStack?.find(({ node }) => node.name === TRIGGER_NODE)?.data;
  const items = [waits, ran].map((outputs) => outputs?.main?.[0] ?? []).find((found) => found.length > 0) ?? [];
  return {
    id: Number(id),
    status,
    stored: Date.parse(createdAt),
    items: items.map(({ json }) => json),
  };
}
