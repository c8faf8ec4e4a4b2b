import { setTimeout as sleep } from 'node:timers/promises';

const LONGEST_MS = 20_000;

/** Waits until something is so. Asking without a pause would take the processor from what makes it so. */
export async function until(isSo: () => Promise<boolean> | boolean): Promise<void> {
  for (const end = performance.now() + LONGEST_MS; !(await isSo());) {
    if (performance.now() > end) throw new Error('It did not come about.');
    await sleep(2);
  }
}
