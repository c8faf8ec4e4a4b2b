import type { Query } from '@jetstreamapp/soql-parser-js';
import type { FieldSchema, Row, Scalar } from '../types';
import { type Accumulator, AGGREGATES } from './aggregates';
import { argumentOf, type Call, functionOperand, unexpected } from './functions';
import { comparable, type Kind, kindOf } from './literals';
import { compileWhere } from './query';
import { candidates, list } from './rows';
import { type Clause, fault, resolve, type Scope } from './scope';
import type { Operand } from './where';

/** The rows that share their grouping values, gathered. */
export interface Group {
  keys: readonly Scalar[];
  /** Which of the keys ROLLUP or CUBE summed over. */
  summed: readonly boolean[];
  results: readonly Accumulator[];
}

/** Something read off a group: a key or an aggregate. */
export interface Reading {
  field: FieldSchema;
  kind: Kind;
  read(group: Group): Scalar;
}

/** What a query groups by, the aggregates that it needs, and the gathering of rows. */
export class Grouping {
  private readonly keys: readonly (Operand<Row> & { name: string })[];
  private readonly sets: readonly (readonly boolean[])[];
  private readonly aggregates: {
    name: string;
    operand: { kind: Kind; read(row: Row): Scalar };
    create(): Accumulator;
  }[] = [];

  constructor(
    readonly scope: Scope,
    private readonly query: Query,
  ) {
    const clauses = list(query.groupBy);
    const [first] = clauses;
    const special =
      first !== undefined && 'fn' in first && /^(ROLLUP|CUBE)$/i.test(first.fn.functionName ?? '')
        ? first.fn
        : undefined;
    const terms =
      special === undefined
        ? clauses.map((clause) => ('fn' in clause ? clause.fn : clause.field))
        : (special.parameters ?? []);
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
      throw fault(
        this.scope,
        'INVALID_FIELD',
        call.functionName ?? '',
        clause,
        `field ${field.name} does not support aggregate operator ${name}`,
      );
    }
    const key = `${name}(${normal(this.scope, call.rawValue?.replace(/^[^(]*\(|\)$/g, '') ?? field.name)})`;
    let index = this.aggregates.findIndex((known) => known.name === key);
    if (index < 0)
      index = this.aggregates.push({ name: key, operand: { kind, read }, create: () => aggregate.create(kind) }) - 1;
    const type = aggregate.type(field.type);
    const result = { ...field, name: call.rawValue ?? field.name, type };
    return {
      field: result,
      kind: type === field.type ? kind : kindOf(result),
      read: (group) => group.results[index]?.result() ?? null,
    };
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
      for (const summed of this.sets)
        this.groupOf(groups, values, summed).results.forEach((result, i) => result.add(inputs[i] ?? null));
    }
    return [...groups.values()];
  }

  private groupOf(groups: Map<string, Group>, values: readonly Scalar[], summed: readonly boolean[]): Group {
    const identity = JSON.stringify(
      values.map((value, i) => (summed[i] ? 0 : [comparable(value, this.keys[i]?.kind ?? 'text')])),
    );
    let group = groups.get(identity);
    if (group === undefined) {
      group = this.create(
        values.map((value, i) => (summed[i] ? null : value)),
        summed,
      );
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
  if (special === 'CUBE')
    return Array.from({ length: 2 ** keys }, (_, mask) => positions.map((i) => (mask & (1 << i)) !== 0));
  return [positions.map(() => false)];
}

/** Names as written, made equal where they mean the same. */
function normal(scope: Scope, written: string): string {
  const name = written.replace(/\s/g, '').toLowerCase();
  const prefixes = [scope.alias, scope.object.name].flatMap((prefix) =>
    prefix === undefined ? [] : [`${prefix.toLowerCase()}.`],
  );
  const prefix = prefixes.find((one) => name.startsWith(one));
  return prefix === undefined ? name : name.slice(prefix.length);
}

function groupKey(scope: Scope, term: string | Call): Operand<Row> & { name: string } {
  if (typeof term !== 'string')
    return { ...functionOperand(scope, term, 'GROUP'), name: normal(scope, term.rawValue ?? '') };
  const { field, read } = resolve(scope, term, 'GROUP');
  if (!field.groupable)
    throw fault(scope, 'MALFORMED_QUERY', term, 'GROUP', `field '${field.name}' can not be grouped in a query call`);
  return { path: term, field, kind: kindOf(field), own: false, read, name: normal(scope, term) };
}
