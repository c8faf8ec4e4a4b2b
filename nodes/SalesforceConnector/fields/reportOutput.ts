import type { INodeProperties } from 'n8n-workflow';

import type { ReportStyle } from '../../../salesforce/analytics/cells';
import type { FormValues } from '../host/form';
import { readFlag, readOption } from './allowed';

const reportOutputProperty: INodeProperties = {
  displayName: 'Output',
  name: 'reportOutput',
  type: 'options',
  noDataExpression: true,
  default: 'rows',
  description: 'What to return of the report',
  options: [
    {
      name: 'Rows',
      value: 'rows',
      description: 'One item for each row, with the values of its groupings',
    },
    {
      name: 'Totals',
      value: 'totals',
      description: 'One item for each group with its sums, averages and counts, or one for the whole report',
    },
  ],
};

const subtotalsProperty: INodeProperties = {
  displayName: 'Include Subtotals',
  name: 'includeSubtotals',
  type: 'boolean',
  default: false,
  description: 'Whether to also return the totals of outer groups and the grand total, each with its grouping level',
  displayOptions: { show: { reportOutput: ['totals'] } },
};

export const reportOutputProperties: readonly INodeProperties[] = [reportOutputProperty, subtotalsProperty];

export type ReportOutput = 'rows' | 'subtotals' | 'totals';

/** Whether rows or totals are wanted, and if so, also those of outer groups. */
export function readReportOutput(form: FormValues): ReportOutput {
  if (readOption<'rows' | 'totals'>(form, reportOutputProperty) === 'rows') return 'rows';
  return readFlag(form, subtotalsProperty) ? 'subtotals' : 'totals';
}

const reportValues: INodeProperties = {
  displayName: 'Values',
  name: 'reportValues',
  type: 'options',
  default: 'typed',
  description: 'How to write the values',
  options: [
    { name: 'As Shown', value: 'asShown', description: 'Text as in the report, such as $1,500.00 or 3/31/2026' },
    { name: 'Typed', value: 'typed', description: 'Numbers, dates such as 2026-03-31, true and false' },
  ],
};

export const columnNames: INodeProperties = {
  displayName: 'Column Names',
  name: 'columnNames',
  type: 'options',
  default: 'labels',
  description: 'What to call the columns in the output',
  options: [
    { name: 'API Names', value: 'apiNames', description: 'Such as OPPORTUNITY_NAME: they never change' },
    { name: 'Labels', value: 'labels', description: 'As shown in the report, in the language of the user' },
  ],
};

export const REPORT_STYLE_OPTIONS: readonly INodeProperties[] = [columnNames, reportValues];

export function readReportStyle(form: FormValues): ReportStyle {
  return {
    values: readOption<ReportStyle['values']>(form, reportValues, 'options'),
    names: readOption<ReportStyle['names']>(form, columnNames, 'options'),
  };
}
