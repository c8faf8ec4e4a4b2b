import { isObject, type JsonObject } from '../rest/call';
import type { ObjectSchema, Schema } from '../types';
import { GraphqlError } from './errors';

/** @see https://developer.salesforce.com/docs/platform/graphql/guide/filter-fields.html */
const OPERATORS: ReadonlyMap<string, string> = new Map([
  ['eq', '='],
  ['gt', '>'],
  ['gte', '>='],
  ['in', 'IN'],
  ['like', 'LIKE'],
  ['lt', '<'],
  ['lte', '<='],
  ['ne', '!='],
  ['nin', 'NOT IN'],
]);

/** The record whose children a connection has, and their field for it. */
export interface ParentOfAll {
  readonly field: string;
  readonly id: string;
}

interface ConnectionArgs extends JsonObject {
  readonly parent: ParentOfAll | undefined;
}

/** The IDs that a connection has, in its order, as a query. */
export function connectionSoql(schema: Schema, object: ObjectSchema, { parent, ...args }: ConnectionArgs): string {
  const wanted = isObject(args['where']) ? condition(schema, object, args['where']) : '';
  const ofParent = parent === undefined ? '' : `${parent.field} = '${parent.id}'`;
  const where = [wanted, ofParent]
    .filter((part) => part !== '')
    .map((part) => `(${part})`)
    .join(' AND ');
  const order = [args['orderBy']]
    .flat()
    .filter(isObject)
    .flatMap((one) => orderOf(object, one));
  return [
    `SELECT Id FROM ${object.name}`,
    ...(where === '' ? [] : [`WHERE ${where}`]),
    `ORDER BY ${[...order, 'Id'].join(', ')}`,
  ].join(' ');
}

function orderOf(object: ObjectSchema, order: JsonObject): string[] {
  return Object.entries(order).map(([field, how]) => {
    const { order: direction = 'ASC', nulls = 'FIRST' } = isObject(how) ? how : {};
    return `${fieldOf(object, field)} ${String(direction)} NULLS ${String(nulls)}`;
  });
}

function condition(schema: Schema, object: ObjectSchema, filter: JsonObject): string {
  const parts = Object.entries(filter).map(([name, held]) => {
    if (name === 'and' || name === 'or') {
      const all = [held]
        .flat()
        .filter(isObject)
        .map((one) => `(${condition(schema, object, one)})`);
      return `(${all.join(name === 'and' ? ' AND ' : ' OR ')})`;
    }
    if (name === 'not') return `(NOT (${condition(schema, object, isObject(held) ? held : {})}))`;
    const field = fieldOf(object, name);
    const comparisons = Object.entries(isObject(held) ? held : {});
    return comparisons.map(([operator, value]) => comparison(field, operator, value)).join(' AND ');
  });
  return parts.filter((part) => part !== '').join(' AND ');
}

function comparison(field: string, operator: string, value: unknown): string {
  const sign = OPERATORS.get(operator);
  if (sign === undefined) throw new GraphqlError('ValidationError', `Unknown operator '${operator}'`);
  return `${field} ${sign} ${literal(value)}`;
}

function literal(value: unknown): string {
  if (Array.isArray(value)) return `(${value.map(literal).join(', ')})`;
  if (isObject(value)) return literal(value['value'] ?? value['literal']);
  if (typeof value !== 'string') return String(value ?? null);
  if (/^\d{4}-\d\d-\d\d(?:T[\d:.]+(?:Z|[+-]\d\d:?\d\d))?$/.test(value)) return value;
  return `'${value.replaceAll(/['\\]/g, String.raw`\$&`)}'`;
}

function fieldOf(object: ObjectSchema, name: string): string {
  if (object.fields.some((field) => field.name === name)) return name;
  const message = `The variables input contains a field name '${name}' that is not defined for input object type '${object.name}_Filter'`;
  throw new GraphqlError('ValidationError', message);
}
