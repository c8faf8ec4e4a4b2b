import * as workflow from 'n8n-workflow';

/** Pauses up to a length last a millisecond in this file: nothing happens in them but that something is tried again. */
export function quickPauses(upTo: number): void {
  const { sleep } = workflow;
  const quick: typeof sleep = async (milliseconds, signal) => {
    await sleep(milliseconds > upTo ? milliseconds : 1, signal);
  };
  Object.defineProperty(workflow, 'sleep', { value: quick });
}
