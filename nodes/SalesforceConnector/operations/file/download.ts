import { asError, NotSentError } from '../../../../salesforce/errors';
import { fileBytes } from '../../../../salesforce/files/download';
import type { FoundFile } from '../../../../salesforce/files/find';
import { repeatRead } from '../../../../salesforce/retry';
import { Pace } from '../../../../salesforce/write/pace';
import { outputFileProperty } from '../../fields/binaryField';
import { downloadProperties } from '../../fields/downloadFrom';
import { parallelRequests, readPace } from '../../fields/sendAs';
import type { Item } from '../../host/form';
import type { NodeOrg } from '../../host/org';
import { FileOutput, type Outcome } from '../../host/outcome';
import type { BatchOperation } from '../define';
import { findWanted, readWanted } from './findWanted';
import { readItem } from '../readItem';

export const fileDownload: BatchOperation = {
  value: 'download',
  name: 'Download',
  action: 'Download file',
  description: 'Download files of any size into binary fields, one output item for each file',
  properties: [...downloadProperties, outputFileProperty],
  options: [parallelRequests],
  batch: async (org, items) => {
    const [first] = items;
    if (first === undefined) return [];
    const wanted = items.map((item) => readItem(item, readWanted));
    const filesOfItem = await findWanted(
      org,
      wanted.filter((one) => 'property' in one),
    );
    const pace = new Pace(first.shared(readPace).parallel);
    return await Promise.all(
      wanted.map(async (one, place): Promise<Outcome> => {
        const item = items[place];
        if ('error' in one || item === undefined) return one as { error: Error };
        const files = filesOfItem(one);
        if (files instanceof Error) return { error: files };
        const target = { org, item, property: one.property };
        return outcomeOfFiles(await Promise.all(files.map((file) => pace.run(() => downloaded(target, file)))));
      }),
    );
  },
};

/** Where a file goes. */
interface DownloadTarget {
  readonly org: NodeOrg;
  readonly item: Item;
  readonly property: string;
}

async function downloaded({ org, item, property }: DownloadTarget, file: FoundFile): Promise<Error | FileOutput> {
  if (org.cancelled()) return new NotSentError('the run was cancelled.', 'cancelled');
  try {
    const binary = await repeatRead(org, () => item.writeFile(fileBytes(org, file), file));
    const { id, documentId, title, fileName, size = null } = file;
    const ids = documentId === undefined ? { id } : { documentId, versionId: id };
    return new FileOutput({ ...ids, title, fileName, size }, { [property]: binary });
  } catch (error) {
    return asError(error);
  }
}

/** All files of an item, or the first error. */
function outcomeOfFiles(files: readonly (Error | FileOutput)[]): Outcome {
  const error = files.find((file) => file instanceof Error);
  return error === undefined ? { json: files.filter((file) => file instanceof FileOutput) } : { error };
}
