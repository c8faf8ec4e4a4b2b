import { InputError, shorten } from '../errors';
import { apiName, fieldPath } from '../names';
import { dayBounds, isDay } from '../values/dates';
import { enclosed } from './clauses';
import { likeLiteral, soqlLiteral, type LiteralOptions, type SoqlType } from './literals';

export type Operator =
  | 'contains'
  | 'endsWith'
  | 'equals'
  | 'excludes'
  | 'greaterOrEqual'
  | 'greaterThan'
  | 'in'
  | 'includes'
  | 'isEmpty'
  | 'isNotEmpty'
  | 'lessOrEqual'
  | 'lessThan'
  | 'notContains'
  | 'notEquals'
  | 'notIn'
  | 'startsWith';

export interface Condition {
  /** API name, or a parent's field by path: `Owner.Name`. */
  field: string;
  operator: Operator;
  /** A list for in, notIn, includes and excludes; nothing for isEmpty and isNotEmpty. */
  value?: unknown;
  type: SoqlType;
}

/** Conditions in SOQL, as somebody wrote them. */
export interface WrittenConditions {
  soql: string;
  /** Display name of the field, for errors. */
  what: string;
}

/** Conditions of which all or any must be met; some of them can be groups themselves. */
export interface ConditionGroup {
  match: 'all' | 'any';
  conditions: readonly (Condition | ConditionGroup | WrittenConditions)[];
}

export interface Select {
  object: string;
  fields: readonly string[];
  where?: ConditionGroup;
  orderBy?: readonly { field: string; direction: 'asc' | 'desc'; nulls?: 'first' | 'last' }[];
  limit?: number;
}

/** Writes one condition; the field is checked already. */
type Write = (field: string, condition: Condition, options: LiteralOptions) => string;

const compare =
  (sign: string): Write =>
  (field, { value, type }, options) => {
    if (Array.isArray(value)) {
      throw new InputError(
        `${field}: the operator compares one value, not a list.`,
        { reason: 'listWhereOneValue' },
        field,
      );
    }
    return `${field} ${sign} ${soqlLiteral(value, type, options)}`;
  };

const order =
  (sign: string): Write =>
  (field, condition, options) => {
    if (condition.value === null) {
      throw new InputError(`${field}: there is no value to compare with.`, { reason: 'noComparedValue' }, field);
    }
    return compare(sign)(field, condition, options);
  };

const list =
  (word: string): Write =>
  (field, { value, type }, options) =>
    `${field} ${word} ${soqlLiteral(Array.isArray(value) ? value : [value], type, options)}`;

const like =
  (before: boolean, after: boolean): Write =>
  (field, { value }) =>
    `${field} LIKE ${likeLiteral(value, { before, after }, field)}`;

/**
 * Conditions on a date/time whose value is a day: a record of any time of that day, in the zone given, has it. SOQL would
 * take midnight alone.
 */
const DAY_WRITERS: ReadonlyMap<Operator, (field: string, from: string, to: string) => string> = new Map([
  ['equals', (field, from, to) => `(${field} >= ${from} AND ${field} < ${to})`],
  ['notEquals', (field, from, to) => `(${field} < ${from} OR ${field} >= ${to} OR ${field} = null)`],
  ['greaterOrEqual', (field, from) => `${field} >= ${from}`],
  ['greaterThan', (field, _, to) => `${field} >= ${to}`],
  ['lessOrEqual', (field, _, to) => `${field} < ${to}`],
  ['lessThan', (field, from) => `${field} < ${from}`],
]);

/** Undefined where the condition is not of this kind. */
function dayCondition(field: string, { operator, value, type }: Condition, timeZone?: string): string | undefined {
  if (type !== 'datetime') return undefined;
  const days = Array.isArray(value) ? value : [value];
  const write = DAY_WRITERS.get(operator === 'in' ? 'equals' : operator === 'notIn' ? 'notEquals' : operator);
  if (write === undefined || days.length === 0 || !days.every(isDay)) return undefined;
  if (Array.isArray(value) && operator !== 'in' && operator !== 'notIn') return undefined;
  const conditions = days.map((day) => {
    const { from, to } = dayBounds(day, field, timeZone);
    return write(field, from, to);
  });
  return conditions.length === 1 ? conditions[0] : `(${conditions.join(operator === 'in' ? ' OR ' : ' AND ')})`;
}

const WRITERS: ReadonlyMap<Operator, Write> = new Map<Operator, Write>([
  ['contains', like(true, true)],
  ['endsWith', like(true, false)],
  ['equals', compare('=')],
  ['excludes', list('EXCLUDES')],
  ['greaterOrEqual', order('>=')],
  ['greaterThan', order('>')],
  ['in', list('IN')],
  ['includes', list('INCLUDES')],
  ['isEmpty', (field) => `${field} = null`],
  ['isNotEmpty', (field) => `${field} != null`],
  ['lessOrEqual', order('<=')],
  ['lessThan', order('<')],
  ['notContains', (...condition) => `(NOT ${like(true, true)(...condition)})`],
  ['notEquals', compare('!=')],
  ['notIn', list('NOT IN')],
  ['startsWith', like(false, true)],
]);

/**
 * A query in SOQL. Names that are not identifiers and values of the wrong type are rejected, so no input can become
 * part of the query's syntax.
 * https://developer.salesforce.com/docs/atlas.en-us.soql_sosl.meta/soql_sosl/sforce_api_calls_soql_select.htm
 * @throws InputError naming the field
 */
export function select({ object, fields, where, orderBy = [], limit }: Select, options: LiteralOptions = {}): string {
  if (fields.length === 0) throw new InputError('There are no fields to return.', { reason: 'noFieldsToReturn' });
  const clauses = [
    `SELECT ${distinct(fields.map((field) => fieldPath(field, 'Field'))).join(', ')}`,
    `FROM ${apiName(object, 'Object')}`,
  ];
  const conditions = where === undefined ? '' : writeGroup(where, options);
  if (conditions !== '') clauses.push(`WHERE ${conditions}`);
  if (orderBy.length > 0) clauses.push(`ORDER BY ${orderBy.map(writeOrder).join(', ')}`);
  if (limit !== undefined) clauses.push(`LIMIT ${wholeNumber(limit)}`);
  return clauses.join(' ');
}

/** Salesforce rejects a field that is selected twice, in any case. */
function distinct(names: readonly string[]): string[] {
  const first = new Map<string, string>();
  for (const name of names) if (!first.has(name.toLowerCase())) first.set(name.toLowerCase(), name);
  return [...first.values()];
}

function writeGroup({ match, conditions }: ConditionGroup, options: LiteralOptions): string {
  const written = conditions.map((one) => {
    if ('operator' in one) return writeCondition(one, options);
    if ('soql' in one) return enclosed(one.soql, one.what);
    const inner = writeGroup(one, options);
    return one.conditions.length > 1 ? `(${inner})` : inner;
  });
  return written.filter((text) => text !== '').join(match === 'any' ? ' OR ' : ' AND ');
}

function writeCondition(condition: Condition, options: LiteralOptions): string {
  const field = fieldPath(condition.field, 'Condition');
  const write = WRITERS.get(condition.operator);
  if (write === undefined)
    throw new InputError(
      `“${shorten(condition.operator)}” is not a valid operator.`,
      { reason: 'unknownOperator' },
      field,
    );
  return dayCondition(field, condition, options.timeZone) ?? write(field, condition, { ...options, field });
}

function writeOrder({ field, direction, nulls }: NonNullable<Select['orderBy']>[number]): string {
  const placed = nulls === undefined ? '' : ` NULLS ${nulls === 'first' ? 'FIRST' : 'LAST'}`;
  return `${fieldPath(field, 'Sort')} ${direction === 'desc' ? 'DESC' : 'ASC'}${placed}`;
}

function wholeNumber(limit: number): number {
  if (Number.isSafeInteger(limit) && limit >= 0) return limit;
  throw new InputError('The limit must be a whole number.', { reason: 'notAWholeLimit' });
}
