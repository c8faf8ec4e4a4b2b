import { isRecord, isText, isWords, listOf, maybe, objectWith, type Shape } from '../errors';
import { isRecordId } from '../ids';

/**
 * What a report is, as its describe and its results say it.
 * https://developer.salesforce.com/docs/atlas.en-us.api_analytics.meta/api_analytics/sforce_analytics_rest_api_getbasic_reportmetadata.htm
 */
export interface ReportMetadata {
  readonly id: string;
  readonly name: string;
  readonly reportFormat: string;
  readonly detailColumns: readonly string[];
  readonly aggregates: readonly string[];
  readonly groupingsDown: readonly ReportGrouping[];
  readonly groupingsAcross: readonly ReportGrouping[];
  readonly reportFilters: readonly ReportFilter[];
  readonly reportBooleanFilter?: string | null | undefined;
  readonly standardDateFilter?: DateFilter | null | undefined;
  /** A limit of rows that is saved with the report. */
  readonly topRows?: unknown;
  readonly [other: string]: unknown;
}

interface ReportGrouping {
  readonly name: string;
  readonly [other: string]: unknown;
}

/** A filter of a report: values are separated by commas. */
export interface ReportFilter {
  readonly column: string;
  readonly operator: string;
  readonly value: string;
  readonly [other: string]: unknown;
}

/** A report's date range. */
export interface DateFilter {
  readonly column: string;
  readonly durationValue: string;
  readonly startDate: string | null;
  readonly endDate: string | null;
}

/** What a date range is called that is given by its days. */
export const CUSTOM_RANGE = 'CUSTOM';

/** Where a report has both its rows and its summaries in several blocks, which the API does not give. */
export const JOINED = 'MULTI_BLOCK';

const isReportGrouping = objectWith({ name: isText }) as Shape<unknown> as Shape<ReportGrouping>;
const isFilter = objectWith({
  column: isText,
  operator: isText,
  value: isWords,
}) as Shape<unknown> as Shape<ReportFilter>;
const isDateFilter = objectWith({
  column: isWords,
  durationValue: isWords,
  startDate: maybe(isWords),
  endDate: maybe(isWords),
}) as Shape<unknown> as Shape<DateFilter>;

export const isReportMetadata = objectWith({
  id: isRecordId as Shape<string>,
  name: isText,
  reportFormat: isText,
  detailColumns: listOf(isText),
  aggregates: listOf(isText),
  groupingsDown: listOf(isReportGrouping),
  groupingsAcross: listOf(isReportGrouping),
  reportFilters: listOf(isFilter),
  reportBooleanFilter: maybe(isWords),
  standardDateFilter: maybe(isDateFilter),
}) as Shape<unknown> as Shape<ReportMetadata>;

/** What a column is called, and what it holds. */
export interface ColumnInfo {
  readonly label: string;
  readonly dataType: string;
}

const isColumnInfo = objectWith<ColumnInfo>({ label: isWords, dataType: isText });

/** An object whose values all have a shape. */
export function recordOf<T>(is: Shape<T>): Shape<Readonly<Record<string, T>>> {
  return (value): value is Readonly<Record<string, T>> => isRecord(value) && Object.values(value).every(is);
}

/** The columns, groupings and summaries of a report, by their names. */
export interface ExtendedMetadata {
  readonly detailColumnInfo: Readonly<Record<string, ColumnInfo>>;
  readonly groupingColumnInfo: Readonly<Record<string, ColumnInfo>>;
  readonly aggregateColumnInfo: Readonly<Record<string, ColumnInfo>>;
}

const isInfos = recordOf(isColumnInfo);

export const isExtendedMetadata = objectWith<ExtendedMetadata>({
  detailColumnInfo: isInfos,
  groupingColumnInfo: isInfos,
  aggregateColumnInfo: isInfos,
});
