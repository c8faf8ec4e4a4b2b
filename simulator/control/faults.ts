import { ApiError } from '../types';
import { LIE_NAMES, type LieName } from './lies';

/** Which requests go wrong, and how. What is left out matches every request. */
export interface Fault {
  method?: string;
  /** A regular expression, tried on path and query string. */
  path?: string;
  /** `grant_type` of a token request. */
  grant?: string;
  /** How many requests it is for; 1 when left out. */
  times?: number;
  /** How many that match go well first; 0 when left out. */
  skip?: number;
  /** Milliseconds before anything else happens. */
  slow?: number;
  /** Every session has ended when the request comes in, its own too. */
  expire?: boolean;
  /** Answered instead of doing the work. */
  status?: number;
  /**
   * The work is done all the same, as behind a gateway that gave up waiting; with a lie it is done unless this is false.
   */
  done?: boolean;
  body?: unknown;
  headers?: Record<string, string>;
  /** How the answer is changed after the work. `headers` are added to it. */
  lie?: LieName;
  /** No answer ever comes; the work is not done. */
  hang?: boolean;
  /** The connection breaks before the work is done, or after it and before the answer. */
  cut?: 'after' | 'before';
}

const whole = { type: 'integer', minimum: 0 };

export const faultSchema = {
  type: 'object',
  additionalProperties: false,
  properties: {
    method: { type: 'string' },
    path: { type: 'string' },
    grant: { type: 'string' },
    times: { type: 'integer', minimum: 1 },
    skip: whole,
    slow: whole,
    expire: { type: 'boolean' },
    status: { type: 'integer', minimum: 200, maximum: 599 },
    done: { type: 'boolean' },
    body: {},
    headers: { type: 'object', additionalProperties: { type: 'string' } },
    lie: { enum: LIE_NAMES },
    hang: { type: 'boolean' },
    cut: { enum: ['after', 'before'] },
  },
};

interface Planned {
  readonly fault: Fault;
  readonly path: RegExp;
  skip: number;
  times: number;
}

export interface Seen {
  readonly method: string;
  readonly url: string;
  readonly grantType: string | undefined;
}

function pattern(path: string): RegExp {
  try {
    return new RegExp(path);
  } catch (error) {
    const message = `path: not a regular expression: ${(error as Error).message}`;
    throw new ApiError(400, { errorCode: 'INVALID_REQUEST', message });
  }
}

const matches = ({ fault, path }: Planned, { method, url, grantType }: Seen): boolean =>
  (fault.method === undefined || fault.method.toUpperCase() === method) &&
  (fault.grant === undefined || fault.grant === grantType) &&
  path.test(url);

/** What is to go wrong, in the order it was asked for. A request meets the first fault that is for it. */
export class Faults {
  #planned: Planned[] = [];

  /** All or, when one of them cannot be understood, none. */
  add(faults: readonly Fault[]): void {
    const planned = faults.map((fault) => ({
      fault,
      path: pattern(fault.path ?? ''),
      skip: fault.skip ?? 0,
      times: fault.times ?? 1,
    }));
    this.#planned.push(...planned);
  }

  /** The fault that this request is to meet, which is then used up by one. */
  take(seen: Seen): Fault | undefined {
    for (const planned of this.#planned) {
      if (!matches(planned, seen)) continue;
      if (planned.skip > 0) {
        planned.skip -= 1;
        continue;
      }
      planned.times -= 1;
      if (planned.times === 0) this.#planned = this.#planned.filter((other) => other !== planned);
      return planned.fault;
    }
    return undefined;
  }

  /** Those still to come. */
  list(): Fault[] {
    return this.#planned.map(({ fault, skip, times }) => ({ ...fault, skip, times }));
  }

  clear(): void {
    this.#planned = [];
  }
}
