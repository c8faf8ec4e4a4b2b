import type { INodeProperties } from 'n8n-workflow';

import { trimmed } from '../../../salesforce/characters';
import { recordIdOf } from '../../../salesforce/describe';
import { fileIdIn } from '../../../salesforce/files/find';
import type { FileKind } from '../../../salesforce/files/kinds';
import { recordId } from '../../../salesforce/ids';
import type { FormValues } from '../host/form';
import { readOption } from './allowed';
import { fromList, listIn, locatorText, optionalText } from './locator';
import type { RecordKind } from './recordChoices';
import { mixedRecordList, recordList, recordLocator } from './recordId';
import { namesIn } from './text';

export const searchFiles = recordList(({ org }) => org.describe.object('ContentDocument'));
export const searchLibraries = recordList(({ org }) => org.describe.object('ContentWorkspace'));
export const searchFolders = recordList(({ org }) => org.describe.object('Folder'));

export const fileKindProperty: INodeProperties = {
  displayName: 'File Type',
  name: 'fileType',
  type: 'options',
  noDataExpression: true,
  default: 'file',
  options: [
    { name: 'Attachment', value: 'attachment', description: 'A file of one record, as in Salesforce Classic' },
    { name: 'Document', value: 'document', description: 'A file in a folder of Salesforce Classic' },
    {
      name: 'Salesforce File',
      value: 'file',
      description: 'A file with versions that can be shared with records, users, groups and libraries',
    },
  ],
};

export function readFileKind(form: FormValues): FileKind {
  return readOption<FileKind>(form, fileKindProperty);
}

/** Which file, as its ID says. */
function fileLocator(description: string): INodeProperties {
  return {
    ...recordLocator({
      displayName: 'File',
      name: 'fileId',
      description,
      searchListMethod: 'searchFiles',
      placeholders: [
        'Select a file…',
        'e.g. 0695g00000AbCdEAAV',
        'e.g. https://acme.lightning.force.com/lightning/r/ContentDocument/0695g00000AbCdEAAV/view',
      ],
    }),
    required: true,
  };
}

export const fileProperty = fileLocator(
  'A Salesforce File or one of its versions, an attachment or a document. The list has Salesforce Files.',
);

export const salesforceFileProperty = fileLocator('A Salesforce File, also by the ID of one of its versions');

export const deletableFileProperty = fileLocator(
  'A Salesforce File, an attachment or a document. The list has Salesforce Files.',
);

export function readFileId(form: FormValues): string {
  return fileIdIn(locatorText(form.param('fileId'), 'File'), 'File');
}

const LIBRARY: INodeProperties = {
  ...recordLocator({
    displayName: 'Library',
    name: 'library',
    description: 'The library to put the file into. Leave empty to keep it among the user’s own files.',
    searchListMethod: 'searchLibraries',
    placeholders: [
      'Select a library…',
      'e.g. 0585g000000AbCdAAK',
      'e.g. https://acme.lightning.force.com/lightning/r/ContentWorkspace/0585g000000AbCdAAK/view',
    ],
  }),
  displayOptions: { show: { fileType: ['file'] } },
};

const FOLDER: INodeProperties = {
  ...recordLocator({
    displayName: 'Folder',
    name: 'folder',
    description: 'The folder to put the document into',
    searchListMethod: 'searchFolders',
    placeholders: [
      'Select a folder…',
      'e.g. 00l5g000001AbCdAAK',
      'e.g. https://acme.my.salesforce.com/00l5g000001AbCd',
    ],
  }),
  required: true,
  displayOptions: { show: { fileType: ['document'] } },
};

const PARENT: INodeProperties = {
  displayName: 'Parent Record ID',
  name: 'parentId',
  type: 'string',
  default: '',
  required: true,
  placeholder: 'e.g. 0015g00000AbCdEAAV',
  description: 'ID or URL of the record that the attachment belongs to',
  displayOptions: { show: { fileType: ['attachment'] } },
};

const LINK_TO = 'Link To';

const SHARED_WITH: readonly RecordKind[] = [
  { object: 'User', only: { IsActive: true } },
  { object: 'Group', only: { Type: 'Regular' } },
  { object: 'ContentWorkspace' },
];

/** Whom files are shared with, besides records. */
export const searchUsersAndGroups = mixedRecordList(SHARED_WITH);

/** @param needed whether a file without links is of no use */
export function linkToProperty(needed: boolean): INodeProperties {
  return {
    displayName: LINK_TO,
    name: 'linkTo',
    type: 'resourceLocator',
    default: { mode: 'id', value: '' },
    ...(needed ? { required: true } : {}),
    description:
      'Whom or what to share the file with: a user, group or library from the list, or IDs or URLs of records, users, groups and libraries, separated by commas',
    modes: [
      fromList('Select a user, group or library…', 'searchUsersAndGroups'),
      {
        displayName: 'By ID',
        name: 'id',
        type: 'string',
        placeholder: 'e.g. 0015g00000AbCdEAAV',
      },
    ],
  };
}

/** Where a new file goes. */
export const filePlaceProperties: readonly INodeProperties[] = [
  { ...linkToProperty(false), displayOptions: { show: { fileType: ['file'] } } },
  LIBRARY,
  PARENT,
  FOLDER,
];

const OWNER: INodeProperties = {
  displayName: 'Record ID',
  name: 'fileOwnerId',
  type: 'string',
  default: '',
  required: true,
  placeholder: 'e.g. 0015g00000AbCdEAAV',
  description: 'ID or URL of the record that has the files; for Salesforce Files, also of a user, group or library',
  displayOptions: { show: { fileType: ['attachment', 'file'] } },
};

/** What has the files that are listed. */
export const fileOwnerProperties: readonly INodeProperties[] = [
  OWNER,
  { ...FOLDER, description: 'The folder that has the documents' },
];

export function readFileOwner(form: FormValues, kind: FileKind): string {
  const { displayName, name } = OWNER;
  return kind === 'document' ? readFolder(form) : recordId(locatorText(form.param(name), displayName), displayName);
}

/** The records to link to, one at least. */
export function readNeededLinkTo(form: FormValues): string[] {
  const ids = readLinkTo(form);
  // Its error says that the field is empty.
  return ids.length > 0 ? ids : [locatorText('', LINK_TO)];
}

/** The records to link to, each once. */
export function readLinkTo(form: FormValues): string[] {
  return idsIn(listIn(form.param<unknown>('linkTo', ''), LINK_TO), LINK_TO);
}

/** IDs of a list, or of a text with commas or spaces; see {@link recordId} on their prefixes. */
export function idsIn(value: unknown, what: string, prefixes: readonly string[] = []): string[] {
  const texts = namesIn(value, what, /[,;]/).flatMap(spacedIds);
  return [...new Set(texts.map((text) => recordId(text, what, prefixes)))];
}

const ID = /^\w{15}(?:\w{3})?$/;

/** Spaces separate IDs and addresses; in anything else, such as a record’s name, they do not. */
function spacedIds(text: string): string[] {
  const words = text.split(/\s+/).map(trimmed);
  return words.every((word) => ID.test(word) || word.includes('/')) ? words : [text];
}

/** The ID of the library; undefined for none. */
export function readLibrary(form: FormValues): string | undefined {
  const library = optionalText(form.param<unknown>('library', ''), 'Library');
  return library === undefined ? undefined : recordIdOf('ContentWorkspace', library, 'Library');
}

export function readFolder(form: FormValues): string {
  return recordIdOf('Folder', locatorText(form.param('folder'), 'Folder'), 'Folder');
}

export function readParentRecord(form: FormValues): string {
  const { displayName } = PARENT;
  return recordId(locatorText(form.param('parentId'), displayName), displayName);
}
