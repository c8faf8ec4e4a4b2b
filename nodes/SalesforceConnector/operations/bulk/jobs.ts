import type { IDataObject } from 'n8n-workflow';

import {
  abortJobRequest,
  countedRows,
  deleteJobRequest,
  getJobRequest,
  hasEnded,
  kindOf,
  ofNamedJob,
  readAbortedJob,
  readJob,
  readJobDeleted,
  type JobInfo,
  type NamedJob,
} from '../../../../salesforce/bulk/jobs';
import { newestJobs } from '../../../../salesforce/bulk/jobList';
import { waitForEnd } from '../../../../salesforce/bulk/wait';
import { jobKindProperty, jobProperties, readJobKinds, readNamedJob } from '../../fields/job';
import { limitProperties, readLimit } from '../../fields/limit';
import { waitForProperty } from '../../fields/waitFor';
import type { NodeOrg } from '../../host/org';
import { RunningOutput } from '../../host/outcome';
import type { EachOperation } from '../define';
import { followSettings } from './followJobs';
import { warnOfFailures } from './rowsFailed';

export const bulkGetJob: EachOperation = {
  value: 'getJob',
  name: 'Get Job',
  action: 'Get job',
  description: 'Get the state and record counts of a job',
  properties: jobProperties,
  each: async (org, item) => {
    return [asJson(await getNamedJob(org, readNamedJob(org, item)))];
  },
};

export const bulkGetJobs: EachOperation = {
  value: 'getJobs',
  name: 'Get Many Jobs',
  action: 'Get many jobs',
  description: 'Get the jobs of the last seven days, the newest first',
  properties: [jobKindProperty, ...limitProperties],
  each: async (org, item) => {
    const limit = readLimit(item);
    const jobs = await newestJobs(org, readJobKinds(org, item));
    return jobs.slice(0, limit).map(asJson);
  },
};

export const bulkWaitForJob: EachOperation = {
  value: 'waitForJob',
  name: 'Wait',
  action: 'Wait for job',
  description: 'Wait until a job ends or the wait time is over',
  properties: [...jobProperties, waitForProperty],
  each: async (org, item) => {
    const follow = followSettings(org, item);
    const info = await ofNamedJob(readNamedJob(org, item), (job) => waitForEnd(org, job, follow));
    warnOfFailures(org, info);
    return [hasEnded(info) ? asJson(info) : runningJobs(asJson(info), [info])];
  },
};

export const bulkAbortJob: EachOperation = {
  value: 'abortJob',
  name: 'Abort Job',
  action: 'Abort job',
  description: 'Stop a job; changes that it has already made are kept',
  properties: jobProperties,
  each: async (org, item) => {
    const aborted = await ofNamedJob(readNamedJob(org, item), async (job) =>
      readAbortedJob(await org.send(abortJobRequest(org, job)), job),
    );
    return [asJson(aborted)];
  },
};

export const bulkDeleteJob: EachOperation = {
  value: 'deleteJob',
  name: 'Delete Job',
  action: 'Delete job',
  description: 'Delete a job that has ended and its results, but not the records',
  properties: jobProperties,
  each: async (org, item) => {
    const named = readNamedJob(org, item);
    await ofNamedJob(named, async (job) => readJobDeleted(await org.send(deleteJobRequest(org, job))));
    return [{ jobId: named.id, id: named.id, deleted: true }];
  },
};

/** A job that the form names. */
export async function getNamedJob(org: NodeOrg, named: NamedJob): Promise<JobInfo> {
  return await ofNamedJob(named, async (job) => readJob(await org.send(getJobRequest(org, job)), job));
}

/** An output item about jobs of which one has not ended. */
export function runningJobs(json: IDataObject, jobs: readonly JobInfo[]): RunningOutput {
  const ids = jobs.filter((job) => !hasEnded(job)).map(({ id }) => id);
  return new RunningOutput(json, `Bulk job ${ids.join(', ')}`);
}

/** A job as an output item: as Salesforce tells it, and with the names that the output of a load has. */
export function asJson(job: JobInfo): IDataObject {
  return { jobId: job.id, ...job, ended: hasEnded(job), ...countsOf(job) } as IDataObject;
}

/** A query's rows cannot fail. */
function countsOf(job: JobInfo): IDataObject {
  if (job.numberRecordsProcessed === undefined || kindOf(job) === 'query') return {};
  return { successful: countedRows(job, 'successfulResults'), failed: countedRows(job, 'failedResults') };
}
