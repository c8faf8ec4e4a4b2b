import type { FieldDescribe, FieldType, ObjectDescribe } from '../../salesforce/describe';

/** A field that can be written, as describe would give it. */
export function field(name: string, type: FieldType, changes: Partial<FieldDescribe> = {}): FieldDescribe {
  return {
    name,
    label: name.replace(/__c$/, '').replaceAll('_', ' '),
    type,
    createable: true,
    updateable: true,
    nillable: true,
    defaultedOnCreate: false,
    externalId: false,
    idLookup: false,
    unique: false,
    caseSensitive: false,
    nameField: false,
    filterable: true,
    sortable: true,
    calculated: false,
    autoNumber: false,
    picklistValues: [],
    controllerName: null,
    length: 0,
    scale: 18,
    inlineHelpText: null,
    referenceTo: [],
    relationshipName: null,
    cascadeDelete: false,
    compoundFieldName: null,
    ...changes,
  };
}

export function object(name: string, fields: readonly FieldDescribe[]): ObjectDescribe {
  return {
    name,
    label: name,
    labelPlural: name,
    keyPrefix: '003',
    custom: false,
    createable: true,
    updateable: true,
    deletable: true,
    queryable: true,
    searchable: true,
    replicateable: true,
    mergeable: true,
    undeletable: true,
    triggerable: true,
    feedEnabled: false,
    fields,
    recordTypeInfos: [],
    childRelationships: [],
  };
}
