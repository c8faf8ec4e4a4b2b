import { expect, test } from '@jest/globals';

import { RESOURCES } from '../../nodes/SalesforceConnector/operations';
import { TABLES, withOperations } from '../../scripts/operationsTable';
import { readPage } from './pages';

test.each(TABLES)('The table of operations in %s is the node’s own (npm run docs writes it)', (file, table) => {
  const { text } = readPage(file);
  expect(text).toBe(withOperations(text, table));
});

test('The page with all operations has them in the order of the menus', () => {
  const { text } = readPage('docs/all-operations.md');
  const rows = [...text.matchAll(/^\| ([^|]+) \| \*\*([^|]+)\*\* \|/gm)].map(([, resource, name]) => [resource, name]);
  expect(rows).toEqual(RESOURCES.flatMap(({ name, operations }) => operations.map((one) => [name, one.name])));
});
