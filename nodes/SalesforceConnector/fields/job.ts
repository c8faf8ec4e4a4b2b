import type { INodeListSearchItems, INodeListSearchResult, INodeProperties } from 'n8n-workflow';

import { newestJobs } from '../../../salesforce/bulk/jobList';
import { jobId, type JobInfo, type JobKind, type JobRef } from '../../../salesforce/bulk/jobs';
import type { FormValues } from '../host/form';
import { readOption } from './allowed';
import { jobActionName } from './ingest';
import { loader, type ListForm } from './listLoader';
import { fromList, locatorText, pageOf } from './locator';

export const jobKindProperty: INodeProperties = {
  displayName: 'Job Type',
  name: 'jobType',
  type: 'options',
  default: 'ingest',
  options: [
    { name: 'Load', value: 'ingest', description: 'A job that creates, updates or deletes records' },
    { name: 'Query', value: 'query', description: 'A job that reads records' },
  ],
};

export const jobIdProperty: INodeProperties = {
  displayName: 'Job',
  name: 'jobId',
  type: 'resourceLocator',
  default: { mode: 'list', value: '' },
  required: true,
  description: 'The Bulk job. Salesforce keeps jobs for seven days.',
  typeOptions: { loadOptionsDependsOn: ['jobType'] },
  modes: [
    fromList('Select a job…', 'searchJobs'),
    {
      displayName: 'By ID',
      name: 'id',
      type: 'string',
      placeholder: 'e.g. 7505g00000AbCdEAAV',
      hint: 'From the output of a Bulk operation, or from Setup > Bulk Data Load Jobs',
    },
  ],
};

export const jobProperties: readonly INodeProperties[] = [jobKindProperty, jobIdProperty];

/** Whether the job loads or queries. */
export function readJobKind(form: FormValues): JobKind {
  return readOption<JobKind>(form, jobKindProperty);
}

/** The ID of the job, checked. */
export function readJobId(form: FormValues): string {
  return jobId(locatorText(form.param('jobId'), 'Job'));
}

/** The job that the form identifies. */
export function readJobRef(form: FormValues): JobRef {
  return { kind: readJobKind(form), id: readJobId(form) };
}

/** Jobs of the chosen type, the newest first: what each does, how far it is, and when it was made. */
export const searchJobs = loader(
  async ({ org, value }: ListForm, filter?: string, paginationToken?: string): Promise<INodeListSearchResult> => {
    const jobs = await newestJobs(org, value('jobType') === 'query' ? 'query' : 'ingest');
    return pageOf(jobs.map(jobChoice), filter, paginationToken);
  },
);

function jobChoice({ id, operation, object, state, createdDate }: JobInfo): INodeListSearchItems {
  const made = createdDate?.slice(0, 16).replace('T', ' ');
  const what = [operation === undefined ? undefined : jobActionName(operation), object].filter(Boolean).join(' ');
  return { name: [what, state, made === undefined ? '' : `${made} UTC`].filter(Boolean).join(', '), value: id };
}
