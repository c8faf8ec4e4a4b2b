import type { INodeProperties } from 'n8n-workflow';

import type { FormValues } from '../host/form';
import { readReportColumn, reportColumnProperty } from './reportColumn';

/** Salesforce gives 2,000 rows of a run. */
export const sliceByOption: INodeProperties = reportColumnProperty({
  displayName: 'Slice By',
  name: 'sliceBy',
  description:
    'The column by which a report with more than 2,000 rows is read in several runs. It must be shown in the report; best is one whose values differ from row to row, such as a record ID. Leave empty to let the node choose.',
});

/** The API name of the column; undefined to choose one. */
export function readSliceBy(form: FormValues): string | undefined {
  return readReportColumn(form.param('options.sliceBy', ''), sliceByOption.displayName);
}
