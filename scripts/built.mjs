/** What tools run first that use the built package, as n8n does. */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

const ROOT = path.join(import.meta.dirname, '..');

const { nodes, credentials } = JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8')).n8n;
if (![...nodes, ...credentials].every((file) => existsSync(path.join(ROOT, file)))) {
  console.error('The package is not built yet: this command needs `npm run build` first.');
  process.exitCode = 2;
}
