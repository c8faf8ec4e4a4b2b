import { expect, test } from '@jest/globals';
import type { INode } from 'n8n-workflow';

import { AdvisedError } from '../../../nodes/SalesforceConnector/host/advice';
import { failureCauseOf, passes, startError, triggerError } from '../../../nodes/SalesforceConnector/host/failure';
import { ANY_LABEL } from '../../../nodes/SalesforceConnector/host/labels';
import { AnswerError, ConnectionError, InputError, SalesforceError } from '../../../salesforce/errors';

const refused = (status: number, errorCode: string, more: object = {}, message = 'no') =>
  new SalesforceError(status, [{ errorCode, message, fields: [] }], more);

const CASES: readonly (readonly [string, unknown, unknown])[] = [
  ['the daily limit', refused(403, 'REQUEST_LIMIT_EXCEEDED', {}, 'TotalRequests Limit exceeded.'), 'quota-exhausted'],
  ['the hourly limit', refused(503, 'REQUEST_LIMIT_EXCEEDED', {}, 'x'), 'quota-exhausted'],
  ['a busy gateway', refused(429, 'HTTP_429', { retryAfter: 7, isForeign: true }), 'rate-limited'],
  ['maintenance', refused(503, 'SERVER_UNAVAILABLE', { retryAfter: 7 }), 'temporarily-unavailable'],
  ['a failure in Salesforce', refused(500, 'UNKNOWN_EXCEPTION'), 'temporarily-unavailable'],
  ['a lost connection', new ConnectionError('gone', 'maybe', 'ECONNRESET'), 'temporarily-unavailable'],
  ['a slow answer', new ConnectionError('gone', 'maybe', 'ETIMEDOUT'), 'temporarily-unavailable'],
  ['a refused connection', new ConnectionError('gone', 'no', 'ECONNREFUSED'), 'temporarily-unavailable'],
  ['another page', new AnswerError(200, 'x'), 'temporarily-unavailable'],
  ['a host that is not there', new ConnectionError('gone', 'no', 'ENOTFOUND'), 'configuration-invalid'],
  ['a session that cannot be renewed', refused(401, 'INVALID_SESSION_ID'), 'credential-invalid'],
  ['a refused sign-in', refused(400, 'invalid_grant', { to: 'signIn' }), 'credential-invalid'],
  ['a sign-in that is busy', refused(503, 'HTTP_503', { to: 'signIn' }), 'temporarily-unavailable'],
  ['a wrong query', refused(400, 'INVALID_FIELD'), 'configuration-invalid'],
  ['a wrong input', new InputError('x', { reason: 'unknownObject' }), 'configuration-invalid'],
  ['an empty field of the form', new AdvisedError('x'), 'configuration-invalid'],
  ['a fault of the node', new TypeError('x'), undefined],
];

test.each(CASES)('n8n is told why %s failed, and whether that passes', (_, error, cause) => {
  const failure = failureCauseOf(error);
  expect(failure?.cause).toBe(cause);
  expect(passes(error)).toBe(['quota-exhausted', 'rate-limited', 'temporarily-unavailable'].includes(String(cause)));
  const thrown = triggerError({ node: { name: 'Trigger' } as INode, labels: ANY_LABEL }, error);
  expect(thrown.failure).toEqual(failure);
});

test.each(CASES)('A start that failed for %s says in its message what to do first, and nothing twice', (_, error) => {
  const told = { node: { name: 'Trigger' } as INode, labels: ANY_LABEL };
  const { message, description } = triggerError(told, error);
  const advice = typeof description === 'string' ? description.split('\n') : [];
  const [first] = advice;
  const start = startError(told, error);
  const others = typeof start.description === 'string' ? start.description.split('\n') : [];
  expect(start.message.startsWith(message)).toBe(true);
  expect(start.message.endsWith(first === undefined ? message : ` ${first}`)).toBe(true);
  expect(others).toEqual(advice.slice(1));
  expect(start.failure).toEqual(failureCauseOf(error));
});

test.each([
  [refused(503, 'SERVER_UNAVAILABLE', { retryAfter: 7 }), 7_000],
  [refused(429, 'HTTP_429', { retryAfter: 7 }), 7_000],
  [refused(503, 'SERVER_UNAVAILABLE'), undefined],
])('n8n waits as long as Salesforce asks', (error, milliseconds) => {
  expect(failureCauseOf(error)).toMatchObject(milliseconds === undefined ? {} : { retryAfterMs: milliseconds });
  expect(Object.keys(failureCauseOf(error) ?? {})).toHaveLength(milliseconds === undefined ? 1 : 2);
});
