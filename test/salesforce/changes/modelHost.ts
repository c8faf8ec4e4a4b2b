import {
  changesSince,
  keptAfter,
  pollChanges,
  stateToGoOnFrom,
  storedChanges,
  type Change,
  type ChangeKind,
  type ChangeSource,
  type ChangesState,
  type ChangeWatch,
  type DeleteLog,
  type KeptChanges,
} from '../../../salesforce/changes';
import { HOUR, MINUTE, type ModelOrg, type Version } from './modelOrg';

/**
 * How n8n keeps a state. `memory`: with the workflow, before the execution is stored, and only when there is one.
 * `durable`: in one transaction with the execution, or alone.
 */
export type Engine = 'durable' | 'memory';

/** What is left when n8n is killed while it takes over what a poll gives. */
export type Left = 'both' | 'execution' | 'nothing' | 'state';

/** What the test changes in order to see that it notices. */
export interface Breakage {
  readonly watch?: Partial<ChangeWatch>;
  readonly state?: (state: ChangesState) => ChangesState;
  readonly source?: (source: ChangeSource) => ChangeSource;
  readonly keepsBefore?: false;
}

export interface Watched {
  readonly kind: ChangeKind;
  readonly engine: Engine;
  readonly onlyWhenFieldChanges: boolean;
  readonly followsTransactions: boolean;
  readonly longestTransaction: number;
  /** By how much the delete log's times differ from those of the records. */
  readonly logSkew: number;
}

export interface PollStep {
  /** The request that fails. */
  readonly failsAt?: number | undefined;
  readonly killed?: Left | undefined;
  /** How long the org takes to answer each request. */
  readonly takes: number;
  /** Runs after each request. */
  readonly meanwhile?: () => void;
  /** A second poll begins while this one waits for its first page. */
  readonly overlaps: boolean;
  /** Pages for which there is time. */
  readonly pages: number;
  /** By how much the answers' times are wrong. */
  readonly lie: number;
}

const PAGE = 3;

/** n8n with the trigger in it: what it has stored, and what only the process knows. */
export class ModelHost {
  /** All that executions were given. */
  readonly given: Version[] = [];
  polls = 0;
  #stored: string;
  #live: string;
  #processes = 1;
  #isPolling = false;
  #commits = 0;
  /** Its clock is hours off. */
  #off = -7 * HOUR;

  constructor(
    private readonly org: ModelOrg,
    private readonly watched: Watched,
    private readonly breakage: Breakage = {},
  ) {
    this.#stored = JSON.stringify({
      state: storedChanges(changesSince({ time: org.now, here: this.#here })),
    } satisfies KeptChanges);
    this.#live = this.#stored;
  }

  /** Somebody puts the clock right, or wrong. */
  setClock(by: number): void {
    this.#off += by;
  }

  get #here(): number {
    return this.org.now + this.#off;
  }

  /** The process ends and begins again. */
  restart(): void {
    this.#live = this.#stored;
    this.#processes += 1;
    this.#isPolling = false;
  }

  /** The workflow is deactivated and activated. */
  reactivate(): void {
    if (!this.#isPolling) this.#live = this.#stored;
  }

  async poll(step: PollStep): Promise<void> {
    const { engine } = this.watched;
    // n8n does not hold polls apart; within one process, the node does.
    if (engine === 'memory' && this.#isPolling) return;
    this.#isPolling = true;
    this.polls += 1;
    try {
      await this.#pollOnce(step);
    } finally {
      this.#isPolling = false;
    }
  }

  async #pollOnce(step: PollStep): Promise<void> {
    const isDurable = this.watched.engine === 'durable';
    const commits = this.#commits;
    const kept = JSON.parse(isDurable ? this.#stored : this.#live) as KeptChanges;
    const process = String(this.#processes);
    const { state: broken = (given) => given, source = (given) => given } = this.breakage;
    const from = broken(stateToGoOnFrom(kept, process));
    let pages = 0;
    const watch = { ...this.#watch(), isOver: () => pages >= step.pages, ...this.breakage.watch };
    const counted = this.#source(step, () => (pages += 1));
    const polled = await pollChanges(source(counted), from, watch).catch(() => undefined);
    if (polled === undefined) return;
    const needsBefore = !isDurable && this.breakage.keepsBefore !== false;
    const next = JSON.stringify(keptAfter(from, polled, needsBefore ? process : undefined));
    const versions = polled.changes.map(({ record }) => record['version'] as Version);
    if (isDurable) {
      // Of two polls at once, n8n refuses what the second one gives.
      if (step.killed === 'nothing' || commits !== this.#commits) return;
      this.#commits += 1;
      this.#stored = next;
      this.given.push(...versions);
      return;
    }
    this.#live = next;
    if (versions.length === 0) return;
    const { killed = 'both' } = step;
    if (killed === 'both' || killed === 'state') this.#stored = next;
    if (killed === 'both' || killed === 'execution') this.given.push(...versions);
    if (step.killed !== undefined) this.restart();
  }

  #watch(): Omit<ChangeWatch, 'isOver'> {
    const { kind, followsTransactions, longestTransaction, onlyWhenFieldChanges } = this.watched;
    const versionOf = ({ record }: Change) => record['version'] as Version;
    return {
      longestTransaction,
      followsTransactions,
      wants: (change) => kind !== 'updated' || versionOf(change).time > versionOf(change).created,
      ...(onlyWhenFieldChanges ? { printOf: (change) => String(versionOf(change).field) } : {}),
      mostGiven: 7,
      mostKept: followsTransactions ? 1_000 : 12,
      mostPrints: 1_000,
      manyKept: PAGE,
    };
  }

  #source(step: PollStep, count: () => void): ChangeSource {
    const { org } = this;
    let requests = 0;
    const request = async <T>(read: () => T): Promise<T> => {
      requests += 1;
      if (requests === step.failsAt) throw new Error('503');
      if (requests === 1 && step.overlaps) {
        await this.poll({
          ...step,
          overlaps: false,
          failsAt: undefined,
          killed: undefined,
          meanwhile: () => undefined,
        });
      }
      const result = read();
      org.advance(step.takes);
      step.meanwhile?.();
      return result;
    };
    return {
      page: async ({ time, id }) =>
        await request(() => {
          count();
          const rest = org
            .found(this.watched.kind)
            .filter((one) => one.time > time || (one.time === time && (id === undefined || one.version.id > id)));
          const changes = rest
            .slice(0, PAGE)
            .map(({ version, ...at }) => ({ ...at, id: version.id, record: { version } }));
          // The Date header has whole seconds and is as late as the response; what is known is the earliest moment.
          const asOf = Math.floor(org.now / 1000) * 1000 - step.takes + step.lie;
          return { changes, isLast: rest.length <= PAGE, asOf, here: this.#here - step.takes, took: step.takes };
        }),
      covered: async () => await request(() => org.latestDateCovered),
      ...(this.watched.kind === 'deleted' ? { deleteLog: async (range) => await request(() => this.#log(range)) } : {}),
    };
  }

  #log({ from, until }: { from: number; until: number }): DeleteLog {
    const end = Math.floor(until / MINUTE) * MINUTE;
    const start = Math.floor(from / MINUTE) * MINUTE;
    const deletions = this.org
      .deletions()
      .filter(({ time }) => time >= start && time < end)
      .map(({ version, time }) => ({ id: version.id, time, record: { version } }));
    return { deletions, until: end, covered: Math.min(end, this.org.latestDateCovered) };
  }
}
