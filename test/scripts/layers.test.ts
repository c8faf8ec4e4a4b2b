import { readFileSync } from 'node:fs';
import path from 'node:path';

import { describe, expect, test } from '@jest/globals';
import { Linter } from 'eslint';
import tseslint from 'typescript-eslint';

import { forbiddenTo, layerConfig, LAYERS } from '../../scripts/layers.mjs';

const ROOT = path.resolve(__dirname, '../..');

const ROWS = LAYERS.flatMap((level) =>
  Object.entries(level.folders).map(([folder, { mayImport }]) => ({
    folder: path.posix.join(level.within, folder),
    level,
    name: folder,
    mayImport,
  })),
);

/** What the lint says of a file in a folder, two folders deep in it, that imports a neighbor of that folder. */
function complaints(folder: string, specifier: string): string[] {
  return complaintsOn(`import '${specifier}';`, `${folder}/deeper/planted.ts`);
}

function complaintsOn(code: string, file: string): string[] {
  const linter = new Linter({ cwd: ROOT });
  const config = [{ languageOptions: { parser: tseslint.parser } }, layerConfig] as Linter.Config[];
  return linter.verify(code, config, { filename: path.join(ROOT, file) }).map(({ ruleId }) => ruleId ?? 'none');
}

describe('An import planted in', () => {
  test.each(ROWS)('$folder of a neighbor that it must not know fails, and of no other', ({ folder, level, name }) => {
    const others = Object.keys(level.folders).filter((other) => other !== name);
    const refused = others.filter((other) => complaints(folder, `../../${other}/some/file`).length > 0);
    expect(refused).toEqual(forbiddenTo(level, name));
    expect(complaints(folder, `../${name}`)).toEqual([]);
  });

  test.each(ROWS.filter(({ level }) => level.within !== '.'))(
    '$folder of what its outer folder must not know fails',
    ({ folder, level }) => {
      const outer = level.within.split('/')[0] ?? '';
      const up = '../'.repeat(folder.split('/').length + 1);
      const [outermost] = LAYERS;
      const refused = forbiddenTo(outermost ?? level, outer);
      expect(refused.filter((other) => complaints(folder, `${up}${other}/file`).length === 0)).toEqual([]);
      expect(complaints(folder, 'n8n-workflow').length > 0).toBe(outer === 'salesforce');
    },
  );

  test.each([
    ["import '../bulk/jobs';", 'salesforce/errors/classes.ts'],
    ["import type { JobInfo } from '../bulk/jobs';", 'salesforce/errors/classes.ts'],
    ["export * from '../bulk/jobs';", 'salesforce/errors/classes.ts'],
    ["export { jobs } from '../bulk/jobs';", 'salesforce/errors/classes.ts'],
    ["void import('../bulk/jobs');", 'salesforce/errors/classes.ts'],
    ["let job: import('../bulk/jobs').JobInfo;", 'salesforce/errors/classes.ts'],
    ["import jobs = require('../bulk/jobs');", 'salesforce/errors/classes.ts'],
    ["require('../bulk/jobs');", 'salesforce/errors/classes.ts'],
    ["import '../../salesforce/bulk/jobs';", 'salesforce/errors/classes.ts'],
    ["import './bulk/jobs';", 'salesforce/retry.ts'],
    ["import '../nodes/x';", 'salesforce/retry.ts'],
  ])('any way fails: %s in %s', (code, file) => {
    expect(complaintsOn(code, file)).toEqual(['project/layers']);
  });

  test.each(['axios', 'http', 'node:https', 'n8n-core', '@n8n/di'])('salesforce/ of %s fails', (specifier) => {
    expect(complaints('salesforce/bulk', specifier)).toEqual(['project/layers']);
  });
});

test('CONTRIBUTING has a row for each rule, and says the same', () => {
  const text = readFileSync(path.resolve(__dirname, '../../CONTRIBUTING.md'), 'utf8');
  const written = [...text.matchAll(/^\| `(\w+)\/` \|.*\| ([^|]*) \|$/gm)].map(([, folder = '', cell = '']) => ({
    folder,
    mayImport: [...cell.matchAll(/`(\w+)\/`/g)].map(([, name = '']) => name).toSorted(),
  }));
  expect(written).toEqual(ROWS.map(({ name, mayImport }) => ({ folder: name, mayImport: mayImport.toSorted() })));
});
