import type { INodeProperties } from 'n8n-workflow';

import { apiName } from '../../../salesforce/names';
import { AdvisedError } from '../host/advice';
import { bindSosl } from '../../../salesforce/soql/sosl';
import type { ParameterizedSearch } from '../../../salesforce/query/search';
import type { FormValues } from '../host/form';
import type { NodeOrg } from '../host/org';
import { readOption } from './allowed';
import { locatorText } from './locator';
import { objectProperty } from './object';
import { parametersProperty, readParameters } from './queryParameters';
import { PARAMETERS_HINT, readQueryText } from './queryText';
import { formRows, namesIn } from './text';

const searchWith: INodeProperties = {
  displayName: 'Search With',
  name: 'searchWith',
  type: 'options',
  default: 'term',
  options: [
    { name: 'SOSL', value: 'sosl', description: 'A query in Salesforce Object Search Language' },
    { name: 'Term', value: 'term', description: 'Words to search for in the objects you choose' },
  ],
};

/** What to search for: a plain term in chosen objects, or a SOSL text. */
export const searchProperties: readonly INodeProperties[] = [
  searchWith,
  {
    displayName: 'Term',
    name: 'term',
    type: 'string',
    default: '',
    required: true,
    placeholder: 'e.g. Ada Lovelace',
    description:
      'The words to search for; no character has a special meaning. Words with AND, OR or NOT among them are searched for as one phrase.',
    displayOptions: { show: { searchWith: ['term'] } },
  },
  {
    displayName: 'Objects',
    name: 'objects',
    type: 'fixedCollection',
    typeOptions: { multipleValues: true, sortable: true },
    placeholder: 'Add Object',
    default: {},
    description: 'The objects to search in',
    displayOptions: { show: { searchWith: ['term'] } },
    options: [
      {
        displayName: 'Object',
        name: 'object',
        values: [
          objectProperty('search'),
          {
            displayName: 'Fields',
            name: 'fields',
            type: 'string',
            default: '',
            placeholder: 'e.g. Name, Email',
            description: 'Fields to return, separated by commas. Leave empty to return ID and name.',
          },
        ],
      },
    ],
  },
  {
    displayName: 'SOSL',
    name: 'sosl',
    type: 'string',
    typeOptions: { rows: 4 },
    default: '',
    required: true,
    placeholder: 'e.g. FIND {:name} IN NAME FIELDS RETURNING Contact(Name, Email)',
    description: 'The search query in SOSL. Use :name for a value from the parameters below.',
    hint: PARAMETERS_HINT,
    displayOptions: { show: { searchWith: ['sosl'] } },
  },
  { ...parametersProperty, displayOptions: { show: { searchWith: ['sosl'] } } },
];

export const searchIn: INodeProperties = {
  displayName: 'Search In',
  name: 'searchIn',
  type: 'options',
  default: 'ALL',
  description: 'Which fields to search for the term',
  options: [
    { name: 'All Fields', value: 'ALL' },
    { name: 'Email Fields', value: 'EMAIL' },
    { name: 'Name Fields', value: 'NAME' },
    { name: 'Phone Fields', value: 'PHONE' },
  ],
};

/** The SOSL query with the values of its parameters, or undefined when a term is searched for. */
export function readSosl(org: NodeOrg, form: FormValues): string | undefined {
  if (readOption(form, searchWith) !== 'sosl') return undefined;
  return bindSosl(readQueryText(org, form, { name: 'sosl', displayName: 'SOSL' }), readParameters(form), {
    timeZone: org.timeZone,
  });
}

interface SearchedObject {
  object: unknown;
  fields?: unknown;
}

/**
 * The search for a term, in the objects chosen.
 * @param limit most results; undefined for as many as Salesforce gives
 */
export async function readTermSearch(
  org: NodeOrg,
  form: FormValues,
  limit: number | undefined,
): Promise<ParameterizedSearch> {
  const term = locatorText(form.param('term'), 'Term');
  const object = formRows<SearchedObject>(form, { name: 'objects', displayName: 'Objects', rows: 'object' });
  if (object.length === 0) {
    throw new AdvisedError('No object to search in.', {
      field: 'Objects',
      actions: ['Add at least one object.'],
    });
  }
  const objects = await Promise.all(
    object.map(async (row) => {
      const name = apiName(locatorText(row.object, 'Object'), 'Object');
      const fields = namesIn(row.fields, 'Fields');
      return { name, fields: fields.length > 0 ? ['Id', ...fields.filter(isNotId)] : await idAndName(org, name) };
    }),
  );
  const where = readOption<NonNullable<ParameterizedSearch['in']>>(form, searchIn, 'options');
  return { term, objects, in: where, ...(limit === undefined ? {} : { limit }) };
}

function isNotId(name: string): boolean {
  return name.toLowerCase() !== 'id';
}

async function idAndName(org: NodeOrg, object: string): Promise<string[]> {
  const { fields } = await org.describe.object(object);
  return ['Id', ...fields.filter((field) => field.nameField && isNotId(field.name)).map(({ name }) => name)];
}
