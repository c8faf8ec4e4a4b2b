import { InputError, show } from '../errors';
import type { Variable } from '../variables';
import { declaredVariables, usesVariable } from './document';

/** Variables as an object in JSON, which keeps all digits of numbers. */
export interface GraphqlVariables {
  readonly names: readonly string[];
  readonly json: string;
  /** What the JSON says, as far as JavaScript keeps it. */
  readonly values: Readonly<Record<string, unknown>>;
}

export function graphqlVariables(variables: readonly Variable[]): GraphqlVariables {
  const names = variables.map(({ name }) => name);
  const json = `{${variables.map(({ name, value }) => `${JSON.stringify(name)}:${written(value)}`).join(',')}}`;
  return { names, json, values: JSON.parse(json) as GraphqlVariables['values'] };
}

function written(value: Variable['value']): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  return 'json' in value ? value.json : String(value.number);
}

/** A query with the values of its variables. */
interface QueryWithVariables {
  readonly query: string;
  readonly variables: GraphqlVariables;
  readonly operationName: string;
}

/**
 * A variable that is misspelled would be ignored, and a condition with it.
 * @throws InputError for a name that is none, that is there twice, that the query does not use, or that it needs and is
 * not there
 */
export function checkVariables({ query, variables: { names }, operationName }: QueryWithVariables): void {
  const wrong = (name: string, why: string) =>
    new InputError(`Variables: ${show(name)} ${why}.`, { reason: 'wrongVariable' }, 'Variables');
  for (const [place, name] of names.entries()) {
    if (!/^[a-z_]\w*$/i.test(name)) throw wrong(name, 'is not the name of a variable in GraphQL');
    if (names.indexOf(name) < place) throw wrong(name, 'is there twice');
    if (!usesVariable(query, name)) throw wrong(name, 'is not in the query');
  }
  const missing = declaredVariables(query, operationName).find(
    ({ name, isRequired }) => isRequired && !names.includes(name),
  );
  if (missing !== undefined) throw wrong(missing.name, 'has no value, and the query needs one');
}

/**
 * The variables that a query declares and nobody gives a value. Salesforce leaves out what they stand for, as GraphQL says:
 * https://spec.graphql.org/October2021/#sec-Input-Objects.Input-Coercion
 */
export function leftOutVariables({ query, variables: { names }, operationName }: QueryWithVariables): string[] {
  return declaredVariables(query, operationName)
    .filter(({ name, isRequired, hasDefault }) => !isRequired && !hasDefault && !names.includes(name))
    .map(({ name }) => name);
}

/** The same with one more. */
export function withVariable({ names, json, values }: GraphqlVariables, name: string, value: string): GraphqlVariables {
  const others = json.trim().slice(1, -1).trim();
  const all = `${JSON.stringify(name)}:${JSON.stringify(value)}${others === '' ? '' : `,${others}`}`;
  return { names: [...names, name], json: `{${all}}`, values: { ...values, [name]: value } };
}
