import type { INodeProperties } from 'n8n-workflow';

import { AdvisedError } from '../host/advice';
import type { SoqlType } from '../../../salesforce/soql/literals';
import type { FormValues } from '../host/form';
import { optionOf } from './allowed';
import { formRows, plainText } from './text';

/** How a parameter is written in a query. */
export const typeProperty: INodeProperties = {
  displayName: 'Type',
  name: 'type',
  type: 'options',
  default: 'auto',
  description: 'How the value is written in the query',
  options: [
    {
      name: 'Automatic',
      value: 'auto',
      description: 'What you type is text. What an expression returns is text, a number, a boolean or a date.',
    },
    { name: 'Boolean', value: 'boolean' },
    { name: 'Date', value: 'date' },
    { name: 'Date and Time', value: 'datetime' },
    { name: 'ID', value: 'id' },
    { name: 'Number', value: 'number' },
    { name: 'Relative Date', value: 'dateLiteral', description: 'Such as TODAY or LAST_N_DAYS:30' },
    { name: 'Text', value: 'text' },
    { name: 'Time', value: 'time', description: 'Of a day, such as 09:30' },
  ],
};

/** Values for the `:name` placeholders of a query: bound, never inserted as text. */
export const parametersProperty: INodeProperties = {
  displayName: 'Query Parameters',
  name: 'parameters',
  type: 'fixedCollection',
  typeOptions: { multipleValues: true, sortable: true },
  placeholder: 'Add Parameter',
  default: {},
  description: 'Values that replace :name in the query, quoted according to their type',
  options: [
    {
      displayName: 'Parameter',
      name: 'parameter',
      values: [
        {
          displayName: 'Name',
          name: 'name',
          type: 'string',
          default: '',
          placeholder: 'e.g. status',
          description: 'The name that follows the colon in the query',
        },
        typeProperty,
        {
          displayName: 'Value',
          name: 'value',
          type: 'string',
          default: '',
          placeholder: 'e.g. Open',
          description: 'The value, or a list of values (from an expression) for IN',
        },
      ],
    },
  ],
};

interface Parameter {
  name: unknown;
  type?: unknown;
  value: unknown;
}

/** The parameters by name. */
export function readParameters(form: FormValues): Record<string, { value: unknown; type: SoqlType }> {
  const parameter = formRows<Parameter>(form, { ...parametersProperty, rows: 'parameter' });
  const byName = new Map<string, { value: unknown; type: SoqlType }>();
  for (const [place, { name, type, value }] of parameter.entries()) {
    const key = plainText(name, 'Query Parameters > Name').trim().replace(/^:/, '');
    if (byName.has(key)) {
      throw new AdvisedError(`The query parameter “${key}” is defined twice.`, {
        field: 'Query Parameters',
        actions: ['Give each parameter a unique name.'],
      });
    }
    byName.set(key, { type: optionOf<SoqlType>(type, typeProperty), value: unchanged(form, place, value) });
  }
  return Object.fromEntries(byName);
}

const LIKE_A_DATE_TIME = /^[+-]?\d{4,6}-\d\d-\d\dT/;

/** n8n makes a text of each DateTime in a collection, such as `$now`, but not of one that is read by its own path. */
function unchanged(form: FormValues, place: number, value: unknown): unknown {
  const canBeDateTime = typeof value === 'string' && LIKE_A_DATE_TIME.test(value);
  return canBeDateTime ? form.param<unknown>(`parameters.parameter.${place}.value`, value) : value;
}
