import type { IDataObject } from 'n8n-workflow';

import { isRecord, listOf, show } from '../../../salesforce/errors';
import { isBlank } from '../../../salesforce/values/blank';
import { AdvisedError } from '../host/advice';
import { isEmptyExpression, isExpression, type FormValues } from '../host/form';
import { isOptionAdded } from './allowed';
import { emptyValues } from './emptyValues';

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
 * The values that a mapper holds. Clearing a field in Salesforce requires an expression that returns nothing; where a
 * model gives nothing, the option *Empty Values* has to say what that means.
 * @param name of the form's field
 */
export function mappedValues(form: FormValues, name: string, mapper: MapperValue): IDataObject {
  const written = form.written<MapperValue | string>(name, '');
  const shown = shownValues(mapper);
  const typed = typeof written === 'string' ? {} : (written.value ?? {});
  const entries = Object.entries(shown).map(([field, value]): [string, IDataObject[string]] => {
    return [field, isOfModel(typed[field]) ? modelValue(value) : value];
  });
  const mayModelClear = isOptionAdded(form, emptyValues);
  // A field that was added to the form and left empty is not sent, nor is one whose expression was: an oversight must not
  // delete data.
  return Object.fromEntries(
    entries.filter(([field, value]) => {
      if (isEmptyExpression(typed[field])) return false;
      if (!isBlank(value)) return true;
      return isExpression(typed[field]) && (mayModelClear || !isOfModel(typed[field]));
    }),
  );
}

/** Whether a model fills the field in. n8n demands all such fields of it: it gives something for what it does not know. */
function isOfModel(written: unknown): boolean {
  return isExpression(written) && /\$fromai\b/i.test(written);
}

/** `Null` is a surname. */
function modelValue(value: IDataObject[string]): IDataObject[string] {
  return typeof value === 'string' && /^\s*(?:null|NULL|undefined)?\s*$/.test(value) ? null : value;
}

/**
 * The editor sets every checkbox to false, even those that the form does not show.
 * @throws AdvisedError for what no editor stores: another program can have written the workflow
 */
function shownValues(mapper: MapperValue): IDataObject {
  const value = mapper.value ?? {};
  const schema = mapper.schema ?? [];
  if (!isRecord(value)) throw notOfEditor('values', value, 'an object');
  if (!isFields(schema)) throw notOfEditor('fields', schema, 'a list of objects');
  const hidden = new Set(schema.filter(({ removed }) => removed === true).map(({ id }) => id));
  return Object.fromEntries(Object.entries(value).filter(([name]) => !hidden.has(name)));
}

const isFields = listOf(isRecord);

function notOfEditor(what: string, given: unknown, wanted: string): AdvisedError {
  return new AdvisedError(`The form’s ${what} are not ${wanted}: ${show(given)}.`, {
    actions: ['Open the node in the editor, and fill in its values again.'],
  });
}
