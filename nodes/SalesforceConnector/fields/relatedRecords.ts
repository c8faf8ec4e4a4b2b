import type { IDataObject, INodeListSearchResult, INodeProperties, ResourceMapperFields } from 'n8n-workflow';

import { findField, namedRelationships } from '../../../salesforce/describe';
import { isRecord } from '../../../salesforce/errors';
import {
  isEmptyList,
  refuseLists,
  relatedObjects,
  relationshipPath,
  type RelatedObject,
} from '../../../salesforce/trees/related';
import type { GivenChildren } from '../../../salesforce/trees/tree';
import { setTwice } from '../../../salesforce/values/record';
import { AdvisedError } from '../host/advice';
import type { FormValues } from '../host/form';
import type { NodeOrg } from '../host/org';
import { optionOf } from './allowed';
import { ChildReader } from './childRecords';
import { fieldsOfForm, takesItem } from './fieldsToSend';
import { fieldLoader, loader, type ListForm } from './listLoader';
import { inAlphabet, fromList, isEmptyLocator, locatorText, pageOf } from './locator';
import { mappedValues, type MapperValue } from './mapper';
import { formRows } from './text';

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
  displayName: 'Values to Send',
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
  const named = (wanted: string) =>
    relationships.filter(({ path }) => path.join('.').toLowerCase() === wanted.toLowerCase());
  for (const { path, row } of relationships) {
    if (path.length === 1) continue;
    const above = path.slice(0, -1).join('.');
    const rowsAbove = named(above);
    if (rowsAbove.length === 0) throw wrongPath(path, NOTHING_ABOVE, `Add the relationship ${above} too.`);
    if (rowsAbove.every((one) => areFields(one.row)))
      throw wrongPath(path, NO_LISTS_ABOVE, `Set the Records From of ${above} to List, or remove this row.`);
    if (areFields(row))
      throw wrongPath(path, TAKES_LISTS, 'Set its Records From to List: each record above it has a list of its own.');
    if (!isEmptyLocator(row.list)) {
      throw wrongPath(path, TAKES_LISTS, 'Leave its List empty: each record above it has a list of its own.');
    }
  }
  return relationships;
}

function areFields({ recordsFrom: chosen }: RelationshipRow): boolean {
  return optionOf<'fields' | 'list'>(chosen, recordsFrom) === 'fields';
}

const NOTHING_ABOVE = 'leads through records that the form does not have';
const NO_LISTS_ABOVE = 'leads through a record of fields, which has no lists';
const TAKES_LISTS = 'takes the lists in the records above it';

function wrongPath(path: readonly string[], problem: string, action: string): AdvisedError {
  return new AdvisedError(`${CHILD_RELATIONSHIP}: “${path.join('.')}” ${problem}.`, {
    field: CHILD_RELATIONSHIP,
    actions: [action],
  });
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

/**
 * An item's fields that are mapped automatically, without the lists that are not fields of its record: those of the form's
 * relationships by name, and those that a row takes by an expression.
 * @throws InputError for lists of others than the form's relationships
 */
export function withoutLists(item: FormOfItem, { children, described }: RelatedObject): IDataObject {
  const taken = fieldsTaken(item);
  const isList = (name: string): boolean =>
    children.has(name.trim().toLowerCase()) || (taken.has(name) && findField(described, name.trim()) === undefined);
  const fields = Object.fromEntries(Object.entries(item.json).filter(([name]) => !isList(name)));
  refuseLists(fields, described);
  return fields;
}

/** An expression that is a field of the item, and nothing else. */
const FIELD_OF_ITEM = /^=\{\{\s*\$json(?:\.(\w+)|\[(["'])(.+?)\2\])\s*\}\}$/;

/** The item's fields that are the lists of rows. */
function fieldsTaken(form: FormValues): ReadonlySet<string> {
  const written = form.written<unknown>(RELATED.name, {});
  const rows = isRecord(written) ? written[RELATED.rows] : [];
  const lists = Array.isArray(rows) ? rows.map((row: unknown) => (isRecord(row) ? row['list'] : undefined)) : [];
  return new Set(
    lists.flatMap((list) => {
      const [, name, , quoted] = FIELD_OF_ITEM.exec(typeof list === 'string' ? list.trim() : '') ?? [];
      return name ?? quoted ?? [];
    }),
  );
}

/** The records of an item that are created with its own, by their relationships. */
export function readRelatedRecords(org: NodeOrg, item: FormOfItem, root: RelatedObject): GivenChildren[] {
  const reader = new ChildReader(org, item, RELATED.displayName);
  const given = new Map<RelatedObject, unknown[]>();
  const relationships = readRelationships(item);
  checkLists(relationships, root);
  informOfOwnLists(org, item, relationships, root);
  for (const one of relationships) {
    const related = relatedAt(root, one.path);
    // What is deeper is read with the records above it.
    if (related === undefined || one.path.length > 1) continue;
    const records = areFields(one.row) ? [chosenFields(item, one)] : listOfRow(item, one, reader);
    given.set(related, [...(given.get(related) ?? []), ...records]);
  }
  return [...given].flatMap(([related, records]) =>
    records.length === 0 ? [] : { related, records: reader.records(records, related, related.relationship) },
  );
}

/** @throws AdvisedError for two rows that take lists of one relationship, which could be the same list */
function checkLists(relationships: readonly RelationshipOfForm[], root: RelatedObject): void {
  const taken = new Map<RelatedObject | undefined, number>();
  for (const { row, path, place } of relationships) {
    if (areFields(row)) continue;
    const related = relatedAt(root, path);
    const other = taken.get(related);
    if (other !== undefined) throw listTwice(path, [other, place]);
    taken.set(related, place);
  }
}

/** A list of the item itself is easily taken for one that is created. */
function informOfOwnLists(
  { hints }: NodeOrg,
  item: FormOfItem,
  relationships: readonly RelationshipOfForm[],
  root: RelatedObject,
): void {
  if (!takesItem(item)) return;
  const areOwn = relationships.filter(({ row, path }) => path.length === 1 && takesOwnList(row));
  const taken = new Set(areOwn.map(({ path }) => relatedAt(root, path)));
  for (const [name, list] of Object.entries(item.json)) {
    const related = root.children.get(name.trim().toLowerCase());
    if (related === undefined || taken.has(related) || isEmptyList(list)) continue;
    hints.inform('Related Records take no records from these lists of the items, but from what their rows say:', name);
  }
}

function takesOwnList(row: RelationshipRow): boolean {
  return !areFields(row) && isEmptyLocator(row.list);
}

function listTwice(path: readonly string[], places: readonly number[]): AdvisedError {
  const rows = places.map((place) => place + 1).join(' and ');
  return new AdvisedError(`${RELATED.displayName}: rows ${rows} both take a list of “${path.join('.')}”.`, {
    field: RELATED.displayName,
    actions: [
      'Remove one of them. To create the records of several lists, put them together in one row: {{ [...$json.first, ...$json.second] }}.',
    ],
  });
}

function relatedAt(root: RelatedObject, path: readonly string[]): RelatedObject | undefined {
  return path.reduce<RelatedObject | undefined>((above, name) => above?.children.get(name.toLowerCase()), root);
}

function chosenFields(item: FormOfItem, { row: { fields }, place }: RelationshipOfForm): IDataObject {
  const mapper = isRecord(fields) ? (fields as unknown as MapperValue) : { mappingMode: 'defineBelow', value: null };
  return mappedValues(item, `${RELATED.name}.${RELATED.rows}[${place}].fields`, mapper);
}

function listOfRow(
  item: FormOfItem,
  { row: { list: given }, path: [name = ''] }: RelationshipOfForm,
  reader: ChildReader,
): readonly unknown[] {
  if (!isEmptyLocator(given)) return reader.list(given, childList.displayName);
  const [own, ...others] = Object.keys(item.json).filter((field) => field.trim().toLowerCase() === name.toLowerCase());
  if (own === undefined) return [];
  if (others.length > 0) throw setTwice(name, [own, ...others]);
  return reader.list(item.json[own], own);
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
      choices.toSorted((a, b) => inAlphabet(a.name, b.name)),
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
