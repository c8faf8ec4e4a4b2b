import { readFileSync } from 'node:fs';
import path from 'node:path';

import { beforeAll, describe, expect, test } from '@jest/globals';

import { RESOURCES } from '../../nodes/SalesforceConnector/operations';
import { outputSchemas, SCHEMAS } from '../../scripts/schemas/run';
import { RETURN_ANYTHING } from '../../scripts/schemas/samples';

const FILES = RESOURCES.flatMap(({ value, operations }) => operations.map((operation) => `${value}/${operation.value}`))
  .filter((operation) => !RETURN_ANYTHING.has(operation))
  .map((operation) => `${operation}.json`);

let schemas: Awaited<ReturnType<typeof outputSchemas>>;

beforeAll(async () => {
  schemas = await outputSchemas();
});

describe('The output schema that n8n shows before the first run', () => {
  test('is there for each operation whose fields are known', () => {
    expect([...schemas.keys()].toSorted()).toEqual(FILES.toSorted());
  });

  test.each(FILES)('is what the operation returns: %s (npm run schemas)', (file) => {
    expect(JSON.parse(readFileSync(path.join(SCHEMAS, file), 'utf8'))).toEqual(schemas.get(file));
  });
});
