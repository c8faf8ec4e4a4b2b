import { describe, expect, test } from '@jest/globals';

import {
  abortJobRequest,
  deleteJobRequest,
  getJobRequest,
  jobId,
  listJobsRequest,
  readClosedJob,
  readCreatedJob,
  readJob,
} from '../../../salesforce/bulk/jobs';
import { AnswerError } from '../../../salesforce/errors';
import type { Response } from '../../../salesforce/http';

test('The ID of something else is no job’s', () => {
  expect(jobId(' 750000000000001 ')).toMatch(/^750000000000001\w{3}$/);
  expect(() => jobId('003000000000001AAA')).toThrow('is not a Bulk job ID');
});

test.each([
  ['ingest', 41],
  ['query', 47],
] as const)('A version before that of %s jobs, %i, is refused before anything is asked', (kind, since) => {
  const job = { kind, id: '750000000000001AAA' };
  const plans = [getJobRequest, abortJobRequest, deleteJobRequest];
  const all = (version: string) => [
    ...plans.map((plan) => () => plan({ version }, job)),
    () => listJobsRequest({ version }, kind),
  ];
  for (const plan of all(`${since - 1}.0`)) expect(plan).toThrow(`version ${since}.0 or later does.`);
  for (const plan of all(`${since}.0`)) expect(plan().path).toContain(`/v${since}.0/jobs/${kind}`);
});

describe('What an answer says of a job', () => {
  const ID = '750000000000001AAA';
  const known = { id: ID, object: 'Contact', operation: 'insert' };
  const answer = (changes: object): Response => ({
    status: 200,
    headers: {},
    body: { ...known, state: 'InProgress', ...changes },
  });
  const created = (response: Response) => readCreatedJob({ createdJobs: new Set() }, response, known);
  const readers = [
    ['created', created],
    ['closed', (response: Response) => readClosedJob(response, known)],
    ['polled', (response: Response) => readJob(response, known)],
  ] as const;

  const lies = [
    { id: '750000000000002AAA' },
    { id: '003000000000001AAA' },
    { object: 'Account' },
    { object: 7 },
    { operation: 'delete' },
    { operation: {} },
    { state: '' },
  ];
  test.each(readers.flatMap(([what, reader]) => lies.map((lie) => [what, lie, reader] as const)))(
    'is not believed where it is not of the job that was %s: %j',
    (_, lie, reader) => {
      expect(() => reader(answer(lie))).toThrow(AnswerError);
    },
  );

  test.each(
    readers.flatMap(([what, reader]) => [
      [what, { id: ID.slice(0, 15) }, reader] as const,
      [what, { object: 'CONTACT' }, reader] as const,
      [what, { state: 'Queued' }, reader] as const,
    ]),
  )('may be short, or in other words, of one that was %s: %j', (_, said, reader) => {
    expect(reader(answer(said))).toMatchObject(said);
  });

  test.each(readers)('may leave out what it is about, of one that was %s', (_, reader) => {
    const job = reader(answer({ object: null, operation: undefined }));
    expect(job).not.toHaveProperty('object');
    expect(job.operation).toBeUndefined();
  });

  test.each(['Open', 'Aborted'])('is not that it was closed where its state is %s', (state) => {
    expect(() => readClosedJob(answer({ state }), known)).toThrow('was expected to be closed');
  });

  test.each(['Aborted', 'Failed', 'JobComplete'])('is not that it is new where its state is %s', (state) => {
    expect(() => created(answer({ state }))).toThrow('a new Bulk job was expected');
  });

  test('is not that it is new where it was created before, whichever form its ID has', () => {
    const org = { createdJobs: new Set<string>() };
    const create = (id: string) => readCreatedJob(org, answer({ id, state: 'Open' }), { operation: 'insert' });
    expect(create(ID).id).toBe(ID);
    expect(create('750000000000002AAA').state).toBe('Open');
    expect(() => create(ID.slice(0, 15))).toThrow('a new Bulk job was expected');
  });
});
