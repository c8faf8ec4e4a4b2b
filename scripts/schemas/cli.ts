import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

import { outputSchemas, SCHEMAS } from './run';

async function write(): Promise<void> {
  const schemas = await outputSchemas();
  rmSync(SCHEMAS, { recursive: true, force: true });
  for (const [file, schema] of schemas) {
    const target = path.join(SCHEMAS, file);
    mkdirSync(path.dirname(target), { recursive: true });
    writeFileSync(target, `${JSON.stringify(schema, null, 2)}\n`);
  }
  process.stdout.write(`${schemas.size} output schemas written.\n`);
}

void write();
