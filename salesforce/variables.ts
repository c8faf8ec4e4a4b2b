/** A value that a person has named, for code or a query to use. */
export interface Variable {
  readonly name: string;
  /** A number with its digits, or an object or a list in JSON. */
  readonly value: VariableValue;
}

export type VariableValue = boolean | string | null | { readonly json: string } | { readonly number: number | string };
