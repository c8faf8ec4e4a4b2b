import type { INodeProperties } from 'n8n-workflow';

import type { CsvSource } from '../../../salesforce/bulk/loadCsv';
import { apiName } from '../../../salesforce/names';
import type { FormValues } from '../host/form';
import { readOption } from './allowed';
import { inputFileProperty, readInputFile } from './binaryField';
import { locatorText } from './locator';
import { formRows, plainText } from './text';

/** A CSV file of the item, and the mapping of its columns to fields. */
export const csvFileProperties: readonly INodeProperties[] = [
  inputFileProperty('CSV file (UTF-8)'),
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
          {
            displayName: 'Field',
            name: 'field',
            type: 'string',
            default: '',
            placeholder: 'e.g. Customer_Number__c or Account.External_Id__c',
            description: 'API name of the field. To set a parent by its external ID, use Relationship.Field.',
          },
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
  const name = plainText(field, 'Column Mapping > Field').trim();
  if (name === '') return '';
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
