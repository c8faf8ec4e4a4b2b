import type { SoqlType, ValueOptions } from './values';

export type Operator =
  | 'contains' | 'endsWith' | 'equals' | 'excludes' | 'greaterOrEqual' | 'greaterThan' | 'in' | 'includes' | 'isEmpty'
  | 'isNotEmpty' | 'lessOrEqual' | 'lessThan' | 'notContains' | 'notEquals' | 'notIn' | 'startsWith';

export interface Condition {
  /** API name, or a parent's field by path. */
  field: string;
  operator: Operator;
  value?: unknown;
  type: SoqlType;
}

export interface Select {
  object: string;
  fields: readonly string[];
  where?: { match: 'all' | 'any'; conditions: readonly Condition[] };
  orderBy?: readonly { field: string; direction: 'asc' | 'desc'; nulls?: 'first' | 'last' }[];
  limit?: number;
}

export declare function select(query: Select, options?: ValueOptions): string;
export declare function bind(
  soql: string,
  parameters: Readonly<Record<string, { value: unknown; type: SoqlType }>>,
  options?: ValueOptions,
): string;
export declare function isRelativeDateLiteral(text: string): boolean;
export declare function soslTerm(text: string): string;
