import { searchObjects } from './object';
import { getApiVersions } from './options';
import { getRecordFields } from './values';

/** Every list that the form loads from the org, under the name that the properties call it by. */
export const loaders = {
  listSearch: { searchObjects },
  loadOptions: { getApiVersions },
  resourceMapping: { getRecordFields },
};
