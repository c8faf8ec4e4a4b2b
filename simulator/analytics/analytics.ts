import { RollingCount } from '../rollingCount';
import { type Clock } from '../types';
import type { ReportMetadata } from './reports';
import { REPORTS } from './reports';

/** What the control address sets. The limits are those of the guide. */
export interface AnalyticsSettings {
  /** Detail rows of one run. */
  rowLimit: number;
  hourlySyncRuns: number;
  hourlyAsyncRuns: number;
  /** How often an asynchronous run, and a refresh, is still running when it is asked for. */
  pollsUntilDone: number;
  /** Whether asynchronous runs end with an error. */
  failing: boolean;
  /** Whether counts and sums include the rows beyond the limit: not documented. */
  countsAllRows: boolean;
}

/** @see https://developer.salesforce.com/docs/atlas.en-us.api_analytics.meta/api_analytics/sforce_analytics_rest_api_limits_limitations.htm */
const GUIDE: AnalyticsSettings = {
  rowLimit: 2000,
  hourlySyncRuns: 500,
  hourlyAsyncRuns: 1200,
  pollsUntilDone: 1,
  failing: false,
  countsAllRows: true,
};

export const analyticsSettingsSchema = {
  type: 'object',
  additionalProperties: false,
  properties: {
    rowLimit: { type: 'integer', minimum: 1 },
    hourlySyncRuns: { type: 'integer', minimum: 0 },
    hourlyAsyncRuns: { type: 'integer', minimum: 0 },
    pollsUntilDone: { type: 'integer', minimum: 0 },
    failing: { type: 'boolean' },
    countsAllRows: { type: 'boolean' },
  } satisfies Record<keyof AnalyticsSettings, unknown>,
};

/** A report that was run asynchronously: its results are those of the moment when it was asked for. */
export interface ReportInstance {
  readonly id: string;
  readonly reportId: string;
  readonly ownerId: string;
  readonly requestDate: string;
  readonly details: boolean;
  readonly results: Readonly<Record<string, unknown>>;
  polls: number;
  completionDate: string | null;
}

/** What is known of dashboards, by their IDs. */
export interface Refreshes {
  /** How often one that is being refreshed will still say so. */
  readonly running: Map<string, number>;
  /** The data of the last refresh, in the order of the components. */
  readonly data: Map<string, { readonly refreshDate: string; readonly results: readonly unknown[] }>;
}

const HOUR_IN_MINUTES = 60;

/** The org's reports, and what was run of them. */
export class Analytics {
  readonly settings: AnalyticsSettings = { ...GUIDE };
  readonly instances: ReportInstance[] = [];
  readonly refreshes: Refreshes = { running: new Map(), data: new Map() };
  readonly syncRuns: RollingCount;
  readonly asyncRuns: RollingCount;

  constructor(clock: Clock) {
    this.syncRuns = new RollingCount(clock, HOUR_IN_MINUTES);
    this.asyncRuns = new RollingCount(clock, HOUR_IN_MINUTES);
  }

  report(id: string): ReportMetadata | undefined {
    return REPORTS.find((report) => report.id.slice(0, 15) === id.slice(0, 15));
  }

  reset(): void {
    Object.assign(this.settings, GUIDE);
    this.instances.length = 0;
    this.refreshes.running.clear();
    this.refreshes.data.clear();
    this.syncRuns.reset();
    this.asyncRuns.reset();
  }
}
