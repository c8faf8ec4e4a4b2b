/** An execution, without what it has put out. */
export interface Execution {
  readonly id: number;
  readonly status: string;
  /** When n8n stored it, in milliseconds. It may begin as late as after the next start of n8n. */
  readonly stored: number;
}

/** An execution of a workflow, and the names of the changes that have started it. */
export interface Started extends Execution {
  readonly names: readonly string[];
}

export interface Tally {
  readonly changes: number;
  readonly executions: number;
  /** Executions that n8n has no items of: it writes over them if a worker is killed. */
  readonly emptied: number;
  /** How many executions ended how. */
  readonly statuses: Readonly<Record<string, number>>;
  readonly once: number;
  readonly lost: readonly string[];
  /** Changes that came again as documented, and in no other way. */
  readonly repeated: readonly string[];
  /** Changes that came again in any other way. */
  readonly doubled: readonly string[];
}

/** Whether nothing is lost, and nothing came again in another way than documented. */
export const isClean = ({ lost, doubled }: Tally): boolean => lost.length + doubled.length === 0;

export interface Repeats {
  /** When n8n was started, in milliseconds. */
  readonly starts: readonly number[];
  /** Of how many of the last executions before a start the changes may come once more after it. */
  readonly afterStart: number;
}

/** Counts the changes that an org confirmed against the executions of one workflow, oldest first; others do not count. */
export function tallyOf(changes: readonly string[], executions: readonly Started[], repeats: Repeats): Tally {
  const made = new Set(changes);
  const times = new Map<string, number>();
  /** The execution that had it last. */
  const latest = new Map<string, number>();
  const doubled = new Set<string>();
  for (const [index, { names }] of executions.entries()) {
    for (const name of names.filter((one) => made.has(one))) {
      const before = latest.get(name);
      if (before !== undefined && !mayRepeat(executions, before, index, repeats)) doubled.add(name);
      latest.set(name, index);
      times.set(name, (times.get(name) ?? 0) + 1);
    }
  }
  return {
    changes: made.size,
    executions: executions.length,
    emptied: executions.filter(({ names }) => names.every((name) => name === '')).length,
    statuses: statusesOf(executions),
    once: changes.filter((name) => times.get(name) === 1).length,
    lost: changes.filter((name) => !times.has(name)),
    repeated: [...times].flatMap(([name, count]) => (count > 1 && !doubled.has(name) ? [name] : [])),
    doubled: [...doubled],
  };
}

/** Whether n8n was started between two executions, and the former was one of the last before that. */
function mayRepeat(all: readonly Started[], former: number, latter: number, { starts, afterStart }: Repeats): boolean {
  const [from, next, to] = [former, former + afterStart, latter].map((index) => all[index]?.stored);
  if (afterStart === 0 || from === undefined || next === undefined || to === undefined) return false;
  return starts.some((start) => from <= start && start <= next && start <= to);
}

function statusesOf(executions: readonly Execution[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { status } of executions) counts[status] = (counts[status] ?? 0) + 1;
  return counts;
}
