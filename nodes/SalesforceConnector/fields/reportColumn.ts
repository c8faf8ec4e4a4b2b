import type { INodeListSearchResult, INodeProperties } from 'n8n-workflow';

import { describeReport, type ReportDescription } from '../../../salesforce/analytics/description';
import { filterColumn } from '../../../salesforce/analytics/filters';
import { recordIdOf } from '../../../salesforce/describe';
import { AdvisedError } from '../host/advice';
import { isExpression } from '../host/form';
import { noValues, TRUE_OR_FALSE } from './comparedValue';
import { chosenName, loader, type ListForm } from './listLoader';
import { byLabel, choice, fromList, isEmptyLocator, locatorText, optionalText, pageOf } from './locator';

/** A column of the report's type: from a list, or by its API name. */
export function reportColumnProperty(
  property: Pick<INodeProperties, 'description' | 'displayName' | 'name'>,
): INodeProperties {
  return {
    ...property,
    type: 'resourceLocator',
    default: { mode: 'list', value: '' },
    typeOptions: { loadOptionsDependsOn: ['report.value'] },
    modes: [
      fromList('Select a column…', 'searchReportColumns'),
      { displayName: 'By API Name', name: 'name', type: 'string', placeholder: 'e.g. STAGE_NAME' },
    ],
  };
}

/** The API name of a column; undefined if none is chosen. */
export function readReportColumn(value: unknown, what: string): string | undefined {
  return optionalText(value, what)?.trim();
}

/** The description of the report that a form has chosen. */
async function chosenReport({ org, value }: ListForm): Promise<ReportDescription> {
  const report = value('report');
  if (isEmptyLocator(report) || isExpression(locatorText(report, 'Report'))) {
    throw new AdvisedError('The report is not known yet, so this list cannot be loaded.', {
      field: 'Report',
      actions: ['Choose the report from its list, or type instead of choosing from lists.'],
    });
  }
  return await describeReport(org, recordIdOf('Report', locatorText(report, 'Report'), 'Report'));
}

export const searchReportColumns = loader(
  async (form: ListForm, filter?: string, paginationToken?: string): Promise<INodeListSearchResult> => {
    const { filterColumns } = await chosenReport(form);
    return pageOf(filterColumns.toSorted(byLabel).map(choice), filter, paginationToken);
  },
);

export const searchReportDurations = loader(
  async (form: ListForm, filter?: string, paginationToken?: string): Promise<INodeListSearchResult> => {
    const { durations } = await chosenReport(form);
    return pageOf(
      durations.map(({ label, value }) => choice({ label, name: value })),
      filter,
      paginationToken,
    );
  },
);

/** Lists the values of the column beside it. */
export const searchReportFilterValues = loader(
  async (form: ListForm, filter?: string, paginationToken?: string): Promise<INodeListSearchResult> => {
    const name = chosenName(form.value('&column'), { field: 'Column', lists: 'values' });
    const { label, dataType: type, values, ...column } = filterColumn(await chosenReport(form), name);
    if (type !== 'boolean' && values.length === 0) throw noValues({ label, name: column.name, type });
    return pageOf(type === 'boolean' ? TRUE_OR_FALSE : values.map(choice), filter, paginationToken);
  },
);
