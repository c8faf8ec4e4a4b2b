import { expect, test } from '@jest/globals';

import { newestJobs } from '../../../salesforce/bulk/jobList';
import { fakeSend } from '../../support/fakeSend';
import { orgOf } from '../../support/orgOf';

const job = (id: number, createdDate?: string) => ({
  id: `750000000000${String(id).padStart(3, '0')}AAA`,
  state: 'JobComplete',
  operation: 'insert',
  object: 'Contact',
  ...(createdDate === undefined ? {} : { createdDate }),
});

const at = (hour: string) => `2026-03-01T${hour}:00:00.000+0000`;

test('Jobs of all pages come once, the newest first, and those without a time last', async () => {
  const [one, two, three, four] = [job(1, at('08')), job(2, at('10')), job(3), job(4, at('09'))];
  const next = '/services/data/v67.0/jobs/ingest?queryLocator=x';
  const pages = [
    { done: false, records: [one, two], nextRecordsUrl: next },
    { done: true, records: [two, three, four], nextRecordsUrl: null },
  ];
  const fake = fakeSend(({ path }) => ({ body: path.includes('queryLocator') ? pages[1] : pages[0] }));
  expect(await newestJobs(orgOf(fake.send), ['ingest'])).toEqual([two, four, one, three]);
  expect(fake.requests).toHaveLength(2);
});

test('Jobs of both kinds come in one list, and one that is in both comes once', async () => {
  const [one, two, three] = [job(1, at('08')), job(2, at('10')), job(3, at('09'))];
  const fake = fakeSend(({ path }) => ({
    body: { done: true, records: path.endsWith('query') ? [two, one] : [one, three] },
  }));
  expect(await newestJobs(orgOf(fake.send), ['ingest', 'query'])).toEqual([two, three, one]);
});

test('Pages without end are an error', async () => {
  const page = { done: false, records: [job(1)], nextRecordsUrl: '/services/data/v67.0/jobs/ingest?queryLocator=x' };
  await expect(newestJobs(orgOf(fakeSend(() => ({ body: page })).send), ['ingest'])).rejects.toThrow(/further page/);
});
