import { asError, NotSentError } from '../../../../salesforce/errors';
import { fileBytes } from '../../../../salesforce/files/download';
import { findFiles, type FoundFile } from '../../../../salesforce/files/find';
import { repeatRead } from '../../../../salesforce/retry';
import { Pace } from '../../../../salesforce/write/pace';
import { outputFileProperty, readOutputField } from '../../fields/binaryField';
import { fileProperty, readFileId } from '../../fields/file';
import { parallelRequests, readPace } from '../../fields/sendAs';
import type { Item } from '../../host/form';
import type { NodeOrg } from '../../host/org';
import { FileOutput, type Outcome } from '../../host/outcome';
import type { BatchOperation } from '../define';

export const fileDownload: BatchOperation = {
  value: 'download',
  name: 'Download',
  action: 'Download file',
  description: 'Download a file of any size into a binary field',
  properties: [fileProperty, outputFileProperty],
  options: [parallelRequests],
  batch: async (org, items) => {
    const [first] = items;
    if (first === undefined) return [];
    const wanted = items.map(readWanted);
    const files = await findFiles(
      org,
      wanted.flatMap((one) => ('id' in one ? [one.id] : [])),
    );
    const pace = new Pace(first.shared(readPace).parallel);
    return await Promise.all(
      wanted.map(async (one): Promise<Outcome> => {
        if ('error' in one) return one;
        const file = files.get(one.id) ?? new Error(`File ${one.id} was not found.`);
        return file instanceof Error ? { error: file } : await pace.run(() => downloaded(org, one, file));
      }),
    );
  },
};

interface WantedFile {
  readonly item: Item;
  readonly id: string;
  readonly property: string;
}

function readWanted(item: Item): WantedFile | { readonly error: Error } {
  try {
    return { item, id: readFileId(item), property: readOutputField(item) };
  } catch (error) {
    return { error: asError(error) };
  }
}

async function downloaded(org: NodeOrg, { item, property }: WantedFile, file: FoundFile): Promise<Outcome> {
  if (org.cancelled()) return { error: new NotSentError('the run was cancelled.', 'cancelled') };
  try {
    const binary = await repeatRead(org, () => item.writeFile(fileBytes(org, file), file));
    const { id, documentId, title, fileName, size } = file;
    const ids = documentId === undefined ? { id } : { documentId, versionId: id };
    return { json: [new FileOutput({ ...ids, title, fileName, size }, { [property]: binary })] };
  } catch (error) {
    return { error: asError(error) };
  }
}
