import type { Database, FieldSchema, ObjectSchema, RecordTypeInfo, Row, Scalar } from '../types';
import { checkbox, datetime, field, labelOf, lookup } from './fields';

/** A rule of the org's admins: `fails` looks at the row as it would be saved. */
export interface ValidationRule { name: string; message: string; field?: string; fails(row: Row, before: Row | undefined): boolean }

/** What an object does beyond its describe. */
export interface ObjectRules {
  /** Fields that the platform fills from others on every save: `Name` of a person, `IsClosed` of a stage. */
  derive?(row: Row, before: Row | undefined, database: Database): Row;
  /** Calculated fields by name. */
  formulas?: ReadonlyMap<string, (row: Row, database: Database) => Scalar>;
  /** Display formats by field: `INV-{00000}`. */
  autoNumbers?: ReadonlyMap<string, string>;
  validations?: readonly ValidationRule[];
  /** Fields that duplicate rules compare. The rules are off until the org switches them on. */
  duplicateFields?: readonly string[];
  /** An active assignment rule makes these the owner of new records; the id of a user or queue is looked up by name. */
  assignsToQueue?: string;
  /** Children that forbid the deletion of their parent. */
  deleteBlockedBy?: readonly string[];
}

export interface ObjectDefinition {
  name: string;
  keyPrefix: string;
  label?: string;
  labelPlural?: string;
  fields: readonly (FieldSchema | readonly FieldSchema[])[];
  recordTypes?: readonly (string | { name: string; developerName: string; defaultRecordTypeMapping?: boolean })[];
  rules?: ObjectRules;
  /** `none` where the object has no owner field: details of a master, and setup objects. */
  owner?: 'User' | 'UserOrQueue' | 'none';
  /** Whether records keep when they were last seen. */
  viewed?: boolean;
  flags?: Partial<ObjectSchema>;
}

const systemField = { readOnly: true, nillable: false, defaultedOnCreate: true };

function ownerField(owner: ObjectDefinition['owner']): FieldSchema[] {
  if (owner === 'none') return [];
  const targets = owner === 'UserOrQueue' ? ['Group', 'User'] : ['User'];
  return [lookup('OwnerId', targets, { nillable: false, defaultedOnCreate: true })];
}

function systemFields(definition: ObjectDefinition): FieldSchema[] {
  const seen = definition.viewed === false
    ? []
    : [datetime('LastViewedDate', { readOnly: true }), datetime('LastReferencedDate', { readOnly: true })];
  return [
    checkbox('IsDeleted', { ...systemField, label: 'Deleted' }),
    ...ownerField(definition.owner),
    datetime('CreatedDate', systemField),
    lookup('CreatedById', 'User', systemField),
    datetime('LastModifiedDate', systemField),
    lookup('LastModifiedById', 'User', systemField),
    datetime('SystemModstamp', systemField),
    ...seen,
  ];
}

const idField = (label: string) => field('Id', 'id', {
  ...systemField, label: `${label} ID`, idLookup: true, aggregatable: true,
});

/** The id of a record type is made from the object's key prefix and its place, so that it is the same in every run. */
export interface RecordTypeName { name: string; developerName: string; default: boolean }

function recordTypeNames(definition: ObjectDefinition): RecordTypeName[] {
  return (definition.recordTypes ?? []).map((entry, index) => typeof entry === 'string'
    ? { name: entry, developerName: entry.replaceAll(' ', '_'), default: index === 0 }
    : { name: entry.name, developerName: entry.developerName, default: entry.defaultRecordTypeMapping ?? index === 0 });
}

/** Completes a definition by system fields, labels and flags. Child relationships come with the whole schema. */
export function buildObject(definition: ObjectDefinition, recordTypeId: () => string): ObjectSchema {
  const label = definition.label ?? labelOf(definition.name);
  const own = definition.fields.flat();
  const given = new Set(own.map((entry) => entry.name));
  const names = recordTypeNames(definition);
  const recordType = names.length > 0 ? [lookup('RecordTypeId', 'RecordType', { label: 'Record Type ID' })] : [];
  const fields = [idField(label), ...own, ...recordType, ...systemFields(definition).filter((entry) => !given.has(entry.name))];
  const master = own.some((entry) => entry.cascadeDelete && entry.custom);
  return {
    name: definition.name,
    label,
    labelPlural: definition.labelPlural ?? `${label}s`,
    keyPrefix: definition.keyPrefix,
    custom: definition.name.endsWith('__c'),
    createable: true,
    updateable: true,
    deletable: true,
    undeletable: true,
    queryable: true,
    searchable: true,
    retrieveable: true,
    replicateable: true,
    mergeable: false,
    layoutable: true,
    childRelationships: [],
    recordTypeInfos: recordTypeInfos(names, recordTypeId),
    ...definition.flags,
    fields: master ? fields.filter((entry) => entry.name !== 'OwnerId') : fields,
  };
}

export const masterRecordTypeId = '012000000000000AAA';

function recordTypeInfos(names: readonly RecordTypeName[], recordTypeId: () => string): RecordTypeInfo[] {
  const infos = names.map((entry) => ({
    recordTypeId: recordTypeId(),
    name: entry.name,
    developerName: entry.developerName,
    active: true,
    available: true,
    defaultRecordTypeMapping: entry.default,
    master: false,
  }));
  const master = {
    recordTypeId: masterRecordTypeId, name: 'Master', developerName: 'Master', active: true, available: true,
    defaultRecordTypeMapping: infos.length === 0, master: true,
  };
  return [...infos, master];
}
