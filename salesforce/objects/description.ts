import { AnswerError, expectBody, isRecord, isText, listOf, objectWith } from '../errors';
import { apiName, isSameName } from '../names';
import type { Org } from '../org';
import { dataPath } from '../path';

const isWholeDescription = objectWith({ name: isText, fields: listOf(isRecord) });

/**
 * All that Salesforce says of an object.
 * https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/resources_sobject_describe.htm
 * @throws SalesforceError, AnswerError, ConnectionError
 */
export async function wholeDescription(org: Org, object: string): Promise<Readonly<Record<string, unknown>>> {
  const path = dataPath(org.version, 'sobjects', apiName(object, 'Object'), 'describe');
  const response = await org.send({ method: 'GET', path });
  const what = `the description of the object ${object}`;
  const description = expectBody(response, isWholeDescription, what, 200);
  if (isSameName(description.name, object) && description.fields.length > 0) return { ...description };
  throw new AnswerError(response.status, `${what} was expected`, response.body);
}
