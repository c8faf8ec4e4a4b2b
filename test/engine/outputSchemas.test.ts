import { readFileSync } from 'node:fs';
import path from 'node:path';

import { beforeAll, describe, expect, test } from '@jest/globals';

import { RESOURCES } from '../../nodes/SalesforceConnector/operations';
import { outputSchemas, SCHEMAS } from '../../scripts/schemas/run';
import { RETURN_ANYTHING } from '../../scripts/schemas/samples';
import type { OutputSchema } from '../../scripts/schemas/schemaOf';

const FILES = RESOURCES.flatMap(({ value, operations }) => operations.map((operation) => `${value}/${operation.value}`))
  .filter((operation) => !RETURN_ANYTHING.has(operation))
  .map((operation) => `${operation}.json`);

/** The fields that had no value in any sample. */
function untyped(schema: OutputSchema | undefined, name = ''): string[] {
  if (schema === undefined || schema.type === 'null') return [name];
  const fields = Object.entries(schema.properties ?? {}).flatMap(([key, field]) => untyped(field, `${name}.${key}`));
  return schema.items === undefined ? fields : [...fields, ...untyped(schema.items, `${name}[]`)];
}

let schemas: Awaited<ReturnType<typeof outputSchemas>>;

beforeAll(async () => {
  schemas = await outputSchemas();
});

describe('The output schema that n8n shows before the first run', () => {
  test('is there for each operation whose fields are known', () => {
    expect([...schemas.keys()].toSorted()).toEqual(FILES.toSorted());
  });

  test.each(FILES)('says of what type each field is: %s', (file) => {
    expect(untyped(schemas.get(file))).toEqual([]);
  });

  test.each(FILES)('is what the operation returns: %s (npm run schemas)', (file) => {
    expect(JSON.parse(readFileSync(path.join(SCHEMAS, file), 'utf8'))).toEqual(schemas.get(file));
  });
});
