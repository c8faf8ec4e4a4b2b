import type { ChildRelationship, FieldSchema, ObjectSchema, Schema } from '../types';
import { idOf } from '../data/ids';
import { buildObject, type ObjectDefinition, type ObjectRules } from './define';

/** A schema, and what its objects do beyond their describes. */
export interface OrgSchema extends Schema {
  rules(object: ObjectSchema): ObjectRules;
}

export interface SchemaOptions {
  /** Empty custom objects to add, `Filler_0001__c` and so on: for long lists. */
  fillers?: number;
  /** When the schema last changed. */
  lastModified?: Date;
}

const noRules: ObjectRules = {};

/** Plurals of Salesforce's own relationships where they are not the child's plural label. */
function relationshipName(child: ObjectSchema, field: FieldSchema, parent: string): string | null {
  if (child.name === 'RecordType' || /^(CreatedBy|LastModifiedBy|Owner|RecordType)Id$/.test(field.name)) return null;
  const plural = child.labelPlural.replaceAll(/[^A-Za-z0-9]/g, child.custom ? '_' : '');
  if (field.custom) return `${plural}__r`;
  if (child.name === parent) return field.name === 'ReportsToId' ? null : `Child${plural}`;
  return plural;
}

function childrenByParent(objects: readonly ObjectSchema[]): Map<string, ChildRelationship[]> {
  const children = new Map<string, ChildRelationship[]>();
  for (const child of objects) {
    for (const field of child.fields) {
      for (const parent of field.referenceTo) {
        const list = children.get(parent) ?? [];
        children.set(parent, list);
        const name = relationshipName(child, field, parent);
        const taken = name !== null && list.some((entry) => entry.relationshipName === name);
        list.push({
          childSObject: child.name,
          field: field.name,
          relationshipName: taken ? null : name,
          cascadeDelete: field.cascadeDelete,
        });
      }
    }
  }
  return children;
}

/** A schema of these objects: case-insensitive names, and child relationships derived from the references. */
export function assembleSchema(
  built: readonly ObjectSchema[], rulesByObject: ReadonlyMap<string, ObjectRules>, lastModified: Date,
): OrgSchema {
  const children = childrenByParent(built);
  const objects = built
    .map((object) => ({ ...object, childRelationships: children.get(object.name) ?? [] }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  const byName = new Map(objects.map((object) => [object.name.toLowerCase(), object]));
  const byPrefix = new Map(objects.map((object) => [object.keyPrefix, object]));
  const fieldsByObject = new Map<string, Map<string, FieldSchema>>();

  const fieldsOf = (object: ObjectSchema) => {
    const known = fieldsByObject.get(object.name);
    if (known !== undefined) return known;
    const fields = new Map(object.fields.map((field) => [field.name.toLowerCase(), field]));
    fieldsByObject.set(object.name, fields);
    return fields;
  };

  return {
    objects,
    lastModified,
    object: (name) => byName.get(name.toLowerCase()),
    field: (object, name) => fieldsOf(object).get(name.toLowerCase()),
    byKeyPrefix: (prefix) => byPrefix.get(prefix),
    rules: (object) => rulesByObject.get(object.name) ?? noRules,
  };
}

const base62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** Custom objects' key prefixes: a00, a01 … aZZ. */
export function customPrefix(number: number): string {

  return `${number < 62 * 62 ? 'a' : 'b'}${base62.charAt(Math.floor(number / 62) % 62)}${base62.charAt(number % 62)}`;
}

/** Builds objects from definitions; record types are numbered in the order of the definitions. */
export function buildObjects(definitions: readonly ObjectDefinition[]): ObjectSchema[] {
  let recordTypes = 0;
  const nextRecordTypeId = () => idOf('012', (recordTypes += 1));
  return definitions.map((definition) => buildObject(definition, nextRecordTypeId));
}
