import type { INodeListSearchItems, INodeListSearchResult, INodeProperties } from 'n8n-workflow';

import { newestJobs } from '../../../salesforce/bulk/jobList';
import { jobId, jobKinds, type JobInfo, type JobKind, type NamedJob } from '../../../salesforce/bulk/jobs';
import type { FormValues } from '../host/form';
import type { NodeOrg } from '../host/org';
import { readOption } from './allowed';
import { jobActionName } from './ingest';
import { loader, type ListForm } from './listLoader';
import { fromList, locatorText, pageOf } from './locator';

export const jobKindProperty: INodeProperties = {
  displayName: 'Job Type',
  name: 'jobType',
  type: 'options',
  default: 'any',
  description: 'Salesforce keeps loads and queries apart. With Any, a job is looked for among both.',
  options: [
    { name: 'Any', value: 'any', description: 'A load or a query: one more API call for a query' },
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

/** Whether jobs load or query: the kinds that the form allows, and the API version has. */
export function readJobKinds(org: NodeOrg, form: FormValues): readonly JobKind[] {
  const kind = readOption<JobKind | 'any'>(form, jobKindProperty);
  return kind === 'any' ? jobKinds(org) : [kind];
}

/** The ID of the job, checked. */
export function readJobId(form: FormValues): string {
  return jobId(locatorText(form.param('jobId'), 'Job'));
}

/** The job that the form identifies. */
export function readNamedJob(org: NodeOrg, form: FormValues): NamedJob {
  return { id: readJobId(form), kinds: readJobKinds(org, form) };
}

/**
 * Jobs of the chosen type, the newest first: what each does, how far it is, and when it was made. Rows are
 * only loaded again for loads.
 */
export const searchJobs = loader(
  async ({ org, value }: ListForm, filter?: string, paginationToken?: string): Promise<INodeListSearchResult> => {
    const chosen = value('operation') === 'retryFailed' ? 'ingest' : value('jobType');
    const jobs = await newestJobs(org, chosen === 'ingest' || chosen === 'query' ? [chosen] : jobKinds(org));
    return pageOf(jobs.map(jobChoice), filter, paginationToken);
  },
);

function jobChoice({ id, operation, object, state, createdDate }: JobInfo): INodeListSearchItems {
  const made = createdDate?.slice(0, 16).replace('T', ' ');
  const what = [operation === undefined ? undefined : jobActionName(operation), object].filter(Boolean).join(' ');
  return { name: [what, state, made === undefined ? '' : `${made} UTC`].filter(Boolean).join(', '), value: id };
}
