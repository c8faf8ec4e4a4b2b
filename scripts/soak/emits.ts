import type { ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';

import type { Instance } from '../instance/instance';

/** An n8n, and what its triggers start. */
export interface Watched {
  readonly instance: Instance;
  readonly emits: Emits;
}

/** What n8n's log says, on its level `debug`, in the moment in which a trigger, a poll or a webhook starts an execution. */
const EMITTED =
  /Received (?:trigger|event to trigger execution) for workflow|Started execution of workflow .* from webhook/;

/** Counts how often triggers have started an execution, by n8n's log, and tells of it at once. */
export class Emits {
  #seen = 0;
  readonly #waiting = new Set<() => void>();

  watch({ stdout }: ChildProcess): void {
    if (stdout === null) return;
    createInterface(stdout).on('line', (line) => {
      if (!EMITTED.test(line)) return;
      this.#seen += 1;
      for (const check of this.#waiting) check();
    });
  }

  /** True as soon as there were so many more; false when `milliseconds` are over before that. */
  async more(count: number, milliseconds: number): Promise<boolean> {
    const enough = this.#seen + count;
    return await new Promise((resolve) => {
      const end = (isReached: boolean) => {
        clearTimeout(timer);
        this.#waiting.delete(check);
        resolve(isReached);
      };
      const check = () => {
        if (this.#seen >= enough) end(true);
      };
      const timer = setTimeout(() => end(false), milliseconds);
      this.#waiting.add(check);
    });
  }
}
