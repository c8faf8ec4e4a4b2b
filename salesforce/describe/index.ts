import { dataPath, DEFAULT_API_VERSION } from '../api';
import { expectStatus } from '../errors';
import type { Response, Send } from '../http';

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
}

/** A field, as far as it is used here. */
export interface FieldDescribe {
  name: string;
  label: string;
  type: FieldType;
  length: number;
  precision: number;
  scale: number;
  createable: boolean;
  updateable: boolean;
  nillable: boolean;
  defaultedOnCreate: boolean;
  externalId: boolean;
  idLookup: boolean;
  unique: boolean;
  /** Whether two values that differ in case alone are two values of a unique field or external ID. */
  caseSensitive: boolean;
  nameField: boolean;
  filterable: boolean;
  sortable: boolean;
  calculated: boolean;
  autoNumber: boolean;
  custom: boolean;
  picklistValues: readonly PicklistValue[];
  restrictedPicklist: boolean;
  referenceTo: readonly string[];
  relationshipName: string | null;
  /** A detail's reference to its master: the record is deleted with it. */
  cascadeDelete: boolean;
  compoundFieldName: string | null;
  inlineHelpText: string | null;
}

export interface RecordTypeInfo {
  recordTypeId: string;
  name: string;
  developerName: string;
  active: boolean;
  available: boolean;
  defaultRecordTypeMapping: boolean;
  master: boolean;
}

export interface ChildRelationship {
  childSObject: string;
  field: string;
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
  layoutable: boolean;
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

interface CacheOptions {
  /** Milliseconds. */
  now?: () => number;
  /** Milliseconds for which an answer is used without asking again. */
  freshFor?: number;
  /** Answers kept; the least recently used is dropped first. */
  size?: number;
}

interface Kept {
  value: unknown;
  checkedAt: number;
  /** Headers of the request that asks whether it has changed. */
  validators: Record<string, string>;
}

/**
 * What an org said of its schema. Outlives a {@link Send}: keep one for each org **and user**, for what describe shows
 * depends on who asks. An answer is used for `freshFor`, then revalidated; callers who ask at once share one request.
 */
export class MetadataCache {
  readonly #kept = new Map<string, Kept>();
  readonly #underWay = new Map<string, { send: Send; value: Promise<unknown> }>();
  readonly #now: () => number;
  readonly #freshFor: number;
  readonly #size: number;

  constructor({ now = Date.now, freshFor = 60_000, size = 200 }: CacheOptions = {}) {
    this.#now = now;
    this.#freshFor = freshFor;
    this.#size = size;
  }

  /** The body at `path` as `keep` reduces it: only the reduced form stays in memory. */
  async read<T>(send: Send, path: string, keep: (body: unknown) => T): Promise<T> {
    const kept = this.#kept.get(path);
    if (kept !== undefined && this.#now() - kept.checkedAt < this.#freshFor) {
      this.#touch(path, kept);
      return kept.value as T;
    }
    const shared = this.#underWay.get(path);
    if (shared === undefined) return await this.#load(send, path, keep);
    if (shared.send === send) return (await shared.value) as T;
    // Another execution's request can be cancelled with it: that is no failure of ours.
    return (await shared.value.catch(() => this.read(send, path, keep))) as T;
  }

  async #load<T>(send: Send, path: string, keep: (body: unknown) => T): Promise<T> {
    const value = this.#ask(send, path, keep).finally(() => this.#underWay.delete(path));
    this.#underWay.set(path, { send, value });
    return await value;
  }

  async #ask<T>(send: Send, path: string, keep: (body: unknown) => T): Promise<T> {
    const previous = this.#kept.get(path);
    const response = await send({ method: 'GET', path, headers: previous?.validators ?? {} });
    const unchanged = response.status === 304 && previous !== undefined;
    const value = unchanged ? (previous.value as T) : keep(expectStatus(response, 200).body);
    const validators = unchanged ? previous.validators : validatorsOf(response);
    this.#touch(path, { value, validators, checkedAt: this.#now() });
    return value;
  }

  #touch(path: string, kept: Kept): void {
    this.#kept.delete(path);
    this.#kept.set(path, kept);
    const oldest = this.#kept.keys().next();
    if (this.#kept.size > this.#size && oldest.done !== true) this.#kept.delete(oldest.value);
  }
}

function validatorsOf({ headers }: Response): Record<string, string> {
  const modified = headers['last-modified'];
  const etag = headers['etag'];
  return {
    ...(modified === undefined ? {} : { 'If-Modified-Since': modified }),
    ...(etag === undefined ? {} : { 'If-None-Match': etag }),
  };
}

/**
 * The org's schema, read through a cache.
 * https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/resources_sobject_describe.htm
 */
export class Metadata {
  constructor(
    private readonly send: Send,
    private readonly version: string = DEFAULT_API_VERSION,
    private readonly cache: MetadataCache = new MetadataCache(),
  ) {}

  /** Every object the user can see, in the org's order. */
  async global(): Promise<readonly ObjectSummary[]> {
    return await this.cache.read(this.send, dataPath(this.version, 'sobjects'), (body) =>
      (body as { sobjects: ObjectSummary[] }).sobjects.map(summary),
    );
  }

  /** One object with its fields. `name` as Salesforce writes it or in any case. */
  async object(name: string): Promise<ObjectDescribe> {
    return await this.cache.read(this.send, dataPath(this.version, 'sobjects', name, 'describe'), describe);
  }

  /** The API versions that the org has, oldest first. */
  async versions(): Promise<readonly VersionInfo[]> {
    return await this.cache.read(this.send, '/services/data/', (body) =>
      (body as VersionInfo[]).map(({ label, version }) => ({ label, version })),
    );
  }
}

function summary(object: ObjectSummary): ObjectSummary {
  const { name, label, labelPlural, keyPrefix, custom } = object;
  const { createable, updateable, deletable, queryable, searchable, layoutable } = object;
  return {
    name,
    label,
    labelPlural,
    keyPrefix,
    custom,
    createable,
    updateable,
    deletable,
    queryable,
    searchable,
    layoutable,
  };
}

function describe(body: unknown): ObjectDescribe {
  const object = body as ObjectDescribe;
  return {
    ...summary(object),
    fields: object.fields.map(fieldOf),
    recordTypeInfos: object.recordTypeInfos,
    childRelationships: object.childRelationships.map(({ childSObject, field, relationshipName }) => ({
      childSObject,
      field,
      relationshipName,
    })),
  };
}

/** A describe's field has some sixty properties, and a cache holds many describes: only what is used is kept. */
function fieldOf(field: FieldDescribe): FieldDescribe {
  const { name, label, type, length, precision, scale, createable, updateable, nillable, defaultedOnCreate } = field;
  const { externalId, idLookup, unique, nameField, filterable, sortable, calculated, autoNumber, custom } = field;
  const { caseSensitive, cascadeDelete, picklistValues, restrictedPicklist, referenceTo, relationshipName } = field;
  const { compoundFieldName, inlineHelpText } = field;
  return {
    name,
    label,
    type,
    length,
    precision,
    scale,
    createable,
    updateable,
    nillable,
    defaultedOnCreate,
    externalId,
    idLookup,
    unique,
    caseSensitive,
    nameField,
    filterable,
    sortable,
    calculated,
    autoNumber,
    custom,
    picklistValues,
    restrictedPicklist,
    referenceTo,
    relationshipName,
    cascadeDelete,
    compoundFieldName,
    inlineHelpText,
  };
}

/** Fields by what they are looked up by, in lower case. Many rows are written by one description. */
class FieldIndex {
  readonly byName: ReadonlyMap<string, FieldDescribe>;
  readonly byRelationship: ReadonlyMap<string, FieldDescribe>;

  constructor({ fields }: ObjectDescribe) {
    this.byName = new Map(fields.map((field) => [field.name.toLowerCase(), field]));
    this.byRelationship = new Map(
      fields.flatMap((field) =>
        field.relationshipName === null ? [] : [[field.relationshipName.toLowerCase(), field]],
      ),
    );
  }
}

const indexes = new WeakMap<ObjectDescribe, FieldIndex>();

function indexOf(object: ObjectDescribe): FieldIndex {
  const index = indexes.get(object) ?? new FieldIndex(object);
  indexes.set(object, index);
  return index;
}

/** By API name, in any case. */
export function findField(object: ObjectDescribe, name: string): FieldDescribe | undefined {
  return indexOf(object).byName.get(name.toLowerCase());
}

/** The reference whose relationship has this name (`Account` for AccountId), in any case. */
export function findRelationship(object: ObjectDescribe, name: string): FieldDescribe | undefined {
  return indexOf(object).byRelationship.get(name.toLowerCase());
}
