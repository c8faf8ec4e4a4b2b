import { createHash, timingSafeEqual } from 'crypto';

import type { IDataObject, INodeExecutionData, IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';

import { foundOn, RENEWED_EVERY, type ObjectDescribe } from '../../../../salesforce/describe';
import { redact } from '../../../../salesforce/errors';
import {
  ACKNOWLEDGMENT,
  knowsFields,
  parseOutboundMessage,
  recordOfElement,
  XmlError,
  type Notification,
  type NotifiedRecord,
  type OutboundMessage,
} from '../../../../salesforce/outboundMessages';
import { readApiVersion } from '../../fields/options';
import { readSecret } from '../../fields/outboundMessage';
import { passes, triggerError } from '../../host/failure';
import { openOrg, type NodeOrg } from '../../host/org';
import { bodyOf } from './body';
import { keepEndpointAgain } from './keptEndpoint';
import { otherOrganizationThan } from './organization';
import { OUTBOUND_MESSAGE_LABELS, outboundMessageForm, toldOf } from './properties';
import { Received } from './received';

/** A request that starts nothing: Salesforce keeps what it is told of with any status but 200, and sends it again. */
class Refusal extends Error {
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

/** One request: an item for each notification that is new, and the acknowledgment that n8n sends once it has them. */
export async function receiveOutboundMessage(context: IWebhookFunctions): Promise<IWebhookResponseData> {
  try {
    const message = readMessage(context);
    const org = await openOrg(context, readApiVersion(outboundMessageForm(context)), OUTBOUND_MESSAGE_LABELS);
    await checkOrganization(org, message);
    return await acknowledged(context, org, message);
  } catch (error) {
    const refusal = refusalOf(error);
    if (refusal === undefined) throw triggerError(toldOf(context), error);
    return refused(context, refusal);
  }
}

function readMessage(context: IWebhookFunctions): OutboundMessage {
  const secret = readSecret(outboundMessageForm(context));
  const query: Readonly<Record<string, unknown>> = { ...context.getQueryData() };
  if (secret !== '' && !isSameText(secret, query['secret'])) {
    throw new Refusal(403, 'The secret at the end of the URL is missing or wrong.');
  }
  return parseOutboundMessage(bodyOf(context.getRequestObject()));
}

/** Compares in a time that says nothing about where two texts differ. */
function isSameText(secret: string, given: unknown): boolean {
  const hash = (text: string): Buffer => createHash('sha256').update(text).digest();
  return typeof given === 'string' && timingSafeEqual(hash(secret), hash(given));
}

async function checkOrganization(org: NodeOrg, message: OutboundMessage): Promise<void> {
  const expected = await otherOrganizationThan(org, message.organizationId);
  if (expected === undefined) return;
  throw new Refusal(
    403,
    `The message comes from the org ${message.organizationId}, and the credential is for ${expected}.`,
  );
}

async function acknowledged(
  context: IWebhookFunctions,
  org: NodeOrg,
  message: OutboundMessage,
): Promise<IWebhookResponseData> {
  const received = new Received(context);
  const notifications = received.take(message.notifications);
  if (notifications === undefined)
    throw new Refusal(503, 'Another request with the same notification is being stored.');
  const items: INodeExecutionData[] = [];
  for (const notification of notifications) {
    const { id, object } = notification;
    const record = object === undefined ? {} : await notifiedRecordOf(org, notification, object);
    const about: IDataObject = { actionId: message.actionId, notificationId: id, object: object ?? null };
    // No field of Salesforce is named like these; whatever else is does not take their places.
    items.push({ json: { ...about, ...record, ...about } });
  }
  context.getResponseObject().setHeader('Content-Type', 'text/xml; charset=utf-8');
  if (items.length === 0) return { webhookResponse: ACKNOWLEDGMENT };
  return {
    workflowData: [items],
    // n8n asks for it when it has stored the execution, and then saves static data. What was written there before the
    // execution began would not be saved: the execution takes its mark off that it has changed.
    get webhookResponse() {
      received.keep(notifications);
      keepEndpointAgain(context);
      return ACKNOWLEDGMENT;
    },
  };
}

/** A field can be newer than what is known of the object. Who sends such fields all the time has it asked for now and then only. */
async function notifiedRecordOf(
  { describe }: NodeOrg,
  notification: Notification,
  object: string,
): Promise<NotifiedRecord> {
  const knowing = (described: ObjectDescribe): ObjectDescribe | undefined =>
    knowsFields(described, notification) ? described : undefined;
  const described = await foundOn(describe, [object], knowing, RENEWED_EVERY);
  return recordOfElement(notification, described ?? (await describe.object(object)));
}

/** What Salesforce is told without an execution; undefined for what a person has to mend, and sees in an execution. */
function refusalOf(error: unknown): Refusal | undefined {
  if (error instanceof Refusal) return error;
  if (error instanceof XmlError) return new Refusal(400, `This is not an outbound message: ${error.message}.`);
  return passes(error) && error instanceof Error ? new Refusal(503, error.message) : undefined;
}

/** What strangers are told of refusals that say more in n8n's log. */
const TOLD: ReadonlyMap<number, string> = new Map([
  [403, 'Forbidden'],
  [503, 'Try again later'],
]);

function refused(context: IWebhookFunctions, { status, message }: Refusal): IWebhookResponseData {
  context.logger.warn(`${context.getNode().name} refused a request with status ${status}. ${redact(message)}`);
  const response = context.getResponseObject();
  response.statusCode = status;
  response.setHeader('Content-Type', 'text/plain; charset=utf-8');
  response.end(TOLD.get(status) ?? message);
  return { noWebhookResponse: true };
}
