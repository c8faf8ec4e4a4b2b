import type { ObjectSchema } from '../types';
import { buildRules, type ObjectDefinition } from './define';
import { text } from './fields';
import { sampleObjects } from './objects';
import { assembleSchema, buildObjects, customPrefix, type OrgSchema } from './schema';

export type { OrgSchema } from './schema';
export type { ObjectDefinition, ObjectRules, SystemWriter, ValidationRule } from './define';
export { describeGlobal, describeObject } from './describe';
export { loadSchemaFile } from './file';
export interface SchemaOptions {
  /** Empty custom objects to add, `Filler_0001__c` and so on: for long lists. */
  fillers?: number;
  /** Fields of the first of them, besides the system fields; two when left out. */
  fillerFields?: number;
  /** Objects that come as they are, from describes. */
  objects?: readonly ObjectSchema[];
  lastModified?: Date;
}

/** The day the sample org was built: describes say that they have not changed since. */
const builtOn = new Date('2026-01-01T00:00:00Z');

/** Fillers' key prefixes begin here, well after those of an org's own custom objects. */
const firstFillerPrefix = 62 ** 2;

function fillerDefinitions(count: number, fieldsOfFirst: number): ObjectDefinition[] {
  return Array.from({ length: count }, (_, index) => ({
    name: `Filler_${String(index + 1).padStart(4, '0')}__c`,
    keyPrefix: customPrefix(firstFillerPrefix + index),
    fields: [
      text('Name', 80, { nameField: true, idLookup: true }),
      text('Note__c', 255),
      ...Array.from({ length: index === 0 ? fieldsOfFirst - 2 : 0 }, (_field, number) =>
        text(`Field_${number + 3}__c`, 80),
      ),
    ],
  }));
}

/** The schema of the sample org, or of an org with other objects. */
export function createSchema(
  definitions: readonly ObjectDefinition[] = sampleObjects,
  options: SchemaOptions = {},
): OrgSchema {
  const all = [...definitions, ...fillerDefinitions(options.fillers ?? 0, options.fillerFields ?? 2)];
  const rules = new Map(definitions.map((entry) => [entry.name, buildRules(entry)]));
  return assembleSchema([...buildObjects(all), ...(options.objects ?? [])], rules, options.lastModified ?? builtOn);
}
