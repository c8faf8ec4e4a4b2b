import type { ObjectDefinition } from '../define';
import { datetime, lookup, text } from '../fields';

/** https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/sforce_api_objects_loginhistory.htm */
export const loginHistory: ObjectDefinition = {
  name: 'LoginHistory',
  keyPrefix: '0Ya',
  owner: 'none',
  fields: [
    lookup('UserId', 'User', { readOnly: true }),
    datetime('LoginTime', { readOnly: true }),
    text('LoginType', 40, { readOnly: true }),
    text('SourceIp', 39, { readOnly: true }),
    text('LoginUrl', 120, { readOnly: true }),
    text('Application', 64, { readOnly: true }),
    text('ApiType', 64, { readOnly: true }),
    text('ApiVersion', 32, { readOnly: true }),
    text('Browser', 64, { readOnly: true }),
    text('Platform', 64, { readOnly: true }),
    text('Status', 128, { readOnly: true }),
  ],
  flags: { createable: false, updateable: false, deletable: false, undeletable: false, layoutable: false },
};
