import { setTimeout } from 'node:timers/promises';

import { jest } from '@jest/globals';
import { PollContext } from 'n8n-core';
import type { IDataObject, INodeExecutionData, IPollFunctions, Workflow, WorkflowActivateMode } from 'n8n-workflow';

import { dataFor, triggerIn, openTriggerWorkflow, type TriggerHostOptions } from './triggerWorkflow';

export const TRIGGER_TYPE = 'n8n-nodes-salesforce-connector.salesforceConnectorTrigger';

interface PollerOptions extends TriggerHostOptions {
  /** Whether n8n keeps the state with the execution, as with durable cursors. */
  readonly isDurable?: boolean;
  readonly budget?: number;
  /** Milliseconds from the end of a poll until n8n takes what it gives, while it has much to do. */
  readonly takesAfter?: number;
}

/** Polls as n8n does, and keeps what n8n would keep. */
export class Poller {
  /** What n8n's database holds. */
  stored: IDataObject = {};
  /** With durable cursors, what it holds with the workflow. */
  shared: IDataObject = {};
  /** What the log has been told. */
  readonly logged: string[] = [];
  /** Failures that n8n would store as failed executions, besides those of whole polls. */
  readonly reported: Error[] = [];
  #context: IPollFunctions | undefined;
  #workflow: Workflow | undefined;

  constructor(private readonly options: PollerOptions) {}

  /** As n8n does when the workflow is published, and when n8n starts. */
  async activate(mode: WorkflowActivateMode = 'activate'): Promise<IDataObject[] | null> {
    this.#context = undefined;
    const records = await this.poll(mode);
    if (this.options.isDurable === true) this.shared = this.#staticData();
    else this.#save();
    return records;
  }

  /** The JSON of what one poll gives. */
  async poll(mode: WorkflowActivateMode = 'update'): Promise<IDataObject[] | null> {
    const { isDurable = false } = this.options;
    const snapshot = structuredClone(this.stored);
    const context = await this.#contextFor(mode, snapshot);
    const output = await this.#run(context);
    if (isDurable && (output !== null || mode === 'update')) this.stored = structuredClone(snapshot);
    if (!isDurable && output !== null) this.#save();
    if (output !== null) {
      await setTimeout(this.options.takesAfter ?? 0);
      context.__emit(output);
    }
    return jsonIn(output);
  }

  /** A poll whose records n8n throws away, with the state that belongs to them: the trigger was stopped meanwhile. */
  async pollInVain(): Promise<IDataObject[] | null> {
    const output = await this.#run(await this.#contextFor('update', structuredClone(this.stored)));
    this.#context = undefined;
    return jsonIn(output);
  }

  /** What Fetch Test Event shows. */
  async test(): Promise<IDataObject[] | null> {
    return jsonIn(await this.#run(await this.#open('manual', 'manual', undefined)));
  }

  /** Another process goes on from what is stored. */
  async restart(): Promise<IDataObject[] | null> {
    this.stored = JSON.parse(JSON.stringify(this.stored), (key, value: unknown) =>
      key === 'givenBy' ? 'a process that has ended' : value,
    ) as IDataObject;
    return await this.activate('init');
  }

  /** With durable cursors, each poll has one of its own. */
  async #contextFor(mode: WorkflowActivateMode, snapshot: IDataObject): Promise<IPollFunctions> {
    const { isDurable = false } = this.options;
    if (isDurable) this.#context = undefined;
    this.#context ??= await this.#open('trigger', mode, isDurable ? snapshot : undefined);
    return this.#context;
  }

  async #run(context: IPollFunctions): Promise<INodeExecutionData[][] | null> {
    const { engine } = this.options;
    const type = engine.packages.getByNameAndVersion(TRIGGER_TYPE, 1);
    return (await type.poll?.call(context)) ?? null;
  }

  #save(): void {
    this.stored = this.#staticData();
  }

  #staticData(): IDataObject {
    return JSON.parse(JSON.stringify(this.#workflow?.staticData ?? {})) as IDataObject;
  }

  async #open(
    mode: 'manual' | 'trigger',
    activation: WorkflowActivateMode,
    snapshot: IDataObject | undefined,
  ): Promise<IPollFunctions> {
    const { budget } = this.options;
    const kept = snapshot === undefined ? this.stored : this.shared;
    const workflow = await openTriggerWorkflow(this.options, { type: TRIGGER_TYPE }, structuredClone(kept));
    this.#workflow = workflow;
    const none = () => undefined;
    const store = snapshot === undefined ? undefined : () => snapshot;
    const budgetOf = budget === undefined ? undefined : () => budget;
    const context = new PollContext(
      workflow,
      triggerIn(workflow),
      dataFor(this.options),
      mode,
      activation,
      none,
      (error: Error) => this.reported.push(error),
      undefined,
      undefined,
      store,
      budgetOf,
    );
    jest.spyOn(context.logger, 'warn').mockImplementation((message) => this.logged.push(message));
    return context as unknown as IPollFunctions;
  }
}

function jsonIn(output: INodeExecutionData[][] | null): IDataObject[] | null {
  return output?.[0]?.map(({ json }) => json) ?? null;
}
