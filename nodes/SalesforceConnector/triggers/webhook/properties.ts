import type { IHookFunctions, INodeProperties, IWebhookFunctions } from 'n8n-workflow';

import { apiVersionOption, optionsProperty } from '../../fields/options';
import { endpointProperties, redirectWhileTesting } from '../../fields/outboundMessage';
import { formOf, type FormValues } from '../../host/form';
import { labelsOf } from '../../host/labels';
import type { Told } from '../../host/nodeError';

/** The form of the Outbound Message Trigger. */
export const outboundMessageProperties: readonly INodeProperties[] = [
  ...endpointProperties,
  optionsProperty(apiVersionOption, redirectWhileTesting),
];

export const OUTBOUND_MESSAGE_LABELS = labelsOf(outboundMessageProperties);

/** The form as filled in. */
export function outboundMessageForm(context: IHookFunctions | IWebhookFunctions): FormValues {
  return formOf(context, outboundMessageProperties);
}

/** Who is told of an error, in the words of this form. */
export function toldOf(context: IHookFunctions | IWebhookFunctions): Told {
  return { node: context.getNode(), labels: OUTBOUND_MESSAGE_LABELS };
}
