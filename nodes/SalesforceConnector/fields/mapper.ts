import type { IDataObject } from 'n8n-workflow';

import { isBlank } from '../../../salesforce/values/blank';
import { isEmptyExpression, isExpression, type FormValues } from '../host/form';

/** A resource mapper, as n8n stores it. */
export interface MapperValue {
  mappingMode: string;
  value: IDataObject | null;
  /** The fields that the editor offered, `removed` if the form does not show them. */
  schema?: readonly { id: string; removed?: boolean }[];
}

export function isMapper(fields: MapperValue | IDataObject): fields is MapperValue {
  return typeof fields['mappingMode'] === 'string' && 'value' in fields;
}

/** Whether the item's fields are taken, in place of what the form holds. */
export function isAutomatic({ mappingMode }: MapperValue): boolean {
  return mappingMode === 'autoMapInputData';
}

/**
 * The values that a mapper holds.
 * @param name of the form's field
 */
export function mappedValues(form: FormValues, name: string, mapper: MapperValue): IDataObject {
  return withoutUntouched(shownValues(mapper), form.written<MapperValue | string>(name, ''));
}

/** The editor sets every checkbox to false, even those that the form does not show. */
function shownValues({ value, schema }: MapperValue): IDataObject {
  const hidden = new Set((schema ?? []).filter(({ removed }) => removed === true).map(({ id }) => id));
  return Object.fromEntries(Object.entries(value ?? {}).filter(([name]) => !hidden.has(name)));
}

/**
 * A field that was added to the form and left empty is not sent, nor is one whose expression was. Clearing a field in
 * Salesforce requires an expression that returns nothing: an oversight must not delete data.
 */
function withoutUntouched(values: IDataObject, written: MapperValue | string): IDataObject {
  const typed = typeof written === 'string' ? {} : (written.value ?? {});
  return Object.fromEntries(
    Object.entries(values).filter(([name, value]) => {
      return !isEmptyExpression(typed[name]) && (!isBlank(value) || isExpression(typed[name]));
    }),
  );
}
