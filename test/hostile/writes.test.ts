import { afterAll, describe, expect, test } from '@jest/globals';

import { runActions } from '../../salesforce/actions/run';
import { executeAnonymous, type DebugLog } from '../../salesforce/apex/executeAnonymous';
import { processRequests } from '../../salesforce/approvals/requests';
import { csvLine, CsvParser } from '../../salesforce/csv';
import { AnswerError, ConnectionError, JobError, SalesforceError, UncertainError } from '../../salesforce/errors';
import { runGraphql } from '../../salesforce/graphql/run';
import { graphqlVariables } from '../../salesforce/graphql/variables';
import type { Request, Response, Send } from '../../salesforce/http';
import { commentOnPosts, postToFeeds } from '../../salesforce/feed/posts';
import { createTrees } from '../../salesforce/trees/create';
import { treeRecords } from '../../salesforce/trees/tree';
import { writeRows, type SendAs } from '../../salesforce/write/writeRows';
import type { WriteJob, WriteOutcome, WriteRow } from '../../salesforce/write/rows';
import { contactOf, cutOff, LyingOrg, type Fault, type Step } from '../support/lyingOrg';
import { idOf } from '../support/ids';
import { orgOf } from '../support/orgOf';
import { field, object } from '../support/schema';

const CONTACT = object('Contact', [
  field('Id', 'id'),
  field('LastName', 'string'),
  field('Description', 'textarea'),
  field('External_Id__c', 'string', { externalId: true, idLookup: true }),
]);

type Operation = WriteJob['operation'];

const OPERATIONS: readonly Operation[] = ['create', 'update', 'upsert', 'delete'];
const WAYS: readonly SendAs[] = ['oneByOne', 'collections', 'bulk', 'automatic'];
const ROWS = 5;
/** The row that the org refuses, whoever asks. */
const REFUSED = 3;

const nameOf = (index: number): string => `Row ${index}`;
const isUncertainName = (operation: Operation): boolean => operation === 'create';

interface Written {
  readonly org: LyingOrg;
  readonly rows: readonly WriteRow[];
  readonly outcomes: ReadonlyMap<number, WriteOutcome>;
  readonly operation: Operation;
}

/**
 * What is asked for: an operation on contacts, to publish events, to run a flow that creates contacts, to submit
 * contacts to a process that creates another one, to create each with a contact below it, to create each by anonymous Apex or by a mutation of GraphQL, or to post
 * to a feed.
 */
type Wish =
  | 'tree'
  | 'treeAlone'
  | 'comment'
  | 'execute'
  | 'executeBySoap'
  | 'mutate'
  | Operation
  | 'post'
  | 'publish'
  | 'run'
  | 'submit';

async function write(
  wish: Wish,
  sendAs: SendAs,
  faultOf: (step: Step, times: number) => Fault | undefined,
  prepare: (org: LyingOrg) => void = () => undefined,
): Promise<Written> {
  const org = new LyingOrg(faultOf);
  prepare(org);
  const operation = OPERATIONS.find((one) => one === wish) ?? 'create';
  const rows = Array.from({ length: ROWS }, (_, index): WriteRow => {
    const values = {
      LastName: index === REFUSED && operation !== 'delete' ? null : nameOf(index),
      Description: 'the "same",\nfor all',
    };
    if (operation === 'create') return { index, values };
    if (operation === 'upsert') {
      // Every other one is there already.
      if (index % 2 === 0) org.add({ LastName: 'Old', External_Id__c: `X-${index}` });
      return { index, key: `X-${index}`, values };
    }
    const key = org.add({ LastName: operation === 'delete' ? nameOf(index) : 'Old' });
    return { index, key, values: operation === 'delete' ? {} : values };
  });
  const job: WriteJob = {
    operation,
    object: wish === 'publish' ? 'Order__e' : 'Contact',
    headers: {},
    allOrNone: false,
    ...(operation === 'upsert' ? { externalIdField: 'External_Id__c' } : {}),
  };
  const ways: Readonly<Partial<Record<Wish, () => Promise<ReadonlyMap<number, WriteOutcome>>>>> = {
    execute: () => eachCreated(org, rows, (values) => executed(org, values, 'none')),
    executeBySoap: () => eachCreated(org, rows, (values) => executed(org, values, 'messages')),
    mutate: () => eachCreated(org, rows, (values) => mutated(org, values)),
    run: () => runFlow(org, rows, sendAs === 'oneByOne' ? 1 : 200),
    submit: () => submitAll(org, rows),
    tree: () => createdTrees(org, rows, '67.0'),
    treeAlone: () => createdTrees(org, rows, '49.0'),
    post: () => postTexts(org, rows, 'post'),
    comment: () => postTexts(org, rows, 'comment'),
  };
  const written = () =>
    writeRows(orgOf(org.send), { job, rows, sendAs, bulkFrom: 2, described: CONTACT }, { parallel: 2 });
  const outcomes = await (ways[wish] ?? written)();
  return { org, rows, outcomes, operation };
}

/** Each on a record or a post of its own; that of the row to be refused says nothing. */
async function postTexts(
  { send }: LyingOrg,
  rows: readonly WriteRow[],
  wish: 'comment' | 'post',
): Promise<Map<number, WriteOutcome>> {
  const messages = rows.map(({ index, values }) => ({
    index,
    text: String(values['LastName'] ?? ''),
    mentions: [],
    fileIds: [],
    subjectId: idOf(index + 1, '001'),
    postId: `0D5${String(index + 1).padStart(12, '0')}CAA`,
  }));
  const post = wish === 'post' ? postToFeeds : commentOnPosts;
  const outcomes = await post(orgOf(send), messages, { parallel: 2 });
  return new Map(
    [...outcomes].map(([index, outcome]): [number, WriteOutcome] => {
      if ('error' in outcome) return [index, outcome];
      const { id, created } = outcome.saved;
      return [index, { saved: { id: id && contactOf(id), created } }];
    }),
  );
}

/** Rows that are sent one by one, by what returns nothing of them: a contact is found by its name. */
async function eachCreated(
  org: LyingOrg,
  rows: readonly WriteRow[],
  create: (values: WriteRow['values']) => Promise<unknown>,
): Promise<Map<number, WriteOutcome>> {
  const outcomes = new Map<number, WriteOutcome>();
  for (const { index, values } of rows) {
    const outcome = await create(values).then(
      (): WriteOutcome => {
        const [id = null] = [...org.contacts].find(([, held]) => held['LastName'] === values['LastName']) ?? [];
        return { saved: { id, created: true } };
      },
      (error: Error): WriteOutcome => ({ error }),
    );
    outcomes.set(index, outcome);
  }
  return outcomes;
}

async function executed(org: LyingOrg, values: WriteRow['values'], debugLog: DebugLog): Promise<unknown> {
  const code = encodeURIComponent(JSON.stringify(values));
  return await executeAnonymous(orgOf(org.send), { code, declarations: '', debugLog });
}

async function mutated(org: LyingOrg, values: WriteRow['values']): Promise<unknown> {
  const query = 'mutation ($values: X) { uiapi { ContactCreate(input: $values) { Record { Id } } } }';
  const variables = graphqlVariables([{ name: 'values', value: { json: JSON.stringify(values) } }]);
  return await runGraphql(orgOf(org.send), { query, variables, operationName: '' });
}

/** Its outcomes, as those of the contacts that it has created. */
async function runFlow(
  org: LyingOrg,
  rows: readonly WriteRow[],
  perRequest: number,
): Promise<Map<number, WriteOutcome>> {
  const flow = { kind: 'flow', name: 'Create_Contact' } as const;
  const outcomes = await runActions(orgOf(org.send), flow, rows, { parallel: 2, perRequest });
  return new Map(
    [...outcomes].map(([index, outcome]): [number, WriteOutcome] => {
      if ('error' in outcome) return [index, outcome];
      const { contactId } = outcome.saved.result?.['outputValues'] as { contactId: string };
      return [index, { saved: { id: contactId, created: true } }];
    }),
  );
}

/** Its outcomes, as those of the contacts that the process has created: they have the numbers of its instances. */
async function submitAll(org: LyingOrg, rows: readonly WriteRow[]): Promise<Map<number, WriteOutcome>> {
  const requests = rows.map(({ index, values }) => ({
    index,
    action: 'Submit' as const,
    recordId: org.add({ LastName: 'Submitted' }),
    ...(typeof values['LastName'] === 'string' ? { comments: values['LastName'] } : {}),
  }));
  const outcomes = await processRequests(orgOf(org.send), requests, { parallel: 2 });
  return new Map(
    [...outcomes].map(([index, outcome]): [number, WriteOutcome] => {
      if ('error' in outcome) return [index, outcome];
      return [index, { saved: { id: outcome.saved.id?.replace(/^04g/, '003') ?? null, created: true } }];
    }),
  );
}

/** Each with a contact below it, of which the outcome says no more than that it is there too. */
async function createdTrees(
  org: LyingOrg,
  rows: readonly WriteRow[],
  version: string,
): Promise<Map<number, WriteOutcome>> {
  const reports = { relationship: 'Reports', described: CONTACT, field: 'ReportsToId', children: new Map() };
  const trees = rows.map(({ index, values }) => ({
    index,
    records: treeRecords(CONTACT, {
      values,
      children: [{ related: reports, records: [{ values: { LastName: `Below ${index}` }, children: [] }] }],
    }),
  }));
  const outcomes = await createTrees(orgOf(org.send, { version }), trees, { parallel: 2 });
  for (const [index, outcome] of outcomes) {
    const [below] = 'saved' in outcome ? ((outcome.saved.result?.['Reports'] ?? []) as { id?: string }[]) : [];
    const name = org.contacts.get(below?.id ?? '')?.['LastName'];
    if ('saved' in outcome && name !== `Below ${index}`) outcomes.set(index, { saved: { id: null, created: true } });
  }
  return outcomes;
}

/** Whether the org holds now what the row asked for. */
function isDone({ org, operation }: Written, { index, key = '' }: WriteRow): boolean {
  if (operation === 'delete') return !org.contacts.has(key);
  return [...org.contacts.values()].some((contact) => contact['LastName'] === nameOf(index));
}

/**
 * Whether an outcome leaves open what became of a row. What is not created can be repeated without harm, so that it is
 * enough there not to say that Salesforce refused.
 */
function leavesOpen(error: Error, operation: Operation): boolean {
  if (error instanceof UncertainError || error instanceof JobError) return true;
  if (isUncertainName(operation)) return false;
  if (error instanceof SalesforceError) return error.isForeign || error.status >= 500 || error.status === 408;
  return error instanceof AnswerError || error instanceof ConnectionError || error.name === 'Error';
}

/** Where Salesforce says of the data that it could not read it, and of every row that it was not processed. */
function mayGoAgain({ failAfter }: LyingOrg): boolean {
  return failAfter?.rows === 0 && /^(?:ClientInputError|InvalidBatch) /.test(failAfter.errorMessage);
}

/** What is not true of the outcomes, or was done twice. */
function lies(written: Written): string[] {
  const { org, rows, outcomes, operation } = written;
  const wrong: string[] = [];
  if (outcomes.size !== rows.length) wrong.push(`${outcomes.size} outcomes for ${rows.length} rows`);
  for (const row of rows) {
    const { index, key } = row;
    const outcome = outcomes.get(index);
    const done = isDone(written, row);
    if (outcome === undefined) {
      wrong.push(`row ${index} has no outcome`);
    } else if ('saved' in outcome) {
      const { id, created } = outcome.saved;
      const contact = org.contacts.get(id ?? '');
      if (!done) wrong.push(`row ${index} is said to be done, and is not`);
      if (operation === 'delete' && id !== key) wrong.push(`row ${index} is said to have deleted ${id}`);
      if (operation !== 'delete' && contact?.['LastName'] !== nameOf(index)) {
        wrong.push(`row ${index} is said to be ${id}, which is ${String(contact?.['LastName'])}`);
      }
      if (created === true && org.creations.get(nameOf(index)) !== 1) wrong.push(`row ${index} was not created`);
      if (created === false && org.creations.has(nameOf(index))) wrong.push(`row ${index} was created`);
    } else if (done && !leavesOpen(outcome.error, operation)) {
      wrong.push(`row ${index} was done, and is said to have failed: ${outcome.error.message.slice(0, 120)}`);
    }
    if ((org.creations.get(nameOf(index)) ?? 0) > 1) wrong.push(`row ${index} was created twice`);
  }
  const closed = org.asked.findIndex(({ step }) => step === 'close');
  if (closed >= 0 && !mayGoAgain(org) && org.asked.slice(closed).some(({ step }) => step === 'write')) {
    wrong.push('rows of a job that was closed went again in other requests');
  }
  return [...new Set(wrong)];
}

const HTML = '<!DOCTYPE html><html><body>Please log in</body></html>';
const answered =
  (status: number, body: unknown, headers: Record<string, string> = {}) =>
  (): Response => ({
    status,
    headers,
    body,
  });

/** Refusals with a code that are not in the form of Salesforce's. */
const SOMEBODYS: readonly (readonly [number, unknown])[] = [
  [400, 'Bad_Request'],
  [401, 'Session_Expired'],
  [403, 'Access_Denied'],
  [404, 'Not_Found'],
  [429, 'Rate_Limited'],
  [403, { exceptionCode: 'WAF' }],
  [409, { statusCode: 'conflict' }],
  [429, { errorCode: 'RATE' }],
  [429, [{ errorCode: 'RATE' }]],
];

/** What comes back in place of the org's own answer. */
const ANSWERS: readonly (readonly [string, (truth: Response) => Response])[] = [
  ['a page with 200', answered(200, HTML, { 'content-type': 'text/html' })],
  ['a page with 200 that is called a CSV', answered(200, HTML, { 'content-type': 'text/csv' })],
  ['a page with 201', answered(201, HTML)],
  ['words with 200', answered(200, 'We will be right back.\nSorry.')],
  ['nothing with 200', answered(200, '')],
  ['an empty object with 200', answered(200, {})],
  ['an empty list with 200', answered(200, [])],
  ['a redirect to a page', answered(302, HTML, { location: 'https://login.salesforce.com' })],
  ['IDs that are none', withIds(() => 'id-n0')],
  ['IDs of another object', withIds((id) => `001${id.slice(3)}`)],
  ['IDs that are too short', withIds((id) => id.slice(0, 14))],
  ['IDs with a wrong end', withIds((id) => `${id.slice(0, 15)}ZZZ`)],
  ['no IDs', withIds(() => '')],
  ...SOMEBODYS.map(([status, body]) => [`${JSON.stringify(body)} with ${status}`, answered(status, body)] as const),
  ['half of the body', ({ status, body }) => ({ status, headers: {}, body: halfOf(body) })],
  ['a connection that breaks', cutOff],
  ['an answer that nobody can read', unreadable],
  ...[400, 401, 403, 404, 408, 413, 414, 429, 431, 500, 502, 503, 504, 520, 521, 522, 523, 524].map(
    (status) => [`a page with ${status}`, answered(status, HTML, { 'content-type': 'text/html' })] as const,
  ),
  ...[500, 502, 503, 504, 520].flatMap((status) => [
    [`a gateway’s JSON with ${status}`, answered(status, { message: 'Internal server error' })] as const,
    [`a gateway’s error with ${status}`, answered(status, { error: 'Bad Gateway', status, path: '/x' })] as const,
    [`a gateway’s errors with ${status}`, answered(status, { errors: [{ title: 'Bad Gateway' }] })] as const,
    [`a gateway’s word with ${status}`, answered(status, 'SERVER_UNAVAILABLE')] as const,
    [`a word about locks with ${status}`, answered(status, 'UNABLE_TO_LOCK_ROW')] as const,
    [`nothing with ${status}`, answered(status, '')] as const,
  ]),
];

/** The same answer with other IDs of records: those of a body, or of the first column of results. */
function withIds(change: (id: string) => string): (truth: Response) => Response {
  return (truth) => {
    const changed = (text: string): string => text.replaceAll(/(?<=^|"id":")(?:003|0D5|0D7)\w{15}/gm, change);
    const { body } = truth;
    return { ...truth, body: typeof body === 'string' ? changed(body) : JSON.parse(changed(JSON.stringify(body))) };
  };
}

/** As where JavaScript itself gives up. */
function unreadable(): never {
  throw new Error('Maximum call stack size exceeded');
}

/** As text, as far as it came. */
function halfOf(body: unknown): unknown {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return text.slice(0, Math.floor(text.length / 2));
}

const STEPS: Readonly<Record<'bulk' | 'requests', readonly Step[]>> = {
  requests: ['write'],
  bulk: ['createJob', 'upload', 'close', 'look', 'successfulResults', 'failedResults', 'unprocessedrecords'],
};

const counts: Record<string, number> = {};

function count(what: string): void {
  counts[what] = (counts[what] ?? 0) + 1;
}

afterAll(() => {
  const all = Object.values(counts).reduce((total, one) => total + one, 0);
  process.stdout.write(`writes: ${all} combinations (${JSON.stringify(counts)})\n`);
});

const PLANS: readonly (readonly [Wish, SendAs])[] = [
  ...OPERATIONS.flatMap((operation) => WAYS.map((sendAs) => [operation, sendAs] as const)),
  ['publish', 'oneByOne'],
  ['publish', 'collections'],
  ['run', 'oneByOne'],
  ['run', 'collections'],
  ['submit', 'collections'],
  ['tree', 'collections'],
  ['treeAlone', 'oneByOne'],
  ['execute', 'oneByOne'],
  ['executeBySoap', 'oneByOne'],
  ['mutate', 'oneByOne'],
  ['post', 'collections'],
  ['comment', 'collections'],
];

describe('A write', () => {
  test.each(PLANS)('%s, %s, has true outcomes where nothing is wrong', async (operation, sendAs) => {
    count('truths');
    const written = await write(operation, sendAs, () => undefined);
    expect(lies(written)).toEqual([]);
    const failed = [...written.outcomes].flatMap(([index, outcome]) => ('error' in outcome ? [index] : []));
    expect(failed).toEqual(operation === 'delete' ? [] : [REFUSED]);
  });

  test.each(PLANS)('%s, %s, has true outcomes whatever comes back at whichever step', async (operation, sendAs) => {
    const wrong: string[] = [];
    const steps = STEPS[sendAs === 'bulk' || sendAs === 'automatic' ? 'bulk' : 'requests'];
    for (const step of steps) {
      for (const [name, answer] of ANSWERS) {
        for (const acts of [true, false]) {
          for (const most of [1, 2, Infinity]) {
            count('answers');
            const fault: Fault = { acts, answer };
            const faultOf = (one: Step, times: number) => (one === step && times <= most ? fault : undefined);
            const found = lies(await write(operation, sendAs, faultOf));
            for (const one of found) wrong.push(`${step}, ${name}, ${acts ? 'done' : 'not done'}, ${most}×: ${one}`);
          }
        }
      }
    }
    expect(wrong).toEqual([]);
  });

  test.each([
    ...WAYS.map((sendAs) => ['create', sendAs] as const),
    ['run', 'oneByOne'],
    ['run', 'collections'],
    ['submit', 'collections'],
    ['tree', 'collections'],
    ['treeAlone', 'oneByOne'],
    ['execute', 'oneByOne'],
    ['executeBySoap', 'oneByOne'],
    ['mutate', 'oneByOne'],
    ['post', 'collections'],
    ['comment', 'collections'],
  ] as const)('%s, %s, is not sent again once it may have been carried out', async (wish, sendAs) => {
    const step: Step = sendAs === 'bulk' || sendAs === 'automatic' ? 'close' : 'write';
    for (const [name, answer] of ANSWERS) {
      count('creates sent once');
      if (name.startsWith('half')) continue;
      const { org } = await write(wish, sendAs, (one) => (one === step ? { acts: true, answer } : undefined));
      const bodies = org.asked.filter((one) => one.step === 'write').map(({ request }) => contentOf(request));
      expect([name, new Set(bodies).size]).toEqual([name, bodies.length]);
      expect([name, org.asked.filter((one) => one.step === 'upload').length]).toEqual([name, step === 'write' ? 0 : 1]);
    }
  });
});

/** All that tells requests of the same kind apart. */
function contentOf({ body, json, query, signedText }: Request): string {
  return JSON.stringify([body, json, query, signedText?.write('session')]);
}

/** Results as rows, for lies that a CSV can still tell. */
type Table = readonly (readonly string[])[];

const RESULT_LIES: readonly (readonly [string, (table: Table) => Table])[] = [
  ['the first row missing', ([header = [], , ...rows]) => [header, ...rows]],
  ['the last row missing', (table) => table.slice(0, -1)],
  ['all rows missing', ([header = []]) => [header]],
  ['every row twice', ([header = [], ...rows]) => [header, ...rows, ...rows]],
  ['the first row in place of each', ([header = [], ...rows]) => [header, ...rows.map(() => rows[0] ?? [])]],
  ['another order', ([header = [], ...rows]) => [header, ...rows.toReversed()]],
  ['its columns in another order', (table) => table.map((cells) => cells.toReversed())],
  ['its columns rotated', (table) => table.map((cells) => [...cells.slice(1), ...cells.slice(0, 1)])],
  ['names in upper case', ([header = [], ...rows]) => [header.map((name) => name.toUpperCase()), ...rows]],
  ['names in lower case', ([header = [], ...rows]) => [header.map((name) => name.toLowerCase()), ...rows]],
  ['another column in front', ([header = [], ...rows]) => [['Other', ...header], ...rows.map((row) => ['x', ...row])]],
  [
    'another column at the end',
    ([header = [], ...rows]) => [[...header, 'Other'], ...rows.map((row) => [...row, 'x'])],
  ],
  ['none of Salesforce’s own columns', (table) => table.map((cells) => cells.slice(2))],
  ['only Salesforce’s own columns', (table) => table.map((cells) => cells.slice(0, 2))],
  ['its header missing', ([, ...rows]) => rows],
  ['its header twice', ([header = [], ...rows]) => [header, header, ...rows]],
  ['no IDs', ([header = [], ...rows]) => [header, ...rows.map(([, ...row]) => ['', ...row])]],
  ['nothing', () => []],
  ['cells of blanks', ([header = [], ...rows]) => [header, ...rows.map((row) => row.map(() => ' '))]],
  ['short rows', ([header = [], ...rows]) => [header, ...rows.map((row) => row.slice(0, -1))]],
  ['rows of the first cell', ([header = [], ...rows]) => [header, ...rows.map((row) => row.slice(0, 1))]],
];

const KINDS = ['successfulResults', 'failedResults', 'unprocessedrecords'] as const;

const tableIn = (text: string): string[][] => {
  const parser = new CsvParser();
  return [...parser.push(text), ...parser.end()];
};

const textOf = (table: Table): string => table.map((cells) => csvLine(cells)).join('');

const retold =
  (lie: (table: Table) => Table): ((truth: Response) => Response) =>
  (truth) => ({ ...truth, body: textOf(lie(tableIn(String(truth.body)))) });

describe('A Bulk write', () => {
  const plans = OPERATIONS.flatMap((operation) =>
    (['bulk', 'automatic'] as const).map((way) => [operation, way] as const),
  );

  /** How the job ends: whole, or before its end, with true counts or none. */
  const ENDS = [
    undefined,
    { rows: 2, errorMessage: 'InternalServerError : it broke', countsNothing: false },
    { rows: 2, errorMessage: 'InvalidBatch : UNABLE_TO_LOCK_ROW', countsNothing: false },
    { rows: 2, errorMessage: 'InvalidBatch : Field name not found : X', countsNothing: true },
    { rows: 0, errorMessage: 'ClientInputError : LineEnding is invalid', countsNothing: true },
    { rows: 5, errorMessage: 'InvalidBatch : it broke at the end', countsNothing: true },
  ];

  test.each(plans)(
    '%s, %s, has true outcomes whatever its results leave out or turn round',
    async (operation, sendAs) => {
      const wrong: string[] = [];
      for (const kind of KINDS) {
        for (const [name, lie] of RESULT_LIES) {
          for (const [end, failAfter] of ENDS.entries()) {
            count('results');
            const fault: Fault = { acts: true, answer: retold(lie) };
            const written = await write(
              operation,
              sendAs,
              (step) => (step === kind ? fault : undefined),
              (org) => {
                org.failAfter = failAfter;
              },
            );
            for (const one of lies(written)) wrong.push(`${kind} with ${name}, end ${end}: ${one}`);
          }
        }
      }
      expect(wrong).toEqual([]);
    },
  );

  test.each(OPERATIONS)('%s, has true outcomes wherever its results break off', async (operation) => {
    const wrong: string[] = [];
    for (const kind of ['successfulResults', 'failedResults'] as const) {
      for (let length = 0, whole = 1; length <= whole; length += 3) {
        count('results that break off');
        const answer = (truth: Response): Response => {
          const text = String(truth.body);
          whole = text.length;
          return { ...truth, body: text.slice(0, length) };
        };
        const faultOf = (step: Step) => (step === kind ? { acts: true, answer } : undefined);
        for (const one of lies(await write(operation, 'bulk', faultOf))) wrong.push(`${kind} of ${length}: ${one}`);
      }
    }
    expect(wrong).toEqual([]);
  });

  const JOB_LIES: readonly (readonly [string, (job: Record<string, unknown>) => Record<string, unknown>])[] = [
    ['counts that stay 0', (job) => ({ ...job, numberRecordsProcessed: 0, numberRecordsFailed: 0 })],
    ['no counts', ({ id, state }) => ({ id, state })],
    ['counts far too high', (job) => ({ ...job, numberRecordsProcessed: 1e9, numberRecordsFailed: 1e9 })],
    ['counts that are texts', (job) => ({ ...job, numberRecordsProcessed: 'x', numberRecordsFailed: '0' })],
    ['counts below nothing', (job) => ({ ...job, numberRecordsProcessed: -5, numberRecordsFailed: -5 })],
    ['another job’s ID', (job) => ({ ...job, id: '750000000000999AAA' })],
    ['an ID that is none', (job) => ({ ...job, id: '750000000000001ZZZ' })],
    ['another kind of ID', (job) => ({ ...job, id: '003000000000001AAA' })],
    ['the state Failed', (job) => ({ ...job, state: 'Failed' })],
    ['the state Aborted', (job) => ({ ...job, state: 'Aborted' })],
    ['the state JobComplete', (job) => ({ ...job, state: 'JobComplete' })],
    [
      'Failed, unread',
      (job) => ({ ...job, state: 'Failed', errorMessage: 'InvalidBatch : x', numberRecordsProcessed: 0 }),
    ],
    ['Failed for a lock', (job) => ({ ...job, state: 'Failed', errorMessage: 'X : UNABLE_TO_LOCK_ROW' })],
  ];

  test.each(plans)('%s, %s, has true outcomes whatever its job says of itself', async (operation, sendAs) => {
    const wrong: string[] = [];
    for (const step of ['createJob', 'close', 'look'] as const) {
      for (const [name, lie] of JOB_LIES) {
        for (const [end, failAfter] of ENDS.entries()) {
          count('jobs');
          const answer = (truth: Response): Response => ({
            ...truth,
            body: lie(truth.body as Record<string, unknown>),
          });
          const written = await write(
            operation,
            sendAs,
            (one) => (one === step ? { acts: true, answer } : undefined),
            (org) => {
              org.failAfter = failAfter;
            },
          );
          for (const one of lies(written)) wrong.push(`${step} with ${name}, end ${end}: ${one}`);
        }
      }
    }
    expect(wrong).toEqual([]);
  });
});

/** Results of a collection, for lies that a list can still tell. */
const LIST_LIES: readonly (readonly [string, (list: readonly Record<string, unknown>[]) => unknown])[] = [
  ['the first missing', (list) => list.slice(1)],
  ['the last missing', (list) => list.slice(0, -1)],
  ['one more', (list) => [...list, list[0]]],
  ['every one twice', (list) => [...list, ...list]],
  ['the first in place of each', (list) => list.map(() => list[0])],
  ['IDs missing', (list) => list.map(({ id: _, ...result }) => result)],
  ['no words on success', (list) => list.map(({ success: _, ...result }) => result)],
  ['success in a text', (list) => list.map((result) => ({ ...result, success: 'true' }))],
  ['an object round them', (list) => ({ results: list })],
];

describe('A Bulk write whose results come in part', () => {
  const halved = (truth: Response): Response => {
    const lines = String(truth.body).split(/(?<=\n)(?="?003)/);
    return { ...truth, body: lines.slice(0, 2).join('') };
  };

  test.each(OPERATIONS)('%s, reads them once more', async (operation) => {
    const once = await write(operation, 'bulk', (step, times) =>
      step === 'successfulResults' && times === 1 ? { acts: true, answer: halved } : undefined,
    );
    expect(lies(once)).toEqual([]);
    expect([...once.outcomes.values()].filter((outcome) => 'saved' in outcome)).toHaveLength(
      operation === 'delete' ? ROWS : ROWS - 1,
    );
    const always = await write(operation, 'bulk', (step) =>
      step === 'successfulResults' ? { acts: true, answer: halved } : undefined,
    );
    expect(lies(always)).toEqual([]);
    expect(always.org.asked.filter(({ step }) => step === 'successfulResults')).toHaveLength(2);
  });
});

describe('A Bulk write whose job says that rows failed, and whose list of successes has all', () => {
  const LISTED: Step[] = ['failedResults', 'look'];

  test.each(OPERATIONS.flatMap((operation) => LISTED.map((by) => [operation, by] as const)))(
    '%s, leaves open what became of them, as the %s tells otherwise',
    async (operation, by) => {
      const failed = (truth: Response): Response => ({
        ...truth,
        body: { ...(truth.body as object), numberRecordsFailed: 2 },
      });
      let saved = '';
      const { outcomes, org } = await write(operation, 'bulk', (step) => {
        if (step === 'look') return { acts: true, answer: failed };
        if (step === 'successfulResults')
          return { acts: true, answer: (truth) => ((saved = String(truth.body)), truth) };
        if (step !== 'failedResults' || by !== 'failedResults') return undefined;
        // The first two that were saved are said to have failed as well.
        const [header, ...rows] = tableIn(saved);
        const lie = [
          ['sf__Id', 'sf__Error', ...(header ?? []).slice(2)],
          ...rows.slice(0, 2).map(([, , ...row]) => ['', 'X:y:--', ...row]),
        ];
        return { acts: true, answer: (truth) => ({ ...truth, body: textOf(lie) }) };
      });
      expect(org.asked.some(({ step }) => step === 'failedResults')).toBe(true);
      const told = [...outcomes.values()].filter((outcome) => 'saved' in outcome);
      expect(told.length).toBeLessThanOrEqual(ROWS - 2);
      const open = [...outcomes.values()].filter(
        (outcome) => 'error' in outcome && leavesOpen(outcome.error, operation),
      );
      expect(open.length).toBeGreaterThanOrEqual(2);
    },
  );
});

describe('A Bulk write whose job says how many rows failed, and whose list of failures has saved rows too', () => {
  const ERRORS = [
    'UNABLE_TO_LOCK_ROW:unable to obtain exclusive access:--',
    'INVALID_EMAIL_ADDRESS:x:Email --',
    'true',
  ];

  test.each(OPERATIONS.flatMap((operation) => ERRORS.map((error) => [operation, error] as const)))(
    '%s, leaves open what became of them, and sends none again: %s',
    async (operation, error) => {
      let all: Table = [];
      const noneSaved = (truth: Response): Response => {
        all = tableIn(String(truth.body));
        return { ...truth, body: textOf(all.slice(0, 1)) };
      };
      const allFailed = (truth: Response): Response => {
        const [header = [], ...failed] = tableIn(String(truth.body));
        const listed = all.slice(1).map(([id = '', , ...row]) => [id, error, ...row]);
        return { ...truth, body: textOf([header, ...failed, ...listed]) };
      };
      const written = await write(operation, 'bulk', (step) => {
        if (step === 'successfulResults') return { acts: true, answer: noneSaved };
        return step === 'failedResults' ? { acts: true, answer: allFailed } : undefined;
      });
      expect(lies(written)).toEqual([]);
      expect(written.org.asked.filter(({ step }) => step === 'createJob')).toHaveLength(1);
      const open = [...written.outcomes.values()].filter(
        (outcome) => 'error' in outcome && leavesOpen(outcome.error, operation),
      );
      expect(open.length).toBeGreaterThanOrEqual(all.length - 1);
      expect(all.length).toBeGreaterThan(2);
    },
  );
});

describe('A create that is answered with several matches', () => {
  test.each(WAYS)('%s, is uncertain: it has no key that they could match', async (sendAs) => {
    const matches = [1, 2].map((number) => `/services/data/v67.0/sobjects/Contact/${idOf(number)}`);
    const fault: Fault = { acts: true, answer: answered(300, matches) };
    for (const step of ['write', 'close'] as const) {
      expect(lies(await write('create', sendAs, (one) => (one === step ? fault : undefined)))).toEqual([]);
    }
  });
});

/** One save result, with what Salesforce cannot say of it. */
const CONTRADICTIONS: Readonly<Record<'create' | 'update' | 'upsert', readonly object[]>> = {
  create: [{ created: false }],
  update: [{ created: true }],
  upsert: [{ created: undefined }, { created: null }, { created: 'true' }],
};

/** A delete that is not believed is sent again, and finds its own work done. */
const SENT_FOR_GOOD = ['create', 'update', 'upsert'] as const;

describe('An answer that contradicts itself', () => {
  test.each(SENT_FOR_GOOD)('is not believed: %s, in collections', async (operation) => {
    for (const change of CONTRADICTIONS[operation]) {
      const answer = (truth: Response): Response => ({
        ...truth,
        body: (truth.body as object[]).map((result) => ({ ...result, ...change })),
      });
      const { outcomes } = await write(operation, 'collections', () => ({ acts: true, answer }));
      expect([...outcomes.values()].filter((outcome) => 'saved' in outcome)).toEqual([]);
    }
  });

  test.each(['create', 'upsert'] as const)('is not believed: %s, one by one', async (operation) => {
    const answer = (truth: Response): Response => {
      const { created } = truth.body as { created?: boolean };
      return created === undefined ? truth : { ...truth, body: { ...(truth.body as object), created: !created } };
    };
    const { outcomes } = await write(operation, 'oneByOne', () => ({ acts: true, answer }));
    expect([...outcomes.values()].filter((outcome) => 'saved' in outcome)).toEqual([]);
  });

  test.each(SENT_FOR_GOOD)('is not believed: %s of all or none, of which some are saved', async (operation) => {
    const org = new LyingOrg(() => undefined);
    const keys = ['A', 'B', 'C'].map((LastName) => org.add({ LastName, External_Id__c: LastName }));
    const rows = [...(operation === 'upsert' ? ['A', 'B', 'C'] : keys)].map((key, index) => ({
      index,
      values: { LastName: index === 1 ? null : nameOf(index) },
      ...(operation === 'create' ? {} : { key }),
    }));
    const job = { operation, object: 'Contact', headers: {}, allOrNone: true, externalIdField: 'External_Id__c' };
    const group = { job, rows, sendAs: 'collections', bulkFrom: 999, described: CONTACT } as const;
    const outcomes = await writeRows(orgOf(org.send), group, { parallel: 1 });
    const codes = [...outcomes.values()].map((outcome) =>
      'error' in outcome ? (outcome.error as AnswerError).errorCode : '',
    );
    expect(new Set(codes)).toEqual(new Set([operation === 'create' ? 'MAY_HAVE_BEEN_CREATED' : 'UNEXPECTED_ANSWER']));
  });
});

describe('Rows with several keys', () => {
  const ONE = idOf(77);
  const rows = Array.from({ length: 400 }, (_, index) => ({ index, key: `K-${index}`, values: { LastName: 'x' } }));
  const one = { id: ONE, success: true, created: false, errors: [] };

  test.each([
    ['upsert', 'collections', 200],
    ['upsert', 'oneByOne', 1],
    ['upsert', 'bulk', 1],
    ['update', 'oneByOne', 1],
  ] as const)('are not one record: %s, %s', async (operation, sendAs, believed) => {
    let uploaded: readonly string[] = [];
    const send: Send = async (request) => {
      const { path, method, content, body } = request;
      const answer = (status: number, is: unknown): Response => ({ status, headers: {}, body: is });
      if (path.endsWith('/batches')) {
        let text = '';
        for await (const chunk of content?.open() ?? []) text += Buffer.from(chunk).toString('utf8');
        uploaded = text.trimEnd().split('\n');
        return answer(201, '');
      }
      const [header = '', ...lines] = uploaded;
      if (path.endsWith('/successfulResults')) {
        return answer(200, [`sf__Id,sf__Created,${header}`, ...lines.map((line) => `${ONE},false,${line}`)].join('\n'));
      }
      if (path.endsWith('Results')) return answer(200, `sf__Id,sf__Error,${header}`);
      if (path.endsWith('unprocessedrecords')) return answer(200, header);
      const counts = { numberRecordsProcessed: rows.length, numberRecordsFailed: 0 };
      const state = method === 'POST' ? 'Open' : 'JobComplete';
      const job = { id: idOf(1, '750'), object: 'Contact', operation, state, ...counts };
      if (path.includes('/jobs/')) return answer(200, job);
      if (!path.includes('/composite/')) return answer(200, one);
      // The records of one answer differ, and are those of the answer before.
      const { records } = body as { records: { External_Id__c: string }[] };
      return answer(
        200,
        records.map((_, place) => ({ ...one, id: idOf(77 + place) })),
      );
    };
    const job = { operation, object: 'Contact', headers: {}, allOrNone: false, externalIdField: 'External_Id__c' };
    const group = { job, rows, sendAs, bulkFrom: 2, described: CONTACT } as const;
    const outcomes = await writeRows(orgOf(send), group, { parallel: 1 });
    const saved = [...outcomes.values()].filter((outcome) => 'saved' in outcome);
    expect(outcomes.size).toBe(rows.length);
    expect(saved).toHaveLength(believed);
  });
});

describe('A create whose answer is that to another', () => {
  test.each(['oneByOne', 'collections'] as const)('%s, is uncertain', async (sendAs) => {
    let first: Response | undefined;
    const org = new LyingOrg((step) =>
      step === 'write' ? { acts: true, answer: (truth) => (first ??= truth) } : undefined,
    );
    const rows = Array.from({ length: 400 }, (_, index) => ({ index, values: { LastName: nameOf(index) } }));
    const job: WriteJob = { operation: 'create', object: 'Contact', headers: {}, allOrNone: false };
    const outcomes = await writeRows(
      orgOf(org.send),
      { job, rows, sendAs, bulkFrom: 999, described: CONTACT },
      { parallel: 1 },
    );
    expect(lies({ org, rows, outcomes, operation: 'create' })).toEqual([]);
    const saved = [...outcomes.values()].filter((outcome) => 'saved' in outcome);
    expect(saved).toHaveLength(sendAs === 'oneByOne' ? 1 : 200);
    expect(outcomes.get(399)).toMatchObject({ error: { errorCode: 'MAY_HAVE_BEEN_CREATED' } });
  });
});

describe('A run', () => {
  test.each([
    ['that succeeded with errors', { errors: [{ statusCode: 'UNKNOWN_EXCEPTION', message: 'x', fields: [] }] }],
    ['of another flow', { actionName: 'Delete_Contact' }],
    ['with success in a text', { isSuccess: 'true' }],
    ['without words on success', { isSuccess: undefined }],
    ['with outputs in a list', { outputValues: [] }],
    ['of one interview for all', { outputValues: { Flow__InterviewGuid: 'one' } }],
  ])('%s, is uncertain', async (_, change) => {
    const answer = (truth: Response): Response => ({
      ...truth,
      body: (truth.body as object[]).map((result) => ({ ...result, ...change })),
    });
    const { outcomes } = await write('run', 'collections', () => ({ acts: true, answer }));
    for (const outcome of outcomes.values()) expect(outcome).toMatchObject({ error: { errorCode: 'MAY_HAVE_RUN' } });
    expect(outcomes.size).toBe(ROWS);
  });
});

/** A body with its list of results changed. */
function withResults(body: unknown, change: (list: Record<string, unknown>[]) => unknown): unknown {
  if (Array.isArray(body)) return change(body as Record<string, unknown>[]);
  const { results, ...more } = body as { results: Record<string, unknown>[] };
  return { ...more, results: change(results) };
}

describe('A write in collections', () => {
  test.each([...OPERATIONS, 'run', 'submit', 'post', 'comment'] as const)(
    '%s, has true outcomes whatever its results leave out',
    async (operation) => {
      const wrong: string[] = [];
      for (const [name, lie] of LIST_LIES) {
        for (const most of [1, Infinity]) {
          count('lists');
          const answer = (truth: Response): Response => ({
            ...truth,
            body: withResults(truth.body, lie),
          });
          const faultOf = (_: Step, times: number) => (times <= most ? { acts: true, answer } : undefined);
          for (const one of lies(await write(operation, 'collections', faultOf)))
            wrong.push(`${name}, ${most}×: ${one}`);
        }
      }
      expect(wrong).toEqual([]);
    },
  );

  test.each(['update', 'delete', 'submit'] as const)(
    '%s, has true outcomes though its results are in another order',
    async (operation) => {
      count('lists');
      const answer = (truth: Response): Response => ({ ...truth, body: (truth.body as unknown[]).toReversed() });
      expect(lies(await write(operation, 'collections', () => ({ acts: true, answer })))).toEqual([]);
    },
  );
});
