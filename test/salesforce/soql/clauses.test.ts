import { describe, expect, test } from '@jest/globals';
import { parseQuery, type WhereClause } from '@jetstreamapp/soql-parser-js';
import fc from 'fast-check';

import { InputError } from '../../../salesforce/errors';
import { enclosed, inIdOrder, limitOf, wantsLeftOut } from '../../../salesforce/soql/clauses';
import { runQuery, type QueryContext } from '../../../simulator/soql/index';
import { createStore } from '../../../simulator/data/index';
import { createSchema } from '../../../simulator/schema/index';

const AFTER = '003000000000001AAA';

describe('A query is put into the order of its IDs', () => {
  test.each([
    ['SELECT Id FROM Contact', ''],
    ["SELECT Name FROM Contact WHERE Name = 'x'", ''],
    ["select name from Contact where Name = ' ORDER BY Name LIMIT 5'  ", ''],
    ['SELECT Name, (SELECT Id FROM Cases ORDER BY Id LIMIT 3) FROM Contact', ''],
    ['SELECT Name FROM Contact USING SCOPE mine', ''],
    ['SELECT Name FROM Contact c', ''],
    ['SELECT toLabel(Status), FORMAT(Amount) a FROM Contact', ''],
    ['SELECT Order.Name, Limit__c, Group.Name, Update__c FROM Order WHERE Order.Offset__c = 1', ''],
    ['SELECT TYPEOF What WHEN Account THEN Phone ELSE Name END FROM Event', ''],
  ])('%s', (soql) => {
    expect(inIdOrder(soql)).toBe(`${soql.trimEnd()} ORDER BY Id`);
  });

  test.each([
    ['SELECT Id FROM Contact', `SELECT Id FROM Contact WHERE Id > '${AFTER}' ORDER BY Id`],
    ["SELECT Id FROM Lead WHERE Name = 'a'", `SELECT Id FROM Lead WHERE Name = 'a' AND Id > '${AFTER}' ORDER BY Id`],
    [
      "SELECT Id FROM Lead WHERE Name = 'a' OR Name = 'b'",
      `SELECT Id FROM Lead WHERE (Name = 'a' OR Name = 'b') AND Id > '${AFTER}' ORDER BY Id`,
    ],
    [
      "SELECT Id FROM Lead WHERE NOT Name = 'a'",
      `SELECT Id FROM Lead WHERE (NOT Name = 'a') AND Id > '${AFTER}' ORDER BY Id`,
    ],
    [
      'SELECT Id FROM Lead WHERE Id NOT IN (SELECT LeadId FROM CampaignMember WHERE A = 1 OR B = 2)',
      `SELECT Id FROM Lead WHERE Id NOT IN (SELECT LeadId FROM CampaignMember WHERE A = 1 OR B = 2) AND Id > '${AFTER}' ORDER BY Id`,
    ],
    [
      "SELECT Id FROM Lead WHERE Name = ' OR '",
      `SELECT Id FROM Lead WHERE Name = ' OR ' AND Id > '${AFTER}' ORDER BY Id`,
    ],
    [
      'SELECT Id FROM Lead USING SCOPE mine WHERE(A = 1)WITH SECURITY_ENFORCED',
      `SELECT Id FROM Lead USING SCOPE mine WHERE (A = 1) AND Id > '${AFTER}' WITH SECURITY_ENFORCED ORDER BY Id`,
    ],
    [
      'SELECT Id FROM Lead WITH SECURITY_ENFORCED',
      `SELECT Id FROM Lead WHERE Id > '${AFTER}' WITH SECURITY_ENFORCED ORDER BY Id`,
    ],
  ])('behind a record: %s', (soql, expected) => {
    expect(inIdOrder(soql, AFTER)).toBe(expected);
  });

  test.each([
    'SELECT Id FROM Contact ORDER BY Name',
    'SELECT Id FROM Contact LIMIT 10',
    'SELECT Id FROM Contact\nlimit\n10',
    "SELECT Id FROM Contact WHERE Name = 'a'LIMIT 10",
    'SELECT Id FROM Contact OFFSET 10',
    'SELECT Id FROM Contact FOR UPDATE',
    'SELECT Id FROM Contact FOR VIEW',
    'SELECT Id FROM Contact UPDATE TRACKING',
    'SELECT COUNT() FROM Contact',
    'SELECT COUNT(Id) FROM Contact',
    'SELECT max(CreatedDate) latest FROM Contact',
    'SELECT Name FROM Contact GROUP BY Name',
    'SELECT Name FROM Contact GROUP  BY ROLLUP(Name) HAVING COUNT(Id) > 1',
    'SELECT c.Name FROM Contact c, c.Account a WHERE a.Name = null',
    'SELECT DisplayUrl FROM Product__x',
    'SELECT Score__c FROM Game__b',
    "SELECT Id FROM Contact WHERE Name = 'never closed",
    'SELECT Id FROM Contact WHERE (Name = null',
    'SELECT Id FROM Contact WHERE Name = null)',
    'FIND {x}',
    '',
  ])('unless it has one, or a reason to have none: %s', (soql) => {
    expect(inIdOrder(soql)).toBeUndefined();
    expect(inIdOrder(soql, AFTER)).toBeUndefined();
  });
});

describe('The limit of a query', () => {
  test.each([
    ['SELECT Id FROM Contact LIMIT 10', 10],
    ['SELECT Id FROM Contact\nlimit\n10 OFFSET 3', 10],
    ["SELECT Id FROM Contact WHERE Name = 'x LIMIT 5' LIMIT 7 FOR VIEW", 7],
    ['SELECT Id, (SELECT Id FROM Contacts LIMIT 3) FROM Account', undefined],
    ["SELECT Id FROM Contact WHERE Name = 'x LIMIT 5'", undefined],
    ['SELECT Id FROM Contact LIMIT', undefined],
    ['SELECT Id FROM Contact LIMIT :n', undefined],
    ['', undefined],
  ])('is read where it has one: %s', (soql, limit) => {
    expect(limitOf(soql)).toBe(limit);
  });
});

/** Conditions with everything in them that looks like a clause. */
const text = fc.constantFrom("'a'", "' LIMIT 1'", "'it\\'s (OR'", "'\\\\'", "') ORDER BY Id'", 'null');
const comparison = fc
  .tuple(fc.constantFrom('LastName', 'Email', 'Account.Name', 'Title'), fc.constantFrom('=', '!=', '<', 'LIKE'), text)
  .map(([field, sign, value]) => `${field} ${value === 'null' ? '!=' : sign} ${value}`);
const list = fc.tuple(
  fc.constantFrom('IN', 'NOT IN'),
  fc.array(
    text.filter((value) => value !== 'null'),
    { minLength: 1, maxLength: 3 },
  ),
);
const { condition } = fc.letrec<{ condition: string }>((tie) => ({
  condition: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    comparison,
    list.map(([sign, values]) => `LastName ${sign} (${values.join(', ')})`),
    comparison.map((written) => `NOT ${written}`),
    fc
      .tuple(fc.constantFrom(' AND ', ' OR '), fc.array(tie('condition'), { minLength: 2, maxLength: 3 }))
      .map(([word, conditions]) => conditions.map((written) => `(${written})`).join(word)),
  ),
}));
const query = fc
  .tuple(fc.constantFrom('Id', 'LastName, Account.Name', 'Email, (SELECT Id FROM Cases LIMIT 1)'), fc.option(condition))
  .map(([fields, where]) => `SELECT ${fields} FROM Contact${where === null ? '' : ` WHERE ${where}`}`);

/** The conditions one after another. */
function* conditionsOf(where: WhereClause | undefined): Generator<object> {
  for (let clause = where; clause !== undefined; clause = 'right' in clause ? clause.right : undefined) {
    if (clause.left !== null && 'field' in clause.left) yield clause.left;
  }
}

describe('Whatever the conditions are', () => {
  test('the order is all that is added', () => {
    fc.assert(
      fc.property(query, (soql) => {
        expect(parseQuery(inIdOrder(soql) ?? '')).toEqual({ ...parseQuery(soql), orderBy: [{ field: 'Id' }] });
      }),
    );
  });

  test('the last condition is that on the ID, and the others stay', () => {
    fc.assert(
      fc.property(query, (soql) => {
        const behind = [...conditionsOf(parseQuery(inIdOrder(soql, AFTER) ?? '').where)];
        const plain = (conditions: object[]) =>
          conditions.map((condition) => ({ ...condition, openParen: 0, closeParen: 0 }));
        expect(behind.at(-1)).toMatchObject({ field: 'Id', operator: '>', value: `'${AFTER}'` });
        expect(plain(behind.slice(0, -1))).toEqual(plain([...conditionsOf(parseQuery(soql).where)]));
      }),
    );
  });

  test('the records are the same, and those behind one are the rest', () => {
    const store = createStore(createSchema(), { size: 60 });
    const context: QueryContext = {
      userId: '',
      now: new Date(0),
      timeZone: 'UTC',
      includeDeleted: false,
      version: '67.0',
      registerSubquery: () => '',
    };
    const ids = (soql: string): string[] => {
      const cursor = runQuery(store, soql, context);
      return cursor.page(0, cursor.totalSize).map((row) => String(row['Id']));
    };
    fc.assert(
      fc.property(fc.option(condition), fc.nat(), (where, cut) => {
        const soql = `SELECT Id FROM Contact${where === null ? '' : ` WHERE ${where}`}`;
        const ordered = ids(inIdOrder(soql) ?? '');
        expect(ordered).toEqual(ids(soql).toSorted());
        const last = ordered[cut % ordered.length];
        if (last === undefined) return;
        expect(ids(inIdOrder(soql, last) ?? '')).toEqual(ordered.slice(ordered.indexOf(last) + 1));
      }),
    );
  });
});

describe('Conditions that somebody wrote', () => {
  test.each([
    "Name = 'a'",
    "Name = 'a' OR Name = 'b'",
    "NOT (Name = 'a') AND Limit__c > 5",
    "Name = ') ORDER BY Name LIMIT 1 --'",
    "Id IN (SELECT ContactId FROM Case WHERE Status = 'New')",
    'CreatedDate > 2026-01-31T12:00:00Z AND LastModifiedDate = LAST_N_DAYS:30',
  ])('are put into parentheses: %s', (conditions) => {
    expect(enclosed(` ${conditions} `, 'Conditions')).toBe(`(${conditions})`);
  });

  test.each([
    ["WHERE Name = 'a'", 'Conditions cannot have WHERE.'],
    ["Name = 'a' ORDER BY Name", 'Conditions cannot have ORDER BY.'],
    ["Name = 'a' order\n by Name", 'Conditions cannot have order\n by.'],
    ["Name = 'a' LIMIT 1", 'Conditions cannot have LIMIT.'],
    ['Name = :name', 'Conditions cannot have :name.'],
    ["Name = 'a') OR (Name = 'b'", 'is not closed.'],
    ["Name = 'a", 'is not closed.'],
    ["(Name = 'a'", 'is not closed.'],
  ])('are refused if they end: %s', (conditions, message) => {
    expect(() => enclosed(conditions, 'Conditions')).toThrow(InputError);
    expect(() => enclosed(conditions, 'Conditions')).toThrow(message);
  });

  test('cannot get out of their parentheses, whatever they are', () => {
    const piece = fc.constantFrom('(', ')', "'", '\\', ' OR ', ' LIMIT 1', 'A = 1', "B = 'x'", ':n', ' ORDER BY A');
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => {
        let written: string;
        try {
          written = enclosed(pieces.join(''), 'Conditions');
        } catch {
          return;
        }
        const marked = `SELECT Id FROM Lead WHERE ${written} AND Last__c = 1`;
        expect(inIdOrder(marked)).toBe(`${marked} ORDER BY Id`);
        // Beside the parentheses, nothing is left but what was put there.
        expect(inIdOrder(marked, AFTER)).toBe(`${marked} AND Id > '${AFTER}' ORDER BY Id`);
      }),
      { numRuns: 2_000 },
    );
  });
});

test.each([
  ['SELECT Id FROM Task WHERE IsArchived = true', 'archived activities'],
  ['select Id from event where IsArchived <> FALSE', 'archived activities'],
  ['SELECT Id FROM Task WHERE IsArchived = true AND IsDeleted = true', 'deleted records'],
  ['SELECT Id FROM Task WHERE IsArchived = false', undefined],
  ['SELECT Id FROM Task WHERE NOT IsArchived = true', undefined],
  ['SELECT Id FROM Product2 WHERE IsArchived = true', undefined],
])('Whether a query wants archived activities: %s', (soql, wanted) => {
  expect(wantsLeftOut(soql)).toBe(wanted);
});

describe('Whether a query wants what was deleted', () => {
  test.each([
    ['IsDeleted = true', true],
    ['isdeleted=TRUE AND Name != null', true],
    ['(Name = null OR IsDeleted != false)', true],
    ['IsDeleted <> FALSE', true],
    ['Id IN (SELECT AccountId FROM Contact WHERE IsDeleted = true)', true],
    ['IsDeleted = false', false],
    ['NOT IsDeleted = true', false],
    ['NOT (IsDeleted = true)', false],
    ['Account.IsDeleted = true', false],
    ['MyIsDeleted = true', false],
    ["Name = 'IsDeleted = true'", false],
    ['IsDeleted__c = true', false],
  ])('%s', (conditions, wanted) => {
    expect(wantsLeftOut(`SELECT Id FROM Account WHERE ${conditions}`)).toBe(wanted ? 'deleted records' : undefined);
  });
});
