import type { INodeProperties } from 'n8n-workflow';

import type { BodyFormat } from '../../../salesforce/requests/answers';
import { AdvisedError } from '../host/advice';
import type { FormValues } from '../host/form';
import { readFlag, readOption } from './allowed';
import { outputFileProperties, readOutputFile } from './output';
import { readText } from './text';

const formatProperty: INodeProperties = {
  displayName: 'Response',
  name: 'responseFormat',
  type: 'options',
  noDataExpression: true,
  default: 'automatic',
  description: 'How to return the body of the response',
  options: [
    { name: 'Automatic', value: 'automatic', description: 'As its content type says' },
    { name: 'File', value: 'file', description: 'A file with its name and type, streamed' },
    { name: 'JSON', value: 'json', description: 'An item for an object, or for each element of a list' },
    { name: 'Text', value: 'text', description: 'Text as it is, in the field data' },
  ],
};

export const responseProperties: readonly INodeProperties[] = [
  formatProperty,
  ...outputFileProperties(
    { show: { responseFormat: ['automatic', 'file'] } },
    {
      placeholder: 'e.g. report.xlsx',
      description: 'Name of the file. Leave empty to use the one in the response.',
    },
  ),
];

export const followPages: INodeProperties = {
  displayName: 'Follow Pages',
  name: 'followPages',
  type: 'boolean',
  default: false,
  description: 'Whether to request all further pages that the response names (nextRecordsUrl, nextPageUrl)',
};

export const fullResponse: INodeProperties = {
  displayName: 'Include Response Headers and Status',
  name: 'fullResponse',
  type: 'boolean',
  default: false,
  description: 'Whether to return the status and headers beside the body',
};

export const neverError: INodeProperties = {
  displayName: 'Never Error',
  name: 'neverError',
  type: 'boolean',
  default: false,
  description: 'Whether to return a response of any status instead of failing',
};

export const splitOut: INodeProperties = {
  displayName: 'List to Split Out',
  name: 'splitOut',
  type: 'string',
  default: '',
  placeholder: 'e.g. records',
  description: 'Property of the response whose elements become items. Use dots for a path.',
};

/** How an answer becomes items. */
export interface ResponseSettings {
  readonly format: BodyFormat;
  /** The item's binary field for a file, and its name; empty for its own. */
  readonly file: { readonly property: string; readonly name: string };
  readonly followPages: boolean;
  readonly fullResponse: boolean;
  readonly neverError: boolean;
  /** Empty for the whole body. */
  readonly splitOut: string;
}

export function readResponseSettings(form: FormValues): ResponseSettings {
  const format = readOption<BodyFormat>(form, formatProperty);
  const settings = {
    format,
    file: format === 'automatic' || format === 'file' ? readOutputFile(form) : { property: 'data', name: '' },
    followPages: readFlag(form, followPages, 'options'),
    fullResponse: readFlag(form, fullResponse, 'options'),
    neverError: readFlag(form, neverError, 'options'),
    splitOut: readText(form, splitOut, 'options'),
  };
  if (settings.fullResponse && settings.splitOut !== '') {
    throw new AdvisedError(`${splitOut.displayName} and ${fullResponse.displayName} cannot be used together.`, {
      field: splitOut.displayName,
      actions: ['Remove one of the two options.'],
    });
  }
  return settings;
}
