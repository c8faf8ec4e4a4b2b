/** Loaded first by tools that use the built package, as n8n does: it ends those that cannot, but tells what they do. */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

const ROOT = path.join(import.meta.dirname, '..');

const { nodes, credentials } = JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8')).n8n;
const isBuilt = [...nodes, ...credentials].every((file) => existsSync(path.join(ROOT, file)));
if (!isBuilt && !process.argv.includes('--help')) {
  console.error('The package is not built yet: this command needs `npm run build` first.');
  process.exit(2);
}
