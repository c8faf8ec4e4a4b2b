import type { INodeProperties, INodePropertyCollection } from 'n8n-workflow';

/** What the fields of a form are called: advice names no others. */
export type Labels = Pick<ReadonlySet<string>, 'has'>;

/** Where it is not known which form it is. */
export const ANY_LABEL: Labels = { has: () => true };

/** The display names of fields, and of the fields inside them. */
export function labelsOf(properties: readonly INodeProperties[]): ReadonlySet<string> {
  return new Set(properties.flatMap(namesOf));
}

function namesOf(property: INodeProperties): string[] {
  const { displayName, type, options = [], typeOptions } = property;
  const { valuesLabel } = typeOptions?.resourceMapper ?? {};
  return [
    // n8n wants these words behind the name of a list that is loaded; nobody speaks them.
    displayName.replace(/ Names? or IDs?$/, ''),
    ...(valuesLabel === undefined ? [] : [valuesLabel, MAPPING_MODE]),
    ...(type === 'collection' ? [...labelsOf(options as INodeProperties[])] : []),
    ...(type === 'fixedCollection'
      ? [...labelsOf((options as INodePropertyCollection[]).flatMap((o) => o.values))]
      : []),
  ];
}

/** n8n's own field, beside every resource mapper. */
export const MAPPING_MODE = 'Mapping Column Mode';
