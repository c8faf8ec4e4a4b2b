/** Parts of the API whose second path segment says what a request is for. */
const TWO_SEGMENTS = new Set(['actions', 'analytics', 'composite', 'jobs', 'limits', 'oauth2', 'process']);

/**
 * What a request is for, in a word or two: `query`, `sobjects`, `sobjects/describe`, `composite/sobjects`,
 * `jobs/ingest`, `oauth2/token`.
 */
function resourceOf(url: string): string {
  const path = url.split('?', 1)[0] ?? '';
  const segments = path
    .replace(/^\/services\/(?:data(?:\/v[^/]*)?\/?)?/, '')
    .split('/')
    .filter(Boolean);
  const [first = 'versions', second] = segments;
  if (first === 'sobjects') return segments.at(-1) === 'describe' ? 'sobjects/describe' : first;
  return second !== undefined && TWO_SEGMENTS.has(first) ? `${first}/${second}` : first;
}

function count(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

/** As `GET /__org/stats` answers. */
export interface StatsReport {
  /** All requests but those to the control address. */
  readonly requests: number;
  /** By method and resource: `POST composite/sobjects`. */
  readonly byKind: Readonly<Record<string, number>>;
  readonly byStatus: Readonly<Record<string, number>>;
  /** Token exchanges by grant type. */
  readonly tokens: {
    readonly granted: Readonly<Record<string, number>>;
    /** By grant type and error: `refresh_token invalid_grant`. */
    readonly refused: Readonly<Record<string, number>>;
  };
  /** Bytes that were answered, with the headers. */
  readonly bytes: number;
  /** REST calls that counted against the allowance. */
  readonly apiCalls: number;
  /** Requests that a fault was applied to. */
  readonly faults: number;
  /** Most REST requests that were under way at once. */
  readonly peakConcurrency: number;
}

/** Counts what happens at the org's door. */
export class Stats {
  #byKind = new Map<string, number>();
  #byStatus = new Map<string, number>();
  #granted = new Map<string, number>();
  #refused = new Map<string, number>();
  #requests = 0;
  #bytes = 0;
  #peak = 0;
  faults = 0;
  /** REST requests that are under way. */
  inFlight = 0;

  arrived(method: string, url: string): void {
    this.#requests += 1;
    count(this.#byKind, `${method} ${resourceOf(url)}`);
  }

  answered(status: number, bytes: number): void {
    count(this.#byStatus, String(status));
    this.#bytes += bytes;
  }

  began(): void {
    this.inFlight += 1;
    this.#peak = Math.max(this.#peak, this.inFlight);
  }

  exchanged(grantType: string, error?: string): void {
    if (error === undefined) count(this.#granted, grantType);
    else count(this.#refused, `${grantType} ${error}`);
  }

  report(apiCalls: number): StatsReport {
    return {
      requests: this.#requests,
      byKind: Object.fromEntries(this.#byKind),
      byStatus: Object.fromEntries(this.#byStatus),
      tokens: { granted: Object.fromEntries(this.#granted), refused: Object.fromEntries(this.#refused) },
      bytes: this.#bytes,
      apiCalls,
      faults: this.faults,
      peakConcurrency: this.#peak,
    };
  }

  reset(): void {
    this.#byKind = new Map();
    this.#byStatus = new Map();
    this.#granted = new Map();
    this.#refused = new Map();
    this.#requests = 0;
    this.#bytes = 0;
    this.#peak = this.inFlight;
    this.faults = 0;
  }
}
