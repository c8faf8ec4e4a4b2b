import { setImmediate as nextTurn } from 'node:timers/promises';
import { Readable } from 'node:stream';

import type { FastifyInstance } from 'fastify';

import { notFound } from '../rest/call';
import { timeZone } from '../rest/query';
import { SINCE } from '../rest/versions';
import { ApiError } from '../types';
import type { Bulk } from './bulk';
import { checkAbortable, checkQueryDeletable } from './changes';
import { formatRows } from './csv';
import { queryJobBrief, queryJobInfo } from './jobInfo';
import type { QueryJob } from './jobs';
import { listJobs } from './list';
import { processQueryJob } from './process';
import { planQuery } from './queryPlan';
import {
  dialectOf,
  oneOf,
  propertiesOf,
  refuseOtherMethods,
  sendCsv,
  textOf,
  versionOf,
  type BulkRequest,
} from './request';

/** Links in an answer of resultPages. */
const LINKS = 5;

/** Records made into CSV between two turns of the event loop. */
const SLICE = 500;

const PROPERTIES: ReadonlySet<string> = new Set(['columnDelimiter', 'contentType', 'lineEnding', 'operation', 'query']);

const refuse = (errorCode: string, message: string) => new ApiError(400, { errorCode, message });

function newJob(bulk: Bulk, request: BulkRequest, version: string): QueryJob {
  const { org, settings, queryJobs } = bulk;
  const properties = propertiesOf(request.body, PROPERTIES);
  const operation = oneOf(properties, 'operation', ['query', 'queryAll'] as const);
  oneOf(properties, 'contentType', ['CSV'], 'CSV');
  const dialect = dialectOf(properties);
  if (queryJobs.used >= settings.queryJobsPerDay) {
    const allowed = `Max bulk v2 query jobs (${settings.queryJobsPerDay}) per 24 hrs`;
    throw refuse('LIMIT_EXCEEDED', `${allowed} has been reached (${queryJobs.used})`);
  }
  const now = org.clock.now();
  const { session } = request;
  const plan = planQuery(org.store, textOf(properties, 'query') ?? '', {
    userId: session.userId,
    now,
    timeZone: timeZone({ org, session }),
    includeDeleted: operation === 'queryAll',
    version,
  });
  return {
    kind: 'query',
    id: bulk.newId(),
    object: plan.object,
    operation,
    plan,
    ...dialect,
    createdById: session.userId,
    createdDate: now,
    systemModstamp: now,
    version,
    state: 'Open',
    closedDate: undefined,
    endedDate: undefined,
    numberRecordsProcessed: 0,
    retries: 0,
  };
}

/** A locator is the place of its first record, in a form that nobody counts in. */
const locatorOf = (from: number): string => Buffer.from(String(from)).toString('base64').replace(/=+$/, '');

function placeOf(locator: string | undefined, total: number): number {
  if (locator === undefined) return 0;
  const text = Buffer.from(locator, 'base64').toString();
  if (/^\d+$/.test(text) && locatorOf(Number(text)) === locator && (Number(text) < total || text === '0'))
    return Number(text);
  throw refuse('INVALID_LOCATOR', `Invalid locator: ${locator}`);
}

function pageSize({ settings }: Bulk, maxRecords: string | undefined): number {
  if (maxRecords === undefined) return settings.pageSize;
  if (/^[1-9]\d*$/.test(maxRecords)) return Math.min(Number(maxRecords), settings.pageSize);
  throw refuse('INVALID_INPUT', `maxRecords must be a positive number: ${maxRecords}`);
}

/** CSV of records, a slice at a time: a page is never whole in memory. */
async function* resultRows(job: QueryJob, from: number, to: number): AsyncIterable<string> {
  yield formatRows([job.plan.columns], job);
  const cursor = job.plan.run();
  for (let start = from; start < to; start += SLICE) {
    const records = cursor.page(start, Math.min(start + SLICE, to));
    yield formatRows(
      records.map((record) => Object.values(record).map(String)),
      job,
    );
    await nextTurn();
  }
}

function completedJob(bulk: Bulk, request: BulkRequest, since: number): QueryJob {
  const version = versionOf(request, since);
  const job = bulk.find('query', request.params.id);
  if (job === undefined) throw notFound();
  if (job.version !== version) {
    const message = `Results must be read with the API version that the job was created with: ${job.version}`;
    throw new ApiError(409, { errorCode: 'API_ERROR', message });
  }
  if (job.state !== 'JobComplete')
    throw refuse('INVALIDJOBSTATE', `Job ${job.id} is not complete: its state is ${job.state}`);
  return job;
}

/** GET /jobs/query/{id}/resultPages: links to pages that can be read side by side. */
function resultPages(bulk: Bulk, request: BulkRequest): unknown {
  const job = completedJob(bulk, request, SINCE.bulkResultPages);
  const total = job.numberRecordsProcessed;
  const { pageSize: size } = bulk.settings;
  const from = placeOf(request.query['locator'], total);
  const url = `/services/data/v${job.version}/jobs/query/${job.id}`;
  const places = Array.from({ length: LINKS }, (_, index) => from + index * size).filter(
    (place) => place === 0 || place < total,
  );
  const next = from + LINKS * size;
  const done = next >= total;
  return {
    resultPages: places.map((place) => ({ resultUrl: `${url}/results?locator=${locatorOf(place)}` })),
    nextRecordsUrl: done ? null : `${url}/resultpages?locator=${locatorOf(next)}`,
    done,
  };
}

/**
 * The resources of query jobs.
 * @see https://developer.salesforce.com/docs/atlas.en-us.api_asynch.meta/api_asynch/queries.htm
 */
export function registerQuery(scope: FastifyInstance, bulk: Bulk): void {
  const jobs = '/services/data/:version/jobs/query';
  const one = `${jobs}/:id`;
  const jobOf = (request: BulkRequest): QueryJob => {
    versionOf(request, SINCE.bulkQuery);
    const job = bulk.find('query', request.params.id);
    if (job === undefined) throw notFound();
    return job;
  };

  scope.post(jobs, async (request: BulkRequest) => {
    const job = newJob(bulk, request, versionOf(request, SINCE.bulkQuery));
    bulk.queryJobs.add(1);
    bulk.add(job);
    bulk.enter(job, 'UploadComplete');
    void processQueryJob(bulk, job);
    return queryJobBrief(job);
  });
  scope.get(jobs, async (request: BulkRequest) =>
    listJobs(bulk, 'query', request, versionOf(request, SINCE.bulkQuery)),
  );
  scope.get(one, async (request: BulkRequest) => queryJobInfo(jobOf(request)));
  scope.patch(one, async (request: BulkRequest) => {
    const job = jobOf(request);
    oneOf(propertiesOf(request.body, new Set(['state'])), 'state', ['Aborted']);
    checkAbortable(job);
    bulk.enter(job, 'Aborted');
    return queryJobBrief(job);
  });
  scope.delete(one, async (request: BulkRequest, reply) => {
    const job = jobOf(request);
    checkQueryDeletable(job);
    bulk.remove(job);
    return reply.code(204).send();
  });
  scope.get(`${one}/results`, async (request: BulkRequest, reply) => {
    const job = completedJob(bulk, request, SINCE.bulkQuery);
    const total = job.numberRecordsProcessed;
    const from = placeOf(request.query['locator'], total);
    const to = Math.min(from + pageSize(bulk, request.query['maxRecords']), total);
    reply.header('Sforce-Locator', to < total ? locatorOf(to) : 'null').header('Sforce-NumberOfRecords', to - from);
    return sendCsv(reply, Readable.from(resultRows(job, from, to)));
  });
  // Salesforce's own nextRecordsUrl writes it small.
  for (const name of ['resultPages', 'resultpages']) {
    scope.get(`${one}/${name}`, async (request: BulkRequest) => resultPages(bulk, request));
  }
  refuseOtherMethods(scope, jobs, ['GET', 'POST']);
  refuseOtherMethods(scope, one, ['DELETE', 'GET', 'PATCH']);
  for (const name of ['results', 'resultPages', 'resultpages']) refuseOtherMethods(scope, `${one}/${name}`, ['GET']);
}
