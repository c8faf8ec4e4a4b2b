import type { ChildRelationship, Describe, ObjectDescribe } from '../describe';
import { InputError } from '../errors';
import { apiName, isSameName } from '../names';

/** Objects that a tree can have records of, and how they hang together. */
export interface RelatedObject {
  /** As Salesforce spells it; empty for the tree's own object. */
  readonly relationship: string;
  readonly described: ObjectDescribe;
  /** The lookup that holds the parent; empty for the tree's own object. */
  readonly field: string;
  /** By the path's last name, in lower case. */
  readonly children: ReadonlyMap<string, RelatedObject>;
}

/** The names of a path of child relationships: `Contacts`, or `Contacts.Cases` for the cases of the contacts. */
export function relationshipPath(text: string, what: string): string[] {
  return text.split('.').map((name) => apiName(name, what));
}

/**
 * An object with the child relationships that paths lead through. No record is read of any others.
 * @param what what the paths belong to, for the errors
 * @throws InputError for a relationship that its object does not have
 */
export async function relatedObjects(
  describe: Pick<Describe, 'object'>,
  object: string,
  paths: readonly (readonly string[])[],
  what: string,
): Promise<RelatedObject> {
  const root = { relationship: '', described: await describe.object(object), field: '' };
  return await withChildren(describe, root, paths, what);
}

async function withChildren(
  describe: Pick<Describe, 'object'>,
  parent: Omit<RelatedObject, 'children'>,
  paths: readonly (readonly string[])[],
  what: string,
): Promise<RelatedObject> {
  const children = new Map<string, RelatedObject>();
  for (const [name, { spelled, deeper }] of byFirst(paths)) {
    const { relationshipName, childSObject, field } = childRelationship(parent.described, spelled, what);
    const described = await describe.object(childSObject);
    const child = { relationship: relationshipName, described, field };
    children.set(name, await withChildren(describe, child, deeper, what));
  }
  return { ...parent, children };
}

/** Where paths lead from a first name on. */
interface FirstName {
  readonly spelled: string;
  readonly deeper: (readonly string[])[];
}

/** By the first name in lower case. */
function byFirst(paths: readonly (readonly string[])[]): Map<string, FirstName> {
  const found = new Map<string, FirstName>();
  for (const [name, ...rest] of paths) {
    if (name === undefined) continue;
    const first = found.get(name.toLowerCase()) ?? { spelled: name, deeper: [] };
    found.set(name.toLowerCase(), first);
    if (rest.length > 0) first.deeper.push(rest);
  }
  return found;
}

/** A relationship that records can be created along. */
type NamedRelationship = ChildRelationship & { readonly relationshipName: string };

/** Some have no name, and lead nowhere. */
export function namedRelationships({ childRelationships }: ObjectDescribe): NamedRelationship[] {
  return childRelationships.filter((one): one is NamedRelationship => one.relationshipName !== null);
}

function childRelationship(described: ObjectDescribe, wanted: string, what: string): NamedRelationship {
  const named = namedRelationships(described);
  const found = named.find(({ relationshipName }) => isSameName(relationshipName, wanted));
  if (found !== undefined) return found;
  throw new InputError(
    `${what}: ${described.name} has no child relationship “${wanted}”.`,
    { reason: 'unknownRelationship', known: named.map(({ relationshipName }) => relationshipName) },
    what,
  );
}
