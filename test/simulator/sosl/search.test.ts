import { describe, expect, test } from '@jest/globals';
import { runParameterizedSearch, runSearch, type SearchParameters } from '../../../simulator/sosl';
import { ApiError, type Row } from '../../../simulator/types';
import { fixtureDatabase } from '../soql/fixture';

const context = {
  userId: '005000000000001AAA',
  now: new Date('2026-03-01T12:00:00Z'),
  timeZone: 'UTC',
  includeDeleted: false,
  version: '67.0',
};

const tables: Record<string, Row[]> = {
  Account: [
    { Id: '001000000000001AAA', Name: 'Acme Energy Corp', Description: 'Power for Zürich', NumberOfEmployees: 12 },
    { Id: '001000000000002AAA', Name: 'Acme-Banking (UK)', Industry: 'Banking' },
    { Id: '001000000000003AAA', Name: 'Corp of Energy' },
    { Id: '001000000000004AAA', Name: 'Acme gone', IsDeleted: true },
  ],
  Contact: [
    {
      Id: '003000000000001AAA',
      Name: 'Jane Acme',
      FirstName: 'Jane',
      LastName: 'Acme',
      Email: 'jane.acme@example.com',
      Phone: '(415) 555-1212',
    },
    { Id: '003000000000002AAA', Name: 'John Doe', FirstName: 'John', LastName: 'Doe', Email: 'doe@energy.example' },
  ],
};

const database = fixtureDatabase(tables);

/** Ids found, shortened to prefix and last number. */
function found(text: string): string[] {
  return runSearch(database, text, context).map((record) => short(record['Id']));
}

function short(id: unknown): string {
  return String(id).slice(0, 3).replace('001', 'A').replace('003', 'C') + String(id).slice(14, 15);
}

function errorOf(work: () => unknown): unknown {
  try {
    work();
  } catch (error) {
    if (error instanceof ApiError) return { status: error.status, ...error.errors[0] };
    throw error;
  }
  throw new Error('No error');
}

describe('Terms', () => {
  test.each([
    ['acme', ['A1', 'A2', 'C1']],
    ['ACME', ['A1', 'A2', 'C1']],
    ['acm', []],
    ['acm*', ['A1', 'A2', 'C1']],
    ['ac?e', ['A1', 'A2', 'C1']],
    ['a*y', []],
    ['b*ing', ['A2']],
    ['energy corp', ['A1', 'A3']],
    ['energy AND corp', ['A1', 'A3']],
    ['"energy corp"', ['A1']],
    ['banking OR doe', ['A2', 'C2']],
    ['acme AND NOT energy', ['A2', 'C1']],
    ['acme and not (energy or jane)', ['A2']],
    ['banking OR acme energy', ['A1', 'A2']],
    ['zürich', ['A1']],
    ['Acme\\-Banking', ['A2']],
    ['Acme Banking \\(UK\\)', ['A2']],
    ['acm\\*', []],
    ['jane.acme@example.com', ['C1']],
    ['4155551212', ['C1']],
    ['555 1212', ['C1']],
    ['energy - corp', ['A1', 'A3']],
    ['nothing', []],
  ])('{%s}', (term, expected) => {
    expect(found(`FIND {${term}} RETURNING Account(Id), Contact(Id)`)).toEqual(expected);
  });
});

describe('SOSL', () => {
  test('gives records with the fields asked for', () => {
    expect(
      runSearch(
        database,
        'FIND {energy} IN NAME FIELDS RETURNING Account(name, Owner.Name), Contact(LastName)',
        context,
      ),
    ).toEqual([
      {
        attributes: { type: 'Account', url: '/services/data/v67.0/sobjects/Account/001000000000001AAA' },
        Name: 'Acme Energy Corp',
        Owner: null,
      },
      {
        attributes: { type: 'Account', url: '/services/data/v67.0/sobjects/Account/001000000000003AAA' },
        Name: 'Corp of Energy',
        Owner: null,
      },
    ]);
  });

  test('searches all objects without RETURNING, and gives their ids', () => {
    expect(runSearch(database, 'FIND {acme}', context)).toEqual(
      ['001000000000001AAA', '001000000000002AAA', '003000000000001AAA'].map((Id) => {
        const type = Id.startsWith('001') ? 'Account' : 'Contact';
        return { attributes: { type, url: `/services/data/v67.0/sobjects/${type}/${Id}` }, Id };
      }),
    );
  });

  test.each([
    ['FIND {energy} IN EMAIL FIELDS RETURNING Account, Contact', ['C2']],
    ['FIND {energy} IN ALL FIELDS RETURNING Account, Contact', ['A1', 'A3', 'C2']],
    ['FIND {1212} IN PHONE FIELDS', ['C1']],
    ['FIND {zürich} IN NAME FIELDS', []],
    ['find {acme} in sidebar fields returning contact(id)', ['C1']],
    ["FIND {acme} RETURNING Account(Id WHERE Name LIKE '%(uk)' LIMIT 1)", ['A2']],
    ["FIND {acme} RETURNING Account(Id WHERE Name != 'a) WHERE (' ORDER BY Name DESC), Contact", ['A2', 'A1', 'C1']],
    ['FIND {acme} RETURNING Account(Id ORDER BY Name LIMIT 1 OFFSET 1)', ['A2']],
    ['FIND {acme} RETURNING Account(Id), Contact(Id) LIMIT 2', ['A1', 'A2']],
    ['FIND {acme} RETURNING Account(Id) WITH SPELL_CORRECTION = false LIMIT 1', ['A1']],
    ['FIND {braces \\} and acme} RETURNING Account', []],
  ])('%s', (text, expected) => {
    expect(found(text)).toEqual(expected);
  });

  test('gives 2,000 records at most', () => {
    const Lead = Array.from({ length: 2_001 }, (_, i) => ({ Id: `00Q0000000${1_000 + i}0AAA`, Name: 'Same' }));
    expect(runSearch(fixtureDatabase({ Lead }), 'FIND {same} RETURNING Lead(Id)', context).length).toBe(2_000);
  });

  test.each([
    ['FIND {x}', 'search term must be longer than one character: x'],
    ['FIND {x*}', 'search term must be longer than one character: x*'],
    ['FIND {}', 'search term must be longer than one character: '],
    ['FIND acme', 'No search term found. The search term must be enclosed in braces.'],
    ['SELECT Id FROM Account', '\nSELECT Id FROM Account\n^\nERROR at Row:1:Column:1\nunexpected token: SELECT'],
    [
      'FIND {acme} IN SOME FIELDS',
      '\nFIND {acme} IN SOME FIELDS\n            ^\nERROR at Row:1:Column:13\nunexpected token: IN',
    ],
    [
      'FIND {acme} RETURNING',
      '\nFIND {acme} RETURNING\n                     ^\nERROR at Row:1:Column:22\nunexpected token: <EOF>',
    ],
    [
      'FIND {acme} RETURNING Account(Id',
      '\nFIND {acme} RETURNING Account(Id\n                                ^\nERROR at Row:1:Column:33\nunexpected token: <EOF>',
    ],
    ['FIND {"acme}', 'missing \'"\' in search term: "acme'],
    ['FIND {(acme}', "missing ')' in search term: (acme"],
    ['FIND {acme AND}', 'unexpected token: <EOF>'],
  ])('%s is malformed', (text, message) => {
    expect(errorOf(() => runSearch(database, text, context))).toEqual({
      status: 400,
      errorCode: 'MALFORMED_SEARCH',
      message,
    });
  });

  test('tells of objects and fields that there are not', () => {
    expect(errorOf(() => runSearch(database, 'FIND {acme} RETURNING Foo(Id)', context))).toMatchObject({
      errorCode: 'INVALID_TYPE',
    });
    expect(errorOf(() => runSearch(database, 'FIND {acme} RETURNING Account(Nam)', context))).toMatchObject({
      errorCode: 'INVALID_FIELD',
    });
  });
});

describe('Parameterized search', () => {
  function ids(parameters: SearchParameters): string[] {
    return runParameterizedSearch(database, parameters, context).map((record) => short(record['Id']));
  }

  test('takes a plain text, whatever characters are in it', () => {
    expect(ids({ q: 'Acme-Banking (UK)' })).toEqual(['A2']);
    expect(ids({ q: 'Acme (UK' })).toEqual(['A2']);
    expect(ids({ q: '"acme' })).toEqual(['A1', 'A2', 'C1']);
    expect(ids({ q: '{acme} \\ energy' })).toEqual(['A1']);
    expect(ids({ q: 'acm*' })).toEqual(['A1', 'A2', 'C1']);
  });

  test('looks in chosen objects and fields', () => {
    expect(ids({ q: 'energy', sobjects: [{ name: 'Contact' }, { name: 'Account' }] })).toEqual(['C2', 'A1', 'A3']);
    expect(ids({ q: 'energy', in: 'NAME' })).toEqual(['A1', 'A3']);
    expect(
      runParameterizedSearch(
        database,
        { q: 'doe', fields: ['Name'], sobjects: [{ name: 'Contact', fields: ['Email', 'id'] }] },
        context,
      ),
    ).toEqual([
      {
        attributes: { type: 'Contact', url: '/services/data/v67.0/sobjects/Contact/003000000000002AAA' },
        Email: 'doe@energy.example',
        Id: '003000000000002AAA',
      },
    ]);
    expect(
      runParameterizedSearch(database, { q: 'doe', fields: ['Name'], sobjects: [{ name: 'Contact' }] }, context).map(
        (record) => record['Name'],
      ),
    ).toEqual(['John Doe']);
  });

  test('has conditions, an order and limits', () => {
    expect(ids({ q: 'acme', sobjects: [{ name: 'Account', where: "Industry = 'Banking'" }] })).toEqual(['A2']);
    expect(ids({ q: 'energy', sobjects: [{ name: 'Account', orderBy: 'Name DESC', limit: 1 }] })).toEqual(['A3']);
    expect(ids({ q: 'energy', sobjects: [{ name: 'Account', offset: 1 }] })).toEqual(['A3']);
    expect(ids({ q: 'acme', defaultLimit: 1 })).toEqual(['A1', 'C1']);
    expect(ids({ q: 'acme', overallLimit: 2 })).toEqual(['A1', 'A2']);
  });

  test('tells of a term that is too short, or of unknown fields to look in', () => {
    expect(errorOf(() => ids({ q: 'x' }))).toEqual({
      status: 400,
      errorCode: 'MALFORMED_SEARCH',
      message: 'search term must be longer than one character: x',
    });
    expect(errorOf(() => ids({ q: 'acme', in: 'SOME' }))).toEqual({
      status: 400,
      errorCode: 'MALFORMED_SEARCH',
      message: 'unexpected token: SOME',
    });
  });
});
