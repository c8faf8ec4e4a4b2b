import { DEFAULT_API_VERSION } from '../api';
import {
  AnswerError,
  expectShape,
  isCount,
  isFlag,
  isText,
  isWords,
  listOf,
  maybe,
  objectWith,
  type Shape,
} from '../errors';
import type { Send } from '../http';
import { canonicalId, isRecordId } from '../ids';
import { isSameName } from '../names';
import { dataPath } from '../path';
import { DescribeCache } from './cache';
import type { FieldDescribe, ObjectDescribe, ObjectSummary, RecordTypeInfo, VersionInfo } from './types';

/**
 * The org's schema, read through a cache.
 * https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/resources_sobject_describe.htm
 */
export class Metadata {
  readonly #began: number;

  constructor(
    private readonly send: Send,
    private readonly version: string = DEFAULT_API_VERSION,
    private readonly cache: DescribeCache = new DescribeCache(),
  ) {
    this.#began = cache.now();
  }

  /** The same as if it was only now looked at. */
  anew(): Metadata {
    return new Metadata(this.send, this.version, this.cache);
  }

  /** Every object the user can see, in the org's order. */
  async global(): Promise<readonly ObjectSummary[]> {
    return await this.cache.read(this.send, dataPath(this.version, 'sobjects'), (body) =>
      expectShape(body, isGlobal, 'the list of objects').sobjects.map(summary),
    );
  }

  /** One object with its fields. `name` as Salesforce writes it or in any case. */
  async object(name: string): Promise<ObjectDescribe> {
    return await this.cache.read(this.send, this.#pathOf(name), (body) => reduced(body, name));
  }

  /** The same, not older than this, unless it was renewed in the last `every` milliseconds. */
  async renewed(name: string, every: number): Promise<ObjectDescribe> {
    const renewal = { since: this.#began, every };
    return await this.cache.renew(this.send, this.#pathOf(name), (body) => reduced(body, name), renewal);
  }

  #pathOf(name: string): string {
    return dataPath(this.version, 'sobjects', name, 'describe');
  }

  /** The ID of the user who is signed in, from the one address in the list of resources that names him. */
  async userId(): Promise<string> {
    return await this.cache.read(this.send, dataPath(this.version), (body) => {
      const { identity } = expectShape(body, isResources, 'the list of resources');
      const id = canonicalId(identity.split('/').at(-1));
      if (id !== undefined) return id;
      throw new AnswerError(200, 'the address of a user was expected', identity);
    });
  }

  /** What else the org says of itself, at a path below the version, reduced by `keep`. */
  async kept<T>(segments: readonly string[], keep: (body: unknown) => T): Promise<T> {
    return await this.cache.read(this.send, dataPath(this.version, ...segments), keep);
  }

  /** The API versions that the org has, oldest first. */
  async versions(): Promise<readonly VersionInfo[]> {
    return await this.cache.read(this.send, '/services/data/', (body) =>
      expectShape(body, isVersions, 'the list of API versions').map(({ label, version }) => ({ label, version })),
    );
  }
}

function summary(object: GivenSummary): ObjectSummary {
  const { name, labelPlural, keyPrefix, createable, updateable, deletable, queryable, searchable } = object;
  const label = labelOf(object);
  const unsaid = Object.fromEntries(UNSAID.map((flag) => [flag, object[flag] ?? false])) as Record<Unsaid, boolean>;
  const may = { createable, updateable, deletable, queryable, searchable, ...unsaid };
  return { name, label, labelPlural: isText(labelPlural) ? labelPlural : label, keyPrefix, ...may };
}

/**
 * An object's description as it was given.
 * @throws AnswerError for another object, and for fields that cannot be those of an object
 */
export function givenDescription(body: unknown, name: string): ObjectDescribe {
  const what = `the description of the object ${name}`;
  const object = expectShape(body, isDescribe, what);
  const names = new Set(object.fields.map((given) => given.name.toLowerCase()));
  if (isSameName(object.name, name) && names.size === object.fields.length && names.size > 0) return object;
  throw new AnswerError(200, `${what} was expected`, body);
}

function reduced(body: unknown, name: string): ObjectDescribe {
  const object = givenDescription(body, name);
  return {
    ...summary(object),
    fields: object.fields.map(field),
    // The WSDL allows one without an ID, which nothing can refer to.
    recordTypeInfos: object.recordTypeInfos.filter((one) => isRecordId(one.recordTypeId)).map(recordType),
    childRelationships: (object.childRelationships ?? []).map(({ childSObject, field: name, relationshipName }) => ({
      childSObject,
      field: name,
      relationshipName: isText(relationshipName) ? relationshipName : null,
    })),
  };
}

/** A describe's field has some sixty properties, and a cache holds many describes: only what is used is kept. */
function field(given: FieldDescribe): FieldDescribe {
  const { name, type, createable, updateable, nillable, defaultedOnCreate, externalId, idLookup } = given;
  const { nameField, filterable, sortable, calculated, autoNumber, unique, caseSensitive, cascadeDelete } = given;
  const { referenceTo, relationshipName, compoundFieldName } = given;
  return {
    name,
    label: labelOf(given),
    type,
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
    picklistValues: given.picklistValues.map(({ value, label, active, defaultValue, validFor }) => ({
      value,
      label: isText(label) ? label : value,
      active,
      defaultValue: defaultValue === true,
      validFor: validFor ?? null,
    })),
    controllerName: given.controllerName ?? null,
    length: given.length ?? 0,
    scale: given.scale ?? 18,
    inlineHelpText: given.inlineHelpText ?? null,
    referenceTo,
    relationshipName: relationshipName ?? null,
    cascadeDelete,
    compoundFieldName: compoundFieldName ?? null,
  };
}

/** A translation can lack a label, or have an empty one. */
function labelOf({ label, name }: Labeled): string {
  return isText(label) ? label : name;
}

/** An org need not tell what only few ask for. */
type GivenSummary = Omit<ObjectSummary, Unsaid | 'labelPlural'> & Partial<Pick<ObjectSummary, Unsaid | 'labelPlural'>>;

/** What not every answer says. */
const UNSAID = ['custom', 'feedEnabled', 'mergeable', 'replicateable', 'triggerable', 'undeletable'] as const;
type Unsaid = (typeof UNSAID)[number];

interface Labeled {
  readonly name: string;
  readonly label: string | null | undefined;
}

function recordType({ developerName = '', ...given }: Partial<RecordTypeInfo> & RecordTypeInfo): RecordTypeInfo {
  const { recordTypeId, name, available } = given;
  const { active = true, master = false, defaultRecordTypeMapping = false } = given;
  return { recordTypeId, name, developerName, active, available, master, defaultRecordTypeMapping };
}

const NAME_AND_LABEL = { name: isText, label: maybe(isWords) };

/** What lists of objects are filtered by. */
const SUMMARY = {
  ...NAME_AND_LABEL,
  keyPrefix: maybe(isText),
  createable: isFlag,
  updateable: isFlag,
  deletable: isFlag,
  queryable: isFlag,
  searchable: isFlag,
  labelPlural: maybe(isWords),
  ...(Object.fromEntries(UNSAID.map((flag) => [flag, maybe(isFlag)])) as Record<
    Unsaid,
    Shape<boolean | null | undefined>
  >),
};

const isSummaryList = listOf(objectWith(SUMMARY) as Shape<unknown> as Shape<ObjectSummary>);

/** Every user sees some. */
const isObjectList: Shape<ObjectSummary[]> = (value): value is ObjectSummary[] =>
  isSummaryList(value) && value.length > 0;
const isGlobal = objectWith<{ sobjects: ObjectSummary[] }>({ sobjects: isObjectList });
const isVersionList = listOf(objectWith<VersionInfo>({ label: isText, version: isText }));

/** Every org has some. */
function isVersions(body: unknown): body is VersionInfo[] {
  return isVersionList(body) && body.length > 0;
}

/** What a describe may leave out, and says with a flag where it does not: every other value would be true. */
const FIELD_FLAGS = [
  'autoNumber',
  'calculated',
  'cascadeDelete',
  'caseSensitive',
  'defaultedOnCreate',
  'externalId',
  'filterable',
  'idLookup',
  'nameField',
  'sortable',
  'unique',
] as const;

/** What everything else here relies on. */
const isDescribe = objectWith({
  ...SUMMARY,
  fields: listOf(
    objectWith({
      ...NAME_AND_LABEL,
      type: isText,
      createable: isFlag,
      updateable: isFlag,
      nillable: isFlag,
      ...(Object.fromEntries(FIELD_FLAGS.map((flag) => [flag, maybe(isFlag)])) as Record<
        (typeof FIELD_FLAGS)[number],
        Shape<unknown>
      >),
      picklistValues: listOf(objectWith({ value: isWords, validFor: maybe(isWords) })),
      controllerName: maybe(isWords),
      length: maybe(isCount),
      scale: maybe(isCount),
      inlineHelpText: maybe(isWords),
      referenceTo: listOf(isText),
      relationshipName: maybe(isText),
    }),
  ),
  recordTypeInfos: listOf(
    objectWith({
      recordTypeId: maybe(isRecordId),
      name: isText,
      available: isFlag,
      master: maybe(isFlag),
      active: maybe(isFlag),
    }),
  ),
  childRelationships: maybe(
    listOf(objectWith({ childSObject: isText, field: isText, relationshipName: maybe(isWords) })),
  ),
}) as Shape<unknown> as Shape<ObjectDescribe>;

const isResources = objectWith({ identity: isText });
