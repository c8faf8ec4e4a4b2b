import type { IBinaryData } from 'n8n-workflow';

import { resultDelimiter, ingestResultsRequest, type JobInfo, type ResultKind } from '../../../../salesforce/bulk/jobs';
import { withPlainNumbers } from '../../../../salesforce/bulk/plainNumbers';
import { joined, wholeStream } from '../../../../salesforce/bulk/results';
import type { Item } from '../../host/form';
import type { NodeOrg } from '../../host/org';

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
}

/** The results of one kind of load jobs that have ended, in one file; streamed into n8n's storage. */
export async function resultFile(
  org: NodeOrg,
  item: Item,
  jobs: readonly JobInfo[],
  kind: ResultKind,
): Promise<ResultFile> {
  let rows = 0;
  const count = (more: number): void => {
    rows += more;
  };
  const streams = jobs.map(({ id }) => wholeStream(org, ingestResultsRequest(org, id, kind), { counted: count }));
  const name = FILES.get(kind) ?? kind;
  const [first] = jobs;
  const csv =
    first === undefined ? joined(streams) : withPlainNumbers(org, joined(streams), first, resultDelimiter(first));
  const file = await item.writeFile(csv, { fileName: `${name}.csv`, mimeType: 'text/csv' });
  return { name, file, rows };
}
