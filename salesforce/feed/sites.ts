import { requireFeature } from '../api';
import { expectBody, isText, listOf, objectWith } from '../errors';
import { isIdWith } from '../ids';
import type { Org } from '../org';
import { dataPath } from '../path';

/** What the IDs of Experience Cloud sites begin with. */
export const SITE_PREFIX = '0DB';

/** An Experience Cloud site: it has feeds of its own. */
export interface ExperienceSite {
  readonly id: string;
  readonly name: string;
}

const isSite = objectWith<ExperienceSite>({ id: (id): id is string => isIdWith(SITE_PREFIX, id), name: isText });
const isSiteList = objectWith<{ communities: readonly ExperienceSite[] }>({ communities: listOf(isSite) });

/**
 * The Experience Cloud sites that the user can see.
 * https://developer.salesforce.com/docs/atlas.en-us.chatterapi.meta/chatterapi/connect_resources_communities_list.htm
 * @throws SalesforceError, AnswerError, ConnectionError
 */
export async function experienceSites(org: Org): Promise<readonly ExperienceSite[]> {
  requireFeature(org, 'feeds');
  const response = await org.send({ method: 'GET', path: dataPath(org.version, 'connect', 'communities') });
  return expectBody(response, isSiteList, 'the Experience Cloud sites', 200).communities;
}

/** A path of Chatter, of a site or else of the company. */
export function chatterPath(version: string, siteId: string | undefined, ...segments: string[]): string {
  const site = siteId === undefined ? [] : ['connect', 'communities', siteId];
  return dataPath(version, ...site, 'chatter', ...segments);
}
