import { requireFeature } from '../api';
import { AnswerError, expectBody, InputError, isCount, isNotFound, isText, listOf, objectWith } from '../errors';
import type { Org } from '../org';
import { dataPath, LONGEST_ADDRESS } from '../path';
import { apiName, nameAmong, plainName } from '../names';

/** About how many records an object has. */
export interface RecordCount {
  readonly object: string;
  readonly count: number;
}

/** What was counted of the objects that were asked for. */
export interface RecordCounts {
  readonly counts: readonly RecordCount[];
  /** Names of objects that Salesforce knows and says nothing about. */
  readonly uncounted: readonly string[];
}

const isCounts = objectWith({ sObjects: listOf(objectWith({ count: isCount, name: isText })) });

/** Characters for the names in an address. */
const LONGEST_NAMES = LONGEST_ADDRESS - 1_000;

/**
 * About how many records objects have, in one request for some hundred of them; Salesforce counts from time to time.
 * https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/resources_record_count.htm
 * @param objects API names; none for all objects
 * @throws InputError for what is not an API name, or a version without counts; SalesforceError, AnswerError, ConnectionError
 */
export async function getRecordCounts(org: Org, objects: readonly string[]): Promise<RecordCounts> {
  requireFeature(org, 'recordCounts');
  const names = [...new Map(objects.map((name) => [name.toLowerCase(), apiName(name, 'Objects')])).values()];
  if (names.length === 0) return { counts: await countRecords(org, []), uncounted: [] };
  const counts: RecordCount[] = [];
  for (const part of addressableParts(names)) {
    counts.push(...(await countRecords(org, part).catch((error) => withUnknown(org, part, error))));
  }
  const counted = new Set(counts.map(({ object }) => plainName(object)));
  return { counts, uncounted: names.filter((name) => !counted.has(plainName(name))) };
}

/** Salesforce does not say which of the objects it has not found. */
async function withUnknown(org: Org, names: readonly string[], error: unknown): Promise<never> {
  if (!isNotFound(error)) throw error;
  const known = (await org.describe.global()).map(({ name }) => name);
  const unknown = names.filter((name) => nameAmong(known, name) === undefined).map((name) => `“${name}”`);
  if (unknown.length === 0) throw error;
  const message = `There is no object ${unknown.join(', ')} that the signed-in user can see.`;
  throw new InputError(message, { reason: 'unknownObject' }, 'Objects');
}

function addressableParts(names: readonly string[]): string[][] {
  const parts: string[][] = [];
  let length = Infinity;
  for (const name of names) {
    if (length + name.length > LONGEST_NAMES) {
      parts.push([]);
      length = 0;
    }
    parts.at(-1)?.push(name);
    length += encodeURIComponent(`${name},`).length;
  }
  return parts;
}

async function countRecords(org: Org, names: readonly string[]): Promise<readonly RecordCount[]> {
  const query = names.length === 0 ? {} : { sObjects: names.join(',') };
  const response = await org.send({ method: 'GET', path: dataPath(org.version, 'limits', 'recordCount'), query });
  const { sObjects } = expectBody(response, isCounts, 'the number of records of objects', 200);
  const given = new Map(sObjects.map(({ count, name }) => [name.toLowerCase(), { object: name, count }]));
  const asked = new Set(names.map(plainName));
  const isForeign = names.length > 0 && [...given.keys()].some((name) => !asked.has(plainName(name)));
  if (isForeign || given.size < sObjects.length) {
    throw new AnswerError(response.status, 'one number for each object that was asked for', response.body);
  }
  return [...given.values()];
}
