import { answerText, InputError, show } from '../errors';
import { listInText } from '../json';
import { isNumberText, plainNumber } from '../numbers';
import { dateText, datetimeText, isDate, isDay } from '../values/dates';
import { textOf } from '../values/scalars';
import type { FilterColumn, ReportDescription } from './description';
import { CUSTOM_RANGE, type DateFilter, type ReportFilter, type ReportMetadata } from './metadata';

/** The operators of reports, by their API names. */
export type ReportOperator =
  | 'contains'
  | 'equals'
  | 'excludes'
  | 'greaterOrEqual'
  | 'greaterThan'
  | 'includes'
  | 'lessOrEqual'
  | 'lessThan'
  | 'notContain'
  | 'notEqual'
  | 'startsWith';

/** A filter for one run. */
export interface WantedFilter {
  readonly column: string;
  readonly operator: ReportOperator;
  /** A text with commas between several values, or a list; empty for what is empty. */
  readonly value: unknown;
}

/** A date range for one run: a column of dates, and either a duration such as THIS_MONTH or days. */
export interface WantedDates {
  /** Undefined for the one of the report. */
  readonly column: string | undefined;
  readonly duration?: string;
  /** Dates, or empty. */
  readonly start?: unknown;
  readonly end?: unknown;
}

/** What a run changes of a report. Nothing of it is saved. */
export interface RunChanges {
  readonly filters: readonly WantedFilter[];
  /** Whether filters of the report on the same columns are replaced. */
  readonly replace: boolean;
  readonly dates: WantedDates | undefined;
}

const MOST_FILTERS = 20;

/**
 * A report's metadata with what a run changes.
 * @throws InputError for columns, operators and values that the report does not allow
 */
export function changedMetadata(
  description: ReportDescription,
  { filters, replace, dates }: RunChanges,
  timeZone: string,
): ReportMetadata {
  const written = filters.map((filter) => writtenFilter(description, filter, timeZone));
  const { metadata } = description;
  const filtered = written.reduce(
    (all, filter) => addFilter(all, filter),
    replace ? replaced(metadata, written) : metadata,
  );
  return dates === undefined ? filtered : { ...filtered, standardDateFilter: dateFilter(description, dates, timeZone) };
}

/** @throws InputError when there are too many */
export function addFilter(metadata: ReportMetadata, filter: ReportFilter): ReportMetadata {
  const { reportFilters, reportBooleanFilter: logic } = metadata;
  if (reportFilters.some((one) => isSameFilter(one, filter))) return metadata;
  if (reportFilters.length >= MOST_FILTERS) {
    throw new InputError(`A report can have ${MOST_FILTERS} filters, and this one would have more.`, {
      reason: 'tooManyFilters',
    });
  }
  return {
    ...metadata,
    reportFilters: [...reportFilters, filter],
    ...(hasLogic(logic) && { reportBooleanFilter: `(${logic}) AND ${reportFilters.length + 1}` }),
  };
}

function hasLogic(logic: string | null | undefined): logic is string {
  return typeof logic === 'string' && logic !== '';
}

function isSameFilter(one: ReportFilter, other: ReportFilter): boolean {
  return one.column === other.column && one.operator === other.operator && one.value === other.value;
}

/** In the place of each filter of the same column stands the first new one, so that the report’s logic stays valid. */
function replaced(metadata: ReportMetadata, filters: readonly ReportFilter[]): ReportMetadata {
  const { reportFilters, reportBooleanFilter } = metadata;
  const changed = reportFilters.map((filter) => filters.find(({ column }) => column === filter.column) ?? filter);
  // Without logic, all must be met, and once is enough.
  const needed = hasLogic(reportBooleanFilter)
    ? changed
    : changed.filter((filter, place) => changed.findIndex((one) => isSameFilter(one, filter)) === place);
  return { ...metadata, reportFilters: needed };
}

function writtenFilter(description: ReportDescription, wanted: WantedFilter, timeZone: string): ReportFilter {
  const column = filterColumn(description, wanted.column);
  const known = description.operators.get(column.dataType) ?? [];
  if (!known.includes(wanted.operator)) {
    throw new InputError(
      `${column.label} (${column.name}) is of the type ${column.dataType}, which has no operator ${wanted.operator}.`,
      { reason: 'reportOperator', known },
      column.name,
    );
  }
  return { column: column.name, operator: wanted.operator, value: valueText(wanted, column, timeZone) };
}

/** @throws InputError for a column that the report cannot be filtered by */
export function filterColumn({ filterColumns, metadata }: ReportDescription, name: string): FilterColumn {
  const found =
    filterColumns.find((column) => column.name === name) ??
    filterColumns.find((column) => column.name.toLowerCase() === name.trim().toLowerCase());
  if (found !== undefined) return found;
  throw new InputError(
    `“${metadata.name}” has no column ${show(name)} that it can be filtered by.`,
    { reason: 'unknownReportColumn' },
    name,
  );
}

const ORDERED: ReadonlySet<ReportOperator> = new Set(['greaterOrEqual', 'greaterThan', 'lessOrEqual', 'lessThan']);

function valueText({ operator, value }: WantedFilter, column: FilterColumn, timeZone: string): string {
  const values = wantedValues(value, operator, column);
  if (ORDERED.has(operator) && values.length !== 1) {
    throw new InputError(`${column.name}: one value to compare with is needed, and not ${values.length}.`, {
      reason: 'listWhereOneValue',
    });
  }
  return values.map((one) => quotedValue(oneValue(one, column, timeZone))).join(',');
}

/** What is typed has commas between its values, except where only one can be meant. */
function wantedValues(value: unknown, operator: ReportOperator, { dataType }: FilterColumn): unknown[] {
  if (Array.isArray(value)) return value;
  if (typeof value !== 'string') return [value];
  if (value.trim() === '') return [];
  const list = listInText(value);
  if (list !== undefined) return list;
  const values = splitValues(value);
  const isOne = isNumberType(dataType)
    ? values.length > 1 && (ORDERED.has(operator) || values.slice(1).some(isRestOfNumber))
    : ORDERED.has(operator);
  return isOne ? [value.trim()] : values;
}

/** What follows the comma of `1,000`: one number with a separator, and not two. */
function isRestOfNumber(part: string): boolean {
  return /^0\d/.test(part);
}

/** `a, "b, c"` */
function splitValues(text: string): string[] {
  const parts = text.match(/(?:"(?:[^"]|"")*"|[^,"])+/g) ?? [];
  return parts
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .map((part) => (/^".*"$/s.test(part) ? part.slice(1, -1).replaceAll('""', '"') : part));
}

/** As a filter’s value among others. */
export function quotedValue(text: string): string {
  return /[",]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

const NUMERIC: ReadonlySet<string> = new Set(['currency', 'double', 'int', 'long', 'percent']);

function isNumberType(dataType: string): boolean {
  return NUMERIC.has(dataType);
}

/** What begins as a date does; Salesforce also knows words, such as TODAY. */
const BEGINS_AS_DATE = /^\s*\d{4}-\d\d/;

function oneValue(value: unknown, { name, dataType }: FilterColumn, timeZone: string): string {
  if (value === null || value === undefined || value === '') {
    throw new InputError(`${name}: a value in the list is empty.`, { reason: 'blankInList' }, name);
  }
  if (isNumberType(dataType)) return numberText(value, name);
  if (dataType === 'boolean') return booleanText(value, name);
  const isMoment = isDate(value) || BEGINS_AS_DATE.test(answerText(value));
  if (dataType === 'date' && isMoment) return dateText(value, name, timeZone);
  // Reports know seconds, and no fractions of them.
  if (dataType === 'datetime' && isMoment && !isDay(value)) {
    return datetimeText(value, name, timeZone).replace(/\.\d+Z$/, 'Z');
  }
  return (isDate(value) ? String(value) : textOf(value, name)).trim();
}

function numberText(value: unknown, name: string): string {
  const text = answerText(value);
  if (isNumberText(text)) return plainNumber(text);
  throw new InputError(`${name}: ${show(value)} is not a number.`, { reason: 'notANumber' }, name);
}

function booleanText(value: unknown, name: string): string {
  const text = answerText(value).trim().toLowerCase();
  if (text === 'true' || text === '1') return 'True';
  if (text === 'false' || text === '0') return 'False';
  throw new InputError(`${name}: ${show(value)} is not true or false.`, { reason: 'notABoolean' }, name);
}

function dateFilter(description: ReportDescription, wanted: WantedDates, timeZone: string): DateFilter {
  const { metadata, durations } = description;
  const name = wanted.column ?? metadata.standardDateFilter?.column ?? '';
  if (name === '') {
    throw new InputError(`“${metadata.name}” has no date range, so the column of its dates is not known.`, {
      reason: 'noDateColumn',
    });
  }
  const column = wanted.column === undefined ? name : dateColumn(description, name).name;
  if (wanted.duration !== undefined) {
    const known = durations.map(({ value }) => value);
    const durationValue = wanted.duration.trim().toUpperCase();
    if (known.length > 0 && !known.includes(durationValue)) {
      throw new InputError(`“${wanted.duration}” is not a date range of this report.`, {
        reason: 'unknownDuration',
        known,
      });
    }
    return { column, durationValue, startDate: null, endDate: null };
  }
  const day = (value: unknown) =>
    value === undefined || value === null || value === '' ? null : dateText(value, name, timeZone);
  const [startDate, endDate] = [day(wanted.start), day(wanted.end)];
  if (startDate !== null && endDate !== null && startDate > endDate) {
    throw new InputError(`The date range begins on ${startDate}, after its last day ${endDate}.`, {
      reason: 'datesReversed',
    });
  }
  return { column, durationValue: CUSTOM_RANGE, startDate, endDate };
}

function dateColumn(description: ReportDescription, name: string): FilterColumn {
  const column = filterColumn(description, name);
  if (column.dataType === 'date' || column.dataType === 'datetime') return column;
  throw new InputError(`${column.name} has no dates: it is of the type ${column.dataType}.`, {
    reason: 'noDateColumn',
  });
}
