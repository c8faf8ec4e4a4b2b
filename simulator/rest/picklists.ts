import { createHash } from 'node:crypto';

import type { FieldSchema, ObjectSchema, PicklistValue, RecordTypeInfo } from '../types';
import type { Answer, Call } from './call';
import { badRequest, notFound, ok, root } from './call';
import { objectNamed } from './objects';

/**
 * The values of an object's picklists that a record type allows. `validFor` has the places of the controlling field's values, and
 * `controllerValues` those values with their places.
 * @see https://developer.salesforce.com/docs/atlas.en-us.uiapi.meta/uiapi/ui_api_responses_picklist_values.htm
 */

/** Standard objects that the User Interface API refuses, as in shliachtx/lwc-listview#37; the code is in the tests of Salesforce's Lightning Data Service. */
const UNSUPPORTED: ReadonlySet<string> = new Set(['Task']);

/** A picklist of an object, for a record type. */
interface Picklist {
  readonly call: Call;
  readonly object: ObjectSchema;
  readonly recordType: RecordTypeInfo;
  readonly field: FieldSchema;
}

/** The values in use with their places among all. */
function allowedValues({ object, recordType, field }: Picklist): readonly (readonly [PicklistValue, number])[] {
  const allowed = object.recordTypePicklists?.get(recordType.developerName)?.values[field.name];
  return field.picklistValues
    .map((value, place) => [value, place] as const)
    .filter(([{ value, active }]) => active && (allowed?.includes(value) ?? true));
}

function controllerValues(picklist: Picklist): Record<string, number> {
  const { call, object, field } = picklist;
  const controller =
    field.controllerName === null ? undefined : call.org.store.schema.field(object, field.controllerName);
  if (controller === undefined) return {};
  return Object.fromEntries(
    allowedValues({ ...picklist, field: controller }).map(([{ value }, place]) => [value, place]),
  );
}

/** The places of the bits that are set, among those that there are. */
function placesIn(validFor: string | null, places: readonly number[]): number[] {
  const bytes = Buffer.from(validFor ?? '', 'base64');
  return places.filter((place) => ((bytes[place >> 3] ?? 0) & (0x80 >> (place & 7))) !== 0);
}

function picklistBody(picklist: Picklist): Record<string, unknown> {
  const { call, object, recordType, field } = picklist;
  const controlling = controllerValues(picklist);
  const places = Object.values(controlling);
  const values = allowedValues(picklist).map(([{ label, value, validFor }]) => ({
    attributes: null,
    label,
    validFor: placesIn(validFor, places),
    value,
  }));
  const own = object.recordTypePicklists?.get(recordType.developerName)?.defaults[field.name];
  const standard = own ?? field.picklistValues.find((entry) => entry.active && entry.defaultValue)?.value;
  return {
    controllerValues: controlling,
    defaultValue: values.find(({ value }) => value === standard) ?? null,
    eTag: eTagOf(values),
    url: `${root(call)}/ui-api/object-info/${object.name}/picklist-values/${recordType.recordTypeId}/${field.name}`,
    values,
  };
}

const eTagOf = (content: unknown): string => createHash('md5').update(JSON.stringify(content)).digest('hex');

/** GET /ui-api/object-info/X/picklist-values/{recordTypeId}: every picklist of the object */
export function picklistValues(call: Call, objectName: string, recordTypeId: string): Answer {
  const object = objectNamed(call, objectName);
  if (UNSUPPORTED.has(object.name)) {
    throw badRequest('INVALID_TYPE', `Object ${object.name} is not supported in UI API`);
  }
  const recordType = object.recordTypeInfos.find(
    (info) => info.recordTypeId.slice(0, 15) === recordTypeId.slice(0, 15),
  );
  if (!recordType) throw notFound();
  const fields = object.fields.filter((field) => field.type === 'picklist' || field.type === 'multipicklist');
  const picklistFieldValues = Object.fromEntries(
    fields.map((field) => [field.name, picklistBody({ call, object, recordType, field })]),
  );
  return ok({ eTag: eTagOf(picklistFieldValues), picklistFieldValues });
}
