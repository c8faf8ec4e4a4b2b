import { expect, test } from '@jest/globals';

import { AnswerError } from '../../../salesforce/errors';
import { readGraphs } from '../../../salesforce/requests/graph';

const graphsWith = (httpStatusCode: unknown) => ({
  status: 200,
  headers: {},
  body: {
    graphs: [
      {
        graphId: '0',
        isSuccessful: true,
        graphResponse: { compositeResponse: [{ referenceId: 'a', httpStatusCode, body: {} }] },
      },
    ],
  },
});

test.each([0, -1, 99, 600, 200.5, '200', null])('A part whose status is %j is no answer', (status) => {
  const read = () => readGraphs(graphsWith(status), [{ index: 0, nodes: [{ referenceId: 'a' }] }]);
  expect(read).toThrow(AnswerError);
  expect(readGraphs(graphsWith(200), [{ index: 0, nodes: [{ referenceId: 'a' }] }])).toHaveLength(1);
});
