import { shareSeed } from '../../simulator/choices';

/** Says once what repeats a run of the tests. */
export default function printSeed(): void {
  if (process.env['ORG_SEED'] !== undefined) return;
  process.stderr.write(`Simulated orgs choose from a seed: ORG_SEED=${shareSeed()} repeats it.\n`);
}
