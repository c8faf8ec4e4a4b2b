import type { FieldSchema, ObjectSchema, Schema } from '../types';
import { field, text } from '../schema/fields';
import { changeEventName, hasChangeEvents } from './changeEvents';
import { isInChangeEvents } from './changePayload';

/** What every change event has besides the fields of its object. */
const headerFields = (): FieldSchema[] => [
  text('ReplayId', 1000, { readOnly: true, label: 'Replay ID' }),
  field('ChangeEventHeader', 'complexvalue', { readOnly: true }),
];

/** An object's change event as describes show it. Recorded in yahyajamaldine/flowsiti (`app/templates/testing.py`). */
const changeEventObject = (object: ObjectSchema): ObjectSchema => ({
  name: changeEventName(object.name),
  label: `Change Event: ${object.label}`,
  labelPlural: `Change Event: ${object.label}`,
  keyPrefix: '',
  changesOf: object.name,
  custom: false,
  createable: false,
  updateable: false,
  deletable: false,
  undeletable: false,
  queryable: false,
  searchable: false,
  retrieveable: true,
  replicateable: false,
  mergeable: false,
  layoutable: false,
  feedEnabled: false,
  fields: [
    ...headerFields(),
    ...object.fields
      .filter(isInChangeEvents)
      .map((own) => ({ ...own, createable: false, updateable: false, filterable: false, sortable: false })),
  ],
  childRelationships: [],
  recordTypeInfos: [],
});

const bySchema = new WeakMap<Schema, readonly ObjectSchema[]>();

/** The change events that an org has, whichever are selected. */
export function changeEventObjects(schema: Schema): readonly ObjectSchema[] {
  let objects = bySchema.get(schema);
  if (objects === undefined) {
    objects = schema.objects.filter(hasChangeEvents).map(changeEventObject);
    bySchema.set(schema, objects);
  }
  return objects;
}
