import type { IBinaryKeyData, IDataObject, INodeProperties } from 'n8n-workflow';

import { hasEnded, kindOf, type JobInfo, type ResultKind } from '../../../../salesforce/bulk/jobs';
import { expectRows, mostRows } from '../../../../salesforce/bulk/results';
import { answerText } from '../../../../salesforce/errors';
import { AdvisedError } from '../../host/advice';
import { readOptionList } from '../../fields/allowed';
import { jobProperties, readNamedJob } from '../../fields/job';
import { type EachOperation } from '../define';
import { FileOutput } from '../../host/outcome';
import { asJson, getNamedJob } from './jobs';
import { jobFile } from './query';
import { resultFile } from './resultFiles';
import { tellReasons } from './reasons';
import { warnOfFailures } from './rowsFailed';

const resultsOfLoad: INodeProperties = {
  displayName: 'Results',
  name: 'results',
  type: 'multiOptions',
  default: ['successfulResults', 'failedResults', 'unprocessedrecords'],
  displayOptions: { hide: { jobType: ['query'] } },
  description: 'Which rows of a load to return, with one file per kind',
  options: [
    { name: 'Failed', value: 'failedResults', description: 'Rows that were not saved, with their errors' },
    { name: 'Successful', value: 'successfulResults', description: 'Rows that were saved, with their record IDs' },
    { name: 'Unprocessed', value: 'unprocessedrecords', description: 'Rows that were not processed' },
  ],
};

const RESULTS = { format: 'csv', name: { fileName: 'results.csv', mimeType: 'text/csv' }, property: 'data' } as const;

export const bulkGetResults: EachOperation = {
  value: 'getResults',
  name: 'Get Job Results',
  action: 'Get job results',
  description: 'Get the results of a load job or the rows of a query job as files',
  properties: [...jobProperties, resultsOfLoad],
  each: async (org, item) => {
    const named = readNamedJob(org, item);
    const results = named.kinds.includes('ingest') ? readOptionList<ResultKind>(item, resultsOfLoad) : [];
    const job = await getNamedJob(org, named);
    if (!hasEnded(job)) throw notEnded(job);
    if (kindOf(job) === 'query') return await jobFile(org, item, { job }, RESULTS);
    const files: IBinaryKeyData = {};
    let errors: { readonly errors?: IDataObject[] } = {};
    let why = '';
    for (const kind of results) {
      const result = await resultFile(org, item, [job], { kind, most: mostRows(job, kind) });
      expectRows([job], kind, result);
      files[result.name] = result.file;
      if (kind !== 'failedResults') continue;
      ({ why, ...errors } = tellReasons(org, result.reasons, answerText(job.object)));
    }
    warnOfFailures(org, job, why);
    return [new FileOutput({ ...asJson(job), ...errors }, files)];
  },
};

/** The error for a job whose results are requested too early. */
export function notEnded({ id, state }: JobInfo): AdvisedError {
  return new AdvisedError(`Bulk job ${id} has no results yet: its state is ${state}.`, {
    field: 'Job',
    actions: ['Use the operation Wait before this one.'],
  });
}
