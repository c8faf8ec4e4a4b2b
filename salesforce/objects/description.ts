import { givenDescription } from '../describe';
import { expectBody, isRecord, type Shape } from '../errors';
import { apiName } from '../names';
import type { Org } from '../org';
import { dataPath } from '../path';

/** Descriptions always have them; nothing else here relies on it. */
const isWithChildren: Shape<Readonly<Record<string, unknown>>> = (body): body is Readonly<Record<string, unknown>> =>
  isRecord(body) && Array.isArray(body['childRelationships']);

/**
 * All that Salesforce says of an object.
 * https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/resources_sobject_describe.htm
 * @throws SalesforceError, AnswerError, ConnectionError
 */
export async function wholeDescription(org: Org, object: string): Promise<Readonly<Record<string, unknown>>> {
  const path = dataPath(org.version, 'sobjects', apiName(object, 'Object'), 'describe');
  const response = await org.send({ method: 'GET', path });
  const description = expectBody(response, isWithChildren, `the description of the object ${object}`, 200);
  givenDescription(description, object);
  return { ...description };
}
