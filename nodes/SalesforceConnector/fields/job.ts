import type { INodeProperties } from 'n8n-workflow';

import { jobId, type JobKind, type JobRef } from '../../../salesforce/bulk/jobs';
import type { FormValues } from '../host/form';
import { readOption } from './allowed';
import { locatorText } from './locator';

export const jobKindProperty: INodeProperties = {
  displayName: 'Job Type',
  name: 'jobType',
  type: 'options',
  default: 'ingest',
  options: [
    { name: 'Load', value: 'ingest', description: 'A job that inserts, updates, upserts or deletes records' },
    { name: 'Query', value: 'query', description: 'A job that reads records' },
  ],
};

export const jobIdProperty: INodeProperties = {
  displayName: 'Job ID',
  name: 'jobId',
  type: 'string',
  default: '',
  required: true,
  placeholder: 'e.g. 7505g00000AbCdEAAV',
  description:
    'ID of the Bulk job, from the output of a Bulk operation or from Setup > Bulk Data Load Jobs in Salesforce',
};

export const jobProperties: readonly INodeProperties[] = [jobKindProperty, jobIdProperty];

/** Whether the job loads or queries. */
export function readJobKind(form: FormValues): JobKind {
  return readOption<JobKind>(form, jobKindProperty);
}

/** The ID of the job, checked. */
export function readJobId(form: FormValues): string {
  return jobId(locatorText(form.param('jobId'), 'Job ID'));
}

/** The job that the form identifies. */
export function readJobRef(form: FormValues): JobRef {
  return { kind: readJobKind(form), id: readJobId(form) };
}
