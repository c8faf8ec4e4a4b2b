import { AnswerError, expectShape, listOf, objectWith } from '../errors';
import { isRecordId, recordId } from '../ids';
import type { Org } from '../org';
import { findRecords, type Found, type KeyField } from '../query/find';
import { DOCUMENT_PREFIX, FILE_OBJECTS } from './kinds';

/** A link of a file that Salesforce has made by itself. */
interface PublishedLink {
  readonly Id: string;
  readonly LinkedEntityId: string;
}

const isPublishedLink = objectWith<PublishedLink>({ Id: isRecordId, LinkedEntityId: isRecordId });
const VERSION_ID: KeyField = { name: 'Id', type: 'id', caseSensitive: true };
const DOCUMENT_ID: KeyField = { name: 'ContentDocumentId', type: 'reference', caseSensitive: true };

/**
 * The documents that files belong to, which no answer to an upload tells: one query for up to 2,000 versions.
 * @param ids of versions, or of documents themselves
 * @returns the document's ID, or why it is not known, by the ID given
 */
export async function documentsOf(org: Org, ids: readonly string[]): Promise<Map<string, Error | string>> {
  const versions = ids.filter((id) => !id.startsWith(DOCUMENT_PREFIX));
  const wanted = { object: FILE_OBJECTS.file.object, by: VERSION_ID, fields: [DOCUMENT_ID.name] };
  const found = versions.length === 0 ? new Map<string, Found>() : await findRecords(org, wanted, versions);
  return new Map(
    ids.map((id): [string, Error | string] => [
      id,
      id.startsWith(DOCUMENT_PREFIX) ? id : documentIn(found.get(id), id),
    ]),
  );
}

function documentIn(found: Found | undefined, versionId: string): Error | string {
  if (found !== undefined && 'error' in found) return found.error;
  const documentId = found?.records[0]?.[DOCUMENT_ID.name];
  return isRecordId(documentId) ? documentId : new AnswerError(200, `version ${versionId} is not in it`);
}

/**
 * The links of documents: one query for up to 2,000.
 * @returns by the document's ID, the ID of each link by the ID of what it links to, with 18 characters
 * @throws SalesforceError, AnswerError when they cannot be read
 */
export async function linksOf(org: Org, documentIds: readonly string[]): Promise<Map<string, Map<string, string>>> {
  const links = new Map<string, Map<string, string>>();
  const fields = ['Id', 'LinkedEntityId'];
  const found = await findRecords(org, { object: 'ContentDocumentLink', by: DOCUMENT_ID, fields }, documentIds);
  for (const [documentId, of] of found) {
    if ('error' in of) throw of.error;
    const records: unknown = of.records;
    const made = expectShape(records, listOf(isPublishedLink), 'a list of links');
    links.set(
      documentId,
      new Map(made.map(({ Id, LinkedEntityId }): [string, string] => [recordId(LinkedEntityId), Id])),
    );
  }
  return links;
}
