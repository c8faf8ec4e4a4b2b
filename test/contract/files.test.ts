import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Connection } from 'jsforce';
import type { Record as JsforceRecord } from 'jsforce';

import { startSignedIn } from '../support/org';
import type { SignedInOrg } from '../support/org';

let org: SignedInOrg;
let connection: Connection;
beforeAll(async () => {
  org = await startSignedIn(10);
  connection = new Connection({ instanceUrl: org.url, accessToken: org.token, version: '68.0' });
});
afterAll(() => org.close());

const TEXT = Buffer.from('bytes \u0000\r\n--of a file ü');

async function idOf(object: string, values: JsforceRecord): Promise<string> {
  const result = await connection.sobject(object).create(values);
  return result.success ? result.id : '';
}

async function bytesOf(object: string, id: string, field: string): Promise<Buffer> {
  const chunks: Buffer[] = [];
  const stream = connection.sobject(object).record(id).blob(field);
  for await (const chunk of stream as unknown as AsyncIterable<Buffer>) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks);
}

describe('jsforce, unmodified: files', () => {
  test('uploads a version as base64, reads it back, finds its document, links it and deletes it', async () => {
    const VersionData = TEXT.toString('base64');
    const id = await idOf('ContentVersion', { Title: 'Letter', PathOnClient: 'letter.txt', VersionData });
    expect(await bytesOf('ContentVersion', id, 'VersionData')).toEqual(TEXT);
    const version = await connection.sobject('ContentVersion').retrieve(id);
    expect(version).toMatchObject({ FileExtension: 'txt', ContentSize: TEXT.length, IsLatest: true });
    const documentId = String(version['ContentDocumentId']);
    const accountId = await idOf('Account', { Name: 'With a letter' });
    const link = { ContentDocumentId: documentId, LinkedEntityId: accountId, ShareType: 'V' };
    expect(await idOf('ContentDocumentLink', link)).toMatch(/^06A/);
    await expect(connection.sobject('ContentDocumentLink').create(link)).rejects.toMatchObject({
      errorCode: 'DUPLICATE_VALUE',
    });
    const { records } = await connection.query(
      `SELECT ContentDocument.Title, ContentDocument.LatestPublishedVersion.VersionNumber FROM ContentDocumentLink WHERE LinkedEntityId = '${accountId}'`,
    );
    expect(records).toMatchObject([
      { ContentDocument: { Title: 'Letter', LatestPublishedVersion: { VersionNumber: '1' } } },
    ]);
    await expect(connection.query('SELECT Id FROM ContentDocumentLink')).rejects.toMatchObject({
      errorCode: 'MALFORMED_QUERY',
    });
    expect(await connection.sobject('ContentDocument').destroy(documentId)).toMatchObject({ success: true });
  });

  test('uploads an attachment as base64 and reads it back', async () => {
    const ParentId = await idOf('Account', { Name: 'With an attachment' });
    const id = await idOf('Attachment', { ParentId, Name: 'a.bin', Body: TEXT.toString('base64') });
    expect(await bytesOf('Attachment', id, 'Body')).toEqual(TEXT);
  });
});

describe('FormData and fetch of Node: multipart', () => {
  test('several versions travel in one collection, each with the part that it names', async () => {
    const names = ['one', 'two', 'three'];
    const form = new FormData();
    const records = names.map((name) => ({
      attributes: { type: 'ContentVersion', binaryPartName: `part-${name}`, binaryPartNameAlias: 'VersionData' },
      Title: name,
      PathOnClient: `${name}.txt`,
    }));
    form.append('entity_content', JSON.stringify({ allOrNone: false, records }));
    for (const name of names.toReversed()) form.append(`part-${name}`, new Blob([name]), `${name}.txt`);
    const response = await fetch(`${org.url}/services/data/v68.0/composite/sobjects`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${org.token}` },
      body: form,
    });
    const results = (await response.json()) as { id: string; success: boolean }[];
    expect(results.map(({ success }) => success)).toEqual([true, true, true]);
    const read = await Promise.all(results.map(({ id }) => bytesOf('ContentVersion', id, 'VersionData')));
    expect(read.map(String)).toEqual(names);
  });
});
