import { InputError } from '../errors';
import { recordId } from '../ids';
import type { ObjectDescribe } from './types';

/**
 * The first three characters of the IDs of objects that every org has; those of other objects are the org's own, and
 * describe has them.
 * https://help.salesforce.com/s/articleView?id=000385203
 */
const STANDARD_PREFIXES: readonly (readonly [object: string, prefix: string])[] = [
  ['Account', '001'],
  ['Asset', '02i'],
  ['AssignmentRule', '01Q'],
  ['Campaign', '701'],
  ['CampaignMember', '00v'],
  ['Case', '500'],
  ['Contact', '003'],
  ['ContentWorkspace', '058'],
  ['Contract', '800'],
  ['Dashboard', '01Z'],
  ['Event', '00U'],
  ['Folder', '00l'],
  ['Lead', '00Q'],
  ['Opportunity', '006'],
  ['OpportunityLineItem', '00k'],
  ['Order', '801'],
  ['OrderItem', '802'],
  ['Pricebook2', '01s'],
  ['PricebookEntry', '01u'],
  ['Product2', '01t'],
  ['RecordType', '012'],
  ['Report', '00O'],
  ['ReportInstance', '0LG'],
  ['Task', '00T'],
  ['User', '005'],
  ['WorkflowOutboundMessage', '04k'],
];

const PREFIXES: ReadonlyMap<string, string> = new Map(
  STANDARD_PREFIXES.map(([object, prefix]) => [object.toLowerCase(), prefix]),
);
const OBJECTS: ReadonlyMap<string, string> = new Map(STANDARD_PREFIXES.map(([object, prefix]) => [prefix, object]));

/** Undefined where only describe tells. */
export function standardKeyPrefix(object: string): string | undefined {
  return PREFIXES.get(object.toLowerCase());
}

/** What the IDs of an object's records begin with; undefined where nobody knows. */
export function keyPrefixOf(object: string, described: ObjectDescribe | undefined): string | undefined {
  return described?.keyPrefix ?? standardKeyPrefix(object);
}

/**
 * Refuses the ID of a record of another object: not every resource of Salesforce does. Where nobody knows the object's
 * prefix, only what cannot be is refused: that a custom object has the IDs of a standard one.
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
  const owner = OBJECTS.get(id.slice(0, 3));
  const isOwn = prefix === undefined ? owner === undefined || !isCustomObject(object) : id.startsWith(prefix);
  if (isOwn) return;
  const instead = owner === undefined ? `: those begin with ${prefix}` : `, but of ${owner}`;
  throw new InputError(
    `“${id}” is not the ID of a record of ${described?.name ?? object}${instead}.`,
    { reason: 'idOfAnotherObject' },
    what,
  );
}

/**
 * The ID of a record of an object, from an ID or the address of its page.
 * @param what the form's field that holds it
 * @param described the object, where it has been looked at
 * @throws InputError for what has no ID in it, or that of a record of another object
 */
export function recordIdOf(object: string, text: string, what: string, described?: ObjectDescribe): string {
  const prefix = keyPrefixOf(object, described);
  const id = recordId(text, what, prefix === undefined ? [] : [prefix]);
  checkRecordId(id, object, described, what);
  return id;
}

/** Whether an org has made the object, and keeps its records itself. */
export function isCustomObject(object: string): boolean {
  return /__c$/i.test(object);
}
