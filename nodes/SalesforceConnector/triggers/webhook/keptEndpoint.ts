import type { IDataObject, IHookFunctions, IWebhookFunctions } from 'n8n-workflow';

import { checkCharacters } from '../../../../salesforce/characters';
import { isFlag, isRecord, isText, maybe, objectWith } from '../../../../salesforce/errors';
import { Lru } from '../../../../salesforce/lru';
import { readSecret } from '../../fields/outboundMessage';
import { nodeKey } from '../../host/nodeKey';
import { outboundMessageForm } from './properties';

/** What is kept of an endpoint that the node has set. */
export interface KeptEndpoint {
  readonly outboundMessage: string;
  readonly url: string;
  /** Where the messages went before, if that is known. */
  readonly former?: string | null | undefined;
  /** Whether it was set for a test, which gives the messages back to the published workflow. */
  readonly isTest?: boolean | null | undefined;
}

const isKeptEndpoint = objectWith<KeptEndpoint>({
  outboundMessage: isText,
  url: isText,
  former: maybe(isText),
  isTest: maybe(isFlag),
});

type WebhookCaller = IHookFunctions | IWebhookFunctions;

/**
 * The address of the trigger, as Salesforce is to call it.
 * @throws InputError for a secret that no address can have
 */
export function triggerAddress(context: WebhookCaller): string {
  const url = context.getNodeWebhookUrl('default') ?? '';
  const secret = readSecret(outboundMessageForm(context));
  checkCharacters(secret, () => 'Secret', 'Secret');
  return secret === '' ? url : `${url}${url.includes('?') ? '&' : '?'}secret=${encodeURIComponent(secret)}`;
}

/** Whether two addresses are of one trigger: those of a test and of the published workflow have the same end. */
export function isSameTrigger(one: string, other: string): boolean {
  return triggerIn(one) === triggerIn(other);
}

/** What the address of each trigger ends with, behind what tells it from the others. */
export const WEBHOOK_PATH = 'outbound-message';

/** Whether an address is of a trigger of this kind, of this n8n or of another one. */
export function isTriggerAddress(url: string): boolean {
  const [trigger = '', path] = addressIn(url).split('/').slice(-2);
  return path === WEBHOOK_PATH && trigger !== '';
}

/** The host, and the part of the path that n8n gives to one node only; the secret may have changed. */
function triggerIn(url: string): string {
  const [scheme = '', , host = '', ...path] = addressIn(url).split('/');
  return [`${scheme}//${host}`.toLowerCase(), ...path.slice(-2)].join('/');
}

/** Without the secret. */
export function addressIn(url: string): string {
  return url.replace(/[?#].*/s, '');
}

/** The same for as long as this process lives. */
const rememberedEndpoints = new Lru<KeptEndpoint>(100);

/** A test has an address of its own. */
function keyOfTrigger(context: WebhookCaller, address = triggerAddress(context)): string {
  return `${nodeKey(context)} ${address}`;
}

export function keptEndpoint(context: WebhookCaller): KeptEndpoint | undefined {
  const stored: unknown = staticDataOfTrigger(context)['endpoint'];
  return isRecord(stored) && isKeptEndpoint(stored) ? stored : rememberedEndpoints.get(keyOfTrigger(context));
}

/** What this process has kept at another address of the trigger. */
export function rememberedEndpoint(context: WebhookCaller, address: string): KeptEndpoint | undefined {
  return rememberedEndpoints.get(keyOfTrigger(context, address));
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
