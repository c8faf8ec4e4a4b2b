import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';

import { Pairing } from '../../../salesforce/write/pairing';
import { field, object } from '../../support/schema';

const CONTACT = object('Contact', [
  field('LastName', 'string'),
  field('Amount', 'currency'),
  field('Birthdate', 'date'),
  field('Seen', 'datetime'),
  field('Vip', 'boolean'),
  field('Note', 'textarea'),
  field('Key__c', 'string'),
]);

describe('Pairing', () => {
  test('Rows find their results in any order, whatever is in them', () => {
    const tables = fc.array(fc.tuple(fc.constantFrom('a', 'b', ''), fc.constantFrom('a', 'b', '', '\u0001')), {
      maxLength: 30,
    });
    fc.assert(
      fc.property(tables, fc.infiniteStream(fc.nat()), (rows, order) => {
        const pairing = new Pairing(['A', 'B'], new Map(rows.entries()), undefined, CONTACT);
        const placeOf = pairing.reader(['sf__Id', 'sf__Created', 'b', 'A']);
        const shuffled = rows.map((row) => ({ row, by: order.next().value })).toSorted((x, y) => x.by - y.by);
        const found = shuffled.map(({ row: [a, b] }) => placeOf(['id', 'true', b, a]) ?? -1);
        expect(found.toSorted((x, y) => x - y)).toEqual([...rows.keys()]);
        found.forEach((place, i) => expect(rows[place]).toEqual(shuffled[i]?.row));
      }),
    );
  });

  test('A row whose cells Salesforce wrote in its own way is found by its key', () => {
    const rows = new Map([
      [4, ['003000000000001', '1.0']],
      [5, ['003000000000002', '2.0']],
    ]);
    const placeOf = new Pairing(['Id', 'Amount'], rows, 'Id', CONTACT).reader([
      'sf__Id',
      'sf__Created',
      'Id',
      'Amount',
    ]);
    expect(placeOf(['003000000000002AAA', 'false', '003000000000002', '2'])).toBe(5);
    expect(placeOf(['003000000000001AAA', 'false', '', '1'])).toBe(4);
    expect(placeOf(['003000000000001AAA', 'false', '003000000000001', '1.0'])).toBeUndefined();
  });
});

describe('Pairing by meaning', () => {
  const columns = ['LastName', 'Amount', 'Birthdate', 'Seen', 'Note'];
  const header = ['sf__Id', 'sf__Created', ...columns];

  test.each([
    ['blanks at the ends', [' a ', '1', '', '', ''], ['a', '1', '', '', '']],
    ['zeros of a number', ['a', '1.50', '', '', ''], ['a', '1.5', '', '', '']],
    ['an exponent', ['a', '12000000', '', '', ''], ['a', '1.2E7', '', '', '']],
    ['midnight', ['a', '', '2026-03-01', '', ''], ['a', '', '2026-03-01T00:00:00.000Z', '', '']],
    [
      'the zone of a time',
      ['a', '', '', '2026-03-01T01:00:00+01:00', ''],
      ['a', '', '', '2026-03-01T00:00:00.000+0000', ''],
    ],
    ['null', ['a', '', '', '', '#N/A'], ['a', '', '', '', '']],
    ['line ends', ['a', '', '', '', 'x\r\ny'], ['a', '', '', '', 'x\ny']],
  ])('A row without a key is found although Salesforce writes %s in its own way', (_, uploaded, given) => {
    const rows = new Map([
      [3, ['other', '1', '', '', '']],
      [4, uploaded],
    ]);
    const placeOf = new Pairing(columns, rows, undefined, CONTACT).reader(header);
    expect(placeOf(['id', 'true', ...given])).toBe(4);
    expect(placeOf(['id', 'true', ...given])).toBeUndefined();
  });

  test.each([
    ['1.0', '1'],
    ['007', '7'],
    ['1e3', '1000'],
    ['2026-03-01', '2026-03-01T00:00:00Z'],
    ['TRUE', 'true'],
    ['9007199254740993', '9007199254740992'],
  ])('The texts %j and %j are two, whatever they look like, although another cell was written anew', (a, b) => {
    const rows = new Map([
      [0, [a, '1.50']],
      [1, [b, '1.50']],
    ]);
    const placeOf = new Pairing(['LastName', 'Amount'], rows, undefined, CONTACT).reader([
      'sf__Id',
      'sf__Created',
      'LastName',
      'Amount',
    ]);
    expect(placeOf(['id', 'true', b, '1.5'])).toBe(1);
    expect(placeOf(['id', 'true', a, '1.5'])).toBe(0);
  });

  test('Numbers that only a text can hold exactly are told by all their digits', () => {
    const rows = new Map([
      [0, ['a', '123456789012345678.25']],
      [1, ['a', '123456789012345678.50']],
    ]);
    const placeOf = new Pairing(['LastName', 'Amount'], rows, undefined, CONTACT).reader([
      'sf__Id',
      'sf__Created',
      'LastName',
      'Amount',
    ]);
    expect(placeOf(['id', 'true', 'a', '123456789012345678.5'])).toBe(1);
    expect(placeOf(['id', 'true', 'a', '1.2345678901234567825E17'])).toBe(0);
  });

  test('External IDs of 18 characters that share the first 15 are two', () => {
    const rows = new Map([
      [0, ['CUSTOMER0000000001', 'a ']],
      [1, ['CUSTOMER0000000002', 'b ']],
    ]);
    const placeOf = new Pairing(['Key__c', 'LastName'], rows, 'Key__c', CONTACT).reader([
      'sf__Id',
      'sf__Created',
      'Key__c',
      'LastName',
    ]);
    expect(placeOf(['id', 'true', 'CUSTOMER0000000001', 'a'])).toBe(0);
    expect(placeOf(['id', 'true', 'CUSTOMER0000000002', 'b'])).toBe(1);
  });
});
