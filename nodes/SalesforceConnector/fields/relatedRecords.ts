import type { IDataObject, INodeListSearchResult, INodeProperties, ResourceMapperFields } from 'n8n-workflow';

import { isRecord, show } from '../../../salesforce/errors';
import {
  namedRelationships,
  relatedObjects,
  relationshipPath,
  type RelatedObject,
} from '../../../salesforce/trees/related';
import type { GivenChildren, GivenRecord } from '../../../salesforce/trees/tree';
import { recordValues } from '../../../salesforce/values/record';
import { AdvisedError } from '../host/advice';
import type { FormValues } from '../host/form';
import type { NodeOrg } from '../host/org';
import { optionOf, readFlag } from './allowed';
import { readEmptyValues } from './emptyValues';
import { checkValues, fieldsOfForm } from './fieldsToSend';
import { fieldLoader, loader, type ListForm } from './listLoader';
import { fromList, isEmptyLocator, locatorText, pageOf } from './locator';
import { mappedValues, type MapperValue } from './mapper';
import { ignoreUnknownFields } from './options';
import { faultInJson, formRows } from './text';

const RELATED = { name: 'related', displayName: 'Related Records', rows: 'relationship' };
const CHILD_RELATIONSHIP = 'Child Relationship';

const recordsFrom: INodeProperties = {
  displayName: 'Records From',
  name: 'recordsFrom',
  type: 'options',
  default: 'list',
  options: [
    { name: 'Fields Below', value: 'fields', description: 'One record, filled in field by field' },
    { name: 'List', value: 'list', description: 'A record for each element of a list' },
  ],
};

const childList: INodeProperties = {
  displayName: 'List',
  name: 'list',
  type: 'json',
  default: '',
  placeholder: 'e.g. {{ $json.people }} or [{ "LastName": "Lovelace" }]',
  description:
    'List of records, each with its fields by their API names. Leave empty to take the list from the item’s field of the relationship’s name.',
  displayOptions: { show: { recordsFrom: ['list'] } },
};

const childFields: INodeProperties = {
  displayName: 'Fields',
  name: 'fields',
  type: 'resourceMapper',
  default: { mappingMode: 'defineBelow', value: null },
  required: true,
  displayOptions: { show: { recordsFrom: ['fields'] } },
  typeOptions: {
    loadOptionsDependsOn: ['object.value', '&relationship.value'],
    resourceMapper: {
      resourceMapperMethod: 'getFieldsOfChild',
      mode: 'add',
      fieldWords: { singular: 'field', plural: 'fields' },
      valuesLabel: 'Values to Send',
      addAllFields: false,
      multiKeyMatch: false,
      supportAutoMap: false,
      hideNoDataError: true,
    },
  },
};

/** The records to create below another. */
export const relatedRecordsProperty: INodeProperties = {
  displayName: RELATED.displayName,
  name: RELATED.name,
  type: 'fixedCollection',
  typeOptions: { multipleValues: true, sortable: true },
  placeholder: 'Add Relationship',
  default: {},
  description: 'Records to create with the record, as its children',
  options: [
    {
      displayName: 'Relationship',
      name: RELATED.rows,
      values: [
        {
          displayName: CHILD_RELATIONSHIP,
          name: 'relationship',
          type: 'resourceLocator',
          default: { mode: 'list', value: '' },
          required: true,
          description:
            'Which of the object’s child relationships. A path leads deeper: Contacts.Cases takes the list Cases of each record of Contacts.',
          modes: [
            fromList('Select a relationship…', 'searchChildRelationships'),
            { displayName: 'By Name', name: 'name', type: 'string', placeholder: 'e.g. Contacts or Contacts.Cases' },
          ],
        },
        recordsFrom,
        childList,
        childFields,
      ],
    },
  ],
};

interface RelationshipRow {
  readonly relationship: unknown;
  readonly recordsFrom?: unknown;
  readonly list?: unknown;
  readonly fields?: unknown;
}

interface RelationshipOfForm {
  readonly row: RelationshipRow;
  readonly path: readonly string[];
  /** Its place in the form. */
  readonly place: number;
}

function readRelationships(form: FormValues): readonly RelationshipOfForm[] {
  const relationships = formRows<RelationshipRow>(form, RELATED).map((row, place) => {
    const path = relationshipPath(locatorText(row.relationship, CHILD_RELATIONSHIP), CHILD_RELATIONSHIP);
    return { row, path, place };
  });
  const names = new Set(relationships.map(({ path }) => path.join('.').toLowerCase()));
  for (const { path, row } of relationships) {
    if (path.length === 1) continue;
    const above = path.slice(0, -1).join('.');
    if (!names.has(above.toLowerCase())) throw wrongPath(path, `Add the relationship ${above} too.`);
    if (areFields(row))
      throw wrongPath(path, 'Set its Records From to List: each record above it has a list of its own.');
  }
  return relationships;
}

function areFields({ recordsFrom: chosen }: RelationshipRow): boolean {
  return optionOf<'fields' | 'list'>(chosen, recordsFrom) === 'fields';
}

function wrongPath(path: readonly string[], action: string): AdvisedError {
  return new AdvisedError(
    `${CHILD_RELATIONSHIP}: “${path.join('.')}” leads through records that the form does not have.`,
    {
      field: CHILD_RELATIONSHIP,
      actions: [action],
    },
  );
}

/** The paths of the relationships that the form has. */
export function readRelationshipPaths(form: FormValues): (readonly string[])[] {
  return readRelationships(form).map(({ path }) => path);
}

/** The objects that a form can create records of: nothing that an item has leads to any others. */
export async function readRelatedObjects(org: NodeOrg, form: FormValues, object: string): Promise<RelatedObject> {
  return await relatedObjects(org.describe, object, readRelationshipPaths(form), CHILD_RELATIONSHIP);
}

type FormOfItem = FormValues & { readonly json: IDataObject };

/** The item without the lists that are not fields of its record. */
export function withoutLists<T extends FormOfItem>(item: T, { children }: RelatedObject): T {
  const fields = Object.entries(item.json).filter(([name]) => !children.has(name.trim().toLowerCase()));
  return Object.create(item, { json: { value: Object.fromEntries(fields) } }) as T;
}

/** The records of an item that are created with its own, by their relationships. */
export function readRelatedRecords(org: NodeOrg, item: FormOfItem, root: RelatedObject): GivenChildren[] {
  const reader = new ChildReader(org, item);
  const given = new Map<RelatedObject, unknown[]>();
  for (const one of readRelationships(item)) {
    const [name = '', ...deeper] = one.path;
    const related = root.children.get(name.toLowerCase());
    // What is deeper is read with the records above it.
    if (related === undefined || deeper.length > 0) continue;
    const records = areFields(one.row) ? [chosenFields(item, one)] : listOfRow(item, one.row, name);
    given.set(related, [...(given.get(related) ?? []), ...records]);
  }
  return [...given].flatMap(([related, records]) =>
    records.length === 0 ? [] : { related, records: reader.records(records, related, related.relationship) },
  );
}

function chosenFields(item: FormOfItem, { row: { fields }, place }: RelationshipOfForm): IDataObject {
  const mapper = isRecord(fields) ? (fields as unknown as MapperValue) : { mappingMode: 'defineBelow', value: null };
  return mappedValues(item, `${RELATED.name}.${RELATED.rows}[${place}].fields`, mapper);
}

function listOfRow(item: FormOfItem, { list: given }: RelationshipRow, name: string): readonly unknown[] {
  if (!isEmptyLocator(given)) return givenRecords(given, childList.displayName);
  const own = Object.keys(item.json).find((field) => field.trim().toLowerCase() === name.toLowerCase());
  return own === undefined ? [] : givenRecords(item.json[own], own);
}

/** A list of records, as it is or as a query returns it; nothing is an empty list. */
function givenRecords(given: unknown, what: string): readonly unknown[] {
  const value: unknown = typeof given === 'string' && faultInJson(given) === undefined ? JSON.parse(given) : given;
  const held = isRecord(value) && 'records' in value ? value['records'] : value;
  if (held === null || held === undefined) return [];
  if (Array.isArray(held)) return held;
  throw notRecords(what, `${show(held)} is not a list of records`);
}

function notRecords(what: string, problem: string): AdvisedError {
  return new AdvisedError(`${RELATED.displayName}: ${what}: ${problem}.`, {
    field: RELATED.displayName,
    actions: ['Give a list of records, each an object such as { "LastName": "Lovelace" }.'],
  });
}

/** Reads given records by the fields of their objects. */
class ChildReader {
  private readonly writableOnly: boolean;
  private readonly emptyValues: ReturnType<typeof readEmptyValues>;

  constructor(
    private readonly org: NodeOrg,
    form: FormValues,
  ) {
    this.writableOnly = readFlag(form, ignoreUnknownFields, 'options');
    this.emptyValues = readEmptyValues(form);
  }

  records(given: readonly unknown[], related: RelatedObject, where: string): GivenRecord[] {
    return given.map((record, place) => {
      if (!isRecord(record)) throw notRecords(`${where} ${place}`, `${show(record)} is not a record`);
      return this.record(record, related, `${where} ${place}`);
    });
  }

  private record(
    given: Record<string, unknown>,
    { described, field, children }: RelatedObject,
    where: string,
  ): GivenRecord {
    const own: Record<string, unknown> = {};
    const lists: GivenChildren[] = [];
    for (const [name, value] of Object.entries(given)) {
      const below = children.get(name.trim().toLowerCase());
      if (below === undefined) own[name] = value;
      else
        lists.push({
          related: below,
          records: this.records(givenRecords(value, `${where} > ${name}`), below, `${where} > ${name}`),
        });
    }
    return {
      values: this.values(own, described, { field, where }),
      children: lists.filter(({ records }) => records.length > 0),
    };
  }

  private values(
    given: Record<string, unknown>,
    described: RelatedObject['described'],
    { field, where }: { readonly field: string; readonly where: string },
  ): Record<string, unknown> {
    const { timeZone, hints } = this.org;
    const values = recordValues(given, described, 'create', {
      timeZone,
      writableOnly: this.writableOnly,
      emptyValues: this.emptyValues,
      skipped: (name) => hints.inform('Ignore Unknown Fields left out these fields:', name),
    });
    checkValues(values, Object.keys(given), described);
    if (values[field] === undefined) return values;
    throw notRecords(where, `its field ${field} is the record above it, and cannot be set`);
  }
}

/** The relationships of the chosen object by the objects that they lead to. */
export const searchChildRelationships = loader(
  async (form: ListForm, filter?: string, paginationToken?: string): Promise<INodeListSearchResult> => {
    const choices = namedRelationships(await form.object('child relationships')).map(
      ({ relationshipName, childSObject }) => ({
        name: `${relationshipName} (${childSObject})`,
        value: relationshipName,
      }),
    );
    return pageOf(
      choices.toSorted((a, b) => a.name.localeCompare(b.name, 'en')),
      filter,
      paginationToken,
    );
  },
);

/** The fields of the records of a row's relationship. */
export const getFieldsOfChild = fieldLoader(async (form: ListForm): Promise<ResourceMapperFields> => {
  const { name } = await form.object();
  const path = relationshipPath(locatorText(form.value('&relationship'), CHILD_RELATIONSHIP), CHILD_RELATIONSHIP);
  const [related] = (
    await relatedObjects(form.org.describe, name, [path.slice(0, 1)], CHILD_RELATIONSHIP)
  ).children.values();
  return related === undefined ? { fields: [] } : fieldsOfForm(related.described, 'create', related.field);
});
