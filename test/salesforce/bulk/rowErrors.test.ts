import { describe, expect, test } from '@jest/globals';

import { rowError } from '../../../salesforce/bulk/rowErrors';

describe('A failed row’s error', () => {
  test.each(['date', 'dateTime', 'double', 'int', 'boolean'])(
    'tells a value that is no xsd:%s from a field that is none',
    (type) => {
      const value = `Failed to deserialize field at col 3. Due to, 'x' is not a valid value for the type xsd:${type}`;
      const error = rowError(`INVALID_FIELD:${value}:CloseDate --`);
      expect(error.errors).toEqual([{ errorCode: 'INVALID_FIELD', message: value, fields: ['CloseDate'] }]);
      expect(error.kinds).toEqual(['CELL_OF_WRONG_TYPE']);
      expect(rowError("INVALID_FIELD:No such column 'x' on entity 'Contact':--").kinds).toEqual(['NO_SUCH_COLUMN']);
    },
  );

  test.each([
    [
      'REQUIRED_FIELD_MISSING:Required fields are missing: [LastName]:LastName --',
      [
        {
          errorCode: 'REQUIRED_FIELD_MISSING',
          message: 'Required fields are missing: [LastName]',
          fields: ['LastName'],
        },
      ],
    ],
    [
      'INVALID_CROSS_REFERENCE_KEY:invalid cross reference id:--',
      [{ errorCode: 'INVALID_CROSS_REFERENCE_KEY', message: 'invalid cross reference id', fields: [] }],
    ],
    [
      'A_CODE:one: with colons:First Second --B_CODE:two\nlines:--',
      [
        { errorCode: 'A_CODE', message: 'one: with colons', fields: ['First', 'Second'] },
        { errorCode: 'B_CODE', message: 'two\nlines', fields: [] },
      ],
    ],
    ['something else', [{ errorCode: 'UNKNOWN_EXCEPTION', message: 'something else', fields: [] }]],
  ])('%j is read', (cell, errors) => {
    expect(rowError(cell).errors).toEqual(errors);
  });
});
