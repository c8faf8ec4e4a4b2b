import { InputError } from '../errors';
import { nameAmong } from '../names';
import { foundOn, type Describes } from './renewing';
import type { ChildRelationship, FieldDescribe, ObjectDescribe } from './types';

/** Fields by their lookup names, in lower case, because one description is used to write many rows. */
class FieldIndex {
  readonly byName: ReadonlyMap<string, FieldDescribe>;
  readonly byRelationship: ReadonlyMap<string, FieldDescribe>;

  constructor({ fields }: ObjectDescribe) {
    this.byName = new Map(fields.map((field) => [field.name.toLowerCase(), field]));
    this.byRelationship = new Map(
      fields.flatMap((field) =>
        field.relationshipName === null ? [] : [[field.relationshipName.toLowerCase(), field]],
      ),
    );
  }
}

const indexes = new WeakMap<ObjectDescribe, FieldIndex>();

function indexOf(object: ObjectDescribe): FieldIndex {
  const index = indexes.get(object) ?? new FieldIndex(object);
  indexes.set(object, index);
  return index;
}

/** By API name, in any case. */
export function findField(object: ObjectDescribe, name: string): FieldDescribe | undefined {
  return indexOf(object).byName.get(name.toLowerCase());
}

/** The reference whose relationship has this name (`Account` for AccountId), in any case. */
export function findRelationship(object: ObjectDescribe, name: string): FieldDescribe | undefined {
  return indexOf(object).byRelationship.get(name.toLowerCase());
}

/** A relationship that leads to records below. */
export type NamedRelationship = ChildRelationship & { readonly relationshipName: string };

/** Some have no name, and lead nowhere. */
export function namedRelationships({ childRelationships }: ObjectDescribe): NamedRelationship[] {
  return childRelationships.filter((one): one is NamedRelationship => one.relationshipName !== null);
}

/** By name in any case; one of a package also without its namespace. */
export function findChildRelationship(object: ObjectDescribe, name: string): NamedRelationship | undefined {
  const named = namedRelationships(object);
  const meant = nameAmong(
    named.map(({ relationshipName }) => relationshipName),
    name,
  );
  return named.find(({ relationshipName }) => relationshipName === meant);
}

/** A field, with the object that has it. */
export interface FieldOfObject {
  readonly field: FieldDescribe;
  readonly object: ObjectDescribe;
}

/**
 * The field of this name that the first of the objects has.
 * @param what what the name belongs to, for the error
 * @throws InputError when none of them has it
 */
export function fieldNamed(objects: readonly ObjectDescribe[], name: string, what: string): FieldDescribe {
  const field = objects.map((object) => findField(object, name)).find(Boolean);
  if (field === undefined) throw unknownQueryField(name, objects, what);
  return field;
}

/**
 * The field at the end of a path. A parent of several possible types (a task's Who) has the fields of any of them.
 * @param path from the object on: `Name`, `Owner.Name`
 * @param what what the path belongs to, for the error
 * @throws InputError naming the part of the path that does not exist
 */
export async function fieldAtPath(
  describe: Describes,
  object: string,
  path: string,
  what: string,
): Promise<FieldDescribe> {
  return (await fieldOfObjectAtPath(describe, object, path, what)).field;
}

/** The same, with the object that has it. */
export async function fieldOfObjectAtPath(
  describe: Describes,
  object: string,
  path: string,
  what: string,
): Promise<FieldOfObject> {
  const parents = path.split('.');
  const last = parents.pop() ?? path;
  let objects: readonly string[] = [object];
  const unknown = async (name: string): Promise<InputError> =>
    unknownQueryField(name, await Promise.all(objects.map((one) => describe.object(one))), what);
  for (const parent of parents) {
    const relationship = await foundOn(describe, objects, (one) => findRelationship(one, parent));
    if (relationship === undefined) throw await unknown(parent);
    objects = relationship.referenceTo;
  }
  const found = await foundOn(describe, objects, (one) => {
    const field = findField(one, last);
    return field === undefined ? undefined : { field, object: one };
  });
  if (found === undefined) throw await unknown(last);
  return found;
}

function unknownQueryField(name: string, objects: readonly ObjectDescribe[], what: string): InputError {
  return new InputError(
    `${what}: there is no field “${name}” on ${objects.map((object) => object.name).join(' or ')}.`,
    { reason: 'unknownQueryField' },
    what,
  );
}

/** Whether a field only puts others together: it is read as a whole, and neither written nor compared. */
export function isCompound({ type }: Pick<FieldDescribe, 'type'>): boolean {
  return type === 'address' || type === 'location';
}
