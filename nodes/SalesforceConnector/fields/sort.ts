import type { INodeProperties } from 'n8n-workflow';

import type { Select } from '../../../salesforce/soql/select';
import type { FormValues } from '../host/form';
import { optionOf } from './allowed';
import { queryFieldProperty, readQueryField } from './queryField';
import { formRows } from './text';

const directionProperty: INodeProperties = {
  displayName: 'Direction',
  name: 'direction',
  type: 'options',
  default: 'asc',
  options: [
    { name: 'Ascending', value: 'asc' },
    { name: 'Descending', value: 'desc' },
  ],
};

const nullsProperty: INodeProperties = {
  displayName: 'Empty Values',
  name: 'nulls',
  type: 'options',
  default: 'first',
  description: 'Where to put records that have no value in the field',
  options: [
    { name: 'First', value: 'first' },
    { name: 'Last', value: 'last' },
  ],
};

export const sortProperty: INodeProperties = {
  displayName: 'Sort',
  name: 'sort',
  type: 'fixedCollection',
  typeOptions: { multipleValues: true, sortable: true },
  placeholder: 'Add Sort Field',
  default: {},
  description: 'The order in which to return the records',
  options: [
    {
      displayName: 'Sort Field',
      name: 'order',
      values: [queryFieldProperty, directionProperty, nullsProperty],
    },
  ],
};

interface SortRow {
  field: unknown;
  direction?: unknown;
  nulls?: unknown;
}

/** The form's ORDER BY; empty without sort fields. */
export function readSort(form: FormValues): NonNullable<Select['orderBy']> {
  const order = formRows<SortRow>(form, { ...sortProperty, rows: 'order' });
  return order.map(({ field, direction, nulls }, i) => ({
    field: readQueryField(field, `Sort field ${i + 1}`),
    direction: optionOf<'asc' | 'desc'>(direction, directionProperty),
    nulls: optionOf<'first' | 'last'>(nulls, nullsProperty),
  }));
}
