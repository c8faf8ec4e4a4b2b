import type { ObjectDefinition } from '../define';
import { address, checkbox, email, integer, phone, restrictedPicklist, text } from '../fields';

const fixed = { createable: false, updateable: false, deletable: false, undeletable: false, layoutable: false };

export const profile: ObjectDefinition = {
  name: 'Profile',
  keyPrefix: '00e',
  owner: 'none',
  fields: [
    text('Name', 255, { nameField: true, required: true }),
    text('Description', 255),
    text('UserType', 40, { readOnly: true }),
  ],
  flags: fixed,
};

export const group: ObjectDefinition = {
  name: 'Group',
  keyPrefix: '00G',
  owner: 'none',
  viewed: false,
  fields: [
    text('Name', 40, { nameField: true, required: true }),
    text('DeveloperName', 80, { nillable: false, defaultedOnCreate: true }),
    restrictedPicklist('Type', ['Regular', 'Queue', 'Role', 'Organization'], { updateable: false, required: true }),
    email('Email', { length: 255 }),
    checkbox('DoesIncludeBosses', { defaultValue: true }),
  ],
  rules: {
    derive: (row) => ({
      DeveloperName: row['DeveloperName'] ?? (String(row['Name'] ?? '').replaceAll(/\W/g, '_') || null),
    }),
  },
};

/** A group of Chatter. */
export const collaborationGroup: ObjectDefinition = {
  name: 'CollaborationGroup',
  label: 'Group',
  keyPrefix: '0F9',
  fields: [
    text('Name', 40, { nameField: true, required: true }),
    restrictedPicklist('CollaborationType', ['Public', 'Private', 'Unlisted'], { required: true }),
    text('Description', 1000),
    checkbox('IsArchived', { readOnly: true }),
  ],
};

export const recordType: ObjectDefinition = {
  name: 'RecordType',
  label: 'Record Type',
  keyPrefix: '012',
  owner: 'none',
  viewed: false,
  fields: [
    text('Name', 80, { nameField: true, required: true }),
    text('DeveloperName', 80, { required: true }),
    text('NamespacePrefix', 15, { readOnly: true }),
    text('Description', 255),
    text('SobjectType', 40, { required: true, updateable: false }),
    checkbox('IsActive', { label: 'Active' }),
  ],
  flags: fixed,
};

export const assignmentRule: ObjectDefinition = {
  name: 'AssignmentRule',
  label: 'Assignment Rule',
  keyPrefix: '01Q',
  owner: 'none',
  viewed: false,
  fields: [
    text('Name', 120, { nameField: true, readOnly: true }),
    restrictedPicklist('SobjectType', ['Case', 'Lead'], { readOnly: true }),
    checkbox('Active', { readOnly: true }),
  ],
  flags: fixed,
};

/** @see https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/sforce_api_objects_leadstatus.htm */
export const leadStatus: ObjectDefinition = {
  name: 'LeadStatus',
  label: 'Lead Status Value',
  keyPrefix: '01J',
  owner: 'none',
  viewed: false,
  fields: [
    text('ApiName', 255, { readOnly: true }),
    text('MasterLabel', 255, { nameField: true, readOnly: true }),
    integer('SortOrder', { readOnly: true }),
    checkbox('IsConverted', { readOnly: true, label: 'Converted' }),
    checkbox('IsDefault', { readOnly: true, label: 'Default' }),
  ],
  flags: fixed,
};

export const organization: ObjectDefinition = {
  name: 'Organization',
  keyPrefix: '00D',
  owner: 'none',
  viewed: false,
  fields: [
    text('Name', 80, { nameField: true, required: true }),
    text('Division', 80),
    address(''),
    phone('Phone'),
    text('PrimaryContact', 80),
    text('OrganizationType', 40, { readOnly: true, label: 'Edition' }),
    text('InstanceName', 5, { readOnly: true }),
    checkbox('IsSandbox', { readOnly: true }),
    text('NamespacePrefix', 15, { readOnly: true }),
    text('TimeZoneSidKey', 40),
    text('LanguageLocaleKey', 40),
    text('DefaultLocaleSidKey', 40),
  ],
  flags: fixed,
};

/**
 * What the user may do; the org's users may do everything that it knows of.
 * @see https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/sforce_api_objects_userpermissionaccess.htm
 */
export const userPermissionAccess: ObjectDefinition = {
  name: 'UserPermissionAccess',
  keyPrefix: '000',
  owner: 'none',
  viewed: false,
  fields: [
    checkbox('PermissionsApiEnabled', { readOnly: true }),
    checkbox('PermissionsBulkApiHardDelete', { readOnly: true }),
    checkbox('PermissionsModifyAllData', { readOnly: true }),
    checkbox('PermissionsViewAllData', { readOnly: true }),
  ],
  flags: fixed,
};
