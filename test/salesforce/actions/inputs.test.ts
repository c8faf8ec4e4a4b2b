import { describe, expect, test } from '@jest/globals';

import type { ActionDescribe, ActionParameter } from '../../../salesforce/actions/describe';
import { inputValues } from '../../../salesforce/actions/inputs';
import { InputError } from '../../../salesforce/errors';

function input(name: string, type: string, more: Partial<ActionParameter> = {}): ActionParameter {
  const nothing = { required: false, isList: false, sobjectType: null, apexClass: null, picklistValues: [] };
  return { name, label: name, description: '', type, ...nothing, ...more };
}

const withInputs = (...inputs: ActionParameter[]): ActionDescribe => ({
  kind: 'flow',
  name: 'Flow',
  label: 'Flow',
  description: '',
  inputs,
  outputs: [],
});

const ID = '001000000000001AAA';

/** By type: what is given, and what is sent. */
const VALUES: readonly (readonly [type: string, given: unknown, sent: unknown])[] = [
  ['BOOLEAN', 'yes', true],
  ['BOOLEAN', false, false],
  ['CURRENCY', '12.50', 12.5],
  ['DATE', '2026-03-01T23:00:00+01:00', '2026-03-01'],
  ['DATETIME', '2026-03-01T23:00:00+01:00', '2026-03-01T22:00:00.000Z'],
  ['DOUBLE', '1e3', 1000],
  ['ID', ID.slice(0, 15), ID],
  ['INTEGER', '7', 7],
  ['LONG', 9_007_199_254_740_991, 9_007_199_254_740_991],
  ['MULTIPICKLIST', ['a', 'b'], 'a;b'],
  ['NUMBER', '123456789012345678', '123456789012345678'],
  ['REFERENCE', `https://acme.my.salesforce.com/${ID}`, ID],
  ['STRING', 5, '5'],
  ['STRING', '[not a list]', '[not a list]'],
  ['TIME', '14:30', '14:30:00.000Z'],
  ['SOBJECT', { Name: 'Acme' }, { Name: 'Acme' }],
  ['APEX', '{"floor": 2}', { floor: 2 }],
  ['SOME_NEW_TYPE', { any: 'thing' }, { any: 'thing' }],
];

describe('An input of an action', () => {
  test.each(VALUES)('of the type %s takes %j as %j', (type, given, sent) => {
    expect(inputValues({ x: given }, withInputs(input('x', type)))).toEqual({ x: sent });
  });

  test.each(VALUES.filter(([type]) => type !== 'MULTIPICKLIST'))(
    'with several values of the type %s takes one %j, a list and its JSON',
    (type, given, sent) => {
      const action = withInputs(input('x', type, { isList: true }));
      if (given !== '[not a list]') expect(inputValues({ x: given }, action)).toEqual({ x: [sent] });
      expect(inputValues({ x: [given, given] }, action)).toEqual({ x: [sent, sent] });
      expect(inputValues({ x: JSON.stringify([given]) }, action)).toEqual({ x: [sent] });
    },
  );

  test.each([null, '', []])('that is empty, %j, is sent as null, unless it is required', (empty) => {
    expect(inputValues({ x: empty }, withInputs(input('x', 'STRING')))).toEqual({ x: null });
    expect(() => inputValues({ x: empty }, withInputs(input('x', 'STRING', { required: true })))).toThrow(
      'The required input x of Flow (Flow) has no value.',
    );
  });

  test('that is undefined is not sent', () => {
    expect(inputValues({ x: undefined }, withInputs(input('x', 'STRING')))).toEqual({});
  });

  test('is known in any case, and by its exact name first', () => {
    const action = withInputs(input('name', 'STRING'), input('Name', 'STRING'), input('CITY', 'STRING'));
    expect(inputValues({ Name: 'b', name: 'a', ' city ': 'c' }, action)).toEqual({ name: 'a', Name: 'b', CITY: 'c' });
  });

  test('that takes records of one object says of each which it is, unless the record does', () => {
    const action = withInputs(input('x', 'SOBJECT', { sobjectType: 'Account', isList: true }));
    const person = { attributes: { type: 'Account', url: '/x' }, Name: 'b' };
    expect(inputValues({ x: [{ Name: 'a' }, person] }, action)).toEqual({
      x: [{ attributes: { type: 'Account' }, Name: 'a' }, person],
    });
  });

  test.each([
    ['BOOLEAN', 'perhaps'],
    ['DATE', 'soon'],
    ['INTEGER', '1.5'],
    ['NUMBER', '1,234'],
    ['ID', 'Acme'],
    ['STRING', { an: 'object' }],
    ['SOBJECT', 'Acme'],
    ['APEX', '{"floor": '],
    ['APEX', [{}]],
  ])('of the type %s does not take %j', (type, given) => {
    expect(() => inputValues({ x: given }, withInputs(input('x', type)))).toThrow(InputError);
    expect(() => inputValues({ x: [given] }, withInputs(input('x', type, { isList: true })))).toThrow(InputError);
  });

  test('is named among those that are missing or unknown', () => {
    const action = withInputs(input('a', 'STRING', { required: true }), input('b', 'STRING', { required: true }));
    expect(() => inputValues({}, action)).toThrow('The required inputs a, b of Flow (Flow) have no value.');
    expect(() => inputValues({ c: 1 }, action)).toThrow('Flow (Flow) has no input “c”.');
  });
});
