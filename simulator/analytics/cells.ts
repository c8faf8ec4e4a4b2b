import { isNumeric } from '../numbers';
import type { ReportColumn } from './reportTypes';
import type { ReportGrouping } from './reports';

/** What stands in a report where a row and a column meet. */
export interface DataCell {
  readonly label: string;
  readonly value: unknown;
}

/** Amounts as an org in US dollars shows them. */
export const dollars = (amount: number): string =>
  amount.toLocaleString('en-US', { style: 'currency', currency: 'USD' });

/** A record of a query by the path of one of its fields. */
export function at(record: Readonly<Record<string, unknown>>, path: string): unknown {
  return path
    .split('.')
    .reduce<unknown>((value, name) => (value as Record<string, unknown> | null | undefined)?.[name], record);
}

/** `2026-03-01T12:00:00.000+0000` as reports write it. */
const reportTime = (text: string): string => text.replace(/\.\d{3}\+0000$/, 'Z');

const day = (text: string): string => {
  const [year, month, date] = text.split('-').map(Number);
  return `${String(month)}/${String(date)}/${String(year)}`;
};

const moment = (text: string): string =>
  new Date(reportTime(text)).toLocaleString('en-US', { dateStyle: 'short', timeStyle: 'short', timeZone: 'UTC' });

const EMPTY: DataCell = { label: '-', value: null };

/** @see https://developer.salesforce.com/docs/atlas.en-us.api_analytics.meta/api_analytics/sforce_analytics_rest_api_get_reportdata.htm */
export function cellOf(record: Readonly<Record<string, unknown>>, column: ReportColumn): DataCell {
  const value = at(record, column.path);
  if (value === null || value === undefined) return EMPTY;
  switch (column.dataType) {
    case 'currency':
      return { label: dollars(Number(value)), value: { amount: Number(value), currency: null } };
    case 'percent':
      return { label: `${String(value)}%`, value: Number(value) };
    case 'date':
      return { label: day(String(value)), value };
    case 'datetime':
      return { label: moment(String(value)), value: reportTime(String(value)) };
    case 'boolean':
      return { label: String(value), value };
    default:
      return { label: String(value), value: column.idPath === undefined ? value : at(record, column.idPath) };
  }
}

/** What a row is grouped by: dates by the beginning of their period. */
export function groupOf(
  record: Readonly<Record<string, unknown>>,
  column: ReportColumn,
  { dateGranularity }: ReportGrouping,
): DataCell {
  const cell = cellOf(record, column);
  if (dateGranularity !== 'Month' || cell.value === null) return cell;
  const start = `${String(cell.value).slice(0, 7)}-01`;
  const label = new Date(start).toLocaleString('en-US', { month: 'long', year: 'numeric', timeZone: 'UTC' });
  return { label, value: start };
}

/** The number that a summary adds up. */
export const amountOf = (record: Readonly<Record<string, unknown>>, column: ReportColumn): number | undefined => {
  const value = at(record, column.path);
  return isNumeric(value) ? Number(value) : undefined;
};
