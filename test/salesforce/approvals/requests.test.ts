import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';

import { processRequests, type ApprovalAction, type ApprovalRequest } from '../../../salesforce/approvals/requests';
import { findWorkItems } from '../../../salesforce/approvals/workItems';
import { SalesforceError, UncertainError } from '../../../salesforce/errors';
import type { Request, Response } from '../../../salesforce/http';
import { fakeSend } from '../../support/fakeSend';
import { idOf } from '../../support/ids';
import { orgOf } from '../../support/orgOf';

const requestFor = (index: number, action: ApprovalAction = 'Submit'): ApprovalRequest => ({
  index,
  action,
  recordId: idOf(index + 1),
  ...(action === 'Submit' ? {} : { workItemId: idOf(index + 1, '04i') }),
});

const STATUSES: Readonly<Record<ApprovalAction, string>> = {
  Approve: 'Approved',
  Reject: 'Rejected',
  Removed: 'Removed',
  Submit: 'Pending',
};

const succeeded = ({ index, action, recordId }: ApprovalRequest) => ({
  actorIds: null,
  entityId: recordId,
  errors: null,
  instanceId: idOf(index + 1, '04g'),
  instanceStatus: STATUSES[action],
  newWorkitemIds: [],
  success: true,
});

const failed = ({ index }: ApprovalRequest, entityId: string | null, code = `ERROR_${index}`) => ({
  actorIds: null,
  entityId,
  errors: [{ statusCode: code, message: `Error ${index}`, fields: [] }],
  instanceId: null,
  instanceStatus: null,
  newWorkitemIds: null,
  success: false,
});

type Result = ReturnType<typeof failed> | ReturnType<typeof succeeded>;

/** What becomes of requests, where each call is answered so. */
async function processed(
  requests: readonly ApprovalRequest[],
  answer: (results: readonly ApprovalRequest[], call: number) => Partial<Response>,
) {
  const asked = ({ body }: Request): readonly ApprovalRequest[] => {
    const contexts = (body as { requests: { contextId: string }[] }).requests.map(({ contextId }) => contextId);
    return contexts.flatMap((id) => requests.filter((one) => one.recordId === id || one.workItemId === id));
  };
  const { send, requests: sent } = fakeSend((request, call) => answer(asked(request), call));
  return { outcomes: await processRequests(orgOf(send), requests, { parallel: 2 }), sent };
}

const ACTIONS: readonly ApprovalAction[] = ['Approve', 'Reject', 'Removed', 'Submit'];

describe('Approval requests', () => {
  test.each(ACTIONS)('%s: each has its own outcome in whatever order the results come', async (action) => {
    const ends = fc.array(fc.constantFrom('done', 'failed', 'failedByItem'), { minLength: 1, maxLength: 30 });
    await fc.assert(
      fc.asyncProperty(ends, fc.infiniteStream(fc.nat()), async (wanted, numbers) => {
        const requests = wanted.map((_, index) => requestFor(index, action));
        const resultOf = (request: ApprovalRequest): Result => {
          if (wanted[request.index] === 'done') return succeeded(request);
          const named = wanted[request.index] === 'failed' ? request.recordId : request.workItemId;
          return failed(request, named ?? request.recordId);
        };
        const { outcomes, sent } = await processed(requests, (asked) => ({
          body: asked
            .map((request) => ({ at: numbers.next().value ?? 0, result: resultOf(request) }))
            .toSorted((a, b) => a.at - b.at)
            .map(({ result }) => result),
        }));
        expect(sent).toHaveLength(1);
        for (const { index, recordId } of requests) {
          const outcome = outcomes.get(index);
          if (wanted[index] === 'done') expect(outcome).toMatchObject({ saved: { result: { recordId } } });
          else expect(outcome).toMatchObject({ error: { errorCode: `ERROR_${index}` } });
        }
      }),
    );
  });

  test('has all errors where several fail that name no record', async () => {
    const requests = [0, 1, 2].map((index) => requestFor(index));
    const { outcomes } = await processed(requests, (asked) => ({
      body: asked.map((request) => (request.index === 1 ? succeeded(request) : failed(request, null))),
    }));
    expect(outcomes.get(1)).toMatchObject({ saved: {} });
    for (const index of [0, 2]) {
      expect(outcomes.get(index)).toMatchObject({
        error: { errors: [{ errorCode: 'ERROR_0' }, { errorCode: 'ERROR_2' }] },
      });
    }
  });

  test('is sent again for a lock, alone', async () => {
    const requests = [0, 1].map((index) => requestFor(index, 'Approve'));
    const { outcomes, sent } = await processed(requests, (asked, call) => ({
      body: asked.map((request) =>
        call === 1 && request.index === 0
          ? failed(request, request.recordId, 'UNABLE_TO_LOCK_ROW')
          : succeeded(request),
      ),
    }));
    expect(sent).toHaveLength(2);
    expect([...outcomes.values()]).toMatchObject([{ saved: {} }, { saved: {} }]);
  });

  /** Answers that cannot be those of the requests. */
  const LIES: readonly (readonly [string, ApprovalAction, (results: Result[]) => unknown])[] = [
    ['of one less', 'Submit', (results) => results.slice(1)],
    ['of one twice', 'Submit', ([first, , ...rest]) => [first, first, ...rest]],
    ['of another record', 'Submit', ([first, ...rest]) => [{ ...first, entityId: idOf(99) }, ...rest]],
    ['that name no record', 'Submit', (results) => results.map((one) => ({ ...one, entityId: null }))],
    ['with errors on success', 'Submit', (results) => results.map((one) => ({ ...one, errors: [{}] }))],
    ['of one instance for all', 'Submit', (results) => results.map((one) => ({ ...one, instanceId: idOf(1, '04g') }))],
    ['of an instance that is none', 'Approve', (results) => results.map((one) => ({ ...one, instanceId: idOf(1) }))],
    ['of a recall', 'Approve', (results) => results.map((one) => ({ ...one, instanceStatus: 'Removed' }))],
    ['of an approval', 'Reject', (results) => results.map((one) => ({ ...one, instanceStatus: 'Approved' }))],
    ['of what is still pending', 'Removed', (results) => results.map((one) => ({ ...one, instanceStatus: 'Pending' }))],
    ['that are a page', 'Reject', () => '<html>Log in</html>'],
  ];
  test.each(LIES)('with results %s is uncertain, and is sent once (%s)', async (_, action, lie) => {
    const requests = [0, 1, 2].map((index) => requestFor(index, action));
    const { outcomes, sent } = await processed(requests, (asked) => ({ body: lie(asked.map(succeeded)) }));
    expect(sent).toHaveLength(1);
    for (const outcome of outcomes.values()) {
      expect(outcome).toMatchObject({ error: { errorCode: 'MAY_HAVE_BEEN_PROCESSED' } });
      expect('error' in outcome && outcome.error).toBeInstanceOf(UncertainError);
    }
  });
});

describe('A pending request that is looked for', () => {
  const row = (id: string, recordId: string, actorId = idOf(1, '005')) => ({
    attributes: { type: 'ProcessInstanceWorkitem' },
    Id: id,
    ActorId: actorId,
    Actor: { Name: 'Grace Hopper' },
    ProcessInstanceId: idOf(1, '04g'),
    ProcessInstance: { TargetObjectId: recordId },
  });
  const looked = async (records: readonly object[], recordIds: readonly string[]) => {
    const identity = `https://login.salesforce.com/id/00D000000000001EAA/${idOf(1, '005')}`;
    const { send } = fakeSend(({ path }) =>
      path.includes('/query') ? { body: { totalSize: records.length, done: true, records } } : { body: { identity } },
    );
    return await findWorkItems(
      orgOf(send),
      'Approve',
      recordIds.map((recordId) => ({ recordId })),
    );
  };

  test('is found by its record, in whatever order the rows come', async () => {
    const rows = [2, 1].map((n) => row(idOf(n, '04i'), idOf(n)));
    expect(await looked(rows, [idOf(1), idOf(2), idOf(1)])).toEqual([idOf(1, '04i'), idOf(2, '04i'), idOf(1, '04i')]);
  });

  test('takes one request where only a queue is asked: who is signed in does not matter', async () => {
    const records = [row(idOf(1, '04i'), idOf(1), '00G000000000001EAA')];
    const { send, requests } = fakeSend(() => ({ body: { totalSize: 1, done: true, records } }));
    expect(await findWorkItems(orgOf(send), 'Approve', [{ recordId: idOf(1) }])).toEqual([idOf(1, '04i')]);
    expect(requests).toHaveLength(1);
  });

  test('is no record of another object', async () => {
    const [found] = await looked([row(idOf(7), idOf(1))], [idOf(1)]);
    expect(found).toMatchObject({ errorCode: 'UNEXPECTED_ANSWER' });
  });

  test('fails where the query fails, and nothing else is said', async () => {
    const { send } = fakeSend(() => ({ status: 400, body: [{ errorCode: 'INVALID_TYPE', message: 'no access' }] }));
    const found = await findWorkItems(orgOf(send), 'Approve', [{ recordId: idOf(1) }]);
    expect(found).toEqual([expect.any(SalesforceError)]);
  });
});
