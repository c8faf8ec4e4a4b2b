import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

import { RESOURCES } from '../nodes/SalesforceConnector/operations';

const START = '<!-- operations: written by `npm run docs` -->';
const END = '<!-- /operations -->';
export const README = path.join(__dirname, '..', 'README.md');

/** The README with its table of operations as the node's rows have them. */
export function withOperations(readme: string): string {
  const rows = RESOURCES.flatMap((resource) =>
    resource.operations
      .toSorted((a, b) => a.name.localeCompare(b.name, 'en'))
      .map(({ name, description }) => `| ${resource.name} | **${name}** | ${description} |`),
  );
  const table = ['| Resource | Operation | What it does |', '|---|---|---|', ...rows].join('\n');
  const [before, rest = ''] = readme.split(START);
  const [, after] = rest.split(END);
  if (after === undefined) throw new Error(`README.md has no place for the table of operations: ${START} … ${END}`);
  return `${before}${START}\n${table}\n${END}${after}`;
}

if (require.main === module) writeFileSync(README, withOperations(readFileSync(README, 'utf8')));
