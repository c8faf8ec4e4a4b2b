import { getResults } from './bulk/getResults';
import * as bulkJobs from './bulk/jobs';
import { loadFile } from './bulk/loadFile';
import { loadItems } from './bulk/loadItems';
import { query } from './bulk/query';
import { retryFailed } from './bulk/retryFailed';
import type { Operation, Resource } from './define';
import { search } from './query/search';
import { soql } from './query/soql';
import { create } from './record/create';
import { remove } from './record/delete';
import { get } from './record/get';
import { getAll } from './record/getAll';
import { update } from './record/update';
import { upsert } from './record/upsert';

/** THE TABLE: every operation of the node. Menus, fields and dispatch are made from it. */
export const RESOURCES: readonly Resource[] = [
  { value: 'record', name: 'Record', operations: [create, upsert, update, get, getAll, remove] },
  { value: 'query', name: 'Query', operations: [soql, search] },
  {
    value: 'bulk',
    name: 'Bulk',
    operations: [
      loadFile,
      loadItems,
      query,
      retryFailed,
      bulkJobs.get,
      bulkJobs.getMany,
      bulkJobs.wait,
      bulkJobs.abort,
      bulkJobs.remove,
      getResults,
    ],
  },
];

const OPERATIONS: ReadonlyMap<string, Operation> = new Map(
  RESOURCES.flatMap(({ value, operations }) =>
    operations.map((operation): [string, Operation] => [`${value} ${operation.value}`, operation]),
  ),
);

export function findOperation(resource: string, operation: string): Operation | undefined {
  return OPERATIONS.get(`${resource} ${operation}`);
}
