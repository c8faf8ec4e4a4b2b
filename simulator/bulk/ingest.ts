import { Readable } from 'node:stream';

import type { FastifyInstance, FastifyReply } from 'fastify';

import { normalizeId } from '../data';
import { notFound } from '../rest/call';
import { SINCE } from '../rest/versions';
import { ApiError, type FieldSchema, type ObjectSchema } from '../types';
import type { Bulk } from './bulk';
import { checkAbortable, checkClosable, checkEnded, checkIngestDeletable } from './changes';
import { ingestJobBrief, ingestJobCreated, ingestJobInfo } from './jobInfo';
import type { IngestJob, IngestOperation } from './jobs';
import { listJobs } from './list';
import { processIngestJob } from './process';
import {
  dialectOf,
  jobAndData,
  oneOf,
  propertiesOf,
  readUpload,
  refuseOtherMethods,
  sendCsv,
  textOf,
  versionOf,
  type BulkRequest,
} from './request';
import { FAILED, ingestResults, SUCCESSFUL, unprocessedRows, type ResultKind } from './results';

/** Before it, sf__Id of a row that failed is empty. */
const FAILED_IDS_SINCE = 53;

const OPERATIONS: readonly IngestOperation[] = ['delete', 'hardDelete', 'insert', 'update', 'upsert'];

const PROPERTIES: ReadonlySet<string> = new Set([
  'assignmentRuleId',
  'columnDelimiter',
  'contentType',
  'externalIdFieldName',
  'lineEnding',
  'object',
  'operation',
]);

/** The guide writes it in both ways. */
const UNPROCESSED = ['unprocessedrecords', 'unprocessedRecords'];

/** Characters of the data that a job can be created with in one request. */
const MULTIPART_CHARACTERS = 100_000;

const refuse = (errorCode: string, message: string) => new ApiError(400, { errorCode, message });

function objectOf(bulk: Bulk, name: string | undefined, operation: IngestOperation): ObjectSchema {
  if (name === undefined) throw refuse('INVALIDJOB', 'InvalidJob : object must be specified');
  const object = bulk.org.store.schema.object(name);
  if (object === undefined) throw refuse('INVALIDENTITY', `InvalidEntity : Unable to find object: ${name}`);
  const allowed = new Map<IngestOperation, boolean>([
    ['delete', object.deletable],
    ['hardDelete', object.deletable],
    ['insert', object.createable],
    ['update', object.updateable],
    ['upsert', object.createable && object.updateable],
  ]).get(operation);
  if (allowed !== true) throw refuse('INVALIDENTITY', `Entity '${object.name}' is not supported by the Bulk API.`);
  return object;
}

function externalIdOf(bulk: Bulk, object: ObjectSchema, name: string | undefined): FieldSchema {
  if (name === undefined || name === '') {
    throw refuse(
      'INVALIDJOB',
      `InvalidJob : External ID was blank for ${object.name}. An External ID must be specified for upsert.`,
    );
  }
  const field = bulk.org.store.schema.field(object, name);
  if (field !== undefined && (field.externalId || field.idLookup)) return field;
  const complaint = `${name} does not match an External ID, Salesforce Id, or indexed field for ${object.name}`;
  throw refuse('INVALIDJOB', `InvalidJob : Field name provided, ${complaint}`);
}

function assignmentRuleOf(object: ObjectSchema, id: string | undefined): string | undefined {
  if (id === undefined) return undefined;
  const valid = normalizeId(id);
  if (valid === undefined) throw refuse('INVALIDJOB', `InvalidJob : Invalid assignment rule id: ${id}`);
  if (object.name === 'Case' || object.name === 'Lead') return valid;
  throw refuse('INVALIDJOB', `InvalidJob : Assignment rules are for Case and Lead only, not for ${object.name}`);
}

function newJob(bulk: Bulk, request: BulkRequest, version: string, body: unknown): IngestJob {
  const properties = propertiesOf(body, PROPERTIES);
  const operation = oneOf(properties, 'operation', OPERATIONS);
  oneOf(properties, 'contentType', ['CSV'], 'CSV');
  if (operation === 'hardDelete' && !bulk.settings.hardDelete) {
    const message =
      'hardDelete operation requires special user profile permission, please contact your system administrator';
    throw refuse('FEATURENOTENABLED', message);
  }
  if (bulk.exhausted) throw refuse('EXCEEDEDQUOTA', 'ApiBatchItems Limit exceeded.');
  const object = objectOf(bulk, textOf(properties, 'object'), operation);
  const now = bulk.org.clock.now();
  return {
    kind: 'ingest',
    id: bulk.newId(),
    object,
    operation,
    externalIdField:
      operation === 'upsert' ? externalIdOf(bulk, object, textOf(properties, 'externalIdFieldName')) : undefined,
    assignmentRuleId: assignmentRuleOf(object, textOf(properties, 'assignmentRuleId')),
    failedIds: bulk.settings.failedIds && Number(version) >= FAILED_IDS_SINCE,
    ...dialectOf(properties),
    createdById: request.session.userId,
    createdDate: now,
    systemModstamp: now,
    version,
    state: 'Open',
    closedDate: undefined,
    endedDate: undefined,
    numberRecordsProcessed: 0,
    numberRecordsFailed: 0,
    retries: 0,
    activeTime: 0,
    errorMessage: undefined,
    upload: undefined,
    blocks: [],
    processedBytes: 0,
  };
}

function close(bulk: Bulk, job: IngestJob): void {
  bulk.enter(job, 'UploadComplete');
  void processIngestJob(bulk, job);
}

/** POST /jobs/ingest: with the data beside it in a multipart request, the job is closed already. */
function create(bulk: Bulk, request: BulkRequest): IngestJob {
  const { job: body, data } = jobAndData(request.body);
  const job = newJob(bulk, request, versionOf(request, SINCE.bulk), body);
  if (data !== undefined && data.toString('utf8').length > MULTIPART_CHARACTERS) {
    throw refuse(
      'CLIENTINPUTERROR',
      `ClientInputError : The data of a multipart request can have at most ${MULTIPART_CHARACTERS} characters`,
    );
  }
  bulk.add(job);
  if (data !== undefined) {
    job.upload = data;
    close(bulk, job);
  }
  return job;
}

function checkUploadable(job: IngestJob): void {
  if (job.state !== 'Open')
    throw refuse('INVALIDJOBSTATE', `Job ${job.id} is not open for data: its state is ${job.state}`);
  if (job.upload === undefined) return;
  throw refuse(
    'CLIENTINPUTERROR',
    `Found multiple contents for job: <${job.id}>, please 'Close' / 'Abort' / 'Delete' the current Job then create ` +
      "a new Job and make sure you only do 'PUT' once on a given Job.",
  );
}

/** PUT /jobs/ingest/{id}/batches */
async function upload(bulk: Bulk, request: BulkRequest, job: IngestJob): Promise<void> {
  checkUploadable(job);
  if (!(request.body instanceof Readable)) {
    throw new ApiError(415, {
      errorCode: 'UNSUPPORTED_MEDIA_TYPE',
      message: 'Job data must be sent as Content-Type: text/csv',
    });
  }
  const data = await readUpload(request.body, bulk.settings.uploadBytes);
  // The job may have been closed or aborted, or given other data, while this was on its way.
  checkUploadable(job);
  job.upload = data;
}

function changeState(bulk: Bulk, job: IngestJob, body: unknown): void {
  const state = oneOf(propertiesOf(body, new Set(['state'])), 'state', ['Aborted', 'UploadComplete'] as const);
  if (state === 'Aborted') {
    checkAbortable(job);
    bulk.enter(job, 'Aborted');
  } else {
    checkClosable(job);
    close(bulk, job);
  }
}

/**
 * The resources of ingest jobs.
 * @see https://developer.salesforce.com/docs/atlas.en-us.api_asynch.meta/api_asynch/bulk_api_2_0_ingest.htm
 */
export function registerIngest(scope: FastifyInstance, bulk: Bulk): void {
  const jobs = '/services/data/:version/jobs/ingest';
  const one = `${jobs}/:id`;
  const jobOf = (request: BulkRequest): IngestJob => {
    versionOf(request, SINCE.bulk);
    const job = bulk.find('ingest', request.params.id);
    if (job === undefined) throw notFound();
    return job;
  };
  const endedJob = (request: BulkRequest): IngestJob => {
    const job = jobOf(request);
    checkEnded(job);
    return job;
  };

  scope.post(jobs, async (request: BulkRequest) => ingestJobCreated(create(bulk, request)));
  scope.get(jobs, async (request: BulkRequest) => listJobs(bulk, 'ingest', request, versionOf(request, SINCE.bulk)));
  scope.get(one, async (request: BulkRequest) => ingestJobInfo(jobOf(request)));
  scope.put(`${one}/batches`, async (request: BulkRequest, reply) => {
    await upload(bulk, request, jobOf(request));
    return reply.code(201).send();
  });
  scope.patch(one, async (request: BulkRequest) => {
    const job = jobOf(request);
    changeState(bulk, job, request.body);
    return ingestJobBrief(job);
  });
  scope.delete(one, async (request: BulkRequest, reply) => {
    const job = jobOf(request);
    checkIngestDeletable(job);
    if (job.state === 'UploadComplete') bulk.enter(job, 'Aborted');
    bulk.remove(job);
    return reply.code(204).send();
  });
  const { choices } = bulk.org;
  const results = (kind: ResultKind) => async (request: BulkRequest, reply: FastifyReply) => {
    const job = endedJob(request);
    if (choices.settings.noContent && kind.count(job) === 0) return reply.code(204).send();
    return sendCsv(reply, Readable.from(ingestResults(job, kind, { ...bulk.settings, choices })));
  };
  scope.get(`${one}/successfulResults`, results(SUCCESSFUL));
  scope.get(`${one}/failedResults`, results(FAILED));
  for (const name of UNPROCESSED) {
    scope.get(`${one}/${name}`, async (request: BulkRequest, reply) =>
      sendCsv(reply, Readable.from(unprocessedRows(endedJob(request), choices))),
    );
  }
  refuseOtherMethods(scope, jobs, ['GET', 'POST']);
  refuseOtherMethods(scope, one, ['DELETE', 'GET', 'PATCH']);
  refuseOtherMethods(scope, `${one}/batches`, ['PUT']);
  for (const name of ['successfulResults', 'failedResults', ...UNPROCESSED]) {
    refuseOtherMethods(scope, `${one}/${name}`, ['GET']);
  }
}
