import { afterAll, beforeAll, expect, test } from '@jest/globals';

import { startSignedIn } from '../../support/org';
import type { SignedInOrg } from '../../support/org';

let org: SignedInOrg;
beforeAll(async () => {
  org = await startSignedIn();
});
afterAll(() => org.close());

const bytes = Buffer.from([0, 1, 2, 13, 10, 45, 45, 255, 254, 128]);

const upload = (field: string, json: object) => {
  const form = new FormData();
  form.append('entity', JSON.stringify(json));
  form.append(field, new Blob([bytes]), 'photo.bin');
  return form;
};

test('A file comes as a part of a multipart request, and its bytes are read unchanged', async () => {
  const created = await org.http.post(
    '/sobjects/ContentVersion',
    upload('VersionData', { PathOnClient: 'photo.bin', Title: 'Photo' }),
  );
  expect(created.status).toBe(201);
  const url = `/sobjects/ContentVersion/${created.data.id}`;
  const read = await org.http.get(`${url}?fields=Title,VersionData,ContentSize`);
  expect(read.data).toMatchObject({
    Title: 'Photo',
    VersionData: `/services/data/v68.0${url}/VersionData`,
    ContentSize: bytes.length,
  });
  const data = await org.http.get(`${url}/VersionData`, { responseType: 'arraybuffer' });
  expect(Buffer.from(data.data)).toEqual(bytes);
  expect(data.headers['content-type']).toBe('application/octetstream');
});

test('A file may stand as base64 in the JSON', async () => {
  const account = await org.http.post('/sobjects/Account', { Name: 'With attachment' });
  const created = await org.http.post('/sobjects/Attachment', {
    ParentId: account.data.id,
    Name: 'a.bin',
    Body: bytes.toString('base64'),
  });
  expect(created.status).toBe(201);
  const data = await org.http.get(`/sobjects/Attachment/${created.data.id}/Body`, { responseType: 'arraybuffer' });
  expect(Buffer.from(data.data)).toEqual(bytes);
});

test('A multipart request that cannot be read is refused', async () => {
  const { status, data } = await org.http.post('/sobjects/ContentVersion', Buffer.from('--x\r\nnothing'), {
    headers: { 'Content-Type': 'multipart/form-data; boundary=x' },
  });
  expect([status, data[0].errorCode]).toEqual([400, 'INVALID_MULTIPART_REQUEST']);
});
