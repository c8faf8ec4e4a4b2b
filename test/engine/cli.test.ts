import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';

import type { CredentialFile } from '../../engine';
import { startOrg } from '../../simulator';
import type { RunningOrg } from '../../simulator';
import { credentialsOf, fields, JWT, PACKAGE, record, salesforce } from './salesforce';
import { chain, manualTrigger } from './workflows';

let org: RunningOrg;
let folder: string;

beforeAll(async () => {
  org = await startOrg({ size: 50 });
  folder = mkdtempSync(path.join(tmpdir(), 'workflow-cli-'));
});

afterAll(async () => {
  await org.close();
  rmSync(folder, { recursive: true });
});

interface Ended {
  status: number;
  stdout: string;
  stderr: string;
}

/** `npm run workflow -- …`, without npm. */
function workflow(...args: string[]): Promise<Ended> {
  const command = [require.resolve('tsx/cli'), path.join(PACKAGE, 'engine', 'cli.ts'), ...args];
  return new Promise((resolve) => {
    execFile(process.execPath, command, { cwd: folder }, (error, stdout, stderr) => {
      resolve({ status: typeof error?.code === 'number' ? error.code : 0, stdout, stderr });
    });
  });
}

function file(name: string, content: unknown): string {
  const target = path.join(folder, name);
  writeFileSync(target, typeof content === 'string' ? content : JSON.stringify(content));
  return target;
}

describe('npm run workflow', () => {
  const create = salesforce('Create', JWT, record('create', 'Account', fields({ Name: '={{ $json.name }}' })));

  function args(): string[] {
    return [
      file('create.json', chain(manualTrigger, create)),
      ...['--credentials', file('credentials.json', credentialsOf(org).toFile())],
      ...['--input', file('input.json', [{ name: 'One' }, { name: 'Two' }])],
    ];
  }

  const stored = (): string => readFileSync(path.join(folder, 'credentials.json'), 'utf8');

  test('prints the run as JSON, and leaves the credentials as they are', async () => {
    const command = args();
    const before = stored();
    const { status, stdout, stderr } = await workflow(...command, '--json');
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(JSON.parse(stdout)).toMatchObject({
      status: 'success',
      lastNode: 'Create',
      nodes: { Create: { outputs: [[{ json: { created: true } }, { json: { created: true } }]] } },
    });
    expect(stored()).toBe(before);
  });

  test('prints a failure for people, ends with 1, and saves the new token all the same when it is told to', async () => {
    const command = args();
    file('input.json', [{ name: '' }]);
    const { status, stdout } = await workflow(...command, '--save');
    expect(status).toBe(1);
    expect(stdout).toMatch(/The workflow failed\. Node Create, item 0: The item has no value for any field of Account/);
    expect(stdout.match(/has no value for any field/g)).toHaveLength(1);
    const token = String((JSON.parse(stored()) as CredentialFile)[JWT]?.data['accessToken']);
    expect(token).toMatch(/^00D/);
    expect(stdout).not.toContain(token.slice(20));
  });

  test('shows nothing of a credentials file that it cannot read, and ends with 2', async () => {
    const { status, stdout, stderr } = await workflow(
      file('create.json', chain(manualTrigger, create)),
      ...['--credentials', file('broken.json', '{"a": {"type": "t", "data": {"secret": "hunter2",}}}')],
    );
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toContain('broken.json is not valid JSON.');
    expect(stderr).not.toContain('hunter2');
  });

  test('explains itself', async () => {
    const { status, stdout } = await workflow('--help');
    expect(status).toBe(0);
    expect(stdout).toContain('--credentials FILE');
  });
});
