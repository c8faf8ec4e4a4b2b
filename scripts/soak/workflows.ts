import { setTimeout } from 'node:timers/promises';

import type { RunningOrg } from '../../simulator';
import { Control } from '../../simulator/control/client';
import type { Instance } from '../instance/instance';
import { Executions, type Triggered } from './executions';
import type { Started } from './tally';
import type { SoakTrigger } from './triggers';
import { createTriggerWorkflow } from './triggerWorkflow';
import type { Writer } from './writer';

/** How long a trigger may take to set out: n8n polls once a minute. */
const LONGEST_START_MS = 180_000;
/** Between two changes that are to show that a trigger has set out. */
const PROBE_MS = 3_000;
/** Between two looks at what has come. */
const LOOK_MS = 2_000;

/** Workflows with the same trigger, each of which is to be started by every change. */
export class Workflows {
  readonly #ids: string[] = [];
  readonly #executions: Executions;

  constructor(
    private readonly instance: Instance,
    private readonly trigger: SoakTrigger,
  ) {
    this.#executions = new Executions(instance);
  }

  /** Creates so many, and publishes them. */
  async publish(org: RunningOrg, count: number): Promise<void> {
    const control = new Control(org.controlUrl);
    const credential = await this.instance.createAppCredential(org);
    for (let number = 1; number <= count; number += 1) {
      const { id, address } = await createTriggerWorkflow(this.instance, `Soak ${number}`, this.trigger, credential);
      this.#ids.push(id);
      const [path, body] = this.trigger.prepare?.(address) ?? [];
      if (path !== undefined) await control.post(path, body);
    }
    for (const id of this.#ids) await this.instance.publish(id);
  }

  /** Takes all of them down, does something, and publishes them again. */
  async republish(meanwhile: () => Promise<void>): Promise<void> {
    for (const id of this.#ids) await this.instance.unpublish(id);
    await meanwhile();
    for (const id of this.#ids) await this.instance.publish(id);
  }

  /** What happened before a trigger has set out is not given: changes are made until each workflow has got one. */
  async untilAllGive(writer: Writer): Promise<void> {
    const deadline = Date.now() + LONGEST_START_MS;
    for (let isAll = false; !isAll;) {
      if (Date.now() > deadline) throw new Error(`Not all triggers have started; n8n's log: ${this.instance.logTail}`);
      await writer.warmUp();
      await setTimeout(PROBE_MS);
      isAll = (await this.started()).every(({ length }) => length > 0);
    }
  }

  /** Waits until every workflow has every change, or none has come for long, and then for what comes twice. */
  async untilAllGiven({ names }: Writer): Promise<Started[][]> {
    const { patience } = this.trigger;
    const missing = async () => {
      const found = await this.#each(async (id) => await this.#executions.withNew(id));
      const all = found.map((executions) => new Set(executions.flatMap((one) => one.names)));
      return all.reduce((sum, given) => sum + names.filter((name) => !given.has(name)).length, 0);
    };
    for (let [before, progress] = [await missing(), Date.now()]; before > 0 && Date.now() - progress < patience;) {
      await setTimeout(LOOK_MS);
      const now = await missing();
      if (now < before) [before, progress] = [now, Date.now()];
    }
    await setTimeout(patience / 2);
    return await this.started();
  }

  /** The executions of each workflow, oldest first. */
  async started(): Promise<Started[][]> {
    return await this.#each(async (id) => await this.#executions.all(id));
  }

  async #each(executions: (id: string) => Promise<Triggered[]>): Promise<Started[][]> {
    return await Promise.all(
      this.#ids.map(async (id) =>
        (await executions(id)).map(({ items, ...execution }) => ({
          ...execution,
          names: items.map((item) => this.trigger.nameIn(item) ?? ''),
        })),
      ),
    );
  }
}
