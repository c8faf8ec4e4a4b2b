import { readFileSync } from 'node:fs';

import { expect, test } from '@jest/globals';

import { README, withOperations } from '../../scripts/operationsTable';

test("The README's table of operations is the node's own (`npm run docs` writes it)", () => {
  const readme = readFileSync(README, 'utf8');
  expect(readme).toBe(withOperations(readme));
});
