import { TriggerContext } from 'n8n-core';
import type {
  IDataObject,
  INodeExecutionData,
  IRun,
  ITriggerFunctions,
  ITriggerResponse,
  Workflow,
  WorkflowActivateMode,
} from 'n8n-workflow';

import { dataFor, IS_CURRENT, triggerIn, openTriggerWorkflow, type TriggerHostOptions } from './triggerWorkflow';

export const EVENT_TRIGGER_TYPE = 'n8n-nodes-salesforce-connector.salesforceConnectorEventTrigger';

/** An execution that n8n made. */
export interface Execution {
  readonly items: IDataObject[];
  readonly key: string | undefined;
  /** Ends it. */
  readonly end: (status?: IRun['status']) => void;
}

/** Runs the trigger as n8n does, and keeps what n8n would keep. */
export class ListenerHost {
  /** What n8n's database holds. */
  stored: IDataObject = {};
  readonly executions: Execution[] = [];
  /** Failed executions that the trigger asked for, and errors that closed it. */
  readonly shown: Error[] = [];
  readonly errors: Error[] = [];
  readonly logged: string[] = [];
  /** Whether executions end by themselves, and how. */
  ends: IRun['status'] | undefined = 'success';
  /** Whether n8n makes one execution for each key. */
  deduplicates = true;
  /** Engine 2.0 of n8n throws. */
  takesDonePromises = true;
  /** The next emits make no execution, for this reason. */
  refusals: string[] = [];
  /** n8n is killed after it has stored the state, and before it stores the execution. */
  isKilled = false;
  /** Executions that were lost so. */
  killed = 0;
  #response: ITriggerResponse | undefined;
  #changed: (() => void)[] = [];

  constructor(private readonly options: TriggerHostOptions) {}

  get workflowId(): string {
    return this.options.workflowId ?? 'w';
  }

  async activate(mode: WorkflowActivateMode = 'activate'): Promise<void> {
    const { context, workflow } = await this.#open('trigger', mode);
    this.#response = await this.#trigger(context);
    this.#save(workflow);
  }

  async close(): Promise<void> {
    await this.#response?.closeFunction?.();
  }

  /** What Fetch Test Event shows. */
  async test(meanwhile: () => Promise<unknown>): Promise<IDataObject[]> {
    const { context } = await this.#open('manual', 'manual');
    const response = await this.#trigger(context);
    const given = new Promise<INodeExecutionData[][]>((resolve, reject) => {
      Object.assign(context, { emit: resolve, emitError: reject });
    });
    await response?.manualTriggerFunction?.();
    await meanwhile();
    const items = (await given)[0] ?? [];
    await response?.closeFunction?.();
    return items.map(({ json }) => json);
  }

  /** A test that somebody stops when so many events have come. */
  async stopTest(meanwhile: () => void, events: number): Promise<void> {
    const { context } = await this.#open('manual', 'manual');
    let given = 0;
    Object.assign(context, {
      emit: () => {
        given += 1;
        this.#notify();
      },
    });
    const response = await this.#trigger(context);
    await response?.manualTriggerFunction?.();
    meanwhile();
    await this.until(() => given === events);
    await response?.closeFunction?.();
  }

  /** The first so many executions. */
  async first(count: number): Promise<Execution[]> {
    await this.until(() => this.executions.length >= count);
    return this.executions;
  }

  async until(isTrue: () => boolean): Promise<void> {
    while (!isTrue()) await new Promise<void>((resolve) => this.#changed.push(resolve));
  }

  #notify(): void {
    for (const changed of this.#changed.splice(0)) changed();
  }

  async #trigger(context: ITriggerFunctions): Promise<ITriggerResponse | undefined> {
    const type = this.options.engine.packages.getByNameAndVersion(EVENT_TRIGGER_TYPE, 1);
    return await type.trigger?.call(context);
  }

  #save(workflow: Workflow): void {
    this.stored = JSON.parse(JSON.stringify(workflow.staticData)) as IDataObject;
  }

  #emit(workflow: Workflow, ...[data, , done, key]: Parameters<ITriggerFunctions['emit']>): void {
    if (!this.takesDonePromises && done !== undefined) throw new Error('Done promises are not supported.');
    this.#save(workflow);
    const refusal = this.refusals.shift();
    if (refusal !== undefined) {
      done?.reject(new Error(refusal));
      return this.#notify();
    }
    if (this.isKilled) {
      this.killed += 1;
      return this.#notify();
    }
    if (this.deduplicates && this.executions.some((one) => one.key === key)) {
      return void done?.resolve(undefined as unknown as IRun);
    }
    const end = (status: IRun['status'] = 'success'): void => done?.resolve({ status } as IRun);
    this.executions.push({ items: (data[0] ?? []).map(({ json }) => json), key, end });
    if (this.ends !== undefined) end(this.ends);
    this.#notify();
  }

  async #open(
    mode: 'manual' | 'trigger',
    activation: WorkflowActivateMode,
  ): Promise<{ context: ITriggerFunctions; workflow: Workflow }> {
    const workflow = await openTriggerWorkflow(
      this.options,
      { type: EVENT_TRIGGER_TYPE },
      structuredClone(this.stored),
    );
    const [node, data] = [triggerIn(workflow), dataFor(this.options)];
    const context = new TriggerContext(workflow, node, data, mode, activation, (...args) =>
      this.#emit(workflow, ...args),
    ) as ITriggerFunctions;
    Object.assign(context, {
      emitError: (error: Error) => {
        this.errors.push(error);
        this.#notify();
      },
    });
    if (IS_CURRENT) {
      Object.assign(context, {
        saveFailedExecution: (error: Error) => {
          this.shown.push(error);
          this.#notify();
        },
      });
    }
    const log = (message: string): void => {
      this.logged.push(message);
      this.#notify();
    };
    Object.defineProperty(context, 'logger', { value: { debug: log, info: log, warn: log, error: log } });
    return { context, workflow };
  }
}
