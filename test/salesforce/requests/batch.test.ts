import { describe, expect, test } from '@jest/globals';

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
