import type { ITriggerFunctions, NodeApiError, NodeOperationError } from 'n8n-workflow';

import { startError, triggerError } from '../../host/failure';
import { labelsOf } from '../../host/labels';
import { eventProperties } from './properties';

/** The names that advice can use. */
export const EVENT_LABELS = labelsOf(eventProperties);

/** An error of this trigger, as n8n has it. */
export function eventError(context: ITriggerFunctions, error: unknown): NodeApiError | NodeOperationError {
  return triggerError({ node: context.getNode(), labels: EVENT_LABELS }, error);
}

/** The same for a failed start; a test shows all that an error says. */
export function eventStartError(context: ITriggerFunctions, error: unknown): NodeApiError | NodeOperationError {
  if (context.getMode() === 'manual') return eventError(context, error);
  return startError({ node: context.getNode(), labels: EVENT_LABELS }, error);
}
