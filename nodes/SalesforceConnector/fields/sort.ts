import type { INodeProperties } from 'n8n-workflow';

import type { Select } from '../../../salesforce/soql/select';
import type { FormValues } from '../host/form';
import { queryFieldProperty, readQueryField } from './queryField';

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
      values: [
        queryFieldProperty,
        {
          displayName: 'Direction',
          name: 'direction',
          type: 'options',
          default: 'asc',
          options: [
            { name: 'Ascending', value: 'asc' },
            { name: 'Descending', value: 'desc' },
          ],
        },
        {
          displayName: 'Empty Values',
          name: 'nulls',
          type: 'options',
          default: 'first',
          description: 'Where to put records that have no value in the field',
          options: [
            { name: 'First', value: 'first' },
            { name: 'Last', value: 'last' },
          ],
        },
      ],
    },
  ],
};

interface SortRow {
  field: unknown;
  direction?: 'asc' | 'desc';
  nulls?: 'first' | 'last';
}

/** The form's ORDER BY; empty without sort fields. */
export function readSort(form: FormValues): NonNullable<Select['orderBy']> {
  const { order = [] } = form.param<{ order?: SortRow[] }>('sort', {});
  return order.map(({ field, direction, nulls }, i) => ({
    field: readQueryField(field, `Sort field ${i + 1}`),
    direction: direction === 'desc' ? 'desc' : 'asc',
    nulls: nulls === 'last' ? 'last' : 'first',
  }));
}
