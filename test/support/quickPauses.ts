import * as workflow from 'n8n-workflow';

/** Pauses up to a length last a millisecond in this file: nothing happens in them but that something is tried again. */
export function quickPauses(upTo: number): void {
  type Sleep = typeof workflow.sleep;
  const sleeps = workflow as unknown as Record<string, Sleep | undefined>;
  // The latter is in n8n before 2.0 only.
  for (const name of ['sleep', 'sleepWithAbort']) {
    const { [name]: sleep } = sleeps;
    if (sleep === undefined) continue;
    const quick: Sleep = async (milliseconds, signal) => await sleep(milliseconds > upTo ? milliseconds : 1, signal);
    Object.defineProperty(workflow, name, { value: quick });
  }
}
