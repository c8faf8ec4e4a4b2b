/** What the parts of the simulated org know of each other. The implementations live in the folders beside this file. */

import type { Actions } from './actions';
import type { Feeds } from './feed';
import type { Analytics } from './analytics';
import type { ApprovalProcesses } from './approvals';
import type { Choices } from './choices';
import type { Blobs } from './data/blobs';
import type { Numeric } from './numbers';
import type { OutboundMessages } from './outboundMessages';
import type { DeleteLogSettings } from './rest/replication';

export type Scalar = Numeric | boolean | string | null;

/**
 * A stored record: canonical field name to value. Ids have 18 characters; datetimes are REST text in UTC
 * (`2026-03-01T12:00:00.000+0000`), dates `2026-03-01`, times `12:00:00.000Z`: all compare as text.
 * Multi-select picklists are joined by `;`. A field that is absent is null. Compound fields are not stored.
 */
export type Row = Readonly<Record<string, Scalar>>;

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
  validFor: string | null;
}

/** One field, in the words of Salesforce's describe; the names are describe's own. */
export interface FieldSchema {
  name: string;
  label: string;
  type: FieldType;
  /** Characters, for text. */
  length: number;
  precision: number;
  scale: number;
  digits: number;
  nillable: boolean;
  createable: boolean;
  updateable: boolean;
  defaultedOnCreate: boolean;
  defaultValue: Scalar;
  unique: boolean;
  caseSensitive: boolean;
  externalId: boolean;
  idLookup: boolean;
  filterable: boolean;
  sortable: boolean;
  groupable: boolean;
  aggregatable: boolean;
  calculated: boolean;
  autoNumber: boolean;
  custom: boolean;
  nameField: boolean;
  htmlFormatted: boolean;
  encrypted: boolean;
  restrictedPicklist: boolean;
  dependentPicklist: boolean;
  controllerName: string | null;
  picklistValues: PicklistValue[];
  referenceTo: string[];
  relationshipName: string | null;
  polymorphicForeignKey: boolean;
  /** The record is deleted with its parent. Describe says so of custom fields only. */
  cascadeDelete: boolean;
  /** Whether field-level security can hide it. */
  permissionable: boolean;
  searchPrefilterable: boolean;
  extraTypeInfo: string | null;
  writeRequiresMasterRead: boolean;
  compoundFieldName: string | null;
  inlineHelpText: string | null;
  mask: string | null;
}

export interface ChildRelationship {
  childSObject: string;
  field: string;
  relationshipName: string | null;
  cascadeDelete: boolean;
  /** The parent cannot be deleted while it has such children. */
  restrictedDelete: boolean;
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

/** What a record type says of its object's picklists, by their fields. */
interface RecordTypePicklists {
  /** The values that it allows of some; of the others, it allows all. */
  readonly values: Readonly<Record<string, readonly string[]>>;
  readonly defaults: Row;
}

export interface ObjectSchema {
  name: string;
  label: string;
  labelPlural: string;
  /** First three characters of its ids; none where it has no records. */
  keyPrefix: string;
  custom: boolean;
  createable: boolean;
  updateable: boolean;
  deletable: boolean;
  undeletable: boolean;
  queryable: boolean;
  searchable: boolean;
  retrieveable: boolean;
  replicateable: boolean;
  mergeable: boolean;
  layoutable: boolean;
  feedEnabled: boolean;
  /** Whether it is a platform event: an insert publishes, and makes no record. */
  isEvent?: boolean;
  /** The object whose change event it is. */
  changesOf?: string;
  /** Fields of which a query has to filter by one, with = or IN. */
  filteredBy?: readonly string[];
  fields: FieldSchema[];
  childRelationships: ChildRelationship[];
  recordTypeInfos: RecordTypeInfo[];
  /** By developer name. */
  recordTypePicklists?: ReadonlyMap<string, RecordTypePicklists>;
}

export interface Schema {
  /** In name order. */
  readonly objects: readonly ObjectSchema[];
  /** When the schema last changed: Last-Modified of describes. */
  readonly lastModified: Date;
  /** By API name, in any case. */
  object(name: string): ObjectSchema | undefined;
  /** By API name, in any case. */
  field(object: ObjectSchema, name: string): FieldSchema | undefined;
  /** The object whose ids begin so. */
  byKeyPrefix(prefix: string): ObjectSchema | undefined;
}

/** What a query reads. */
export interface Database {
  readonly schema: Schema;
  /** In Id order. Deleted rows have `IsDeleted` true and come only when asked for. Lazy: a million rows are not materialised at once. */
  rows(object: ObjectSchema, options: { includeDeleted: boolean }): Iterable<Row>;
  /** By 15 or 18 character id; a deleted row too (look at its IsDeleted). */
  byId(object: ObjectSchema, id: string): Row | undefined;
  /** Through an index, where the field is unique, an external ID, an email, a Name or a reference; by a scan otherwise. No deleted rows. */
  byField(object: ObjectSchema, field: FieldSchema, value: Scalar | bigint): readonly Row[];
  /** Live rows, without a scan. */
  count(object: ObjectSchema): number;
  /** What a read of this field gives, compound and calculated fields included: `BillingAddress` → an object, a stored field → its scalar. */
  value(object: ObjectSchema, row: Row, field: FieldSchema): unknown;
}

/** One entry of an error answer; collections say `statusCode` where the rest of REST says `errorCode`. */
export interface ApiErrorEntry {
  errorCode: string;
  message: string;
  fields?: string[];
  extra?: Record<string, unknown>;
}

/** Thrown by any part; the server turns it into Salesforce's answer. */
export class ApiError extends Error {
  readonly errors: ApiErrorEntry[];

  constructor(
    readonly status: number,
    errors: ApiErrorEntry | ApiErrorEntry[],
  ) {
    const list = Array.isArray(errors) ? errors : [errors];
    super(list.map((error) => `${error.errorCode}: ${error.message}`).join('; '));
    this.errors = list;
  }
}

export interface WriteOptions {
  userId: string;
  now: Date;
  /** Sforce-Duplicate-Rule-Header: allowSave. */
  allowDuplicates: boolean;
  /** Sforce-Auto-Assign: true, false or the id of a rule. */
  autoAssign: boolean | string;
  /** Sforce-Mru: false leaves the user's recent records as they are. */
  updateMru?: boolean;
  /** The API that it came by, as change events name it: `com/salesforce/api/rest/68.0;client=…`. */
  origin?: string;
}

/** After so many saves that go well, so many fail. */
export interface Locks {
  skip: number;
  times: number;
}

/** A row as it was and is: undefined where there was or is none. */
export interface Change {
  readonly object: ObjectSchema;
  readonly id: string;
  readonly before: Row | undefined;
  readonly after: Row | undefined;
  /** The write that made it. */
  readonly by: WriteOptions | undefined;
}

/** A platform event that was published. */
export interface PublishedEvent {
  readonly object: ObjectSchema;
  readonly id: string;
  readonly row: Row;
  readonly by: WriteOptions;
}

/** Who is told what happens to the data. */
export interface StoreWatcher {
  /** Each write of a transaction, in order, when all of them stay. */
  committed(changes: readonly Change[]): void;
  published(event: PublishedEvent): void;
}

export interface UpsertResult {
  id: string;
  created: boolean;
}

/** The database with its rules of data: each method checks, writes whole or throws ApiError and writes nothing. */
export interface Store extends Database {
  /** Saves of an object's records, by its name, that are to fail because another transaction holds a lock. */
  readonly locks: Map<string, Locks>;
  insert(object: ObjectSchema, values: Readonly<Record<string, unknown>>, options: WriteOptions): string;
  update(object: ObjectSchema, id: string, values: Readonly<Record<string, unknown>>, options: WriteOptions): void;
  /** By external ID. Several matches → ApiError 300. */
  upsert(
    object: ObjectSchema,
    field: FieldSchema,
    value: string,
    values: Readonly<Record<string, unknown>>,
    options: WriteOptions & { updateOnly?: boolean },
  ): UpsertResult;
  /** Soft delete, cascading; a second time → 404 ENTITY_IS_DELETED. */
  remove(object: ObjectSchema, id: string, options: WriteOptions): void;
  undelete(object: ObjectSchema, id: string, options: WriteOptions): void;
  /** Hard delete, past the recycle bin: no query finds the record again. Otherwise as `remove`. */
  purge(object: ObjectSchema, id: string, options: WriteOptions): void;
  /** Takes a duplicate's children to the record that it is merged into, and deletes it. @returns the children's IDs */
  absorb(object: ObjectSchema, pair: { id: string; duplicate: string }, options: WriteOptions): string[];
  /** Makes a record as the platform alone makes it. */
  issue(object: ObjectSchema, values: Row, options: WriteOptions): string;
  /** Writes fields that the platform alone writes. */
  stamp(object: ObjectSchema, id: string, values: Row): void;
  watch(watcher: StoreWatcher): void;
  /** All writes of `work` stay, or none when it throws. */
  transaction<T>(work: () => T): T;
  /** Does `work` in a transaction that stays open: its rows are locked, and nobody sees what it wrote. Answers its ID. */
  begin(now: Date, work: () => void): string;
  /** Ends an open transaction: what it wrote is seen now, with the times at which it was written, or never. */
  end(id: string, how: 'commit' | 'rollback'): void;
  /** When the transaction began that has been open for longest; undefined while none is. */
  readonly oldestTransaction: Date | undefined;
  /** Ids and times for /updated and /deleted. */
  changed(object: ObjectSchema, start: Date, end: Date): { id: string; deletedDate?: string }[];
  deleted(object: ObjectSchema, start: Date, end: Date): { id: string; deletedDate: string }[];
  recent(userId: string): { object: ObjectSchema; id: string }[];
  reset(): void;
}

/** Time as the org sees it: real time plus what the control address moved it by. */
export interface Clock {
  now(): Date;
  advance(milliseconds: number): void;
  reset(): void;
}

export interface Session {
  readonly token: string;
  readonly userId: string;
  readonly username: string;
  readonly clientId: string;
  readonly scopes: readonly string[];
  /** Milliseconds; slides with use. */
  expiresAt: number;
}

/** What request handlers reach the org by. */
export interface Org {
  readonly id: string;
  readonly store: Store;
  /** What came as files. */
  readonly blobs: Blobs;
  /** What the Tooling API reads. */
  readonly tooling: Database;
  readonly clock: Clock;
  readonly choices: Choices;
  /** Origin that this process answers on, `http://127.0.0.1:port`. */
  readonly url: string;
  /** API requests in the last 24 hours and the allowance, as in Sforce-Limit-Info. */
  readonly usage: { used: number; max: number };
  /** Other allowances that something draws on, by their name in /limits. */
  readonly allowances: Map<string, () => { used: number; max: number }>;
  readonly outboundMessages: OutboundMessages;
  readonly actions: Actions;
  readonly approvals: ApprovalProcesses;
  readonly feeds: Feeds;
  /** Reports and dashboards, and what was run of them. */
  readonly analytics: Analytics;
  readonly deleteLog: DeleteLogSettings;
  /** Query locators; they die with the session that made them. */
  readonly locators: Map<string, unknown>;
}

declare module 'fastify' {
  interface FastifyRequest {
    /** Set on every request below /services/data and /services/apexrest that has passed sign-in. */
    session: Session;
  }
  interface FastifyInstance {
    org: Org;
  }
}
