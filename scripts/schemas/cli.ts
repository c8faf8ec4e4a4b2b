import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';

import { HELP_OPTION, printed, runCommand } from '../instance/commandLine';

const USAGE = `Writes the output schemas of the operations, which n8n shows before an operation has run, from runs on the simulated
org.

  npm run build && npm run schemas

  --help
`;

async function main(): Promise<number> {
  const { values } = parseArgs({ options: HELP_OPTION });
  if (values.help) return printed(USAGE);
  // It takes seconds to load: not before it is needed.
  const { outputSchemas, SCHEMAS } = await import('./run');
  const schemas = await outputSchemas();
  rmSync(SCHEMAS, { recursive: true, force: true });
  for (const [file, schema] of schemas) {
    const target = path.join(SCHEMAS, file);
    mkdirSync(path.dirname(target), { recursive: true });
    writeFileSync(target, `${JSON.stringify(schema, null, 2)}\n`);
  }
  return printed(`${schemas.size} output schemas written.\n`);
}

runCommand(main, USAGE);
