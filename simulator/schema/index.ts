import type { ObjectDefinition } from './define';
import { assembleSchema, buildObjects, type OrgSchema, type SchemaOptions } from './schema';
import { account } from './objects/account';
import { contact } from './objects/contact';
import { event, task } from './objects/activities';
import { opportunity } from './objects/opportunity';
import { user } from './objects/user';

export type { OrgSchema, SchemaOptions } from './schema';
export type { ObjectDefinition, ObjectRules, ValidationRule } from './define';

export const standardObjects: readonly ObjectDefinition[] = [account, contact, event, opportunity, task, user];

/** The day the sample org was built: describes say that they have not changed since. */
const builtOn = new Date('2026-01-01T00:00:00Z');

/** The schema of the sample org, or one of other objects. */
export function createSchema(definitions: readonly ObjectDefinition[] = standardObjects, options: SchemaOptions = {}): OrgSchema {
  const rules = new Map(definitions.flatMap((entry) => (entry.rules ? [[entry.name, entry.rules] as const] : [])));
  return assembleSchema(buildObjects(definitions), rules, options.lastModified ?? builtOn);
}
