import type { HavingClause, Query, WhereClause } from '@jetstreamapp/soql-parser-js';
import type { FieldSchema, Row, Scalar } from '../types';
import { comparison, inclusion, membership, type Test } from './compare';
import { type Condition, type Leaf, tree } from './conditions';
import { comparable, type Comparable, type Kind, kindOf, type Literal, Misfit, target, type Target } from './literals';
import { type Clause, fault, resolve, type Scope } from './scope';
import { likePattern } from './source';

type Predicate<T> = (row: T) => boolean;

/** What a comparison compares: a field, a function of one, or an aggregate. */
export interface Operand<T> {
  /** As it stands in the text. */
  path: string;
  field: FieldSchema;
  kind: Kind;
  /** The object's own field, for which an index may exist. */
  own: boolean;
  read(row: T): Scalar;
}

/** Values of one of the object's own fields, of which every row sought has one. */
export interface Lookup {
  field: FieldSchema;
  values: readonly Comparable[];
}

export interface Filter<T> {
  test: Predicate<T>;
  /** Any one of them finds all candidates. */
  lookups: readonly Lookup[];
}

/** What WHERE and HAVING do not share. */
export interface FilterRules<T> {
  scope: Scope;
  clause: 'WHERE' | 'HAVING';
  operand(leaf: Leaf): Operand<T>;
  /** The values that an inner query selects. */
  inner(query: Query, operand: Operand<T>): readonly Comparable[];
}

/** Turns conditions into one function, once for a query. */
export function compileFilter<T>(clause: WhereClause | HavingClause, rules: FilterRules<T>): Filter<T> {
  const { parsed, number } = rules.scope;
  return compile(tree(clause, rules.clause, parsed.source, number), rules);
}

function compile<T>(condition: Condition, rules: FilterRules<T>): Filter<T> {
  if (condition.kind === 'leaf') return compileLeaf(condition.leaf, rules);
  if (condition.kind === 'not') {
    const { test } = compile(condition.part, rules);
    return { test: (row) => !test(row), lookups: [] };
  }
  const parts = condition.parts.map((part) => compile(part, rules));
  const tests = parts.map((part) => part.test);
  return condition.kind === 'and'
    ? { test: (row) => tests.every((test) => test(row)), lookups: parts.flatMap((part) => part.lookups) }
    : { test: (row) => tests.some((test) => test(row)), lookups: [] };
}

function compileLeaf<T>(leaf: Leaf, rules: FilterRules<T>): Filter<T> {
  const operand = rules.operand(leaf);
  const operator = leaf.operator.toUpperCase();
  checkOperator(rules, operand, operator);
  const { test, values } =
    'valueQuery' in leaf
      ? innerTest(rules.inner(leaf.valueQuery, operand), operator)
      : valueTest(leaf, operand, operator, rules);
  return {
    test: (row) => test(comparable(operand.read(row), operand.kind)),
    lookups: operand.own && values !== undefined ? [{ field: operand.field, values }] : [],
  };
}

/** `values`: all that can match, where that is a list. */
interface Compiled {
  test: Test;
  values?: readonly Comparable[];
}

function innerTest(values: readonly Comparable[], operator: string): Compiled {
  const set = new Set(values);
  return operator === 'IN' ? { test: (value) => set.has(value), values } : { test: (value) => !set.has(value) };
}

function valueTest<T>(
  leaf: Exclude<Leaf, { valueQuery: Query }>,
  operand: Operand<T>,
  operator: string,
  rules: FilterRules<T>,
): Compiled {
  const literals = literalsOf(leaf);
  if (operator === 'LIKE') return { test: likeTest(literals, operand, rules) };
  const targets = literals.map((literal) => targetOf(literal, operand, rules));
  const [first = { value: null }] = targets;
  switch (operator) {
    case 'IN':
      return { test: membership(targets), ...listed(targets) };
    case 'NOT IN':
      return { test: not(membership(targets)) };
    case 'INCLUDES':
      return { test: inclusion(plainValues(targets)) };
    case 'EXCLUDES':
      return { test: not(inclusion(plainValues(targets))) };
    case '=':
      return { test: comparison(operator, first), ...listed(targets) };
    default:
      return { test: comparison(operator, first) };
  }
}

function likeTest<T>(literals: readonly Literal[], operand: Operand<T>, rules: FilterRules<T>): Test {
  literals.forEach((literal) => targetOf(literal, operand, rules));
  const patterns = literals.map((literal) => (literal.type === 'NULL' ? undefined : likePattern(literal.text)));
  return (value) =>
    patterns.some((pattern) =>
      pattern === undefined ? value === null : typeof value === 'string' && pattern.test(value),
    );
}

function not(test: Test): Test {
  return (value) => !test(value);
}

function plainValues(targets: readonly Target[]): Comparable[] {
  return targets.flatMap((one) => ('value' in one ? [one.value] : []));
}

function listed(targets: readonly Target[]): { values?: readonly Comparable[] } {
  const values = plainValues(targets);
  return values.length === targets.length && !values.includes(null) ? { values } : {};
}

function literalsOf(leaf: Exclude<Leaf, { valueQuery: Query }>): Literal[] {
  const texts = Array.isArray(leaf.value) ? leaf.value : [leaf.value];
  const { literalType } = leaf;
  return texts.map((text, i) => ({
    text,
    type: (Array.isArray(literalType) ? literalType[i] : literalType) ?? 'STRING',
  }));
}

function targetOf<T>(literal: Literal, operand: Operand<T>, rules: FilterRules<T>): Target {
  const found = target(literal, operand.kind, operand.field, rules.scope.context);
  if (found instanceof Misfit) throw fault(rules.scope, found.errorCode, operand.path, rules.clause, found.message);
  return found;
}

const ORDERED = new Set(['<', '<=', '>', '>=']);
const TEXTS = new Set<Kind>(['text', 'exactText']);

function checkOperator<T>(rules: FilterRules<T>, operand: Operand<T>, operator: string): void {
  const { kind, field, path } = operand;
  const refuse = (message: string): never => {
    throw fault(rules.scope, 'INVALID_QUERY_FILTER_OPERATOR', path, rules.clause, message);
  };
  if (operator === 'LIKE' && !TEXTS.has(kind)) refuse(`invalid operator on ${kind === 'id' ? 'id' : field.type} field`);
  if (ORDERED.has(operator) && (kind === 'boolean' || kind === 'multi'))
    refuse(`invalid operator on ${field.type} field`);
  if (/^(IN|EX)CLUDES$/.test(operator) && kind !== 'multi')
    refuse('includes and excludes operators are only valid on multipicklist fields');
}

/**
 * Filterable by DISTANCE() alone: https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/compound_fields_limitations.htm
 */
const COMPOUND = new Set<FieldSchema['type']>(['address', 'location']);

/** An operand of WHERE that is a plain field. */
export function fieldOperand(scope: Scope, path: string, clause: Clause): Operand<Row> {
  const { field, read, relationships } = resolve(scope, path, clause);
  if (!field.filterable || COMPOUND.has(field.type))
    throw fault(scope, 'INVALID_FIELD', path, clause, `field '${field.name}' can not be filtered in a query call`);
  return { path, field, kind: kindOf(field), own: relationships.length === 0, read };
}
