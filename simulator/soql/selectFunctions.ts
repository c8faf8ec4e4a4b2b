import type { FieldFunctionExpression } from '@jetstreamapp/soql-parser-js';
import type { FieldSchema, Row } from '../types';
import { format } from './format';
import { argumentOf, functionOperand, labelOf, unexpected } from './functions';
import { fault, resolve, type Scope } from './scope';

/** A function in SELECT: the field it is of, its value for a row, and the member's name unless an alias gives one. */
interface Selected {
  field: FieldSchema;
  path: string;
  read(row: Row): unknown;
}

/**
 * A function in the SELECT clause of a query that is not aggregated.
 * @returns `path`, which leads to the member: its parents' names, then its own
 */
export function selectFunction(
  scope: Scope,
  call: FieldFunctionExpression,
): { path: string; read: (row: Row) => unknown } {
  const { path, read } = compile(scope, call);
  return { path: call.alias ?? path, read };
}

function compile(scope: Scope, call: FieldFunctionExpression): Selected {
  switch (call.functionName.toUpperCase()) {
    case 'TOLABEL': {
      const expression = resolve(scope, argumentOf(scope, call, 'SELECT'), 'SELECT');
      return {
        field: expression.field,
        path: expression.path,
        read: (row) => labelOf(expression, expression.read(row)),
      };
    }
    case 'FORMAT': {
      const inner = argument(scope, call);
      return { ...inner, read: (row) => format(inner.read(row), inner.field, scope.context.timeZone) };
    }
    case 'CONVERTCURRENCY':
      throw noCurrencies(scope);
    case 'DISTANCE': {
      const { field, read } = functionOperand(scope, call, 'SELECT');
      return { field, path: 'expr0', read };
    }
    default:
      throw unexpected(scope, call.functionName, 'SELECT');
  }
}

export function noCurrencies(scope: Scope): Error {
  return fault(
    scope,
    'INVALID_FIELD',
    'convertCurrency',
    'SELECT',
    'convertCurrency() needs an organization with multiple currencies',
  );
}

function argument(scope: Scope, call: FieldFunctionExpression): Selected {
  const [inner] = call.parameters;
  if (typeof inner === 'object') return compile(scope, inner);
  const { field, path, value } = resolve(scope, argumentOf(scope, call, 'SELECT'), 'SELECT');
  return { field, path, read: value };
}
