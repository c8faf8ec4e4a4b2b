import type { INodeListSearchResult, INodeProperties } from 'n8n-workflow';

import { apiName } from '../../../salesforce/names';
import { standardKeyPrefix, type ObjectSummary } from '../../../salesforce/describe';
import { isPlatformEvent } from '../../../salesforce/names';
import type { FormValues } from '../host/form';
import { loader, type ListForm } from './listLoader';
import { byLabel, choice, fromList, locatorText, pageOf } from './locator';

/** The operation on an object's records: only objects that allow it are listed. */
export type ObjectUse =
  | 'create'
  | 'delete'
  | 'describe'
  | 'merge'
  | 'publish'
  | 'query'
  | 'replicate'
  | 'search'
  | 'undelete'
  | 'update'
  | 'upsert';

const ALLOWS: Readonly<Record<ObjectUse, (object: ObjectSummary) => boolean>> = {
  create: (object) => object.createable,
  delete: (object) => object.deletable,
  describe: () => true,
  merge: (object) => object.mergeable,
  publish: (object) => object.createable && isPlatformEvent(object.name),
  query: (object) => object.queryable,
  replicate: (object) => object.replicateable,
  search: (object) => object.searchable,
  undelete: (object) => object.undeletable,
  update: (object) => object.updateable,
  upsert: (object) => object.createable && object.updateable,
};

const OBJECT_LISTS: Readonly<Record<ObjectUse, string>> = {
  create: 'searchCreatableObjects',
  delete: 'searchDeletableObjects',
  describe: 'searchObjects',
  merge: 'searchMergeableObjects',
  publish: 'searchPlatformEvents',
  query: 'searchQueryableObjects',
  replicate: 'searchReplicateableObjects',
  search: 'searchSearchableObjects',
  undelete: 'searchUndeletableObjects',
  update: 'searchUpdatableObjects',
  upsert: 'searchUpsertableObjects',
};

/** The object of the records, from a list of the objects that allow the use. */
export function objectProperty(use: ObjectUse): INodeProperties {
  return objectPropertyListing(OBJECT_LISTS[use]);
}

/** The same with a list of its own, made by {@link objectList}. */
export function objectPropertyListing(searchListMethod: string): INodeProperties {
  return {
    displayName: 'Object',
    name: 'object',
    type: 'resourceLocator',
    default: { mode: 'list', value: '' },
    required: true,
    description: 'The standard or custom Salesforce object',
    modes: [
      fromList('Select an object…', searchListMethod),
      {
        displayName: 'By API Name',
        name: 'name',
        type: 'string',
        placeholder: 'e.g. Account or Invoice__c',
        validation: [
          {
            type: 'regex',
            properties: {
              regex: '^\\s*[A-Za-z]\\w*\\s*$',
              errorMessage: 'API names contain only letters, digits and underscores',
            },
          },
        ],
      },
    ],
  };
}

/** The API name of the chosen object. */
export function readObject(form: FormValues): string {
  return form.shared(objectName);
}

function objectName(form: FormValues): string {
  return apiName(locatorText(form.param('object'), 'Object'), 'Object');
}

/** The object that must be described to check its IDs; undefined for a standard one, of which an ID tells by itself. */
export function objectToCheckIds(form: FormValues): string | undefined {
  const object = readObject(form);
  return standardKeyPrefix(object) === undefined ? object : undefined;
}

/** Lists the objects that allow a use, which can depend on the form. */
export function objectList(useOf: (form: ListForm) => ObjectUse) {
  return loader(async (form: ListForm, filter?: string, paginationToken?: string): Promise<INodeListSearchResult> => {
    const objects = (await form.org.describe.global()).filter(ALLOWS[useOf(form)]);
    return pageOf(objects.toSorted(byLabel).map(choice), filter, paginationToken);
  });
}

export const searchCreatableObjects = objectList(() => 'create');
export const searchDeletableObjects = objectList(() => 'delete');
export const searchObjects = objectList(() => 'describe');
export const searchMergeableObjects = objectList(() => 'merge');
export const searchPlatformEvents = objectList(() => 'publish');
export const searchQueryableObjects = objectList(() => 'query');
export const searchReplicateableObjects = objectList(() => 'replicate');
export const searchSearchableObjects = objectList(() => 'search');
export const searchUndeletableObjects = objectList(() => 'undelete');
export const searchUpdatableObjects = objectList(() => 'update');
export const searchUpsertableObjects = objectList(() => 'upsert');
