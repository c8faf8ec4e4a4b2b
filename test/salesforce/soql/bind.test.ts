import { describe, expect, test } from '@jest/globals';
import { parseQuery, type Query, type ValueCondition, type WhereClause } from '@jetstreamapp/soql-parser-js';
import fc from 'fast-check';

import { bind } from '../../../salesforce/soql/bind';
import { nasty, shape } from '../../support/hostileTexts';

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

  test.each([null, undefined, ''])(
    'that is blank (%j) is refused in a list: it would find what is empty too',
    (blank) => {
      const value = ['a', blank, 'b'];
      const refusal = expect.objectContaining({
        problem: { reason: 'blankInList' },
        message: expect.stringContaining('value 2'),
      });
      for (const place of ['IN :v', 'NOT IN :v', 'IN (:v)']) {
        const asked = () => bind(`SELECT Id FROM Account WHERE Name ${place}`, { v: { value, type: 'text' } });
        expect(asked).toThrow(refusal);
      }
    },
  );

  test('in a list keeps the list as long as it is', () => {
    fc.assert(
      fc.property(
        fc.array(
          nasty.filter((text) => text !== ''),
          { minLength: 1, maxLength: 5 },
        ),
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
      'The query uses the parameter :constructor, which has no value.',
    );
    expect(() => bind('WHERE a = 1', { b: text('x') })).toThrow('The query does not use the parameter :b.');
    expect(() => bind("WHERE a = ':b", { b: text('x') })).toThrow('A quoted text in the query is not closed.');
    expect(() => bind("WHERE a = 'x\\", {})).toThrow('A quoted text in the query is not closed.');
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

  describe.each([':b', '(:b)', '( :b )', "('x', :b)", "('it''s (', :b, 'y')", '(:a, :b)'])('in the list %s', (list) => {
    const places = ['IN', 'not in', 'INCLUDES', '\nEXCLUDES\n'].flatMap((word) => [
      `WHERE c ${word} ${list}`,
      `WHERE (a = 1 AND (c ${word}${list.startsWith(':') ? ' ' : ''}${list}))`,
      `WHERE Id IN (SELECT d FROM e WHERE c ${word} ${list}) LIMIT 1`,
    ]);
    const boundTo = (place: string, value: unknown) =>
      bind(place, { ...(place.includes(':a') ? { a: text('z') } : {}), b: text(value) });

    test('a text that is a list in JSON is that list', () => {
      for (const place of places) {
        const bound = boundTo(place, '["p", "q"]');
        expect(bound).toBe(boundTo(place, ['p', 'q']));
        expect(bound).toContain("'p', 'q'");
        expect(bound).not.toContain('[');
      }
    });

    test('no value is refused: it would find what is empty too', () => {
      for (const place of places)
        for (const none of [null, undefined, '', '[]', '[null]', '[""]'])
          expect(() => boundTo(place, none)).toThrow(/^:b: (?:the list|value 1 of the list) is empty\.$/);
    });
  });

  test('are a list in JSON nowhere else', () => {
    const list = '["p"]';
    for (const place of ['= :b', 'LIKE :b', '= f(:b)', '= f(x, :b)', 'IN (SELECT c FROM d WHERE e = :b)'])
      expect(bind(`WHERE a ${place}`, { b: text(list) })).toBe(`WHERE a ${place.replace(':b', `'${list}'`)}`);
    expect(() => bind('WHERE a = f(:b)', { b: text(['x']) })).toThrow('which can only follow IN');
  });

  test('with no value at all, or one of the wrong type, are refused', () => {
    expect(() => bind('WHERE a = :b', { b: text(undefined) })).toThrow(':b: the value is missing.');
    expect(() => bind('WHERE a = :b', { b: text({}) })).toThrow(':b: An object is not text.');
    expect(() => bind('WHERE a = :b', { b: { value: '1 OR 1=1', type: 'number' } })).toThrow(
      ':b: “1 OR 1=1” is not a number.',
    );
    expect(() => bind('WHERE a = :b', { b: { value: 'TODAY OR x', type: 'dateLiteral' } })).toThrow(
      'is not a relative date',
    );
    expect(() => bind('WHERE a = :b', { b: text('a\0b') })).toThrow('NUL');
    expect(() => bind('WHERE a = :b', { b: text('x'.repeat(100_000)) })).toThrow(
      'at most 4000 characters; this one has 100000',
    );
  });
});

test.each(['IN', 'NOT IN', 'INCLUDES', 'EXCLUDES'])(
  'After %s, a text that is a list in JSON is that list',
  (operator) => {
    const bound = (value: string) => bind(`WHERE F ${operator} :v`, { v: { value, type: 'text' } });
    expect(bound('["a", "b, c"]')).toBe(`WHERE F ${operator} ('a', 'b, c')`);
    expect(bound('[a]')).toBe(`WHERE F ${operator} ('[a]')`);
    expect(bind('WHERE F = :v', { v: { value: '["a"]', type: 'text' } })).toBe(`WHERE F = '["a"]'`);
  },
);
