import { randomBytes } from 'node:crypto';

import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { IDataObject } from 'n8n-workflow';

import type { RunningOrg } from '../../../../simulator';
import { Control } from '../../../../simulator/control/client';
import { startSignedIn, type SignedInOrg } from '../../../support/org';
import { filesOf, outputOf } from '../../support/simulated';
import { quickPauses } from '../../../support/quickPauses';

quickPauses(5_000);

let org: SignedInOrg;
let control: Control;
let accountId: string;
beforeAll(async () => {
  org = await startSignedIn(10);
  control = new Control(org.controlUrl);
  accountId = (await org.http.post('/sobjects/Account', { Name: 'With files' })).data.id;
});
beforeEach(() => control.clearFaults());
afterAll(() => org.close());

const DOWNLOAD = { resource: 'file', operation: 'download', binaryPropertyName: 'data' };
const BODY = /VersionData|Body/.source;

async function create(object: string, body: Record<string, unknown>, field: string, bytes: Buffer): Promise<string> {
  const response = await org.http.post(`/sobjects/${object}`, { ...body, [field]: bytes.toString('base64') });
  return response.data.id as string;
}

async function version(bytes: Buffer, more: Record<string, unknown> = {}) {
  const id = await create(
    'ContentVersion',
    { PathOnClient: 'photo.png', Title: 'Photo', ...more },
    'VersionData',
    bytes,
  );
  const { data } = await org.http.get(`/sobjects/ContentVersion/${id}?fields=ContentDocumentId`);
  return { id, documentId: data.ContentDocumentId as string };
}

const download = (fileId: string, options = {}) => filesOf(org as RunningOrg, { ...DOWNLOAD, fileId }, options);

describe('A file', () => {
  const first = randomBytes(200_000);
  const second = randomBytes(300);

  test('of Salesforce Files comes by its document, the latest version, or by a version', async () => {
    const { id, documentId } = await version(first);
    const latest = await version(second, { ContentDocumentId: documentId });
    const json = { documentId, title: 'Photo', fileName: 'Photo.png' };
    expect(await download(documentId)).toEqual([
      {
        json: { ...json, versionId: latest.id, size: 300 },
        fileName: 'Photo.png',
        mimeType: 'told/by-name',
        bytes: second,
      },
    ]);
    expect(await download(id)).toEqual([
      {
        json: { ...json, versionId: id, size: 200_000 },
        fileName: 'Photo.png',
        mimeType: 'told/by-name',
        bytes: first,
      },
    ]);
  });

  test('of Salesforce Classic comes by its ID, with the type that it has', async () => {
    const attachment = { ParentId: accountId, Name: 'scan.tif', ContentType: 'image/tiff' };
    const id = await create('Attachment', attachment, 'Body', second);
    const json = { id, title: 'scan.tif', fileName: 'scan.tif', size: 300 };
    expect(await download(id)).toEqual([{ json, fileName: 'scan.tif', mimeType: 'image/tiff', bytes: second }]);
    const { data } = await org.http.get('/query', { params: { q: "SELECT Id FROM Folder WHERE Type = 'Document'" } });
    const document = { FolderId: data.records[0].Id, Name: 'Logo', Type: 'png', ContentType: 'image/png' };
    const documentId = await create('Document', document, 'Body', second);
    const [output] = await download(documentId);
    expect(output).toMatchObject({
      json: { id: documentId },
      fileName: 'Logo.png',
      mimeType: 'image/png',
      bytes: second,
    });
  });
});

describe('An answer that is not the file', () => {
  const bytes = randomBytes(5_000);

  test.each([
    'loginPage',
    'maintenancePage',
    'halfWithLength',
    'halfWithoutLength',
    'emptyBody',
    'redirect302',
    'hugeBody',
  ] as const)('is asked for again, and is never the file: %s', async (lie) => {
    const { id } = await version(bytes);
    await control.faults({ method: 'GET', path: BODY, lie, times: 1 });
    expect((await download(id))[0]?.bytes).toEqual(bytes);
    await control.faults({ method: 'GET', path: BODY, lie, times: 9 });
    const [output] = await download(id, { continueOnFail: true });
    expect((output?.json['error'] as IDataObject)['errorCode']).toMatch(
      /UNEXPECTED_ANSWER|CONNECTION_FAILED|NOT_FOUND/,
    );
    expect(output?.bytes).toHaveLength(0);
  });

  test.each([
    ['by its version', (file: { id: string }): IDataObject => ({ fileId: file.id })],
    ['by its document', (file: { documentId: string }): IDataObject => ({ fileId: file.documentId })],
    ['as one of a record', (): IDataObject => ({ downloadFrom: 'record', fileType: 'file', fileOwnerId: accountId })],
  ])('is never the file, though it has as many bytes: %s', async (_, which) => {
    const file = await version(bytes, { FirstPublishLocationId: accountId });
    const other = 'x'.repeat(bytes.length);
    const headers = { 'content-type': 'application/octetstream' };
    await control.faults({ method: 'GET', path: BODY, status: 200, body: other, headers, times: 9 });
    const parameters = { ...DOWNLOAD, ...which(file) };
    const [output] = await filesOf(org, {}, { parameters, continueOnFail: true });
    expect(JSON.stringify(output?.json)).toContain('as many bytes came as the file has, but others');
    await control.clearFaults();
    expect((await filesOf(org, {}, { parameters }))[0]?.bytes).toEqual(bytes);
  });

  test('costs no other item its file', async () => {
    const files = [await version(bytes), await version(bytes), await version(bytes)];
    await control.faults({ path: `${files[1]?.id}/VersionData`, lie: 'loginPage', times: 9 });
    const parameters = (index: number): IDataObject => ({ ...DOWNLOAD, fileId: files[index]?.id ?? '' });
    const outputs = await filesOf(org, {}, { parameters, items: files.map(() => ({})), continueOnFail: true });
    expect(outputs.map((output) => output.bytes.equals(bytes))).toEqual([true, false, true]);
  });
});

describe('Many files', () => {
  test('cost one query, and one request each', async () => {
    const files = await Promise.all(Array.from({ length: 30 }, (_, index) => version(Buffer.from(`file ${index}`))));
    const parameters = (index: number): IDataObject => ({ ...DOWNLOAD, fileId: files[index]?.documentId ?? '' });
    const before = (await control.stats()).requests;
    const outputs = await filesOf(org, {}, { parameters, items: files.map(() => ({})) });
    expect((await control.stats()).requests - before).toBe(31);
    expect(outputs.map((output) => output.bytes.toString())).toEqual(files.map((_, index) => `file ${index}`));
  });

  test('that are no files, or not there, fail alone and in words', async () => {
    const { documentId } = await version(Buffer.from('here'));
    const ids = [accountId, documentId, '068000000000000AAA', 'nonsense'];
    const parameters = (index: number): IDataObject => ({ ...DOWNLOAD, fileId: ids[index] ?? '' });
    const output = await outputOf(org, {}, { parameters, items: ids.map(() => ({})), continueOnFail: true });
    expect(output.map(({ error, documentId: id }) => (error as IDataObject | undefined)?.['message'] ?? id)).toEqual([
      expect.stringContaining('is not the ID of a file: those begin with 069, 068, 00P, 015'),
      documentId,
      expect.stringContaining('does not exist'),
      expect.stringContaining('File: “nonsense” is not a valid Salesforce ID'),
    ]);
  });
});

describe('Files of records, and fields that hold files', () => {
  test('come with one query for all, each as an item of its own', async () => {
    const { data } = await org.http.post('/sobjects/Account', { Name: 'With three files' });
    const texts = ['one', 'two', 'three'];
    for (const text of texts) await version(Buffer.from(text), { Title: text, FirstPublishLocationId: data.id });
    const form = { ...DOWNLOAD, downloadFrom: 'record', fileType: 'file', fileOwnerId: data.id };
    const before = (await control.stats()).requests;
    const outputs = await filesOf(org, form);
    expect((await control.stats()).requests - before).toBe(4);
    expect(outputs.map(({ fileName, bytes }) => [fileName, bytes.toString()])).toEqual(
      texts.map((text) => [`${text}.png`, text]),
    );
  });

  test('come of any object that has such a field, and of no other field', async () => {
    const bytes = randomBytes(70);
    const id = await create('Attachment', { ParentId: accountId, Name: 'a.bin' }, 'Body', bytes);
    const form = { ...DOWNLOAD, downloadFrom: 'field', object: 'Attachment', recordId: id };
    expect(await filesOf(org, { ...form, fileField: 'body' })).toEqual([
      { json: { id, title: 'a.bin', fileName: 'a.bin', size: 70 }, fileName: 'a.bin', mimeType: 'told/by-name', bytes },
    ]);
    const options = { continueOnFail: true };
    const [other] = await filesOf(org, { ...form, fileField: 'Name' }, options);
    expect((other?.json['error'] as IDataObject)['message']).toContain(
      '“Name” holds no file: those of Attachment are Body',
    );
  });
});
