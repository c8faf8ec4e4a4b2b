import type { INodeProperties } from 'n8n-workflow';

import { apiName } from '../../../salesforce/names';
import type { FormValues } from '../host/form';
import { readOption } from './allowed';
import { fileKindProperty, fileOwnerProperties, fileProperty } from './file';
import { locatorText } from './locator';
import { objectProperty } from './object';
import { recordIdProperty } from './recordId';

/** Where the bytes are. */
export type DownloadFrom = 'field' | 'file' | 'record';

const downloadFrom: INodeProperties = {
  displayName: 'Download',
  name: 'downloadFrom',
  type: 'options',
  noDataExpression: true,
  default: 'file',
  options: [
    { name: 'Field of Record', value: 'field', description: 'What a field of any object holds, if it holds a file' },
    {
      name: 'File',
      value: 'file',
      description: 'A Salesforce File or one of its versions, an attachment or a document',
    },
    { name: 'Files of Record', value: 'record', description: 'All files of a record, or all documents of a folder' },
  ],
};

const fileField: INodeProperties = {
  displayName: 'Field',
  name: 'fileField',
  type: 'string',
  default: '',
  required: true,
  placeholder: 'e.g. Body',
  description: 'API name of the field that holds the file: its type is base64',
};

/** Shows a property where the bytes come from there. */
function shownFor(from: DownloadFrom, property: INodeProperties): INodeProperties {
  const { displayOptions } = property;
  return {
    ...property,
    displayOptions: { ...displayOptions, show: { downloadFrom: [from], ...displayOptions?.show } },
  };
}

export const downloadProperties: readonly INodeProperties[] = [
  downloadFrom,
  shownFor('file', fileProperty),
  ...[fileKindProperty, ...fileOwnerProperties].map((property) => shownFor('record', property)),
  ...[objectProperty('query'), fileField, recordIdProperty].map((property) => shownFor('field', property)),
];

export function readDownloadFrom(form: FormValues): DownloadFrom {
  return readOption<DownloadFrom>(form, downloadFrom);
}

/** The API name of the field. */
export function readFileField(form: FormValues): string {
  return apiName(locatorText(form.param('fileField'), 'Field'), 'Field');
}
