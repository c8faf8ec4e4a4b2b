import { CASES } from './cases';
import type { SideName, Task } from './cases/define';
import type { Sample } from './measure';
import { watchBytes, watchMemory, watchProcessor } from './measure';
import { profiled } from './profile';

/** What the parent asks of this process. */
export interface Order {
  name: string;
  side: SideName;
  /** Records that are done first, unmeasured; 0 for none. */
  warm: number;
  /** File for a profile of the work. */
  profile?: string;
  task: Task;
}

/** What it is told: first that everything is prepared, then how it went. */
export type Report =
  | { failed: string }
  | { ready: true }
  | { measured: Pick<Sample, 'copied' | 'cpu' | 'done' | 'growth' | 'ms' | 'peak'> };

const tell = (report: Report): Promise<void> =>
  new Promise((resolve) => process.send?.(report, undefined, {}, () => resolve()));

const told = <T>(): Promise<T> => new Promise((resolve) => process.once('message', (message) => resolve(message as T)));

async function main(): Promise<void> {
  const { name, side, warm, profile, task } = await told<Order>();
  const prepare = CASES.get(name)?.sides[side];
  if (prepare === undefined) throw new Error(`The case ${name} has no side ${side}.`);
  const work = await prepare(task);
  if (warm > 0) await (await prepare({ ...task, size: Math.min(warm, task.size) }))();

  const go = told();
  await tell({ ready: true });
  await go;
  const memory = watchMemory();
  const processor = watchProcessor();
  const bytes = watchBytes();
  const { done, ms } = await (profile === undefined ? work() : profiled(profile, work));
  await tell({ measured: { done, ms, ...processor(), ...bytes(), ...memory() } });
}

main()
  .catch((error: unknown) => tell({ failed: error instanceof Error ? error.message : String(error) }))
  // Connections that are kept open would hold the process.
  .finally(() => process.exit());
