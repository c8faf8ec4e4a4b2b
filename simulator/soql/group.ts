import type { FieldType, OrderByClause, Query } from '@jetstreamapp/soql-parser-js';
import { ApiError, type FieldSchema, type Row, type Scalar } from '../types';
import { type Accumulator, AGGREGATES } from './aggregates';
import { format } from './format';
import { argumentOf, type Call, functionOperand, unexpected } from './functions';
import { comparable, type Kind, kindOf } from './literals';
import { direction, Sorter } from './order';
import { compileWhere } from './query';
import { candidates, list, offsetOf } from './rows';
import { type Clause, fault, type QueryCursor, resolve, type Scope } from './scope';
import { noCurrencies } from './selectFunctions';
import { compileFilter, type Operand } from './where';

/** The rows that share their grouping values, gathered. */
interface Group {
  keys: readonly Scalar[];
  /** Which of the keys ROLLUP or CUBE summed over. */
  summed: readonly boolean[];
  results: readonly Accumulator[];
}

/** Something read off a group: a key or an aggregate. */
interface Reading { field: FieldSchema; kind: Kind; read(group: Group): Scalar }

const MAXIMUM_GROUPS = 2_000;

/** Whether a query answers AggregateResults rather than rows. */
export function isAggregated(query: Query): boolean {
  return query.groupBy !== undefined || (query.fields ?? []).some((field) => field.type === 'FieldFunctionExpression' && holdsAggregate(field));
}

function holdsAggregate(call: Call): boolean {
  const inner = (call.parameters ?? []).some((parameter) => typeof parameter === 'object' && holdsAggregate(parameter));
  return AGGREGATES.has((call.functionName ?? '').toUpperCase()) || inner;
}

/** Rows gathered into groups, for a query with GROUP BY or aggregate functions. */
export function groupedCursor(scope: Scope, query: Query): QueryCursor {
  if (query.groupBy === undefined && query.limit !== undefined) {
    throw fault(scope, 'MALFORMED_QUERY', 'LIMIT', 'FROM', 'Non-grouped query that uses overall aggregate functions cannot also use LIMIT');
  }
  const grouping = new Grouping(scope, query);
  const members = compileMembers(grouping, query.fields ?? []);
  const having = 'having' in query && query.having !== undefined ? compileFilter<Group>(query.having, {
    scope,
    clause: 'HAVING',
    operand: (leaf) => operandOf(grouping, leaf),
    inner: () => [],
  }) : undefined;
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
  return groups.map((group) => ({ group, keys: sorter.keysOf(group) })).sort((a, b) => sorter.compare(a.keys, b.keys)).map(({ group }) => group);
}

function project(group: Group, members: ReadonlyMap<string, (group: Group) => unknown>): Record<string, unknown> {
  return Object.fromEntries([['attributes', { type: 'AggregateResult' }], ...[...members].map(([name, read]) => [name, read(group)] as const)]);
}

/** What a query groups by, the aggregates that it needs, and the gathering of rows. */
class Grouping {
  private readonly keys: readonly (Operand<Row> & { name: string })[];
  private readonly sets: readonly (readonly boolean[])[];
  private readonly aggregates: { name: string; operand: { kind: Kind; read(row: Row): Scalar }; create(): Accumulator }[] = [];

  constructor(readonly scope: Scope, private readonly query: Query) {
    const clauses = list(query.groupBy);
    const [first] = clauses;
    const special = first !== undefined && 'fn' in first && /^(ROLLUP|CUBE)$/i.test(first.fn.functionName ?? '') ? first.fn : undefined;
    const terms = special === undefined ? clauses.map((clause) => ('fn' in clause ? clause.fn : clause.field)) : (special.parameters ?? []);
    this.keys = terms.map((term) => groupKey(scope, term));
    this.sets = groupingSets(this.keys.length, special?.functionName?.toUpperCase());
  }

  /** A grouping key, by its field or function as written. */
  key(written: string): (Reading & { index: number }) | undefined {
    const index = this.keys.findIndex((key) => key.name === normal(this.scope, written));
    const key = this.keys[index];
    return key && { index, field: key.field, kind: key.kind, read: (group) => group.keys[index] ?? null };
  }

  /** An aggregate, gathered once however often the query names it. */
  aggregate(call: Call, clause: Clause): Reading {
    const name = (call.functionName ?? '').toUpperCase();
    const aggregate = AGGREGATES.get(name);
    if (aggregate === undefined) throw unexpected(this.scope, call.functionName ?? '', clause);
    const { field, kind, read } = this.argument(call, clause);
    if (!aggregate.supports(field)) {
      throw fault(this.scope, 'INVALID_FIELD', call.functionName ?? '', clause, `field ${field.name} does not support aggregate operator ${name}`);
    }
    const key = `${name}(${normal(this.scope, call.rawValue?.replace(/^[^(]*\(|\)$/g, '') ?? field.name)})`;
    let index = this.aggregates.findIndex((known) => known.name === key);
    if (index < 0) index = this.aggregates.push({ name: key, operand: { kind, read }, create: () => aggregate.create(kind) }) - 1;
    const type = aggregate.type(field.type);
    const result = { ...field, name: call.rawValue ?? field.name, type };
    return { field: result, kind: type === field.type ? kind : kindOf(result), read: (group) => group.results[index]?.result() ?? null };
  }

  private argument(call: Call, clause: Clause): { field: FieldSchema; kind: Kind; read(row: Row): Scalar } {
    const [inner] = call.parameters ?? [];
    if (typeof inner === 'object') return functionOperand(this.scope, inner, clause);
    const { field, read } = resolve(this.scope, argumentOf(this.scope, call, clause), clause);
    return { field, kind: kindOf(field), read };
  }

  gather(): Group[] {
    const { scope, query } = this;
    const filter = compileWhere(scope, query.where);
    const groups = new Map<string, Group>();
    // Without GROUP BY there is one group, also of no rows.
    if (this.keys.length === 0) groups.set('[]', this.create([], []));
    for (const row of candidates(scope, filter?.lookups ?? [])) {
      if (filter !== undefined && !filter.test(row)) continue;
      const values = this.keys.map((key) => key.read(row));
      const inputs = this.aggregates.map(({ operand }) => operand.read(row));
      for (const summed of this.sets) this.groupOf(groups, values, summed).results.forEach((result, i) => result.add(inputs[i] ?? null));
    }
    return [...groups.values()];
  }

  private groupOf(groups: Map<string, Group>, values: readonly Scalar[], summed: readonly boolean[]): Group {
    const identity = JSON.stringify(values.map((value, i) => (summed[i] ? 0 : [comparable(value, this.keys[i]?.kind ?? 'text')])));
    let group = groups.get(identity);
    if (group === undefined) {
      group = this.create(values.map((value, i) => (summed[i] ? null : value)), summed);
      groups.set(identity, group);
    }
    return group;
  }

  private create(keys: readonly Scalar[], summed: readonly boolean[]): Group {
    return { keys, summed, results: this.aggregates.map((aggregate) => aggregate.create()) };
  }
}

/** Which keys are summed over: none; for ROLLUP also each tail of them; for CUBE every choice. */
function groupingSets(keys: number, special: string | undefined): boolean[][] {
  const positions = Array.from({ length: keys }, (_, i) => i);
  if (special === 'ROLLUP') return [...positions, keys].reverse().map((kept) => positions.map((i) => i >= kept));
  if (special === 'CUBE') return Array.from({ length: 2 ** keys }, (_, mask) => positions.map((i) => (mask & (1 << i)) !== 0));
  return [positions.map(() => false)];
}

/** Names as written, made equal where they mean the same. */
function normal(scope: Scope, written: string): string {
  const name = written.replace(/\s/g, '').toLowerCase();
  const prefixes = [scope.alias, scope.object.name].flatMap((prefix) => (prefix === undefined ? [] : [`${prefix.toLowerCase()}.`]));
  const prefix = prefixes.find((one) => name.startsWith(one));
  return prefix === undefined ? name : name.slice(prefix.length);
}

function groupKey(scope: Scope, term: string | Call): Operand<Row> & { name: string } {
  if (typeof term !== 'string') return { ...functionOperand(scope, term, 'GROUP'), name: normal(scope, term.rawValue ?? '') };
  const { field, read } = resolve(scope, term, 'GROUP');
  if (!field.groupable) throw fault(scope, 'MALFORMED_QUERY', term, 'GROUP', `field '${field.name}' can not be grouped in a query call`);
  return { path: term, field, kind: kindOf(field), own: false, read, name: normal(scope, term) };
}

function compileMembers(grouping: Grouping, fields: readonly FieldType[]): Map<string, (group: Group) => unknown> {
  const members = new Map<string, (group: Group) => unknown>();
  let unnamed = 0;
  for (const field of fields) {
    const { name, read } = member(grouping, field, () => `expr${unnamed++}`);
    if (members.has(name)) throw new ApiError(400, { errorCode: 'MALFORMED_QUERY', message: `duplicate alias: ${name}` });
    members.set(name, read);
  }
  return members;
}

function member(grouping: Grouping, field: FieldType, nextName: () => string): { name: string; read: (group: Group) => unknown } {
  const { scope } = grouping;
  if (field.type === 'FieldFunctionExpression') return { name: field.alias ?? nextName(), read: callMember(grouping, field) };
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
    if (key === undefined) throw fault(scope, 'MALFORMED_QUERY', 'GROUPING', 'SELECT', `Field must be grouped or aggregated: ${String(inner)}`);
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
  throw fault(grouping.scope, 'MALFORMED_QUERY', call.functionName ?? '', clause, `Field must be grouped or aggregated: ${call.rawValue}`);
}

function operandOf(grouping: Grouping, leaf: { field: string } | { fn: Call }): Operand<Group> {
  const { scope } = grouping;
  if ('fn' in leaf) return { ...reading(grouping, leaf.fn, 'HAVING'), path: leaf.fn.functionName ?? '', own: false };
  const key = grouping.key(leaf.field);
  if (key !== undefined) return { ...key, path: leaf.field, own: false };
  resolve(scope, leaf.field, 'HAVING');
  throw fault(scope, 'MALFORMED_QUERY', leaf.field, 'HAVING', `Field must be grouped or aggregated: ${leaf.field}`);
}

function orderReading(grouping: Grouping, clause: OrderByClause): (group: Group) => Scalar {
  const { scope } = grouping;
  const found = 'fn' in clause ? reading(grouping, clause.fn, 'ORDER') : grouping.key(clause.field);
  if (found !== undefined) return (group) => comparable(found.read(group), found.kind);
  const name = 'field' in clause ? clause.field : '';
  resolve(scope, name, 'ORDER');
  throw fault(scope, 'MALFORMED_QUERY', name, 'ORDER', `Ordered field must be grouped or aggregated: ${name}`);
}
