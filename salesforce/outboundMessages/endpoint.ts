import {
  AnswerError,
  answerText,
  expectBody,
  expectStatus,
  InputError,
  isRecord,
  isText,
  objectWith,
  SalesforceError,
  type Shape,
} from '../errors';
import type { Org } from '../org';
import { dataPath } from '../path';
import { pagesOf } from '../query/pages';

/** An outbound message as it is defined in Setup. */
export interface OutboundMessageDefinition {
  readonly id: string;
  readonly name: string;
  /** The object's API name, or for a custom object the ID of its definition. */
  readonly object: string;
}

/**
 * All outbound messages, by name.
 * https://developer.salesforce.com/docs/atlas.en-us.api_tooling.meta/api_tooling/tooling_api_objects_workflowoutboundmessage.htm
 */
export async function outboundMessages(org: Org): Promise<OutboundMessageDefinition[]> {
  const soql = 'SELECT Id, Name, EntityDefinitionId FROM WorkflowOutboundMessage ORDER BY Name';
  const found: OutboundMessageDefinition[] = [];
  for await (const { records } of pagesOf(org, soql, { tooling: true })) {
    for (const record of records) {
      const { Id, Name, EntityDefinitionId } = record;
      found.push({ id: answerText(Id), name: answerText(Name), object: answerText(EntityDefinitionId) });
    }
  }
  return found;
}

interface MetadataAnswer {
  Metadata: { endpointUrl: string };
}

const isMetadataAnswer: Shape<MetadataAnswer> = objectWith<MetadataAnswer>({
  Metadata: (value): value is MetadataAnswer['Metadata'] => isRecord(value) && isText(value['endpointUrl']),
});

/** What is to be known of a definition before it is changed: Salesforce takes its metadata as a whole. */
async function metadataOf(org: Org, id: string): Promise<MetadataAnswer['Metadata']> {
  const response = await org.send({ method: 'GET', path: pathOf(org, id) });
  return expectBody(response, isMetadataAnswer, 'an outbound message with its endpoint URL').Metadata;
}

function pathOf({ version }: Org, id: string): string {
  return dataPath(version, 'tooling', 'sobjects', 'WorkflowOutboundMessage', id);
}

/**
 * Where Salesforce sends an outbound message.
 * @throws InputError when the org has no outbound message with this ID
 */
export async function endpointOf(org: Org, id: string): Promise<string> {
  try {
    return (await metadataOf(org, id)).endpointUrl;
  } catch (error) {
    if (!isOfNoDefinition(error)) throw error;
    throw new InputError(`The org has no outbound message with the ID ${id}.`, { reason: 'noSuchOutboundMessage' });
  }
}

/** Whether Salesforce itself says that there is none with this ID, or that it is an ID of something else. */
function isOfNoDefinition(error: unknown): boolean {
  if (!(error instanceof SalesforceError) || error.isForeign) return false;
  return ['NOT_FOUND', 'MALFORMED_ID'].includes(error.errorCode);
}

/**
 * Has Salesforce send an outbound message to an address. Whatever the answer was, what counts is the endpoint that is
 * there afterwards.
 * @throws the error of the change if it is not that address
 */
export async function setEndpoint(org: Org, id: string, endpointUrl: string): Promise<void> {
  const metadata = await metadataOf(org, id);
  if (metadata.endpointUrl === endpointUrl) return;
  const failure = await change(org, id, { Metadata: { ...metadata, endpointUrl } });
  if ((await endpointAfter(org, id, failure)) === endpointUrl) return;
  throw failure ?? new AnswerError(200, 'the endpoint URL was changed, but another one is there');
}

async function change(org: Org, id: string, body: object): Promise<unknown> {
  try {
    expectStatus(await org.sendOnce({ method: 'PATCH', path: pathOf(org, id), body }));
    return undefined;
  } catch (error) {
    return error;
  }
}

async function endpointAfter(org: Org, id: string, failure: unknown): Promise<string> {
  try {
    return await endpointOf(org, id);
  } catch (error) {
    throw failure ?? error;
  }
}
