import { describe, expect, test } from '@jest/globals';
import type { IBinaryData } from 'n8n-workflow';

import { adviceOn } from '../../../nodes/SalesforceConnector/host/advice';
import type { Item } from '../../../nodes/SalesforceConnector/host/form';
import { Hints } from '../../../nodes/SalesforceConnector/host/hints';
import type { NodeOrg } from '../../../nodes/SalesforceConnector/host/org';
import { bulkQuery } from '../../../nodes/SalesforceConnector/operations/bulk/query';
import { JobError } from '../../../salesforce/errors';
import { idOf } from '../../support/ids';
import { fakeSend } from '../../support/fakeSend';
import { orgOf } from '../../support/orgOf';
import { field, object } from '../../support/schema';

const CONTACT = object('Contact', [field('Id', 'id'), field('LastName', 'string'), field('Amount__c', 'currency')]);
const SOQL = 'SELECT Id, LastName, Account.Name, Amount__c FROM Contact';
const HEADER = 'Id,LastName,Account.Name,Amount__c';
const ID = idOf(1, '750');
const JOB = { id: ID, object: 'Contact', operation: 'query', state: 'UploadComplete' };
const ENDED = { ...JOB, state: 'JobComplete', numberRecordsProcessed: 2 };
/** Two rows under these columns; those under Id are IDs. */
function csv(header: string): string {
  const columns = header.toLowerCase().split(',');
  const rowOf = (row: number, cells: readonly string[]): string =>
    cells.map((cell, place) => (columns[place] === 'id' ? idOf(row) : cell)).join();
  return [header, rowOf(1, ['1', 'A', 'B', '1.5']), rowOf(2, ['2', 'C', 'D', '2E7']), ''].join('\n');
}

interface Told {
  readonly created?: object;
  readonly ended?: object;
  readonly results?: string;
  readonly soql?: string;
}

/** Runs a query, into items or a file, in an org that tells this of its job. */
async function run(output: 'file' | 'items', { created = JOB, ended = ENDED, results, soql = SOQL }: Told) {
  const { send, requests } = fakeSend(({ method, path }) => {
    if (path.endsWith('/describe')) return path.includes('Contact') ? { body: CONTACT } : { status: 404, body: [] };
    if (method === 'POST') return { body: created };
    if (path.endsWith('resultPages')) {
      return { body: { done: true, resultPages: [{ resultUrl: `/services/data/v67.0/jobs/query/${ID}/results` }] } };
    }
    return { body: path.endsWith('results') ? (results ?? csv(HEADER)) : ended };
  });
  const org = { ...orgOf(send), hints: new Hints(), say: () => undefined } as unknown as NodeOrg;
  const values: Record<string, unknown> = {
    soql,
    output,
    fileFormat: 'csv',
    binaryPropertyName: 'data',
    waitMinutes: 10,
  };
  let file = '';
  const item: Item = {
    index: 0,
    json: {},
    param: <T>(name: string, fallback?: T) => (values[name] ?? fallback) as T,
    written: <T>(name: string, fallback: T) => (values[name] ?? fallback) as T,
    shared: (read) => read(item),
    file: () => {
      throw new Error('not asked for');
    },
    writeFile: async (chunks) => {
      for await (const chunk of chunks) file += Buffer.from(chunk).toString();
      return { mimeType: 'text/csv', data: '' } as IBinaryData;
    },
  };
  const outcome = await bulkQuery.each(org, item).then(
    (given) => (output === 'file' ? file : given),
    (error: unknown) => error,
  );
  return { outcome, requests };
}

const WAYS = ['items', 'file'] as const;

describe.each(WAYS)('A Bulk query, into %s', (way) => {
  test.each([
    ['as it is selected', HEADER],
    ['in another order and case', 'account.name,ID,amount__c,lastname'],
    ['with a namespace', 'Id,LastName,Account.Name,ns__Amount__c'],
  ])('has its columns %s', async (_, header) => {
    const { outcome } = await run(way, { results: csv(header) });
    expect(outcome).not.toHaveProperty('message');
    expect(way === 'file' ? String(outcome).split('\n').length : outcome).toEqual(
      way === 'file' ? 4 : [expect.anything(), expect.anything()],
    );
  });

  test.each([
    ['SELECT c.Id, Contact.LastName FROM Contact c', `Id,LastName\n${idOf(1)},A\n${idOf(2)},B\n`],
    ['SELECT Id, toLabel(LastName) word FROM Contact', `Id,expr0\n${idOf(1)},A\n${idOf(2)},B\n`],
    ['SELECT FIELDS(STANDARD) FROM Contact', `Id,LastName\n${idOf(1)},A\n${idOf(2)},B\n`],
  ])('has the columns of which nobody can tell: %s', async (soql, results) => {
    expect((await run(way, { soql, results })).outcome).not.toHaveProperty('message');
  });

  test.each([
    ['another column', csv('Id,LastName,Account.Name,Phone')],
    ['a column less', 'Id,LastName,Amount__c\n1,A,1\n2,B,2\n'],
    ['a column more', `${HEADER},Phone\n1,A,B,1,2\n2,C,D,2,3\n`],
    ['the columns of another object', csv('Id,LastName,Owner.Name,Amount__c')],
    ['a page', '<!DOCTYPE html>\n<html><body>Log in</body></html>\n'],
    ['half of a row', `${HEADER}\n1,A,B,1.5\n2,C`],
    ['a row less', `${HEADER}\n1,A,B,1.5\n`],
    ['a stray quote', `${HEADER}\n1,A"B,B,1.5\n2,C,D,2\n`],
    ['words', 'Please come back later'],
  ])('that is answered with %s names its job, and where its results are', async (_, results) => {
    const { outcome } = await run(way, { results });
    expect(outcome).toBeInstanceOf(JobError);
    expect(outcome).toMatchObject({ errorCode: 'BULK_RESULTS_NOT_READ', jobIds: [ID] });
    expect(adviceOn(outcome as JobError).actions).toContainEqual(
      expect.stringContaining(`Get Job Results with Job ${ID}`),
    );
  });

  test.each([
    ['object', { object: 'Account' }],
    ['operation', { operation: 'queryAll' }],
    ['kind', { operation: 'insert' }],
  ])('is not the one of another %s, neither when it is created nor when it has ended', async (_, other) => {
    const created = await run(way, { created: { ...JOB, ...other } });
    expect(created.outcome).toMatchObject({ message: expect.stringContaining('Contact was expected') });
    expect(created.requests.filter(({ method, path }) => method === 'GET' && path.includes('/jobs/'))).toEqual([]);
    const { outcome } = await run(way, { ended: { ...ENDED, ...other } });
    expect(outcome).toMatchObject({ errorCode: 'BULK_JOB_PENDING', jobIds: [ID] });
  });

  test('is not the one of another ID', async () => {
    const { outcome } = await run(way, { ended: { ...ENDED, id: idOf(2, '750') } });
    expect(outcome).toMatchObject({ errorCode: 'BULK_JOB_PENDING', jobIds: [ID] });
  });
});

test.each([
  ['Failed', 'InternalServerError : Retried more than 15 times', 'failed', 'run it again in a few minutes'],
  ['Failed', 'InvalidBatch : Field name not found : Foo', 'failed', 'correct what the message names'],
  ['Failed', undefined, 'failed', 'If it names nothing, run the query again in a few minutes'],
  ['Aborted', undefined, 'was aborted', 'by another workflow. Run the query again'],
])('A Bulk query whose job is %s says what to do: %s', async (state, errorMessage, happened, todo) => {
  const { outcome } = await run('items', { ended: { ...JOB, state, ...(errorMessage && { errorMessage }) } });
  expect(outcome).toMatchObject({
    errorCode: 'BULK_JOB_FAILED',
    message: expect.stringMatching(`^Bulk job ${ID} ${happened}\\. ?${errorMessage ?? ''}$`),
  });
  expect(adviceOn(outcome).actions.join()).toContain(todo);
});
