/** A value that a person has named, for code or a query to use. */
export interface Variable {
  readonly name: string;
  /** A number with its digits, or an object or a list in JSON. */
  readonly value: VariableValue;
  /** What a value is to be, also one that is null; undefined where nobody says. */
  readonly type?: VariableType | undefined;
}

export type VariableType = 'boolean' | 'json' | 'number' | 'text';

export type VariableValue = boolean | string | null | { readonly json: string } | { readonly number: number | string };
