import { setTimeout } from 'node:timers/promises';

import type { RunningOrg } from '../../simulator';
import { Control } from '../../simulator/control/client';
import type { Instance } from '../instance/instance';
import type { Emits, Watched } from './emits';
import type { Draw } from './random';
import { type Tally, tallyOf } from './tally';
import type { SoakTrigger } from './triggers';
import { Workflows } from './workflows';
import { Writer } from './writer';

export interface SteadyPlan {
  readonly trigger: SoakTrigger;
  readonly perSecond: number;
  /** How long changes are made, in milliseconds. */
  readonly duration: number;
  readonly draw: Draw;
  onProgress(line: string): void;
}

/** What n8n's main process takes at a moment. */
export interface MemorySample {
  /** Since the first change, in seconds; negative before it. */
  readonly second: number;
  readonly bytes: number;
  /** Changes made up to then. */
  readonly made: number;
}

export interface SteadyReport {
  readonly tally: Tally;
  readonly faults: Readonly<Record<string, number>>;
  readonly memory: readonly MemorySample[];
}

/** Seconds between two faults. */
const FAULT_FROM = 2;
const FAULT_TO = 6;
const SAMPLE_MS = 30_000;
/** How long n8n is looked at before the first change and after the last one. */
const IDLE_MS = 60_000;
/** Changes are made in so many portions a second. */
const PORTIONS = 10;

/** Lets an org change all the time while its answers fail now and then, and counts what was executed. */
export async function runSteady(
  org: RunningOrg,
  { instance, emits }: Watched,
  plan: SteadyPlan,
): Promise<SteadyReport> {
  const writer = await Writer.open(org, plan.trigger);
  const { parameters, busyParameters } = plan.trigger;
  const workflows = new Workflows(instance, {
    ...plan.trigger,
    parameters: { ...parameters, ...busyParameters },
  });
  await workflows.publish(org, 1);
  await workflows.untilAllGive(writer);

  const memory: MemorySample[] = [];
  const began = Date.now() + IDLE_MS;
  const sampling = new AbortController();
  const sampled = sample(memory, { instance, writer, began, signal: sampling.signal, onProgress: plan.onProgress });
  try {
    await setTimeout(IDLE_MS);
    const [faults] = await Promise.all([makeFaults(org, emits, plan), makeChanges(writer, plan)]);
    const [started = []] = await workflows.untilAllGiven(writer);
    await setTimeout(IDLE_MS);
    return { tally: tallyOf(writer.names, started, { starts: [], afterStart: 0 }), faults, memory };
  } finally {
    sampling.abort();
    await sampled;
  }
}

async function makeChanges(writer: Writer, { perSecond, duration }: SteadyPlan): Promise<void> {
  const began = Date.now();
  for (let passed = 0; passed < duration; passed = Date.now() - began) {
    const due = Math.floor((passed / 1000) * perSecond) - writer.made;
    await Promise.all(Array.from({ length: due }, async () => await writer.change()));
    await setTimeout(1000 / PORTIONS);
  }
}

async function makeFaults(
  { controlUrl }: RunningOrg,
  emits: Emits,
  { trigger, duration, draw }: SteadyPlan,
): Promise<Record<string, number>> {
  const control = new Control(controlUrl);
  const made: Record<string, number> = {};
  const names = Object.keys(trigger.faults);
  const end = Date.now() + duration;
  while (names.length > 0) {
    await setTimeout(draw(FAULT_FROM, FAULT_TO) * 1000);
    // A fault before it has recovered from the last one would keep it down, since each attempt would meet one.
    await emits.more(1, end - Date.now());
    if (Date.now() >= end) break;
    // Most faults are for the next request, and would pile up while there is none.
    if ((await control.faults()).length > 0) continue;
    const name = names[draw(0, names.length - 1)] ?? '';
    const [path, body] = trigger.faults[name] ?? [];
    if (path !== undefined) await control.post(path, body);
    made[name] = (made[name] ?? 0) + 1;
  }
  return made;
}

interface Sampling {
  readonly instance: Instance;
  readonly writer: Writer;
  readonly began: number;
  readonly signal: AbortSignal;
  onProgress(line: string): void;
}

async function sample(into: MemorySample[], { instance, writer, began, signal, onProgress }: Sampling): Promise<void> {
  while (!signal.aborted) {
    const one = {
      second: Math.round((Date.now() - began) / 1000),
      bytes: instance.memory().reduce((sum, one) => sum + one, 0),
      made: writer.made,
    };
    into.push(one);
    onProgress(`${one.second} s: ${one.made} changes, n8n takes ${Math.round(one.bytes / 1e6)} MB`);
    await setTimeout(SAMPLE_MS, undefined, { signal }).catch(() => undefined);
  }
}
