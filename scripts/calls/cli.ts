/**
 * Counts the API calls of each operation on the simulated org, for one item and for a thousand, and writes the table of
 * docs/builders.md.
 *
 * usage: npm run calls
 */
import { readFileSync, writeFileSync } from 'node:fs';

import { callsOf, type Calls } from './measure';
import { sampleOf } from './samples';
import { GUIDE, ROWS, withCalls } from './table';

async function write(): Promise<void> {
  const calls = new Map<string, Calls>();
  for (const { key, operation, resource } of ROWS) {
    calls.set(key, await callsOf(sampleOf(resource.value, operation.value)));
  }
  writeFileSync(GUIDE, withCalls(readFileSync(GUIDE, 'utf8'), calls));
  process.stdout.write(`The calls of ${calls.size} operations written.\n`);
}

void write();
