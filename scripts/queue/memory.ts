import { setTimeout } from 'node:timers/promises';

import type { Instance } from '../instance/instance';
import { count } from '../instance/markdown';

const SAMPLE_MS = 250;

/** The most memory that n8n's processes have while something is done, in bytes. */
export async function withMemory<T>(
  instance: Instance,
  work: () => Promise<T>,
): Promise<{ result: T; peaks: { worker: number; start: number } }> {
  const peaks = { worker: 0, start: 0 };
  const sampling = new AbortController();
  const sample = async () => {
    while (!sampling.signal.aborted) {
      for (const command of ['worker', 'start'] as const) {
        peaks[command] = Math.max(peaks[command], ...instance.memory(command));
      }
      await setTimeout(SAMPLE_MS, undefined, { signal: sampling.signal }).catch(() => undefined);
    }
  };
  const sampled = sample();
  try {
    return { result: await work(), peaks };
  } finally {
    sampling.abort();
    await sampled;
  }
}

export const megabytes = (bytes: number): string => `${count(Math.round(bytes / 1e6))} MB`;
