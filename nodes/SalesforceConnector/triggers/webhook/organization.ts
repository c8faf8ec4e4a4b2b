import { AnswerError, isText } from '../../../../salesforce/errors';
import { canonicalId } from '../../../../salesforce/ids';
import { Lru } from '../../../../salesforce/lru';
import { pagesOf } from '../../../../salesforce/query/pages';
import type { NodeOrg } from '../../host/org';

/** By credential. A sandbox that is refreshed has another ID. */
const organizations = new Lru<{ readonly id: string; readonly readAt: number }>(50);
const FRESH_FOR_MS = 3_600_000;

/** The ID of the credential's org, with 18 characters; asked for once an hour. */
export async function organizationId(org: NodeOrg): Promise<string> {
  const known = organizations.get(org.identity);
  if (known !== undefined && org.now() - known.readAt < FRESH_FOR_MS) return known.id;
  const id = await readOrganizationId(org);
  organizations.set(org.identity, { id, readAt: org.now() });
  return id;
}

async function readOrganizationId(org: NodeOrg): Promise<string> {
  for await (const { records } of pagesOf(org, 'SELECT Id FROM Organization')) {
    const [id] = records.map((record) => record['Id']);
    const canonical = isText(id) ? canonicalId(id) : undefined;
    if (canonical !== undefined) return canonical;
  }
  throw new AnswerError(200, 'the ID of the org was expected');
}
