import { findField, findRelationship, type Describe, type FieldDescribe, type ObjectDescribe } from '../describe';
import { InputError } from '../errors';
import { parentObjectMissing, unknownField } from './record';

/** A parent as it is named, in any case: `User:Owner.Username`. */
export interface ParentName {
  /** Its object, where it can be of several. */
  readonly type: string | undefined;
  readonly relationship: string;
  /** The field that identifies the record. */
  readonly key: string;
}

/** What the name refers to, as the org describes it. */
export interface ParentIdentifier {
  /** The lookup that is filled so. */
  readonly reference: FieldDescribe;
  /** The parent's object. */
  readonly object: string;
  readonly field: FieldDescribe;
}

/**
 * The field of a parent that identifies its record.
 * https://developer.salesforce.com/docs/atlas.en-us.api_asynch.meta/api_asynch/datafiles_csv_rel_field_header_row.htm
 * @returns undefined where the org does not tell what the parent is
 * @throws InputError when no record could be saved with the name
 */
export async function parentIdentifier(
  { type, relationship, key }: ParentName,
  described: ObjectDescribe,
  describe: Pick<Describe, 'object'>,
): Promise<ParentIdentifier | undefined> {
  const reference = findRelationship(described, relationship);
  if (reference === undefined) throw unknownField(relationship, described);
  const [first, ...others] = reference.referenceTo;
  if (first === undefined) return undefined;
  const wanted = type?.toLowerCase();
  const object = others.length === 0 ? first : reference.referenceTo.find((one) => one.toLowerCase() === wanted);
  if (object === undefined) throw parentObjectMissing(reference, reference.relationshipName ?? relationship, key);
  const parent = await describe.object(object);
  const field = findField(parent, key);
  if (field === undefined) throw unknownField(key, parent);
  if (field.externalId || field.idLookup) return { reference, object, field };
  const name = `${reference.relationshipName ?? relationship}.${field.name}`;
  throw new InputError(
    `${name}: ${field.name} (${field.label}) does not identify a record of ${parent.label} (${parent.name}).`,
    {
      reason: 'notAnIdentifier',
      known: parent.fields.filter((one) => one.externalId || one.idLookup).map((one) => one.name),
    },
    name,
  );
}
