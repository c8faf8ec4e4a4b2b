import type { FunctionExp } from '@jetstreamapp/soql-parser-js';
import type { Row } from '../types';
import { type Clause, fault, type Scope } from './scope';
import type { Operand } from './where';

/** A function of one row's fields in WHERE, GROUP BY or ORDER BY. */
export function functionOperand(scope: Scope, fn: FunctionExp, clause: Clause): Operand<Row> {
  const name = fn.functionName ?? '';
  throw fault(scope, 'MALFORMED_QUERY', name, clause, `unexpected token: '${name}'`);
}
