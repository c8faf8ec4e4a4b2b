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
  for (const file of ['package.json', 'scripts/built.mjs']) cpSync(path.join(ROOT, file), path.join(folder, file));
});

afterAll(() => rmSync(folder, { recursive: true }));

function check(): Promise<{ status: number; stderr: string }> {
  return new Promise((resolve) => {
    execFile(process.execPath, [path.join(folder, 'scripts', 'built.mjs')], (error, _, stderr) => {
      resolve({ status: typeof error?.code === 'number' ? error.code : 0, stderr });
    });
  });
}

describe('A tool that uses the built package', () => {
  test.each(['bench', 'e2e', 'faults', 'scan', 'triggers-soak', 'workflow'])(
    'npm run %s looks for it first',
    (name) => {
      expect(scripts[name]).toMatch(/^node scripts\/built\.mjs && /);
    },
  );

  test('says that it needs `npm run build` where there is none, and starts where there is', async () => {
    expect(await check()).toEqual({
      status: 2,
      stderr: 'The package is not built yet: this command needs `npm run build` first.\n',
    });
    const { n8n } = JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8')) as {
      n8n: { nodes: string[]; credentials: string[] };
    };
    for (const file of [...n8n.nodes, ...n8n.credentials]) {
      mkdirSync(path.join(folder, path.dirname(file)), { recursive: true });
      writeFileSync(path.join(folder, file), '');
    }
    expect(await check()).toEqual({ status: 0, stderr: '' });
  });
});
