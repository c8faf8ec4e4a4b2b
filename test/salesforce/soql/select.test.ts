import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';

import { InputError } from '../../../salesforce/errors';
import { select, type Condition, type Operator } from '../../../salesforce/soql/select';
import { nasty, shape } from '../../support/hostileTexts';

describe('A query is made of its parts', () => {
  const where = (condition: Condition): string =>
    select({ object: 'Account', fields: ['Id'], where: { match: 'all', conditions: [condition] } }).slice(
      'SELECT Id FROM Account WHERE '.length,
    );

  test('with everything', () => {
    expect(
      select({
        object: 'Order',
        fields: ['Id', 'Owner.Name', 'id'],
        where: {
          match: 'any',
          conditions: [
            { field: 'Amount__c', operator: 'greaterThan', value: 5, type: 'number' },
            { field: 'CreatedDate', operator: 'equals', value: 'THIS_MONTH', type: 'datetime' },
          ],
        },
        orderBy: [
          { field: 'Name', direction: 'desc', nulls: 'last' },
          { field: 'Id', direction: 'asc' },
        ],
        limit: 50,
      }),
    ).toBe(
      'SELECT Id, Owner.Name FROM Order WHERE Amount__c > 5 OR CreatedDate = THIS_MONTH ORDER BY Name DESC NULLS LAST, Id ASC LIMIT 50',
    );
  });

  test('with groups of conditions, each in its own parentheses', () => {
    const a = { field: 'A', operator: 'equals', value: 1, type: 'number' } as const;
    const b = { field: 'B', operator: 'notContains', value: 'x', type: 'text' } as const;
    const any = { match: 'any', conditions: [a, b, { match: 'all', conditions: [b, a] }] } as const;
    const one = { match: 'any', conditions: [a] } as const;
    const none = { match: 'all', conditions: [] } as const;
    const where = { match: 'all', conditions: [any, one, none, a] } as const;
    expect(select({ object: 'O', fields: ['Id'], where })).toBe(
      "SELECT Id FROM O WHERE (A = 1 OR (NOT B LIKE '%x%') OR ((NOT B LIKE '%x%') AND A = 1)) AND A = 1 AND A = 1",
    );
    expect(select({ object: 'O', fields: ['Id'], where: none })).toBe('SELECT Id FROM O');
  });

  test.each<[Operator, unknown, string]>([
    ['equals', '2026-03-29', '(F >= 2026-03-28T23:00:00.000Z AND F < 2026-03-29T22:00:00.000Z)'],
    ['notEquals', '2026-03-29', '(F < 2026-03-28T23:00:00.000Z OR F >= 2026-03-29T22:00:00.000Z OR F = null)'],
    ['lessThan', '2026-03-29', 'F < 2026-03-28T23:00:00.000Z'],
    ['lessOrEqual', '2026-03-29', 'F < 2026-03-29T22:00:00.000Z'],
    ['greaterThan', '2026-03-29', 'F >= 2026-03-29T22:00:00.000Z'],
    ['greaterOrEqual', ' 2026-03-29 ', 'F >= 2026-03-28T23:00:00.000Z'],
    [
      'in',
      ['2026-01-01', '2026-01-02'],
      '((F >= 2025-12-31T23:00:00.000Z AND F < 2026-01-01T23:00:00.000Z) OR (F >= 2026-01-01T23:00:00.000Z AND F < 2026-01-02T23:00:00.000Z))',
    ],
    ['equals', '2026-03-29T00:00:00', 'F = 2026-03-28T23:00:00.000Z'],
    ['equals', 'TODAY', 'F = TODAY'],
  ])('%s %j on a date/time is about the whole day, in the zone given', (operator, value, wanted) => {
    const conditions = [{ field: 'F', operator, value, type: 'datetime' as const }];
    const soql = select(
      { object: 'Account', fields: ['Id'], where: { match: 'all', conditions } },
      { timeZone: 'Europe/Berlin' },
    );
    expect(soql).toBe(`SELECT Id FROM Account WHERE ${wanted}`);
  });

  test.each<[Operator, unknown, string]>([
    ['equals', 'a', "F = 'a'"],
    ['equals', null, 'F = null'],
    ['notEquals', 'a', "F != 'a'"],
    ['greaterOrEqual', 'a', "F >= 'a'"],
    ['lessThan', 'a', "F < 'a'"],
    ['lessOrEqual', 'a', "F <= 'a'"],
    ['contains', "50%_\\'", "F LIKE '%50\\%\\_\\\\\\'%'"],
    ['notContains', 'a', "(NOT F LIKE '%a%')"],
    ['startsWith', 'a', "F LIKE 'a%'"],
    ['endsWith', 'a', "F LIKE '%a'"],
    ['in', ['a', 'b'], "F IN ('a', 'b')"],
    ['notIn', 'a', "F NOT IN ('a')"],
    ['includes', ['a;b', 'c'], "F INCLUDES ('a;b', 'c')"],
    ['excludes', ['a'], "F EXCLUDES ('a')"],
    ['isEmpty', 'ignored', 'F = null'],
    ['isNotEmpty', undefined, 'F != null'],
  ])('%s %j', (operator, value, wanted) => {
    expect(where({ field: 'F', operator, value, type: 'text' })).toBe(wanted);
  });

  test('without a value that a LIKE could match everything with', () => {
    expect(() => where({ field: 'F', operator: 'contains', value: '', type: 'text' })).toThrow(
      'F: there is no text to search for.',
    );
    expect(() => where({ field: 'F', operator: 'lessThan', value: null, type: 'number' })).toThrow(
      'F: there is no value to compare with.',
    );
    expect(() => where({ field: 'F', operator: 'in', value: [], type: 'text' })).toThrow('F: the list is empty');
    expect(() => where({ field: 'F', operator: 'equals', value: ['a'], type: 'text' })).toThrow(
      'F: the operator compares one value',
    );
  });

  test('whose texts never change its shape, whatever the operator', () => {
    const operators = fc.constantFrom<Operator>(
      'equals',
      'notEquals',
      'contains',
      'startsWith',
      'endsWith',
      'in',
      'notIn',
      'greaterThan',
    );
    fc.assert(
      fc.property(
        operators,
        nasty.filter((text) => text !== ''),
        (operator, value) => {
          const query = (given: string) =>
            select({
              object: 'A',
              fields: ['Id'],
              where: { match: 'all', conditions: [{ field: 'F', operator, value: given, type: 'text' }] },
              limit: 1,
            });
          expect(shape(query(value))).toEqual(shape(query('x')));
        },
      ),
    );
  });

  test.each([
    'Name FROM User--',
    'Na me',
    'Name,Id',
    '',
    'Owner..Name',
    '1',
    "O'Neil",
    '__proto__',
    'a.b.c.d.e.f.g',
    'COUNT()',
    'Näme',
    'Name\0',
    'x'.repeat(100_000),
  ])('and whose names are identifiers: %#', (name) => {
    expect(() => select({ object: `${name}.`, fields: ['Id'] })).toThrow(InputError);
    expect(() => select({ object: 'Account', fields: [name] })).toThrow(InputError);
    expect(() => select({ object: 'Account', fields: ['Id'], orderBy: [{ field: name, direction: 'asc' }] })).toThrow(
      InputError,
    );
    expect(() => where({ field: name, operator: 'isEmpty', type: 'text' })).toThrow(InputError);
  });

  test('of which none is missing', () => {
    expect(() => select({ object: 'Account', fields: [] })).toThrow('There are no fields to return.');
    expect(() => select({ object: 'Account', fields: ['Id'], limit: 1.5 })).toThrow(
      'The limit must be a whole number.',
    );
    expect(() => where({ field: 'F', operator: 'constructor' as Operator, value: 1, type: 'auto' })).toThrow(
      '“constructor” is not a valid operator.',
    );
  });
});
