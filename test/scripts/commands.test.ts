import childProcess from 'node:child_process';
import fs, { readFileSync } from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type Util from 'node:util';

import { afterEach, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';

// Nothing of these is needed to say what a command does.
jest.mock('../../engine', () => ({}));
jest.mock('playwright-core', () => ({ chromium: {}, selectors: { setTestIdAttribute: () => undefined } }));

// The process of a test is not the one that parseArgs looks at, and its errors are not those of parseArgs.
jest.mock('node:util', () => {
  const util = jest.requireActual<typeof Util>('node:util');
  const parseArgs = (config: Util.ParseArgsConfig) => {
    try {
      return util.parseArgs({ ...config, args: process.argv.slice(2) });
    } catch (error) {
      throw Object.assign(new TypeError(String(Object(error).message)), { code: Object(error).code as unknown });
    }
  };
  return { ...util, parseArgs };
});

const ROOT = path.join(__dirname, '..', '..');
const { scripts } = JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8')) as {
  scripts: Record<string, string>;
};
/** The scripts that run a file of ours in TypeScript; one that gives it options is another one’s. */
const COMMANDS = Object.entries(scripts).flatMap(([name, script]) => {
  const [, file] = /tsx (?:--import \S+ )?(\S+\.ts)$/.exec(script) ?? [];
  return file === undefined ? [] : [{ name, file }];
});

/** What a command says, and how it ends: in this process, which has loaded most of it for another one. */
async function outcomeOf(file: string, option: string): Promise<{ said: string; status: unknown }> {
  const said: string[] = [];
  const hear = (text: unknown): boolean => said.push(String(text)) > 0;
  jest.spyOn(process.stdout, 'write').mockImplementation(hear);
  jest.spyOn(process.stderr, 'write').mockImplementation(hear);
  jest.spyOn(console, 'log').mockImplementation(hear);
  jest.spyOn(console, 'error').mockImplementation(hear);
  const ended = jest.spyOn(process, 'exit').mockImplementation((() => undefined) as never);
  process.exitCode = undefined;
  process.argv = [process.execPath, path.join(ROOT, file), option];
  jest.requireActual(path.join(ROOT, file));
  for (let tries = 0; said.length === 0 && tries < 200; tries += 1) await setTimeout(10);
  await setTimeout(10);
  return { said: said.join('\n'), status: ended.mock.calls.at(-1)?.[0] ?? process.exitCode ?? 0 };
}

const untouched = { argv: process.argv, exitCode: process.exitCode };
const deeds: ReturnType<typeof jest.spyOn>[] = [];

beforeEach(() => {
  deeds.push(
    jest.spyOn(net.Server.prototype, 'listen'),
    jest.spyOn(childProcess, 'spawn'),
    jest.spyOn(fs, 'mkdtempSync'),
    jest.spyOn(fs, 'rmSync'),
  );
});
afterEach(() => {
  const done = deeds.splice(0).flatMap((deed) => deed.mock.calls);
  jest.restoreAllMocks();
  Object.assign(process, untouched);
  expect(done).toEqual([]);
});

describe.each(COMMANDS)('npm run $name', ({ name, file }) => {
  test('says with --help how it is used, and does nothing', async () => {
    const { said, status } = await outcomeOf(file, '--help');
    expect(said).toContain('--help');
    expect(said).toMatch(new RegExp(`npm (run )?${name}\\b`));
    expect(status).toBe(0);
  });
});

describe('An unknown option', () => {
  beforeAll(() => void jest.resetModules());

  test.each(COMMANDS)('is refused by npm run $name, which does nothing', async ({ file }) => {
    const { said, status } = await outcomeOf(file, '--nothing');
    expect(said).toMatch(/^Unknown option '--nothing'/);
    expect(status).toBe(2);
  });
});
