import type { IDataObject } from 'n8n-workflow';

import {
  abortJobRequest,
  deleteJobRequest,
  getJobRequest,
  hasEnded,
  ofNamedJob,
  readJob,
  readJobDeleted,
  type JobInfo,
  type JobRef,
} from '../../../../salesforce/bulk/jobs';
import { newestJobs } from '../../../../salesforce/bulk/jobList';
import { waitForEnd } from '../../../../salesforce/bulk/wait';
import { jobKindProperty, jobProperties, readJobKind, readJobRef } from '../../fields/job';
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
    const ref = readJobRef(item);
    return [asJson(await getNamedJob(org, ref))];
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
    const jobs = await newestJobs(org, readJobKind(item));
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
    const ref = readJobRef(item);
    const info = await ofNamedJob(ref, () => waitForEnd(org, ref, followSettings(org, item)));
    warnOfFailures(org, info);
    const output = { ...asJson(info), ended: hasEnded(info) };
    return [output.ended ? output : runningJobs(output, [info])];
  },
};

export const bulkAbortJob: EachOperation = {
  value: 'abortJob',
  name: 'Abort Job',
  action: 'Abort job',
  description: 'Stop a job; changes that it has already made are kept',
  properties: jobProperties,
  each: async (org, item) => {
    const ref = readJobRef(item);
    const aborted = await ofNamedJob(ref, async () => readJob(await org.send(abortJobRequest(org, ref)), ref));
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
    const job = readJobRef(item);
    await ofNamedJob(job, async () => readJobDeleted(await org.send(deleteJobRequest(org, job))));
    return [{ id: job.id, deleted: true }];
  },
};

/** A job that the form names. */
export async function getNamedJob(org: NodeOrg, ref: JobRef): Promise<JobInfo> {
  return await ofNamedJob(ref, async () => readJob(await org.send(getJobRequest(org, ref)), ref));
}

/** An output item about jobs of which one has not ended. */
export function runningJobs(json: IDataObject, jobs: readonly JobInfo[]): RunningOutput {
  const ids = jobs.filter((job) => !hasEnded(job)).map(({ id }) => id);
  return new RunningOutput(json, `Bulk job ${ids.join(', ')}`);
}

/** A job as an output item. */
export function asJson(job: JobInfo): IDataObject {
  return { ...job } as IDataObject;
}
