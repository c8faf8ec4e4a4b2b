import type { FieldSchema } from '../types';
import type { Answer, Call } from './call';
import { notFound, ok, root } from './call';
import { objectNamed } from './objects';

const valuesOf = (field: FieldSchema): Record<string, unknown>[] =>
  field.picklistValues
    .filter((value) => value.active)
    .map(({ label, value }) => ({ attributes: null, label, validFor: [], value }));

function defaultOf(field: FieldSchema): unknown {
  const value = field.picklistValues.find((entry) => entry.active && entry.defaultValue);
  return value ? { attributes: null, label: value.label, validFor: [], value: value.value } : null;
}

/** GET /ui-api/object-info/X/picklist-values/{recordTypeId}: every picklist of the object */
export function picklistValues(call: Call, objectName: string, recordTypeId: string): Answer {
  const object = objectNamed(call, objectName);
  const known = object.recordTypeInfos.some((info) => info.recordTypeId.slice(0, 15) === recordTypeId.slice(0, 15));
  if (!known) throw notFound();
  const url = `${root(call)}/ui-api/object-info/${object.name}/picklist-values/${recordTypeId}`;
  const fields = object.fields.filter((field) => field.type === 'picklist' || field.type === 'multipicklist');
  return ok({
    picklistFieldValues: Object.fromEntries(
      fields.map((field) => [
        field.name,
        {
          controllerValues: {},
          defaultValue: defaultOf(field),
          url: `${url}/${field.name}`,
          values: valuesOf(field),
        },
      ]),
    ),
  });
}
