import { expect, test } from '@jest/globals';
import { NodeApiError, NodeOperationError, type INode, type JsonObject } from 'n8n-workflow';

import { AdvisedError } from '../../../nodes/SalesforceConnector/host/advice';
import { ANY_LABEL } from '../../../nodes/SalesforceConnector/host/labels';
import { errorJson, listError, nodeError } from '../../../nodes/SalesforceConnector/host/nodeError';
import {
  AnswerError,
  ConnectionError,
  InputError,
  JobError,
  NotSentError,
  refusal,
  SalesforceError,
  UncertainError,
} from '../../../salesforce/errors';

const node = { name: 'Salesforce', type: 'salesforce', typeVersion: 1 } as INode;
const ownError = new NodeOperationError(node, 'The expression is wrong.', { description: 'Check it.' });

const CAUSES: readonly (readonly [string, unknown, string])[] = [
  ['a refusal', new SalesforceError(400, [{ errorCode: 'X_Y', message: '', fields: [] }]), 'X_Y'],
  ['a refusal without a code', refusal({ status: 503, headers: {}, body: '' }), 'HTTP_503'],
  ['a connection that was refused', new ConnectionError('x', 'no', 'ECONNREFUSED'), 'ECONNREFUSED'],
  ['a connection that broke, nobody knows how', new ConnectionError('x', 'maybe'), 'CONNECTION_FAILED'],
  ['another’s answer', new AnswerError(200, 'it is a page'), 'UNEXPECTED_ANSWER'],
  ['a wrong input', new InputError('x', { reason: 'notText' }), 'INVALID_INPUT'],
  ['a wrong form', new AdvisedError('x'), 'INVALID_INPUT'],
  ['a row that was not sent', new NotSentError('x', 'apiUsage'), 'NOT_SENT'],
  ['a create that may be done', new UncertainError('x'), 'MAY_HAVE_BEEN_CREATED'],
  ['a job that goes on', JobError.pending(['750'], 'x'), 'BULK_JOB_PENDING'],
  ['n8n’s own error', ownError, 'UNKNOWN_ERROR'],
  ['what n8n made of an error', new NodeApiError(node, new Error('x') as unknown as JsonObject), 'UNKNOWN_ERROR'],
  ['a mistake of this package', new TypeError('x is not a function'), 'UNKNOWN_ERROR'],
  ['no error at all', 'x', 'UNKNOWN_ERROR'],
];

test.each(CAUSES)('An item that failed for %s has a code to branch on, and the same keys', (_, error, errorCode) => {
  expect(errorJson(error, ANY_LABEL)).toMatchObject({
    message: expect.stringMatching(/\w/),
    errorCode,
    fields: expect.any(Array),
    actions: expect.any(Array),
  });
});

test('n8n’s own error keeps what n8n says to do', () => {
  expect(errorJson(ownError, ANY_LABEL)).toMatchObject({ actions: ['Check it.'] });
});

test.each(CAUSES)('A list that failed for %s says so with what to do, as the editor shows it', (_, error) => {
  const told = { node, labels: ANY_LABEL };
  const { message, description } = nodeError({ ...told, isForm: true }, error);
  const shown = listError(told, error);
  expect(shown).toBeInstanceOf(NodeApiError);
  expect([shown.message, shown.description ?? '']).toEqual([message, description ?? '']);
});
