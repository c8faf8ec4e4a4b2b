import { type Answer, type Call, isObject, noContent, notFound, objectBody, ok, root } from '../rest/call';
import { workflowOutboundMessage } from '../tooling/objects';
import { ApiError } from '../types';
import type { OutboundMessageDefinition, OutboundMessageMetadata } from './definitions';

function definitionOf(call: Call, type: string, id: string): OutboundMessageDefinition {
  const found = type === workflowOutboundMessage.name ? call.org.outboundMessages.definitions.find(id) : undefined;
  if (found === undefined) throw notFound();
  return found;
}

/**
 * GET /tooling/sobjects/WorkflowOutboundMessage/{id}
 * @see https://developer.salesforce.com/docs/atlas.en-us.api_tooling.meta/api_tooling/tooling_api_objects_workflowoutboundmessage.htm
 */
export function getToolingRecord(call: Call, type: string, id: string): Answer {
  const { id: id18, object, metadata } = definitionOf(call, type, id);
  return ok({
    attributes: { type, url: `${root(call)}/tooling/sobjects/${type}/${id18}` },
    Id: id18,
    ApiVersion: metadata.apiVersion,
    EntityDefinitionId: object,
    FullName: `${object}.${metadata.name.replaceAll(/\W+/g, '_')}`,
    Metadata: { ...metadata, urls: null },
    Name: metadata.name,
    NamespacePrefix: null,
  });
}

const REQUIRED: readonly (keyof OutboundMessageMetadata)[] = [
  'endpointUrl',
  'fields',
  'includeSessionId',
  'integrationUser',
  'name',
];

/** PATCH /tooling/sobjects/WorkflowOutboundMessage/{id}: the metadata as a whole. */
export function updateToolingRecord(call: Call, type: string, id: string): Answer {
  const definition = definitionOf(call, type, id);
  const { Metadata: metadata } = objectBody(call);
  if (!isObject(metadata)) throw refuse('JSON_PARSER_ERROR', 'Metadata is required');
  const missing = REQUIRED.filter((name) => metadata[name] === undefined || metadata[name] === null);
  if (missing.length > 0) {
    throw refuse('REQUIRED_FIELD_MISSING', `Required fields are missing: [${missing.join(', ')}]`, missing);
  }
  if (!/^https?:\/\/\S+$/.test(String(metadata['endpointUrl']))) {
    throw refuse('FIELD_INTEGRITY_EXCEPTION', 'The endpoint URL is invalid', ['EndpointUrl']);
  }
  const { urls: _, ...rest } = metadata;
  definition.metadata = { ...definition.metadata, ...rest };
  return noContent;
}

const refuse = (errorCode: string, message: string, fields: string[] = []): ApiError =>
  new ApiError(400, { errorCode, message, fields });
