/** What holds a file in Salesforce: the latest two belong to Salesforce Classic. */
export type FileKind = 'attachment' | 'document' | 'file';

interface FileObject {
  /** API name of the object that has the bytes. */
  readonly object: string;
  /** What its records’ IDs begin with, in every org. */
  readonly keyPrefix: string;
  /** The field of the bytes. */
  readonly body: string;
}

export const FILE_OBJECTS: Readonly<Record<FileKind, FileObject>> = {
  attachment: { object: 'Attachment', keyPrefix: '00P', body: 'Body' },
  document: { object: 'Document', keyPrefix: '015', body: 'Body' },
  file: { object: 'ContentVersion', keyPrefix: '068', body: 'VersionData' },
};

/** What the IDs of Salesforce Files begin with. */
export const DOCUMENT_PREFIX = '069';
