import { createHash, randomBytes } from 'node:crypto';

import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { IDataObject } from 'n8n-workflow';

import { startOrg, type RunningOrg } from '../../simulator';
import { Control } from '../../simulator/control/client';
import type { Fault } from '../../simulator/control/faults';
import type { Row } from '../../simulator/types';
import type { HostFile } from '../nodes/support/host';
import { outputOf } from '../nodes/support/simulated';
import { quickPauses } from '../support/quickPauses';

quickPauses(5_000);

let org: RunningOrg;
let control: Control;
beforeAll(async () => {
  org = await startOrg({ size: 0 });
  control = new Control(org.controlUrl);
});
afterAll(() => org.close());

/** What can become of an answer; a collection in another order is not among them: no create can tell. */
const FAULTS: readonly Fault[] = [
  ...(
    [
      'loginPage',
      'maintenancePage',
      'redirect302',
      'redirect307',
      'nullBody',
      'emptyBody',
      'halfWithLength',
      'halfWithoutLength',
      'foreignCharset',
      'rowMissing',
      'rowTwice',
    ] as const
  ).flatMap((lie) => [{ lie }, { lie, done: false as const }]),
  { cut: 'after' },
  { cut: 'before' },
  { status: 502, body: '<html>Bad Gateway</html>', done: true },
  { status: 403, body: '<html>Blocked</html>' },
  { status: 413, body: 'Too large' },
  { status: 400, body: [{ errorCode: 'INVALID_FIELD', message: 'No such column' }] },
  { expire: true },
];

/** Files of these sizes: alone, in one request, and one by one. */
const SIZES: readonly (readonly [string, readonly number[]])[] = [
  ['alone', [500]],
  ['in one request', [500, 600, 700]],
  ['one by one', [1_100_000, 1_200_000]],
];

let number = 0;

function newFile(bytes: number): HostFile {
  number += 1;
  return { fileName: `${number}.bin`, mimeType: 'a/b', chunks: [randomBytes(bytes)], bytes };
}

const md5 = ({ chunks }: HostFile): string =>
  createHash('md5')
    .update(Buffer.concat(chunks as Buffer[]))
    .digest('hex');

function versions(): Row[] {
  const { store } = org.org;
  const object = store.schema.object('ContentVersion');
  return object === undefined ? [] : [...store.rows(object, { includeDeleted: false })];
}

/** Says that the file can be there. */
const LEFT_OPEN: ReadonlySet<unknown> = new Set(['MAY_HAVE_BEEN_CREATED', 'FILE_UPLOADED_NOT_LINKED']);

/** What is not true of an item's output. */
function untrue(file: HostFile, output: IDataObject | undefined): string[] {
  const there = versions().filter((row) => row['Title'] === file.fileName);
  const [version] = there;
  if (there.length > 1) return [`${file.fileName} is there ${there.length} times`];
  const error = output?.['error'] as IDataObject | undefined;
  if (error === undefined) {
    const isRight =
      version?.['Id'] === output?.['versionId'] &&
      version?.['ContentDocumentId'] === output?.['documentId'] &&
      version?.['Checksum'] === md5(file);
    return isRight ? [] : [`${file.fileName} is said to be ${JSON.stringify(output)}`];
  }
  const isLeftOpen = LEFT_OPEN.has(error['errorCode']);
  return version === undefined || isLeftOpen ? [] : [`${file.fileName} is there: ${String(error['message'])}`];
}

/** Uploads files of these sizes while a fault holds; says what is not true of the outcomes. */
async function untrueWith(fault: Fault, sizes: readonly number[]): Promise<string[]> {
  await control.clearFaults();
  await control.faults(fault);
  const files = sizes.map(newFile);
  const parameters = { resource: 'file', operation: 'upload', fileType: 'file', binaryPropertyName: 'data' };
  const outputs = await outputOf(org, parameters, { files, items: files.map(() => ({})), continueOnFail: true });
  const complaints = files.flatMap((file, index) => untrue(file, outputs[index]));
  return complaints.map((complaint) => `${JSON.stringify(fault)}: ${complaint}`);
}

describe('The outcome of each file is true, and no file is there twice', () => {
  test.each(SIZES)('whatever becomes of the upload: %s', async (_, sizes) => {
    const wrong: string[] = [];
    for (const fault of FAULTS) {
      for (const times of [1, 9]) {
        const upload = { method: 'POST', path: '/(?:composite/)?sobjects', ...fault, times };
        wrong.push(...(await untrueWith(upload, sizes)));
      }
    }
    expect(wrong).toEqual([]);
  });

  test.each(['loginPage', 'halfWithLength', 'rowMissing', 'rowTwice'] as const)(
    'whatever becomes of the question for its document: %s',
    async (lie) => {
      expect(await untrueWith({ method: 'GET', path: '/query', lie, times: 9 }, [500, 600])).toEqual([]);
    },
  );
});
