import { describe, expect, test } from '@jest/globals';

import { summaryOf } from '../../../nodes/SalesforceConnector/operations/summary';
import type { Outcome } from '../../../nodes/SalesforceConnector/operations/define';
import { NotSentError, UncertainError } from '../../../salesforce/errors';

const failure = new Error('no');
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
    expect(summaryOf(outcomes(10, errors))).toBe(
      [
        '3 of 10 items succeeded; their changes stay in Salesforce.',
        'Failed: 3 (item 1–2, 5).',
        'May have been created: 1 (item 6).',
        'Not sent: 3 (item 7–9).',
      ].join('\n'),
    );
  });

  test('names ten ranges and counts the rest', () => {
    const errors = new Map(Array.from({ length: 3_000 }, (_, i) => [i * 2, failure]));
    expect(summaryOf(outcomes(6_000, errors))).toBe(
      [
        '3,000 of 6,000 items succeeded; their changes stay in Salesforce.',
        'Failed: 3,000 (item 0, 2, 4, 6, 8, 10, 12, 14, 16, 18 and 2,990 more).',
      ].join('\n'),
    );
  });
});
