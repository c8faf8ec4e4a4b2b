import type { ITriggerFunctions, NodeApiError, NodeOperationError } from 'n8n-workflow';

import { triggerError } from '../../host/failure';
import { labelsOf } from '../../host/labels';
import { eventProperties } from './properties';

/** The names that advice can use. */
export const EVENT_LABELS = labelsOf(eventProperties);

/** An error of this trigger, as n8n has it. */
export function eventError(context: ITriggerFunctions, error: unknown): NodeApiError | NodeOperationError {
  return triggerError({ node: context.getNode(), labels: EVENT_LABELS }, error);
}
