import { expect, test } from '@jest/globals';

import type { FieldType } from '../../../salesforce/describe';
import { soqlTypeOf } from '../../../salesforce/soql/literals';

test('A field’s values are written in SOQL by its type', () => {
  const types: FieldType[] = [
    'string',
    'picklist',
    'double',
    'currency',
    'reference',
    'id',
    'date',
    'datetime',
    'time',
    'boolean',
  ];
  expect(types.map((type) => soqlTypeOf({ type }))).toEqual([
    'text',
    'text',
    'number',
    'number',
    'id',
    'id',
    'date',
    'datetime',
    'time',
    'boolean',
  ]);
});
