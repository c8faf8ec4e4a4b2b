import { fieldNamed, type FieldDescribe, type ObjectDescribe } from '../describe';
import type { ExternalKey } from '../records/single';
import { keyValue } from '../values/record';

/** An external ID of which it is known what field it is of. */
export interface TypedKey {
  readonly key: ExternalKey;
  readonly field: FieldDescribe;
}

/**
 * An external ID by its field's type.
 * @throws InputError when the object has no such field, or the value cannot be one of it
 */
export function typedKey({ field: name, value }: ExternalKey, described: ObjectDescribe): TypedKey {
  const field = fieldNamed([described], name, 'External ID Field');
  return { key: { field: name, value: keyValue(value, field) }, field };
}
