import type { INodeProperties } from 'n8n-workflow';

import type { ReportOperator, RunChanges, WantedDates, WantedFilter } from '../../../salesforce/analytics/filters';
import { AdvisedError } from '../host/advice';
import type { FormValues } from '../host/form';
import { optionOf, readOption } from './allowed';
import { comparedValueProperty } from './comparedValue';
import { fromList, isFromList, locatorText, parameterIn } from './locator';
import { readReportColumn, reportColumnProperty } from './reportColumn';
import { formRows } from './text';

type FilterOperator = ReportOperator | 'isEmpty' | 'isNotEmpty';

const filterOperator: INodeProperties = {
  displayName: 'Operator',
  name: 'operator',
  type: 'options',
  default: 'equals',
  options: [
    { name: 'Contains', value: 'contains' },
    { name: 'Equals', value: 'equals' },
    { name: 'Excludes', value: 'excludes', description: 'The multi-select picklist contains none of the values' },
    { name: 'Greater Than', value: 'greaterThan' },
    { name: 'Greater Than or Equal', value: 'greaterOrEqual' },
    {
      name: 'Includes',
      value: 'includes',
      description: 'The multi-select picklist contains at least one of the values',
    },
    { name: 'Is Empty', value: 'isEmpty' },
    { name: 'Is Not Empty', value: 'isNotEmpty' },
    { name: 'Less Than', value: 'lessThan' },
    { name: 'Less Than or Equal', value: 'lessOrEqual' },
    { name: 'Not Contains', value: 'notContain' },
    { name: 'Not Equals', value: 'notEqual' },
    { name: 'Starts With', value: 'startsWith' },
  ],
};

const existingFilters: INodeProperties = {
  displayName: 'Existing Filters',
  name: 'existingFilters',
  type: 'options',
  default: 'keep',
  description: 'What to do with filters that the report has on the same columns',
  options: [
    { name: 'Keep', value: 'keep', description: 'Rows must meet them as well' },
    { name: 'Replace', value: 'replace', description: 'The filters above take their place for this run' },
  ],
};

const dateRange: INodeProperties = {
  displayName: 'Date Range',
  name: 'dateRange',
  type: 'options',
  default: 'saved',
  description: 'Which dates the report is about',
  options: [
    { name: 'As Saved', value: 'saved', description: 'The date range of the report' },
    { name: 'Between Dates', value: 'between', description: 'From a day to a day' },
    { name: 'Relative', value: 'relative', description: 'A range such as this month or last year' },
  ],
};

const BETWEEN = { show: { dateRange: ['between'] } };

const FIRST_DAY: INodeProperties = {
  displayName: 'From',
  name: 'startDate',
  type: 'dateTime',
  default: '',
  description: 'First day. Leave empty for no beginning.',
  displayOptions: BETWEEN,
};

const LAST_DAY: INodeProperties = {
  displayName: 'To',
  name: 'endDate',
  type: 'dateTime',
  default: '',
  description: 'Last day. Leave empty for no end.',
  displayOptions: BETWEEN,
};

/** What a run changes of the report: nothing of it is saved in Salesforce. */
export const reportFilterProperties: readonly INodeProperties[] = [
  {
    displayName: 'Filters',
    name: 'reportFilters',
    type: 'fixedCollection',
    typeOptions: { multipleValues: true, sortable: true },
    placeholder: 'Add Filter',
    default: {},
    description: 'Filters for this run, besides those of the report. The report in Salesforce stays as it is.',
    options: [
      {
        displayName: 'Filter',
        name: 'filter',
        values: [
          reportColumnProperty({
            displayName: 'Column',
            name: 'column',
            description: 'A column of the report’s type; it need not be shown in the report',
          }),
          filterOperator,
          comparedValueProperty('searchReportFilterValues', {
            placeholder: 'e.g. Prospecting, Negotiation',
            description:
              'Separate several values with commas, or use an expression that returns a list. Put a value that contains a comma in double quotes.',
          }),
        ],
      },
    ],
  },
  existingFilters,
  dateRange,
  FIRST_DAY,
  LAST_DAY,
  {
    displayName: 'Range',
    name: 'duration',
    type: 'resourceLocator',
    default: { mode: 'list', value: '' },
    required: true,
    description: 'The range, counted from the day of the run',
    displayOptions: { show: { dateRange: ['relative'] } },
    typeOptions: { loadOptionsDependsOn: ['report.value'] },
    modes: [
      fromList('Select a range…', 'searchReportDurations'),
      { displayName: 'By Name', name: 'name', type: 'string', placeholder: 'e.g. LAST_N_DAYS:30' },
    ],
  },
];

export const dateColumnOption: INodeProperties = reportColumnProperty({
  displayName: 'Date Column',
  name: 'dateColumn',
  description: 'The column that Date Range is about. Leave empty for the one of the report.',
});

interface FilterRow {
  column: unknown;
  operator?: unknown;
  value?: unknown;
}

/** What the form changes of the report; undefined if nothing. */
export function readRunChanges(form: FormValues): RunChanges | undefined {
  const filter = formRows<FilterRow>(form, { name: 'reportFilters', displayName: 'Filters', rows: 'filter' });
  const filters = filter.map((row, place) => readFilter(row, `Filter ${place + 1}`));
  const replace = readOption(form, existingFilters) === 'replace';
  const dates = readDates(form);
  return filters.length === 0 && dates === undefined ? undefined : { filters, replace, dates };
}

function readFilter(row: FilterRow, what: string): WantedFilter {
  const operator = optionOf<FilterOperator>(row.operator, filterOperator);
  const column = readReportColumn(row.column, what);
  if (column === undefined) {
    throw new AdvisedError(`${what}: choose a column.`, {
      field: 'Column',
      actions: [`Choose the column of ${what} or type its API name, or remove ${what}.`],
    });
  }
  if (operator === 'isEmpty') return { column, operator: 'equals', value: [] };
  if (operator === 'isNotEmpty') return { column, operator: 'notEqual', value: [] };
  const value = parameterIn(row.value);
  const isMissing = value === undefined || value === null || (typeof value === 'string' && value.trim() === '');
  // A missing value must neither drop the filter nor match what is empty.
  if (isMissing || (Array.isArray(value) && value.length === 0)) {
    throw new AdvisedError(`${what}: no value to compare ${column} with.`, {
      field: 'Value',
      apiName: column,
      actions: ['Enter a value, or choose the operator Is Empty or Is Not Empty.'],
    });
  }
  return { column, operator, value: isFromList(row.value) ? [value] : value };
}

/** Empty for no day. */
function readDay(form: FormValues, { name }: INodeProperties): unknown {
  const day = form.param<unknown>(name, '');
  return day === null || (typeof day === 'string' && day.trim() === '') ? '' : day;
}

function readDates(form: FormValues): WantedDates | undefined {
  const kind = readOption<'between' | 'relative' | 'saved'>(form, dateRange);
  const column = readReportColumn(form.param('options.dateColumn', ''), 'Date Column');
  if (kind === 'saved') return undefined;
  if (kind === 'relative') return { column, duration: locatorText(form.param('duration'), 'Range') };
  const [start, end] = [readDay(form, FIRST_DAY), readDay(form, LAST_DAY)];
  if (start !== '' || end !== '') return { column, start, end };
  throw new AdvisedError('Date Range is Between Dates, and neither From nor To has a day.', {
    field: 'From',
    actions: [
      'Enter a day in From, in To or in both, or set Date Range to As Saved. If they are expressions, check them.',
    ],
  });
}
