import type { INodeProperties } from 'n8n-workflow';

import type { RequestSettings } from '../../../../salesforce/write/byRequests';
import { extensionOf, extended } from '../../../../salesforce/fileName';
import type { FileKind } from '../../../../salesforce/files/kinds';
import { uploadFiles, type FileRow } from '../../../../salesforce/files/upload';
import { inputFileProperty, readInputFile } from '../../fields/binaryField';
import { fileKindProperty, filePlaceProperties, readFileKind, readFolder, readParentRecord } from '../../fields/file';
import { parallelRequests, readPace, stopAtApiUsage } from '../../fields/sendAs';
import { shareType, visibility } from '../../fields/sharing';
import { readText } from '../../fields/text';
import type { FormValues, Item } from '../../host/form';
import type { InputFile } from '../../host/files';
import type { NodeOrg } from '../../host/org';
import type { BatchOperation } from '../define';
import { writeInGroups, type ItemRow } from '../writeInGroups';
import { linkUploads, readPlaces } from './linkUploads';

const title: INodeProperties = {
  displayName: 'Title',
  name: 'title',
  type: 'string',
  default: '',
  placeholder: 'e.g. Contract 2026',
  description: 'What the file is called in Salesforce. Leave empty to use the name of the file.',
};

const description: INodeProperties = {
  displayName: 'Description',
  name: 'description',
  type: 'string',
  default: '',
  placeholder: 'e.g. Signed by both parties',
};

export const fileUpload: BatchOperation = {
  value: 'upload',
  name: 'Upload',
  action: 'Upload file',
  description: 'Upload a file of any size as a Salesforce File, an attachment or a document',
  properties: [fileKindProperty, inputFileProperty('file'), title, ...filePlaceProperties],
  options: [description, parallelRequests, shareType, stopAtApiUsage, visibility],
  saves: true,
  batch: async (org, items) => {
    const uploaded = await sendFiles(org, items);
    return await linkUploads(org, items, uploaded);
  },
};

interface UploadTogether extends RequestSettings {
  readonly kind: FileKind;
}

const sendFiles = writeInGroups<UploadTogether, FileRow>({
  objectOf: () => undefined,
  read: (_, item) => readFileRow(item),
  write: (org: NodeOrg, { kind, ...settings }, rows) => uploadFiles(org, kind, rows, settings),
  toJson: ({ id }) => ({ id }),
});

function readFileRow(item: Item): ItemRow<UploadTogether, FileRow> {
  const kind = item.shared(readFileKind);
  const settings = item.shared(readPace);
  const place = PLACE_FIELDS[kind](item);
  const { title, ...texts } = readTexts(item);
  const file = item.file(item.shared(readInputFile));
  const values = { ...place, ...NAME_FIELDS[kind](title === '' ? file.fileName : title, file), ...texts };
  return {
    row: { index: item.index, values, file },
    group: JSON.stringify([kind, settings]),
    common: () => ({ ...settings, kind }),
  };
}

/** Where the file goes. */
const PLACE_FIELDS: Readonly<Record<FileKind, (item: Item) => FileRow['values']>> = {
  attachment: (item) => ({ ParentId: readParentRecord(item) }),
  document: (item) => ({ FolderId: readFolder(item) }),
  file: (item) => {
    const { location } = readPlaces(item);
    return location === undefined ? {} : { FirstPublishLocationId: location };
  },
};

/** What it is called, and of which type it is. */
const NAME_FIELDS: Readonly<Record<FileKind, (title: string, file: InputFile) => FileRow['values']>> = {
  // Whoever downloads an attachment gets its name as the file's.
  attachment: (title, { fileName, mimeType }) => ({
    Name: extended(title, extensionOf(fileName)),
    ContentType: mimeType,
  }),
  document: (title, { fileName, mimeType }) => ({ Name: title, ContentType: mimeType, ...documentType(fileName) }),
  file: (title, { fileName }) => ({ Title: title, PathOnClient: fileName }),
};

function readTexts(form: FormValues): { title: string; Description?: string } {
  const about = readText(form, description, 'options');
  return { title: readText(form, title), ...(about === '' ? {} : { Description: about }) };
}

function documentType(fileName: string): { Type?: string } {
  const extension = extensionOf(fileName);
  return extension === undefined ? {} : { Type: extension };
}
