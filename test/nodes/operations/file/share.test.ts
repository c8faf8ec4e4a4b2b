import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { IDataObject } from 'n8n-workflow';

import { Control } from '../../../../simulator/control/client';
import { startSignedIn, type SignedInOrg } from '../../../support/org';
import type { HostOptions } from '../../support/host';
import { outputOf } from '../../support/simulated';

let org: SignedInOrg;
let control: Control;
let accounts: readonly string[];
beforeAll(async () => {
  org = await startSignedIn(100);
  control = new Control(org.controlUrl);
  accounts = (await recordsOf('SELECT Id FROM Account LIMIT 9')).map(({ Id }) => String(Id));
});
beforeEach(() => control.clearFaults());
afterAll(() => org.close());

async function recordsOf(soql: string): Promise<IDataObject[]> {
  return (await org.http.get('/query', { params: { q: soql } })).data.records as IDataObject[];
}

interface NewFile {
  readonly id: string;
  readonly documentId: string;
}

async function newFile(more: Record<string, unknown> = {}): Promise<NewFile> {
  const body = { PathOnClient: 'a.txt', Title: 'Letter', VersionData: Buffer.from('text').toString('base64'), ...more };
  const { data } = await org.http.post('/sobjects/ContentVersion', body);
  const [version] = await recordsOf(`SELECT ContentDocumentId FROM ContentVersion WHERE Id = '${data.id}'`);
  return { id: data.id, documentId: String(version?.['ContentDocumentId']) };
}

/** Runs an operation for items with these forms. */
const runFor = (operation: string, forms: readonly IDataObject[], more: HostOptions = {}): Promise<IDataObject[]> => {
  const parameters = (index: number): IDataObject => ({
    resource: 'file',
    operation,
    fileType: 'file',
    ...forms[index],
  });
  return outputOf(org, {}, { parameters, items: forms.map(() => ({})), continueOnFail: true, ...more });
};

const message = (output: IDataObject | undefined): unknown =>
  (output?.['error'] as IDataObject | undefined)?.['message'];

async function requestsDuring(work: () => Promise<unknown>): Promise<number> {
  const before = (await control.stats()).requests;
  await work();
  return (await control.stats()).requests - before;
}

describe('Share', () => {
  const linksOf = (documentId: string): Promise<IDataObject[]> =>
    recordsOf(
      `SELECT Id, LinkedEntityId, ShareType FROM ContentDocumentLink WHERE ContentDocumentId = '${documentId}'`,
    );

  test('links files to several records each, in one request, by document or version', async () => {
    const files = await Promise.all(Array.from({ length: 40 }, () => newFile()));
    const forms = files.map(({ documentId, id }, index) => ({
      fileId: index % 2 === 0 ? documentId : id,
      linkTo: accounts.slice(0, 4).join(', '),
      shareType: 'C',
    }));
    let outputs: IDataObject[] = [];
    expect(await requestsDuring(async () => (outputs = await runFor('share', forms)))).toBe(2);
    for (const [index, { documentId }] of files.entries()) {
      const made = (await linksOf(documentId)).filter((link) => link['ShareType'] === 'C');
      expect(outputs[index]).toEqual({
        documentId,
        links: accounts.slice(0, 4).map((linkedTo) => ({
          linkedTo,
          id: made.find((link) => link['LinkedEntityId'] === linkedTo)?.['Id'],
          alreadyShared: false,
        })),
      });
    }
  });

  test('tells what was shared already, and is right to repeat when its answer is lost', async () => {
    const { documentId } = await newFile({ FirstPublishLocationId: accounts[0] });
    await control.faults({ method: 'POST', path: 'composite/sobjects', cut: 'after', times: 1 });
    const [output] = await runFor('share', [
      { fileId: documentId, linkTo: [accounts[0], accounts[1]], shareType: 'V' },
    ]);
    expect(output?.['links']).toEqual([
      { linkedTo: accounts[0], id: null, alreadyShared: true },
      { linkedTo: accounts[1], id: null, alreadyShared: true },
    ]);
    expect((await linksOf(documentId)).map((link) => link['LinkedEntityId'])).toContain(accounts[1]);
  });

  test('says which link was refused, and what cannot be shared', async () => {
    const { documentId } = await newFile();
    const outputs = await runFor('share', [
      { fileId: documentId, linkTo: `${accounts[0]} 001000000000000AAA` },
      { fileId: '00P000000000001EAA', linkTo: accounts[0] ?? '' },
      { fileId: documentId, linkTo: ' ' },
    ]);
    expect(outputs.map(message)).toEqual([
      expect.stringContaining('The file could not be shared with 001000000000000AAA: '),
      expect.stringContaining('only a Salesforce File can be shared'),
      expect.stringContaining('The field “Link To” is empty'),
    ]);
  });
});

describe('Get Many', () => {
  test('lists the files of many records with one query, up to the limit of each', async () => {
    const [first = '', second = '', third = ''] = accounts.slice(5);
    const file = await newFile({ FirstPublishLocationId: first });
    await newFile({ ContentDocumentId: file.documentId, PathOnClient: 'b.txt' });
    for (let count = 0; count < 3; count += 1) await newFile({ FirstPublishLocationId: second });
    const forms = [
      { fileOwnerId: first, returnAll: true, limit: 50 },
      { fileOwnerId: third, returnAll: true },
      { fileOwnerId: second, returnAll: false, limit: 2 },
      { fileOwnerId: 'nonsense', returnAll: true },
    ];
    let outputs: IDataObject[] = [];
    expect(await requestsDuring(async () => (outputs = await runFor('getAll', forms)))).toBe(1);
    expect(outputs[0]).toMatchObject({
      documentId: file.documentId,
      version: '2',
      title: 'Letter',
      fileName: 'Letter.txt',
      fileType: 'TXT',
      size: 4,
      linkedTo: first,
      shareType: 'V',
      ownerName: expect.any(String),
    });
    expect(outputs.map((output) => output['linkedTo'] ?? message(output))).toEqual([
      first,
      second,
      second,
      expect.stringContaining('Record ID: “nonsense” is not a valid Salesforce ID'),
    ]);
  });

  test('lists attachments of a record and documents of a folder', async () => {
    const [parent = ''] = accounts;
    const Body = Buffer.from('old').toString('base64');
    await org.http.post('/sobjects/Attachment', { ParentId: parent, Name: 'a.txt', ContentType: 'text/plain', Body });
    const [folder] = await recordsOf("SELECT Id FROM Folder WHERE Type = 'Document'");
    const FolderId = String(folder?.['Id']);
    await org.http.post('/sobjects/Document', { FolderId, Name: 'Logo', Type: 'png', Body });
    const [attachment, document] = await runFor('getAll', [
      { fileType: 'attachment', fileOwnerId: parent, returnAll: true },
      { fileType: 'document', folder: FolderId, returnAll: true },
    ]);
    expect(attachment).toMatchObject({ title: 'a.txt', mimeType: 'text/plain', size: 3, linkedTo: parent });
    expect(document).toMatchObject({ title: 'Logo', fileName: 'Logo.png', size: 3, linkedTo: FolderId });
  });
});

describe('Upload New Version', () => {
  const file = (text: string) => ({
    fileName: 'new.txt',
    mimeType: 'text/plain',
    chunks: [Buffer.from(text)],
    bytes: text.length,
  });

  test('keeps the title, says why, and keeps the order of versions of one file', async () => {
    const { id, documentId } = await newFile();
    const another = await newFile();
    const forms = [documentId, another.documentId, id, documentId].map((fileId, index) => ({
      fileId,
      reasonForChange: `Reason ${index}`,
      options: { title: index === 1 ? 'Bill' : '' },
    }));
    const outputs = await runFor('uploadVersion', forms, { files: ['first', 'bill', 'second', 'third'].map(file) });
    expect(outputs.map((output) => output['documentId'])).toEqual([
      documentId,
      another.documentId,
      documentId,
      documentId,
    ]);
    const versions = await recordsOf(
      `SELECT Id, Title, ReasonForChange, VersionNumber FROM ContentVersion WHERE ContentDocumentId IN ('${documentId}', '${another.documentId}') AND VersionNumber != '1' ORDER BY VersionNumber`,
    );
    expect(
      versions.map(({ Title, ReasonForChange, VersionNumber }) => [Title, ReasonForChange, VersionNumber]),
    ).toEqual(
      expect.arrayContaining([
        ['Letter', 'Reason 0', '2'],
        ['Bill', 'Reason 1', '2'],
        ['Letter', 'Reason 2', '3'],
        ['Letter', 'Reason 3', '4'],
      ]),
    );
    expect(versions.find(({ VersionNumber }) => VersionNumber === '4')?.['Id']).toBe(outputs[3]?.['versionId']);
  });

  test('is refused where there is no such file, or it has no versions', async () => {
    const forms = [{ fileId: '069000000000001AAA' }, { fileId: '00P000000000001EAA' }, { fileId: 'nonsense' }];
    const outputs = await runFor('uploadVersion', forms, { files: forms.map(() => file('x')) });
    expect(outputs.map(message)).toEqual([
      expect.stringContaining('does not exist'),
      expect.stringContaining('does not exist'),
      expect.stringContaining('“nonsense” is not a valid Salesforce ID'),
    ]);
  });
});

describe('Delete', () => {
  test('deletes files of every kind, and refuses a single version', async () => {
    const files = await Promise.all(Array.from({ length: 5 }, () => newFile()));
    const Body = Buffer.from('old').toString('base64');
    const { data } = await org.http.post('/sobjects/Attachment', { ParentId: accounts[0], Name: 'a.txt', Body });
    const forms = [
      ...files.map(({ documentId }) => ({ fileId: documentId })),
      { fileId: data.id },
      { fileId: files[0]?.id ?? '' },
    ];
    const outputs = await runFor('delete', forms);
    expect(outputs.slice(0, -1)).toEqual(forms.slice(0, -1).map(({ fileId }) => ({ id: fileId, deleted: true })));
    expect(message(outputs.at(-1))).toContain('is one version of a file, which cannot be deleted alone');
    expect((await org.http.get(`/sobjects/ContentDocument/${files[0]?.documentId}`)).status).toBe(404);
  });
});
