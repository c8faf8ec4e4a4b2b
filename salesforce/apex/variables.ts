import { InputError, show } from '../errors';
import { plainNumber } from '../numbers';
import { quotedText } from '../soql/literals';
import type { Variable, VariableType } from '../variables';

/**
 * Declarations of variables, for before the code on its first line. Nothing in a value can end its declaration.
 * @throws InputError for what is no name in Apex, and for values of other types
 */
export function apexDeclarations(variables: readonly Variable[]): string {
  const names = new Set<string>();
  return variables
    .map(({ name, value, type = 'json' }) => {
      if (!/^[a-z](?:_?[a-z\d])*$/i.test(name)) throw notAName(name, 'is not the name of a variable in Apex');
      if (names.has(name.toLowerCase())) throw notAName(name, 'is there twice: Apex ignores upper and lower case');
      names.add(name.toLowerCase());
      return value === null ? `${APEX_TYPES[type]} ${name} = null; ` : `${declared(name, value)}; `;
    })
    .join('');
}

function notAName(name: string, why: string): InputError {
  return new InputError(`Variables: ${show(name)} ${why}.`, { reason: 'notAVariableName' }, 'Variables');
}

/** Apex takes no null of an Object for a field. */
const APEX_TYPES: Readonly<Record<VariableType, string>> = {
  boolean: 'Boolean',
  json: 'Object',
  number: 'Decimal',
  text: 'String',
};

function declared(name: string, value: NonNullable<Variable['value']>): string {
  if (typeof value === 'boolean') return `Boolean ${name} = ${value}`;
  if (typeof value === 'string') return `String ${name} = ${quotedText(value)}`;
  if ('number' in value) return `Decimal ${name} = Decimal.valueOf('${plainNumber(value.number)}')`;
  return `Object ${name} = JSON.deserializeUntyped(${quotedText(value.json)})`;
}
