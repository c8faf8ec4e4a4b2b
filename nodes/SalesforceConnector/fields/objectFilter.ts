import type { INodeProperties } from 'n8n-workflow';

import type { ObjectFilter, ObjectQuality } from '../../../salesforce/objects/list';
import type { FormValues } from '../host/form';
import { readOptionList } from './allowed';
import { readSearchName, searchNameProperty } from './searchName';

const QUALITIES: readonly { readonly name: string; readonly value: ObjectQuality; readonly description: string }[] = [
  { name: 'Createable', value: 'createable', description: 'Records can be created' },
  { name: 'Custom', value: 'custom', description: 'Made by an admin or a package, and not by Salesforce' },
  { name: 'Deletable', value: 'deletable', description: 'Records can be deleted' },
  { name: 'Feed Enabled', value: 'feedEnabled', description: 'Records can have a Chatter feed' },
  { name: 'Mergeable', value: 'mergeable', description: 'Duplicate records can be merged' },
  { name: 'Queryable', value: 'queryable', description: 'Records can be read' },
  { name: 'Replicateable', value: 'replicateable', description: 'Salesforce keeps a log of changes and deletions' },
  { name: 'Searchable', value: 'searchable', description: 'Records can be found by a search' },
  { name: 'Triggerable', value: 'triggerable', description: 'Apex triggers can run' },
  { name: 'Undeletable', value: 'undeletable', description: 'Records can be taken out of the Recycle Bin' },
  { name: 'Updateable', value: 'updateable', description: 'Records can be changed' },
];

const qualitiesProperty: INodeProperties = {
  displayName: 'Only Objects That Are',
  name: 'objectQualities',
  type: 'multiOptions',
  default: [],
  description: 'What the objects are, all at once. Choose nothing for all objects.',
  options: QUALITIES.map((quality) => ({ ...quality })),
};

export const objectFilterProperties: readonly INodeProperties[] = [
  { ...searchNameProperty, placeholder: 'e.g. Invoice', description: 'Only objects with this in their name or label' },
  qualitiesProperty,
];

export function readObjectFilter(form: FormValues): ObjectFilter {
  return { part: readSearchName(form), qualities: readOptionList<ObjectQuality>(form, qualitiesProperty) };
}
