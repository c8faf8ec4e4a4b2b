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

/** Whether a field's picklist has a value. */
type ListsValue = (field: string, value: string) => boolean;

/**
 * The values that a mapper holds, or that one expression gives in its place. Clearing a field in Salesforce requires an
 * expression that returns nothing; where a model gives nothing, the option *Empty Values* has to say what that means.
 * @param name of the form's field
 * @param lists knows which words are values of a picklist, and mean something
 */
export function mappedValues(
  form: FormValues,
  name: string,
  fields: MapperValue | IDataObject,
  lists: ListsValue = () => false,
): IDataObject {
  const writtenFor = writtenValues(form.written<unknown>(name, ''));
  const given = Object.entries(isMapper(fields) ? shownValues(fields) : fields);
  const entries = given.map(([field, value]): [string, IDataObject[string]] => {
    return [field, isOfModel(writtenFor(field)) ? modelValue(value, (word) => lists(field, word)) : value];
  });
  const mayModelClear = isOptionAdded(form, emptyValues);
  // A field that was added to the form and left empty is not sent, nor is one whose expression was: an oversight must not
  // delete data.
  return Object.fromEntries(
    entries.filter(([field, value]) => {
      const written = writtenFor(field);
      if (isEmptyExpression(written)) return false;
      if (!isBlank(value)) return true;
      return isExpression(written) && (mayModelClear || !isOfModel(written));
    }),
  );
}

/** How the value of each field is written in the workflow: by itself, or by the one expression for all of them. */
function writtenValues(written: unknown): (field: string) => unknown {
  const all = isRecord(written) ? written['value'] : written;
  return (field) => (isExpression(all) ? all : isRecord(all) ? all[field] : undefined);
}

/** Whether a model fills the field in. n8n demands all such fields of it: it gives something for what it does not know. */
function isOfModel(written: unknown): boolean {
  return isExpression(written) && /\$fromai\b/i.test(written);
}

/** `Null` is a surname, and `None` can be a value of a picklist. */
function modelValue(value: IDataObject[string], isListed: (word: string) => boolean): IDataObject[string] {
  const isNothing = typeof value === 'string' && /^\s*(?:null|NULL|undefined|None)?\s*$/.test(value);
  return isNothing && !isListed(value.trim()) ? null : value;
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
