import { setTimeout as sleep } from 'node:timers/promises';

import { idOf, normalizeId } from '../data';
import type { Org } from '../types';
import { RollingCount } from '../rollingCount';
import type { IngestJob, Job, JobState, QueryJob } from './jobs';
import { hasEnded } from './jobs';
import { DEFAULTS, type BulkSettings } from './settings';

const DAY = 86_400_000;

/** How long Salesforce keeps jobs that have ended, and cleans up others. */
const KEPT = 7 * DAY;

const BATCH_RECORDS = 10_000;

/** Real milliseconds between looks at the org's clock, which can be moved. */
const TICK = 5;

/** The jobs of an org, and what they have used of its daily allowances. */
export class Bulk {
  settings: BulkSettings = { ...DEFAULTS };
  readonly queryJobs: RollingCount;
  readonly batches: RollingCount;
  readonly records: RollingCount;
  readonly #jobs = new Map<string, Job>();
  #number = 0;

  constructor(readonly org: Org) {
    this.queryJobs = new RollingCount(org.clock);
    this.batches = new RollingCount(org.clock);
    this.records = new RollingCount(org.clock);
    org.allowances.set('DailyBulkApiBatches', () => ({ used: this.batches.used, max: this.settings.batchesPerDay }));
    org.allowances.set('DailyBulkV2QueryJobs', () => ({
      used: this.queryJobs.used,
      max: this.settings.queryJobsPerDay,
    }));
  }

  /** Forgets all jobs, what they have used, and the settings. Jobs that run stop. */
  reset(): void {
    for (const job of this.#jobs.values()) if (!hasEnded(job)) this.enter(job, 'Aborted');
    this.#jobs.clear();
    this.settings = { ...DEFAULTS };
    for (const count of [this.queryJobs, this.batches, this.records]) count.reset();
  }

  newId(): string {
    this.#number += 1;
    return idOf('750', this.#number);
  }

  add(job: Job): void {
    this.#cleanUp();
    this.#jobs.set(job.id, job);
  }

  remove(job: Job): void {
    this.#jobs.delete(job.id);
  }

  /** By 15 or 18 character id. */
  find(kind: 'ingest', id: string): IngestJob | undefined;
  find(kind: 'query', id: string): QueryJob | undefined;
  find(kind: Job['kind'], id: string): Job | undefined {
    this.#cleanUp();
    const job = this.#jobs.get(normalizeId(id) ?? '');
    return job?.kind === kind ? job : undefined;
  }

  list(kind: Job['kind']): Job[] {
    this.#cleanUp();
    return [...this.#jobs.values()].filter((job) => job.kind === kind);
  }

  enter(job: Job, state: JobState): void {
    const now = this.org.clock.now();
    job.state = state;
    job.systemModstamp = now;
    if (state === 'UploadComplete') job.closedDate = now;
    if (hasEnded(job)) job.endedDate = now;
  }

  /** Takes the job from one state to the next after the least time in it. False where it has left it otherwise. */
  async leave(job: Job, state: JobState, next: JobState): Promise<boolean> {
    const since = this.org.clock.now().getTime();
    while (job.state === state && this.org.clock.now().getTime() - since < this.settings.stateTime) {
      await sleep(Math.min(TICK, this.settings.stateTime), undefined, { ref: false });
    }
    if (job.state !== state) return false;
    this.enter(job, next);
    return true;
  }

  /** Whether today's allowances still have room for another batch. */
  get exhausted(): boolean {
    return this.batches.used >= this.settings.batchesPerDay || this.records.used >= this.settings.recordsPerDay;
  }

  /** Notes that `count` more rows of a job, of which `before` had been processed, take part of the allowances. */
  spend(before: number, count: number): void {
    const batches = Math.ceil((before + count) / BATCH_RECORDS) - Math.ceil(before / BATCH_RECORDS);
    if (batches > 0) this.batches.add(batches);
    this.records.add(count);
  }

  /** Ingest jobs can be open for a day; what becomes of them then, no source says. */
  #cleanUp(): void {
    const now = this.org.clock.now().getTime();
    for (const job of this.#jobs.values()) {
      if (now - (job.endedDate ?? job.createdDate).getTime() > KEPT) this.#jobs.delete(job.id);
      else if (job.state === 'Open' && now - job.createdDate.getTime() > DAY) this.enter(job, 'Aborted');
    }
  }
}
