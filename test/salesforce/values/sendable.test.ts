import { expect, test } from '@jest/globals';
import fc from 'fast-check';

import type { ActionDescribe } from '../../../salesforce/actions/describe';
import { inputValues } from '../../../salesforce/actions/inputs';
import { InputError } from '../../../salesforce/errors';
import { jsonValue } from '../../../salesforce/values/record';
import { sendableJson } from '../../../salesforce/values/sendable';

test('What JSON has is sent as it is', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      expect(sendableJson(value, 'JSON')).toBe(JSON.stringify(value));
    }),
  );
});

/** A value with something in it, however deep. */
const holding = (wrong: unknown) =>
  fc
    .array(fc.constantFrom('list', 'object'), { maxLength: 5 })
    .map((path) => path.reduce<unknown>((inner, kind) => (kind === 'list' ? [1, inner] : { a: 'x', b: inner }), wrong));

const WRONG = [NaN, Infinity, -Infinity, 10n];

/** Whoever writes a value of any kind into JSON. */
const WRITERS: readonly (readonly [string, (value: unknown) => unknown])[] = [
  ['a body', (value) => sendableJson(value, 'JSON')],
  ['a field of any type', (value) => jsonValue(value, { name: 'Data', type: 'anyType' })],
  ...['APEX', 'SOBJECT', 'NEW_TYPE'].map(
    (type) =>
      [
        `an input of the type ${type}`,
        (value: unknown) => inputValues({ x: { Name: value } }, actionWith(type)),
      ] as const,
  ),
];

function actionWith(type: string): ActionDescribe {
  const input = {
    name: 'x',
    label: 'X',
    description: '',
    required: false,
    isList: false,
    sobjectType: null,
    apexClass: null,
  };
  return {
    kind: 'flow',
    name: 'F',
    label: 'F',
    description: '',
    inputs: [{ ...input, type, picklistValues: [] }],
    outputs: [],
  };
}

test.each(WRITERS)('What JSON has not is no part of %s', (_, write) => {
  for (const wrong of WRONG) {
    fc.assert(
      fc.property(holding(wrong), (value) => {
        expect(() => write(value)).toThrow(InputError);
        expect(() => write(value)).toThrow(`${String(wrong)}, which is not a number that can be sent.`);
      }),
    );
  }
});

test.each<[unknown, string]>([
  [NaN, 'JSON: NaN, '],
  [{ Amount: NaN }, 'JSON: Amount is NaN, '],
  [[1, NaN], 'JSON: [1] is NaN, '],
  [{ lines: [{ a: 1 }, { Price: Infinity }] }, 'JSON: lines[1].Price is Infinity, '],
  [[[{ a: { b: 10n } }]], 'JSON: [0][0].a.b is 10, '],
])('What cannot be sent is named with its place: %p', (value, message) => {
  expect(() => sendableJson(value, 'JSON')).toThrow(message);
});

test('What has no end is refused in words', () => {
  const endless: Record<string, unknown> = {};
  endless['self'] = endless;
  expect(() => sendableJson(endless, 'JSON')).toThrow(InputError);
});
