import { describe, expect, test } from '@jest/globals';
import { type QueryContext, runQuery } from '../../../simulator/soql';
import { ApiError } from '../../../simulator/types';
import { fixtureDatabase } from './fixture';

const context: QueryContext = {
  userId: '005000000000001AAA',
  now: new Date('2026-03-01T12:00:00Z'),
  timeZone: 'UTC',
  includeDeleted: false,
  version: '67.0',
};

const wsdl = 'Please reference your WSDL or the describe call for the appropriate names.';
const customField = `be sure to append the '__c' after the custom field name. ${wsdl}`;
const customObject = `be sure to append the '__c' after the entity name. ${wsdl}`;
const customRelationship = `be sure to append the '__r' after the custom relationship name. ${wsdl}`;

/** Status, code and message of the one error that a query must give. */
function errorOf(text: string): [status: number, code: string, message: string] {
  try {
    runQuery(fixtureDatabase({}), text, context);
  } catch (error) {
    if (error instanceof ApiError)
      return [error.status, error.errors[0]?.errorCode ?? '', error.errors[0]?.message ?? ''];
    throw error;
  }
  throw new Error(`No error for ${text}`);
}

/** The message with the query's text around the place, and a caret below it. */
function at(around: string, caret: number, column: number, message: string, row = 1): string {
  return `\n${around}\n${' '.repeat(caret)}^\nERROR at Row:${row}:Column:${column}\n${message}`;
}

/** For short queries, which the message holds whole. */
function whole(text: string, column: number, message: string): string {
  return at(text, column - 1, column, message);
}

describe('MALFORMED_QUERY', () => {
  test.each([
    ['SELECT Id Frm Account', 11, "unexpected token: 'Frm'"],
    ['SELECT Id, FROM Account', 12, "unexpected token: 'FROM'"],
    ['SELECT * FROM Account', 8, "unexpected token: '*'"],
    ['SELECT Id FROM', 15, "unexpected token: '<EOF>'"],
    ['UPDATE Account', 1, "unexpected token: 'UPDATE'"],
    ['SELECT Id FROM Account LIMIT ten', 30, "unexpected token: 'ten'"],
    ['SELECT Id FROM Account a b', 26, "unexpected token: 'b'"],
    ['SELECT Id FROM Account ALL ROWS', 24, 'ALL ROWS not allowed in this context'],
    ['SELECT Name n FROM Account', 13, 'only aggregate expressions use field aliasing'],
    ['SELECT Name, COUNT(Id) FROM Account', 8, 'Field must be grouped or aggregated: Name'],
    ['SELECT COUNT(), Id FROM Account', 15, "unexpected token: ','"],
    ['SELECT COUNT() FROM Account GROUP BY Name', 29, "unexpected token: 'GROUP'"],
    ['SELECT COUNT() FROM Account ORDER BY Name', 29, "unexpected token: 'ORDER'"],
    [
      'SELECT COUNT(Id) FROM Account LIMIT 1',
      31,
      'Non-grouped query that uses overall aggregate functions cannot also use LIMIT',
    ],
    ['SELECT Id FROM Account ORDER BY Regions__c', 33, "field 'Regions__c' can not be sorted in a query call"],
  ])('%s', (text, column, message) => {
    expect(errorOf(text)).toEqual([400, 'MALFORMED_QUERY', whole(text, column, message)]);
  });

  test('shows a part of a long query, and the place in all of it', () => {
    expect(errorOf("SELECT Id FROM Account WHERE Name = 'a' AND Name = 'b' OR Name = 'c'")).toEqual([
      400,
      'MALFORMED_QUERY',
      at("Name = 'a' AND Name = 'b' OR Name = 'c'", 26, 56, "unexpected token: 'OR'"),
    ]);
    expect(errorOf("SELECT Id FROM Account WHERE (Name = 'a'")).toEqual([
      400,
      'MALFORMED_QUERY',
      at("FROM Account WHERE (Name = 'a'", 30, 41, "unexpected token: '<EOF>'"),
    ]);
  });

  test('finds the faulty token among thousands of its like', () => {
    const ids = Array.from({ length: 4_000 }, () => "'a'").join(',');
    const text = `SELECT Id FROM Account WHERE Name IN (${ids},,'b')`;
    expect(errorOf(text)[2]).toContain(`ERROR at Row:1:Column:${text.indexOf(',,') + 2}\nunexpected token: ','`);
    expect(errorOf("SELECT Id FROM Account WHERE Name = 'a' 'b'")[2]).toContain("Column:41\nunexpected token: ''b''");
  });

  test('counts rows of the text', () => {
    expect(errorOf('SELECT Id\nFROM Account\nWHERE Name == 1')).toEqual([
      400,
      'MALFORMED_QUERY',
      at('WHERE Name == 1', 12, 13, "unexpected token: '='", 3),
    ]);
  });

  test('finds the token meant where it stands several times', () => {
    const text = 'SELECT Id FROM Account LIMIT 1 LIMIT 2';
    expect(errorOf(text)).toEqual([400, 'MALFORMED_QUERY', whole(text, 32, "unexpected token: 'LIMIT'")]);
  });

  test('tells of a string that does not end, or holds an escape that there is not', () => {
    expect(errorOf("SELECT Id FROM Account WHERE Name = 'abc")[2]).toBe(
      at("Id FROM Account WHERE Name = 'abc", 29, 37, "line 1:40 mismatched character '<EOF>' expecting '''"),
    );
    expect(errorOf("SELECT Id FROM Account WHERE Name = 'a\nb'")[2]).toBe(
      at("Id FROM Account WHERE Name = 'a", 29, 37, "line 1:38 mismatched character '\\n' expecting '''"),
    );
    expect(errorOf("SELECT Id FROM Account WHERE Name = 'a\\d'")[2]).toBe(
      at(
        "Id FROM Account WHERE Name = 'a\\d'",
        29,
        37,
        "Invalid string literal 'a\\d'. Illegal character sequence '\\d' in string literal.",
      ),
    );
  });

  test('tells of no text and of too long ones', () => {
    expect(errorOf('  ')).toEqual([400, 'MALFORMED_QUERY', 'SOQL statements cannot be empty or null']);
    expect(errorOf(`SELECT Id FROM Account ${' '.repeat(100_000)}`)).toEqual([
      400,
      'MALFORMED_QUERY',
      'SOQL statements cannot be longer than 100000 characters.',
    ]);
    expect(errorOf(`SELECT Id FROM Account WHERE Name = '${'x'.repeat(4_001)}'`)[2]).toContain(
      'String literal is longer than the maximum of 4000 characters',
    );
    expect(
      runQuery(fixtureDatabase({}), `SELECT Id FROM Account WHERE Name = '${'x'.repeat(4_000)}'`, context).totalSize,
    ).toBe(0);
  });

  test('tells of FIELDS() without a small LIMIT', () => {
    const message = 'The SOQL FIELDS function must have a LIMIT of at most 200';
    expect(errorOf('SELECT FIELDS(ALL) FROM Account')).toEqual([400, 'MALFORMED_QUERY', message]);
    expect(errorOf('SELECT FIELDS(CUSTOM) FROM Account LIMIT 201')).toEqual([400, 'MALFORMED_QUERY', message]);
  });

  test('tells of what is not grouped, in every clause', () => {
    const start = 'SELECT COUNT(Id) FROM Account GROUP BY Industry';
    expect(errorOf(`${start} ORDER BY Name`)[2]).toMatch(/\nOrdered field must be grouped or aggregated: Name$/);
    expect(errorOf(`${start} HAVING Name = 'a'`)[2]).toMatch(/\nField must be grouped or aggregated: Name$/);
    expect(errorOf('SELECT COUNT(Id) FROM Account GROUP BY AnnualRevenue')[2]).toMatch(
      /\nfield 'AnnualRevenue' can not be grouped in a query call$/,
    );
    expect(errorOf('SELECT COUNT(Id) x, MAX(Name) x FROM Account')).toEqual([
      400,
      'MALFORMED_QUERY',
      'duplicate alias: x',
    ]);
  });
});

describe('INVALID_FIELD', () => {
  const column = (name: string, entity: string): string =>
    `No such column '${name}' on entity '${entity}'. If you are attempting to use a custom field, ${customField}`;
  const relationship = (name: string): string =>
    `Didn't understand relationship '${name}' in field path. If you are attempting to use a custom relationship, ${customRelationship}`;
  const type = (field: string, name: string, quotes: string): string =>
    `value of filter criterion for field '${field}' must be of type ${name} and ${quotes} be enclosed in quotes`;

  test.each([
    ['SELECT Nam FROM Account', 8, column('Nam', 'Account')],
    ['SELECT Owner.Nam FROM Account', 8, column('Nam', 'User')],
    ['SELECT What.Industry FROM Task', 8, column('Industry', 'Name')],
    ['SELECT Id FROM Account WHERE Nam = 1', 30, column('Nam', 'Account')],
    ['SELECT Id FROM Account ORDER BY Nam', 33, column('Nam', 'Account')],
    ['SELECT (SELECT Nam FROM Contacts) FROM Account', 16, column('Nam', 'Contact')],
    ['SELECT Boss.Name FROM Account', 8, relationship('Boss')],
    ['SELECT AVG(Name) FROM Account', 8, 'field Name does not support aggregate operator AVG'],
    [
      'SELECT convertCurrency(AnnualRevenue) FROM Account',
      8,
      'convertCurrency() needs an organization with multiple currencies',
    ],
  ])('%s', (text, position, message) => {
    expect(errorOf(text)).toEqual([400, 'INVALID_FIELD', whole(text, position, message)]);
  });

  test.each([
    ["CreatedDate > '2020-01-01'", type('CreatedDate', 'dateTime', 'should not')],
    ['CreatedDate > 2020-01-01', type('CreatedDate', 'dateTime', 'should not')],
    ['Founded__c = 2020-01-01T00:00:00Z', type('Founded__c', 'date', 'should not')],
    ["NumberOfEmployees = '5'", type('NumberOfEmployees', 'int', 'should not')],
    ['NumberOfEmployees = USD5', type('NumberOfEmployees', 'int', 'should not')],
    ["AnnualRevenue = '5'", type('AnnualRevenue', 'double', 'should not')],
    ["Active__c = 'true'", type('Active__c', 'boolean', 'should not')],
    ['Name = 5', type('Name', 'string', 'should')],
    ['Name = TODAY', type('Name', 'string', 'should')],
    ['Id = 5', type('Id', 'ID', 'should')],
    ["BillingAddress = 'x'", "field 'BillingAddress' can not be filtered in a query call"],
    ['BillingAddress = null', "field 'BillingAddress' can not be filtered in a query call"],
    ["Description = 'x'", "field 'Description' can not be filtered in a query call"],
    ['Founded__c = 2020-13-41', 'invalid date: 2020-13-41'],
  ])('WHERE %s', (condition, message) => {
    const [status, code, text] = errorOf(`SELECT Id FROM Account WHERE ${condition}`);
    expect([status, code, text.split('\n').slice(3)]).toEqual([
      400,
      'INVALID_FIELD',
      ['ERROR at Row:1:Column:30', message],
    ]);
  });

  test('tells of a field selected twice', () => {
    expect(errorOf('SELECT Id, id FROM Account')).toEqual([400, 'INVALID_FIELD', 'duplicate field selected: Id']);
    expect(errorOf('SELECT Id, FIELDS(ALL) FROM Account LIMIT 200')).toEqual([
      400,
      'INVALID_FIELD',
      'duplicate field selected: Id',
    ]);
    expect(errorOf('SELECT Owner.Name, Owner.NAME FROM Account')).toEqual([
      400,
      'INVALID_FIELD',
      'duplicate field selected: Name',
    ]);
  });

  test('points into the subquery meant, not at the same name before it', () => {
    const text = 'SELECT Industry FROM Account WHERE Id IN (SELECT Industry FROM Contact)';
    expect(errorOf(text)[2]).toContain(`ERROR at Row:1:Column:50\n${column('Industry', 'Contact')}`);
  });
});

describe('Other errors', () => {
  test('INVALID_TYPE for an object or a child relationship that there is not', () => {
    const text = 'SELECT Id FROM Foo';
    expect(errorOf(text)).toEqual([
      400,
      'INVALID_TYPE',
      whole(
        text,
        16,
        `sObject type 'Foo' is not supported. If you are attempting to use a custom object, ${customObject}`,
      ),
    ]);
    expect(errorOf('SELECT (SELECT Id FROM Foos) FROM Account')[2]).toMatch(
      /\nDidn't understand relationship 'Foos' in FROM part of query call\. /,
    );
  });

  test('INVALID_QUERY_FILTER_OPERATOR for an operator that the type does not have, or what is no id', () => {
    for (const [condition, message] of [
      ["Id LIKE '001%'", 'invalid operator on id field'],
      ["OwnerId LIKE '005%'", 'invalid operator on id field'],
      ["NumberOfEmployees LIKE '5%'", 'invalid operator on int field'],
      ['Active__c > TRUE', 'invalid operator on boolean field'],
      ["Id = 'abc'", 'invalid ID field: abc'],
      ["OwnerId IN ('005000000000001AAA', '0050000000000012')", 'invalid ID field: 0050000000000012'],
      ["Name INCLUDES ('a')", 'includes and excludes operators are only valid on multipicklist fields'],
    ] as const) {
      const [status, code, text] = errorOf(`SELECT Id FROM Account WHERE ${condition}`);
      expect([condition, status, code, text.split('\n').slice(3)]).toEqual([
        condition,
        400,
        'INVALID_QUERY_FILTER_OPERATOR',
        ['ERROR at Row:1:Column:30', message],
      ]);
    }
  });

  test('NUMBER_OUTSIDE_VALID_RANGE for an offset above 2,000', () => {
    const text = 'SELECT Id FROM Account OFFSET 2001';
    expect(errorOf(text)).toEqual([
      400,
      'NUMBER_OUTSIDE_VALID_RANGE',
      whole(text, 31, 'Maximum SOQL offset allowed is 2000'),
    ]);
    expect(runQuery(fixtureDatabase({}), 'SELECT Id FROM Account OFFSET 2000', context).totalSize).toBe(0);
  });
});
