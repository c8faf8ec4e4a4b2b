import type { FieldType } from '../describe';
import type { Operator } from './select';

const IN_TEXT: readonly Operator[] = ['contains', 'endsWith', 'notContains', 'startsWith'];
const IN_ORDER: readonly Operator[] = ['greaterOrEqual', 'greaterThan', 'lessOrEqual', 'lessThan'];
const OF_SEVERAL: readonly Operator[] = ['excludes', 'includes'];

const NOT_TEXT: ReadonlySet<FieldType> = new Set<FieldType>([
  'boolean',
  'currency',
  'date',
  'datetime',
  'double',
  'id',
  'int',
  'long',
  'percent',
  'reference',
  'time',
]);

/**
 * Whether Salesforce compares fields of a type in this way: LIKE takes text, `>` no checkboxes, and INCLUDES multi-select
 * picklists alone.
 * https://developer.salesforce.com/docs/atlas.en-us.soql_sosl.meta/soql_sosl/sforce_api_calls_soql_select_comparisonoperators.htm
 */
export function takesOperator(type: FieldType, operator: Operator): boolean {
  if (IN_TEXT.includes(operator)) return !NOT_TEXT.has(type);
  if (IN_ORDER.includes(operator)) return type !== 'boolean';
  return !OF_SEVERAL.includes(operator) || type === 'multipicklist';
}
