import {
  AnswerError,
  asError,
  InputError,
  isCount,
  isRecord,
  isText,
  maybe,
  objectWith,
  SalesforceError,
  shorten,
} from '../errors';
import { isRecordId, recordId } from '../ids';
import type { Org } from '../org';
import type { SalesforceRecord } from '../query';
import { findRecords, type Found, type KeyField } from '../query/find';
import type { StoredFile } from './download';
import { DOCUMENT_PREFIX, FILE_OBJECTS } from './kinds';
import { fileNameOf } from '../fileName';

/** A file that is stored in Salesforce. */
export interface FoundFile extends StoredFile {
  /** As it is called in Salesforce. */
  readonly title: string;
  readonly fileName: string;
  /** As Salesforce has it; undefined where it has none. */
  readonly mimeType: string | undefined;
  /** Of a Salesforce File, whose versions have IDs of their own. */
  readonly documentId: string | undefined;
}

/** Where a file with an ID is looked up. */
interface FileSource {
  readonly object: string;
  readonly fields: readonly string[];
  readonly read: (record: SalesforceRecord) => Error | FoundFile | undefined;
}

const TITLE_FIELDS = ['Title', 'FileExtension', 'ContentSize'];

const SOURCES: ReadonlyMap<string, FileSource> = new Map([
  [
    DOCUMENT_PREFIX,
    {
      object: 'ContentDocument',
      fields: [...TITLE_FIELDS, 'LatestPublishedVersionId', 'LatestPublishedVersion.Checksum'],
      read: (record) => (isDocument(record) ? documentFile(record) : undefined),
    },
  ],
  [
    FILE_OBJECTS.file.keyPrefix,
    {
      object: FILE_OBJECTS.file.object,
      fields: [...TITLE_FIELDS, 'ContentDocumentId', 'Checksum'],
      read: (record) => (isVersion(record) ? salesforceFile(record, record.ContentDocumentId, record.Id) : undefined),
    },
  ],
  [
    FILE_OBJECTS.attachment.keyPrefix,
    {
      object: FILE_OBJECTS.attachment.object,
      fields: ['Name', 'ContentType', 'BodyLength'],
      read: (record) => (isClassic(record) ? classicFile('Attachment', record, '') : undefined),
    },
  ],
  [
    FILE_OBJECTS.document.keyPrefix,
    {
      object: FILE_OBJECTS.document.object,
      fields: ['Name', 'Type', 'ContentType', 'BodyLength'],
      read: (record) => {
        const extension = record['Type'];
        return isClassic(record) ? classicFile('Document', record, isText(extension) ? extension : '') : undefined;
      },
    },
  ],
]);

interface Named {
  Id: string;
  Title: string;
  FileExtension?: string | null | undefined;
  ContentSize?: number | null | undefined;
  /** Of a version: https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/sforce_api_objects_contentversion.htm */
  Checksum?: string | null | undefined;
  /** Of a document. */
  LatestPublishedVersion?: Readonly<Record<string, unknown>> | null | undefined;
}

const nameShapes = {
  Id: isRecordId,
  Title: isText,
  FileExtension: maybe(isText),
  ContentSize: maybe(isCount),
  Checksum: maybe(isText),
  LatestPublishedVersion: maybe(isRecord),
};

interface ContentDocument extends Named {
  LatestPublishedVersionId?: string | null | undefined;
}

const isDocument = objectWith<ContentDocument>({ ...nameShapes, LatestPublishedVersionId: maybe(isRecordId) });

interface ContentVersion extends Named {
  ContentDocumentId: string;
}

const isVersion = objectWith<ContentVersion>({ ...nameShapes, ContentDocumentId: isRecordId });

/** A file's latest version that is published, which drafts do not have. */
function documentFile(document: ContentDocument): Error | FoundFile {
  const { Id, Title, LatestPublishedVersionId: versionId } = document;
  return versionId == null ? unpublished(Id, Title) : salesforceFile(document, Id, versionId);
}

/** Why a file without a published version cannot be downloaded. */
export function unpublished(documentId: string, title: string): Error {
  return new InputError(`“${shorten(title)}” (${documentId}) has no published version.`, { reason: 'notPublished' });
}

/** A version of a Salesforce File. */
export function salesforceFile(
  { Title, FileExtension, ContentSize, Checksum, LatestPublishedVersion }: Named,
  documentId: string,
  id: string,
): FoundFile {
  const { object, body } = FILE_OBJECTS.file;
  const fileName = fileNameOf(Title, FileExtension ?? '');
  return {
    object,
    field: body,
    id,
    documentId,
    title: Title,
    fileName,
    size: ContentSize ?? undefined,
    md5: md5In(Checksum) ?? md5In(LatestPublishedVersion?.['Checksum']),
    mimeType: undefined,
  };
}

/** What is stored elsewhere has none. */
function md5In(checksum: unknown): string | undefined {
  return typeof checksum === 'string' && /^[\da-f]{32}$/i.test(checksum) ? checksum : undefined;
}

interface Classic {
  Id: string;
  Name: string;
  ContentType?: string | null | undefined;
  BodyLength: number;
}

export const isClassic = objectWith<Classic>({
  Id: isRecordId,
  Name: isText,
  ContentType: maybe(isText),
  BodyLength: isCount,
});

export function classicFile(
  object: string,
  { Id, Name, ContentType, BodyLength }: Classic,
  extension: string,
): FoundFile {
  return {
    object,
    field: 'Body',
    id: Id,
    documentId: undefined,
    title: Name,
    fileName: fileNameOf(Name, extension),
    size: BodyLength,
    mimeType: ContentType ?? undefined,
  };
}

/**
 * The ID of a file, from an ID or an address: of a Salesforce File or one of its versions, an attachment or a document.
 * @throws InputError when it is another record's
 */
export function fileIdIn(text: string, what: string): string {
  const id = recordId(text, what, [...SOURCES.keys()]);
  if (SOURCES.has(id.slice(0, 3))) return id;
  throw new InputError(
    `${what}: “${id}” is not the ID of a file: those begin with ${[...SOURCES.keys()].join(', ')}.`,
    { reason: 'notAFileId' },
    what,
  );
}

/**
 * Finds files by their IDs, with one query for up to 2,000 of each kind; the latest version of a Salesforce File.
 * @param ids in their 18-character form, see {@link fileIdIn}
 * @returns the file or why it was not found, by its ID
 */
export async function findFiles(org: Org, ids: readonly string[]): Promise<Map<string, Error | FoundFile>> {
  const files = new Map<string, Error | FoundFile>();
  for (const [prefix, { object, fields, read }] of SOURCES) {
    const wanted = ids.filter((id) => id.startsWith(prefix));
    for (const [id, found] of await foundById(org, { object, by: BY_ID, fields }, wanted)) {
      files.set(id, fileIn(found, read));
    }
  }
  return files;
}

const BY_ID: KeyField = { name: 'Id', type: 'id', caseSensitive: true };

async function foundById(
  org: Org,
  wanted: Parameters<typeof findRecords>[1],
  ids: readonly string[],
): Promise<Map<string, Found>> {
  if (ids.length === 0) return new Map();
  return await findRecords(org, wanted, ids).catch(
    (error: unknown) => new Map(ids.map((id): [string, Found] => [id, { error: asError(error) }])),
  );
}

function fileIn(found: Found, read: FileSource['read']): Error | FoundFile {
  if ('error' in found) return found.error;
  const [record] = found.records;
  if (record === undefined) return NOT_FOUND;
  return read(record) ?? new AnswerError(200, 'a file was expected', record);
}

/** As REST reports it for a record that is requested by its ID. */
const NOT_FOUND = new SalesforceError(404, [
  { errorCode: 'NOT_FOUND', message: 'The requested resource does not exist', fields: [] },
]);
