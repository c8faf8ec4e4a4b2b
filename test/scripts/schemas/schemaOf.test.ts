import { describe, expect, test } from '@jest/globals';

import { schemaOf } from '../../../scripts/schemas/schemaOf';

describe('The schema of values', () => {
  test.each([
    ['texts', ['a', ''], { type: 'string' }],
    ['whole numbers', [1, 2], { type: 'integer' }],
    ['any numbers', [1, 2.5], { type: 'number' }],
    ['flags', [true, false], { type: 'boolean' }],
    ['nothing', [null], { type: 'null' }],
    ['texts that may be null', [null, 'a'], { type: 'string' }],
    ['empty lists', [[]], { type: 'array' }],
    ['lists', [[1], [], [null]], { type: 'array', items: { type: 'integer' } }],
    [
      'objects with different properties',
      [{ a: 1, b: null }, { b: { c: 'x' } }],
      {
        type: 'object',
        properties: { a: { type: 'integer' }, b: { type: 'object', properties: { c: { type: 'string' } } } },
      },
    ],
  ])('%s', (_, values, schema) => {
    expect(schemaOf(values)).toEqual(schema);
  });

  test('is refused where values are of two types', () => {
    expect(() => schemaOf(['a', 1])).toThrow('A value is of type string and integer.');
  });
});
