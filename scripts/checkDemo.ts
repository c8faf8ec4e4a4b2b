/**
 * Fails unless every sample workflow did what it is for.
 *
 * usage: npm start --silent -- --json | npx tsx scripts/checkDemo.ts
 */
import { json } from 'node:stream/consumers';

import { checkRounds } from '../demo/expected';
import type { RoundAccount } from '../demo/showcase';

async function main(): Promise<void> {
  const { rounds } = (await json(process.stdin)) as { rounds: RoundAccount[] };
  checkRounds(rounds);
  console.log(`demo: ${rounds.length} runs did what they are for`);
}

void main();
