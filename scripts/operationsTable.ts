import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

import { RESOURCES } from '../nodes/SalesforceConnector/operations';
import { between } from './between';

export const README = path.join(__dirname, '..', 'README.md');

/** The README with its table of operations as the node's rows have them. */
export function withOperations(readme: string): string {
  const rows = RESOURCES.flatMap((resource) =>
    resource.operations
      .toSorted((a, b) => a.name.localeCompare(b.name, 'en'))
      .map(({ name, description }) => `| ${resource.name} | **${name}** | ${description} |`),
  );
  const table = ['| Resource | Operation | What it does |', '|---|---|---|', ...rows].join('\n');
  return between(readme, 'operations', 'npm run docs', table);
}

if (require.main === module) writeFileSync(README, withOperations(readFileSync(README, 'utf8')));
