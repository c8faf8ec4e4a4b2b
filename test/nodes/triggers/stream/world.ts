import { getEventListeners } from 'node:events';

import type {
  IDataObject,
  INodeExecutionData,
  IRun,
  ITriggerFunctions,
  IWorkflowSettings,
  WorkflowActivateMode,
} from 'n8n-workflow';

import { Attempts } from '../../../../nodes/SalesforceConnector/host/attempts';
import { ANY_LABEL } from '../../../../nodes/SalesforceConnector/host/labels';
import { Hints } from '../../../../nodes/SalesforceConnector/host/hints';
import type { NodeOrg } from '../../../../nodes/SalesforceConnector/host/org';
import { Listener } from '../../../../nodes/SalesforceConnector/triggers/stream/listener';
import type { StreamForm } from '../../../../nodes/SalesforceConnector/triggers/stream/settings';
import { FakeCometd, type CometdFault } from '../../../support/fakeCometd';
import { orgOf } from '../../../support/orgOf';

export const CHANNELS = ['/event/A__e', '/event/B__e'];

/** Something that happens. */
export type Step =
  | { readonly do: 'end'; readonly status: IRun['status'] }
  | { readonly do: 'expire' | 'publish'; readonly channel: string }
  | { readonly do: 'fault'; readonly fault: CometdFault }
  | {
      readonly do:
        | 'forgetClients'
        | 'forgetEnd'
        | 'kill'
        | 'killBeforeExecution'
        | 'pass'
        | 'refuse'
        | 'restart'
        | 'startTwice'
        | 'wipe';
    };

/** What is taken away, to see whether it is missed. */
export interface Model {
  readonly confirmation?: StreamForm['confirmation'];
  readonly deduplicates?: boolean;
  readonly replays?: boolean;
}

interface Execution {
  readonly names: string[];
  readonly key: string;
}

/** n8n, its database and the org. */
export class World {
  readonly server = new FakeCometd(CHANNELS);
  /** n8n's database. */
  stored: IDataObject = {};
  readonly executions: Execution[] = [];
  settings: IWorkflowSettings = {};
  /** What n8n throws when it is given events, one each time. */
  emitErrors: string[] = [];
  /** Of each time when n8n was given events, whether it was to tell the end of the execution. */
  readonly promised: boolean[] = [];
  /** Whose executions have not ended. */
  #running: ((status: IRun['status']) => void)[] = [];
  readonly published: string[] = [];
  /** Gone before they were executed. */
  readonly expired = new Set<string>();
  /** What can put events together in other groups than before. */
  isRegrouped = false;
  #process: AbortController | undefined;
  #killsNext = false;
  #refusesNext = false;
  #replayId = 0;

  constructor(
    private readonly most: number,
    private readonly model: Model,
  ) {
    this.server.isHasty = false;
    this.server.replaysNothing = model.replays === false;
  }

  async take(step: Step): Promise<void> {
    if (step.do === 'publish') this.#publish(step.channel);
    else if (step.do === 'expire') this.#expire(step.channel);
    else if (step.do === 'end') this.#running.shift()?.(step.status);
    else if (step.do === 'forgetEnd') this.#running.shift();
    else if (step.do === 'fault') this.server.faults.push(step.fault);
    else if (step.do === 'forgetClients') this.server.forgetClients();
    else if (step.do === 'kill') this.#kill();
    else if (step.do === 'killBeforeExecution') this.#killsNext = true;
    else if (step.do === 'refuse') this.#refusesNext = true;
    else if (step.do === 'wipe') this.#wipe();
    else if (step.do === 'startTwice' && !this.#isDead) await this.#startAsN8n('update');
    else if (step.do === 'restart' && this.#isDead) await this.#startAsN8n('init');
    await ticks(step.do === 'pass' ? 30 : 5);
  }

  /** All goes well from here on, for as long as it takes. */
  async settle(): Promise<void> {
    this.server.faults = [];
    this.#killsNext = this.#refusesNext = false;
    if (this.#isDead) await this.start('init');
    for (let quiet = 0; quiet < 6;) {
      const { length } = this.executions;
      for (const end of this.#running.splice(0)) end('success');
      this.server.answerIdle();
      await ticks(20);
      quiet = this.executions.length > length ? 0 : quiet + 1;
    }
    this.#process?.abort();
    this.server.forgetClients();
  }

  /** n8n tries to start a trigger five times. */
  async #startAsN8n(mode: WorkflowActivateMode): Promise<void> {
    for (let left = 4; left > 0; left -= 1) {
      try {
        await this.start(mode);
        return;
      } catch {
        // A session that ends twice in a row, say.
      }
    }
    await this.start(mode);
  }

  async start(mode: WorkflowActivateMode): Promise<void> {
    this.#process?.abort();
    const process = new AbortController();
    this.#process = process;
    this.#running = [];
    const data = structuredClone(this.stored);
    const send = this.server.send;
    const org = orgOf(send, { now: clock(), cancelled: () => process.signal.aborted, random: () => 0.5 });
    const context = this.#context(process, data, mode);
    const extra = {
      timeZone: 'UTC',
      goesOn: false,
      attempts: new Attempts(context),
      hints: new Hints(),
      say: () => undefined,
      labels: ANY_LABEL,
      origin: undefined,
      scopes: async () => undefined,
      identity: 'one',
    };
    const listener = new Listener(context, process, { ...org, ...extra } as NodeOrg, this.#form());
    await listener.start();
    if (!process.signal.aborted) this.stored = structuredClone(data);
  }

  /** What waits for the end of the running trigger. */
  get watchers(): number {
    return this.#process === undefined ? 0 : getEventListeners(this.#process.signal, 'abort').length;
  }

  get #isDead(): boolean {
    return this.#process?.signal.aborted ?? true;
  }

  #publish(name: string): void {
    this.#replayId += 3;
    const replayId = String(9_007_199_254_740_990n + BigInt(this.#replayId));
    this.published.push(`${name}:${replayId}`);
    this.server.publish(name, replayId);
  }

  #expire(name: string): void {
    const done = new Set(this.executions.flatMap(({ names }) => names));
    for (const event of this.published) if (event.startsWith(name) && !done.has(event)) this.expired.add(event);
    this.server.expire(name);
    this.isRegrouped = true;
  }

  #kill(): void {
    this.#process?.abort();
  }

  #wipe(): void {
    this.#kill();
    this.stored = {};
    this.isRegrouped = true;
  }

  #form(): StreamForm {
    return {
      channels: CHANNELS,
      startFrom: { from: 'new' },
      whenLost: 'kept',
      confirmation: this.model.confirmation ?? 'onCompletion',
      most: this.most,
      filter: { entities: [], changeTypes: [], changedFields: [] },
      wants: () => true,
      output: { isPerRecord: false, load: undefined },
      isSimple: true,
    };
  }

  #emit(
    process: AbortController,
    data: IDataObject,
    [items, , done, key = '']: Parameters<ITriggerFunctions['emit']>,
  ): void {
    if (process.signal.aborted) return;
    this.stored = structuredClone(data);
    this.promised.push(done !== undefined);
    const thrown = this.emitErrors.shift();
    if (thrown !== undefined) throw new Error(thrown);
    if (this.#killsNext) {
      this.#killsNext = false;
      return this.#kill();
    }
    if (this.#refusesNext) {
      this.#refusesNext = false;
      return void done?.reject(new Error('database is locked'));
    }
    if (this.model.deduplicates !== false && this.executions.some((one) => one.key === key)) {
      return void done?.resolve(undefined as unknown as IRun);
    }
    this.executions.push({ names: (items[0] ?? []).map(nameOfItem), key });
    if (done !== undefined) this.#running.push((status) => done.resolve({ status } as IRun));
  }

  #context(process: AbortController, data: IDataObject, mode: WorkflowActivateMode): ITriggerFunctions {
    const none = (): void => undefined;
    return {
      emit: (...args: Parameters<ITriggerFunctions['emit']>) => this.#emit(process, data, args),
      emitError: (error: Error) => {
        throw error;
      },
      saveFailedExecution: none,
      getMode: () => 'trigger',
      getActivationMode: () => mode,
      getNode: () => ({ id: 'n', name: 'Trigger' }),
      getWorkflow: () => ({ id: 'w' }),
      getWorkflowSettings: () => this.settings,
      getWorkflowStaticData: () => data,
      helpers: { createDeferredPromise: deferred },
      logger: { debug: none, info: none, warn: none, error: none },
    } as unknown as ITriggerFunctions;
  }
}

function deferred(): object {
  const settle: object = {};
  const promise = new Promise((resolve, reject) => Object.assign(settle, { resolve, reject }));
  return Object.assign(settle, { promise });
}

function nameOfItem({ json }: INodeExecutionData): string {
  return `${String(json['channel'])}:${String(json['replayId'])}`;
}

export async function ticks(count: number): Promise<void> {
  for (let n = 0; n < count; n += 1) await new Promise((resolve) => setImmediate(resolve));
}

/** Each look at it is much later, so that no long poll counts as answered at once, and some of them as a long silence. */
function clock(): () => number {
  let now = 0;
  return () => (now += 20_000);
}
