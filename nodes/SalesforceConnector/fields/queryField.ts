import type { INodeListSearchResult, INodeProperties } from 'n8n-workflow';

import { fieldPath } from '../../../salesforce/api';
import { findField, type FieldDescribe, type ObjectDescribe } from '../../../salesforce/describe';
import { InputError } from '../../../salesforce/errors';
import { describeObject, type Org } from '../host/org';
import { loader, type ListForm } from './listLoader';
import { byLabel, choice, locatorText, pageOf } from './locator';

/** A field in a condition or a sort order: the object's own from a list, a parent's by its path. */
export const queryFieldProperty: INodeProperties = {
  displayName: 'Field',
  name: 'field',
  type: 'resourceLocator',
  default: { mode: 'list', value: '' },
  description: 'A field of the object, or of a parent by its path such as Owner.Name',
  typeOptions: { loadOptionsDependsOn: ['object.value'] },
  modes: [
    {
      displayName: 'From List',
      name: 'list',
      type: 'list',
      placeholder: 'Select a field…',
      typeOptions: { searchListMethod: 'searchQueryFields', searchable: true },
    },
    {
      displayName: 'By API Name',
      name: 'name',
      type: 'string',
      placeholder: 'e.g. Account.Industry',
      validation: [
        {
          type: 'regex',
          properties: {
            regex: '^\\s*[A-Za-z][\\w.]*\\s*$',
            errorMessage: 'Write an API name, or a path such as Owner.Name',
          },
        },
      ],
    },
  ],
};

export function readQueryField(value: unknown, what: string): string {
  return fieldPath(locatorText(value, what), what);
}

/**
 * The field at the end of a path. A parent of several possible types (a task's Who) has the fields of any of them.
 * @throws InputError naming the part of the path that does not exist
 */
export async function describePath(org: Org, object: string, path: string, what: string): Promise<FieldDescribe> {
  const parents = path.split('.');
  const last = parents.pop() ?? path;
  let candidates = [await describeObject(org, object)];
  for (const parent of parents) candidates = await parentsOf(org, candidates, parent, what);
  return fieldOf(candidates, last, what);
}

/**
 * The field of this name that the first of the objects has.
 * @throws InputError when none of them has it
 */
export function fieldOf(objects: readonly ObjectDescribe[], name: string, what: string): FieldDescribe {
  for (const object of objects) {
    const field = findField(object, name);
    if (field !== undefined) return field;
  }
  throw unknown(name, objects, what);
}

async function parentsOf(org: Org, objects: ObjectDescribe[], parent: string, what: string): Promise<ObjectDescribe[]> {
  const relation = objects
    .flatMap(({ fields }) => fields)
    .find(({ relationshipName }) => relationshipName?.toLowerCase() === parent.toLowerCase());
  if (relation === undefined) throw unknown(parent, objects, what);
  return await Promise.all(relation.referenceTo.map((name) => describeObject(org, name)));
}

function unknown(name: string, objects: readonly ObjectDescribe[], what: string): InputError {
  return new InputError(
    `${what}: there is no field “${name}” on ${objects.map((object) => object.name).join(' or ')}.`,
    {
      field: what,
      actions: [
        'Use the field’s API name (Salesforce Setup > Object Manager > Fields & Relationships). A parent’s field is reached by the relationship’s name: Account.Name, Custom__r.Name.',
        'If the field exists, check that the user signed in may see it (field-level security).',
      ],
    },
  );
}

export const searchQueryFields = loader(
  async (form: ListForm, filter?: string, paginationToken?: string): Promise<INodeListSearchResult> => {
    const { fields } = await form.object();
    const usable = fields.filter(({ filterable, sortable }) => filterable || sortable);
    return pageOf(usable.toSorted(byLabel).map(choice), filter, paginationToken);
  },
);
