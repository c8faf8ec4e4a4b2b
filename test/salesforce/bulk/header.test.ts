import { expect, test } from '@jest/globals';

import { ingestColumns } from '../../../salesforce/bulk/header';
import { InputError } from '../../../salesforce/errors';
import { field, object } from '../../support/schema';

test('Of thousands of unusable columns, as many are named as a person mends before trying again', () => {
  const described = object(
    'Contact',
    Array.from({ length: 500 }, (_, i) => field(`Field_Of_The_Org_${i}__c`, 'string')),
  );
  const header = Array.from({ length: 5_000 }, (_, i) => `Column of the sheet ${i}`);
  let thrown: unknown;
  try {
    ingestColumns(header, new Map(), { operation: 'insert', object: 'Contact' }, described);
  } catch (error) {
    thrown = error;
  }
  expect(thrown).toBeInstanceOf(InputError);
  const { message, problem } = thrown as InputError;
  expect(message.split('\n')).toHaveLength(21);
  expect(message).toContain('Column of the sheet 19');
  expect(problem).toMatchObject({ reason: 'unusableColumns', delimiter: undefined });
});
