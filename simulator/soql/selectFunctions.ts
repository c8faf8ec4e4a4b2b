import type { FieldFunctionExpression } from '@jetstreamapp/soql-parser-js';
import type { Row } from '../types';
import { fault, type Scope } from './scope';

/** A function in the SELECT clause of a query that is not aggregated: the member's name and its value. */
export function selectFunction(scope: Scope, fn: FieldFunctionExpression): { name: string; read: (row: Row) => unknown } {
  throw fault(scope, 'MALFORMED_QUERY', fn.functionName, 'SELECT', `unexpected token: '${fn.functionName}'`);
}
