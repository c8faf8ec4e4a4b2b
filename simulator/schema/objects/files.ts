import { factsOf } from '../../data/blobs';
import type { ObjectDefinition, SystemWriter } from '../define';
import { ApiError, type Database, type FieldSchema, type Row } from '../../types';
import { base64, checkbox, field, integer, lookup, picklist, restrictedPicklist, text, textArea } from '../fields';

const recordTypes = [
  'Account',
  'Campaign',
  'Case',
  'Contact',
  'Event',
  'Invoice__c',
  'Lead',
  'Opportunity',
  'Order',
  'Product2',
  'Quote',
  'Sync_Test__c',
  'Task',
];

/** Whom and what a file can be shared with. */
const linkTargets = [...recordTypes, 'ContentWorkspace', 'Group', 'User'];

const bodyLength = (row: Row): Row => ({ BodyLength: factsOf(row['Body']).size });

const extensionOf = (path: Row[string] | undefined) =>
  /\.([^./\\]+)$/.exec(String(path ?? ''))?.[1]?.toLowerCase() ?? null;

function describingFields(): FieldSchema[] {
  return [
    text('FileType', 20, { readOnly: true }),
    text('FileExtension', 40, { readOnly: true }),
    integer('ContentSize', { readOnly: true, label: 'Size' }),
  ];
}

/** A first version brings its document and the links to it; a further one becomes the document's latest. */
function publish(version: Row, system: SystemWriter): void {
  const { Title: title, FileType, FileExtension, ContentSize, OwnerId } = version;
  const latest = {
    Title: title ?? null,
    FileType: FileType ?? null,
    FileExtension: FileExtension ?? null,
    ContentSize: ContentSize ?? 0,
  };
  const known = version['ContentDocumentId'];
  const versionId = String(version['Id']);
  if (typeof known === 'string') {
    const earlier = system
      .children('ContentVersion', 'ContentDocumentId', known)
      .filter((row) => row['Id'] !== versionId);
    for (const row of earlier) system.patch('ContentVersion', String(row['Id']), { IsLatest: false });
    system.patch('ContentVersion', versionId, { IsLatest: true, VersionNumber: String(earlier.length + 1) });
    system.patch('ContentDocument', known, { ...latest, LatestPublishedVersionId: versionId });
    return;
  }
  const documentId = system.insert('ContentDocument', {
    ...latest,
    LatestPublishedVersionId: versionId,
    OwnerId: OwnerId ?? null,
    PublishStatus: 'P',
  });
  system.patch('ContentVersion', versionId, { ContentDocumentId: documentId, IsLatest: true, VersionNumber: '1' });
  const link = { ContentDocumentId: documentId, Visibility: 'AllUsers' };
  system.insert('ContentDocumentLink', { ...link, LinkedEntityId: OwnerId ?? null, ShareType: 'I' });
  const location = version['FirstPublishLocationId'];
  if (typeof location === 'string') {
    system.insert('ContentDocumentLink', { ...link, LinkedEntityId: location, ShareType: 'V' });
  }
}

export const contentVersion: ObjectDefinition = {
  name: 'ContentVersion',
  label: 'Content Version',
  keyPrefix: '068',
  viewed: false,
  fields: [
    text('Title', 255, { nameField: true, nillable: false, defaultedOnCreate: true }),
    text('PathOnClient', 500, { required: true, updateable: false }),
    base64('VersionData', { required: true }),
    lookup('ContentDocumentId', 'ContentDocument', { updateable: false, cascadeDelete: true }),
    lookup('FirstPublishLocationId', linkTargets, { updateable: false, relationshipName: 'FirstPublishLocation' }),
    checkbox('IsLatest', { readOnly: true }),
    text('VersionNumber', 20, { readOnly: true }),
    textArea('Description', 1000),
    textArea('ReasonForChange', 1000),
    text('Checksum', 50, { readOnly: true }),
    describingFields(),
    restrictedPicklist('ContentLocation', ['*S', 'E', 'L'], { updateable: false }),
    restrictedPicklist('Origin', ['*C', 'H'], { updateable: false }),
  ],
  rules: {
    derive: (row) => {
      const extension = extensionOf(row['PathOnClient']);
      const name = String(row['PathOnClient'] ?? '')
        .replace(/^.*[/\\]/, '')
        .replace(/\.[^.]+$/, '');
      const { size, md5 } = factsOf(row['VersionData']);
      return {
        Title: row['Title'] ?? (name || null),
        FileExtension: extension,
        FileType: extension?.toUpperCase() ?? 'UNKNOWN',
        ContentSize: size,
        Checksum: md5,
      };
    },
    afterInsert: publish,
  },
  flags: { deletable: false, undeletable: false },
};

export const contentDocument: ObjectDefinition = {
  name: 'ContentDocument',
  label: 'Content Document',
  keyPrefix: '069',
  fields: [
    text('Title', 255, { nameField: true, nillable: false, createable: false }),
    lookup('LatestPublishedVersionId', 'ContentVersion', { readOnly: true }),
    picklist('PublishStatus', ['P', 'R', 'U'], { readOnly: true }),
    textArea('Description', 1000, { createable: false }),
    describingFields(),
  ],
  flags: { createable: false },
};

/**
 * A document is shared with somebody once.
 * @see https://crsinfosolutions.com/fix-contentdocumentlink-duplicate-error quotes the refusal
 */
function refuseSecondLink(row: Row, before: Row | undefined, database: Database): void {
  const object = database.schema.object('ContentDocumentLink');
  const field = object && database.schema.field(object, 'ContentDocumentId');
  const { ContentDocumentId: documentId = null, LinkedEntityId: entityId = null } = row;
  if (before !== undefined || !object || !field) return;
  if (!database.byField(object, field, documentId).some((link) => link['LinkedEntityId'] === entityId)) return;
  throw new ApiError(400, {
    errorCode: 'DUPLICATE_VALUE',
    message: `Document with ID: ${String(documentId)} is already linked with the entity with ID: ${String(entityId)}`,
    fields: ['LinkedEntityId'],
  });
}

export const contentDocumentLink: ObjectDefinition = {
  name: 'ContentDocumentLink',
  label: 'Content Document Link',
  keyPrefix: '06A',
  owner: 'none',
  viewed: false,
  audit: 'stamp',
  fields: [
    lookup('LinkedEntityId', linkTargets, { required: true, updateable: false, cascadeDelete: true }),
    lookup('ContentDocumentId', 'ContentDocument', { required: true, updateable: false, cascadeDelete: true }),
    restrictedPicklist('ShareType', ['V', 'C', 'I'], { required: true }),
    restrictedPicklist('Visibility', ['*AllUsers', 'InternalUsers', 'SharedUsers']),
  ],
  rules: { check: refuseSecondLink },
  flags: { searchable: false, filteredBy: ['Id', 'ContentDocumentId', 'LinkedEntityId'] },
};

export const attachment: ObjectDefinition = {
  name: 'Attachment',
  keyPrefix: '00P',
  viewed: false,
  fields: [
    lookup('ParentId', recordTypes, { required: true, updateable: false, cascadeDelete: true }),
    text('Name', 255, { label: 'File Name', nameField: true, required: true }),
    checkbox('IsPrivate', { label: 'Private' }),
    text('ContentType', 120),
    field('BodyLength', 'int', { readOnly: true }),
    base64('Body', { required: true }),
    text('Description', 500),
  ],
  rules: { derive: bodyLength },
};

export const contentWorkspace: ObjectDefinition = {
  name: 'ContentWorkspace',
  label: 'Library',
  labelPlural: 'Libraries',
  keyPrefix: '058',
  owner: 'none',
  viewed: false,
  fields: [
    text('Name', 80, { nameField: true, required: true }),
    text('DeveloperName', 80),
    textArea('Description', 1000),
  ],
};

export const folder: ObjectDefinition = {
  name: 'Folder',
  keyPrefix: '00l',
  owner: 'none',
  viewed: false,
  fields: [
    text('Name', 40, { nameField: true, required: true }),
    text('DeveloperName', 80, { nillable: false, defaultedOnCreate: true }),
    restrictedPicklist('Type', ['Document', 'Email', 'Report', 'Dashboard'], { required: true, updateable: false }),
    restrictedPicklist('AccessType', ['*Public', 'Hidden', 'Shared'], { required: true }),
  ],
  rules: {
    derive: (row) => ({ DeveloperName: row['DeveloperName'] ?? String(row['Name'] ?? '').replaceAll(/\W/g, '_') }),
  },
};

export const document: ObjectDefinition = {
  name: 'Document',
  keyPrefix: '015',
  owner: 'none',
  fields: [
    lookup('FolderId', ['Folder', 'User'], { required: true }),
    text('Name', 255, { label: 'Document Name', nameField: true, required: true }),
    text('DeveloperName', 80, { nillable: false, defaultedOnCreate: true }),
    text('ContentType', 120),
    text('Type', 40, { label: 'File Extension' }),
    checkbox('IsPublic', { label: 'Externally Available' }),
    field('BodyLength', 'int', { readOnly: true }),
    base64('Body'),
    textArea('Description'),
    text('Keywords', 255),
    lookup('AuthorId', 'User'),
  ],
  rules: {
    derive: (row) => ({
      ...bodyLength(row),
      DeveloperName: row['DeveloperName'] ?? String(row['Name'] ?? '').replaceAll(/\W/g, '_'),
    }),
  },
};
