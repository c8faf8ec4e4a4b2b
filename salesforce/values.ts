import type { FieldDescribe, ObjectDescribe } from './describe';

export interface ValueOptions {
  /** IANA name of the zone that a datetime without a zone is in; UTC when absent. */
  timeZone?: string;
}

/** `auto` goes by the JavaScript value; `dateLiteral` is a relative one such as TODAY, which date and datetime take too. */
export type SoqlType = 'auto' | 'boolean' | 'date' | 'dateLiteral' | 'datetime' | 'id' | 'number' | 'text' | 'time';

export declare function jsonValue(value: unknown, field: FieldDescribe, options?: ValueOptions): unknown;
export declare function recordValues(
  values: Readonly<Record<string, unknown>>,
  object: ObjectDescribe,
  purpose: 'create' | 'update',
  options?: ValueOptions,
): Record<string, unknown>;
export declare function soqlLiteral(value: unknown, type: SoqlType, options?: ValueOptions): string;
export declare function soqlTypeOf(field: FieldDescribe): SoqlType;
