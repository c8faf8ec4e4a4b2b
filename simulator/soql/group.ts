import type { FieldType, OrderByClause, Query } from '@jetstreamapp/soql-parser-js';
import { ApiError } from '../types';
import { AGGREGATES } from './aggregates';
import { format } from './format';
import { argumentOf, type Call, functionOperand, unexpected } from './functions';
import { type Group, Grouping, type Reading } from './grouping';
import { comparable, type Comparable } from './literals';
import { direction, Sorter } from './order';
import { list, offsetOf } from './rows';
import { type Clause, fault, type QueryCursor, resolve, type Scope } from './scope';
import { noCurrencies } from './selectFunctions';
import { compileFilter, type Operand } from './where';

const MAXIMUM_GROUPS = 2_000;

/** Whether a query answers AggregateResults rather than rows. */
export function isAggregated(query: Query): boolean {
  return (
    query.groupBy !== undefined ||
    (query.fields ?? []).some((field) => field.type === 'FieldFunctionExpression' && holdsAggregate(field))
  );
}

function holdsAggregate(call: Call): boolean {
  const inner = (call.parameters ?? []).some((parameter) => typeof parameter === 'object' && holdsAggregate(parameter));
  return AGGREGATES.has((call.functionName ?? '').toUpperCase()) || inner;
}

/** Rows gathered into groups, for a query with GROUP BY or aggregate functions. */
export function groupedCursor(scope: Scope, query: Query): QueryCursor {
  if (query.groupBy === undefined && query.limit !== undefined) {
    throw fault(
      scope,
      'MALFORMED_QUERY',
      'LIMIT',
      'FROM',
      'Non-grouped query that uses overall aggregate functions cannot also use LIMIT',
    );
  }
  const grouping = new Grouping(scope, query);
  const members = compileMembers(grouping, query.fields ?? []);
  const having =
    'having' in query && query.having !== undefined
      ? compileFilter<Group>(query.having, {
          scope,
          clause: 'HAVING',
          operand: (leaf) => operandOf(grouping, leaf),
          inner: () => [],
        })
      : undefined;
  const order = list(query.orderBy).map((clause) => ({ ...direction(clause), read: orderReading(grouping, clause) }));
  const groups = grouping.gather().filter((group) => having === undefined || having.test(group));
  const offset = offsetOf(scope, query);
  const taken = sort(groups, order).slice(offset, offset + (query.limit ?? Infinity));
  if (taken.length > MAXIMUM_GROUPS) {
    throw new ApiError(400, {
      errorCode: 'EXCEEDED_ID_LIMIT',
      message: 'Aggregate query does not support queryMore(), use LIMIT to restrict the results to a single batch',
    });
  }
  return {
    totalSize: taken.length,
    kind: 'aggregate',
    page: (from, to) => taken.slice(from, to).map((group) => project(group, members)),
  };
}

function sort(groups: Group[], keys: ConstructorParameters<typeof Sorter<Group>>[0]): Group[] {
  const sorter = new Sorter(keys);
  return groups
    .map((group) => ({ group, keys: sorter.keysOf(group) }))
    .sort((a, b) => sorter.compare(a.keys, b.keys))
    .map(({ group }) => group);
}

function project(group: Group, members: ReadonlyMap<string, (group: Group) => unknown>): Record<string, unknown> {
  return Object.fromEntries([
    ['attributes', { type: 'AggregateResult' }],
    ...[...members].map(([name, read]) => [name, read(group)] as const),
  ]);
}

function compileMembers(grouping: Grouping, fields: readonly FieldType[]): Map<string, (group: Group) => unknown> {
  const members = new Map<string, (group: Group) => unknown>();
  let unnamed = 0;
  for (const field of fields) {
    const { name, read } = member(grouping, field, () => `expr${unnamed++}`);
    if (members.has(name))
      throw new ApiError(400, { errorCode: 'MALFORMED_QUERY', message: `duplicate alias: ${name}` });
    members.set(name, read);
  }
  return members;
}

function member(
  grouping: Grouping,
  field: FieldType,
  nextName: () => string,
): { name: string; read: (group: Group) => unknown } {
  const { scope } = grouping;
  if (field.type === 'FieldFunctionExpression')
    return { name: field.alias ?? nextName(), read: callMember(grouping, field) };
  if (field.type === 'FieldSubquery' || field.type === 'FieldTypeof') throw unexpected(scope, 'SELECT', 'SELECT');
  const path = field.type === 'Field' ? field.field : [...field.relationships, field.field].join('.');
  const written = 'rawValue' in field && field.rawValue !== undefined ? field.rawValue : path;
  const key = grouping.key(written);
  if (key === undefined) {
    resolve(scope, written, 'SELECT');
    throw fault(scope, 'MALFORMED_QUERY', written, 'SELECT', `Field must be grouped or aggregated: ${path}`);
  }
  return { name: ('alias' in field ? field.alias : undefined) ?? key.field.name, read: key.read };
}

function callMember(grouping: Grouping, call: Call): (group: Group) => unknown {
  const { scope } = grouping;
  const [inner] = call.parameters ?? [];
  const name = (call.functionName ?? '').toUpperCase();
  if (name === 'CONVERTCURRENCY') throw noCurrencies(scope);
  if (name === 'GROUPING') {
    const key = grouping.key(argumentOf(scope, call, 'SELECT'));
    if (key === undefined)
      throw fault(
        scope,
        'MALFORMED_QUERY',
        'GROUPING',
        'SELECT',
        `Field must be grouped or aggregated: ${String(inner)}`,
      );
    return (group) => (group.summed[key.index] ? 1 : 0);
  }
  if (name === 'FORMAT' && typeof inner === 'object') {
    const { field, read } = reading(grouping, inner, 'SELECT');
    return (group) => format(read(group), field, scope.context.timeZone);
  }
  return reading(grouping, call, 'SELECT').read;
}

/** An aggregate, or a function that the query groups by. */
function reading(grouping: Grouping, call: Call, clause: Clause): Reading {
  if (AGGREGATES.has((call.functionName ?? '').toUpperCase())) return grouping.aggregate(call, clause);
  const key = grouping.key(call.rawValue ?? '');
  if (key !== undefined) return key;
  functionOperand(grouping.scope, call, clause);
  throw fault(
    grouping.scope,
    'MALFORMED_QUERY',
    call.functionName ?? '',
    clause,
    `Field must be grouped or aggregated: ${call.rawValue}`,
  );
}

function operandOf(grouping: Grouping, leaf: { field: string } | { fn: Call }): Operand<Group> {
  const { scope } = grouping;
  if ('fn' in leaf) return { ...reading(grouping, leaf.fn, 'HAVING'), path: leaf.fn.functionName ?? '', own: false };
  const key = grouping.key(leaf.field);
  if (key !== undefined) return { ...key, path: leaf.field, own: false };
  resolve(scope, leaf.field, 'HAVING');
  throw fault(scope, 'MALFORMED_QUERY', leaf.field, 'HAVING', `Field must be grouped or aggregated: ${leaf.field}`);
}

function orderReading(grouping: Grouping, clause: OrderByClause): (group: Group) => Comparable {
  const { scope } = grouping;
  const found = 'fn' in clause ? reading(grouping, clause.fn, 'ORDER') : grouping.key(clause.field);
  if (found !== undefined) return (group) => comparable(found.read(group), found.kind);
  const name = 'field' in clause ? clause.field : '';
  resolve(scope, name, 'ORDER');
  throw fault(scope, 'MALFORMED_QUERY', name, 'ORDER', `Ordered field must be grouped or aggregated: ${name}`);
}
