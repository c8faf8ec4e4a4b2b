import { InputError } from '../errors';
import type { ObjectDescribe } from './types';

/**
 * The first three characters of the IDs of objects that every org has; those of other objects are the org's own, and
 * describe has them.
 * https://help.salesforce.com/s/articleView?id=000385203
 */
const STANDARD_PREFIXES: ReadonlyMap<string, string> = new Map([
  ['account', '001'],
  ['asset', '02i'],
  ['campaign', '701'],
  ['campaignmember', '00v'],
  ['case', '500'],
  ['contact', '003'],
  ['contract', '800'],
  ['event', '00U'],
  ['lead', '00Q'],
  ['opportunity', '006'],
  ['opportunitylineitem', '00k'],
  ['order', '801'],
  ['orderitem', '802'],
  ['pricebook2', '01s'],
  ['pricebookentry', '01u'],
  ['product2', '01t'],
  ['task', '00T'],
  ['user', '005'],
]);

/** Undefined where only describe tells. */
export function standardKeyPrefix(object: string): string | undefined {
  return STANDARD_PREFIXES.get(object.toLowerCase());
}

/** What the IDs of an object's records begin with; undefined where nobody knows. */
export function keyPrefixOf(object: string, described: ObjectDescribe | undefined): string | undefined {
  return described?.keyPrefix ?? standardKeyPrefix(object);
}

/**
 * Refuses the ID of a record of another object: not every resource of Salesforce does. Where nobody knows the object's
 * prefix, nothing is refused.
 * @param described the object, where it has been looked at
 * @param what the form's field that holds the ID
 * @throws InputError
 */
export function checkRecordId(
  id: string,
  object: string,
  described: ObjectDescribe | undefined,
  what = 'Record ID',
): void {
  const prefix = keyPrefixOf(object, described);
  if (prefix === undefined || id.startsWith(prefix)) return;
  throw new InputError(
    `“${id}” is not the ID of a record of ${described?.name ?? object}: those begin with ${prefix}.`,
    { reason: 'idOfAnotherObject' },
    what,
  );
}
