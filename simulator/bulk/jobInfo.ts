import { datetimeText } from '../data';
import { hasEnded, type IngestJob, type Job, type QueryJob } from './jobs';

type Info = Record<string, boolean | number | string>;

function common(job: Job): Info {
  return {
    id: job.id,
    operation: job.operation,
    object: job.object.name,
    createdById: job.createdById,
    createdDate: datetimeText(job.createdDate),
    systemModstamp: datetimeText(job.systemModstamp),
    state: job.state,
    concurrencyMode: 'Parallel',
    contentType: 'CSV',
    apiVersion: Number(job.version),
  };
}

const dialect = ({ lineEnding, columnDelimiter }: Job): Info => ({ lineEnding, columnDelimiter });

function processingTime(job: Job): number {
  if (job.closedDate === undefined || job.endedDate === undefined) return 0;
  return job.endedDate.getTime() - job.closedDate.getTime();
}

const externalId = ({ externalIdField }: IngestJob): Info =>
  externalIdField === undefined ? {} : { externalIdFieldName: externalIdField.name };

/** Where an open job's data goes. Without a leading slash, as Salesforce gives it. */
const contentUrl = (job: IngestJob): Info =>
  job.state === 'Open' ? { contentUrl: `services/data/v${job.version}/jobs/ingest/${job.id}/batches` } : {};

const assignmentRule = ({ assignmentRuleId }: IngestJob): Info =>
  assignmentRuleId === undefined ? {} : { assignmentRuleId };

/** The answer to a request that changed an ingest job. */
export const ingestJobBrief = (job: IngestJob): Info => ({
  ...common(job),
  ...externalId(job),
  ...assignmentRule(job),
});

/** The answer to a request that created an ingest job. */
export const ingestJobCreated = (job: IngestJob): Info => ({
  ...ingestJobBrief(job),
  ...contentUrl(job),
  ...dialect(job),
});

/** The answer to a request that created or aborted a query job. */
export const queryJobBrief = (job: QueryJob): Info => ({ ...common(job), ...dialect(job) });

/** A job in a list of jobs. */
export const jobListed = (job: Job): Info => ({
  ...common(job),
  ...(job.kind === 'ingest' ? { ...externalId(job), ...contentUrl(job) } : {}),
  jobType: job.kind === 'ingest' ? 'V2Ingest' : 'V2Query',
  ...dialect(job),
});

/** There is nothing to count before there is data. */
const counts = ({ upload, numberRecordsProcessed, numberRecordsFailed }: IngestJob): Info =>
  upload === undefined ? {} : { numberRecordsProcessed, numberRecordsFailed };

/** Recorded jobs of 59.0 do not say it, those of 61.0 do. */
const CHUNKING_TOLD_SINCE = 61;

/** Everything that there is to know of an ingest job. */
export const ingestJobInfo = (job: IngestJob): Info => ({
  ...jobListed(job),
  ...assignmentRule(job),
  ...counts(job),
  retries: job.retries,
  totalProcessingTime: processingTime(job),
  apiActiveProcessingTime: Math.round(job.activeTime),
  apexProcessingTime: 0,
  ...(Number(job.version) >= CHUNKING_TOLD_SINCE ? { isPkChunkingSupported: false } : {}),
  ...(job.errorMessage === undefined ? {} : { errorMessage: job.errorMessage }),
});

/** Everything that there is to know of a query job; the count of its records once it has ended. */
export const queryJobInfo = (job: QueryJob): Info => ({
  ...jobListed(job),
  ...(hasEnded(job) ? { numberRecordsProcessed: job.numberRecordsProcessed } : {}),
  retries: job.retries,
  totalProcessingTime: processingTime(job),
  isPkChunkingSupported: true,
});
