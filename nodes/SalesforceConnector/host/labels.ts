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
  return within < 0 ? labelOfField(property) : labelAt(fieldsIn(property), inner.slice(within));
}

function fieldsIn({ type, options = [] }: INodeProperties): readonly INodeProperties[] {
  if (type === 'collection') return options as INodeProperties[];
  return type === 'fixedCollection' ? (options as INodePropertyCollection[]).flatMap(({ values }) => values) : [];
}

/** n8n wants some words behind the name of a list that is loaded; nobody speaks them. */
function labelOfField({ displayName }: INodeProperties): string {
  return displayName.replace(/ Names? or IDs?$/, '');
}

function namesOf(property: INodeProperties): string[] {
  const { typeOptions } = property;
  const { valuesLabel } = typeOptions?.resourceMapper ?? {};
  return [
    labelOfField(property),
    ...(valuesLabel === undefined ? [] : [valuesLabel, MAPPING_MODE]),
    ...labelsOf(fieldsIn(property)),
  ];
}

/** n8n's own field, beside every resource mapper. */
export const MAPPING_MODE = 'Mapping Column Mode';
