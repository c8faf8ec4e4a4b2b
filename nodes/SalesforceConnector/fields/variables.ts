import type { INodeProperties } from 'n8n-workflow';

import { isRecord } from '../../../salesforce/errors';
import { isDate } from '../../../salesforce/values/dates';
import { booleanOf, numberOf, textOf } from '../../../salesforce/values/scalars';
import { sendableJson } from '../../../salesforce/values/sendable';
import type { Variable, VariableType, VariableValue } from '../../../salesforce/variables';
import { AdvisedError } from '../host/advice';
import { expectResult, type FormValues } from '../host/form';
import { optionOf } from './allowed';
import { faultInJson, formRows, plainText } from './text';

type GivenType = VariableType | 'auto';

const variableType: INodeProperties = {
  displayName: 'Type',
  name: 'type',
  type: 'options',
  default: 'auto',
  description: 'What the value is',
  options: [
    {
      name: 'Automatic',
      value: 'auto',
      description:
        'What you type is text. What an expression returns is text, a number, a boolean, an object or a list.',
    },
    { name: 'Boolean', value: 'boolean' },
    { name: 'JSON', value: 'json', description: 'An object or a list' },
    { name: 'Number', value: 'number' },
    { name: 'Text', value: 'text' },
  ],
};

/** Values that code or a query uses by their names: no value can change what it does. */
export function variablesProperty(description: string): INodeProperties {
  return {
    displayName: 'Variables',
    name: 'variables',
    type: 'fixedCollection',
    typeOptions: { multipleValues: true, sortable: true },
    placeholder: 'Add Variable',
    default: {},
    description,
    options: [
      {
        displayName: 'Variable',
        name: 'variable',
        values: [
          { displayName: 'Name', name: 'name', type: 'string', default: '', placeholder: 'e.g. accountName' },
          variableType,
          { displayName: 'Value', name: 'value', type: 'string', default: '', placeholder: 'e.g. Acme' },
        ],
      },
    ],
  };
}

export function readVariables(form: FormValues): Variable[] {
  const rows = formRows<{ name?: unknown; type?: unknown; value?: unknown }>(form, {
    name: 'variables',
    displayName: 'Variables',
    rows: 'variable',
  });
  return rows.map(({ name, type, value }) => {
    const given = plainText(name, 'Variables > Name').trim();
    const chosen = optionOf<GivenType>(type, variableType);
    return {
      name: given,
      value: variableValue(value, chosen, given),
      type: chosen === 'auto' ? undefined : chosen,
    };
  });
}

function variableValue(value: unknown, type: GivenType, name: string): VariableValue {
  const field = `Variables > ${name}`;
  if (expectResult(value, field) === null) return null;
  switch (type) {
    case 'boolean':
      return booleanOf(value, field);
    case 'number':
      return { number: numberWritten(value, field) };
    case 'json':
      return { json: jsonOf(value, field) };
    case 'text':
      return textOf(value, field);
    case 'auto':
      return variableValue(value, typeOfValue(value), name);
  }
}

/** A number that is text keeps its digits as they are: the `12.50` of Apex has two decimal places, and `12.5` one. */
function numberWritten(value: unknown, field: string): number | string {
  const number = numberOf(value, field);
  return typeof value === 'string' && /^\s*-?(?:0|[1-9]\d*)\.\d+\s*$/.test(value) ? value.trim() : number;
}

function typeOfValue(value: unknown): VariableType {
  if (typeof value === 'boolean') return 'boolean';
  if (typeof value === 'number' || typeof value === 'bigint') return 'number';
  return !isDate(value) && (isRecord(value) || Array.isArray(value)) ? 'json' : 'text';
}

/** JSON that is text keeps all digits of its numbers. */
function jsonOf(value: unknown, field: string): string {
  if (typeof value !== 'string') return sendableJson(value, field);
  if (faultInJson(value) === undefined) return value;
  throw new AdvisedError(`${field}: this is not valid JSON.`, {
    field: 'Variables',
    actions: ['Correct the text, or use an expression that returns an object or a list.'],
  });
}
