import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';

import { SOURCE_FILE_PATTERNS, analyzePackage, buildScanConfig } from '@n8n/scan-community-package/scanner/scanner.mjs';
import { ESLint } from 'eslint';

const USAGE = `Packs the tarball and runs n8n's own scanner on its content and on the sources, the two things that n8n's
verification looks at. No finding is allowed: neither an error nor a warning. No registry is asked.

  npm run build && npm run scan

  --help
`;

const { values } = parseArgs({ options: { help: { type: 'boolean', default: false } } });
if (values.help) {
  process.stdout.write(USAGE);
  process.exit();
}

const ROOT = path.join(import.meta.dirname, '..');
const TARBALL_FILE_PATTERNS = ['**/*.js', 'package.json'];

/** The scanner passes warnings over; this counts them, under the scanner's own configuration. */
async function warnings(folder, patterns) {
  const eslint = new ESLint({
    cwd: folder,
    allowInlineConfig: false,
    overrideConfigFile: true,
    overrideConfig: await buildScanConfig(),
    errorOnUnmatchedPattern: false,
  });
  const results = await eslint.lintFiles(patterns);
  return results.flatMap(({ filePath, messages }) =>
    messages.map(({ line, message, ruleId }) => `${path.relative(folder, filePath)}:${line} ${ruleId}: ${message}`),
  );
}

async function scan(name, folder, patterns) {
  const result = await analyzePackage(folder, patterns);
  const found = result.passed ? await warnings(folder, patterns) : [result.details ?? result.message];
  console.log(`${name}: ${found.length === 0 ? 'no findings' : `\n${found.join('\n')}`}`);
  return found.length === 0;
}

const folder = mkdtempSync(path.join(tmpdir(), 'scan-'));
let passed = false;
try {
  const output = execFileSync('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', folder], {
    cwd: ROOT,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const [{ entryCount, filename, unpackedSize, size }] = Object.values(JSON.parse(output));
  execFileSync('tar', ['-xzf', path.join(folder, filename), '-C', folder]);
  const unpacked = path.join(folder, 'package');
  const kilobytes = (bytes) => `${(bytes / 1024).toFixed(0)} KB`;
  console.log(`tarball: ${entryCount} files, ${kilobytes(size)} packed, ${kilobytes(unpackedSize)} installed`);
  const clean = [
    await scan('content of the tarball', unpacked, TARBALL_FILE_PATTERNS),
    await scan('sources', ROOT, SOURCE_FILE_PATTERNS),
  ];
  passed = clean.every(Boolean);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
process.exitCode = passed ? 0 : 1;
