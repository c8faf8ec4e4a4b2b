import type { INodeProperties } from 'n8n-workflow';

import { WORKBOOK_TYPE } from '../../../salesforce/analytics/workbook';
import type { FileName } from '../host/files';
import type { FormValues } from '../host/form';
import { readOption } from './allowed';
import { outputFileProperties, readOutputFile, withExtension } from './output';

type ReportFormat = 'csv' | 'xlsx';

const MIME_TYPES: Readonly<Record<ReportFormat, string>> = { csv: 'text/csv', xlsx: WORKBOOK_TYPE };

const reportFormat: INodeProperties = {
  displayName: 'File Format',
  name: 'reportFormat',
  type: 'options',
  noDataExpression: true,
  default: 'xlsx',
  options: [
    { name: 'CSV', value: 'csv', description: 'The rows as a table, with the values as the report shows them' },
    {
      name: 'Excel (XLSX)',
      value: 'xlsx',
      description: 'The report as Salesforce formats it, with its groups and totals',
    },
  ],
};

export const reportFileProperties: readonly INodeProperties[] = [
  reportFormat,
  ...outputFileProperties(
    { show: { reportFormat: ['csv', 'xlsx'] } },
    {
      placeholder: 'e.g. pipeline.xlsx',
      description: 'Name of the file. Leave empty to use report.xlsx or report.csv.',
    },
  ),
];

/** The file that a report is put into. */
export interface ReportFile {
  readonly format: ReportFormat;
  readonly name: FileName;
  /** The item's binary field for the file. */
  readonly property: string;
}

export function readReportFile(form: FormValues): ReportFile {
  const format = readOption<ReportFormat>(form, reportFormat);
  const { property, name } = readOutputFile(form);
  const fileName = withExtension(name === '' ? 'report' : name, `.${format}`);
  return { format, name: { fileName, mimeType: MIME_TYPES[format] }, property };
}
