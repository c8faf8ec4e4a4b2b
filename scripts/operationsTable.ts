import { RESOURCES } from '../nodes/SalesforceConnector/operations';
import { between } from './between';

/** The pages with a table of operations, and what writes theirs: the README has a line for each resource. */
export const TABLES: readonly (readonly [file: string, table: () => string])[] = [
  ['README.md', ofResources],
  ['docs/all-operations.md', ofOperations],
];

function ofResources(): string {
  const rows = RESOURCES.map(
    ({ name, operations }) => `| **${name}** | ${operations.map((one) => one.name).join(', ')} |`,
  );
  return ['| Resource | Operations |', '|---|---|', ...rows].join('\n');
}

function ofOperations(): string {
  const rows = RESOURCES.flatMap((resource) =>
    resource.operations.map(({ name, description }) => `| ${resource.name} | **${name}** | ${description} |`),
  );
  return ['| Resource | Operation | What it does |', '|---|---|---|', ...rows].join('\n');
}

/** The page with its table of operations as the node's rows have them. */
export const withOperations = (page: string, table: () => string): string =>
  between(page, 'operations', 'npm run docs', table());
