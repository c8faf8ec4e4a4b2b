import { expectBody, isRecord, type Shape } from '../errors';
import type { Org } from '../org';
import { dataPath } from '../path';

/** One of the org's limits: how much of it there is, and how much is left. */
export interface OrgLimit {
  readonly name: string;
  readonly max: number;
  readonly remaining: number;
}

/** Salesforce lets some go below zero: storage that is over its limit. */
const isAmount: Shape<number> = (value): value is number => typeof value === 'number' && Number.isFinite(value);

const isLimits: Shape<Record<string, { Max: number; Remaining: number }>> = (
  value,
): value is Record<string, { Max: number; Remaining: number }> =>
  isRecord(value) &&
  Object.keys(value).length > 0 &&
  Object.values(value).every((limit) => isRecord(limit) && isAmount(limit['Max']) && isAmount(limit['Remaining']));

/**
 * The org's limits, in the order of their names; those within a limit, such as an app's share of the API calls, are left out.
 * https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/resources_limits.htm
 * @throws SalesforceError, AnswerError, ConnectionError
 */
export async function getLimits(org: Org): Promise<readonly OrgLimit[]> {
  const response = await org.send({ method: 'GET', path: dataPath(org.version, 'limits') });
  const limits = expectBody(response, isLimits, 'the limits of the org', 200);
  return Object.entries(limits)
    .map(([name, { Max: max, Remaining: remaining }]) => ({ name, max, remaining }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}
