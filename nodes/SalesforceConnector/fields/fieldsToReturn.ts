import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';

import { fieldPath } from '../../../salesforce/names';
import type { FieldDescribe, ObjectDescribe } from '../../../salesforce/describe';
import type { FormValues } from '../host/form';
import type { NodeOrg } from '../host/org';
import { loader, type ListForm } from './listLoader';
import { byLabel, choice } from './locator';
import { namesIn } from './text';

export const fieldsToReturnProperties: readonly INodeProperties[] = [
  {
    displayName: 'Returned Field Names or IDs',
    name: 'fieldsToReturn',
    type: 'multiOptions',
    default: [],
    description:
      'Leave this and More Fields empty to return all fields. Choose from the list, or specify IDs using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
    // The editor loads the list at once, and shows that there is no object as an error.
    displayOptions: { hide: { object: [''] } },
    typeOptions: { loadOptionsMethod: 'getReadableFields', loadOptionsDependsOn: ['object.value'] },
  },
  {
    displayName: 'More Fields',
    name: 'moreFields',
    type: 'string',
    default: '',
    placeholder: 'e.g. Owner.Name, Account.Industry',
    hint: 'If no fields are chosen or named, all are returned',
    description: 'API names of other fields, separated by commas. For a parent’s field, use its path.',
  },
];

/** The chosen and typed fields without duplicates, after the ID; empty if there are none. */
export function readFieldsToReturn(form: FormValues): string[] {
  const paths = [
    ...fieldPathsIn(form.param('fieldsToReturn', []), 'Returned Fields'),
    ...fieldPathsIn(form.param('moreFields', ''), 'More Fields'),
  ];
  if (paths.length === 0) return [];
  const seen = new Set<string>();
  return ['Id', ...paths].filter((path) => !seen.has(path.toLowerCase()) && seen.add(path.toLowerCase()));
}

function fieldPathsIn(value: unknown, what: string): string[] {
  return namesIn(value, what).map((path) => fieldPath(path, what));
}

/** The same for a query, which must name every field: by default, all of them. */
export async function readFieldsToSelect(org: NodeOrg, form: FormValues, object: string): Promise<string[]> {
  const given = readFieldsToReturn(form);
  return given.length > 0 ? given : allFieldsToSelect(await org.describe.object(object));
}

/** Whether the form asks for all fields. */
export function asksForAllFields(form: FormValues): boolean {
  return readFieldsToReturn(form).length === 0;
}

/** All fields that fit into a row. */
export function allFieldsToSelect({ fields }: ObjectDescribe): string[] {
  return fields.filter(isReadable).map(({ name }) => name);
}

/** A compound field repeats its components, and a blob is only the URL of its content. */
function isReadable({ type }: FieldDescribe): boolean {
  return !['address', 'base64', 'complexvalue', 'location'].includes(type);
}

export const getReadableFields = loader(async (form: ListForm): Promise<INodePropertyOptions[]> => {
  const { fields } = await form.object();
  return fields.toSorted(byLabel).map(choice);
});
