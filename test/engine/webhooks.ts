import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

import { jest } from '@jest/globals';
import { HookContext, WebhookContext } from 'n8n-core';
import type {
  IDataObject,
  IHookFunctions,
  INodeParameters,
  IWebhookData,
  IWebhookFunctions,
  IWorkflowExecuteAdditionalData,
  Workflow,
  WorkflowActivateMode,
  WorkflowExecuteMode,
} from 'n8n-workflow';

import { dataFor, IS_CURRENT, triggerWorkflow, type TriggerHostOptions } from './triggerWorkflow';

export const WEBHOOK_TRIGGER_TYPE = 'n8n-nodes-salesforce-connector.salesforceConnectorOutboundMessageTrigger';

/** When n8n is killed: before it has stored the execution, before it has saved static data, before it answers. */
export type Death = 'beforeAnswering' | 'beforeSaving' | 'beforeStoring';

type ListenerOptions = Omit<TriggerHostOptions, 'parameters' | 'workflowId'> &
  Partial<Pick<TriggerHostOptions, 'parameters'>>;

let workflows = 0;

/**
 * Receives requests as n8n does, and keeps what n8n would keep: it stores the execution, saves static data, and then
 * answers.
 */
export class WebhookListener {
  /** The items of each execution that was stored. */
  readonly executions: IDataObject[][] = [];
  /** What n8n's database holds. */
  stored: IDataObject = {};
  /** Whether n8n can store executions. */
  storesExecutions = true;
  /** How n8n dies in the next requests. */
  readonly deaths: Death[] = [];
  /** What the log has been told. */
  readonly logged: string[] = [];
  /** Statuses of the answers, in order. */
  readonly answers: number[] = [];
  parameters: INodeParameters;
  #id = `webhook ${(workflows += 1)}`;
  /** What n8n read for a workflow; an execution of it gets the same object. */
  readonly #shared = new WeakMap<Workflow, IDataObject | undefined>();
  /** What n8n's database holds while a test is going on. */
  #published: IDataObject = {};
  readonly #server: Server;

  constructor(private readonly options: ListenerOptions) {
    this.parameters = options.parameters ?? {};
    this.#server = createServer((request, response) => {
      this.#receive(request, response).catch(() => {
        response.statusCode = 500;
        response.end('Workflow could not be started!');
      });
      response.on('finish', () => this.answers.push(response.statusCode));
    });
  }

  async open(): Promise<void> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
  }

  close(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }

  /** The address that the editor shows. */
  address(kind: 'webhook' | 'webhook-test' = 'webhook'): string {
    return `${this.#origin}/${kind}/id-of-the-webhook/outbound-message`;
  }

  get #origin(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** The notifications that executions have got. */
  get notified(): string[] {
    return this.executions.flat().map((item) => String(item['notificationId']));
  }

  /** Another process goes on from what is stored: nothing remembers what this one did. */
  forget(): void {
    this.#id = `webhook ${(workflows += 1)}`;
  }

  /** @param meanwhile what happens after the last step, before n8n saves static data */
  async activate(mode: WorkflowActivateMode = 'activate', meanwhile?: () => Promise<void>): Promise<void> {
    await this.#inLifecycle('webhook', mode === 'manual' ? 'manual' : 'trigger', async (methods) => {
      if (!(await methods('checkExists'))) await methods('create');
      await meanwhile?.();
    });
  }

  async deactivate(): Promise<boolean> {
    let isBack = false;
    await this.#inLifecycle('webhook', 'internal', async (methods) => {
      isBack = await methods('delete');
    });
    return isBack;
  }

  /** What n8n does while the editor listens for a test event: it keeps static data for the test alone. */
  async whileTesting(work: () => Promise<void>): Promise<void> {
    this.#published = this.stored;
    this.stored = {};
    try {
      await this.#inLifecycle('webhook-test', 'manual', async (methods) => {
        if (!(await methods('checkExists'))) await methods('create');
      });
      await work();
      await this.#inLifecycle('webhook-test', 'internal', async (methods) => {
        await methods('delete');
      });
    } finally {
      this.stored = this.#published;
    }
  }

  /** In a test: what happens to the published workflow, which has static data of its own. */
  async whilePublished(work: () => Promise<unknown>): Promise<void> {
    const ofTest = this.stored;
    this.stored = this.#published;
    await work();
    this.#published = this.stored;
    this.stored = ofTest;
  }

  async #inLifecycle(
    kind: 'webhook' | 'webhook-test',
    mode: WorkflowExecuteMode,
    work: (methods: (name: 'checkExists' | 'create' | 'delete') => Promise<boolean>) => Promise<void>,
  ): Promise<void> {
    const workflow = await this.#open();
    const node = workflow.getNode('Trigger');
    if (node === null) throw new Error('There is no trigger.');
    const isTest = kind === 'webhook-test';
    const webhook = { ...this.#webhook(workflow), isTest } as IWebhookData;
    const context = new HookContext(
      workflow,
      node,
      this.#data(),
      mode,
      'activate',
      webhook,
    ) as unknown as IHookFunctions;
    this.#setAddress(context, kind);
    jest.spyOn(context.logger, 'warn').mockImplementation((message) => this.logged.push(message));
    const type = this.options.engine.packages.getByNameAndVersion(WEBHOOK_TRIGGER_TYPE, 1);
    await work(async (name) => (await type.webhookMethods?.['default']?.[name]?.call(context)) ?? false);
    this.#save(workflow);
  }

  async #receive(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const { searchParams } = new URL(request.url ?? '/', this.#origin);
    const received = Object.assign(request, {
      rawBody: Buffer.concat(chunks),
      query: Object.fromEntries(searchParams),
      body: {},
      params: {},
    });
    const workflow = await this.#open();
    const node = workflow.getNode('Trigger');
    if (node === null) throw new Error('There is no trigger.');
    const data = Object.assign(this.#data(), { httpRequest: received, httpResponse: response });
    const context = new WebhookContext(workflow, node, data, 'webhook', this.#webhook(workflow), [], null);
    this.#setAddress(context, 'webhook');
    const type = this.options.engine.packages.getByNameAndVersion(WEBHOOK_TRIGGER_TYPE, 1);
    const result = await type.webhook?.call(context as unknown as IWebhookFunctions);
    if (result?.noWebhookResponse === true) return;
    const death = this.deaths.shift();
    if (death === 'beforeStoring') return void response.destroy();
    if (!this.storesExecutions && result?.workflowData !== undefined) throw new Error('The database is locked.');
    for (const items of result?.workflowData ?? []) {
      this.executions.push(items.map(({ json }) => json));
      // It shares the static data, and begins with it as unchanged.
      this.#workflowWith(this.#shared.get(workflow));
    }
    const answer = result?.webhookResponse;
    if (death === 'beforeSaving') return void response.destroy();
    this.#save(workflow);
    if (death === 'beforeAnswering') return void response.destroy();
    response.end(answer);
  }

  /** n8n finds out by the kind of the webhook, in ways that its versions differ in. */
  #setAddress(context: object, kind: 'webhook' | 'webhook-test'): void {
    Object.defineProperty(context, 'getNodeWebhookUrl', { value: () => this.address(kind) });
  }

  #save(workflow: Workflow): void {
    if (workflow.staticData['__dataChanged'] === true) {
      this.stored = JSON.parse(JSON.stringify(workflow.staticData)) as IDataObject;
    }
  }

  #data(): IWorkflowExecuteAdditionalData {
    return dataFor(this.options);
  }

  #webhook(workflow: Workflow): IWebhookData {
    const { description } = this.options.engine.packages.getByNameAndVersion(WEBHOOK_TRIGGER_TYPE, 1);
    const [webhookDescription] = description.webhooks ?? [];
    if (webhookDescription === undefined) throw new Error('The trigger has no webhook.');
    return {
      httpMethod: 'POST',
      node: 'Trigger',
      path: 'id-of-the-webhook/outbound-message',
      webhookDescription,
      workflowId: workflow.id,
      workflowExecuteAdditionalData: this.#data(),
    };
  }

  async #open(): Promise<Workflow> {
    const staticData = Object.keys(this.stored).length === 0 ? undefined : structuredClone(this.stored);
    const workflow = this.#workflowWith(staticData);
    this.#shared.set(workflow, staticData);
    if (IS_CURRENT) await workflow.expression.acquireIsolate();
    return workflow;
  }

  #workflowWith(staticData: IDataObject | undefined): Workflow {
    const options = { ...this.options, parameters: this.parameters, workflowId: this.#id };
    return triggerWorkflow(options, { type: WEBHOOK_TRIGGER_TYPE, webhookId: 'id-of-the-webhook' }, staticData);
  }
}
