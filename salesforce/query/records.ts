import { isCustomObject, keyPrefixOf, standardKeyPrefix, type ObjectDescribe } from '../describe';
import { AnswerError, isRecord, isText } from '../errors';
import { canBeOneRecord, isRecordId } from '../ids';
import { isSameName } from '../names';

export type SalesforceRecord = Record<string, unknown>;

/** The object that a record says it is of. */
export function typeOf({ attributes }: SalesforceRecord): string | undefined {
  const type = isRecord(attributes) ? attributes['type'] : undefined;
  return isText(type) ? type : undefined;
}

/**
 * Objects whose rows are records of others, so that each can name another object. From KnowledgeArticle and
 * KnowledgeArticleVersion, those of each article type are derived (Knowledge__ka, Knowledge__kav), and so are their
 * statistics; the others list records of many objects.
 * https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/sforce_api_objects_knowledgearticleversion.htm
 * https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/sforce_api_objects_recentlyviewed.htm
 * https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/sforce_api_objects_contentfolderitem.htm
 */
const OF_SEVERAL_OBJECTS = /^(?:ContentFolderItem|KnowledgeArticle\w*|Name|NewsFeed|RecentlyViewed|UserProfileFeed)$/i;

/** Whether a record's type can be that of an object's records, however the object's name is written. */
export function isOfObject(type: string, object: string): boolean {
  return isSameName(type, object) || OF_SEVERAL_OBJECTS.test(object);
}

/** What the IDs of all of an object's records begin with; undefined where nobody knows, or where they differ. */
export function recordsPrefix(object: string, described: ObjectDescribe | undefined): string | undefined {
  return OF_SEVERAL_OBJECTS.test(object) ? undefined : keyPrefixOf(object, described);
}

/** A record's own address, which no other has; what is calculated has none. */
export function addressOf(record: SalesforceRecord | undefined): string | undefined {
  const attributes = record?.['attributes'];
  const url = isRecord(attributes) ? attributes['url'] : undefined;
  return isText(url) ? url : undefined;
}

/**
 * A query need not select the ID: it is at the end of the record's URL. What is no record has a name there, which can be
 * as long as an ID: `EntityDefinition/AccountContactRole`.
 */
export function addressedId(record: SalesforceRecord | undefined): string | undefined {
  return /\/(?=[a-zA-Z]*\d)([a-zA-Z0-9]{15}(?:[a-zA-Z0-9]{3})?)$/.exec(addressOf(record)?.slice(-19) ?? '')?.[1];
}

/**
 * @throws AnswerError for a record whose `Id` is none, or another of its object's than the one that
 * its address ends with
 */
export function expectOwnAddress(record: SalesforceRecord): void {
  const { Id: id } = record;
  const address = addressOf(record);
  // What is calculated has no address, and its names can mean anything. Of nearly all others, the ID ends the address.
  if (id === undefined || address === undefined || (isRecordId(id) && address.endsWith(`/${id}`))) return;
  const type = typeOf(record);
  if (isNoId(id) || type === undefined) return;
  const addressed = addressedId(record);
  if (isIdOf(id, type, addressed)) return;
  const what = addressed === undefined ? `a record of ${type}` : `the record ${addressed}`;
  throw new AnswerError(200, `${what} was expected`, record);
}

/**
 * Of what is not stored, the ID can be of nothing but zeros, empty, or a name. That of a feed's item can be of another
 * object than the item in its address.
 */
function isIdOf(id: unknown, type: string, addressed: string | undefined): boolean {
  const isStored = standardKeyPrefix(type) !== undefined || isCustomObject(type);
  if (!isStored && id === null) return true;
  if (addressed === undefined || isNoId(addressed)) return isStored ? isRecordId(id) : isText(id);
  return isRecordId(id) && (addressed.slice(0, 3) !== id.slice(0, 3) || canBeOneRecord(id, addressed));
}

/** Whether it is the ID that Salesforce gives to what is not stored, as others have, too. */
export function isNoId(id: unknown): boolean {
  return isText(id) && /^0+(?:AAA)?$/.test(id);
}
