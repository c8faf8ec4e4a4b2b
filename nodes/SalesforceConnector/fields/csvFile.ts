import type { INodeListSearchResult, INodeProperties } from 'n8n-workflow';

import type { IngestOperation } from '../../../salesforce/bulk/jobs';
import type { CsvSource } from '../../../salesforce/bulk/loadCsv';
import type { FieldDescribe } from '../../../salesforce/describe';
import { apiName } from '../../../salesforce/names';
import type { FormValues } from '../host/form';
import { readOption } from './allowed';
import { inputFileProperty, readInputFile } from './binaryField';
import { loader, type ListForm } from './listLoader';
import { byLabel, choice, fromList, locatorText, optionalText, pageOf } from './locator';
import { formRows } from './text';

const columnFieldProperty: INodeProperties = {
  displayName: 'Field',
  name: 'field',
  type: 'resourceLocator',
  default: { mode: 'list', value: '' },
  description: 'The field that the column fills. To set a parent by its external ID, type Relationship.Field.',
  typeOptions: { loadOptionsDependsOn: ['object.value', 'ingestOperation'] },
  modes: [
    fromList('Select a field…', 'searchColumnFields'),
    { displayName: 'By API Name', name: 'name', type: 'string', placeholder: 'e.g. Account.External_Id__c' },
  ],
};

/** Which fields each action can fill; all of them identify records by one. */
const FILLS: ReadonlyMap<unknown, (field: FieldDescribe) => boolean> = new Map<
  IngestOperation,
  (field: FieldDescribe) => boolean
>([
  ['delete', ({ type }) => type === 'id'],
  ['hardDelete', ({ type }) => type === 'id'],
  ['insert', ({ createable }) => createable],
  ['update', ({ type, updateable }) => updateable || type === 'id'],
  ['upsert', ({ createable, updateable, externalId, idLookup }) => createable || updateable || externalId || idLookup],
]);

/** Fields of the object that the chosen action takes; all if it is an expression that the editor cannot evaluate. */
export const searchColumnFields = loader(
  async (form: ListForm, filter?: string, paginationToken?: string): Promise<INodeListSearchResult> => {
    const { fields } = await form.object();
    const fills = FILLS.get(form.value('ingestOperation') ?? 'insert') ?? (() => true);
    return pageOf(fields.filter(fills).toSorted(byLabel).map(choice), filter, paginationToken);
  },
);

/** A CSV file of the item, and the mapping of its columns to fields. */
export const csvFileProperties: readonly INodeProperties[] = [
  inputFileProperty('CSV file (UTF-8). Empty cells change nothing; #N/A clears a field'),
  {
    displayName: 'Column Mapping',
    name: 'columns',
    type: 'fixedCollection',
    typeOptions: { multipleValues: true },
    placeholder: 'Add Column',
    default: {},
    description:
      'Columns whose names differ from the API name of their field. To skip a column, leave its field empty. Deletes send only the record IDs.',
    options: [
      {
        displayName: 'Column',
        name: 'column',
        values: [
          {
            displayName: 'Column',
            name: 'name',
            type: 'string',
            default: '',
            placeholder: 'e.g. Customer No.',
            description: 'Name of the column, as in the first line of the file',
          },
          columnFieldProperty,
        ],
      },
    ],
  },
];

export const delimiterOption: INodeProperties = {
  displayName: 'Column Delimiter',
  name: 'columnDelimiter',
  type: 'options',
  default: 'COMMA',
  description: 'Character that separates the values in a line; result files use the same one',
  options: [
    { name: 'Backquote (`)', value: 'BACKQUOTE' },
    { name: 'Caret (^)', value: 'CARET' },
    { name: 'Comma (,)', value: 'COMMA' },
    { name: 'Pipe (|)', value: 'PIPE' },
    { name: 'Semicolon (;)', value: 'SEMICOLON' },
    { name: 'Tab', value: 'TAB' },
  ],
};

/** Which file it is, and what its columns are. */
export interface CsvFile extends Pick<CsvSource, 'columnDelimiter' | 'fields'> {
  /** The data field of the item that holds the file. */
  readonly property: string;
}

interface ColumnRow {
  name: unknown;
  field?: unknown;
}

/** @throws InputError when a column has no name, or its field is not an API name */
export function readCsvFile(form: FormValues): CsvFile {
  const property = readInputFile(form);
  const column = formRows<ColumnRow>(form, { name: 'columns', displayName: 'Column Mapping', rows: 'column' });
  return {
    property,
    columnDelimiter: readOption(form, delimiterOption, 'options'),
    fields: new Map(
      column.map(({ name, field }) => [locatorText(name, 'Column Mapping > Column').trim(), columnField(field)]),
    ),
  };
}

/** Empty for a column to skip. */
function columnField(field: unknown): string {
  const name = optionalText(field, 'Column Mapping > Field');
  if (name === undefined) return '';
  // `Owner.Ext__c`, or with the object if there are several: `Lead:Who.Email`.
  return name
    .split(':')
    .map((part) =>
      part
        .split('.')
        .map((step) => apiName(step, 'Column Mapping > Field'))
        .join('.'),
    )
    .join(':');
}
