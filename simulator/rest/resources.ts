import {
  dashboardStatus,
  describeDashboard,
  describeReport,
  getComponents,
  getDashboard,
  recentDashboards,
  recentReports,
  refreshDashboard,
  reportInstance,
  reportInstances,
  runReport,
  startReport,
} from '../analytics';
import { executeAnonymousByRest } from '../apex';
import { graphql } from '../graphql';
import { ApiError } from '../types';
import {
  actionTypes,
  customActionTypes,
  describeOfKind,
  describeOfObject,
  invokeOfKind,
  invokeOfObject,
  listOfKind,
  listQuickActions,
  runQuickAction,
} from '../actions';
import type { ActionKind } from '../actions/action';
import {
  everyFeed,
  getComments,
  getFeedElement,
  inSite,
  listSites,
  postComment,
  postFeedElement,
  postFeedElements,
  profileFeed,
  recordFeed,
} from '../feed';
import { getToolingRecord, updateToolingRecord } from '../outboundMessages';
import { listApprovalProcesses, processApprovals } from '../approvals';
import type { Answer, Call, Handler } from './call';
import { failure, isSince, methodNotAllowed, notFound } from './call';
import { batch } from './composite/batch';
import {
  createCollection,
  deleteCollection,
  retrieveByBody,
  retrieveByQuery,
  updateCollection,
  upsertCollection,
} from './composite/collections';
import { composite } from './composite/composite';
import { graph } from './composite/graph';
import { tree } from './composite/tree';
import { basicInformation, describe, globalDescribe } from './describe';
import { withRecordDetails } from './duplicateDetails';
import { createByIdField, deleteByExternalId, getByExternalId, upsert } from './externalIds';
import { limits, recordCount } from './limits';
import { describeListView, listViews } from './listViews';
import { isRecordIdOf, MultipleChoices } from './objects';
import { picklistValues } from './picklists';
import { query, queryAll, queryMore, toolingQuery } from './query';
import { recent } from './recent';
import { createRecord, deleteRecord, getRecord, updateRecord } from './records';
import { deleteRelated, getRelated, updateRelated } from './relationships';
import { deletedRecords, updatedRecords } from './replication';
import { resourceList } from './resourceList';
import { parameterizedSearch, parameterizedSearchByBody, search } from './search';
import { SINCE } from './versions';

/** A resource: its path below the version, `*` for what the handler is given, and a handler for each method. */
interface Resource {
  readonly path: readonly string[];
  readonly methods: ReadonlyMap<string, Handler>;
  /** The first version that has it; left out where every version in service does. */
  readonly since?: number;
}

const resource = (path: string, methods: Readonly<Record<string, Handler>>, since?: number): Resource => ({
  path: path === '' ? [] : path.split('/'),
  methods: new Map(Object.entries(methods)),
  ...(since !== undefined && { since }),
});

/** `/sobjects/X/a/b` is a relationship of the record a, or the record that has b in the field a. */
const byIdOrField =
  (related: Handler, byField: Handler): Handler =>
  (call, object = '', idOrField = '', last = '') =>
    (isRecordIdOf(call, object, idOrField) ? related : byField)(call, object, idOrField, last);

/** The list of a kind of actions, each of them, and those of objects. */
const actionsOfKind = (path: string, kind: ActionKind): Resource[] => [
  resource(path, { GET: listOfKind(kind) }, SINCE.actions),
  resource(`${path}/*`, { GET: describeOfKind(kind), POST: invokeOfKind(kind) }, SINCE.actions),
  resource(`${path}/*/*`, { GET: describeOfObject(kind), POST: invokeOfObject(kind) }, SINCE.actions),
];

/** Chatter, of the company or of a site. */
const feedResources = (path: string, within: (handler: Handler) => Handler): Resource[] => [
  resource(`${path}/feed-elements`, { POST: within(postFeedElement) }),
  resource(`${path}/feed-elements/batch`, { POST: within(postFeedElements) }, SINCE.feedBatch),
  resource(`${path}/feed-elements/*`, { GET: within(getFeedElement) }),
  resource(
    `${path}/feed-elements/*/capabilities/comments/items`,
    { GET: within(getComments), POST: within(postComment) },
    SINCE.feedBatch,
  ),
  resource(`${path}/feeds/company/feed-elements`, { GET: within(everyFeed) }),
  resource(`${path}/feeds/news/me/feed-elements`, { GET: within(everyFeed) }),
  resource(`${path}/feeds/record/*/feed-elements`, { GET: within(recordFeed) }),
  resource(`${path}/feeds/user-profile/*/feed-elements`, { GET: within(profileFeed) }),
];

/** Every resource of the org. Where two match, the first is meant: words stand before `*`. */
const RESOURCES: readonly Resource[] = [
  resource('', { GET: resourceList }),
  resource('sobjects', { GET: globalDescribe }),
  resource('sobjects/*', { GET: basicInformation, POST: createRecord }),
  resource('sobjects/*/describe', { GET: describe }),
  resource('sobjects/*/quickActions', { GET: listQuickActions }),
  resource('sobjects/*/quickActions/*', { POST: runQuickAction }),
  resource('sobjects/*/updated', { GET: updatedRecords }),
  resource('sobjects/*/deleted', { GET: deletedRecords }),
  resource('sobjects/*/listviews', { GET: listViews }, SINCE.listViews),
  resource('sobjects/*/listviews/*/describe', { GET: describeListView }, SINCE.listViews),
  resource('sobjects/*/*', { GET: getRecord, PATCH: updateRecord, DELETE: deleteRecord, POST: createByIdField }),
  resource('sobjects/*/*/*', {
    GET: byIdOrField(getRelated, getByExternalId),
    PATCH: byIdOrField(updateRelated, upsert),
    DELETE: byIdOrField(deleteRelated, deleteByExternalId),
  }),
  resource('query', { GET: query }),
  resource('query/*', { GET: queryMore }),
  resource('queryAll', { GET: queryAll }),
  resource('queryAll/*', { GET: queryMore }),
  resource('tooling/executeAnonymous', { GET: executeAnonymousByRest }),
  resource('tooling/query', { GET: toolingQuery }),
  resource('tooling/sobjects/*/*', { GET: getToolingRecord, PATCH: updateToolingRecord }),
  resource('search', { GET: search }),
  resource(
    'parameterizedSearch',
    { GET: parameterizedSearch, POST: parameterizedSearchByBody },
    SINCE.parameterizedSearch,
  ),
  resource('composite', { POST: composite }, SINCE.composite),
  resource('composite/batch', { POST: batch }, SINCE.batch),
  resource('composite/graph', { POST: graph }, SINCE.graph),
  resource('composite/tree/*', { POST: tree }, SINCE.tree),
  resource(
    'composite/sobjects',
    { POST: createCollection, PATCH: updateCollection, DELETE: deleteCollection },
    SINCE.collections,
  ),
  resource('composite/sobjects/*', { GET: retrieveByQuery, POST: retrieveByBody }, SINCE.collections),
  resource('composite/sobjects/*/*', { PATCH: upsertCollection }, SINCE.upsertCollections),
  resource('actions', { GET: actionTypes }, SINCE.actions),
  resource('actions/custom', { GET: customActionTypes }, SINCE.actions),
  ...actionsOfKind('actions/standard', 'standard'),
  ...(['apex', 'emailAlert', 'flow', 'quickAction'] as const).flatMap((kind) =>
    actionsOfKind(`actions/custom/${kind}`, kind),
  ),
  resource('quickActions', { GET: listQuickActions }),
  resource('quickActions/*', { POST: runQuickAction }),
  resource('process/approvals', { GET: listApprovalProcesses, POST: processApprovals }),
  resource('graphql', { POST: graphql }, SINCE.graphql),
  resource('limits', { GET: limits }),
  resource('limits/recordCount', { GET: recordCount }, SINCE.recordCount),
  resource('recent', { GET: recent }),
  resource('analytics/dashboards', { GET: recentDashboards }),
  resource('analytics/dashboards/*', { GET: getDashboard, POST: getComponents, PUT: refreshDashboard }),
  resource('analytics/dashboards/*/describe', { GET: describeDashboard }),
  resource('analytics/dashboards/*/status', { GET: dashboardStatus }),
  resource('analytics/reports', { GET: recentReports }),
  resource('analytics/reports/*', { GET: runReport, POST: runReport }),
  resource('analytics/reports/*/describe', { GET: describeReport }),
  resource('analytics/reports/*/instances', { GET: reportInstances, POST: startReport }),
  resource('analytics/reports/*/instances/*', { GET: reportInstance }),
  ...feedResources('chatter', (handler) => handler),
  resource('connect/communities', { GET: listSites }),
  ...feedResources('connect/communities/*/chatter', inSite),
  resource('connect/batch', { POST: batch }),
  resource('ui-api/object-info/*/picklist-values/*', { GET: picklistValues }, SINCE.uiApi),
];

const matches = (pattern: readonly string[], path: readonly string[]): boolean =>
  pattern.length === path.length &&
  pattern.every((word, index) => word === '*' || word.toLowerCase() === path[index]?.toLowerCase());

function find(call: Call): Resource {
  const found = RESOURCES.find(({ path }) => matches(path, call.path));
  if (!found || !isSince(call, found.since ?? 0)) throw notFound();
  return found;
}

/** The method meant: clients that cannot send PATCH say so in a POST. */
const methodOf = (call: Call): string =>
  (call.method === 'POST' && call.query.get('_HttpMethod')?.toUpperCase()) || call.method;

function handle(call: Call): Answer {
  const { path, methods } = find(call);
  const method = methodOf(call);
  const handler = methods.get(method === 'HEAD' ? 'GET' : method);
  if (!handler) throw methodNotAllowed(method, [...methods.keys()]);
  return handler(call, ...call.path.filter((_, index) => path[index] === '*'));
}

/** Answers a request; what went wrong becomes the answer that Salesforce gives. */
export function dispatch(call: Call): Answer {
  try {
    return handle(call);
  } catch (error) {
    if (error instanceof ApiError) return failure(withRecordDetails(call, error));
    if (error instanceof MultipleChoices) return { status: 300, body: error.urls };
    throw error;
  }
}
