import { actionGetAll } from './action/getAll';
import { actionRun } from './action/run';
import { approvalApprove } from './approval/approve';
import { approvalGetPending } from './approval/getPending';
import { approvalRecall } from './approval/recall';
import { approvalReject } from './approval/reject';
import { approvalSubmit } from './approval/submit';
import { apexCallRest } from './apex/callRest';
import { apexExecuteAnonymous } from './apex/executeAnonymous';
import { bulkGetResults } from './bulk/getResults';
import { bulkAbortJob, bulkDeleteJob, bulkGetJob, bulkGetJobs, bulkWaitForJob } from './bulk/jobs';
import { bulkLoadFile } from './bulk/loadFile';
import { bulkLoadItems } from './bulk/loadItems';
import { bulkQuery } from './bulk/query';
import { bulkRetryFailed } from './bulk/retryFailed';
import { dashboardGet } from './dashboard/get';
import { dashboardRefresh } from './dashboard/refresh';
import type { Operation, Resource } from './define';
import { eventPublish } from './event/publish';
import { feedComment } from './feed/comment';
import { feedGetAll } from './feed/getAll';
import { feedPost } from './feed/post';
import { fileDelete } from './file/delete';
import { fileDownload } from './file/download';
import { fileGetAll } from './file/getAll';
import { fileShare } from './file/share';
import { fileUpload } from './file/upload';
import { flowGetAll } from './flow/getAll';
import { flowRun } from './flow/run';
import { graphqlRun } from './graphql/run';
import { leadConvert } from './lead/convert';
import { listViewGetAll } from './listView/getAll';
import { listViewGetRecords } from './listView/getRecords';
import { fileUploadVersion } from './file/uploadVersion';
import { objectGet } from './object/get';
import { objectGetAll } from './object/getAll';
import { objectGetPicklistValues } from './object/getPicklistValues';
import { objectGetRecordTypes } from './object/getRecordTypes';
import { organizationCheckConnection } from './organization/checkConnection';
import { organizationGetApiVersions } from './organization/getApiVersions';
import { organizationGetLimits } from './organization/getLimits';
import { organizationGetRecentlyViewed } from './organization/getRecentlyViewed';
import { organizationGetRecordCounts } from './organization/getRecordCounts';
import { querySearch } from './query/search';
import { querySoql } from './query/soql';
import { recordCreate } from './record/create';
import { recordCreateWithRelated } from './record/createWithRelated';
import { recordDelete } from './record/delete';
import { recordGet } from './record/get';
import { recordGetAll } from './record/getAll';
import { recordGetDeleted } from './record/getDeleted';
import { recordGetUpdated } from './record/getUpdated';
import { recordMerge } from './record/merge';
import { recordUndelete } from './record/undelete';
import { recordUpdate } from './record/update';
import { recordUpsert } from './record/upsert';
import { reportExport } from './report/export';
import { reportGet } from './report/get';
import { reportGetAll } from './report/getAll';
import { reportRun } from './report/run';
import { requestSend } from './request/send';
import { requestSendGraph } from './request/sendGraph';
import { requestSendMany } from './request/sendMany';
import { sessionIntrospect } from './session/introspect';
import { sessionRevoke } from './session/revoke';

/** THE TABLE: every operation of the node. Menus, fields and dispatch are derived from it. */
export const RESOURCES: readonly Resource[] = [
  {
    value: 'record',
    name: 'Record',
    operations: [
      recordCreate,
      recordCreateWithRelated,
      recordUpsert,
      recordUpdate,
      recordGet,
      recordGetAll,
      recordDelete,
      recordUndelete,
      recordMerge,
      recordGetUpdated,
      recordGetDeleted,
    ],
  },
  { value: 'lead', name: 'Lead', operations: [leadConvert] },
  { value: 'query', name: 'Query', operations: [querySoql, querySearch] },
  {
    value: 'bulk',
    name: 'Bulk',
    operations: [
      bulkLoadFile,
      bulkLoadItems,
      bulkQuery,
      bulkRetryFailed,
      bulkGetJob,
      bulkGetJobs,
      bulkWaitForJob,
      bulkGetResults,
      bulkAbortJob,
      bulkDeleteJob,
    ],
  },
  {
    value: 'file',
    name: 'File',
    operations: [fileUpload, fileUploadVersion, fileDownload, fileGetAll, fileShare, fileDelete],
  },
  { value: 'feed', name: 'Feed', operations: [feedPost, feedComment, feedGetAll] },
  { value: 'flow', name: 'Flow', operations: [flowRun, flowGetAll] },
  { value: 'action', name: 'Action', operations: [actionRun, actionGetAll] },
  {
    value: 'approval',
    name: 'Approval',
    operations: [approvalSubmit, approvalApprove, approvalReject, approvalRecall, approvalGetPending],
  },
  { value: 'apex', name: 'Apex', operations: [apexCallRest, apexExecuteAnonymous] },
  { value: 'report', name: 'Report', operations: [reportRun, reportGet, reportGetAll, reportExport] },
  { value: 'dashboard', name: 'Dashboard', operations: [dashboardGet, dashboardRefresh] },
  { value: 'listView', name: 'List View', operations: [listViewGetAll, listViewGetRecords] },
  { value: 'event', name: 'Event', operations: [eventPublish] },
  {
    value: 'object',
    name: 'Object',
    operations: [objectGet, objectGetAll, objectGetPicklistValues, objectGetRecordTypes],
  },
  {
    value: 'organization',
    name: 'Organization',
    operations: [
      organizationCheckConnection,
      organizationGetLimits,
      organizationGetRecordCounts,
      organizationGetApiVersions,
      organizationGetRecentlyViewed,
    ],
  },
  { value: 'session', name: 'Session', operations: [sessionIntrospect, sessionRevoke] },
  { value: 'graphql', name: 'GraphQL', operations: [graphqlRun] },
  { value: 'request', name: 'Request', operations: [requestSend, requestSendMany, requestSendGraph] },
];

const OPERATIONS: ReadonlyMap<string, Operation> = new Map(
  RESOURCES.flatMap(({ value, operations }) =>
    operations.map((operation): [string, Operation] => [`${value} ${operation.value}`, operation]),
  ),
);

/** The row with these values, if there is one. */
export function findOperation(resource: string, operation: string): Operation | undefined {
  return OPERATIONS.get(`${resource} ${operation}`);
}
