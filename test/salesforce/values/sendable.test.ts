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

function actionWith(type: string, isList = false): ActionDescribe {
  const input = {
    name: 'x',
    label: 'X',
    description: '',
    required: false,
    isList,
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

/** What JSON.stringify leaves out of an object, and makes null in a list. */
const HOLES: readonly unknown[] = [undefined, Symbol('x'), () => 1, { toJSON: () => undefined }];

test('Nothing is left out of a body, however deep it is', () => {
  for (const hole of HOLES) {
    fc.assert(
      fc.property(holding(hole), (value) => {
        expect(() => sendableJson(value, 'JSON')).toThrow(
          /^JSON: .* is (?:undefined|a symbol|a function), which would be left out/,
        );
      }),
    );
  }
});

test.each([
  ['a field of any type', (value: unknown) => jsonValue(value, { name: 'Data', type: 'anyType' })],
  ...['APEX', 'NEW_TYPE'].map(
    (type) =>
      [
        `an input of the type ${type}`,
        (value: unknown) => inputValues({ x: { Name: value } }, actionWith(type)),
      ] as const,
  ),
  ['an element of a list', (value: unknown) => inputValues({ x: ['a', value] }, actionWith('STRING', true))],
] as const)('Nothing is left out of %s', (_, write) => {
  expect(() => write({ a: undefined })).toThrow(InputError);
  expect(() => write([1, undefined])).toThrow(InputError);
  expect(() => inputValues({ x: ['a', undefined] }, actionWith('STRING', true))).toThrow('x: [1] is undefined, ');
});

test('undefined leaves out a field of a record that an action takes', () => {
  const given = { x: { LastName: 'Lovelace', Phone: undefined } };
  expect(inputValues(given, actionWith('SOBJECT'))).toStrictEqual({ x: { LastName: 'Lovelace' } });
});

test.each<[unknown, string]>([
  [undefined, 'JSON: it is undefined, '],
  [{ w: { LastName: { eq: undefined } } }, 'JSON: w.LastName.eq is undefined, '],
  [{ ids: ['a', undefined] }, 'JSON: ids[1] is undefined, '],
  [NaN, 'JSON: it is NaN, '],
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

test.each(WRITERS)('What contains itself is no part of %s, and the place where it begins anew is named', (_, write) => {
  const account: Record<string, unknown> = { Name: 'Acme' };
  account['contacts'] = [{ shared: 1 }, { account }];
  const reason = { reason: 'notSendable' };
  const message = expect.stringMatching(/contacts\[1\]\.account is an object or a list that it is in itself, [^\n]*$/);
  expect(() => write(account)).toThrow(expect.objectContaining({ problem: reason, message }));
  const list: unknown[] = [];
  list.push(list);
  expect(() => write(list)).toThrow(expect.objectContaining({ problem: reason }));
});

test('What is in a value twice, and not in itself, is sent twice', () => {
  const shared = { a: [null, null] };
  const value = [shared, { shared, other: [shared, shared] }];
  expect(sendableJson(value, 'JSON')).toBe(JSON.stringify(value));
});

test('What is nested too deep is refused in a sentence', () => {
  let deep: unknown = 1;
  for (let level = 0; level < 100_000; level += 1) deep = [deep];
  expect(() => sendableJson(deep, 'JSON')).toThrow('JSON: it is nested too deep to be sent.');
});
