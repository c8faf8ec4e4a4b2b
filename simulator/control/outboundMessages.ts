import type { OutboundMessageDefinition, OutboundMessages, SenderReport, SenderSettings } from '../outboundMessages';
import { ApiError } from '../types';

/** A new outbound message with the rule that sends it, and settings of the process that sends. */
export interface OutboundMessagesRequest extends Partial<SenderSettings> {
  define?: {
    name: string;
    object: string;
    endpointUrl: string;
    fields: string[];
    sentOn?: OutboundMessageDefinition['sentOn'];
    includeSessionId?: boolean;
  };
}

const whole = { type: 'integer', minimum: 0 };
const text = { type: 'string' };
const flag = { type: 'boolean' };

export const outboundMessagesSchema = {
  type: 'object',
  additionalProperties: false,
  properties: {
    firstPause: whole,
    timeout: whole,
    perMessage: { type: 'integer', minimum: 1, maximum: 100 },
    repeat: whole,
    shortIds: flag,
    nullsWritten: flag,
    define: {
      type: 'object',
      additionalProperties: false,
      required: ['name', 'object', 'endpointUrl', 'fields'],
      properties: {
        name: text,
        object: text,
        endpointUrl: text,
        fields: { type: 'array', items: text },
        sentOn: { enum: ['create', 'createOrUpdate'] },
        includeSessionId: flag,
      },
    },
  },
};

export interface OutboundMessagesReport extends SenderReport {
  readonly definitions: readonly (Pick<OutboundMessageDefinition, 'id'> & { endpointUrl: string; name: string })[];
}

export function reportOutboundMessages(messages: OutboundMessages): OutboundMessagesReport {
  const definitions = messages.definitions.all.map(({ id, metadata: { endpointUrl, name } }) => ({
    id,
    name,
    endpointUrl,
  }));
  return { ...messages.report(), definitions };
}

export function changeOutboundMessages(
  messages: OutboundMessages,
  username: string,
  { define, ...settings }: OutboundMessagesRequest,
): OutboundMessagesReport {
  Object.assign(messages.settings, settings);
  if (define !== undefined) {
    const { object, sentOn = 'createOrUpdate', includeSessionId = false, ...metadata } = define;
    if (!messages.knows(object, metadata.fields)) {
      throw new ApiError(400, { errorCode: 'INVALID_REQUEST', message: `There is no such object or field: ${object}` });
    }
    messages.definitions.add({
      object,
      sentOn,
      metadata: {
        ...metadata,
        apiVersion: 67,
        description: null,
        includeSessionId,
        integrationUser: username,
        protected: false,
        useDeadLetterQueue: false,
      },
    });
  }
  return reportOutboundMessages(messages);
}
