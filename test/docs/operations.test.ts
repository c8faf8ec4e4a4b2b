import { expect, test } from '@jest/globals';

import { TABLES, withOperations } from '../../scripts/operationsTable';
import { readPage } from './pages';

test.each(TABLES)('The table of operations in %s is the node’s own (npm run docs writes it)', (file, table) => {
  const { text } = readPage(file);
  expect(text).toBe(withOperations(text, table));
});
