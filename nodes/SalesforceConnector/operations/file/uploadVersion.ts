import type { INodeProperties } from 'n8n-workflow';

import { findFiles, type FoundFile } from '../../../../salesforce/files/find';
import { uploadFiles, type FileRow } from '../../../../salesforce/files/upload';
import type { RequestSettings } from '../../../../salesforce/write/byRequests';
import { inputFileProperty, readInputFile } from '../../fields/binaryField';
import { salesforceFileProperty, readFileId } from '../../fields/file';
import { parallelRequests, stopAtApiUsage } from '../../fields/sendAs';
import { readText } from '../../fields/text';
import { AdvisedError } from '../../host/advice';
import type { Item } from '../../host/form';
import type { NodeOrg } from '../../host/org';
import type { BatchOperation } from '../define';
import { atPace, writeInGroups } from '../writeInGroups';

const reasonForChange: INodeProperties = {
  displayName: 'Reason For Change',
  name: 'reasonForChange',
  type: 'string',
  default: '',
  placeholder: 'e.g. Corrected the total',
  description: 'What the list of versions says about this one',
};

const newTitle: INodeProperties = {
  displayName: 'Title',
  name: 'title',
  type: 'string',
  default: '',
  placeholder: 'e.g. Contract 2026',
  description: 'What the file is called from now on. Leave empty to keep its title.',
};

export const fileUploadVersion: BatchOperation = {
  value: 'uploadVersion',
  name: 'Upload New Version',
  action: 'Upload new version of file',
  description: 'Upload a file as the latest version of a Salesforce File',
  properties: [salesforceFileProperty, inputFileProperty('file'), reasonForChange],
  options: [parallelRequests, stopAtApiUsage, newTitle],
  saves: true,
  batch: async (org, items) => {
    const files = await findFiles(org, items.flatMap(knownFileId));
    return await writeInGroups<RequestSettings, VersionRow, UploadedVersion>({
      objectOf: () => undefined,
      read: (_, item) => atPace(item, () => readVersionRow(item, files)),
      write: (_, settings, rows) => uploadVersions(org, rows, settings),
      toJson: ({ documentId, versionId }) => ({ documentId, versionId }),
    })(org, items);
  },
};

/** A file under its document's ID, so that versions of one document keep their order. */
interface VersionRow extends FileRow {
  readonly key: string;
}

interface UploadedVersion {
  readonly documentId: string;
  readonly versionId: string | null;
}

type VersionOutcome = { readonly error: Error } | { readonly saved: UploadedVersion };

async function uploadVersions(
  org: NodeOrg,
  rows: readonly VersionRow[],
  settings: RequestSettings,
): Promise<Map<number, VersionOutcome>> {
  const outcomes = await uploadFiles(org, 'file', rows, settings);
  return new Map(
    rows.map(({ index, key: documentId }): [number, VersionOutcome] => {
      const outcome = outcomes.get(index) ?? { error: new Error(`Item ${index} was not uploaded.`) };
      return [index, 'error' in outcome ? outcome : { saved: { documentId, versionId: outcome.saved.id } }];
    }),
  );
}

type FilesById = ReadonlyMap<string, Error | FoundFile>;

/** What is no ID is told when the item is read. */
function knownFileId(item: Item): string[] {
  try {
    return [readFileId(item)];
  } catch {
    return [];
  }
}

function readVersionRow(item: Item, files: FilesById): VersionRow {
  const id = readFileId(item);
  const reason = readText(item, reasonForChange);
  const title = readText(item, newTitle, 'options');
  const property = item.shared(readInputFile);
  const found = files.get(id);
  if (found instanceof Error) throw found;
  if (found?.documentId === undefined) {
    throw new AdvisedError(`File: “${id}” is an attachment or a document: only a Salesforce File has versions.`, {
      field: 'File',
      actions: ['Upload it as a Salesforce File, whose ID begins with 069.'],
    });
  }
  const file = item.file(property);
  const values = {
    ContentDocumentId: found.documentId,
    Title: title === '' ? found.title : title,
    PathOnClient: file.fileName,
    ...(reason === '' ? {} : { ReasonForChange: reason }),
  };
  return { index: item.index, key: found.documentId, values, file };
}
