import { readFileSync } from 'node:fs';
import type { FieldSchema, FieldType, ObjectSchema, RecordTypeInfo } from '../types';
import { buildRules, masterRecordTypeId, type ObjectDefinition } from './define';
import { field, type FieldOptions } from './fields';
import { setupObjects } from './objects';
import { assembleSchema, buildObjects, customPrefix, recordTypeIds, type OrgSchema } from './schema';

type Json = Readonly<Record<string, unknown>>;

const isJson = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value);

function requireText(value: unknown, where: string): string {
  if (typeof value === 'string' && value !== '') return value;
  throw new Error(`${where} must be text.`);
}

function requireList(value: unknown, where: string): Json[] {
  if (Array.isArray(value) && value.every(isJson)) return value;
  throw new Error(`${where} must be a list of objects.`);
}

const fieldTypes = new Set<string>([
  'address',
  'anyType',
  'base64',
  'boolean',
  'combobox',
  'currency',
  'date',
  'datetime',
  'double',
  'email',
  'encryptedstring',
  'id',
  'int',
  'location',
  'long',
  'multipicklist',
  'percent',
  'phone',
  'picklist',
  'reference',
  'string',
  'textarea',
  'time',
  'url',
]);

const isFieldType = (value: string): value is FieldType => fieldTypes.has(value);

/** A field in the words of describe; what is not said follows from its type. */
function readField(json: Json, where: string): FieldSchema {
  const name = requireText(json['name'], `${where}: the name of a field`);
  const type = requireText(json['type'], `${where}.${name}: the type`);
  if (!isFieldType(type)) throw new Error(`${where}.${name}: ${type} is not a Salesforce field type.`);
  const { picklistValues, ...options } = json;
  const values = (picklistValues ?? options['values'] ?? []) as NonNullable<FieldOptions['values']>;
  return field(name, type, { ...(options as FieldOptions), values });
}

/** Record types keep their names; their ids become this org's, so that they can be found by them. */
function readRecordTypes(json: Json, nextId: () => string): RecordTypeInfo[] {
  const infos = (json['recordTypeInfos'] ?? []) as RecordTypeInfo[];
  return infos.map((info) => ({ ...info, recordTypeId: info.master ? masterRecordTypeId : nextId() }));
}

/** A describe lists an object's system fields: it is taken as it stands. */
function readDescribe(json: Json, index: number, nextRecordTypeId: () => string): ObjectSchema {
  const name = requireText(json['name'], `Object ${String(index + 1)}: the name`);
  const flag = (key: string) => json[key] !== false;
  const label = typeof json['label'] === 'string' ? json['label'] : name;
  return {
    name,
    label,
    labelPlural: typeof json['labelPlural'] === 'string' ? json['labelPlural'] : `${label}s`,
    keyPrefix: typeof json['keyPrefix'] === 'string' ? json['keyPrefix'] : customPrefix(index),
    custom: name.endsWith('__c'),
    createable: flag('createable'),
    updateable: flag('updateable'),
    deletable: flag('deletable'),
    undeletable: flag('undeletable'),
    queryable: flag('queryable'),
    searchable: flag('searchable'),
    retrieveable: flag('retrieveable'),
    replicateable: flag('replicateable'),
    mergeable: json['mergeable'] === true,
    layoutable: flag('layoutable'),
    feedEnabled: json['feedEnabled'] === true,
    fields: requireList(json['fields'], `${name}.fields`).map((entry) => readField(entry, name)),
    childRelationships: [],
    recordTypeInfos: readRecordTypes(json, nextRecordTypeId),
  };
}

function readCompact(json: Json, index: number): ObjectDefinition {
  const { fields, ...rest } = json;
  const name = requireText(json['name'], `Object ${String(index + 1)}: the name`);
  return {
    keyPrefix: customPrefix(index),
    ...(rest as Partial<ObjectDefinition>),
    name,
    fields: requireList(fields, `${name}.fields`).map((entry) => readField(entry, name)),
  };
}

/**
 * A schema from parsed JSON: a list of sObject describe results as Salesforce answers them, or the compact form
 * `{"objects": [{"name": "Car__c", "fields": [{"name": "Plate__c", "type": "string", "length": 12}]}]}`, whose objects get their system fields here. Setup objects that sign-in and ownership need are added where missing.
 */
function readSchema(json: unknown, lastModified: Date): OrgSchema {
  const compact = isJson(json) ? requireList(json['objects'], 'objects').map(readCompact) : [];
  const nextRecordTypeId = recordTypeIds();
  const described = isJson(json)
    ? []
    : requireList(json, 'The schema').map((entry, index) => readDescribe(entry, index, nextRecordTypeId));
  const names = new Set([...compact, ...described].map((entry) => entry.name));
  const definitions = [...compact, ...setupObjects.filter((entry) => !names.has(entry.name))];
  const rules = new Map(definitions.map((entry) => [entry.name, buildRules(entry)]));
  return assembleSchema([...buildObjects(definitions), ...described], rules, lastModified);
}

/** Reads a schema file; see readSchema for its two forms. Throws Error naming the object and field that is wrong. */
export function loadSchemaFile(path: string): OrgSchema {
  try {
    return readSchema(JSON.parse(readFileSync(path, 'utf8')), new Date());
  } catch (error) {
    throw new Error(
      `The schema file ${path} cannot be used: ${error instanceof Error ? error.message : String(error)}`,
      { cause: error },
    );
  }
}
