import { badRequest } from '../rest/call';
import type { ReportColumn, ReportType } from './reportTypes';
import type { ReportFilter, RunMetadata } from './reports';

/** Salesforce's code for what it words in the list of report errors; recorded by clients. */
export const refused = (message: string) => badRequest('BAD_REQUEST', message);

const ordered = ['lessThan', 'greaterThan', 'lessOrEqual', 'greaterOrEqual'];
const texts = ['equals', 'notEqual', ...ordered, 'contains', 'notContain', 'startsWith'];
const sizes = ['equals', 'notEqual', ...ordered];

/** What a column of a type can be filtered by. */
export const OPERATORS: ReadonlyMap<string, readonly string[]> = new Map([
  ['boolean', ['equals', 'notEqual']],
  ['currency', sizes],
  ['date', sizes],
  ['datetime', sizes],
  ['email', texts],
  ['id', texts],
  ['percent', sizes],
  ['picklist', texts],
  ['string', texts],
]);

/** `a,"b, c"` in its values; none for what is empty. */
function valuesOf(text: string): string[] {
  const values = [...text.matchAll(/\s*(?:"((?:[^"]|"")*)"|([^,]*))\s*(?:,|$)/g)].map(
    ([, quoted, plain = '']) => quoted?.replaceAll('""', '"') ?? plain.trim(),
  );
  return values.filter((value) => value !== '');
}

const quoted = (text: string): string => `'${text.replaceAll(/[\\']/g, String.raw`\$&`)}'`;

const WRONG_DATE =
  "Filter the date in the correct format. Accepted formats are yyyy-MM-dd'T'HH:mm:ss'Z' and yyyy-MM-dd.";
const DATE_LITERAL = /^[A-Z_]+(?::\d+)?$/;

function dateLiteral(text: string, dataType: string): string {
  const literal = text.toUpperCase();
  if (DATE_LITERAL.test(literal)) return literal;
  const [, day, time = 'T00:00:00Z'] = /^(\d{4}-\d\d-\d\d)(T\d\d:\d\d:\d\dZ)?$/.exec(text) ?? [];
  if (day === undefined) throw refused(WRONG_DATE);
  return dataType === 'date' ? day : `${day}${time}`;
}

function literal(value: string, { dataType }: ReportColumn): string {
  switch (dataType) {
    case 'boolean':
      return /^(?:true|1)$/i.test(value) ? 'true' : 'false';
    case 'currency':
    case 'percent':
      return value.replaceAll(',', '');
    case 'date':
    case 'datetime':
      return dateLiteral(value, dataType);
    default:
      return quoted(value);
  }
}

const SIGNS: ReadonlyMap<string, string> = new Map([
  ['lessThan', '<'],
  ['greaterThan', '>'],
  ['lessOrEqual', '<='],
  ['greaterOrEqual', '>='],
]);

const like = (path: string, pattern: string): string => `${path} LIKE ${quoted(pattern)}`;

function condition({ operator, value }: ReportFilter, column: ReportColumn): string {
  const { path } = column;
  const values = valuesOf(value);
  if (values.length === 0) return `${path} ${operator === 'equals' ? '=' : '!='} null`;
  const each = (one: (value: string) => string, word: string) => `(${values.map(one).join(` ${word} `)})`;
  switch (operator) {
    case 'equals':
      return each((one) => `${path} = ${literal(one, column)}`, 'OR');
    case 'notEqual':
      return each((one) => `${path} != ${literal(one, column)}`, 'AND');
    case 'contains':
      return each((one) => like(path, `%${one}%`), 'OR');
    case 'notContain':
      return `(NOT ${each((one) => like(path, `%${one}%`), 'OR')})`;
    case 'startsWith':
      return each((one) => like(path, `${one}%`), 'OR');
    default:
      return `${path} ${SIGNS.get(operator) ?? ''} ${literal(values[0] ?? '', column)}`;
  }
}

/** The column of a type; Salesforce's refusal where there is none. */
export function columnNamed({ columns }: ReportType, name: string): ReportColumn {
  const found = columns.find((column) => column.name === name);
  if (!found) throw refused(`Specify a valid filterable column because ${name} is invalid.`);
  return found;
}

function filterCondition(type: ReportType, filter: ReportFilter): string {
  const column = columnNamed(type, filter.column);
  if (!OPERATORS.get(column.dataType)?.includes(filter.operator)) {
    throw refused(`Specify a valid condition because ${filter.operator} is invalid.`);
  }
  return condition(filter, column);
}

/** `1 AND (2 OR 3)` with the conditions in place of their numbers; all of them where the report has no logic. */
function combined(conditions: readonly string[], logic: string | null): string[] {
  if (logic === null || logic === '') return [...conditions];
  return [`(${logic.replaceAll(/\d+/g, (number) => conditions[Number(number) - 1] ?? number)})`];
}

const dayStart = (day: string, { dataType }: ReportColumn): string => dateLiteral(day, dataType);

function dayEnd(day: string, { dataType }: ReportColumn): string {
  return dataType === 'date' ? dateLiteral(day, dataType) : `${day}T23:59:59Z`;
}

function dateCondition(type: ReportType, { standardDateFilter: filter }: RunMetadata): string[] {
  const column = type.columns.find(({ name }) => name === filter.column);
  if (!column) throw refused(`The column ${filter.column} specified for the standard date filter is invalid.`);
  if (!/^date/.test(column.dataType)) {
    throw refused(`The column ${filter.column} cannot be a standard date filter because it is not a date column.`);
  }
  if (filter.durationValue !== 'CUSTOM') {
    if (!DATE_LITERAL.test(filter.durationValue)) {
      throw refused(`The duration ${filter.durationValue} specified for the standard date filter is invalid.`);
    }
    return [`${column.path} = ${filter.durationValue}`];
  }
  const { startDate, endDate } = filter;
  return [
    ...(startDate === null ? [] : [`${column.path} >= ${dayStart(startDate, column)}`]),
    ...(endDate === null ? [] : [`${column.path} <= ${dayEnd(endDate, column)}`]),
  ];
}

/** The WHERE clause of a run: what its filters, their logic and its date range say. */
export function whereOf(type: ReportType, metadata: RunMetadata): string {
  const filters = combined(
    metadata.reportFilters.map((filter) => filterCondition(type, filter)),
    metadata.reportBooleanFilter,
  );
  const all = [...filters, ...dateCondition(type, metadata)];
  return all.length === 0 ? '' : ` WHERE ${all.join(' AND ')}`;
}
