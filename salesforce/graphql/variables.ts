import { InputError, show } from '../errors';
import type { Variable } from '../variables';
import { usesVariable } from './document';

/** Variables as an object in JSON, which keeps all digits of numbers. */
export interface GraphqlVariables {
  readonly names: readonly string[];
  readonly json: string;
}

export function graphqlVariables(variables: readonly Variable[]): GraphqlVariables {
  const names = variables.map(({ name }) => name);
  return {
    names,
    json: `{${variables.map(({ name, value }) => `${JSON.stringify(name)}:${written(value)}`).join(',')}}`,
  };
}

function written(value: Variable['value']): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  return 'json' in value ? value.json : String(value.number);
}

/**
 * A variable that is misspelled would be ignored, and a condition with it.
 * @throws InputError for a name that is none, that is there twice, or that the query does not use
 */
export function checkVariables(query: string, { names }: GraphqlVariables): void {
  for (const [place, name] of names.entries()) {
    const why = !/^[a-z_]\w*$/i.test(name)
      ? 'is not the name of a variable in GraphQL'
      : names.indexOf(name) < place
        ? 'is there twice'
        : usesVariable(query, name)
          ? undefined
          : 'is not in the query';
    if (why !== undefined)
      throw new InputError(`Variables: ${show(name)} ${why}.`, { reason: 'wrongVariable' }, 'Variables');
  }
}

/** The same with one more. */
export function withVariable({ names, json }: GraphqlVariables, name: string, value: string): GraphqlVariables {
  const others = json.trim().slice(1, -1).trim();
  const all = `${JSON.stringify(name)}:${JSON.stringify(value)}${others === '' ? '' : `,${others}`}`;
  return { names: [...names, name], json: `{${all}}` };
}
