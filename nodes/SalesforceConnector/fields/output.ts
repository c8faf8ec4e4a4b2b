import type { INodeProperties } from 'n8n-workflow';

import { shorten } from '../../../salesforce/errors';
import { AdvisedError } from '../host/advice';
import type { FileName } from '../host/files';
import type { FormValues } from '../host/form';
import { readOption } from './allowed';
import { outputFileProperty, readOutputField } from './binaryField';

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

/** Where the rows of a query go: one item per row, or a file in n8n's storage. */
export const outputProperties: readonly INodeProperties[] = [
  outputProperty,
  fileFormatProperty,
  {
    displayName: 'File Name',
    name: 'fileName',
    type: 'string',
    default: '',
    placeholder: 'e.g. contacts.csv',
    description: 'Name of the file. Leave empty to use records.csv or records.jsonl.',
    displayOptions: onFile,
  },
  { ...outputFileProperty, displayOptions: onFile },
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
  const property = readOutputField(form);
  const given = String(form.param('fileName', '') ?? '').trim();
  if (/[/\\]/.test(given)) throw notAFileName(given);
  const fileName = given === '' ? `records${kind.extension}` : withExtension(given, kind.extension);
  return { format, name: { fileName, mimeType: kind.mimeType }, property };
}

function notAFileName(given: string): AdvisedError {
  return new AdvisedError(`File Name: “${shorten(given)}” has a slash in it, which separates folders.`, {
    field: 'File Name',
    actions: ['Leave out the slash; write a date as 2026-01-31, for example with {{ $today.toISODate() }}.'],
  });
}

/** A name that has an extension keeps it. */
function withExtension(name: string, extension: string): string {
  return /\.\w+$/.test(name) ? name : name + extension;
}
