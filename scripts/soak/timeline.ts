import type { Started } from './tally';

/** What happened in which order, for whoever asks why something was lost or doubled: starts of n8n, and executions. */
export function timelineOf(executions: readonly Started[], starts: readonly number[]): string {
  const lines = [
    ...starts.map((time) => ({ time, text: 'n8n is started' })),
    ...executions.map(({ id, stored, status, names }) => ({
      time: stored,
      text: `execution ${id} (${status}): ${names.join(', ')}`,
    })),
  ];
  return lines
    .toSorted((a, b) => a.time - b.time)
    .map(({ time, text }) => `${new Date(time).toISOString()} ${text}`)
    .join('\n');
}
