import { describe, expect, test } from '@jest/globals';
import { referencesIn, resolveText, resolveValue } from '../../../simulator/rest/composite/references';

const answers = new Map<string, unknown>([
  ['account', { id: '0018d0000000001AAA', success: true }],
  [
    'contacts',
    { totalSize: 2, records: [{ Id: '0038d0000000001AAA', Account: { Name: 'Acme' } }, { Id: '0038d0000000002AAA' }] },
  ],
  ['created', [{ id: '0018d0000000009AAA' }]],
  ['failed', undefined],
]);

const error = (work: () => unknown): unknown => {
  try {
    return work();
  } catch (thrown) {
    return (thrown as { errors: unknown }).errors;
  }
};

describe('References between subrequests', () => {
  test('A field of an earlier answer stands in a text', () => {
    expect(resolveText(answers, 'x/@{account.id}/y')).toBe('x/0018d0000000001AAA/y');
  });

  test('An element of a list is named by its index', () => {
    expect(resolveText(answers, '@{contacts.records[1].Id} of @{created[0].id}')).toBe(
      '0038d0000000002AAA of 0018d0000000009AAA',
    );
  });

  test('A path leads through objects', () => {
    expect(resolveText(answers, '@{contacts.records[0].Account.Name}')).toBe('Acme');
  });

  test('A value in an address is encoded, so that it stays one segment', () => {
    expect(resolveText(new Map([['a', { v: 'x/y?z' }]]), '/q/@{a.v}', encodeURIComponent)).toBe('/q/x%2Fy%3Fz');
  });

  test('A reference that is the whole value keeps its type, deep in a body too', () => {
    expect(
      resolveValue(answers, { Size: '@{contacts.totalSize}', list: [{ Note: 'n=@{contacts.totalSize}' }], keep: null }),
    ).toEqual({ Size: 2, list: [{ Note: 'n=2' }], keep: null });
  });

  test('Names are case-sensitive', () => {
    expect(error(() => resolveText(answers, '@{account.Id}'))).toEqual([
      {
        errorCode: 'PROCESSING_HALTED',
        message: 'Invalid reference specified. No value for account.Id found in account',
      },
    ]);
  });

  test('What every object inherits is no field of an answer', () => {
    expect(error(() => resolveText(answers, '@{account.constructor}'))).toEqual([
      {
        errorCode: 'PROCESSING_HALTED',
        message: 'Invalid reference specified. No value for account.constructor found in account',
      },
    ]);
  });

  test('A reference to a subrequest that failed or does not exist halts', () => {
    expect(error(() => resolveText(answers, '@{failed.id}'))).toEqual([
      {
        errorCode: 'PROCESSING_HALTED',
        message: 'Invalid reference specified. No value for failed.id found in failed',
      },
    ]);
    expect(error(() => resolveText(answers, '@{nobody.id}'))).toEqual([
      { errorCode: 'PROCESSING_HALTED', message: 'Invalid reference specified. No reference named nobody found.' },
    ]);
  });

  test('The subrequests that a body points at are found', () => {
    expect(referencesIn({ a: '@{account.id}', b: ['@{contacts.records[0].Id}'] })).toEqual(['account', 'contacts']);
  });
});
