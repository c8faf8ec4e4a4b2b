import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';

const ROOT = path.join(__dirname, '..', '..');
const { scripts } = JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8')) as {
  scripts: Record<string, string>;
};

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'built-'));
  mkdirSync(path.join(folder, 'scripts'));
  for (const file of ['package.json', 'scripts/build.mjs', 'scripts/built.mjs'])
    cpSync(path.join(ROOT, file), path.join(folder, file));
  writeFileSync(path.join(folder, 'tool.mjs'), "console.log('run');");
});

afterAll(() => rmSync(folder, { recursive: true }));

/** What a tool says that needs what a file of ours sees to first, and how it ends. */
function outcomeOf(first: string, ...options: string[]): Promise<{ status: number; stdout: string; stderr: string }> {
  return new Promise((resolve) => {
    const args = ['--import', `./scripts/${first}`, 'tool.mjs', ...options];
    execFile(process.execPath, args, { cwd: folder }, (error, stdout, stderr) => {
      resolve({ status: typeof error?.code === 'number' ? error.code : 0, stdout, stderr });
    });
  });
}

const RUN = { status: 0, stdout: 'run\n', stderr: '' };

describe('A tool that uses the built package', () => {
  test.each([
    'bench',
    'calls',
    'e2e',
    'faults',
    'outbound',
    'pictures',
    'queue',
    'scan',
    'schemas',
    'triggers-soak',
    'workflow',
  ])('npm run %s looks for it first', (name) => {
    expect(scripts[name]).toMatch(/^(?:tsx|node) --import \.\/scripts\/built\.mjs \S+\.(?:ts|mjs)/);
  });

  test('says what it does without one, whatever comes first', async () => {
    expect(await outcomeOf('built.mjs', '--help')).toEqual(RUN);
    expect(await outcomeOf('build.mjs', '--only', 'x', '--help')).toEqual(RUN);
    // There is no gulp to build with.
    expect(await outcomeOf('build.mjs')).toMatchObject({ status: 1, stdout: '' });
    const withOptions =
      /^(?:(?:tsx|node)(?: --import \.\/scripts\/\S+)? \S+\.(?:ts|mjs)(?: [^&|]+)?|eslint .*|gulp .*|prettier .*|tsc .*)$/;
    expect(Object.entries(scripts).filter(([, script]) => !withOptions.test(script))).toEqual([]);
  });

  test('says that it needs `npm run build` where there is none, and starts where there is', async () => {
    expect(await outcomeOf('built.mjs')).toEqual({
      status: 2,
      stdout: '',
      stderr: 'The package is not built yet: this command needs `npm run build` first.\n',
    });
    const { n8n } = JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8')) as {
      n8n: { nodes: string[]; credentials: string[] };
    };
    for (const file of [...n8n.nodes, ...n8n.credentials]) {
      mkdirSync(path.join(folder, path.dirname(file)), { recursive: true });
      writeFileSync(path.join(folder, file), '');
    }
    expect(await outcomeOf('built.mjs')).toEqual(RUN);
  });
});
