import { describe, expect, test } from '@jest/globals';

import type { SalesforceError } from '../../../salesforce/errors';
import { sendBatches } from '../../../salesforce/requests/batch';
import { sendGraphs } from '../../../salesforce/requests/graph';
import { fakeSend } from '../../support/fakeSend';
import { orgOf } from '../../support/orgOf';

const MATCHES = [
  '/services/data/v67.0/sobjects/A__c/a00000000000001AAA',
  '/services/data/v67.0/sobjects/A__c/a00000000000002AAA',
];
const PART = { method: 'PATCH', path: '/services/data/v67.0/sobjects/A__c/Key__c/x', json: '{}' } as const;

/** By status and body: what a request that is carried by another comes to, as it does when it is sent alone. */
const ANSWERS: readonly (readonly [status: number, body: unknown, code: string | undefined])[] = [
  [200, { id: 'a00000000000001AAA' }, undefined],
  [204, null, undefined],
  [300, MATCHES, 'DUPLICATE_EXTERNAL_ID'],
  [300, { a: 1 }, 'MAY_HAVE_BEEN_DONE'],
  [300, MATCHES.slice(1), 'MAY_HAVE_BEEN_DONE'],
  [302, null, 'MAY_HAVE_BEEN_DONE'],
  [100, MATCHES, 'MAY_HAVE_BEEN_DONE'],
  [404, [{ errorCode: 'NOT_FOUND', message: 'No.' }], 'NOT_FOUND'],
];

/** No document says whether several matches count as a failure of the whole. */
const CASES = ANSWERS.flatMap(([status, body, code]) =>
  [status >= 400, ...(status === 300 ? [true] : [])].map((hasErrors) => ({ status, body, code, hasErrors })),
);

describe.each(CASES)(
  'A request answered with $status, $body and errors: $hasErrors',
  ({ status, body, code, hasErrors }) => {
    test('in a batch is read as one that is sent alone', async () => {
      const { send } = fakeSend(() => ({ body: { hasErrors, results: [{ statusCode: status, result: body }] } }));
      const outcome = (await sendBatches(orgOf(send), [{ ...PART, index: 0 }])).get(0);
      expect(outcome).toMatchObject(code === undefined ? { saved: { status } } : { error: { errorCode: code } });
    });

    test('in a graph is read as one that is sent alone', async () => {
      const compositeResponse = [{ referenceId: 'a', httpStatusCode: status, body }];
      const graph = { graphId: '0', graphResponse: { compositeResponse }, isSuccessful: !hasErrors };
      const { send } = fakeSend(() => ({ body: { graphs: [graph] } }));
      const nodes = [{ ...PART, referenceId: 'a' }];
      const outcome = (await sendGraphs(orgOf(send), [{ index: 0, nodes }])).get(0);
      const expected = code === undefined ? { saved: { status } } : { error: { errorCode: code } };
      expect(outcome).toMatchObject({ saved: [expected] });
    });
  },
);

describe.each([
  ['the requests of the day are used up', 403, 'TotalRequests Limit exceeded.', true],
  ['the requests of the hour are used up', 503, 'Hourly limit exceeded.', true],
  ['too many requests run at once', 403, 'ConcurrentPerOrgLongTxn Limit exceeded.', false],
])('A part that is refused because %s', (_, status, message, holdsBack) => {
  const refusal = [{ errorCode: 'REQUEST_LIMIT_EXCEEDED', message }];
  const done = { id: 'a00000000000001AAA' };
  const codesOf = (outcomes: ReadonlyMap<number, { error: Error } | { saved: unknown }>) =>
    [...outcomes.values()].map((outcome) => ('error' in outcome ? (outcome.error as SalesforceError).errorCode : ''));

  test('of a batch decides about the batches after it', async () => {
    const results = (refused: boolean) =>
      Array.from({ length: 25 }, (_item, at) =>
        refused && at === 7 ? { statusCode: status, result: refusal } : { statusCode: 200, result: done },
      );
    let sent = 0;
    const { send } = fakeSend(() => {
      sent += 1;
      return { body: { hasErrors: sent === 1, results: results(sent === 1) } };
    });
    const parts = Array.from({ length: 75 }, (_item, index) => ({ ...PART, index }));
    const codes = codesOf(await sendBatches(orgOf(send), parts));
    const first = Array.from({ length: 25 }, (_item, at) => (at === 7 ? 'REQUEST_LIMIT_EXCEEDED' : ''));
    const others = Array.from({ length: 50 }, () => (holdsBack ? 'NOT_SENT' : ''));
    expect(codes).toEqual([...first, ...others]);
    expect(sent).toBe(holdsBack ? 1 : 3);
  });

  test('of a graph decides about the graphs after it, and about those that were not begun', async () => {
    const halted = [{ errorCode: 'PROCESSING_HALTED', message: 'No.' }];
    const answerOf = (graphId: string, isFirst: boolean) => {
      const isRefused = isFirst && graphId === '0';
      const isHalted = isFirst && graphId === '74';
      const [httpStatusCode, body] = isRefused ? [status, refusal] : isHalted ? [400, halted] : [200, done];
      const compositeResponse = [{ referenceId: 'a', httpStatusCode, body }];
      return { graphId, graphResponse: { compositeResponse }, isSuccessful: !isRefused && !isHalted };
    };
    let sent = 0;
    const { send } = fakeSend(({ json = '' }) => {
      sent += 1;
      const ids = [...json.matchAll(/"graphId":"(\d+)"/g)].map(([, id = '']) => id);
      return { body: { graphs: ids.map((id) => answerOf(id, sent === 1)) } };
    });
    const graphs = Array.from({ length: 80 }, (_item, index) => ({ index, nodes: [{ ...PART, referenceId: 'a' }] }));
    const outcomes = await sendGraphs(orgOf(send), graphs);
    const codes = codesOf(
      new Map(
        [...outcomes].map(([index, outcome]) => [index, 'error' in outcome ? outcome : (outcome.saved[0] ?? outcome)]),
      ),
    );
    const left = holdsBack ? 'NOT_SENT' : '';
    expect(codes[0]).toBe('REQUEST_LIMIT_EXCEEDED');
    expect(codes.slice(1, 74)).toEqual(Array.from({ length: 73 }, () => ''));
    expect(codes.slice(74)).toEqual(Array.from({ length: 6 }, () => left));
    expect(sent).toBe(holdsBack ? 1 : 3);
  });
});
