import type { INodeProperties, INodePropertyCollection } from 'n8n-workflow';

/** What the fields of a form are called: advice names no others. */
export type Labels = Pick<ReadonlySet<string>, 'has'>;

/** Where it is not known which form it is. */
export const ANY_LABEL: Labels = { has: () => true };

/** The display names of fields, and of the fields inside them. */
export function labelsOf(properties: readonly INodeProperties[]): ReadonlySet<string> {
  return new Set(properties.flatMap(namesOf));
}

/** What the field at a path of parameter names is called: the innermost that is known. */
export function labelAt(properties: readonly INodeProperties[], [name = '', ...inner]: readonly string[]): string {
  const property = properties.find((candidate) => candidate.name === name);
  if (property === undefined) return name;
  const within = inner.findLastIndex((key) => fieldsIn(property).some((field) => field.name === key));
  return within < 0 ? spokenLabel(property.displayName) : labelAt(fieldsIn(property), inner.slice(within));
}

function fieldsIn({ type, options = [] }: INodeProperties): readonly INodeProperties[] {
  if (type === 'collection') return options as INodeProperties[];
  return type === 'fixedCollection' ? (options as INodePropertyCollection[]).flatMap(({ values }) => values) : [];
}

/** What a field is called without the words that n8n wants behind the name of a list that is loaded: nobody speaks them. */
export function spokenLabel(displayName: string): string {
  return displayName.replace(/ Name or ID$/, '').replace(/ Names or IDs$/, 's');
}

function namesOf(property: INodeProperties): string[] {
  const { typeOptions } = property;
  const { valuesLabel } = typeOptions?.resourceMapper ?? {};
  return [
    spokenLabel(property.displayName),
    ...(valuesLabel === undefined ? [] : [valuesLabel, MAPPING_MODE]),
    ...labelsOf(fieldsIn(property)),
  ];
}

/** n8n's own field, beside every resource mapper. */
export const MAPPING_MODE = 'Mapping Column Mode';
