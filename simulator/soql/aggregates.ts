import { isNumeric } from '../numbers';
import type { FieldType, Scalar } from '../types';
import { compareValues } from './compare';
import { comparable, type Comparable, type Kind } from './literals';

/** Gathers the values of one group. */
export interface Accumulator {
  add(value: Scalar): void;
  result(): Scalar;
}

interface Aggregate {
  supports(field: { type: FieldType; aggregatable: boolean }): boolean;
  /** The type of its result, for a field of this type. */
  type(type: FieldType): FieldType;
  create(kind: Kind): Accumulator;
}

const NUMBERS = new Set<FieldType>(['int', 'long', 'double', 'currency', 'percent']);
const UNORDERED = new Set<FieldType>(['boolean', 'multipicklist', 'address', 'location', 'base64']);

const isNumber: Aggregate['supports'] = ({ type }) => NUMBERS.has(type);
const isOrdered: Aggregate['supports'] = ({ type, aggregatable }) => aggregatable && !UNORDERED.has(type);
const same = (type: FieldType): FieldType => type;

/**
 * The aggregate functions. None of them sees nulls.
 * @see https://developer.salesforce.com/docs/atlas.en-us.soql_sosl.meta/soql_sosl/sforce_api_calls_soql_select_agg_functions.htm
 */
export const AGGREGATES: ReadonlyMap<string, Aggregate> = new Map<string, Aggregate>([
  ['COUNT', { supports: ({ aggregatable }) => aggregatable, type: () => 'int', create: () => count() }],
  ['COUNT_DISTINCT', { supports: ({ aggregatable }) => aggregatable, type: () => 'int', create: countDistinct }],
  ['SUM', { supports: isNumber, type: same, create: () => sum((total) => total) }],
  [
    'AVG',
    {
      supports: isNumber,
      type: (type) => (type === 'int' ? 'double' : type),
      create: () => sum((total, n) => total / n),
    },
  ],
  ['MIN', { supports: isOrdered, type: same, create: (kind) => extreme(kind, (sign) => sign < 0) }],
  ['MAX', { supports: isOrdered, type: same, create: (kind) => extreme(kind, (sign) => sign > 0) }],
]);

function count(): Accumulator {
  let n = 0;
  return { add: (value) => void (n += value === null ? 0 : 1), result: () => n };
}

function countDistinct(kind: Kind): Accumulator {
  const seen = new Set<Comparable>();
  return { add: (value) => void (value !== null && seen.add(comparable(value, kind))), result: () => seen.size };
}

function sum(finish: (total: number, n: number) => number): Accumulator {
  let total = 0;
  let n = 0;
  return {
    add: (value) => {
      if (!isNumeric(value)) return;
      total += Number(value);
      n += 1;
    },
    result: () => (n === 0 ? null : rounded(finish(total, n))),
  };
}

/** Salesforce adds decimals, not binary fractions: 0.1 and 0.2 make 0.3. */
function rounded(value: number): number {
  return Number(value.toPrecision(15));
}

function extreme(kind: Kind, better: (sign: number) => boolean): Accumulator {
  let best: Scalar = null;
  return {
    add: (value) => {
      if (value === null) return;
      if (best === null || better(compareValues(comparable(value, kind), comparable(best, kind)))) best = value;
    },
    result: () => best,
  };
}
