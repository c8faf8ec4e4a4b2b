import { describe, expect, test } from '@jest/globals';

import { findFiles } from '../../../salesforce/files/find';
import { filesOf } from '../../../salesforce/files/list';
import { fakeSend } from '../../support/fakeSend';
import { orgOf } from '../../support/orgOf';

const ACCOUNT = '001000000000001AAA';
const documentId = (n: number): string => `06900000000000${n}AAA`;
const versionId = (n: number): string => `06800000000000${n}AAA`;
const row = (object: string, id: string, fields: object): object => ({
  attributes: { type: object, url: `/services/data/v67.0/sobjects/${object}/${id}` },
  Id: id,
  ...fields,
});

/** What Salesforce's object reference lets be empty. */
const TOLD = [
  { ContentSize: 5, FileExtension: 'pdf', LatestPublishedVersionId: versionId(1) },
  { ContentSize: null, FileExtension: null, LatestPublishedVersionId: versionId(2) },
  { ContentSize: null, FileExtension: 'pdf', LatestPublishedVersionId: null },
];

function documentOf(told: (typeof TOLD)[number], n: number): object {
  const audit = { CreatedDate: null, LastModifiedDate: null };
  const more = { FileType: null, LatestPublishedVersion: null, OwnerId: null, Owner: null, ...audit };
  return row('ContentDocument', documentId(n), { Title: `File ${n}`, ...told, ...more });
}

const page = (records: readonly object[]) => ({ body: { totalSize: records.length, done: true, records } });

describe('A file of which Salesforce tells less', () => {
  test('hides none of the others in a list', async () => {
    const links = TOLD.map((told, place) => {
      const { Id: _, ...document } = documentOf(told, place + 1) as Record<string, unknown>;
      return row('ContentDocumentLink', `06A00000000000${place}AAA`, {
        ContentDocumentId: documentId(place + 1),
        LinkedEntityId: ACCOUNT,
        ShareType: 'V',
        Visibility: 'AllUsers',
        ContentDocument: document,
      });
    });
    const lists = await filesOf(orgOf(fakeSend(() => page(links)).send), 'file', [ACCOUNT]);
    const list = lists.get(ACCOUNT);
    if (list === undefined || list instanceof Error) throw list ?? new Error('There is no list');
    expect(list.map(({ about }) => [about['fileName'], about['size'], about['versionId']])).toEqual([
      ['File 1.pdf', 5, versionId(1)],
      ['File 2', null, versionId(2)],
      ['File 3.pdf', null, null],
    ]);
    expect(list.map(({ file }) => (file instanceof Error ? file.message : file.size))).toEqual([
      5,
      undefined,
      `“File 3” (${documentId(3)}) has no published version.`,
    ]);
  });

  test('is found by its ID, or says that it has no published version', async () => {
    const documents = TOLD.map((told, place) => {
      const fields = { Title: `File ${place + 1}`, LatestPublishedVersion: null, ...told };
      return row('ContentDocument', documentId(place + 1), fields);
    });
    const files = await findFiles(orgOf(fakeSend(() => page(documents)).send), [1, 2, 3].map(documentId));
    expect([...files.values()].map((file) => (file instanceof Error ? file.message : [file.id, file.size]))).toEqual([
      [versionId(1), 5],
      [versionId(2), undefined],
      `“File 3” (${documentId(3)}) has no published version.`,
    ]);
  });
});
