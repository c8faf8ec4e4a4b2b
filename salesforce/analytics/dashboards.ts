import {
  AnswerError,
  counted,
  expectBody,
  isRecord,
  isText,
  isWords,
  listOf,
  maybe,
  objectWith,
  SalesforceError,
  type Shape,
} from '../errors';
import type { Response } from '../http';
import { canBeOneRecord, isRecordId, recordId } from '../ids';
import type { Org } from '../org';
import { dataPath } from '../path';
import { pollUntilEnd } from '../polling';
import { startingOver } from '../query';
import { repeatStep } from '../retry';

/** What became of a component's last refresh. */
interface RefreshStatus {
  readonly refreshDate?: string | null | undefined;
  readonly refreshStatus: string;
}

interface DataStatus extends RefreshStatus {
  readonly dataStatus: string;
  readonly errorMessage?: string | null | undefined;
}

/** A part of a dashboard, with what it shows. */
export interface DashboardPart {
  readonly id: string;
  readonly title: string | null | undefined;
  readonly type: string | null | undefined;
  readonly reportId: string | null | undefined;
  readonly status: DataStatus;
  /** Its data, to be read with {@link readComponentResults}; undefined where there is none, such as for a Visualforce page. */
  readonly results: unknown;
}

/** A dashboard with the data of its last refresh. */
export interface DashboardContent {
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly parts: readonly DashboardPart[];
  /** As Salesforce sent it. */
  readonly answer: Readonly<Record<string, unknown>>;
}

const isId = isRecordId as Shape<string>;

const isDashboard = objectWith({
  componentData: listOf(
    objectWith({
      componentId: isId,
      reportResult: maybe(isRecord),
      status: objectWith<DataStatus>({
        dataStatus: isText,
        refreshStatus: isText,
        errorMessage: maybe(isWords),
        refreshDate: maybe(isText),
      }),
    }),
  ),
  dashboardMetadata: objectWith({
    id: isId,
    name: isText,
    components: listOf(
      objectWith<Pick<DashboardPart, 'id' | 'reportId' | 'title' | 'type'>>({
        id: isId,
        title: maybe(isWords),
        type: maybe(isText),
        reportId: maybe(isId),
      }),
    ),
  }),
});

const dashboardPath = ({ version }: Org, id: string, ...more: string[]): string =>
  dataPath(version, 'analytics', 'dashboards', id, ...more);

/** Gets a dashboard with the data of its components. */
export async function getDashboard(org: Org, id: string): Promise<DashboardContent> {
  return await startingOver(async () =>
    readDashboard(await org.send({ method: 'GET', path: dashboardPath(org, id) }), id),
  );
}

/** @throws SalesforceError, AnswerError */
export function readDashboard(response: Response, wanted: string): DashboardContent {
  const body = expectBody(response, isDashboard, 'a dashboard', 200);
  const { dashboardMetadata: metadata, componentData } = body;
  if (!canBeOneRecord(metadata.id, wanted)) throw new AnswerError(200, `it is another dashboard, ${metadata.id}`);
  const data = new Map(componentData.map((one) => [recordId(one.componentId), one]));
  if (data.size < componentData.length) throw new AnswerError(200, 'it has data of a component twice');
  const parts = metadata.components.map(({ id, title, type, reportId }): DashboardPart => {
    const { status, reportResult } = data.get(recordId(id)) ?? { status: NO_DATA, reportResult: undefined };
    return { id, title, type, reportId, status, results: reportResult ?? undefined };
  });
  const unknown = componentData.find(({ componentId }) => !parts.some(({ id }) => canBeOneRecord(id, componentId)));
  if (unknown !== undefined)
    throw new AnswerError(200, `it has data of a component that is not in it, ${unknown.componentId}`);
  return { metadata: { ...metadata }, parts, answer: { ...body } };
}

/** Of a component that Salesforce tells nothing of. */
const NO_DATA: DataStatus = { dataStatus: 'NODATA', refreshStatus: 'IDLE' };

/** A component, and how far its refresh is. */
export interface PartStatus extends RefreshStatus {
  readonly componentId: string;
}

const isStatus = objectWith({
  componentStatus: listOf(
    objectWith<PartStatus>({ componentId: isId, refreshStatus: isText, refreshDate: maybe(isText) }),
  ),
});

/** @throws SalesforceError, AnswerError */
export function readDashboardStatus(response: Response): readonly PartStatus[] {
  const parts = expectBody(response, isStatus, 'the status of a dashboard', 200).componentStatus;
  if (new Set(parts.map(({ componentId }) => componentId)).size === parts.length) return parts;
  throw new AnswerError(200, 'it has the status of a component twice');
}

const isRefresh = objectWith({ statusUrl: isText });

/** Starts a refresh. One that is already in progress is as good as a new one, so that it can be asked for again. */
async function startRefresh(org: Org, id: string): Promise<void> {
  try {
    await repeatStep(org, async () => {
      const response = await org.sendOnce({ method: 'PUT', path: dashboardPath(org, id) });
      expectBody(response, isRefresh, 'the start of a refresh', 200, 201);
    });
  } catch (error) {
    const isInProgress = error instanceof SalesforceError && /already in progress/i.test(error.message);
    if (!isInProgress) throw error;
  }
}

/** How a refresh is followed. */
interface RefreshSettings {
  /** Milliseconds after which to stop waiting. */
  readonly patience: number;
  /** Called each time that its status was read. */
  readonly seen?: (running: number) => void;
}

export function isRefreshed(parts: readonly PartStatus[]): boolean {
  return runningParts(parts) === 0;
}

function runningParts(parts: readonly PartStatus[]): number {
  return parts.filter(({ refreshStatus }) => refreshStatus === 'RUNNING').length;
}

/** Refreshes a dashboard, and waits until no component is being refreshed any more, or the time is over. */
export async function refreshDashboard(
  org: Org,
  id: string,
  { patience, seen }: RefreshSettings,
): Promise<readonly PartStatus[]> {
  await startRefresh(org, id);
  const statuses = await pollUntilEnd(org, {
    patience,
    hasEnded: isRefreshed,
    look: async () =>
      readDashboardStatus(await org.sendOnce({ method: 'GET', path: dashboardPath(org, id, 'status') })),
    seen: (all) => seen?.(runningParts(all)),
  });
  if (isRefreshed(statuses)) await checkStatuses(org, id, statuses);
  return statuses;
}

/**
 * Salesforce tells the status of each component. One that is not told of need not have been refreshed; only what shows a report
 * has data that can be.
 */
async function checkStatuses(org: Org, id: string, statuses: readonly PartStatus[]): Promise<void> {
  const { parts } = await getDashboard(org, id);
  const told = new Set(statuses.map(({ componentId }) => recordId(componentId)));
  const missing = parts.filter((part) => part.reportId != null && !told.has(recordId(part.id)));
  if (missing.length === 0) return;
  throw new AnswerError(200, `it has no status of ${counted(missing.length, 'component')} of the dashboard`);
}
