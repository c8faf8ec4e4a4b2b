import type { Fault } from './faults';
import type { StatsReport } from './stats';

/** Speaks to a running org's control address. Throws when it refuses. */
export class Control {
  constructor(private readonly controlUrl: string) {}

  stats(): Promise<StatsReport> {
    return this.#call('GET', 'stats');
  }

  faults(...faults: readonly Fault[]): Promise<Fault[]> {
    return this.#call('POST', 'faults', faults);
  }

  clearFaults(): Promise<Fault[]> {
    return this.#call('DELETE', 'faults');
  }

  /** Everything else: `post('clock', { advance: 1000 })`. */
  post<T>(path: string, body: Readonly<Record<string, unknown>> = {}): Promise<T> {
    return this.#call('POST', path, body);
  }

  async #call<T>(method: string, path: string, body?: unknown): Promise<T> {
    const response = await fetch(`${this.controlUrl}/${path}`, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    });
    const answer: unknown = await response.json();
    if (!response.ok) throw new Error(`${method} ${path}: ${JSON.stringify(answer)}`);
    return answer as T;
  }
}
