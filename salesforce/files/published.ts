import { AnswerError, isText, objectWith } from '../errors';
import { isRecordId } from '../ids';
import type { Org } from '../org';
import { findRecords, type KeyField } from '../query/find';
import { FILE_OBJECTS } from './kinds';

/** A link of a file that Salesforce has made by itself. */
interface PublishedLink {
  readonly Id: string;
  readonly LinkedEntityId: string;
}

const isPublishedLink = objectWith<PublishedLink>({ Id: isText, LinkedEntityId: isRecordId });
const VERSION_ID: KeyField = { name: 'Id', type: 'id', caseSensitive: true };
const DOCUMENT_ID: KeyField = { name: 'ContentDocumentId', type: 'reference', caseSensitive: true };

/**
 * The documents that versions belong to, which no answer to an upload tells: one query for up to 2,000.
 * @returns the document's ID, or why it is not known, by the version's
 */
export async function documentsOf(org: Org, versionIds: readonly string[]): Promise<Map<string, Error | string>> {
  const fields = [DOCUMENT_ID.name];
  const found = await findRecords(org, { object: FILE_OBJECTS.file.object, by: VERSION_ID, fields }, versionIds);
  return new Map(
    versionIds.map((id): [string, Error | string] => {
      const of = found.get(id);
      if (of !== undefined && 'error' in of) return [id, of.error];
      const documentId = of?.records[0]?.[DOCUMENT_ID.name];
      return [id, isRecordId(documentId) ? documentId : new AnswerError(200, `version ${id} is not in it`)];
    }),
  );
}

/**
 * The links of documents: one query for up to 2,000.
 * @returns by the document's ID, the ID of each link by what it links to
 */
export async function linksOf(org: Org, documentIds: readonly string[]): Promise<Map<string, Map<string, string>>> {
  const links = new Map<string, Map<string, string>>();
  const fields = ['Id', 'LinkedEntityId'];
  const found = await findRecords(org, { object: 'ContentDocumentLink', by: DOCUMENT_ID, fields }, documentIds);
  for (const [documentId, of] of found) {
    const records: readonly unknown[] = 'records' in of ? of.records : [];
    links.set(
      documentId,
      new Map(records.filter(isPublishedLink).map(({ Id, LinkedEntityId }): [string, string] => [LinkedEntityId, Id])),
    );
  }
  return links;
}
