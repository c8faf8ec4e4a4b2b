import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

import { expect, jest, test } from '@jest/globals';

import { n8n } from '../../package.json';

const ROOT = path.resolve(__dirname, '../..');
const DIST = path.join(ROOT, 'dist');
const ENTRIES = [...n8n.credentials, ...n8n.nodes];

type Exports = Record<string, unknown>;

/** By its full path; Jest, as Node, loads a file once. */
const load = (file: string): Exports => jest.requireActual<Exports>(path.join(ROOT, file));

test('Each entry gives n8n its class, and all of them come from one shared file', () => {
  const shared = load('dist/connector.js');
  const classes = ENTRIES.map((file) => path.basename(file).split('.')[0] ?? '');
  expect(Object.keys(shared).toSorted()).toEqual(classes.toSorted());
  for (const [index, file] of ENTRIES.entries()) {
    const name = classes[index] ?? '';
    const entry = load(file);
    expect(Object.keys(entry)).toEqual([name]);
    expect(entry[name]).toBe(shared[name]);
    expect(entry[name]).toBeInstanceOf(Function);
  }
});

test('Modules are in the shared file alone, so that what one of them caches is there once', () => {
  const code = readdirSync(DIST, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.js'));
  // The bundler writes the path of each module above it.
  const modulesOf = (file: string) =>
    [...readFileSync(path.join(DIST, file), 'utf8').matchAll(/^\/\/ (\S+\.[jt]s)$/gm)].map(([, module]) => module);
  const filled = code.filter((file) => modulesOf(file).length > 0);
  expect(filled).toEqual(['connector.js']);
  expect(modulesOf('connector.js')).toEqual(
    expect.arrayContaining(['salesforce/errors/classes.ts', 'salesforce/auth/token.ts']),
  );
});
