import type { ObjectDefinition } from '../define';
import { datetime, restrictedPicklist, text, textArea } from '../fields';

const fixed = { createable: false, updateable: false, deletable: false, undeletable: false, layoutable: false };

/** https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/sforce_api_objects_report.htm */
export const report: ObjectDefinition = {
  name: 'Report',
  keyPrefix: '00O',
  owner: 'none',
  fields: [
    text('Name', 40, { nameField: true, readOnly: true }),
    text('FolderName', 256, { readOnly: true }),
    textArea('Description', 255, { readOnly: true }),
    text('DeveloperName', 80, { readOnly: true }),
    text('NamespacePrefix', 15, { readOnly: true }),
    restrictedPicklist('Format', ['Tabular', 'Summary', 'Matrix', 'MultiBlock'], { readOnly: true }),
    datetime('LastRunDate', { label: 'Last Run', readOnly: true }),
  ],
  flags: fixed,
};

/** https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/sforce_api_objects_dashboard.htm */
export const dashboard: ObjectDefinition = {
  name: 'Dashboard',
  keyPrefix: '01Z',
  owner: 'none',
  fields: [
    text('Title', 80, { nameField: true, readOnly: true, label: 'Dashboard Title' }),
    text('DeveloperName', 80, { readOnly: true }),
    text('FolderName', 256, { readOnly: true }),
    textArea('Description', 255, { readOnly: true }),
  ],
  flags: fixed,
};
