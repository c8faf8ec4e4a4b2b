import { searchExternalIdFields } from './externalId';
import { getReadableFields } from './fieldsToReturn';
import { searchObjects } from './object';
import { getApiVersions } from './options';
import { searchQueryFields } from './queryField';
import { searchRecords } from './recordId';
import { getRecordFields } from './values';

/** Every list that the form loads from the org, under the name that the properties call it by. */
export const loaders = {
  listSearch: { searchExternalIdFields, searchObjects, searchQueryFields, searchRecords },
  loadOptions: { getApiVersions, getReadableFields },
  resourceMapping: { getRecordFields },
};
