import type { ObjectSummary } from '../describe';
import { expectBody, isRecord, isText, listOf, objectWith, type Shape } from '../errors';
import type { Org } from '../org';
import { dataPath } from '../path';

/** What an object can be, by the names that Salesforce's lists of objects have for it. */
export type ObjectQuality = {
  [Key in keyof ObjectSummary]: ObjectSummary[Key] extends boolean ? Key : never;
}[keyof ObjectSummary];

/** Which of an org's objects. */
export interface ObjectFilter {
  /** A part of the name or the label, in any case; empty for any. */
  readonly part: string;
  /** What they all are. */
  readonly qualities: readonly ObjectQuality[];
}

type Filtered = Pick<ObjectSummary, 'label' | 'name'> & Partial<Record<ObjectQuality, unknown>>;

/** The objects that pass a filter, in their order. */
export function filteredObjects<T extends Filtered>(objects: readonly T[], { part, qualities }: ObjectFilter): T[] {
  const wanted = part.toLowerCase();
  return objects.filter(
    (object) =>
      [object.name, object.label].some((text) => text.toLowerCase().includes(wanted)) &&
      qualities.every((quality) => object[quality] === true),
  );
}

/** An object in a list as Salesforce gives it. */
type WholeSummary = Filtered & Readonly<Record<string, unknown>>;

const isObject: Shape<WholeSummary> = (value): value is WholeSummary =>
  isRecord(value) && isText(value['name']) && typeof value['label'] === 'string';

const isObjects = objectWith<{ sobjects: WholeSummary[] }>({ sobjects: listOf(isObject) });

/**
 * Every object that the user can see, with all that Salesforce says of it in its list.
 * https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/resources_describeGlobal.htm
 * @throws SalesforceError, AnswerError, ConnectionError
 */
export async function wholeObjects(org: Org): Promise<readonly WholeSummary[]> {
  const response = await org.send({ method: 'GET', path: dataPath(org.version, 'sobjects') });
  return expectBody(response, isObjects, 'the list of objects', 200).sobjects;
}
