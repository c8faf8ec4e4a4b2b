import { idOf } from '../data/ids';
import { organizationId } from '../data/seed/context';

/** One grouping of a report, as its metadata has it. */
export interface ReportGrouping {
  readonly name: string;
  readonly dateGranularity: string;
  readonly sortOrder: string;
  readonly sortAggregate: string | null;
}

export interface ReportFilter {
  readonly column: string;
  readonly operator: string;
  readonly value: string;
}

/** What a request can change of a report for one run. */
export interface RunMetadata {
  readonly reportFormat: string;
  readonly detailColumns: readonly string[];
  readonly aggregates: readonly string[];
  readonly groupingsDown: readonly ReportGrouping[];
  readonly groupingsAcross: readonly ReportGrouping[];
  readonly reportFilters: readonly ReportFilter[];
  readonly reportBooleanFilter: string | null;
  readonly standardDateFilter: {
    readonly column: string;
    readonly durationValue: string;
    readonly startDate: string | null;
    readonly endDate: string | null;
  };
  readonly sortBy: readonly { readonly sortColumn: string; readonly sortOrder: string }[];
  readonly topRows: { readonly rowLimit: number; readonly direction: string } | null;
}

/** A report of the org: https://developer.salesforce.com/docs/atlas.en-us.api_analytics.meta/api_analytics/sforce_analytics_rest_api_getbasic_reportmetadata.htm */
export interface ReportMetadata extends RunMetadata {
  readonly id: string;
  readonly name: string;
  readonly developerName: string;
  readonly description?: string | null;
  readonly reportType: { readonly type: string; readonly label: string };
  readonly [other: string]: unknown;
}

const grouping = (name: string, dateGranularity = 'None'): ReportGrouping => ({
  name,
  dateGranularity,
  sortOrder: 'Asc',
  sortAggregate: null,
});

const OPPORTUNITIES = { type: 'Opportunity', label: 'Opportunities' };
const CONTACTS = { type: 'ContactList', label: 'Contacts & Accounts' };

const dated = (column: string) => ({ column, durationValue: 'CUSTOM', startDate: null, endDate: null });

function report(
  number: number,
  name: string,
  { reportType, ...own }: Partial<RunMetadata> & Pick<ReportMetadata, 'description' | 'reportType'>,
): ReportMetadata {
  return {
    id: idOf('00O', number),
    name,
    developerName: name.replaceAll(' ', '_'),
    description: null,
    reportType,
    reportFormat: 'TABULAR',
    detailColumns: [],
    aggregates: ['RowCount'],
    groupingsDown: [],
    groupingsAcross: [],
    reportFilters: [],
    reportBooleanFilter: null,
    standardDateFilter: dated(reportType === CONTACTS ? 'CREATED_DATE' : 'CLOSE_DATE'),
    standardFilters: [],
    sortBy: [],
    topRows: null,
    currency: null,
    chart: null,
    buckets: [],
    crossFilters: [],
    customSummaryFormula: [],
    division: null,
    folderId: organizationId,
    hasDetailRows: true,
    hasRecordCount: true,
    historicalSnapshotDates: [],
    scope: 'organization',
    showGrandTotal: true,
    showSubtotals: true,
    ...own,
  };
}

/** The reports that the sample org has, in the folder Unfiled Public Reports. */
export const REPORTS: readonly ReportMetadata[] = [
  report(1, 'Open Opportunities', {
    reportType: OPPORTUNITIES,
    detailColumns: [
      'OPPORTUNITY_NAME',
      'ACCOUNT_NAME',
      'AMOUNT',
      'PROBABILITY',
      'CLOSE_DATE',
      'CREATED_DATE',
      'CLOSED',
      'NEXT_STEP',
    ],
    reportFilters: [{ column: 'CLOSED', operator: 'equals', value: 'False' }],
  }),
  report(2, 'Opportunities by Stage', {
    reportType: OPPORTUNITIES,
    reportFormat: 'SUMMARY',
    detailColumns: ['OPPORTUNITY_NAME', 'AMOUNT', 'CLOSE_DATE'],
    aggregates: ['s!AMOUNT', 'a!AMOUNT', 'RowCount'],
    groupingsDown: [grouping('STAGE_NAME'), grouping('TYPE')],
  }),
  report(3, 'Pipeline by Owner and Month', {
    reportType: OPPORTUNITIES,
    reportFormat: 'MATRIX',
    detailColumns: ['OPPORTUNITY_NAME', 'AMOUNT'],
    aggregates: ['s!AMOUNT', 'RowCount'],
    groupingsDown: [grouping('FULL_NAME')],
    groupingsAcross: [grouping('CLOSE_DATE', 'Month')],
  }),
  report(4, 'All Contacts', {
    reportType: CONTACTS,
    detailColumns: ['CONTACT_ID', 'LAST_NAME', 'FIRST_NAME', 'EMAIL', 'DEPARTMENT', 'ACCOUNT.NAME', 'CREATED_DATE'],
  }),
  report(5, 'Contacts by Department', {
    reportType: CONTACTS,
    reportFormat: 'SUMMARY',
    detailColumns: ['CONTACT_ID', 'LAST_NAME', 'EMAIL'],
    groupingsDown: [grouping('DEPARTMENT')],
  }),
  report(6, 'Top Ten Deals', {
    reportType: OPPORTUNITIES,
    detailColumns: ['OPPORTUNITY_NAME', 'AMOUNT'],
    sortBy: [{ sortColumn: 'AMOUNT', sortOrder: 'Desc' }],
    topRows: { rowLimit: 10, direction: 'Desc' },
  }),
  report(7, 'Contacts and Opportunities', { reportType: CONTACTS, reportFormat: 'MULTI_BLOCK' }),
  report(8, 'Large Deals of 2026', {
    reportType: OPPORTUNITIES,
    description: 'Deals of 10,000 and more that close in 2026, or are closed',
    detailColumns: ['OPPORTUNITY_NAME', 'AMOUNT', 'CLOSE_DATE'],
    reportFilters: [
      { column: 'AMOUNT', operator: 'greaterOrEqual', value: '10000' },
      { column: 'CLOSED', operator: 'equals', value: 'True' },
    ],
    reportBooleanFilter: '1 OR 2',
    standardDateFilter: { ...dated('CLOSE_DATE'), startDate: '2026-01-01', endDate: '2026-12-31' },
  }),
];
