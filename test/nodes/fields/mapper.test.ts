import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { IDataObject } from 'n8n-workflow';

import { mappedValues, type MapperValue } from '../../../nodes/SalesforceConnector/fields/mapper';
import type { FormValues } from '../../../nodes/SalesforceConnector/host/form';

/** The values of a mapper whose one field was written so, and has this value. */
function sent(written: unknown, value: unknown): IDataObject {
  const mapper = (field: unknown) => ({ mappingMode: 'defineBelow', value: { Phone: field } as IDataObject });
  const ofForm: FormValues['written'] = <T>(name: string, fallback: T) =>
    name === 'fields' ? (mapper(written) as T) : fallback;
  return mappedValues({ written: ofForm } as unknown as FormValues, 'fields', mapper(value));
}

const blanks = fc.string({ unit: fc.constantFrom(' ', '\n', '\t', '\u00a0') });
const nothing = fc.constantFrom<unknown>(undefined, null, '', ' ', '  \n');

test('an expression that was left empty is not sent, whatever n8n makes of it', () => {
  const written = fc.oneof(
    blanks.map((blank) => `=${blank}`),
    fc.tuple(blanks, blanks, blanks).map(([before, within, after]) => `=${before}{{${within}}}${after}`),
  );
  fc.assert(fc.property(written, nothing, (text, value) => expect(sent(text, value)).toEqual({})));
});

test.each(['={{ null }}', '={{ $json.phone }}', '={{ "" }}', '=x{{ }}'])('what %s returns is sent', (written) => {
  expect(sent(written, null)).toEqual({ Phone: null });
  expect(sent(written, 'x')).toEqual({ Phone: 'x' });
});

/** The same for one expression that gives all values, in place of the form's field or within it. */
function sentAsOne(within: boolean, written: string, values: IDataObject): IDataObject {
  const mapper = (value: unknown) => (within ? { mappingMode: 'defineBelow', value } : value) as IDataObject;
  const ofForm: FormValues['written'] = <T>(name: string, fallback: T) =>
    name === 'fields' ? (mapper(written) as T) : fallback;
  return mappedValues({ written: ofForm } as unknown as FormValues, 'fields', mapper(values), (field, value) => {
    return field === 'Type' && value === 'None';
  });
}

test.each([true, false])(
  'one expression for all fields is as an expression for each, within the form: %s',
  (within) => {
    const model = { Phone: 'null', Fax: '', Title: 'None', Type: 'None', Name: 'Null', City: null };
    expect(sentAsOne(within, "={{ $fromAI('fields', '', 'json') }}", model)).toEqual({ Type: 'None', Name: 'Null' });
    expect(sentAsOne(within, '={{ $json }}', model)).toEqual(model);
  },
);

test.each([
  ['null', {}],
  ['None', {}],
  ['none', { Phone: 'none' }],
  ['NULL', {}],
  ['undefined', {}],
  [' ', {}],
  ['Null', { Phone: 'Null' }],
])('what a model says with “%s” is %j: people are called Null', (said, values) => {
  expect(sent("={{ $fromAI('phone') }}", said)).toEqual(values);
});

test('a value that was typed is sent, and a field left empty is not', () => {
  expect(sent('x', 'x')).toEqual({ Phone: 'x' });
  expect(sent('', '')).toEqual({});
  expect(sent(null, null)).toEqual({});
});

test.each([
  ['values', { value: 'x' }, 'The form’s values are not an object: “x”.'],
  ['values', { value: [] }, 'The form’s values are not an object: A list.'],
  ['values', { value: 1 }, 'The form’s values are not an object: 1.'],
  ['fields', { schema: {} }, 'The form’s fields are not a list of objects: An object.'],
  ['fields', { schema: 'x' }, 'The form’s fields are not a list of objects: “x”.'],
  ['fields', { schema: [null] }, 'The form’s fields are not a list of objects: A list.'],
])('%s that no editor stores are refused in words: %j', (_, wrong, told) => {
  const mapper = { mappingMode: 'defineBelow', value: {}, ...wrong } as unknown as MapperValue;
  const form = { written: () => mapper } as unknown as FormValues;
  expect(() => mappedValues(form, 'fields', mapper)).toThrow(told);
});
