import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { Container } from '@n8n/di';
import { BinaryDataService } from 'n8n-core';
import type { IDataObject, INode, INodeParameters } from 'n8n-workflow';

import { createEngine } from '../../engine';
import type { Engine, RunResult } from '../../engine';
import {
  countOf,
  JWT,
  orgWithCredentials,
  PACKAGE,
  salesforce,
  WEB,
  type CredentialId,
  type Signed,
} from './salesforce';
import { chain, itemsOf, manualTrigger, node } from './workflows';
import { quickPauses } from '../support/quickPauses';

quickPauses(5_000);

const SIZES = [1_000, 20, 3_000_000];

let engine: Engine;
let signed: Signed;
let folder: string;
let contents: Buffer[];
let read: INode;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'files-'));
  // n8n reads it once.
  process.env.N8N_RESTRICT_FILE_ACCESS_TO = folder;
  engine = await createEngine({ packageDir: PACKAGE });
  signed = await orgWithCredentials(engine, { size: 120 });
  contents = SIZES.map((size) => randomBytes(size));
  for (const [index, content] of contents.entries()) await writeFile(path.join(folder, `${index}.png`), content);
  read = node('Read', 'readWriteFile', 1, { operation: 'read', fileSelector: `${folder}/*.png` });
});

beforeEach(() => signed.control.clearFaults());

afterAll(async () => {
  await rm(folder, { recursive: true });
  await signed.org.close();
  engine.close();
});

const file = (operation: string, credential: CredentialId, parameters: INodeParameters = {}): INode =>
  salesforce(operation, credential, { resource: 'file', operation, ...parameters });

const byId = (expression: string): INodeParameters => ({ fileId: { __rl: true, mode: 'id', value: expression } });

const run = (...nodes: INode[]): Promise<RunResult> =>
  engine.run(chain(manualTrigger, read, ...nodes), { credentials: signed.credentials, input: [{}] });

describe.each([JWT, WEB] as const)('Files, signed in by %s', (credential) => {
  test('go to Salesforce from n8n’s storage and come back to it unchanged', async () => {
    const result = await run(
      file('upload', credential, { fileType: 'file' }),
      file('download', credential, { downloadFrom: 'file', ...byId('={{ $json.documentId }}') }),
    );
    expect(result.error).toBeUndefined();
    const outputs = result.nodes.get('download')?.outputs[0] ?? [];
    const came = await Promise.all(
      outputs.map(async ({ binary }) => {
        const data = binary?.['data'];
        if (data === undefined) throw new Error('There is no file.');
        expect(data).toMatchObject({ mimeType: 'image/png' });
        return await Container.get(BinaryDataService).getAsBuffer(data);
      }),
    );
    expect(came.map((bytes, index) => bytes.equals(contents[index] ?? bytes.subarray(1)))).toEqual([true, true, true]);
    expect(outputs.map(({ json }) => json['fileName'])).toEqual(['0.png', '1.png', '2.png']);
  });

  test('are sent again when the session has ended before', async () => {
    await signed.control.post('sessions', { expire: true });
    const before = countOf(signed.org, 'ContentVersion');
    const result = await run(file('upload', credential, { fileType: 'file' }));
    expect(result.error).toBeUndefined();
    expect(countOf(signed.org, 'ContentVersion') - before).toBe(SIZES.length);
  });

  test('are told to be unknown when the connection breaks while they are sent, and exist once at most', async () => {
    const before = countOf(signed.org, 'ContentVersion');
    await signed.control.faults({ method: 'POST', path: 'sobjects', cut: 'after', times: 9 });
    const upload = { ...file('upload', credential, { fileType: 'file' }), onError: 'continueRegularOutput' as const };
    const items = itemsOf(await run(upload), 'upload') as IDataObject[];
    expect(items.map(({ error }) => (error as IDataObject)['errorCode'])).toEqual(
      SIZES.map(() => 'MAY_HAVE_BEEN_CREATED'),
    );
    expect(countOf(signed.org, 'ContentVersion') - before).toBe(SIZES.length);
  });
});
