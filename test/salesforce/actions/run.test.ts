import { describe, expect, test } from '@jest/globals';

import { runActions } from '../../../salesforce/actions/run';
import type { Request, Response } from '../../../salesforce/http';
import type { WriteOutcome } from '../../../salesforce/write/rows';
import { fakeSend } from '../../support/fakeSend';
import { orgOf } from '../../support/orgOf';

const FLOW = { kind: 'flow', name: 'Follow_Up' } as const;
const SUCCESS = { actionName: 'Follow_Up', errors: null, isSuccess: true, outputValues: null };
const FAILURE = { ...SUCCESS, isSuccess: false, errors: [{ statusCode: 'MY_CODE', message: 'no', fields: ['x'] }] };

async function ran(count: number, answer: (request: Request) => Partial<Response>, perRequest = 200) {
  const { send, requests } = fakeSend(answer);
  const rows = Array.from({ length: count }, (_, index) => ({ index, values: { n: index } }));
  const outcomes = await runActions(orgOf(send), FLOW, rows, { parallel: 1, perRequest });
  const list = rows.map(({ index }) => outcomes.get(index));
  return { requests, codes: list.map(codeOf) };
}

function codeOf(outcome: WriteOutcome | undefined): string {
  if (outcome === undefined) return 'none';
  return 'error' in outcome ? (outcome.error as Error & { errorCode: string }).errorCode : 'ran';
}

const answers = (status: number, ...results: readonly object[]) => ({ status, body: results });

describe('A run', () => {
  test.each([
    ['with status 200', answers(200, SUCCESS, FAILURE), ['ran', 'MY_CODE']],
    ['with status 400', answers(400, SUCCESS, FAILURE), ['ran', 'MY_CODE']],
    ['with status 400 and no failure', answers(400, SUCCESS, SUCCESS), ['MAY_HAVE_RUN', 'MAY_HAVE_RUN']],
    ['with status 500', answers(500, SUCCESS, FAILURE), ['MAY_HAVE_RUN', 'MAY_HAVE_RUN']],
    ['with a result too few', answers(200, SUCCESS), ['MAY_HAVE_RUN', 'MAY_HAVE_RUN']],
    ['with a result too many', answers(200, SUCCESS, SUCCESS, SUCCESS), ['MAY_HAVE_RUN', 'MAY_HAVE_RUN']],
    [
      'by the name without the namespace',
      answers(200, ...[0, 1].map(() => ({ ...SUCCESS, actionName: 'ns__follow_up' }))),
      ['ran', 'ran'],
    ],
    ['that failed without a reason', answers(400, SUCCESS, { ...FAILURE, errors: [] }), ['ran', 'UNKNOWN_EXCEPTION']],
    [
      'whose interview ended in an error',
      answers(200, SUCCESS, { ...SUCCESS, outputValues: { Flow__InterviewStatus: 'Error' } }),
      ['ran', 'MAY_HAVE_RUN'],
    ],
  ])('%s has its outcome', async (_, answer, codes) => {
    const { requests, ...outcome } = await ran(2, () => answer);
    expect(outcome.codes).toEqual(codes);
    expect(requests).toHaveLength(1);
  });

  test('that Salesforce refuses with its neighbors is found, and the neighbors run', async () => {
    const refused = [{ errorCode: 'JSON_PARSER_ERROR', message: 'Cannot deserialize' }];
    const { codes, requests } = await ran(4, ({ body }) => {
      const { inputs } = body as { inputs: { n: number }[] };
      if (inputs.some(({ n }) => n === 2)) return { status: 400, body: refused };
      return answers(200, ...inputs.map(() => SUCCESS));
    });
    expect(codes).toEqual(['ran', 'ran', 'JSON_PARSER_ERROR', 'ran']);
    expect(requests).toHaveLength(5);
  });

  test('of the answer to an earlier request is not believed', async () => {
    const same = answers(200, { ...SUCCESS, outputValues: { Flow__InterviewGuid: 'one' } });
    expect((await ran(3, () => same, 1)).codes).toEqual(['ran', 'MAY_HAVE_RUN', 'MAY_HAVE_RUN']);
  });

  test('is not sent where the day’s requests are used up', async () => {
    const spent = {
      status: 403,
      body: [{ errorCode: 'REQUEST_LIMIT_EXCEEDED', message: 'TotalRequests Limit exceeded.' }],
    };
    const { codes, requests } = await ran(3, () => spent, 1);
    expect(codes).toEqual(['REQUEST_LIMIT_EXCEEDED', 'NOT_SENT', 'NOT_SENT']);
    expect(requests).toHaveLength(1);
  });
});
