import { DEFAULT_API_VERSION } from '../api';
import type { Send } from '../http';
import { dataPath } from '../path';
import { DescribeCache } from './cache';
import type { FieldDescribe, ObjectDescribe, ObjectSummary, RecordTypeInfo, VersionInfo } from './types';

/**
 * The org's schema, read through a cache.
 * https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/resources_sobject_describe.htm
 */
export class Metadata {
  constructor(
    private readonly send: Send,
    private readonly version: string = DEFAULT_API_VERSION,
    private readonly cache: DescribeCache = new DescribeCache(),
  ) {}

  /** Every object the user can see, in the org's order. */
  async global(): Promise<readonly ObjectSummary[]> {
    return await this.cache.read(this.send, dataPath(this.version, 'sobjects'), (body) =>
      (body as { sobjects: ObjectSummary[] }).sobjects.map(summary),
    );
  }

  /** One object with its fields. `name` as Salesforce writes it or in any case. */
  async object(name: string): Promise<ObjectDescribe> {
    return await this.cache.read(this.send, dataPath(this.version, 'sobjects', name, 'describe'), reduced);
  }

  /** The API versions that the org has, oldest first. */
  async versions(): Promise<readonly VersionInfo[]> {
    return await this.cache.read(this.send, '/services/data/', (body) =>
      (body as VersionInfo[]).map(({ label, version }) => ({ label, version })),
    );
  }
}

function summary(object: ObjectSummary): ObjectSummary {
  const { name, label, keyPrefix, createable, updateable, deletable, queryable, searchable } = object;
  return { name, label, keyPrefix, createable, updateable, deletable, queryable, searchable };
}

function reduced(body: unknown): ObjectDescribe {
  const object = body as ObjectDescribe;
  return {
    ...summary(object),
    fields: object.fields.map(field),
    recordTypeInfos: object.recordTypeInfos.map(recordType),
  };
}

/** A describe's field has some sixty properties, and a cache holds many describes: only what is used is kept. */
function field(given: FieldDescribe): FieldDescribe {
  const { name, label, type, createable, updateable, nillable, defaultedOnCreate, externalId, idLookup } = given;
  const { nameField, filterable, sortable, calculated, autoNumber, caseSensitive, cascadeDelete } = given;
  const { referenceTo, relationshipName, compoundFieldName } = given;
  return {
    name,
    label,
    type,
    createable,
    updateable,
    nillable,
    defaultedOnCreate,
    externalId,
    idLookup,
    caseSensitive,
    nameField,
    filterable,
    sortable,
    calculated,
    autoNumber,
    picklistValues: given.picklistValues.map(({ value, label, active }) => ({ value, label, active })),
    referenceTo,
    relationshipName,
    cascadeDelete,
    compoundFieldName,
  };
}

function recordType({ recordTypeId, name, active, available, master }: RecordTypeInfo): RecordTypeInfo {
  return { recordTypeId, name, active, available, master };
}
