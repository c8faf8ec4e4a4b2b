import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';

import { HELP_OPTION, printed, runCommand } from '../instance/commandLine';
import type { Calls } from './measure';

const USAGE = `Counts the API calls of each operation on the simulated org, for one item and for a thousand, and writes the table of
docs/builders.md. Takes three minutes.

  npm run build && npm run calls

  --help
`;

async function main(): Promise<number> {
  const { values } = parseArgs({ options: HELP_OPTION });
  if (values.help) return printed(USAGE);
  // They take seconds to load: not before they are needed.
  const [{ callsOf }, { sampleOf }, { GUIDE, ROWS, withCalls }] = await Promise.all([
    import('./measure'),
    import('./samples'),
    import('./table'),
  ]);
  const calls = new Map<string, Calls>();
  for (const { key, operation, resource } of ROWS) {
    calls.set(key, await callsOf(sampleOf(resource.value, operation.value)));
  }
  writeFileSync(GUIDE, withCalls(readFileSync(GUIDE, 'utf8'), calls));
  return printed(`The calls of ${calls.size} operations written.\n`);
}

runCommand(main, USAGE);
