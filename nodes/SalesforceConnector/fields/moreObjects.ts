import type { INodeProperties } from 'n8n-workflow';

import type { FormValues } from '../host/form';
import { objectProperty } from './object';
import { soqlConditionsProperty } from './soqlConditions';
import { formRows } from './text';

export const moreObjectsProperty: INodeProperties = {
  displayName: 'More Objects',
  name: 'moreObjects',
  type: 'fixedCollection',
  typeOptions: { multipleValues: true, sortable: true },
  placeholder: 'Add Object',
  default: {},
  description:
    'Other objects whose records start the workflow in the same way. Each has its own fields and conditions: those above belong to the first object. Each costs an API call per poll.',
  options: [
    {
      displayName: 'Object',
      name: 'object',
      values: [
        objectProperty('query'),
        {
          displayName: 'Returned Fields',
          name: 'moreFields',
          type: 'string',
          default: '',
          placeholder: 'e.g. Name, Owner.Name',
          description: 'API names of fields, separated by commas. Leave empty to return all fields.',
        },
        soqlConditionsProperty,
        {
          displayName: 'Watched Fields',
          name: 'onlyWhenFieldsChange',
          type: 'string',
          default: '',
          placeholder: 'e.g. Status, OwnerId',
          description:
            'API names of the fields of which one must have changed, separated by commas. Leave empty for any change.',
          displayOptions: { show: { '/triggerOn': ['createdOrUpdated', 'updated'] } },
        },
      ],
    },
  ],
};

type Row = Record<string, unknown>;

/** From the form, or from an expression that gives the rows themselves. */
type MoreObjects = readonly Row[] | { readonly object?: readonly Row[] };

/** The form of each object: the first one's is the form itself, each other one's is a row of it. */
export function formsOfObjects(form: FormValues): FormValues[] {
  const rows = formRows(form, { ...moreObjectsProperty, rows: 'object' });
  return [form, ...rows.map((_, index) => formOfRow(form, index))];
}

function formOfRow(form: FormValues, index: number): FormValues {
  const inRow = <T>(given: MoreObjects, name: string, fallback?: T) => {
    const rows = 'object' in given ? given.object : Array.isArray(given) ? (given as readonly Row[]) : [];
    return (rows?.[index]?.[name] ?? fallback) as T;
  };
  const row: FormValues = {
    param: <T>(name: string, fallback?: T) => inRow(form.param<MoreObjects>('moreObjects', {}), name, fallback),
    written: <T>(name: string, fallback: T) => inRow(form.written<MoreObjects>('moreObjects', {}), name, fallback),
    shared: (read) => read(row),
  };
  return row;
}
