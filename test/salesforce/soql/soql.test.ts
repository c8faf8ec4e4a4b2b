import { describe, expect, test } from '@jest/globals';
import { parseQuery, type Query, type ValueCondition, type WhereClause } from '@jetstreamapp/soql-parser-js';
import fc from 'fast-check';

import { InputError } from '../../../salesforce/errors';
import {
  bind,
  isRelativeDateLiteral,
  select,
  soslTerm,
  type Condition,
  type Operator,
} from '../../../salesforce/soql/select';

/** Texts that would do harm if they got out of their quotes, and any others. */
const nasty = fc
  .oneof(
    fc.string({ unit: 'binary', maxLength: 40 }),
    fc
      .array(
        fc.constantFrom(
          "'",
          '\\',
          '"',
          '%',
          '_',
          '\n',
          '\r',
          '\t',
          '\b',
          '\f',
          ')',
          '(',
          ',',
          ':a',
          ' OR ',
          '--',
          '/*',
          '../',
          '?',
          '#',
          '😀',
          '\\n',
          "\\'",
          'x',
        ),
        { maxLength: 12 },
      )
      .map((parts) => parts.join('')),
  )
  .filter((text) => !text.includes('\0') && !/\p{Surrogate}/u.test(text));

/** Undoes SOQL's escapes, as its manual lists them. */
const unescape = (literal: string): string =>
  literal
    .slice(1, -1)
    .replaceAll(/\\([\s\S])/g, (_, c: string) => ({ n: '\n', r: '\r', t: '\t', b: '\b', f: '\f' })[c] ?? c);

const conditionsOf = (query: Query): ValueCondition[] => {
  const found: ValueCondition[] = [];
  for (let clause: WhereClause | undefined = query.where; clause !== undefined;) {
    if (clause.left !== null && 'value' in clause.left) found.push(clause.left as ValueCondition);
    clause = 'right' in clause ? clause.right : undefined;
  }
  return found;
};

/** The parsed query with every value taken out: what is left is its shape. */
const shape = (soql: string): unknown =>
  JSON.parse(JSON.stringify(parseQuery(soql), (key, value: unknown) => (key === 'value' ? '' : value)));

describe('A bound text', () => {
  const template =
    'SELECT Id, (SELECT Id FROM Contacts WHERE Name = :a) FROM Account ' +
    "WHERE Name = :a AND (Type = ':a' OR Name LIKE :b) ORDER BY Name LIMIT 5";

  test('can never change the shape of a query', () => {
    fc.assert(
      fc.property(nasty, nasty, (a, b) => {
        const bound = bind(template, { a: { value: a, type: 'text' }, b: { value: b, type: 'auto' } });
        expect(shape(bound)).toEqual(
          shape(bind(template, { a: { value: 'x', type: 'text' }, b: { value: 'y', type: 'text' } })),
        );
      }),
    );
  });

  test('arrives as it was', () => {
    fc.assert(
      fc.property(nasty, (value) => {
        const bound = bind('SELECT Id FROM Account WHERE Name = :v', { v: { value, type: 'text' } });
        expect(unescape(String(conditionsOf(parseQuery(bound))[0]?.value))).toBe(value);
      }),
    );
  });

  test('in a list keeps the list as long as it is', () => {
    fc.assert(
      fc.property(
        fc.array(nasty, { minLength: 1, maxLength: 5 }),
        fc.constantFrom('IN :v', 'NOT IN :v', 'IN (:v)', "IN ('x', :v)"),
        (value, place) => {
          const bound = bind(`SELECT Id FROM Account WHERE Name ${place}`, { v: { value, type: 'text' } });
          const read = conditionsOf(parseQuery(bound))[0]?.value as string[];
          expect(read.map(unescape)).toEqual(place.includes('x') ? ['x', ...value] : value);
        },
      ),
    );
  });
});

describe('Placeholders', () => {
  const text = (value: unknown) => ({ value, type: 'text' as const });

  test('are found outside of texts, datetimes and date literals only', () => {
    expect(
      bind("SELECT Id FROM Lead WHERE A=:a AND B = ':a \\' :a' AND C > 2026-01-01T10:00:00Z AND D = LAST_N_DAYS:30", {
        a: text('1'),
      }),
    ).toBe("SELECT Id FROM Lead WHERE A='1' AND B = ':a \\' :a' AND C > 2026-01-01T10:00:00Z AND D = LAST_N_DAYS:30");
  });

  test('take each type as SOQL writes it', () => {
    const bound = bind(
      'SELECT Id FROM X WHERE a = :n AND b = :t AND c = :d AND e > :dt AND f = :i AND g = :z LIMIT :l',
      {
        n: { value: '12.50', type: 'number' },
        t: { value: 'TRUE', type: 'boolean' },
        d: { value: 'last_n_days:7', type: 'date' },
        dt: { value: '2026-03-01T12:00', type: 'datetime' },
        i: { value: '001000000000001', type: 'id' },
        z: { value: null, type: 'auto' },
        l: { value: 10, type: 'auto' },
      },
      { timeZone: 'Europe/Berlin' },
    );
    expect(bound).toBe(
      "SELECT Id FROM X WHERE a = 12.5 AND b = true AND c = LAST_N_DAYS:7 AND e > 2026-03-01T11:00:00.000Z AND f = '001000000000001AAA' AND g = null LIMIT 10",
    );
  });

  test('are no part of a word before them', () => {
    expect(bind('SELECT Id FROM Lead WHERE D = LAST_N_DAYS:n', {})).toBe('SELECT Id FROM Lead WHERE D = LAST_N_DAYS:n');
  });

  test('without values, values without places and open texts are refused', () => {
    expect(() => bind('WHERE a = :constructor', {})).toThrow(
      'The query names the parameter :constructor, which has no value.',
    );
    expect(() => bind('WHERE a = 1', { b: text('x') })).toThrow('The query does not use the parameter :b.');
    expect(() => bind("WHERE a = ':b", { b: text('x') })).toThrow(
      'A text in the query begins with a quote and never ends.',
    );
    expect(() => bind("WHERE a = 'x\\", {})).toThrow('A text in the query begins with a quote and never ends.');
  });

  test('with an empty list, or a list after =, are refused', () => {
    expect(() => bind('WHERE a IN :b', { b: text([]) })).toThrow(':b: the list is empty');
    expect(() => bind('WHERE a = :b', { b: text(['x']) })).toThrow(
      'The parameter :b is a list, which can only follow IN',
    );
  });

  test('with one value after IN make a list of it', () => {
    expect(bind('WHERE a IN :b', { b: text('x') })).toBe("WHERE a IN ('x')");
  });

  test('with no value at all, or one of the wrong type, are refused', () => {
    expect(() => bind('WHERE a = :b', { b: text(undefined) })).toThrow(':b: the value is missing.');
    expect(() => bind('WHERE a = :b', { b: text({}) })).toThrow(':b: An object is not a text.');
    expect(() => bind('WHERE a = :b', { b: { value: '1 OR 1=1', type: 'number' } })).toThrow(
      ':b: “1 OR 1=1” is not a number.',
    );
    expect(() => bind('WHERE a = :b', { b: { value: 'TODAY OR x', type: 'dateLiteral' } })).toThrow(
      'is no relative date',
    );
    expect(() => bind('WHERE a = :b', { b: text('a\0b') })).toThrow('NUL');
    expect(() => bind('WHERE a = :b', { b: text('x'.repeat(100_000)) })).toThrow(
      '4000 characters at most; this one has 100000',
    );
  });
});

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
      'F: there is no text to look for.',
    );
    expect(() => where({ field: 'F', operator: 'lessThan', value: null, type: 'number' })).toThrow(
      'F: there is no value to compare with.',
    );
    expect(() => where({ field: 'F', operator: 'in', value: [], type: 'text' })).toThrow('F: the list is empty');
    expect(() => where({ field: 'F', operator: 'equals', value: ['a'], type: 'text' })).toThrow('F: a list was given');
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
    expect(() => select({ object: 'Account', fields: [] })).toThrow('Choose at least one field to return.');
    expect(() => select({ object: 'Account', fields: ['Id'], limit: 1.5 })).toThrow('Limit must be a whole number.');
    expect(() => where({ field: 'F', operator: 'constructor' as Operator, value: 1, type: 'auto' })).toThrow(
      '“constructor” is no operator.',
    );
  });
});

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

test('A search term keeps nothing that SOSL acts on', () => {
  expect(soslTerm(' O\'Neil {x} AND (a*b) "q" \n? ')).toBe('O\\\'Neil \\{x\\} AND \\(a\\*b\\) \\"q\\" \\?');
  expect(() => soslTerm(' a ')).toThrow('two characters');
});
