import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

import { expect, test } from '@jest/globals';

import { inlineCode, PAGES, ROOT, shellLines, type Page } from './pages';

const { scripts } = JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8')) as {
  scripts: Record<string, string>;
};
const CASES = readFileSync(path.join(ROOT, 'bench/cases/index.ts'), 'utf8');
const FOLDERS = new Set(readdirSync(ROOT, { withFileTypes: true }).flatMap((at) => (at.isDirectory() ? at.name : [])));
/** What is there only after a build or a run. */
const MADE = /^(dist|node_modules|screenshots|profiles)\b/;

const isThere = (file: string) => existsSync(path.join(ROOT, file));

/** The file of ours that a script of package.json runs last. */
const fileOf = (script: string) => /\S+\.(?:ts|mjs)$/.exec(script)?.[0];

/** What is wrong with the options of a script: only our own files tell which they have. */
function wrongOptions(name: string, args: string): string[] {
  const file = fileOf(scripts[name] ?? '');
  if (file === undefined) return [];
  const source = readFileSync(path.join(ROOT, file), 'utf8');
  return [...args.matchAll(/--([a-z][\w-]*)/g)].flatMap(([, option = '']) =>
    new RegExp(`^ +'?${option}'?: \\{|--${option}\\b|^ +--${option} `, 'm').test(source)
      ? []
      : [`${name} has no --${option}`],
  );
}

/** The cases of the benchmark that a command names and that are none. */
const wrongCases = (name: string, args: string): string[] =>
  [...args.matchAll(/--only ([a-z][\w-]*)/g)].flatMap(([, only = '']) =>
    name !== 'bench' || CASES.includes(`['${only}',`) ? [] : [`${name} has no case ${only}`],
  );

/** What of a command would not run here. */
function wrongIn(command: string): string[] {
  return [
    ...command.matchAll(/\b(npm run|npm|npx tsx|npx jest|node) (?:--silent )?(\S+)(?: --silent)?(?: -- ([^|;]*))?/g),
  ].flatMap(([, runner = '', what = '', args = '']) => {
    if (runner === 'npm' && !['start', 'test'].includes(what)) return [];
    if (runner.startsWith('npm'))
      return what in scripts ? [...wrongOptions(what, args), ...wrongCases(what, args)] : [`no script ${what}`];
    return /^[a-z][\w/.]*\/[\w/.]+$/.test(what) && !isThere(what) ? [`no file ${what}`] : [];
  });
}

/** The files and folders of ours that inline code names. */
const pathsIn = (code: string): string[] =>
  code
    .split(/[\s,]+/)
    .filter(
      (word) => /^[\w.]+(\/[\w.-]+)+\/?$/.test(word) && FOLDERS.has(word.split('/')[0] ?? '') && !MADE.test(word),
    );

function mistakesIn({ file, text }: Page): string[] {
  const codes = inlineCode(text);
  const folder = path.posix.dirname(file);
  const mistakes = [
    ...[...codes, ...shellLines(text)].flatMap(wrongIn),
    ...codes
      .flatMap(pathsIn)
      .flatMap((at) => (isThere(at) || isThere(path.posix.join(folder, at)) ? [] : `no file ${at}`)),
  ];
  return [...new Set(mistakes)].map((mistake) => `${file}: ${mistake}`);
}

test('Each command of a page runs a script that is there, with options that it has, and each file is there', () => {
  expect(PAGES.flatMap(mistakesIn)).toEqual([]);
});

test('A command that is not there is found, and so are its options and files', () => {
  const text = [
    'Run `npm run nothing`, `npm run org -- --nothing 1 --port 1`, `npx jest test/none.test.ts` and `npm ci`.',
    'See `salesforce/nothing.ts`, `test/docs/` and `services/data/v60.0`.',
    '```sh\nnpm run bench -- --only nothing --none   # not --this\nnpx tsx nothing/cli.ts\n```',
  ].join('\n\n');
  expect(mistakesIn({ file: 'docs/page.md', text })).toEqual([
    'docs/page.md: no script nothing',
    'docs/page.md: org has no --nothing',
    'docs/page.md: no file test/none.test.ts',
    'docs/page.md: bench has no --none',
    'docs/page.md: bench has no case nothing',
    'docs/page.md: no file nothing/cli.ts',
    'docs/page.md: no file salesforce/nothing.ts',
  ]);
});
