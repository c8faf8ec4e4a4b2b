import type { IDataObject, INodeProperties, ResourceMapperField, ResourceMapperFields } from 'n8n-workflow';

import {
  findField,
  isListed,
  type FieldDescribe,
  type FieldType,
  type ObjectDescribe,
} from '../../../salesforce/describe';
import { countText, isNot, isRecord } from '../../../salesforce/errors';
import { recordValues } from '../../../salesforce/values/record';
import { AdvisedError } from '../host/advice';
import type { FormValues } from '../host/form';
import { withoutOwnError } from '../host/nodeError';
import type { NodeOrg } from '../host/org';
import { readFlag } from './allowed';
import { readEmptyValues } from './emptyValues';
import { fieldLoader, type ListForm } from './listLoader';
import { byLabel } from './locator';
import { isAutomatic, isMapper, mappedValues, type MapperValue } from './mapper';
import { ignoreUnknownFields } from './options';
import { inTimeZone } from './timeZone';

/** The purpose of the fields, which decides the writable and the required ones. */
export type WritePurpose = 'create' | 'merge' | 'update' | 'upsert';

const FIELD_LISTS: Readonly<Record<WritePurpose, string>> = {
  create: 'getFieldsToCreate',
  merge: 'getFieldsToUpdate',
  update: 'getFieldsToUpdate',
  upsert: 'getFieldsToUpsert',
};

/** The record's fields to send: chosen and filled in one by one, or taken from the item's fields of the same name. */
export function fieldsProperty(purpose: WritePurpose): INodeProperties {
  return {
    displayName: 'Values to Send',
    name: 'fields',
    type: 'resourceMapper',
    default: { mappingMode: 'defineBelow', value: null },
    // What is merged can stay as it is.
    required: purpose !== 'merge',
    // Before an object is chosen there are no fields to offer, and the editor would show that as an error.
    displayOptions: { hide: { object: [''] } },
    typeOptions: {
      loadOptionsDependsOn: ['object.value'],
      resourceMapper: {
        resourceMapperMethod: FIELD_LISTS[purpose],
        mode: 'add',
        fieldWords: { singular: 'field', plural: 'fields' },
        valuesLabel: 'Values to Send',
        addAllFields: false,
        multiKeyMatch: false,
        supportAutoMap: true,
        // What the loader says is shown instead.
        hideNoDataError: true,
      },
    },
  };
}

/** Where a record's values are: in the form, or in the data that it maps automatically. */
export interface ValuesSource {
  readonly form: FormValues;
  /** The item's data, or what is left of it for the record; asked for only if it is mapped. */
  readonly data: () => IDataObject;
}

/** The record's values as REST takes them, each by its field's type. */
export function readValues(
  org: NodeOrg,
  { form, data }: ValuesSource,
  object: ObjectDescribe,
  purpose: WritePurpose,
): Record<string, unknown> {
  const fields = form.param<MapperValue | IDataObject>('fields', {});
  if (!isRecord(fields)) throw notFields(fields);
  const areMapped = takesItem(form);
  const given = withoutOwnError(areMapped ? data() : mappedValues(form, 'fields', fields, listingOf(object)));
  // A record read from Salesforce has more fields than can be written back; misspelled fields are still reported.
  const writableOnly = areMapped && readFlag(form, ignoreUnknownFields, 'options');
  // An upsert may create a record: fields that only an update may write are rejected.
  const values = recordValues(given, object, purpose === 'update' || purpose === 'merge' ? 'update' : 'create', {
    ...inTimeZone(org),
    writableOnly,
    emptyValues: readEmptyValues(form),
    skipped: (name) => org.hints.inform('Ignore Unknown Fields left out these fields:', name),
  });
  // An upsert has its external ID, and a merge its records.
  if (purpose === 'create' || purpose === 'update') checkValues(values, Object.keys(given), object, { purpose });
  return values;
}

/** Whether the record's fields are the item's, not those of the form. */
export function takesItem(form: FormValues): boolean {
  const fields = form.param<unknown>('fields', {});
  return isRecord(fields) && isMapper(fields as IDataObject) && isAutomatic(fields as unknown as MapperValue);
}

function notFields(given: unknown): AdvisedError {
  return new AdvisedError(isNot('Values to Send', given, 'an object'), {
    field: 'Values to Send',
    actions: ['Use an expression that returns an object with the fields’ API names and their values.'],
  });
}

function listingOf(object: ObjectDescribe): (field: string, value: string) => boolean {
  return (field, value) => isListed(findField(object, field)?.picklistValues ?? [], value);
}

/**
 * Saving an empty record, or changing nothing, is not what anybody asked for. An update can clear fields, and do no more.
 * @param names of the fields that were given
 * @param what has the values
 */
export function checkValues(
  values: Readonly<Record<string, unknown>>,
  names: readonly string[],
  { label, name }: ObjectDescribe,
  { purpose, what = 'The item' }: { readonly purpose: 'create' | 'update'; readonly what?: string },
): void {
  if (Object.values(values).some((value) => value !== null || purpose === 'update')) return;
  const left = names.length === 0 ? '' : ` Its fields are ${names.slice(0, 20).join(', ').slice(0, 500)}.`;
  throw new AdvisedError(`${what} has no value for any field of ${label} (${name}) that can be written.${left}`, {
    field: 'Values to Send',
    actions: [
      {
        field: 'Values to Send',
        action:
          'Give at least one field a value. Fields left empty in the form are not sent, nor are empty values if the option Empty Values is Keep.',
        otherwise:
          'Give at least one field of the item a value. Empty values are not sent if the option Empty Values is Keep.',
      },
      {
        field: 'Values to Send',
        action: 'When mapping automatically, the names of the item’s fields have to be API names, such as LastName.',
        otherwise: 'The names of the item’s fields have to be API names, such as LastName.',
      },
    ],
  });
}

/** How the form shows a field's type; all others are text. */
export const FORM_TYPES: ReadonlyMap<FieldType, NonNullable<ResourceMapperField['type']>> = new Map([
  ['boolean', 'boolean'],
  ['currency', 'number'],
  ['date', 'dateTime'],
  ['datetime', 'dateTime'],
  ['double', 'number'],
  ['int', 'number'],
  ['percent', 'number'],
]);

const WRITABLE: Readonly<Record<WritePurpose, (field: FieldDescribe) => boolean>> = {
  create: (field) => field.createable,
  merge: (field) => field.updateable,
  update: (field) => field.updateable,
  upsert: (field) => field.createable || field.updateable,
};

/** In place of the form's fields when mapping automatically. */
const AUTOMATIC = 'The names of the item’s fields have to be API names, such as LastName.';

function fieldList(purpose: WritePurpose) {
  return fieldLoader(async (form: ListForm): Promise<ResourceMapperFields> => {
    return fieldsOfForm(await form.object(), purpose);
  });
}

/** @param except the name of a field that is not to be offered */
export function fieldsOfForm(object: ObjectDescribe, purpose: WritePurpose, except = ''): ResourceMapperFields {
  const writable = object.fields.filter((field) => WRITABLE[purpose](field) && field.name !== except);
  if (writable.length === 0) throw noWritableField(object);
  const fields = writable.toSorted(byLabel).map((field) => formField(field, object, purpose === 'create'));
  return {
    fields: [...fields.filter(({ required }) => required), ...fields.filter(({ required }) => !required)],
    emptyFieldsNotice: AUTOMATIC,
  };
}

function noWritableField({ label, name }: ObjectDescribe): AdvisedError {
  return new AdvisedError(`${label} (${name}) has no field that you may write.`, {
    field: 'Object',
    actions: ['Check the user’s Object Settings and Field-Level Security in the profile or a permission set.'],
  });
}

export const getFieldsToCreate = fieldList('create');
export const getFieldsToUpdate = fieldList('update');
export const getFieldsToUpsert = fieldList('upsert');

function formField(field: FieldDescribe, object: ObjectDescribe, creating: boolean): ResourceMapperField {
  const required = creating && isRequired(field);
  const options = optionsOf(field, object);
  return {
    id: field.name,
    displayName: displayNameOf(field),
    required,
    // Hidden until the user adds it, because an Account can have hundreds of fields.
    removed: !required,
    defaultMatch: false,
    canBeUsedToMatch: false,
    display: true,
    type: options === undefined ? (FORM_TYPES.get(field.type) ?? 'string') : 'options',
    ...(options === undefined ? {} : { options }),
  };
}

/** Salesforce's own rule: not nillable, and without a default value. */
export function isRequired({ nillable, defaultedOnCreate, type }: FieldDescribe): boolean {
  return !nillable && !defaultedOnCreate && type !== 'boolean';
}

/** The editor cuts off the end of a long name: the API name, which the rest can do without. */
function displayNameOf({ label, name, type, referenceTo, picklistValues }: FieldDescribe): string {
  const api = label === name ? '' : ` (${name})`;
  const { length } = picklistValues.filter(({ active }) => active);
  if (type === 'picklist' && length > MOST_CHOICES) return `${label} – one of ${countText(length)} values${api}`;
  if (type === 'reference' && referenceTo.length > 0) return `${label} – ID of ${anyOf(referenceTo)}${api}`;
  if (type === 'base64') return `${label} – file in base64${api}`;
  if (type === 'multipicklist') return `${label} – a;b or a list${api}`;
  return `${label}${api}`;
}

/** A task can be about fifty kinds of record. */
const OBJECTS_TOLD = 3;

function anyOf(objects: readonly string[]): string {
  const told = objects.slice(0, OBJECTS_TOLD).join(' or ');
  return objects.length > OBJECTS_TOLD ? `${told} or others` : told;
}

/**
 * n8n keeps what a form offers in each node, the values of its fields too. A list of all countries is still one to choose
 * from; one of their states has over a thousand, for each address of a record.
 */
const MOST_CHOICES = 250;

/** Undefined for more values than a form offers: one is typed in. */
export function menuOf(values: readonly { label: string; value: string }[]): ResourceMapperField['options'] {
  return values.length > MOST_CHOICES ? undefined : values.map(({ label, value }) => ({ name: label, value }));
}

function optionsOf(field: FieldDescribe, object: ObjectDescribe): ResourceMapperField['options'] {
  if (field.name === 'RecordTypeId') {
    const types = object.recordTypeInfos.filter(({ master, available, active }) => available && active && !master);
    return types.length === 0 ? undefined : types.map(({ name, recordTypeId }) => ({ name, value: recordTypeId }));
  }
  if (field.type !== 'picklist' || field.picklistValues.length === 0) return undefined;
  return menuOf(field.picklistValues.filter(({ active }) => active));
}
