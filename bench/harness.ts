import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import type { Bar, Case, Figures, SideName } from './cases/define';
import type { Failed, Sample } from './measure';
import { isFailed, middle, msPerRecord, ratioOfPairs } from './measure';
import { BenchOrg, runChild } from './processes';

export const SIZES = ['full', 'tenth', 'small'] as const;
export type Size = (typeof SIZES)[number];

export interface Plan {
  cases: readonly (readonly [name: string, what: Case])[];
  /** Milliseconds added to every answer. */
  latencies: readonly number[];
  /** Pairs of the floor and ours; as many as the case says when absent. */
  runs?: number;
  size: Size;
  /** Folder of this package, built. */
  package: string;
  /** Folder of the n8n-nodes-base whose Salesforce node is measured. */
  builtin: string;
  /** Measures the first records that a process ever does. */
  cold: boolean;
  /** Folder of the org's certificate, where it speaks TLS. */
  tls?: string;
  /** Folder for CPU profiles. */
  profiles?: string;
}

/** What is to be, and whether it is; `met` is undefined where it could not be measured. */
export interface Verdict extends Pick<Bar, 'atLeast' | 'atMost' | 'unit' | 'what'> {
  value: number | undefined;
  met: boolean | undefined;
}

/** A case at one latency. */
export interface Result {
  name: string;
  title: string;
  latency: number;
  size: number;
  runs: number;
  floor?: Failed | Sample;
  ours?: Failed | Sample;
  helper?: Failed | Sample;
  builtin?: Failed | Sample;
  jsforce?: Failed | Sample;
  /** Ours, at a tenth of the size. */
  tenth?: Failed | Sample;
  /** Records that the built-in did, at its own pace. */
  builtinSize?: number;
  figures?: Omit<Figures, 'ours' | 'tenth'>;
  verdicts: Verdict[];
}

/** A tenth of everything, or so little that it only shows that all of it runs. */
export function sizeOf({ size }: Pick<Case, 'size'>, wanted: Size): number {
  if (wanted === 'full') return size;
  return wanted === 'tenth' ? Math.ceil(size / 10) : Math.min(size, 200);
}

export async function* measure(plan: Plan): AsyncGenerator<Result> {
  for (const [name, what] of plan.cases) {
    const size = sizeOf(what, plan.size);
    const org = await BenchOrg.start({
      size: what.orgSize(size),
      objects: what.objects,
      fields: what.fields,
      tls: plan.tls,
    });
    try {
      for (const latency of plan.latencies) yield await new Run(plan, name, what, org, latency, size).result();
    } finally {
      await org.stop();
    }
  }
}

/** One case at one latency. */
class Run {
  constructor(
    private readonly plan: Plan,
    private readonly name: string,
    private readonly what: Case,
    private readonly org: BenchOrg,
    private readonly latency: number,
    private readonly size: number,
  ) {}

  async result(): Promise<Result> {
    const { sides, title, tenth } = this.what;
    const taken: Record<Paired, (Failed | Sample)[]> = { floor: [], ours: [], helper: [] };
    const runs = this.plan.runs ?? this.what.runs ?? RUNS;
    for (let run = 0; run < runs; run += 1) {
      for (const side of PAIRED) if (sides[side] !== undefined) taken[side].push(await this.sample(side, this.size));
    }
    const builtinSize = Math.min(this.what.builtinSize ?? this.size, this.size);
    return resultOf({
      name: this.name,
      title,
      latency: this.latency,
      size: this.size,
      isFull: this.plan.size === 'full',
      bars: this.what.bars,
      ...taken,
      ...(sides.builtin === undefined ? {} : { builtin: await this.sample('builtin', builtinSize), builtinSize }),
      ...(sides.jsforce === undefined ? {} : { jsforce: await this.sample('jsforce', this.size) }),
      ...(tenth === true && sides.ours !== undefined
        ? { tenth: await this.sample('ours', Math.ceil(this.size / 10)) }
        : {}),
    });
  }

  /** One side once, in a process and with an org's data of its own. */
  private async sample(side: SideName, size: number): Promise<Failed | Sample> {
    const { profiles } = this.plan;
    const folder = mkdtempSync(path.join(tmpdir(), 'bench-'));
    try {
      await this.org.renew(0);
      const order = {
        name: this.name,
        side,
        warm: this.plan.cold ? 0 : this.what.warm,
        ...(profiles === undefined
          ? {}
          : { profile: path.join(profiles, `${this.name}-${size}-${this.latency}-${side}.cpuprofile`) }),
        task: { org: this.org.access, size, folder, package: this.plan.package, builtin: this.plan.builtin },
      };
      const measured = await runChild(order, () => this.org.renew(this.latency));
      if ('failed' in measured) return measured;
      const counts = await this.org.counts();
      return (await this.disproved(size, measured.done)) ?? { ...measured, ...counts };
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }

  /** Work that was not done is not fast. */
  private async disproved(size: number, done: number): Promise<Failed | undefined> {
    if (done !== size) return { failed: `${done} of ${size} were done` };
    const proof = this.what.proof?.(size, this.size);
    if (proof === undefined) return undefined;
    const count = await this.org.count(proof.soql);
    return count === proof.count ? undefined : { failed: `the org has ${count} instead of ${proof.count}` };
  }
}

/** Pairs of runs, of whose ratios the median counts. */
const RUNS = 3;

/** Sides that are run in turns, as often as each other. */
const PAIRED = ['floor', 'ours', 'helper'] as const satisfies readonly SideName[];
type Paired = (typeof PAIRED)[number];

type Taken = Readonly<Record<Paired, readonly (Failed | Sample)[]>>;

interface Samples
  extends Pick<Result, 'builtin' | 'builtinSize' | 'jsforce' | 'latency' | 'name' | 'size' | 'tenth' | 'title'>, Taken {
  isFull: boolean;
  bars: readonly Bar[];
}

/** Puts together what was measured. A side that failed once has failed. */
export function resultOf({ isFull, bars, floor, ours, helper: alone, ...rest }: Samples): Result {
  const result: Result = {
    ...rest,
    runs: Math.max(floor.length, ours.length),
    ...sides({ floor, ours, helper: alone }),
    verdicts: [],
  };
  if (result.ours !== undefined && !isFailed(result.ours)) {
    const { wall, cpu, peak, growth } = ratios(floor, ours);
    const helper = ratios(alone, ours).wall;
    const builtin =
      rest.builtin === undefined || isFailed(rest.builtin)
        ? Number.NaN
        : msPerRecord(rest.builtin) / msPerRecord(result.ours);
    const tenth = rest.tenth === undefined || isFailed(rest.tenth) ? undefined : rest.tenth;
    result.figures = { wall, cpu, peak, growth, helper, builtin };
    result.verdicts = verdicts(bars, { ours: result.ours, ...result.figures, tenth }, rest.latency, isFull);
  } else {
    result.verdicts = bars.map((bar) => ({ ...shown(bar), value: undefined, met: undefined }));
  }
  return result;
}

function sides(taken: Taken): Pick<Result, Paired> {
  const summaries = PAIRED.map((side) => [side, taken[side].find(isFailed) ?? summary(taken[side])] as const);
  return Object.fromEntries(summaries.filter(([, sample]) => sample !== undefined));
}

function summary(samples: readonly (Failed | Sample)[]): Sample | undefined {
  return samples.length === 0 ? undefined : middle(samples.filter((sample): sample is Sample => !isFailed(sample)));
}

function ratios(
  floor: readonly (Failed | Sample)[],
  ours: readonly (Failed | Sample)[],
): Pick<Figures, 'cpu' | 'growth' | 'peak' | 'wall'> {
  const pairs = floor.flatMap((one, index) => {
    const other = ours[index];
    return other === undefined || isFailed(one) || isFailed(other) ? [] : [[one, other] as const];
  });
  return {
    wall: ratioOfPairs(pairs, ({ ms }) => ms),
    cpu: ratioOfPairs(pairs, ({ cpu }) => cpu),
    peak: ratioOfPairs(pairs, ({ peak }) => peak),
    growth: ratioOfPairs(pairs, ({ growth }) => growth),
  };
}

/** The bars that this latency and this size can be held to. */
function verdicts(bars: readonly Bar[], figures: Figures, latency: number, isFull: boolean): Verdict[] {
  return bars
    .filter((bar) => (bar.latency ?? latency) === latency && (isFull || bar.fullSize !== true))
    .map((bar) => {
      const measured = bar.of(figures);
      const value = measured === undefined || Number.isNaN(measured) ? undefined : measured;
      const { atLeast = -Infinity, atMost = Infinity } = bar;
      return { ...shown(bar), value, met: value === undefined ? undefined : value >= atLeast && value <= atMost };
    });
}

function shown({ what, unit, atLeast, atMost }: Bar): Pick<Verdict, 'atLeast' | 'atMost' | 'unit' | 'what'> {
  return {
    what,
    unit,
    ...(atLeast === undefined ? {} : { atLeast }),
    ...(atMost === undefined ? {} : { atMost }),
  };
}
