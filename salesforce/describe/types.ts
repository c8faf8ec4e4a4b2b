/** A field's type, as describe names it. */
export type FieldType =
  | 'address'
  | 'anyType'
  | 'base64'
  | 'boolean'
  | 'combobox'
  | 'complexvalue'
  | 'currency'
  | 'date'
  | 'datetime'
  | 'double'
  | 'email'
  | 'encryptedstring'
  | 'id'
  | 'int'
  | 'json'
  | 'location'
  | 'long'
  | 'multipicklist'
  | 'percent'
  | 'phone'
  | 'picklist'
  | 'reference'
  | 'string'
  | 'textarea'
  | 'time'
  | 'url';

export interface PicklistValue {
  value: string;
  label: string;
  active: boolean;
  defaultValue: boolean;
  /** Of a dependent picklist, which of the controlling field's values it is for: a bit for each, in base64. */
  validFor: string | null;
}

/** A field, as far as it is used here. */
export interface FieldDescribe {
  name: string;
  label: string;
  type: FieldType;
  createable: boolean;
  updateable: boolean;
  nillable: boolean;
  defaultedOnCreate: boolean;
  externalId: boolean;
  idLookup: boolean;
  /** Whether no two records can have the same value. */
  unique: boolean;
  /** Whether two values that differ in case alone are two values of a unique field or external ID. */
  caseSensitive: boolean;
  nameField: boolean;
  filterable: boolean;
  sortable: boolean;
  calculated: boolean;
  autoNumber: boolean;
  picklistValues: readonly PicklistValue[];
  /** The field on whose value the values of a dependent picklist depend. */
  controllerName: string | null;
  /** Most characters of a text; 0 for other types. */
  length: number;
  /** Decimal places of a number, 18 where that is not said: more than any has. */
  scale: number;
  inlineHelpText: string | null;
  referenceTo: readonly string[];
  relationshipName: string | null;
  /** A detail's reference to its master: the record is deleted with it. */
  cascadeDelete: boolean;
  compoundFieldName: string | null;
}

export interface RecordTypeInfo {
  recordTypeId: string;
  /** Its label. */
  name: string;
  /** Empty before version 43.0, which does not give it. */
  developerName: string;
  active: boolean;
  available: boolean;
  master: boolean;
  /** Whether the user's new records have it, unless they choose another. */
  defaultRecordTypeMapping: boolean;
}

/** Records of another object that refer to those of this one. */
export interface ChildRelationship {
  childSObject: string;
  field: string;
  /** What a subquery names them by; null where none can. */
  relationshipName: string | null;
}

/** An object in the list of all objects. */
export interface ObjectSummary {
  name: string;
  label: string;
  labelPlural: string;
  keyPrefix: string | null;
  custom: boolean;
  createable: boolean;
  updateable: boolean;
  deletable: boolean;
  queryable: boolean;
  searchable: boolean;
  /** Whether Salesforce keeps a log of its deletions. */
  replicateable: boolean;
  /** Whether its records can be merged. */
  mergeable: boolean;
  /** Whether its records can be taken out of the Recycle Bin. */
  undeletable: boolean;
  triggerable: boolean;
  feedEnabled: boolean;
}

/** An object with its fields. */
export interface ObjectDescribe extends ObjectSummary {
  fields: readonly FieldDescribe[];
  recordTypeInfos: readonly RecordTypeInfo[];
  childRelationships: readonly ChildRelationship[];
}

export interface VersionInfo {
  label: string;
  /** Such as `67.0`. */
  version: string;
}
