import type { INodeProperties } from 'n8n-workflow';

import { shorten } from '../../../salesforce/errors';
import { givenFileName } from '../../../salesforce/fileName';
import { AdvisedError } from '../host/advice';
import type { FileName } from '../host/files';
import type { FormValues } from '../host/form';
import { readOption } from './allowed';
import { outputFileProperty, readOutputField } from './binaryField';
import { readText } from './text';

type Format = 'csv' | 'jsonl';

const FORMATS: Readonly<Record<Format, { extension: string; mimeType: string }>> = {
  csv: { extension: '.csv', mimeType: 'text/csv' },
  jsonl: { extension: '.jsonl', mimeType: 'application/jsonl' },
};

const onFile = { show: { output: ['file'] } };

const outputProperty: INodeProperties = {
  displayName: 'Output',
  name: 'output',
  type: 'options',
  noDataExpression: true,
  default: 'items',
  description: 'How to return the rows',
  options: [
    {
      name: 'To File',
      value: 'file',
      description: 'One file with all rows, of any number: it is streamed, not held in memory',
    },
    { name: 'To Items', value: 'items', description: 'One item for each row' },
  ],
};

const fileFormatProperty: INodeProperties = {
  displayName: 'File Format',
  name: 'fileFormat',
  type: 'options',
  noDataExpression: true,
  default: 'csv',
  displayOptions: onFile,
  options: [
    { name: 'CSV', value: 'csv', description: 'A table, with parents’ fields in columns such as Owner.Name' },
    {
      name: 'JSON Lines',
      value: 'jsonl',
      description: 'One JSON object per line; keeps types, parents and subqueries',
    },
  ],
};

/** The name of a file to write, and the field to put it in. */
export function outputFileProperties(
  displayOptions: NonNullable<INodeProperties['displayOptions']>,
  texts: Required<Pick<INodeProperties, 'description' | 'placeholder'>>,
): readonly INodeProperties[] {
  return [
    {
      displayName: 'File Name',
      name: 'fileName',
      type: 'string',
      default: '',
      ...texts,
      displayOptions,
    },
    { ...outputFileProperty, displayOptions },
  ];
}

/** Where the rows of a query go: one item per row, or a file in n8n's storage. */
export const outputProperties: readonly INodeProperties[] = [
  outputProperty,
  fileFormatProperty,
  ...outputFileProperties(onFile, {
    placeholder: 'e.g. contacts.csv',
    description: 'Name of the file. Leave empty to use records.csv or records.jsonl.',
  }),
];

export interface OutputFile {
  readonly format: Format;
  readonly name: FileName;
  /** The item's binary field for the file. */
  readonly property: string;
}

/** The file to write; undefined for items. */
export function readOutput(form: FormValues): OutputFile | undefined {
  if (readOption(form, outputProperty) !== 'file') return undefined;
  const format = readOption<Format>(form, fileFormatProperty);
  const kind = FORMATS[format];
  const { property, name: given } = readOutputFile(form);
  const fileName = given === '' ? `records${kind.extension}` : withExtension(given, kind.extension);
  return { format, name: { fileName, mimeType: kind.mimeType }, property };
}

/**
 * The item's binary field for the file, and the name that was given to it, as a file can have it; empty for none.
 * @throws AdvisedError for a name with a slash in it
 */
export function readOutputFile(form: FormValues): { property: string; name: string } {
  const property = readOutputField(form);
  const name = readText(form, { name: 'fileName', displayName: 'File Name' });
  if (/[/\\]/.test(name)) throw notAFileName(name);
  return { property, name: name === '' ? '' : givenFileName(name) };
}

function notAFileName(given: string): AdvisedError {
  return new AdvisedError(`File Name: “${shorten(given)}” has a slash in it, which separates folders.`, {
    field: 'File Name',
    actions: ['Leave out the slash; write a date as 2026-01-31, for example with {{ $today.toISODate() }}.'],
  });
}

/** A name that has an extension keeps it. */
export function withExtension(name: string, extension: string): string {
  return /\.\w+$/.test(name) ? name : name + extension;
}
