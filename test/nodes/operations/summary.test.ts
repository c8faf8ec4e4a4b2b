import { describe, expect, test } from '@jest/globals';

import { stoppedSummary, summaryOf } from '../../../nodes/SalesforceConnector/operations/summary';
import { RunningOutput, type Outcome } from '../../../nodes/SalesforceConnector/host/outcome';
import {
  InputError,
  JobError,
  NotSentError,
  SalesforceError,
  UncertainError,
  type Deed,
} from '../../../salesforce/errors';

const failure = new Error('no');
const pending = JobError.pending(['750'], 'the wait time is over.');
const unread = JobError.unread(['750'], failure);
const rowsFailed = JobError.rowsFailed(['750'], { rows: 2, failed: 1, unprocessed: 0 });
const outcomes = (count: number, errors: ReadonlyMap<number, Error>): Outcome[] =>
  Array.from({ length: count }, (_, index) => {
    const error = errors.get(index);
    return error === undefined ? { json: [{}] } : { error };
  });

describe('The summary of a run in which items failed', () => {
  test('tells what failed from what may have been created and what was not sent', () => {
    const uncertain = new UncertainError('the connection broke');
    const notSent = new NotSentError('the limit', 'apiUsage');
    const errors = new Map([
      [1, failure],
      [2, failure],
      [5, failure],
      [6, uncertain],
      [7, notSent],
      [8, notSent],
      [9, notSent],
    ]);
    expect(summaryOf(outcomes(10, errors), true)).toBe(
      [
        '3 of 10 items succeeded; their changes stay in Salesforce.',
        'Failed: 3 (item 1–2, 5).',
        'May have been created: 1 (item 6).',
        'Not sent: 3 (item 7–9).',
      ].join('\n'),
    );
  });

  test.each<[Deed, string]>([
    ['carriedOut', 'May have been carried out'],
    ['converted', 'May have been converted'],
    ['created', 'May have been created'],
    ['merged', 'May have been merged'],
    ['published', 'May have been published'],
    ['run', 'May have run'],
    ['undeleted', 'May have been restored'],
  ])('does not count what may have been %s as done', (deed, words) => {
    const errors = new Map([[1, new UncertainError('the connection broke', deed)]]);
    expect(summaryOf(outcomes(2, errors), true)).toBe(
      `1 of 2 items succeeded; their changes stay in Salesforce.\n${words}: 1 (item 1).`,
    );
  });

  test.each([
    [pending, unread],
    [unread, JobError.untold('750', '')],
  ])('tells what is not known from what failed: %p', (one, other) => {
    const errors = new Map<number, Error>([
      [0, one],
      [1, other],
      [2, rowsFailed],
    ]);
    expect(summaryOf(outcomes(4, errors), true)).toBe(
      [
        '1 of 4 items are known to have succeeded; their changes stay in Salesforce.',
        'Failed: 1 (item 2).',
        'Outcome not known: 2 (item 0–1).',
      ].join('\n'),
    );
    expect(summaryOf(outcomes(1, new Map([[0, one]])), true)).toBe(
      '0 of 1 item is known to have succeeded.\nOutcome not known: 1 (item 0).',
    );
  });

  test('tells what is still running from what succeeded, and names it', () => {
    const running = (what: string): Outcome => ({ json: [new RunningOutput({}, what)] });
    const some = [running('Bulk job 750A'), { json: [{}] }, running('Bulk job 750A'), running('Bulk job 750B')];
    const all: Outcome[] = [...some, { error: failure }];
    const line = 'Still running: 3 (item 0, 2–3): Bulk job 750A; Bulk job 750B.';
    expect(summaryOf(all, true)).toBe(
      ['1 of 5 items succeeded; their changes stay in Salesforce.', 'Failed: 1 (item 4).', line].join('\n'),
    );
    expect(stoppedSummary(all)).toContain('it would send the completed item and what is still running again.');
    expect(stoppedSummary([...all, { error: new UncertainError('cut') }])).toContain(
      'it would send the completed item, what may have been completed and what is still running again.',
    );
    const jobs = Array.from({ length: 12 }, (_, n) => running(`Bulk job ${n}`));
    expect(summaryOf([...jobs, { error: failure }], true)).toMatch(/: Bulk job 0; [^]*; Bulk job 9 and 2 more\.$/);
  });

  test('does not speak of changes where there are none', () => {
    const errors = new Map([[0, failure]]);
    expect(summaryOf(outcomes(2, errors), false)).toMatch(/^1 of 2 items succeeded\.\n/);
    expect(summaryOf(outcomes(1, errors), true)).toMatch(/^0 of 1 item succeeded\.\n/);
  });

  test.each([
    [
      3,
      new Map([[1, failure]]),
      /it would send the 2 completed items again\. Run the workflow with the other items only/,
    ],
    [2, new Map([[1, failure]]), /it would send the completed item again\./],
    [2_000, new Map([[1, failure]]), /the 1,999 completed items again/],
    [
      2,
      new Map([
        [0, new UncertainError('cut')],
        [1, failure],
      ]),
      /it would send what may have been completed again\./,
    ],
    [3, new Map([[0, new UncertainError('cut')]]), /the 2 completed items and what may have been completed again\./],
    [
      2,
      new Map([0, 1].map((i) => [i, JobError.pending(['750'], 'it is.')])),
      /it would send what may have been completed again\./,
    ],
  ])('says of a stopped run what n8n’s Retry would send again, and what to do instead', (count, errors, warning) => {
    const summary = stoppedSummary(outcomes(count, errors));
    expect(summary).toContain('Do not use n8n’s Retry');
    expect(summary).toMatch(warning);
    expect(summary).toContain('Settings > On Error > Continue');
  });

  test('does not send anybody to other items where there are none', () => {
    const none = stoppedSummary(outcomes(3, new Map([[1, pending]])));
    expect(none).not.toContain('other items');
    expect(none).toContain('Settings > On Error > Continue');
    const one = stoppedSummary(outcomes(3, new Map([[1, failure]])));
    expect(one).toContain('Run the workflow with the other items only.');
  });

  test('lets a run be retried that has saved nothing', () => {
    const errors = new Map([0, 1].map((index) => [index, failure]));
    expect(stoppedSummary(outcomes(2, errors))).not.toContain('Retry');
  });

  test('names the reasons, if there are several, with the items of each', () => {
    const because = (...reasons: string[]) => new Map(reasons.map((reason, index) => [index, new Error(reason)]));
    const lines = (errors: ReadonlyMap<number, Error>) => summaryOf(outcomes(9, errors), true).split('\n').slice(2);
    expect(lines(because('a', 'a', 'a'))).toEqual([]);
    expect(lines(because('a', 'b', 'a', 'a'))).toEqual(['Item 0, 2–3: a', 'Item 1: b']);
    expect(lines(because('a', 'b', 'c', 'd', 'e'))).toEqual([
      'Item 0: a',
      'Item 1: b',
      'Item 2: c',
      'And 2 other reasons.',
    ]);
  });

  describe('takes as one reason', () => {
    const refused = (errorCode: string, message: string, fields: string[] = []) =>
      new SalesforceError(400, [{ errorCode, message, fields }]);
    const lines = (...errors: Error[]) =>
      summaryOf(outcomes(9, new Map(errors.entries())), true)
        .split('\n')
        .slice(2);
    const numbers = Array.from({ length: 5 }, (_, n) => String(n));

    test.each<[string, (value: string) => Error]>([
      ['one code for one field', (n) => refused('DUPLICATE_VALUE', `value of record ${n}`, ['Ext__c'])],
      [
        'a code for one lookup',
        (n) =>
          refused(
            'INVALID_FIELD',
            `Foreign key external ID: my field ${n} not found for field Ext__c in entity Account`,
          ),
      ],
      [
        'a code for records of one object',
        (n) =>
          refused(
            'INSUFFICIENT_ACCESS_ON_CROSS_REFERENCE_ENTITY',
            `insufficient access rights on cross-reference id: 0018d000000000${n}AAA`,
          ),
      ],
      ['a code for one label', (n) => refused('MALFORMED_ID', `Account ID: id value of incorrect type: ${n}`)],
      ['a code without fields', (n) => refused('STRING_TOO_LONG', `data value too large: ${n}`)],
      ['one kind of input', (n) => new InputError(`F: “${n}” is not a number.`, { reason: 'notANumber' }, 'F')],
    ])('%s, whatever the values', (_, error) => {
      expect(lines(...numbers.map(error))).toEqual([]);
      expect(lines(...numbers.map(error), new Error('other'))).toEqual([
        `Item 0–4: ${error('0').message}`,
        'Item 5: other',
      ]);
    });

    test.each<[string, (value: string) => Error]>([
      ['other fields', (n) => refused('DUPLICATE_VALUE', 'duplicates value', [`Ext${n}__c`])],
      [
        'lookups to other fields',
        (n) => refused('INVALID_FIELD', `Foreign key external ID: x not found for field Ext${n}__c in entity Account`),
      ],
      [
        'lookups to other objects',
        (n) => refused('INVALID_FIELD', `Foreign key external ID: x not found for field Ext__c in entity Car${n}__c`),
      ],
      [
        'columns that do not exist',
        (n) => refused('INVALID_FIELD', `No such column 'Nope${n}__c' on sobject of type Account`),
      ],
      [
        'records of other objects',
        (n) =>
          refused(
            'INSUFFICIENT_ACCESS_ON_CROSS_REFERENCE_ENTITY',
            `insufficient access rights on cross-reference id: 00${n}8d0000000001AAA`,
          ),
      ],
      [
        'unique fields',
        (n) =>
          refused(
            'DUPLICATE_VALUE',
            `duplicate value found: Ext${n}__c duplicates value on record with id: 0018d0000000001`,
          ),
      ],
      [
        'other labels',
        (n) => refused('MALFORMED_ID', `Lookup ${'ABCDE'.charAt(Number(n))}: id value of incorrect type: x`),
      ],
      ['other fields of the input', (n) => new InputError('not a number', { reason: 'notANumber' }, n)],
      ['what a validation rule says', (n) => refused('FIELD_CUSTOM_VALIDATION_EXCEPTION', `Rule ${n}`)],
      ['what Apex says', (n) => refused('CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY', `Trigger ${n}`)],
      ['other errors', (n) => new Error(n)],
    ])('not %s', (_, error) => {
      expect(lines(...numbers.map(error)).at(-1)).toBe('And 2 other reasons.');
    });
  });

  test('names ten ranges and counts the rest', () => {
    const errors = new Map(Array.from({ length: 3_000 }, (_, i) => [i * 2, failure]));
    expect(summaryOf(outcomes(6_000, errors), true)).toBe(
      [
        '3,000 of 6,000 items succeeded; their changes stay in Salesforce.',
        'Failed: 3,000 (item 0, 2, 4, 6, 8, 10, 12, 14, 16, 18 and 2,990 more).',
      ].join('\n'),
    );
  });
});
