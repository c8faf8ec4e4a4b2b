import type { ChildRelationship, FieldSchema, ObjectSchema, Schema } from '../types';
import { idOf } from '../data/ids';
import { buildObject, type ObjectDefinition, type ObjectRules } from './define';

/** A schema, and what its objects do beyond their describes. */
export interface OrgSchema extends Schema {
  rules(object: ObjectSchema): ObjectRules;
}

const noRules: ObjectRules = {};

/** Names of Salesforce's own relationships that do not follow from the child's name. */
const namedRelationships = new Map<string, string | null>([
  ['Case.ParentId', 'Cases'],
  ['ContentDocument.LatestPublishedVersionId', null],
  ['ContentVersion.FirstPublishLocationId', null],
  ['Lead.ConvertedAccountId', null],
  ['Lead.ConvertedContactId', null],
  ['Lead.ConvertedOpportunityId', null],
  ['Contact.ReportsToId', null],
  ['ProcessInstance.LastActorId', null],
  ['ProcessInstance.SubmittedById', null],
  ['ProcessInstanceStep.ActorId', null],
  ['ProcessInstanceStep.OriginalActorId', null],
  ['ProcessInstanceStep.ProcessInstanceId', 'Steps'],
  ['ProcessInstanceWorkitem.ActorId', null],
  ['ProcessInstanceWorkitem.OriginalActorId', null],
  ['ProcessInstanceWorkitem.ProcessInstanceId', 'Workitems'],
  ['User.ManagerId', 'ManagedUsers'],
]);

const plural = (name: string) => (name.endsWith('y') ? `${name.slice(0, -1)}ies` : `${name}s`);

function relationshipName(child: ObjectSchema, field: FieldSchema, parent: string): string | null {
  if (/^(CreatedBy|LastModifiedBy|Owner|RecordType)Id$/.test(field.name)) return null;
  if (field.custom) return `${child.labelPlural.replaceAll(/\W/g, '_')}__r`;
  const named = namedRelationships.get(`${child.name}.${field.name}`);
  if (named !== undefined) return named;
  return child.name === parent ? `Child${plural(child.name)}` : plural(child.name);
}

function childrenByParent(
  objects: readonly ObjectSchema[],
  rulesByObject: ReadonlyMap<string, ObjectRules>,
): Map<string, ChildRelationship[]> {
  const children = new Map<string, ChildRelationship[]>();
  for (const child of objects) {
    for (const field of child.fields) {
      // No relationship leads from a record to those that were merged into it.
      if (field.name === 'MasterRecordId') continue;
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
          restrictedDelete: rulesByObject.get(parent)?.deleteBlockedBy?.includes(child.name) ?? false,
        });
      }
    }
  }
  return children;
}

/** A schema of these objects: case-insensitive names, and child relationships derived from the references. */
export function assembleSchema(
  built: readonly ObjectSchema[],
  rulesByObject: ReadonlyMap<string, ObjectRules>,
  lastModified: Date,
): OrgSchema {
  const children = childrenByParent(built, rulesByObject);
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

/** Key prefixes of custom objects: a00, a01 … aZz, b00 … */
export function customPrefix(number: number): string {
  const letter = 'abcdefgh'.charAt(Math.floor(number / 62 ** 2));
  return letter + base62.charAt(Math.floor(number / 62) % 62) + base62.charAt(number % 62);
}

/** Ids of record types, in the order in which their objects come: the same in every run. */
export function recordTypeIds(): () => string {
  let recordTypes = 0;
  return () => idOf('012', (recordTypes += 1));
}

/** Builds objects from definitions. */
export function buildObjects(definitions: readonly ObjectDefinition[]): ObjectSchema[] {
  const nextRecordTypeId = recordTypeIds();
  return definitions.map((definition) => buildObject(definition, nextRecordTypeId));
}
