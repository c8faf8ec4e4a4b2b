import { expect, test } from '@jest/globals';

import { isRelativeDateLiteral } from '../../../salesforce/values/dates';

test('Relative date literals are known by their whole text', () => {
  const known = [
    'TODAY',
    'last_week',
    ' NEXT_90_DAYS ',
    'LAST_N_DAYS:30',
    'N_FISCAL_YEARS_AGO:2',
    'THIS_FISCAL_QUARTER',
  ];
  const unknown = [
    'Today!',
    'LAST_N_DAYS',
    'LAST_N_DAYS:',
    'LAST_N_DAYS:-1',
    'LAST_DAY',
    'TODAY OR Id != null',
    '2026-01-01',
    '',
  ];
  expect([known.filter(isRelativeDateLiteral), unknown.filter(isRelativeDateLiteral)]).toEqual([known, []]);
});
