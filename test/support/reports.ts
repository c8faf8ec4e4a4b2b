/** A report, its description and its results as Salesforce answers them. */

export const REPORT_ID = '00O000000000001EAA';
export const INSTANCE_ID = '0LG000000000001AAA';

const text = (label: string) => ({ label, value: label });

export const REPORT_METADATA = {
  id: REPORT_ID,
  name: 'Deals by Stage',
  reportFormat: 'SUMMARY',
  detailColumns: ['NAME', 'AMOUNT'],
  aggregates: ['s!AMOUNT', 'RowCount'],
  groupingsDown: [{ name: 'STAGE', dateGranularity: 'None', sortOrder: 'Asc', sortAggregate: null }],
  groupingsAcross: [],
  reportFilters: [{ column: 'STAGE', operator: 'notEqual', value: 'Lost' }],
  reportBooleanFilter: null,
  standardDateFilter: { column: 'CLOSE_DATE', durationValue: 'CUSTOM', startDate: null, endDate: null },
};

const EXTENDED = {
  detailColumnInfo: {
    NAME: { label: 'Name', dataType: 'string' },
    AMOUNT: { label: 'Amount', dataType: 'currency' },
  },
  groupingColumnInfo: { STAGE: { label: 'Stage', dataType: 'picklist', groupingLevel: 0 } },
  aggregateColumnInfo: {
    's!AMOUNT': { label: 'Sum of Amount', dataType: 'currency' },
    RowCount: { label: 'Record Count', dataType: 'int' },
  },
};

const row = (name: string, amount: number) => ({
  dataCells: [text(name), { label: `$${amount}.00`, value: { amount, currency: 'USD' } }],
});

const totals = (amount: number, rows: number) => [
  { label: `$${amount}.00`, value: amount },
  { label: String(rows), value: rows },
];

export const REPORT_RESULTS = {
  attributes: { reportId: REPORT_ID, reportName: 'Deals by Stage', type: 'Report' },
  allData: true,
  factMap: {
    '0!T': { aggregates: totals(5, 2), rows: [row('A', 2), row('B', 3)] },
    '1!T': { aggregates: totals(7, 1), rows: [row('C', 7)] },
    'T!T': { aggregates: totals(12, 3), rows: [] },
  },
  groupingsAcross: { groupings: [] },
  groupingsDown: {
    groupings: [
      { ...text('Open'), key: '0', groupings: [] },
      { ...text('Won'), key: '1', groupings: [] },
    ],
  },
  hasDetailRows: true,
  reportExtendedMetadata: EXTENDED,
  reportMetadata: REPORT_METADATA,
};

export const REPORT_DESCRIPTION = {
  reportMetadata: REPORT_METADATA,
  reportExtendedMetadata: EXTENDED,
  reportTypeMetadata: {
    categories: [
      {
        label: 'Deals',
        columns: {
          NAME: { label: 'Name', dataType: 'string', filterable: true, filterValues: [{ name: 'x', label: 'X' }] },
        },
      },
    ],
    dataTypeFilterOperatorMap: { string: [{ name: 'equals', label: 'equals' }] },
    standardDateFilterDurationGroups: [
      { label: 'Day', standardDateFilterDurations: [{ label: 'Today', value: 'TODAY' }] },
    ],
  },
};

export const REPORT_INSTANCE = {
  ...REPORT_RESULTS,
  attributes: { id: INSTANCE_ID, reportId: REPORT_ID, status: 'Success', type: 'ReportInstance' },
};

export const DASHBOARD_ID = '01Z000000000001EAA';
const COMPONENT_ID = '01a000000000001AAA';

export const DASHBOARD_ANSWER = {
  componentData: [
    {
      componentId: COMPONENT_ID,
      reportResult: { ...REPORT_RESULTS, attributes: null, groupingsAcross: null },
      status: {
        dataStatus: 'DATA',
        refreshStatus: 'IDLE',
        errorMessage: null,
        refreshDate: '2026-03-01T12:00:00.000+0000',
      },
    },
  ],
  dashboardMetadata: {
    id: DASHBOARD_ID,
    name: 'Sales',
    components: [{ id: COMPONENT_ID, title: null, type: 'Report', reportId: REPORT_ID }],
  },
};
