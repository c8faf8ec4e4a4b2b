import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';

import { expect, test } from '@jest/globals';

const ROOT = path.resolve(__dirname, '../..');
const NOTICES = 'dist/THIRD_PARTY_LICENSES.txt';

const read = (file: string) => readFileSync(path.join(ROOT, file), 'utf8');

test('The tarball has its own license and the notices of what is bundled', () => {
  const output = execFileSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], {
    cwd: ROOT,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const [packed] = Object.values(JSON.parse(output) as Record<string, { files: { path: string }[] }>);
  expect(packed?.files.map((file) => file.path)).toEqual(expect.arrayContaining(['LICENSE.md', NOTICES]));
});

test('Every bundled package is named, with the whole of its license', () => {
  // The bundler writes the path of each module above it.
  const modules = read('dist/connector.js').matchAll(/^\/\/ (?:.*\/)?node_modules\/((?:@[^/]+\/)?[^/]+)\//gm);
  const bundled = new Set([...modules].map(([, name = '']) => name));
  expect(bundled).toContain('jose');
  for (const name of bundled) {
    const { license, version } = JSON.parse(read(`node_modules/${name}/package.json`)) as Record<string, string>;
    const [, notice = ''] = read(NOTICES).split(`${String(name)} ${String(version)} (${String(license)})\n`);
    const [first = ''] = notice.split(/^\S+ \d+\.\d+\.\d+ \(.+\)$/m);
    expect(first).toContain('Copyright (c) ');
    expect(first).toContain('Permission is hereby granted');
  }
  expect(read(NOTICES)).toContain(read('node_modules/jose/LICENSE.md').trim());
});
