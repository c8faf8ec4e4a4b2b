import { randomUUID } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';

import axios from 'axios';

import { executionPages, LISTED_BY } from '../instance/executions';
import { type Instance, PACKAGE_NAME, type WorkflowNode } from '../instance/instance';

const PAGE = 250;
/** Between two looks at how many executions have ended. */
const LOOK_MS = 1_000;
/** How long n8n may take to listen to a workflow that was published. */
const LONGEST_PUBLISH_MS = 60_000;
const NOT_FOUND = 404;
/** Of an execution that is not over. */
const OPEN: ReadonlySet<string> = new Set(['new', 'running', 'unknown', 'waiting']);

interface ListedExecution {
  readonly id: string | number;
  readonly status: string;
  readonly stoppedAt: string | null;
}

/** The node of this package, as a workflow has it. */
export function salesforceNode(name: string, parameters: Readonly<Record<string, unknown>>): WorkflowNode {
  return {
    name,
    type: `${PACKAGE_NAME}.salesforceConnector`,
    typeVersion: 1,
    parameters: { authentication: 'oAuth2', ...parameters },
  };
}

/** The items in the body of the request that starts a workflow. */
export const splitItems: WorkflowNode = {
  name: 'Split Out',
  type: 'n8n-nodes-base.splitOut',
  typeVersion: 1,
  parameters: { fieldToSplitOut: 'body.items', options: {} },
};

/** n8n waits in the database: for less than 65 seconds, it would wait in the worker. */
export const waitNode: WorkflowNode = {
  name: 'Wait',
  type: 'n8n-nodes-base.wait',
  typeVersion: 1.1,
  parameters: { resume: 'timeInterval', amount: 66, unit: 'seconds' },
};

/** A workflow that a request starts, and that answers before it runs. */
export class WebhookWorkflow {
  private constructor(
    private readonly instance: Instance,
    private readonly id: string,
    private readonly address: string,
  ) {}

  static async publish(
    instance: Instance,
    nodes: readonly WorkflowNode[],
    credential: string,
  ): Promise<WebhookWorkflow> {
    const path = randomUUID();
    const webhook = {
      name: 'Webhook',
      type: 'n8n-nodes-base.webhook',
      typeVersion: 2,
      webhookId: path,
      parameters: { httpMethod: 'POST', path, responseMode: 'onReceived', options: {} },
    };
    const id = await instance.createWorkflow('Queue', [webhook, ...nodes], credential);
    await instance.publish(id);
    return new WebhookWorkflow(instance, id, `${instance.url}/webhook/${path}`);
  }

  /** Starts an execution for each of these items. */
  async start(items: readonly Readonly<Record<string, unknown>>[]): Promise<void> {
    for (const deadline = Date.now() + LONGEST_PUBLISH_MS; ;) {
      const { status } = await axios.post(this.address, { items }, { validateStatus: () => true });
      if (status < NOT_FOUND) return;
      if (status !== NOT_FOUND || Date.now() > deadline) throw new Error(`n8n answered a webhook with ${status}.`);
      await setTimeout(LOOK_MS);
    }
  }

  /** Waits until so many executions have ended. @returns how many there are by now, by how they stand */
  async ended(count: number, longest: number): Promise<Record<string, number>> {
    const isEnded = (status: string) => !OPEN.has(status);
    return countsOf(await this.#statusesOnce((statuses) => statuses.filter(isEnded).length >= count, longest));
  }

  /** Waits until an execution stands so. */
  async until(wanted: string, longest: number): Promise<void> {
    const statuses = await this.#statusesOnce((all) => all.includes(wanted), longest);
    if (!statuses.includes(wanted)) throw new Error(`No execution is ${wanted}, but ${statuses.join(', ')}.`);
  }

  /** How executions stand once that is enough, or the time is over. */
  async #statusesOnce(isEnough: (statuses: readonly string[]) => boolean, longest: number): Promise<string[]> {
    for (const deadline = Date.now() + longest; ;) {
      const statuses = (await this.executions()).map(({ status }) => status);
      if (isEnough(statuses) || Date.now() > deadline) return statuses;
      await setTimeout(LOOK_MS);
    }
  }

  async executions(): Promise<ListedExecution[]> {
    const all = new Map<string | number, ListedExecution>();
    const query = { workflowId: this.id, limit: PAGE };
    for (const status of LISTED_BY) {
      for await (const page of executionPages<ListedExecution>(this.instance, status, query)) {
        for (const execution of page) all.set(execution.id, execution);
      }
    }
    return [...all.values()];
  }

  /** What the execution's last node says that went wrong, of those that failed. */
  async errors(): Promise<Record<string, number>> {
    const failed = (await this.executions()).filter(({ status }) => !OPEN.has(status) && status !== 'success');
    const messages: string[] = [];
    for (const { id } of failed) messages.push(await this.#errorOf(id));
    return countsOf(messages);
  }

  async #errorOf(id: string | number): Promise<string> {
    const { data } = await this.instance.read<FailedExecution>(`/executions/${id}`, { includeData: true });
    const { message, description } = data?.resultData?.error ?? {};
    return [message ?? 'no message', description ?? ''].join(' ').trim();
  }
}

interface FailedExecution {
  readonly data?: {
    readonly resultData?: { readonly error?: { readonly message?: string; readonly description?: string | null } };
  };
}

export function countsOf(values: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const value of values) counts[value] = (counts[value] ?? 0) + 1;
  return counts;
}
