import { expectBody, isText, listOf, objectWith, type Shape } from '../errors';
import { isRecordId } from '../ids';
import type { Org } from '../org';
import { dataPath } from '../path';

/** A record that the user has viewed or used. */
export interface RecentRecord {
  readonly attributes: { readonly type: string };
  readonly Id: string;
  readonly [field: string]: unknown;
}

const isRecent = listOf(
  objectWith<{ attributes: { type: string }; Id: string }>({
    attributes: objectWith({ type: isText }),
    Id: isRecordId,
  }) as Shape<unknown> as Shape<RecentRecord>,
);

/** What Salesforce keeps for a user. */
const MOST_RECENT = 200;

/**
 * The records that the user has viewed or used most recently, of any object, the latest first.
 * https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/resources_recent_items.htm
 * @param limit at most 200; undefined for all
 * @throws SalesforceError, AnswerError, ConnectionError
 */
export async function getRecent(org: Org, limit = MOST_RECENT): Promise<readonly RecentRecord[]> {
  const query = { limit: Math.min(limit, MOST_RECENT) };
  const response = await org.send({ method: 'GET', path: dataPath(org.version, 'recent'), query });
  return expectBody(response, isRecent, 'a list of recent records', 200).slice(0, limit);
}
