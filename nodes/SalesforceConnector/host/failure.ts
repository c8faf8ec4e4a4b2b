import type { Failure, IPollFunctions, ITriggerFunctions, NodeApiError, NodeOperationError } from 'n8n-workflow';

import { AnswerError, ConnectionError, InputError, SalesforceError } from '../../../salesforce/errors';
import { recoveryFrom } from '../../../salesforce/events';
import { NEVER_CONNECTS } from '../../../salesforce/retry';
import { AdvisedError, adviceOn } from './advice';
import { nodeError, type Told } from './nodeError';

/** Why something failed, in n8n's terms: n8n waits longer before it polls again, or tells a person. */
export function failureCauseOf(error: unknown): Failure | undefined {
  if (error instanceof InputError || error instanceof AdvisedError) return { cause: 'configuration-invalid' };
  if (error instanceof ConnectionError) {
    return { cause: NEVER_CONNECTS.has(error.errorCode) ? 'configuration-invalid' : 'temporarily-unavailable' };
  }
  if (error instanceof AnswerError) return { cause: 'temporarily-unavailable' };
  return error instanceof SalesforceError ? causeOfRefusal(error) : undefined;
}

function causeOfRefusal(error: SalesforceError): Failure {
  const { kinds, retryAfter, status, to } = error;
  const wait = retryAfter === undefined ? {} : { retryAfterMs: retryAfter * 1000 };
  if (recoveryFrom(error) === 'later') return { cause: 'quota-exhausted', ...wait };
  if (kinds.includes('CONCURRENT_REQUESTS') || status === 429) return { cause: 'rate-limited', ...wait };
  if (recoveryFrom(error) === 'again') return { cause: 'temporarily-unavailable', ...wait };
  return {
    cause:
      to === 'signIn' || status === 401 || recoveryFrom(error) === 'renew'
        ? 'credential-invalid'
        : 'configuration-invalid',
  };
}

/** Whether it may work in a moment, with nothing changed. */
export function passes(error: unknown): boolean {
  return ['quota-exhausted', 'rate-limited', 'temporarily-unavailable'].includes(failureCauseOf(error)?.cause ?? '');
}

/** Whether n8n had the trigger running before. */
export function isStartOfN8n(context: IPollFunctions | ITriggerFunctions): boolean {
  return ['init', 'leadershipChange'].includes(context.getActivationMode());
}

/** n8n gives up on a trigger that fails five times at its start, for good. */
export function canStartLater(context: IPollFunctions | ITriggerFunctions, error: unknown): boolean {
  // A machine that has just started may not have a network yet.
  return passes(error) || (isStartOfN8n(context) && ['again', 'renew'].includes(recoveryFrom(error)));
}

/** The same for the start of a trigger. Of its error, n8n shows only the message, so the message says what to do. */
export function startError(told: Told, error: unknown): NodeApiError | NodeOperationError {
  const failure = triggerError(told, error);
  const [first] = adviceOn(error, told.labels).actions;
  if (first === undefined) return failure;
  failure.message = `${/[.!?…]$/.test(failure.message) ? failure.message : `${failure.message}.`} ${first}`;
  const rest = (failure.description ?? '').split('\n').filter((line) => line !== first);
  failure.description = rest.length === 0 ? null : rest.join('\n');
  return failure;
}

/** The error as n8n has it, with the cause that n8n acts on. */
export function triggerError(told: Told, error: unknown): NodeApiError | NodeOperationError {
  const failure = failureCauseOf(error);
  return Object.assign(nodeError(told, error), failure === undefined ? {} : { failure });
}
