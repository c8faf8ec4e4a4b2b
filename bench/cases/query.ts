import type { IDataObject } from 'n8n-workflow';

import { pages, plainClient, timed, withoutAttributes } from '../client';
import { ourNode } from '../n8n';
import { builtin, ours } from './contacts';
import type { Case, Side, Task } from './define';
import { wall } from './define';

export const SOQL = 'SELECT Id, FirstName, LastName, Email, Phone, Title, LastModifiedDate FROM Contact';

const soql = ({ size }: Task): string => `${SOQL} LIMIT ${size}`;

/** One item starts the query. */
const items = (task: Task) => [{ soql: soql(task) }];

const floor: Side = async (task) => {
  const http = plainClient(task.org);
  return () =>
    timed(async () => {
      const rows: { json: IDataObject }[] = [];
      for await (const page of pages<IDataObject>(http, soql(task))) {
        for (const record of page) rows.push({ json: withoutAttributes(record) });
      }
      return rows.length;
    });
};

const sides = {
  floor,
  ours: ours(items, ourNode({ resource: 'query', operation: 'soql', soql: '={{ $json.soql }}' })),
};

const common = {
  warm: 5_000,
  orgSize: (size: number) => size,
  bars: [
    wall(1.5),
    { what: 'peak memory, n8n itself included', unit: '×', of: ({ peak }) => peak, atMost: 1.5, fullSize: true },
    { what: 'growth of memory', unit: '×', of: ({ growth }) => growth, atMost: 1.5, fullSize: true },
  ],
} satisfies Partial<Case>;

export const query: Case = {
  ...common,
  title: 'Query 200,000 rows to items',
  size: 200_000,
  sides: { ...sides, builtin: builtin(items, { resource: 'search', operation: 'query', query: '={{ $json.soql }}' }) },
};

/** Without n8n's own node, which fails with fewer. */
export const queryMillion: Case = {
  ...common,
  title: 'Query 1,000,000 rows to items',
  size: 1_000_000,
  runs: 1,
  sides,
};
