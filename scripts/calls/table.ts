import path from 'node:path';

import { RESOURCES } from '../../nodes/SalesforceConnector/operations';
import { between } from '../between';
import { EXAMPLES } from './examples';
import type { Calls } from './measure';

export const GUIDE = path.join(__dirname, '../../docs/builders.md');

const NUMBER = new Intl.NumberFormat('en-US');

/** Every operation, with its resource, in the order of the table. */
export const ROWS = RESOURCES.flatMap((resource) =>
  resource.operations.map((operation) => ({ resource, operation, key: `${resource.value}/${operation.value}` })),
);

/** What an operation does for one item and for many, as cells of the table. */
export function cellsOf({ first, many, one }: Calls): string {
  const single = one === 0 && first > 0 ? `${NUMBER.format(first)}, then 0` : NUMBER.format(one);
  const thousand = 'each' in many ? `${NUMBER.format(many.each)} each` : NUMBER.format(many.total);
  return `${single} | ${thousand}`;
}

/** The row of an operation, up to its figures. */
export function rowStart(key: string): string {
  const row = ROWS.find((candidate) => candidate.key === key);
  if (row === undefined) throw new Error(`There is no operation ${key}.`);
  return `| ${row.resource.name} > **${row.operation.name}** | ${EXAMPLES[key] ?? ''} | `;
}

/** The guide with its table of calls. */
export function withCalls(guide: string, calls: ReadonlyMap<string, Calls>): string {
  const rows = [...calls].map(([key, counted]) => `${rowStart(key)}${cellsOf(counted)} |`);
  const table = ['| Operation | For example | 1 item | 1,000 items |', '|---|---|---|---|', ...rows].join('\n');
  return between(guide, 'calls', 'npm run calls', table);
}
