import { createHash, randomBytes } from 'node:crypto';

import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { IDataObject } from 'n8n-workflow';

import { startOrg, type RunningOrg } from '../../../../simulator';
import { Control } from '../../../../simulator/control/client';
import type { Row } from '../../../../simulator/types';
import type { HostFile } from '../../support/host';
import { outputOf } from '../../support/simulated';
import { quickPauses } from '../../../support/quickPauses';

quickPauses(5_000);

let org: RunningOrg;
let control: Control;
beforeAll(async () => {
  org = await startOrg({ size: 100 });
  control = new Control(org.controlUrl);
});
beforeEach(() => control.clearFaults());
afterAll(() => org.close());

const UPLOAD = { resource: 'file', operation: 'upload', fileType: 'file', binaryPropertyName: 'data' };
const SMALL = 1_000;
const LARGE = 3_000_000;

function file(name: string, bytes: number, isSizeKnown = true): HostFile {
  const content = randomBytes(bytes);
  const chunks = [content.subarray(0, bytes >> 1), content.subarray(bytes >> 1)];
  return { fileName: name, mimeType: 'application/pdf', chunks, ...(isSizeKnown ? { bytes } : {}) };
}

const md5 = ({ chunks }: HostFile): string =>
  createHash('md5')
    .update(Buffer.concat(chunks as Buffer[]))
    .digest('hex');

function rowsOf(object: string): Row[] {
  const { store } = org.org;
  const schema = store.schema.object(object);
  if (schema === undefined) throw new Error(`No object ${object}`);
  return [...store.rows(schema, { includeDeleted: false })];
}

const rowOf = (object: string, id: unknown): Row => rowsOf(object).find((row) => row['Id'] === id) ?? {};

async function calls(work: () => Promise<unknown>): Promise<Record<string, number>> {
  const before = (await control.stats()).byKind;
  await work();
  const after = (await control.stats()).byKind;
  return Object.fromEntries(
    Object.entries(after)
      .map(([kind, count]) => [kind, count - (before[kind] ?? 0)] as const)
      .filter(([, count]) => count > 0),
  );
}

const upload = (
  files: readonly HostFile[],
  parameters: IDataObject | ((index: number) => IDataObject) = UPLOAD,
  more = {},
) => outputOf(org, parameters as IDataObject, { files, items: files.map(() => ({})), parameters, ...more });

describe('A Salesforce File', () => {
  test.each([
    ['small', SMALL, true],
    ['large', LARGE, true],
    ['of unknown size', SMALL, false],
    ['empty of chunks', 2, true],
  ])('that is %s arrives byte for byte, with its name', async (_, bytes, isSizeKnown) => {
    const sent = file('Q1 "draft" – ü.pdf', bytes, isSizeKnown);
    const [output] = await upload([sent], { ...UPLOAD, options: { description: 'About it' } });
    expect(output).toEqual({
      documentId: expect.stringMatching(/^069/),
      versionId: expect.stringMatching(/^068/),
      links: [],
    });
    expect(rowOf('ContentVersion', output?.['versionId'])).toMatchObject({
      Title: 'Q1 "draft" – ü.pdf',
      PathOnClient: 'Q1 "draft" – ü.pdf',
      Description: 'About it',
      Checksum: md5(sent),
      ContentSize: bytes,
      ContentDocumentId: output?.['documentId'],
    });
  });

  test('is linked to several records and a library, and the links are told', async () => {
    const [account, another] = rowsOf('Account').map((row) => String(row['Id']));
    const [library] = rowsOf('ContentWorkspace').map((row) => String(row['Id']));
    const linkTo = `${account}, https://acme.lightning.force.com/lightning/r/Account/${another}/view`;
    const [output] = await upload([file('a.pdf', SMALL)], { ...UPLOAD, linkTo, library: library ?? '' });
    const links = output?.['links'] as IDataObject[];
    expect(links.map(({ linkedTo }) => linkedTo)).toEqual([library, account, another]);
    for (const { id, linkedTo } of links) {
      expect(rowOf('ContentDocumentLink', id)).toMatchObject({
        LinkedEntityId: linkedTo,
        ContentDocumentId: output?.['documentId'],
      });
    }
  });

  test('is shared as the options say', async () => {
    const [account] = rowsOf('Account').map((row) => String(row['Id']));
    const options = { shareType: 'I', visibility: 'InternalUsers' };
    const [output] = await upload([file('a.pdf', SMALL)], { ...UPLOAD, linkTo: [account], options } as IDataObject);
    const [link] = output?.['links'] as IDataObject[];
    expect(rowOf('ContentDocumentLink', link?.['id'])).toMatchObject({ ShareType: 'I', Visibility: 'InternalUsers' });
  });
});

describe('A file whose name has no extension', () => {
  const nameless = { ...file('x', SMALL), fileName: 'Scan 1.2', fileExtension: 'pdf' };
  const { fileName: _, ...unnamed } = nameless;

  test.each([
    [nameless, 'Scan 1.2.pdf'],
    [unnamed, 'data.pdf'],
    [{ ...nameless, fileName: 'Scan.PDF' }, 'Scan.PDF'],
  ])('gets the one that n8n knows', async (sent, name) => {
    const [output] = await upload([sent]);
    expect(rowOf('ContentVersion', output?.['versionId'])['PathOnClient']).toBe(name);
  });

  test('keeps it where an attachment gets another title', async () => {
    const [ParentId] = rowsOf('Account').map((row) => String(row['Id']));
    const form = { ...UPLOAD, fileType: 'attachment', parentId: ParentId ?? '', title: 'Signed' };
    const [output] = await upload([nameless], form);
    expect(rowOf('Attachment', output?.['id'])['Name']).toBe('Signed.pdf');
  });
});

describe('Many files', () => {
  test('that are small share requests, and cost one query, in a composite request, for their documents', async () => {
    const files = Array.from({ length: 1_000 }, (_, index) => file(`${index}.pdf`, 10));
    let output: IDataObject[] = [];
    const counted = await calls(async () => {
      output = await upload(files);
    });
    expect(counted).toEqual({ 'POST composite/sobjects': 5, 'POST composite': 1 });
    const titles = new Map(rowsOf('ContentVersion').map((row) => [row['Id'], row['Title']]));
    expect(output.map(({ versionId }) => titles.get(versionId as string))).toEqual(
      files.map(({ fileName }) => fileName),
    );
  });

  test('that are small and large arrive at their own items', async () => {
    const files = [LARGE, SMALL, LARGE, SMALL, SMALL].map((bytes, index) => file(`${index}.pdf`, bytes));
    const output = await upload(files);
    expect(output.map(({ versionId }) => rowOf('ContentVersion', versionId)['Checksum'])).toEqual(files.map(md5));
  });

  test('of which one cannot be read are sent without it', async () => {
    const broken = { ...file('broken.pdf', SMALL), chunks: [Buffer.from('x'), new Error('The disk is gone')] };
    const files = [file('a.pdf', SMALL), broken, file('b.pdf', SMALL), { ...broken, bytes: LARGE }];
    const output = await upload(files, UPLOAD, { continueOnFail: true });
    expect(
      output.map(({ error, documentId }) => (error as IDataObject | undefined)?.['message'] ?? documentId),
    ).toEqual([
      expect.stringMatching(/^069/),
      expect.stringContaining('The file “broken.pdf” could not be read from n8n’s storage: The disk is gone'),
      expect.stringMatching(/^069/),
      expect.stringContaining('The disk is gone'),
    ]);
    expect(rowsOf('ContentVersion').filter((row) => row['Title'] === 'broken.pdf')).toEqual([]);
  });
});

describe('What becomes of an upload', () => {
  test.each([SMALL, LARGE])(
    'whose answer is lost is told to be unknown, and it is not sent again (%i bytes)',
    async (bytes) => {
      await control.faults({ method: 'POST', path: 'sobjects', cut: 'after', times: 9 });
      const files = [file('lost.pdf', bytes), file('lost.pdf', bytes)];
      const output = await upload(files, UPLOAD, { continueOnFail: true });
      expect(output.map(({ error }) => (error as IDataObject)['errorCode'])).toEqual(
        files.map(() => 'MAY_HAVE_BEEN_CREATED'),
      );
      const made = rowsOf('ContentVersion').filter((row) => row['Checksum'] === md5(files[0] as HostFile));
      expect(made).toHaveLength(1);
    },
  );

  test('that is refused names the reason', async () => {
    const missing = '001000000000000AAA';
    const [output] = await upload([file('a.pdf', SMALL)], { ...UPLOAD, linkTo: missing }, { continueOnFail: true });
    expect((output?.['error'] as IDataObject)['errorCode']).toBe('INVALID_CROSS_REFERENCE_KEY');
  });

  test('whose links are refused is told with the version that is there', async () => {
    const [account] = rowsOf('Account').map((row) => String(row['Id']));
    const linkTo = `${account} 001000000000000AAA`;
    const [output] = await upload([file('half.pdf', SMALL)], { ...UPLOAD, linkTo }, { continueOnFail: true });
    const { message, errorCode } = output?.['error'] as IDataObject;
    const [version] = rowsOf('ContentVersion').filter((row) => row['Title'] === 'half.pdf');
    expect(errorCode).toBe('FILE_UPLOADED_NOT_LINKED');
    expect(message).toContain(
      `The file was uploaded as version ${String(version?.['Id'])}, but it could not be linked to 001000000000000AAA`,
    );
  });

  test('that has no file in its field is found before anything is sent', async () => {
    const before = rowsOf('ContentVersion').length;
    const parameters = (index: number) => ({ ...UPLOAD, binaryPropertyName: index === 1 ? 'other' : 'data' });
    await expect(upload([file('a.pdf', SMALL), file('b.pdf', SMALL)], parameters)).rejects.toThrow('“other”');
    expect(rowsOf('ContentVersion')).toHaveLength(before);
  });
});
