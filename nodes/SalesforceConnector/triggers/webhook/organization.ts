import { AnswerError } from '../../../../salesforce/errors';
import { canonicalId, isIdWith } from '../../../../salesforce/ids';
import { Lru } from '../../../../salesforce/lru';
import { pagesOf } from '../../../../salesforce/query/pages';
import type { NodeOrg } from '../../host/org';

/** By credential. A sandbox that is refreshed has another ID. */
const organizations = new Lru<{ readonly id: string; readonly readAt: number }>(50);
const FRESH_FOR_MS = 3_600_000;
/** Whoever sends what is refused decides how often. */
const DOUBTED_AFTER_MS = 300_000;

/** The ID of the credential's org, with 18 characters; asked for once an hour. */
export async function organizationId(org: NodeOrg): Promise<string> {
  return await knownFor(org, FRESH_FOR_MS);
}

/**
 * The ID of the credential's org, if it is another one. Before messages are refused, the org is asked again, once in five
 * minutes: after a wrong answer, they would be refused for an hour.
 */
export async function otherOrganizationThan(org: NodeOrg, id: string): Promise<string | undefined> {
  if ((await knownFor(org, FRESH_FOR_MS)) === id) return undefined;
  const known = await knownFor(org, DOUBTED_AFTER_MS);
  return known === id ? undefined : known;
}

async function knownFor(org: NodeOrg, freshFor: number): Promise<string> {
  const known = organizations.get(org.identity);
  if (known !== undefined && org.now() - known.readAt < freshFor) return known.id;
  const id = await readOrganizationId(org);
  organizations.set(org.identity, { id, readAt: org.now() });
  return id;
}

async function readOrganizationId(org: NodeOrg): Promise<string> {
  for await (const { records } of pagesOf(org, 'SELECT Id FROM Organization')) {
    const id = records[0]?.['Id'];
    const canonical = isIdWith('00D', id) ? canonicalId(id) : undefined;
    if (canonical !== undefined) return canonical;
  }
  throw new AnswerError(200, 'the ID of the org was expected');
}
