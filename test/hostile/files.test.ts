import { createHash, randomBytes } from 'node:crypto';

import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { IDataObject } from 'n8n-workflow';

import { startOrg, type RunningOrg } from '../../simulator';
import { Control } from '../../simulator/control/client';
import type { Fault } from '../../simulator/control/faults';
import { adminWrite } from '../../simulator/data';
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

function rowsOf(name: string): Row[] {
  const { store } = org.org;
  const object = store.schema.object(name);
  return object === undefined ? [] : [...store.rows(object, { includeDeleted: false })];
}

/** Says that the file can be there. */
const LEFT_OPEN: ReadonlySet<unknown> = new Set(['MAY_HAVE_BEEN_CREATED', 'FILE_UPLOADED_NOT_LINKED']);

/** What is not true of an item's output. */
function untrue(file: HostFile, output: IDataObject | undefined): string[] {
  const there = rowsOf('ContentVersion').filter((row) => row['Title'] === file.fileName);
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

/** Adds a record past the API. */
function added(name: string, values: Row): string {
  const { clock, store } = org.org;
  const object = store.schema.object(name);
  if (object === undefined) throw new Error(`The org has no ${name}.`);
  return store.insert(object, values, adminWrite(clock));
}

/** A file that is there, and a record of its own. */
interface OldFile {
  readonly documentId: string;
  readonly accountId: string;
}

function oldFile(): OldFile {
  const Title = `Old ${(number += 1)}`;
  const id = added('ContentVersion', { Title, PathOnClient: 'old.txt', VersionData: 'b2xk' });
  const documentId = rowsOf('ContentVersion').find((row) => row['Id'] === id)?.['ContentDocumentId'];
  return { documentId: String(documentId), accountId: added('Account', { Name: Title }) };
}

/** What can be done to a file that is there. */
interface FileWrite {
  readonly operation: string;
  readonly method: 'DELETE' | 'POST';
  readonly form: (file: OldFile) => IDataObject;
  /** How often it is done now. */
  readonly times: (file: OldFile) => number;
  /** Whether twice is as good as once: then it is enough not to say that Salesforce refused. */
  readonly isRepeatable: boolean;
}

const FILE_WRITES: readonly FileWrite[] = [
  {
    operation: 'uploadVersion',
    method: 'POST',
    form: () => ({}),
    times: ({ documentId }) =>
      rowsOf('ContentVersion').filter((row) => row['ContentDocumentId'] === documentId).length - 1,
    isRepeatable: false,
  },
  {
    operation: 'share',
    method: 'POST',
    form: ({ accountId }) => ({ linkTo: accountId, shareType: 'V' }),
    times: ({ accountId }) => rowsOf('ContentDocumentLink').filter((row) => row['LinkedEntityId'] === accountId).length,
    isRepeatable: true,
  },
  {
    operation: 'delete',
    method: 'DELETE',
    form: () => ({}),
    times: ({ documentId }) => (rowsOf('ContentDocument').some((row) => row['Id'] === documentId) ? 0 : 1),
    isRepeatable: true,
  },
];

/** Of a write that can be repeated, what says neither that Salesforce refused nor that nothing was sent. */
const NO_REFUSAL: ReadonlySet<unknown> = new Set(['CONNECTION_FAILED', 'ECONNRESET', 'HTTP_502', 'UNEXPECTED_ANSWER']);

/** Says what is not true of the outcomes of a write to some files while a fault holds. */
async function untrueOfWrite(
  { operation, method, form, times, isRepeatable }: FileWrite,
  fault: Fault,
): Promise<string[]> {
  await control.clearFaults();
  const files = [oldFile(), oldFile()];
  await control.faults({ method, path: '/(?:composite/)?sobjects', ...fault });
  const parameters = (index: number): IDataObject => {
    const file = files[index] ?? oldFile();
    return { resource: 'file', operation, binaryPropertyName: 'data', fileId: file.documentId, ...form(file) };
  };
  const sent = files.map(() => newFile(500));
  const outputs = await outputOf(
    org,
    {},
    { parameters, files: sent, items: files.map(() => ({})), continueOnFail: true },
  );
  return files.flatMap((file, index) => {
    const done = times(file);
    const error = outputs[index]?.['error'] as IDataObject | undefined;
    const code = error?.['errorCode'];
    const isOpen = LEFT_OPEN.has(code) || (isRepeatable && NO_REFUSAL.has(code));
    const isTrue = error === undefined ? done === 1 : done === 0 || (done === 1 && isOpen);
    return isTrue ? [] : [`${JSON.stringify(fault)}: done ${done} times, and says ${JSON.stringify(outputs[index])}`];
  });
}

describe('The outcome of each write to a file that is there is true, and nothing is done twice', () => {
  test.each(FILE_WRITES)('$operation', async (write) => {
    const wrong: string[] = [];
    for (const fault of FAULTS) {
      for (const times of [1, 9]) wrong.push(...(await untrueOfWrite(write, { ...fault, times })));
    }
    expect(wrong).toEqual([]);
  });
});
