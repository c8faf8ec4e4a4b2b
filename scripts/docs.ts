import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';

import { HELP_OPTION, printed, runCommand } from './instance/commandLine';
import { TABLES, withOperations } from './operationsTable';

const USAGE = `Writes the tables of operations in ${TABLES.map(([file]) => file).join(' and ')} from the code.

  npm run docs

  --help
`;

const ROOT = path.join(__dirname, '..');

async function main(): Promise<number> {
  const { values } = parseArgs({ options: HELP_OPTION });
  if (values.help) return await Promise.resolve(printed(USAGE));
  for (const [file, table] of TABLES) {
    const page = path.join(ROOT, file);
    writeFileSync(page, withOperations(readFileSync(page, 'utf8'), table));
  }
  return printed(`${TABLES.length} tables of operations written.\n`);
}

runCommand(main, USAGE);
