import { normalizeId } from '../data/ids';
import type { Row } from '../types';
import { badRequest, isObject, notFound, type Call, type JsonObject } from '../rest/call';
import { wordsOf, type Post, type Segment } from './feeds';

/** https://developer.salesforce.com/docs/atlas.en-us.chatterapi.meta/chatterapi/connect_resources_feed_element.htm */
const LONGEST_TEXT = 10_000;
/** https://developer.salesforce.com/docs/atlas.en-us.chatterapi.meta/chatterapi/quickreference_post_comment_or_feed_item_with_mentions.htm */
const MOST_MENTIONS = 25;

const invalid = (message: string) => badRequest('INVALID_INPUT', message);

/** What has a feed, or is attached: a live record with this ID. */
export function recordIn({ org }: Call, id: unknown): { readonly object: string; readonly row: Row } | undefined {
  const whole = typeof id === 'string' ? normalizeId(id) : undefined;
  const object = whole === undefined ? undefined : org.store.schema.byKeyPrefix(whole.slice(0, 3));
  const row = whole === undefined || object === undefined ? undefined : org.store.byId(object, whole);
  if (object === undefined || row === undefined || row['IsDeleted'] === true) return undefined;
  return { object: object.name, row };
}

/** The subject of a feed: a user, a group or a record of an object whose feed is enabled. `me` is whoever asks. */
export function subjectIn(call: Call, given: unknown): Row {
  const found = recordIn(call, given === 'me' ? call.session.userId : given);
  if (found === undefined) throw notFound();
  const { feedEnabled = false } = call.org.store.schema.object(found.object) ?? {};
  if (feedEnabled || found.object === 'User' || found.object === 'CollaborationGroup') return found.row;
  throw invalid(`The object ${found.object} has no feeds.`);
}

/** The segments of a message; without one there has to be something attached. */
export function segmentsIn(call: Call, input: JsonObject): Segment[] {
  const { body } = input;
  const given = isObject(body) ? body['messageSegments'] : [];
  if (!Array.isArray(given) || !given.every(isObject)) throw invalid('messageSegments must be a list of segments.');
  const segments = given.map((segment) => segmentIn(call, segment));
  const length = segments.reduce((sum, segment) => sum + wordsOf(segment).length, 0);
  if (length > LONGEST_TEXT)
    throw badRequest('STRING_TOO_LONG', `Body: data value too large (max length=${LONGEST_TEXT})`);
  if (segments.filter(({ type }) => type === 'Mention').length > MOST_MENTIONS) {
    throw badRequest('LIMIT_EXCEEDED', `A message can have up to ${MOST_MENTIONS} mentions.`);
  }
  if (segments.length === 0 && !isObject(input['capabilities'])) throw invalid('A message needs a body.');
  return segments;
}

/** Their types are taken in any case, as in the guide's examples. */
function segmentIn(call: Call, { type, text, id }: JsonObject): Segment {
  const kind = String(type).toLowerCase();
  if (kind === 'text' && typeof text === 'string' && text !== '') return { type: 'Text', text };
  const mentioned = kind === 'mention' ? recordIn(call, id) : undefined;
  if (mentioned?.object === 'User' || mentioned?.object === 'CollaborationGroup') {
    return { type: 'Mention', id: String(mentioned.row['Id']), name: String(mentioned.row['Name']) };
  }
  throw invalid(`A message segment of the type ${String(type)} is not valid.`);
}

/** @see https://developer.salesforce.com/docs/atlas.en-us.chatterapi.meta/chatterapi/connect_requests_feed_element_capabilities_input.htm */
export function attachedIn(call: Call, input: JsonObject): Pick<Post, 'fileIds' | 'link'> {
  const { capabilities } = input;
  const { link, files } = isObject(capabilities) ? capabilities : {};
  const items = isObject(files) ? files['items'] : [];
  const fileIds = (Array.isArray(items) ? items : []).map((item) => fileId(call, isObject(item) ? item['id'] : item));
  if (!isObject(link)) return { fileIds };
  const { url, urlName = null } = link;
  if (typeof url !== 'string' || url === '') throw invalid('A link needs its url.');
  return { fileIds, link: { url, urlName: urlName === null ? null : String(urlName) } };
}

/** The file of a comment. */
export function contentIn(call: Call, { capabilities }: JsonObject): { readonly fileId?: string } {
  const content = isObject(capabilities) ? capabilities['content'] : undefined;
  return isObject(content) ? { fileId: fileId(call, content['contentDocumentId']) } : {};
}

function fileId(call: Call, id: unknown): string {
  const found = recordIn(call, id);
  if (found?.object === 'ContentDocument') return String(found.row['Id']);
  throw notFound();
}
