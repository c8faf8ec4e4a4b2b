import type { IBinaryData } from 'n8n-workflow';

import { resultDelimiter, type JobInfo, type ResultKind } from '../../../../salesforce/bulk/jobs';
import type { LoadedRows } from '../../../../salesforce/bulk/loadRows';
import { withPlainNumbers } from '../../../../salesforce/bulk/plainNumbers';
import { RowReasons, type RowReason } from '../../../../salesforce/bulk/rowReasons';
import type { RowSum } from '../../../../salesforce/bulk/rowSum';
import { jobResults, joined, readResults, RowCounter } from '../../../../salesforce/bulk/results';
import type { Org } from '../../../../salesforce/org';
import type { Item } from '../../host/form';

/** The binary field for each kind of results, which is also the file's name. */
const FILES: ReadonlyMap<ResultKind, string> = new Map([
  ['successfulResults', 'successful'],
  ['failedResults', 'failed'],
  ['unprocessedrecords', 'unprocessed'],
]);

/** A file of results, and how many rows are in it. */
export interface ResultFile {
  readonly name: string;
  readonly file: IBinaryData;
  readonly rows: number;
  /** Of them, where a sum was asked for. */
  readonly sum: RowSum | undefined;
  /** Of failed rows, the most frequent first. */
  readonly reasons: readonly RowReason[];
}

/**
 * The results of one kind of load jobs that have ended, in one file; streamed into n8n's storage. A file that breaks off
 * is written again from its beginning.
 */
export async function resultFile(
  org: Org,
  item: Pick<Item, 'writeFile'>,
  jobs: readonly JobInfo[],
  { kind, sum: like, ...expected }: Pick<LoadedRows, 'most' | 'sum'> & { readonly kind: ResultKind },
): Promise<ResultFile> {
  const name = FILES.get(kind) ?? kind;
  return await readResults(org, jobs, kind, async () => {
    const counter = new RowCounter();
    const sum = like?.empty;
    const reasons = new RowReasons();
    const settings = { ...expected, counted: counter.count, isStrict: true, sum, reasons };
    const csv = joined(jobs.map((job) => jobResults(org, job, kind, settings)));
    const [first] = jobs;
    const plain = first === undefined ? csv : withPlainNumbers(org, csv, first, resultDelimiter(first));
    const file = await item.writeFile(plain, { fileName: `${name}.csv`, mimeType: 'text/csv' });
    return { name, file, rows: counter.rows, sum, reasons: reasons.list };
  });
}
