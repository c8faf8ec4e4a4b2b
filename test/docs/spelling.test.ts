import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

import { expect, test } from '@jest/globals';

const ROOT = path.join(__dirname, '..', '..');
const FOLDERS = [
  'bench',
  'credentials',
  'demo',
  'docs',
  'engine',
  'nodes',
  'salesforce',
  'scripts',
  'simulator',
  'test',
];

const BRITISH =
  /neighbour|\blicence|\be-mail|catalogue|authoris|colour|behaviour|favour|recognis|execution (?:is|was) cancelled/i;

test('Texts, comments and names are in American spelling', () => {
  const files = FOLDERS.flatMap((folder) =>
    readdirSync(path.join(ROOT, folder), { recursive: true, encoding: 'utf8' }).map((file) => path.join(folder, file)),
  ).concat(readdirSync(ROOT).filter((file) => file.endsWith('.md')));
  const texts = files.filter((file) => /\.(?:json|md|mjs|mts|ts)$/.test(file) && !file.endsWith('spelling.test.ts'));
  expect(texts.length).toBeGreaterThan(100);
  const found = texts.flatMap((file) =>
    readFileSync(path.join(ROOT, file), 'utf8')
      .split('\n')
      .flatMap((line, i) => (BRITISH.test(line) ? [`${file}:${i + 1} ${line.trim().slice(0, 80)}`] : [])),
  );
  expect(found).toEqual([]);
});
