import { AnswerError, asError, isCount, isRecord, isText, maybe, objectWith, type Shape } from '../errors';
import { isRecordId } from '../ids';
import type { Org } from '../org';
import type { SalesforceRecord } from '../query';
import { findRecords, type Found, type KeyField } from '../query/find';
import { fileNameOf } from '../fileName';
import { classicFile, isClassic, salesforceFile, unpublished, type FoundFile } from './find';
import type { FileKind } from './kinds';

/** A file of a record, with what is told of it. */
export interface ListedFile {
  /** Or why it cannot be downloaded. */
  readonly file: Error | FoundFile;
  readonly about: Readonly<Record<string, unknown>>;
}

/** Where the files of a record are listed. */
interface FileList {
  readonly object: string;
  /** What holds the record's ID. */
  readonly by: string;
  readonly fields: readonly string[];
  readonly read: (record: SalesforceRecord) => ListedFile | undefined;
}

const DOCUMENT_FIELDS = [
  'Title',
  'FileExtension',
  'FileType',
  'ContentSize',
  'LatestPublishedVersionId',
  'LatestPublishedVersion.VersionNumber',
  'LatestPublishedVersion.Checksum',
  'OwnerId',
  'Owner.Name',
  'CreatedDate',
  'LastModifiedDate',
];
const CLASSIC_FIELDS = ['Name', 'ContentType', 'BodyLength', 'Description', 'CreatedDate', 'LastModifiedDate'];

const LISTS: Readonly<Record<FileKind, FileList>> = {
  attachment: {
    object: 'Attachment',
    by: 'ParentId',
    fields: ['Id', ...CLASSIC_FIELDS, 'OwnerId', 'Owner.Name'],
    read: (record) => (isClassic(record) ? classicListed('Attachment', record, 'ParentId') : undefined),
  },
  document: {
    object: 'Document',
    by: 'FolderId',
    fields: ['Id', ...CLASSIC_FIELDS, 'Type', 'AuthorId'],
    read: (record) => (isClassic(record) ? classicListed('Document', record, 'FolderId') : undefined),
  },
  file: {
    object: 'ContentDocumentLink',
    by: 'LinkedEntityId',
    fields: [
      'Id',
      'ContentDocumentId',
      'ShareType',
      'Visibility',
      ...DOCUMENT_FIELDS.map((field) => `ContentDocument.${field}`),
    ],
    read: (record) => (isLink(record) ? linkedFile(record) : undefined),
  },
};

interface LinkedDocument {
  Title: string;
  FileExtension?: string | null | undefined;
  ContentSize?: number | null | undefined;
  LatestPublishedVersionId?: string | null | undefined;
  LatestPublishedVersion?: Readonly<Record<string, unknown>> | null | undefined;
}

interface LinkRecord {
  Id: string;
  ContentDocumentId: string;
  LinkedEntityId: string;
  ContentDocument: LinkedDocument;
}

const isLink: Shape<LinkRecord> = objectWith<LinkRecord>({
  Id: isRecordId,
  ContentDocumentId: isRecordId,
  LinkedEntityId: isRecordId,
  ContentDocument: objectWith<LinkedDocument>({
    Title: isText,
    FileExtension: maybe(isText),
    ContentSize: maybe(isCount),
    LatestPublishedVersionId: maybe(isRecordId),
    LatestPublishedVersion: maybe(isRecord),
  }),
});

function linkedFile(link: LinkRecord & SalesforceRecord): ListedFile {
  const { Id, ContentDocumentId: documentId, LinkedEntityId: linkedTo, ContentDocument: document } = link;
  const { LatestPublishedVersionId: versionId, Title: title } = document;
  const file =
    versionId == null ? unpublished(documentId, title) : salesforceFile({ Id, ...document }, documentId, versionId);
  const { FileExtension, FileType, OwnerId, Owner, CreatedDate, LastModifiedDate, LatestPublishedVersion } =
    document as LinkedDocument & SalesforceRecord;
  return {
    file,
    about: {
      documentId,
      versionId: versionId ?? null,
      version: parentField(LatestPublishedVersion, 'VersionNumber'),
      title,
      fileName: fileNameOf(title, document.FileExtension ?? ''),
      fileExtension: FileExtension ?? null,
      fileType: FileType ?? null,
      size: document.ContentSize ?? null,
      ownerId: OwnerId ?? null,
      ownerName: parentField(Owner, 'Name'),
      createdDate: CreatedDate ?? null,
      lastModifiedDate: LastModifiedDate ?? null,
      linkedTo,
      linkId: Id,
      shareType: link['ShareType'] ?? null,
      visibility: link['Visibility'] ?? null,
    },
  };
}

function parentField(parent: unknown, name: string): unknown {
  return (parent as SalesforceRecord | null | undefined)?.[name] ?? null;
}

function classicListed(object: string, record: Parameters<typeof classicFile>[1], by: string): ListedFile {
  const told = record as typeof record & SalesforceRecord;
  const extension = told['Type'];
  const file = classicFile(object, record, isText(extension) ? extension : '');
  return {
    file,
    about: {
      id: file.id,
      title: file.title,
      fileName: file.fileName,
      mimeType: file.mimeType ?? null,
      size: file.size,
      description: told['Description'] ?? null,
      ownerId: told['OwnerId'] ?? told['AuthorId'] ?? null,
      ownerName: parentField(told['Owner'], 'Name'),
      createdDate: told['CreatedDate'] ?? null,
      lastModifiedDate: told['LastModifiedDate'] ?? null,
      linkedTo: told[by] ?? null,
    },
  };
}

/**
 * Lists the files of records, or the documents of folders: one query for up to 2,000.
 * @param recordIds in their 18-character form
 * @returns the files, or why they could not be listed, by the record's ID
 */
export async function filesOf(
  org: Org,
  kind: FileKind,
  recordIds: readonly string[],
): Promise<Map<string, Error | readonly ListedFile[]>> {
  const { object, by, fields, read } = LISTS[kind];
  const key: KeyField = { name: by, type: 'reference', caseSensitive: true };
  const found = await findRecords(org, { object, by: key, fields }, recordIds).catch(
    (error: unknown) => new Map(recordIds.map((id): [string, Found] => [id, { error: asError(error) }])),
  );
  return new Map([...found].map(([id, of]) => [id, 'error' in of ? of.error : listedIn(of.records, read)]));
}

function listedIn(records: readonly SalesforceRecord[], read: FileList['read']): Error | readonly ListedFile[] {
  const files: ListedFile[] = [];
  for (const record of records) {
    const file = read(record);
    if (file === undefined) return new AnswerError(200, 'a list of files was expected', record);
    files.push(file);
  }
  return files;
}
