import type { IDataObject, IHookFunctions, IWebhookFunctions } from 'n8n-workflow';

import { isRecord, isText, objectWith } from '../../../../salesforce/errors';
import { Lru } from '../../../../salesforce/lru';
import { readSecret } from '../../fields/outboundMessage';
import { outboundMessageForm } from './properties';

/** What is kept of an endpoint that the node has set. */
export interface KeptEndpoint {
  readonly outboundMessage: string;
  readonly url: string;
  /** Where the messages went before. */
  readonly former: string;
}

const isKeptEndpoint = objectWith<KeptEndpoint>({ outboundMessage: isText, url: isText, former: isText });

type WebhookCaller = IHookFunctions | IWebhookFunctions;

/** The address of the trigger, as Salesforce is to call it. */
export function triggerAddress(context: WebhookCaller): string {
  const url = context.getNodeWebhookUrl('default') ?? '';
  const secret = readSecret(outboundMessageForm(context));
  return secret === '' ? url : `${url}${url.includes('?') ? '&' : '?'}secret=${encodeURIComponent(secret)}`;
}

/** The same for as long as this process lives. */
const rememberedEndpoints = new Lru<KeptEndpoint>(100);

/** A copied node has the ID of its original, in another workflow; and a test has an address of its own. */
function keyOfTrigger(context: WebhookCaller): string {
  return `${String(context.getWorkflow().id)} ${context.getNode().id} ${triggerAddress(context)}`;
}

export function keptEndpoint(context: WebhookCaller): KeptEndpoint | undefined {
  const stored: unknown = staticDataOfTrigger(context)['endpoint'];
  return isRecord(stored) && isKeptEndpoint(stored) ? stored : rememberedEndpoints.get(keyOfTrigger(context));
}

/** n8n saves it when the step that it was changed in has succeeded. */
export function keepEndpoint(context: WebhookCaller, kept: KeptEndpoint): void {
  staticDataOfTrigger(context)['endpoint'] = { ...kept };
  rememberedEndpoints.set(keyOfTrigger(context), kept);
}

/**
 * Messages come in as soon as Salesforce knows the address, and before n8n has saved what was there before: what is saved
 * with a message must contain it too, for n8n saves all or nothing.
 */
export function keepEndpointAgain(context: IWebhookFunctions): void {
  const kept = keptEndpoint(context);
  if (kept !== undefined) keepEndpoint(context, kept);
}

export function forgetEndpoint(context: WebhookCaller): void {
  delete staticDataOfTrigger(context)['endpoint'];
  rememberedEndpoints.delete(keyOfTrigger(context));
}

function staticDataOfTrigger(context: WebhookCaller): IDataObject {
  return context.getWorkflowStaticData('node');
}
