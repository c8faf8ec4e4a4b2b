import type { IBinaryKeyData } from 'n8n-workflow';

import { ingestResultsRequest, type ResultKind } from '../../../../salesforce/bulk/jobs';
import { joined, wholeStream } from '../../../../salesforce/bulk/results';
import type { Item } from '../../host/form';
import type { NodeOrg } from '../../host/org';

/** The binary field for each kind of results, which is also the file's name. */
const FILES: ReadonlyMap<ResultKind, string> = new Map([
  ['successfulResults', 'successful'],
  ['failedResults', 'failed'],
  ['unprocessedrecords', 'unprocessed'],
]);

/** The results of load jobs that have ended, with one file per kind, streamed to n8n's storage. */
export async function resultFiles(
  org: NodeOrg,
  item: Item,
  jobIds: readonly string[],
  kinds: readonly ResultKind[],
): Promise<IBinaryKeyData> {
  const files: IBinaryKeyData = {};
  for (const kind of kinds) {
    const streams = jobIds.map((id) => wholeStream(org, ingestResultsRequest(org, id, kind)));
    const name = FILES.get(kind) ?? kind;
    files[name] = await item.writeFile(joined(streams), { fileName: `${name}.csv`, mimeType: 'text/csv' });
  }
  return files;
}
