import { DOCUMENT_PREFIX, FILE_OBJECTS } from '../../../../salesforce/files/kinds';
import type { RequestSettings } from '../../../../salesforce/write/byRequests';
import { writeRows } from '../../../../salesforce/write/writeRows';
import { deletableFileProperty, readFileId } from '../../fields/file';
import { parallelRequests, readPace, stopAtApiUsage } from '../../fields/sendAs';
import { AdvisedError } from '../../host/advice';
import type { BatchOperation } from '../define';
import { writeInGroups } from '../writeInGroups';

interface DeleteTogether extends RequestSettings {
  readonly object: string;
  readonly keyPrefix: string;
}

export const fileDelete: BatchOperation = {
  value: 'delete',
  name: 'Delete',
  action: 'Delete file',
  description: 'Move a Salesforce File with all its versions, an attachment or a document to the Recycle Bin',
  properties: [deletableFileProperty],
  options: [parallelRequests, stopAtApiUsage],
  saves: true,
  batch: writeInGroups<DeleteTogether>({
    objectOf: () => undefined,
    read: (_, item) => {
      const key = readFileId(item);
      const common = { ...item.shared(readPace), ...objectOfFile(key) };
      return { row: { index: item.index, values: {}, key }, group: JSON.stringify(common), common: () => common };
    },
    write: (org, { object, keyPrefix, ...settings }, rows) => {
      const job = { operation: 'delete', object, keyPrefix, headers: {}, allOrNone: false } as const;
      return writeRows(org, { job, rows, sendAs: 'automatic', bulkFrom: Infinity }, settings);
    },
    toJson: ({ id }) => ({ id, deleted: true }),
  }),
};

/** Salesforce deletes files with all their versions only. */
function objectOfFile(id: string): Pick<DeleteTogether, 'keyPrefix' | 'object'> {
  const { attachment, document } = FILE_OBJECTS;
  const deletable = [attachment, document, { object: 'ContentDocument', keyPrefix: DOCUMENT_PREFIX }];
  const found = deletable.find(({ keyPrefix }) => id.startsWith(keyPrefix));
  if (found !== undefined) return found;
  throw new AdvisedError(`File: “${id}” is one version of a file, which cannot be deleted alone.`, {
    field: 'File',
    actions: ['Use the ID of the file, which begins with 069, to delete it with all its versions.'],
  });
}
