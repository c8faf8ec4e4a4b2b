import { readFileSync } from 'node:fs';
import path from 'node:path';

import { expect, test } from '@jest/globals';

import { readPage, ROOT } from './pages';

const versionIn = (file: string) =>
  (JSON.parse(readFileSync(path.join(ROOT, file), 'utf8')) as { version: string }).version;

test('The newest version in the changelog is that of the package and of its lock file', () => {
  const [, newest] = /^## \[([\d.]+)\]/m.exec(readPage('CHANGELOG.md').text) ?? [];
  expect([versionIn('package.json'), versionIn('package-lock.json')]).toEqual([newest, newest]);
});
