import type { Operation, Resource } from './define';
import { soql } from './query/soql';
import { create } from './record/create';

/** THE TABLE: every operation of the node. Menus, fields and dispatch are made from it. */
export const RESOURCES: readonly Resource[] = [
  { value: 'record', name: 'Record', operations: [create] },
  { value: 'query', name: 'Query', operations: [soql] },
];

const OPERATIONS: ReadonlyMap<string, Operation> = new Map(
  RESOURCES.flatMap(({ value, operations }) =>
    operations.map((operation): [string, Operation] => [`${value} ${operation.value}`, operation]),
  ),
);

export function findOperation(resource: string, operation: string): Operation | undefined {
  return OPERATIONS.get(`${resource} ${operation}`);
}
