import type { IHookFunctions } from 'n8n-workflow';

import { endpointOf, setEndpoint } from '../../../../salesforce/outboundMessages';
import { readApiVersion } from '../../fields/options';
import { readOutboundMessage, readRedirectWhileTesting } from '../../fields/outboundMessage';
import { AdvisedError } from '../../host/advice';
import { passes, triggerError } from '../../host/failure';
import { openOrg, type NodeOrg } from '../../host/org';
import { forgetEndpoint, keepEndpoint, keptEndpoint, triggerAddress } from './keptEndpoint';
import { organizationId } from './organization';
import { OUTBOUND_MESSAGE_LABELS, outboundMessageForm, toldOf } from './properties';

/** Whether Salesforce sends to this trigger already, as far as it is the node's to see to that. */
export async function isEndpointSet(context: IHookFunctions): Promise<boolean> {
  try {
    const org = await openOrg(context, readApiVersion(outboundMessageForm(context)), OUTBOUND_MESSAGE_LABELS);
    const id = readOutboundMessage(outboundMessageForm(context));
    if (id !== undefined) return (await endpointOf(org, id)) === triggerAddress(context);
    await organizationId(org);
    return true;
  } catch (error) {
    if (!passes(error) || !mayStart(context)) throw triggerError(toldOf(context), error);
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
    const kept = keptEndpoint(context);
    const current = await endpointOf(org, id);
    if (context.getMode() === 'manual' && !readRedirectWhileTesting(form)) throw liveEndpoint(current);
    const isOurs = kept?.outboundMessage === id && kept.url === current;
    const url = triggerAddress(context);
    keepEndpoint(context, { outboundMessage: id, url, former: isOurs ? kept.former : current });
    await setEndpoint(org, id, url);
    return true;
  } catch (error) {
    throw triggerError(toldOf(context), error);
  }
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
    else if ((await endpointOf(org, kept.outboundMessage)) === kept.url) {
      await setEndpoint(org, kept.outboundMessage, kept.former);
    }
    forgetEndpoint(context);
    return true;
  } catch (error) {
    // Not thrown: n8n would not deactivate the workflow then.
    warnOfEndpoint(context, triggerError(toldOf(context), error).message);
    return false;
  }
}

async function warnIfStillOurs(context: IHookFunctions, org: NodeOrg): Promise<void> {
  const id = readOutboundMessage(outboundMessageForm(context));
  if (id === undefined || (await endpointOf(org, id)) !== triggerAddress(context)) return;
  warnOfEndpoint(context, 'The former endpoint is not known any more.');
}

function warnOfEndpoint(context: IHookFunctions, why: string): void {
  const { name } = context.getNode();
  context.logger.warn(
    `${name} did not put the endpoint of its outbound message back. Enter it in Salesforce, in Setup > Outbound Messages. ${why}`,
  );
}
