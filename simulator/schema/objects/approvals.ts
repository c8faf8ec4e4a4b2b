import type { ObjectDefinition } from '../define';
import { datetime, lookup, number, restrictedPicklist, text, textArea } from '../fields';

const kept = { owner: 'none', viewed: false } as const;
const fixed = { createable: false, updateable: false, deletable: false, undeletable: false, layoutable: false };
const unsearched = { ...fixed, searchable: false };
const byPlatform = { readOnly: true, permissionable: false };

/** @see https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/sforce_api_objects_processdefinition.htm */
export const processDefinition: ObjectDefinition = {
  ...kept,
  name: 'ProcessDefinition',
  label: 'Process Definition',
  keyPrefix: '04a',
  fields: [
    text('Name', 255, { nameField: true, readOnly: true }),
    text('DeveloperName', 80, { readOnly: true }),
    restrictedPicklist('Type', ['Approval', 'State'], { readOnly: true }),
    textArea('Description', 255, { readOnly: true }),
    text('TableEnumOrId', 40, { readOnly: true }),
    restrictedPicklist('State', ['Active', 'Inactive', 'Obsolete'], { readOnly: true }),
  ],
  flags: unsearched,
};

/** What can be submitted for approval. */
const targets = ['Account', 'Campaign', 'Case', 'Contact', 'Invoice__c', 'Lead', 'Opportunity', 'Order', 'Quote'];
const statuses = ['Approved', 'Pending', 'Rejected', 'Removed'];

/** @see https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/sforce_api_objects_processinstance.htm */
export const processInstance: ObjectDefinition = {
  ...kept,
  name: 'ProcessInstance',
  label: 'Process Instance',
  keyPrefix: '04g',
  fields: [
    lookup('ProcessDefinitionId', 'ProcessDefinition', byPlatform),
    lookup('TargetObjectId', targets, { ...byPlatform, cascadeDelete: true }),
    restrictedPicklist('Status', statuses, { readOnly: true }),
    datetime('CompletedDate', { readOnly: true }),
    lookup('LastActorId', 'User', byPlatform),
    lookup('SubmittedById', 'User', byPlatform),
  ],
  flags: unsearched,
};

const actors = ['Group', 'User'];
const ofInstance = lookup('ProcessInstanceId', 'ProcessInstance', { ...byPlatform, cascadeDelete: true });

/** @see https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/sforce_api_objects_processinstanceworkitem.htm */
export const processInstanceWorkitem: ObjectDefinition = {
  ...kept,
  name: 'ProcessInstanceWorkitem',
  label: 'Approval Request',
  keyPrefix: '04i',
  fields: [
    ofInstance,
    lookup('ActorId', actors, { nillable: false }),
    lookup('OriginalActorId', actors, byPlatform),
    number('ElapsedTimeInDays', 18, 2, { readOnly: true }),
  ],
  flags: { ...unsearched, updateable: true, deletable: true },
};

/** @see https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/sforce_api_objects_processinstancestep.htm */
export const processInstanceStep: ObjectDefinition = {
  ...kept,
  name: 'ProcessInstanceStep',
  label: 'Process Instance Step',
  keyPrefix: '04h',
  fields: [
    ofInstance,
    restrictedPicklist('StepStatus', ['Started', ...statuses], { readOnly: true }),
    lookup('ActorId', actors, byPlatform),
    lookup('OriginalActorId', actors, byPlatform),
    textArea('Comments', 4000, { readOnly: true }),
  ],
  flags: unsearched,
};
