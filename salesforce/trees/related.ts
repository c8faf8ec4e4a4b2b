import {
  findChildRelationship,
  findField,
  namedRelationships,
  type Describe,
  type NamedRelationship,
  type ObjectDescribe,
} from '../describe';
import { InputError, isRecord } from '../errors';
import { apiName } from '../names';
import { unknownField } from '../values/record';

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
  for (const { relationship, spelled, deeper } of byFirst(parent.described, paths, what)) {
    const { relationshipName, childSObject, field } = relationship;
    const described = await describe.object(childSObject);
    const child = await withChildren(describe, { relationship: relationshipName, described, field }, deeper, what);
    for (const name of spelled) children.set(name, child);
  }
  return { ...parent, children };
}

/** Where paths lead from a first relationship on. */
interface FirstRelationship {
  readonly relationship: NamedRelationship;
  /** Its names in the paths, in lower case: one of a package can be without its namespace. */
  readonly spelled: Set<string>;
  readonly deeper: (readonly string[])[];
}

function byFirst(
  described: ObjectDescribe,
  paths: readonly (readonly string[])[],
  what: string,
): Iterable<FirstRelationship> {
  const found = new Map<NamedRelationship, FirstRelationship>();
  for (const [name, ...rest] of paths) {
    if (name === undefined) continue;
    const relationship = childRelationship(described, name, what);
    const first = found.get(relationship) ?? { relationship, spelled: new Set(), deeper: [] };
    found.set(relationship, first);
    first.spelled.add(name.toLowerCase());
    if (rest.length > 0) first.deeper.push(rest);
  }
  return found.values();
}

function childRelationship(described: ObjectDescribe, wanted: string, what: string): NamedRelationship {
  const found = findChildRelationship(described, wanted);
  if (found !== undefined) return found;
  throw new InputError(
    `${what}: ${described.name} has no child relationship “${wanted}”.`,
    {
      reason: 'unknownRelationship',
      known: namedRelationships(described).map(({ relationshipName }) => relationshipName),
    },
    what,
  );
}

/**
 * What else a record has are its fields.
 * @throws InputError for lists of children among them, which nobody would miss where unknown fields are left out
 */
export function refuseLists(fields: Readonly<Record<string, unknown>>, described: ObjectDescribe): void {
  for (const [name, value] of Object.entries(fields)) {
    const isOfChildren =
      findField(described, name.trim()) === undefined && findChildRelationship(described, name.trim()) !== undefined;
    if (isOfChildren && !isEmptyList(value)) throw unknownField(name.trim(), described);
  }
}

/** Whether what a record has in the place of a list of children is none of them. */
export function isEmptyList(value: unknown): boolean {
  const held = isRecord(value) && 'records' in value ? value['records'] : value;
  return held === null || held === undefined || held === '' || (Array.isArray(held) && held.length === 0);
}
