import { isObject, type Call, type JsonObject } from '../rest/call';
import { runQuery } from '../soql';
import { queryContext } from '../rest/query';
import type { ObjectSchema, Row } from '../types';
import { GraphqlError } from './errors';
import { isOfType } from './scalars';
import { membersOf, type Selection } from './parse';
import { connectionSoql, type ParentOfAll } from './soql';

/** Who asks, and with which variables. */
export interface Asked {
  readonly call: Call;
  readonly variables: ReadonlyMap<string, unknown>;
  /** What went wrong beside the data. */
  readonly errors: GraphqlError[];
}

export const argsOf = (selection: Selection, { variables }: Asked): JsonObject => membersOf(selection.args, variables);

/** Where a field stands. */
interface FieldPlace {
  readonly asked: Asked;
  readonly path: readonly string[];
}

/**
 * Refuses arguments that a field does not have, or that are of another type than the one it has.
 * @see https://spec.graphql.org/October2021/#sec-Argument-Names
 */
export function checkArguments(
  selection: Selection,
  types: Readonly<Record<string, string>>,
  { asked, path }: FieldPlace,
): void {
  const { line, column, name: field } = selection;
  const place = `'${[...path, field].join('/')}'`;
  for (const [name, value] of Object.entries(argsOf(selection, asked))) {
    const type = Object.hasOwn(types, name) ? types[name] : undefined;
    if (type === undefined) {
      const message = `Validation error of type UnknownArgument: Unknown field argument ${name} @ ${place}`;
      throw new GraphqlError('ValidationError', message, { line, column });
    }
    if (isOfType(value, type)) continue;
    const message = `Validation error of type WrongType: argument '${name}' is not a valid '${type}' @ ${place}`;
    throw new GraphqlError('ValidationError', message, { line, column });
  }
}

export function undefinedField(selection: Selection, type: string, path: readonly string[]): GraphqlError {
  const { line, column, name } = selection;
  const message = `Validation error of type FieldUndefined: Field '${name}' in type '${type}' is undefined @ '${[...path, name].join('/')}'`;
  return new GraphqlError('ValidationError', message, { line, column });
}

/** Each selection by its alias. */
export function pick(
  selections: readonly Selection[],
  valueOf: (selection: Selection) => unknown,
): Record<string, unknown> {
  return Object.fromEntries(selections.map((selection) => [selection.alias, valueOf(selection)]));
}

/** Of a connection; the scope, as if it were everything. */
const CONNECTION_ARGUMENTS = {
  after: 'String',
  first: 'Int',
  orderBy: 'OrderBy',
  scope: 'Scope',
  upperBound: 'Int',
  where: 'Filter',
};

/** Records in a page, and how many of them paging reaches without an upper bound. */
const STANDARD_PAGE = 10;
const LARGEST_PAGE = 2_000;
const MOST_WITHOUT_BOUND = 4_000;

/**
 * A connection of records.
 * @see https://developer.salesforce.com/docs/platform/graphql/guide/paginate-use.html
 */
export function connection(selection: Selection, asked: Asked): unknown {
  const object = asked.call.org.store.schema.object(selection.name);
  if (object?.queryable !== true) throw undefinedField(selection, 'RecordQuery', ['uiapi', 'query']);
  return recordsOf(selection, { object, path: ['uiapi', 'query', selection.alias] }, asked);
}

/** The records of an object, or only the children of a record. */
interface ConnectionPlace {
  readonly object: ObjectSchema;
  readonly path: readonly string[];
  readonly parent?: ParentOfAll;
}

function recordsOf(selection: Selection, { object, path, parent }: ConnectionPlace, asked: Asked): unknown {
  const { call } = asked;
  checkArguments(selection, CONNECTION_ARGUMENTS, { asked, path: path.slice(0, -1) });
  const args = argsOf(selection, asked);
  const soql = connectionSoql(call.org.store.schema, object, { ...args, parent });
  const cursor = runQuery(call.org.store, soql, queryContext(call, false));
  const first = Math.min(Number(args['first'] ?? STANDARD_PAGE), LARGEST_PAGE);
  const from = args['after'] === undefined || args['after'] === null ? 0 : positionOf(args['after']) + 1;
  const reach = Math.min(cursor.totalSize, Number(args['upperBound'] ?? MOST_WITHOUT_BOUND));
  const to = Math.min(from + first, reach);
  const rows = cursor.page(from, Math.max(from, to)).map((record) => call.org.store.byId(object, String(record['Id'])));
  const place = { object, from, to, reach };
  return pick(selection.selections, (part) => {
    switch (part.name) {
      case 'edges':
        return rows.map((row, index) => edge(part, { ...place, row: row ?? {}, position: from + index }, asked));
      case 'pageInfo':
        return pageInfo(part, place, [...path, 'pageInfo']);
      case 'pageResultCount':
        return rows.length;
      case 'totalCount':
        return cursor.totalSize;
      default:
        throw undefinedField(part, `${object.name}Connection`, path);
    }
  });
}

interface PagePlace {
  readonly object: ObjectSchema;
  readonly from: number;
  readonly to: number;
  readonly reach: number;
}

/** As recorded: `djE6Mg==` is `v1:2`. */
const cursorOf = (position: number): string => Buffer.from(`v1:${position}`).toString('base64');

function positionOf(cursor: unknown): number {
  const [, position] = /^v1:(\d+)$/.exec(Buffer.from(String(cursor), 'base64').toString()) ?? [];
  if (position !== undefined) return Number(position);
  throw new GraphqlError('DataFetchingException', `Invalid cursor: ${String(cursor)}`);
}

function pageInfo(part: Selection, { from, to, reach }: PagePlace, path: readonly string[]): unknown {
  const info: Record<string, unknown> = {
    endCursor: to > from ? cursorOf(to - 1) : null,
    hasNextPage: to < reach,
    hasPreviousPage: from > 0,
    startCursor: to > from ? cursorOf(from) : null,
  };
  return pick(part.selections, (field) => {
    if (Object.hasOwn(info, field.name)) return info[field.name];
    throw undefinedField(field, 'PageInfo', path);
  });
}

function edge(
  part: Selection,
  { object, row, position }: PagePlace & { row: Row; position: number },
  asked: Asked,
): unknown {
  const path = ['uiapi', 'query', object.name, 'edges'];
  return pick(part.selections, (field) => {
    if (field.name === 'cursor') return cursorOf(position);
    if (field.name === 'node') return node(field.selections, { object, row, path: [...path, 'node'] }, asked);
    throw undefinedField(field, `${object.name}Edge`, path);
  });
}

interface NodePlace {
  readonly object: ObjectSchema;
  readonly row: Row;
  readonly path: readonly string[];
}

/**
 * A record: its ID is bare, and every other field has a value and what a person reads. Its children are a connection.
 * @see https://developer.salesforce.com/docs/platform/lwc/guide/reference-graphql-relationships.html
 */
export function node(selections: readonly Selection[], { object, row, path }: NodePlace, asked: Asked): unknown {
  const { store } = asked.call.org;
  return pick(selections, (part) => {
    if (part.name === 'Id') return row['Id'];
    if (part.name === 'ApiName' || part.name === '__typename') return object.name;
    const field = object.fields.find(({ name }) => name === part.name);
    if (field !== undefined) return fieldValue(part, store.value(object, row, field) ?? null);
    const children = object.childRelationships.find(({ relationshipName }) => relationshipName === part.name);
    const child = children && store.schema.object(children.childSObject);
    if (children !== undefined && child !== undefined) {
      const parent = { field: children.field, id: String(row['Id']) };
      return recordsOf(part, { object: child, path: [...path, part.name], parent }, asked);
    }
    const lookup = object.fields.find(({ relationshipName }) => relationshipName === part.name);
    const parent = lookup && store.schema.object(lookup.referenceTo[0] ?? '');
    if (lookup === undefined || parent === undefined) throw undefinedField(part, object.name, path);
    const parentRow = store.byId(parent, String(row[lookup.name] ?? ''));
    return parentRow
      ? node(part.selections, { object: parent, row: parentRow, path: [...path, part.name] }, asked)
      : null;
  });
}

function fieldValue(part: Selection, value: unknown): unknown {
  const shown: Record<string, unknown> = {
    value,
    displayValue: typeof value === 'string' || value === null || isObject(value) ? null : String(value),
    label: value,
  };
  return pick(part.selections, (field) => {
    if (Object.hasOwn(shown, field.name)) return shown[field.name];
    throw undefinedField(field, 'StringValue', []);
  });
}
