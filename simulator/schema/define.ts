import type { Database, FieldSchema, ObjectSchema, RecordTypeInfo, Row, Scalar } from '../types';
import { checkbox, date, datetime, field, isCustomName, labelOf, lookup, text, url } from './fields';

/** A rule of the org's admins: `fails` looks at the row as it would be saved. */
export interface ValidationRule {
  name: string;
  message: string;
  field?: string;
  fails(row: Row, before: Row | undefined): boolean;
}

/** Writes of the platform itself, past the rules that users' writes meet. */
export interface SystemWriter extends Database {
  insert(object: string, values: Row): string;
  patch(object: string, id: string, values: Row): void;
  /** Live rows of an object that refer to this id. */
  children(object: string, field: string, id: string): readonly Row[];
}

export type Formula = (row: Row, database: Database) => Scalar;

/** What an object does beyond its describe. */
export interface ObjectRules {
  /** Fields that the platform fills from others on every save: `Name` of a person, `IsClosed` of a stage. */
  derive?(row: Row, before: Row | undefined, database: Database): Row;
  /** What the platform writes elsewhere when a record is made. */
  afterInsert?(row: Row, system: SystemWriter): void;
  /** What the platform works out when it is read, by field: of calculated fields, and of some others. */
  formulas?: ReadonlyMap<string, Formula>;
  /** Display formats by field: `INV-{00000}`. */
  autoNumbers?: ReadonlyMap<string, string>;
  validations?: readonly ValidationRule[];
  /** What the platform itself refuses, by throwing. */
  check?(row: Row, before: Row | undefined, database: Database): void;
  /** Fields that the object's duplicate rule compares. The rule is off until the org switches it on. */
  duplicateFields?: readonly string[];
  /** The active assignment rule: developer name of the queue that becomes the owner of a new record, or null. */
  assignTo?(row: Row): string | null;
  /** Children that forbid the deletion of their parent. */
  deleteBlockedBy?: readonly string[];
  /** Picklist defaults by developer name of the record type. */
  recordTypeDefaults?: ReadonlyMap<string, Row>;
}

interface RecordTypeDefinition {
  name: string;
  developerName: string;
  picklistDefaults?: Row;
  /** The values that it allows of some picklists; of the others, it allows all. */
  picklistValues?: Readonly<Record<string, readonly string[]>>;
}

export interface ObjectDefinition {
  name: string;
  keyPrefix: string;
  label?: string;
  labelPlural?: string;
  fields: readonly (FieldSchema | readonly FieldSchema[])[];
  /** The first is the default. */
  recordTypes?: readonly RecordTypeDefinition[];
  rules?: ObjectRules;
  /** `none` where the object has no owner field: details of a master, and setup objects. */
  owner?: 'User' | 'UserOrQueue' | 'none';
  /** Whether records keep when they were last seen. */
  viewed?: boolean;
  /** Whether records say when something was last done about them. */
  followed?: boolean;
  /** Whether records can be merged into one, which the others then name. */
  merged?: boolean;
  /** Whether records have a picture. */
  pictured?: boolean;
  /** `stamp` where only SystemModstamp is kept. */
  audit?: 'stamp';
  /** Whether it is a platform event: published, and never a record. */
  isEvent?: boolean;
  flags?: Partial<ObjectSchema>;
}

const systemField = { readOnly: true, nillable: false, defaultedOnCreate: true };
/** What no permission hides, and no search is filtered by. */
const platform = { permissionable: false, searchPrefilterable: false };

/** Custom objects can have queues, unlike most standard ones: describes of API users name Group and User. */
function ownerField({ name, owner = isCustomName(name) ? 'UserOrQueue' : 'User' }: ObjectDefinition): FieldSchema[] {
  if (owner === 'none') return [];
  const targets = owner === 'UserOrQueue' ? ['Group', 'User'] : ['User'];
  return [lookup('OwnerId', targets, { ...platform, nillable: false, defaultedOnCreate: true })];
}

/** What every platform event has. */
const eventFields = (): FieldSchema[] => [
  text('ReplayId', 1000, { readOnly: true, label: 'Replay ID' }),
  datetime('CreatedDate', systemField),
  lookup('CreatedById', 'User', { ...platform, ...systemField }),
  text('EventUuid', 36, { readOnly: true, label: 'Event UUID' }),
];

function systemFields(definition: ObjectDefinition): FieldSchema[] {
  const seen =
    definition.viewed === false
      ? []
      : [
          datetime('LastViewedDate', { ...platform, readOnly: true }),
          datetime('LastReferencedDate', { ...platform, readOnly: true }),
        ];
  const deleted = checkbox('IsDeleted', { ...systemField, label: 'Deleted' });
  const stamp = datetime('SystemModstamp', systemField);
  if (definition.audit === 'stamp') return [deleted, stamp];
  return [
    deleted,
    ...ownerField(definition),
    datetime('CreatedDate', systemField),
    lookup('CreatedById', 'User', { ...platform, ...systemField }),
    datetime('LastModifiedDate', systemField),
    lookup('LastModifiedById', 'User', { ...platform, ...systemField }),
    stamp,
    ...(definition.followed ? [date('LastActivityDate', { ...platform, readOnly: true, label: 'Last Activity' })] : []),
    ...seen,
  ];
}

/** Fields of what a definition says the platform does with its records. */
function abilityFields({ name, merged, pictured }: ObjectDefinition): FieldSchema[] {
  return [
    ...(merged ? [lookup('MasterRecordId', name, { ...platform, readOnly: true, label: 'Master Record ID' })] : []),
    ...(pictured
      ? [url('PhotoUrl', { ...platform, readOnly: true, label: 'Photo URL', extraTypeInfo: 'imageurl' })]
      : []),
  ];
}

const idField = (label: string) =>
  field('Id', 'id', {
    ...systemField,
    label: `${label} ID`,
    idLookup: true,
    aggregatable: true,
  });

/** What is different with a platform event. */
const eventFlags: Partial<ObjectSchema> = {
  isEvent: true,
  updateable: false,
  deletable: false,
  undeletable: false,
  queryable: false,
  searchable: false,
  retrieveable: false,
  replicateable: false,
  layoutable: false,
};

/** Completes a definition by system fields, labels and flags. Child relationships come with the whole schema. */
export function buildObject(definition: ObjectDefinition, recordTypeId: () => string): ObjectSchema {
  const label = definition.label ?? labelOf(definition.name);
  const own = definition.fields.flat();
  const given = new Set(own.map((entry) => entry.name));
  const recordTypes = definition.recordTypes ?? [];
  const recordType =
    recordTypes.length > 0 ? [lookup('RecordTypeId', 'RecordType', { ...platform, label: 'Record Type ID' })] : [];
  // In Salesforce's order: what it has of its own, what the platform keeps, what the org's admins have added.
  const [deleted, ...kept] = systemFields(definition).filter((entry) => !given.has(entry.name));
  const fields = definition.isEvent
    ? [...eventFields(), ...own]
    : [
        idField(label),
        ...(deleted ? [deleted] : []),
        ...own.filter((entry) => !entry.custom),
        ...abilityFields(definition),
        ...recordType,
        ...kept,
        ...own.filter((entry) => entry.custom),
      ];
  const master = own.some((entry) => entry.cascadeDelete && entry.custom);
  return {
    name: definition.name,
    label,
    labelPlural: definition.labelPlural ?? `${label}s`,
    keyPrefix: definition.keyPrefix,
    custom: /__[ce]$/.test(definition.name),
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
    feedEnabled: false,
    childRelationships: [],
    recordTypeInfos: recordTypeInfos(recordTypes, recordTypeId),
    recordTypePicklists: new Map(
      recordTypes.map(({ developerName, picklistValues = {}, picklistDefaults = {} }) => [
        developerName,
        { values: picklistValues, defaults: picklistDefaults },
      ]),
    ),
    ...(definition.isEvent && eventFlags),
    ...definition.flags,
    fields: master ? fields.filter((entry) => entry.name !== 'OwnerId') : fields,
  };
}

/** Rules of a definition, with the defaults that its record types bring. */
export function buildRules(definition: ObjectDefinition): ObjectRules {
  const { formulas } = definition.rules ?? {};
  const pictures: [string, Formula][] = definition.pictured
    ? [['PhotoUrl', (row) => `/services/images/photo/${String(row['Id'])}`]]
    : [];
  const defaults = (definition.recordTypes ?? []).flatMap((entry) =>
    entry.picklistDefaults ? [[entry.developerName, entry.picklistDefaults] as const] : [],
  );
  return {
    ...definition.rules,
    ...(pictures.length > 0 ? { formulas: new Map([...(formulas ?? []), ...pictures]) } : {}),
    ...(defaults.length > 0 ? { recordTypeDefaults: new Map(defaults) } : {}),
  };
}

export const masterRecordTypeId = '012000000000000AAA';

function recordTypeInfos(recordTypes: readonly RecordTypeDefinition[], recordTypeId: () => string): RecordTypeInfo[] {
  const infos = recordTypes.map((entry, index) => ({
    recordTypeId: recordTypeId(),
    name: entry.name,
    developerName: entry.developerName,
    active: true,
    available: true,
    defaultRecordTypeMapping: index === 0,
    master: false,
  }));
  const master = {
    recordTypeId: masterRecordTypeId,
    name: 'Master',
    developerName: 'Master',
    active: true,
    available: true,
    defaultRecordTypeMapping: infos.length === 0,
    master: true,
  };
  return [...infos, master];
}
