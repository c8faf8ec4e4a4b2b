import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';

import { askedRecords, declaredVariables, mayMutate, usesVariable } from '../../../salesforce/graphql/document';

describe('Whether a query can change something', () => {
  test.each([
    ['mutation { uiapi { x } }', true],
    ['mutation Make($a: Int) @x { uiapi { x } }', true],
    ['query A { a }\n#mutation\nmutation B { b }', true],
    ['{ a(b: "x # y") }mutation{c}', true],
    ['{ a(b: """ " """) } mutation { c }', true],
    ['{ a(b: """ \\""" """) } mutation { c }', true],
    ['{ a(b: "") } mutation { c }', true],
    ['{ a(b: "\\\\") } mutation { c }', true],
    ['# a comment with “"\nmutation { c }', true],
    ['{ a } # no mutation', false],
    ['{ a(where: { Name: { like: "%mutation%" } }) }', false],
    ['{ a(b: "\\" mutation ") }', false],
    ['{ a(b: """a mutation, "quoted", \\""" """) }', false],
    ['{ mutations }', false],
    ['{ mutation }', false],
    ['{ mutation: a { b } }', false],
    ['} mutation { a }', true],
    // In doubt, it can.
    ['query mutation { a }', true],
    ['query A { a } mutation B { b }', true],
  ])('%j: %s', (query, expected) => {
    expect(mayMutate(query, '')).toBe(expected);
  });

  test.each([
    ['A', false],
    ['B', true],
    ['C', true],
  ])('is decided by the operation that runs: %s, %s', (name, expected) => {
    expect(mayMutate('query A { a } mutation B { b } fragment F on Account { mutation: Id }', name)).toBe(expected);
  });

  test('is seen whatever texts and comments stand before it', () => {
    const sign = fc.constantFrom('"', '\\', '#', '\n', 'mutation', 'a', ' ', '{', '$', '\r', 'é');
    const words = fc.array(sign, { maxLength: 12 }).map((signs) => signs.join(''));
    const text = words.map((word) => JSON.stringify(word));
    const block = words.map((word) => `"""${word.replaceAll('"""', '\\"""').replace(/["\\]+$/, '')} """`);
    const comment = words.map((word) => `#${word.replaceAll(/[\n\r]/g, '')}\n`);
    const before = fc
      .array(fc.oneof(text, block, comment), { maxLength: 6 })
      .map((all) => `{ a(b: [${all.join(' ')}]) }`);
    fc.assert(
      fc.property(before, (start) => mayMutate(`${start} mutation { c }`, '') && !mayMutate(`${start} { c }`, '')),
      { numRuns: 2_000 },
    );
  });
});

test.each([
  ['query ($after: String) { a(after: $after) }', 'after', true],
  ['query ($ after : String) { a }', 'after', true],
  ['query ($afterwards: String) { a }', 'after', false],
  ['{ a(b: "$after") }', 'after', false],
  ['{ a } # $after', 'after', false],
  ['{ after }', 'after', false],
])('A query uses a variable: %j, %s: %s', (query, name, expected) => {
  expect(usesVariable(query, name)).toBe(expected);
});

describe('The variables that a query declares', () => {
  const told = (query: string, operationName = ''): string =>
    declaredVariables(query, operationName)
      .map(({ name, isRequired, hasDefault }) => `${name}${isRequired ? '!' : ''}${hasDefault ? '=' : ''}`)
      .join(' ');

  test.each([
    ['query ($a: String, $b: Int!) { x(a: $a, b: $b) }', 'a b!'],
    ['query($a:[ID!]!$b:[ID!],$c:Int!=3,$d:String="a: $x!"){x}', 'a! b c= d='],
    ['query Named ( $a : Filter = {name: {eq: "x"}, list: [1]} , $b : Int ! ) { x }', 'a= b!'],
    ['mutation ($id: IdOrRef!) { uiapi { AccountDelete(input: { Id: $id }) { Id } } }', 'id!'],
    ['{ x(where: { a: { eq: $undeclared } }) }', ''],
    ['query ($query: String, $mutation: Int!) { query(x: $query) { mutation } }', 'query mutation!'],
    ['query ($a: Int @old(reason: "x"), $b: Int!) { x }', 'a b!'],
    ['# query ($no: Int!)\nquery ($a: Int) { x(t: "($no: Int!)") }', 'a'],
    ['query A($a: Int!) { x }\nquery B($b: Int!) { y }', ''],
  ])('%j: %s', (query, expected) => {
    expect(told(query)).toBe(expected);
  });

  test('are those of the operation that is run', () => {
    const both = 'query A($a: Int!) { x } fragment F on Account { Id } mutation B($b: Int!) { y }';
    expect([told(both, 'A'), told(both, 'B'), told(both, 'C')]).toEqual(['a!', 'b!', '']);
  });
});

test.each<[string, Record<string, unknown>, [string, (number | undefined)[]][]]>([
  [
    '{ a { b(first: 5) { c } } }',
    {},
    [
      ['a', [undefined]],
      ['b', [5]],
    ],
  ],
  ['{ x: a(where: { b: { eq: 1 } }, first: 25) @include(if: $y) { c } }', {}, [['x', [25]]]],
  ['{ a(first: $n) { c } }', { n: 30 }, [['a', [30]]]],
  ['{ a(first: $n) { c } }', { n: null }, [['a', [undefined]]]],
  [
    'query Q($n: Int = 40) { a(first: $n) { c } }',
    {},
    [
      ['Q', [undefined]],
      ['a', [40]],
    ],
  ],
  [
    'query ($n: Int! = 40) { a(first: $n) { c } }',
    { n: 3 },
    [
      ['query', [undefined]],
      ['a', [3]],
    ],
  ],
  [
    '{ a { b(first: 5) { c } } d: x { b { c } } }',
    {},
    [
      ['a', [undefined]],
      ['b', [5, undefined]],
      ['d', [undefined]],
    ],
  ],
  ['{ a { ... on b { c } } # b(first: 3) {\n }', {}, [['a', [undefined]]]],
])('What a query asks for: %j, %j', (query, values, expected) => {
  expect([...askedRecords(query, values)].map(([name, firsts]) => [name, [...firsts]])).toEqual(expected);
});
