import { setTimeout } from 'node:timers/promises';

import type { RunningOrg } from '../../simulator';
import type { Watched } from './emits';
import type { Draw } from './random';
import type { Cursors } from './settings';
import { isClean, type Tally, tallyOf } from './tally';
import { timelineOf } from './timeline';
import type { SoakTrigger } from './triggers';
import { Workflows } from './workflows';
import { Writer } from './writer';

export interface KillPlan {
  readonly trigger: SoakTrigger;
  readonly changes: number;
  readonly kills: number;
  /** Workflows with the same trigger, each of which is to be started by every change. */
  readonly workflows: number;
  readonly isQueue: boolean;
  readonly cursors: Cursors;
  /** No kill after so many milliseconds. */
  readonly longest: number;
  readonly draw: Draw;
  onProgress(line: string): void;
}

export interface KillReport {
  /** One for each workflow. */
  readonly tallies: readonly Tally[];
  /** How often the main process was killed. */
  readonly mainKills: number;
  readonly workerKills: number;
  readonly republished: number;
}

/** The latest kill after a trigger has started an execution: by then, n8n has stored it. */
const LATEST_KILL_MS = 50;
/** How long a kill waits for an execution: n8n needs a while to start, and polls once a minute. */
const LONGEST_WAIT_MS = 180_000;
/** Between two changes while n8n is up. */
const PAUSE_MS = 25;
/** In one of so many runs, the workflows are unpublished and published again before the kill. */
const REPUBLISH_IN = 8;
/** In queue mode, one of so many kills leaves the main process alone. */
const WORKERS_ONLY_IN = 5;

/** Lets an org change while n8n is killed again and again, and counts what was executed. */
export async function runKills(org: RunningOrg, { instance, emits }: Watched, plan: KillPlan): Promise<KillReport> {
  const writer = await Writer.open(org, plan.trigger);
  const workflows = new Workflows(instance, plan.trigger);
  await workflows.publish(org, plan.workflows);
  await workflows.untilAllGive(writer);
  return await new KillSoak({ writer, workflows, instance, emits }, plan).run();
}

/** What takes part. */
interface Parts extends Watched {
  readonly writer: Writer;
  readonly workflows: Workflows;
}

class KillSoak {
  readonly #starts: number[] = [];
  readonly #began = Date.now();
  #mainKills = 0;
  #workerKills = 0;
  #republished = 0;

  constructor(
    private readonly parts: Parts,
    private readonly plan: KillPlan,
  ) {}

  async run(): Promise<KillReport> {
    const { kills, changes, longest, onProgress, trigger, cursors } = this.plan;
    const { writer, workflows, instance } = this.parts;
    for (let left = kills; left > 0 && Date.now() - this.#began < longest; left -= 1) {
      const share = Math.round((changes - writer.made) / left);
      onProgress(`kill ${kills - left + 1} of ${kills}: ${await this.#killOnce(share)}`);
    }
    await this.#launch();
    await instance.untilReady();
    await this.#change(changes - writer.made);
    const repeats = { starts: this.#starts, afterStart: trigger.repeatsAfterStart(cursors) };
    const started = await workflows.untilAllGiven(writer);
    const tallies = started.map((executions) => tallyOf(writer.names, executions, repeats));
    for (const [index, tally] of tallies.entries()) {
      if (!isClean(tally)) onProgress(`workflow ${index + 1}\n${timelineOf(started[index] ?? [], this.#starts)}`);
    }
    return {
      tallies,
      mainKills: this.#mainKills,
      workerKills: this.#workerKills,
      republished: this.#republished,
    };
  }

  /** Part of the changes happen while n8n is down, part while it is up, and some when it has just been killed. */
  async #killOnce(changes: number): Promise<string> {
    const { draw, workflows, trigger } = this.plan;
    const { emits } = this.parts;
    const whileDown = draw(1, Math.max(1, changes - 1));
    await this.#change(whileDown);
    await this.#launch();
    if (draw(1, REPUBLISH_IN) === 1) await this.#republish();
    const number = draw(1, workflows * trigger.emits);
    const isReached = emits.more(number, LONGEST_WAIT_MS);
    // Once each workflow has something, so that there is something again for each.
    const changing = emits
      .more(Math.min(number, workflows), LONGEST_WAIT_MS)
      .then(async () => await this.#change(changes - whileDown, PAUSE_MS));
    const how = (await isReached) ? `after execution ${number}` : 'though there were too few executions';
    const delay = draw(0, LATEST_KILL_MS);
    await setTimeout(delay);
    const what = await this.#kill();
    await changing;
    return `${what}, ${delay} ms ${how}`;
  }

  async #kill(): Promise<string> {
    const { isQueue, draw } = this.plan;
    const workers = isQueue ? draw(0, 2) : 0;
    if (isQueue && draw(1, WORKERS_ONLY_IN) === 1) {
      this.#workerKills += Math.max(1, workers);
      await this.parts.instance.killWorkers(Math.max(1, workers));
      return `${Math.max(1, workers)} workers`;
    }
    this.#mainKills += 1;
    this.#workerKills += workers;
    await Promise.all([this.parts.instance.killMain(), this.parts.instance.killWorkers(workers)]);
    return isQueue ? `main and ${workers} workers` : 'n8n';
  }

  async #launch(): Promise<void> {
    const now = Date.now();
    if (await this.parts.instance.launch()) this.#starts.push(now);
  }

  async #republish(): Promise<void> {
    await this.parts.instance.untilReady();
    await this.parts.workflows.republish(async () => await this.#change(1));
    this.#republished += 1;
  }

  async #change(count: number, pause = 0): Promise<void> {
    for (let left = count; left > 0; left -= 1) {
      await this.parts.writer.change();
      if (pause > 0) await setTimeout(pause);
    }
  }
}
