import type { IDataObject } from 'n8n-workflow';

import { resultDelimiter, type JobInfo } from '../../../../salesforce/bulk/jobs';
import { checkBulkQuery, objectOf, queryCsv, runQuery, unlessUnread } from '../../../../salesforce/bulk/query';
import { recordsOf } from '../../../../salesforce/bulk/queryRecords';
import { withPlainNumbers } from '../../../../salesforce/bulk/plainNumbers';
import { RowCounter } from '../../../../salesforce/bulk/results';
import { jsonLines, type Page } from '../../../../salesforce/query';
import { includeDeleted, readIncludeDeleted } from '../../fields/options';
import { outputProperties, readOutput, type OutputFile } from '../../fields/output';
import { parametersProperty } from '../../fields/queryParameters';
import { readSoql, soqlProperty } from '../../fields/soql';
import { waitForProperty } from '../../fields/waitFor';
import type { Item } from '../../host/form';
import type { NodeOrg } from '../../host/org';
import { type EachOperation } from '../define';
import { FileOutput, type Output, type RunningOutput } from '../../host/outcome';
import { followSettings } from './followJobs';
import { jobFailure } from './jobFailure';
import { asJson, runningJobs } from './jobs';
import { warnOfRunning } from './rowsFailed';

export const bulkQuery: EachOperation = {
  value: 'query',
  name: 'Query',
  action: 'Query records in bulk',
  description: 'Run a SOQL query on any number of records and return its rows as items or in a file',
  properties: [soqlProperty, parametersProperty, ...outputProperties, waitForProperty],
  options: [includeDeleted],
  each: async (org, item) => {
    const file = readOutput(item);
    const soql = readSoql(org, item);
    const object = objectOf(soql);
    checkBulkQuery(soql, object === undefined ? undefined : await org.describe.object(object));
    const operation = readIncludeDeleted(org, item, soql) ? 'queryAll' : 'query';
    const job = await runQuery(org, soql, operation, followSettings(org, item));
    if (job.state === 'Failed' || job.state === 'Aborted') throw jobFailure(job, NOTHING_READ);
    if (job.state !== 'JobComplete') {
      warnOfRunning(org, [job]);
      return [unfinished(job)];
    }
    const rows: QueryRows = { job, soql };
    return file === undefined ? await jobItems(org, rows) : await jobFile(org, item, rows, file);
  },
};

const NOTHING_READ = {
  failed:
    'No record was read: correct what the message names in the query. If it names nothing, run the query again in a few minutes, or look at the job in Setup > Bulk Data Load Jobs.',
  failedForAMoment: 'No record was read, and nothing is wrong with the query: run it again in a few minutes.',
  aborted: 'No record was read: the job was aborted in Salesforce, or by another workflow. Run the query again.',
};

/** The output for a job that is still running in Salesforce. */
function unfinished(job: JobInfo): RunningOutput {
  const { object, operation } = job;
  return runningJobs({ ended: false, object, operation, jobs: [asJson(job)] }, [job]);
}

async function jobItems(org: NodeOrg, rows: QueryRows): Promise<Output[]> {
  const items: Output[] = [];
  for await (const { records } of jobPages(org, rows)) for (const record of records) items.push(record as IDataObject);
  return items;
}

/** A query job that has ended, and its query, unless that is not known. */
interface QueryRows {
  readonly job: JobInfo;
  readonly soql?: string;
}

/** The rows of a job, one page for each piece that arrived. */
async function* jobPages(
  org: NodeOrg,
  { job, soql }: QueryRows,
  counted?: (rows: number) => void,
): AsyncGenerator<Page> {
  const { object, numberRecordsProcessed = 0 } = job;
  const csv = queryCsv(org, job, { soql, counted });
  for await (const records of unlessUnread(org, job.id, recordsOf(org, csv, { object, soql }))) {
    yield { records, totalSize: numberRecordsProcessed, done: false };
  }
}

/** The results of a query job in a file, streamed to n8n's storage. */
export async function jobFile(
  org: NodeOrg,
  item: Item,
  rows: QueryRows,
  { format, name, property }: OutputFile,
): Promise<Output[]> {
  const counter = new RowCounter();
  const chunks =
    format === 'csv'
      ? jobCsv(org, rows, counter.count)
      : jsonLines(jobPages(org, rows, counter.count), (record) => record);
  const binary = await item.writeFile(chunks, name);
  return [new FileOutput({ fileName: name.fileName, rows: counter.rows, jobId: rows.job.id }, { [property]: binary })];
}

function jobCsv(org: NodeOrg, { job, soql }: QueryRows, counted: (rows: number) => void): AsyncIterable<Uint8Array> {
  const csv = queryCsv(org, job, { soql, counted });
  const plain = withPlainNumbers(org, csv, { object: job.object, soql }, resultDelimiter(job));
  return unlessUnread(org, job.id, plain);
}
