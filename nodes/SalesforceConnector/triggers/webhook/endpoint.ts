import type { IHookFunctions } from 'n8n-workflow';

import { endpointOf, setEndpoint } from '../../../../salesforce/outboundMessages';
import { readApiVersion } from '../../fields/options';
import { readOutboundMessage, readRedirectWhileTesting } from '../../fields/outboundMessage';
import { AdvisedError } from '../../host/advice';
import { passes, startError, triggerError } from '../../host/failure';
import { openOrg, type NodeOrg } from '../../host/org';
import {
  addressIn,
  forgetEndpoint,
  isSameTrigger,
  isTriggerAddress,
  keepEndpoint,
  keptEndpoint,
  rememberedEndpoint,
  triggerAddress,
  type KeptEndpoint,
} from './keptEndpoint';
import { organizationId } from './organization';
import { OUTBOUND_MESSAGE_LABELS, outboundMessageForm, toldOf } from './properties';

/** Whether Salesforce sends to this trigger already, as far as it is the node's to see to that. */
export async function isEndpointSet(context: IHookFunctions): Promise<boolean> {
  try {
    const form = outboundMessageForm(context);
    const org = await openOrg(context, readApiVersion(form), OUTBOUND_MESSAGE_LABELS);
    const id = readOutboundMessage(form);
    if (id !== undefined) return (await endpointOf(org, id)) === triggerAddress(context);
    await organizationId(org);
    return true;
  } catch (error) {
    if (!passes(error) || !mayStart(context)) throw hookError(context, error);
    context.logger.warn(`${context.getNode().name}: ${triggerError(toldOf(context), error).message}`);
    return true;
  }
}

/** Whether messages may come in although Salesforce cannot be reached for the moment. */
function mayStart(context: IHookFunctions): boolean {
  return (
    readOutboundMessage(outboundMessageForm(context)) === undefined ||
    keptEndpoint(context)?.url === triggerAddress(context)
  );
}

/** Has Salesforce send to this trigger. */
export async function takeEndpoint(context: IHookFunctions): Promise<boolean> {
  const form = outboundMessageForm(context);
  try {
    const id = readOutboundMessage(form);
    if (id === undefined) return true;
    const org = await openOrg(context, readApiVersion(form), OUTBOUND_MESSAGE_LABELS);
    const current = await endpointOf(org, id);
    const isTest = context.getMode() === 'manual';
    if (isTest && !readRedirectWhileTesting(form)) throw liveEndpoint(current);
    const taken = { outboundMessage: id, url: triggerAddress(context), isTest };
    const former = formerEndpoint(context, taken, current);
    if (!isTest && former && isTriggerAddress(former)) throw endpointOfAnother(former);
    keepEndpoint(context, { ...taken, former });
    await setEndpoint(org, id, taken.url);
    return true;
  } catch (error) {
    throw hookError(context, error);
  }
}

/** A test shows all that an error says. */
function hookError(context: IHookFunctions, error: unknown): ReturnType<typeof triggerError> {
  return (context.getMode() === 'manual' ? triggerError : startError)(toldOf(context), error);
}

/** Where messages went before they came to this trigger, at whichever of its addresses; undefined if that is not known. */
function formerEndpoint(context: IHookFunctions, taken: KeptEndpoint, current: string): string | null | undefined {
  const kept = keptEndpoint(context);
  if (kept?.url !== current && !isOwnEndpoint(taken, current)) return current;
  return [kept, rememberedEndpoint(context, current)]
    .map((known) => (known?.outboundMessage === taken.outboundMessage ? known.former : undefined))
    .find((former) => former && !isOwnEndpoint(taken, former));
}

/** Whether the trigger may set another address in place of this one: a test leaves the published workflow's alone. */
function isOwnEndpoint({ url, isTest }: KeptEndpoint, current: string): boolean {
  return isTest === true ? addressIn(url) === addressIn(current) : isSameTrigger(url, current);
}

function liveEndpoint(current: string): AdvisedError {
  return new AdvisedError(
    `The outbound message is sent to ${hostOf(current)}, and a test does not change that by itself.`,
    {
      field: 'Redirect While Testing',
      actions: [
        'To receive the next messages here instead, turn on Options > Redirect While Testing. The former endpoint is put back after the test.',
        'To leave the endpoint as it is, set Endpoint URL to Set by Me in Setup while you test, and have another outbound message send to the Test URL.',
      ],
    },
  );
}

/**
 * Of two workflows with one outbound message, only one would get it, and the one that is unpublished last would send it to
 * the other one, which is not there any more.
 */
function endpointOfAnother(current: string): AdvisedError {
  return new AdvisedError(`The outbound message is sent to another trigger already, on ${hostOf(current)}.`, {
    field: 'Outbound Message',
    actions: [
      'Unpublish the workflow of that trigger first, or choose another outbound message.',
      'If that workflow is gone, enter any other Endpoint URL in Salesforce, in Setup > Outbound Messages, and publish this workflow again.',
    ],
  });
}

/** An address without its path and query, which can be secret. */
function hostOf(url: string): string {
  return /^https?:\/\/[^/?#@]{1,255}(?=[/?#]|$)/i.exec(url)?.[0] ?? 'another address';
}

/** Has Salesforce send to where it sent before, unless somebody has changed that since. */
export async function putEndpointBack(context: IHookFunctions): Promise<boolean> {
  const kept = keptEndpoint(context);
  try {
    const org = await openOrg(context, readApiVersion(outboundMessageForm(context)), OUTBOUND_MESSAGE_LABELS);
    if (kept === undefined) await warnIfStillOurs(context, org);
    else await putBack(context, org, kept);
    forgetEndpoint(context);
    return true;
  } catch (error) {
    // Not thrown: n8n would not deactivate the workflow then.
    warnOfEndpoint(context, triggerError(toldOf(context), error).message);
    return false;
  }
}

async function putBack(context: IHookFunctions, org: NodeOrg, kept: KeptEndpoint): Promise<void> {
  if (!isOwnEndpoint(kept, await endpointOf(org, kept.outboundMessage))) return;
  if (kept.former) await setEndpoint(org, kept.outboundMessage, kept.former);
  else warnOfEndpoint(context, NOT_KNOWN);
}

const NOT_KNOWN = 'The former endpoint is not known any more.';

async function warnIfStillOurs(context: IHookFunctions, org: NodeOrg): Promise<void> {
  const id = readOutboundMessage(outboundMessageForm(context));
  if (id === undefined || (await endpointOf(org, id)) !== triggerAddress(context)) return;
  warnOfEndpoint(context, NOT_KNOWN);
}

function warnOfEndpoint(context: IHookFunctions, why: string): void {
  const { name } = context.getNode();
  context.logger.warn(
    `${name} did not put the endpoint of its outbound message back. Enter it in Salesforce, in Setup > Outbound Messages. ${why}`,
  );
}
