import { describe, expect, test } from '@jest/globals';

import { getJobRequest, readJob } from '../../salesforce/bulk/jobs';
import { wholeStream } from '../../salesforce/bulk/results';
import { waitForEnd } from '../../salesforce/bulk/wait';
import { AnswerError, ConnectionError, expectStatus, InputError, SalesforceError } from '../../salesforce/errors';
import type { Request, Response } from '../../salesforce/http';
import { retryAfter } from '../../salesforce/limits';
import type { Org } from '../../salesforce/org';
import {
  askedPause,
  growingPause,
  mayBeDone,
  pauseAfter,
  repeatStep,
  TRIES,
  verdictOn,
  type Verdict,
} from '../../salesforce/retry';
import { writeByRequests } from '../../salesforce/write/byRequests';
import { collections } from '../../salesforce/write/carriers';
import { fakeSend } from '../support/fakeSend';
import { orgOf } from '../support/orgOf';

const notMade = (code: string) => new ConnectionError('could not be reached', 'no', code);
const broken = (code: string) => new ConnectionError('broke', 'maybe', code);
const refused = (status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): unknown => {
  try {
    return expectStatus({ status, headers, body });
  } catch (error) {
    return error;
  }
};
/** A refusal in REST's form. */
const said = (status: number, errorCode: string, message = 'no') => refused(status, [{ errorCode, message }]);
/** What stands between here and Salesforce answers pages, or nothing. */
const gateway = (status: number) => refused(status, '<html><body>Sorry</body></html>');
const refusedBody = () => new AnswerError(200, 'a record was expected', '<html>Sign in</html>');
const noSession = (status: number, errorCode: string) =>
  new SalesforceError(status, [{ errorCode, message: 'no', fields: [] }], { to: 'signIn' });
const noToken = new AnswerError(200, 'a token was expected', '<html>', 'signIn');
const unfit = new InputError('F: “x” is not a number.', { reason: 'notANumber' }, 'F');

const DAILY = 'TotalRequests Limit exceeded.';
const CROWDED = 'ConcurrentRequests (Concurrent API Requests) Limit exceeded.';
/** As https://openillumi.com/en/en-salesforce-connect-api-hourly-limit-error quotes it; the documented status is 503. */
const HOURLY =
  'You have reached the Connect API’s hourly request limit for this user and application. Please try again later.';
const TRIGGER = 'AccountTrigger: System.DmlException: UNABLE_TO_LOCK_ROW, unable to obtain exclusive access';
const OTHER = 'ContactTrigger: execution of AfterInsert caused by: System.QueryException: List has no rows';
/** What Apex says whose query FOR UPDATE met a lock. */
const QUERIED =
  'ContactTrigger: execution of AfterInsert caused by: System.QueryException: Record Currently Unavailable: The record you are attempting to edit, or one of its related records, is currently being modified by another user. Please try again.';

type Row = readonly [
  what: string,
  failure: unknown,
  read: Verdict,
  idempotent: Verdict,
  create: Verdict,
  step: Verdict,
];

/** Each failure, and what it means for a read, for an update, upsert or delete, for a create, and for a Bulk step. */
// prettier-ignore
const POLICY: readonly Row[] = [
  //                                                                                    read     idempotent  create       Bulk step
  ['never connected: refused',            notMade('ECONNREFUSED'),                      'again', 'again',    'again',     'again'],
  ['never connected: host unreachable',   notMade('EHOSTUNREACH'),                      'again', 'again',    'again',     'again'],
  ['never connected: network unreachable', notMade('ENETUNREACH'),                      'again', 'again',    'again',     'again'],
  ['never connected: name server busy',   notMade('EAI_AGAIN'),                         'again', 'again',    'again',     'again'],
  ['never connected: no such host',       notMade('ENOTFOUND'),                         'stop',  'stop',     'stop',      'again'],
  ['never connected: wrong certificate',  notMade('CERT_HAS_EXPIRED'),                  'stop',  'stop',     'stop',      'again'],
  ['never connected: no answer to that',  notMade('ETIMEDOUT'),                         'again', 'again',    'again',     'again'],
  ...['retry_request', 'server_error', 'temporarily_unavailable', 'unknown_error'].map((code): Row =>
   [`a token is refused for now: ${code}`, noSession(400, code),                        'again', 'again',    'again',     'again']),
  ['a page in place of a token',          noToken,                                      'again', 'again',    'again',     'again'],
  ['connection broke',                    broken('ECONNRESET'),                         'again', 'again',    'uncertain', 'again'],
  ['connection broke, no code known',     new ConnectionError('broke', 'maybe'),        'again', 'again',    'uncertain', 'again'],
  ['timed out',                           broken('ETIMEDOUT'),                          'final', 'again',    'uncertain', 'again'],
  ['timed out, as axios says it',         broken('ECONNABORTED'),                       'final', 'again',    'uncertain', 'again'],
  ['400',                                 said(400, 'JSON_PARSER_ERROR'),               'final', 'divide',   'divide',    'final'],
  ['400 UNABLE_TO_LOCK_ROW',              said(400, 'UNABLE_TO_LOCK_ROW'),              'again', 'again',    'again',     'again'],
  ['400 of a trigger that met a lock',    said(400, 'CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY', TRIGGER), 'again', 'again', 'again', 'again'],
  ['400 of a trigger whose query met one', said(400, 'CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY', QUERIED), 'again', 'again', 'again', 'again'],
  ['400 of a flow that met a lock',       said(400, 'CANNOT_EXECUTE_FLOW_TRIGGER', TRIGGER), 'again', 'again', 'again', 'again'],
  ['400 of Apex that failed otherwise',   said(400, 'CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY', OTHER), 'final', 'divide', 'divide', 'final'],
  ['401',                                 said(401, 'INVALID_SESSION_ID'),              'stop',  'stop',     'stop',      'stop'],
  ['403',                                 said(403, 'INSUFFICIENT_ACCESS'),             'final', 'final',    'final',     'final'],
  ['400 of an org in maintenance',         said(400, 'INSERT_UPDATE_DELETE_NOT_ALLOWED_DURING_MAINTENANCE'), 'stop', 'stop', 'stop', 'stop'],
  ['403 API_DISABLED_FOR_ORG',            said(403, 'API_DISABLED_FOR_ORG'),            'stop',  'stop',     'stop',      'stop'],
  ['403, the day’s calls are used',       said(403, 'REQUEST_LIMIT_EXCEEDED', DAILY),   'stop',  'stop',     'stop',      'stop'],
  ['403, too many calls at once',         said(403, 'REQUEST_LIMIT_EXCEEDED', CROWDED), 'again', 'again',    'again',     'again'],
  ['404',                                 said(404, 'NOT_FOUND'),                       'final', 'final',    'final',     'final'],
  ['404 of somebody else',                gateway(404),                                 'final', 'final',    'uncertain', 'final'],
  ['408',                                 gateway(408),                                 'again', 'again',    'uncertain', 'again'],
  ['409',                                 said(409, 'DELETE_FAILED'),                   'final', 'final',    'final',     'final'],
  ['413',                                 said(413, 'REQUEST_TOO_LARGE'),               'final', 'divide',   'divide',    'final'],
  ['401 of somebody else',                gateway(401),                                 'stop',  'stop',     'uncertain', 'stop'],
  ['401 without a word',                  refused(401, ''),                             'stop',  'stop',     'uncertain', 'stop'],
  ['413 of somebody else',                gateway(413),                                 'final', 'divide',   'uncertain', 'final'],
  ['414 of somebody else',                gateway(414),                                 'final', 'divide',   'uncertain', 'final'],
  ['431 of somebody else',                gateway(431),                                 'final', 'divide',   'uncertain', 'final'],
  ['429',                                 said(429, 'TOO_MANY_REQUESTS'),               'again', 'again',    'again',     'again'],
  ['429 of somebody else',                gateway(429),                                 'again', 'again',    'uncertain', 'again'],
  ['500',                                 said(500, 'UNKNOWN_EXCEPTION'),               'again', 'final',    'final',     'again'],
  ['501',                                 said(501, 'NOT_IMPLEMENTED'),                 'final', 'final',    'final',     'final'],
  ['501 of somebody else',                gateway(501),                                 'again', 'again',    'uncertain', 'again'],
  ['500 of somebody else',                gateway(500),                                 'again', 'again',    'uncertain', 'again'],
  ['521 of a gateway',                    gateway(521),                                 'again', 'again',    'uncertain', 'again'],
  ['a page with status 200',              refusedBody(),                                'again', 'again',    'uncertain', 'again'],
  ['no session: refused',                 noSession(400, 'invalid_grant'),              'stop',  'stop',     'stop',      'stop'],
  ['no session: the address is down',     noSession(503, 'HTTP_503'),                   'again', 'again',    'again',     'again'],
  ['502 of a gateway',                    gateway(502),                                 'again', 'again',    'uncertain', 'again'],
  ['503 of a gateway',                    gateway(503),                                 'again', 'again',    'uncertain', 'again'],
  ['503 without a word',                  refused(503, ''),                             'again', 'again',    'uncertain', 'again'],
  ['503 of Salesforce’s own',             said(503, 'SERVER_UNAVAILABLE'),              'again', 'again',    'again',     'again'],
  ['503, the hour’s calls are used',      said(503, 'REQUEST_LIMIT_EXCEEDED', HOURLY),  'stop',  'stop',     'stop',      'stop'],
  ['503, too many calls at once',         said(503, 'REQUEST_LIMIT_EXCEEDED', CROWDED), 'again', 'again',    'again',     'again'],
  ['503 of a gateway, about limits',      refused(503, { error: 'REQUEST_LIMIT_EXCEEDED', message: HOURLY }), 'again', 'again', 'uncertain', 'again'],
  ['503 of Salesforce, about another thing', said(503, 'UNKNOWN_EXCEPTION'),            'again', 'again',    'uncertain', 'again'],
  ['504 of a gateway',                    gateway(504),                                 'again', 'again',    'uncertain', 'again'],
  ['refused here, as it was planned',     unfit,                                        'final', 'divide',   'divide',    'final'],
  ['the execution was canceled',         new Error('The execution was canceled.'),    'stop',  'stop',     'uncertain', 'stop'],
  ['an error that nobody foresaw',        new RangeError('Maximum call stack size exceeded'), 'stop', 'stop', 'uncertain', 'stop'],
];

describe('What a failure means for sending again', () => {
  test.each(POLICY)('%s', (_, failure, read, idempotent, create, step) => {
    expect({
      read: verdictOn(failure, 'read'),
      idempotent: verdictOn(failure, 'idempotent'),
      create: verdictOn(failure, 'create'),
      step: verdictOn(failure, 'bulkStep'),
    }).toEqual({ read, idempotent, create, step });
  });

  test.each(POLICY)('%s: a create is uncertain exactly when it may be done', (_, failure, _r, _i, create) => {
    expect(mayBeDone(failure)).toBe(create === 'uncertain');
  });
});

const half = () => 0.5;

describe('How long is waited', () => {
  test('grows from half a second to half a minute', () => {
    expect([1, 2, 3, 4, 5, 6, 7, 8, 100].map((tried) => growingPause(tried, half))).toEqual([
      500, 1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000,
    ]);
  });

  test('is scattered by half, either way', () => {
    expect([0, 0.25, 0.5, 1].map((random) => growingPause(1, () => random))).toEqual([250, 375, 500, 750]);
    expect([0, 0.5, 1].map((random) => growingPause(7, () => random))).toEqual([15_000, 30_000, 45_000]);
  });

  test.each([
    ['7', 7_000],
    ['0.5', 500],
    ['300', 300_000],
    ['301', 300_000],
    ['86400', 300_000],
  ])('is what Salesforce asks for, five minutes at most: Retry-After %s', (seconds, milliseconds) => {
    const busy = refusedAfter(seconds);
    expect(askedPause(busy)).toBe(milliseconds);
    expect(pauseAfter(busy, 3, half)).toBe(milliseconds);
  });

  test.each(['0', '-1', '', 'soon', 'Wed, 21 Oct 2026 07:28:00 GMT'])(
    'grows as ever where nothing is asked for that can be read: Retry-After %j',
    (text) => {
      expect(retryAfter({ headers: { 'retry-after': text } })).toBeUndefined();
      expect(askedPause(refusedAfter(text))).toBeUndefined();
      expect(pauseAfter(refusedAfter(text), 3, half)).toBe(2_000);
    },
  );

  test('grows as ever where there was no answer', () => {
    expect([1, 2, 3].map((tried) => pauseAfter(broken('ECONNRESET'), tried, half))).toEqual([500, 1_000, 2_000]);
  });
});

const refusedAfter = (seconds: string) => refused(503, '', { 'retry-after': seconds });

/** An org that answers everything the same, and how long was waited between. */
function stuck(answer: ConnectionError | Partial<Response>) {
  const { send, requests } = fakeSend(() => {
    if (answer instanceof ConnectionError) throw answer;
    return answer;
  });
  const waits: number[] = [];
  let time = 0;
  const wait = async (milliseconds: number): Promise<void> => {
    waits.push(milliseconds);
    time += milliseconds;
  };
  return { org: orgOf(send, { wait, random: half, now: () => time }), requests, waits };
}

const READ: Request = { method: 'GET', path: '/x' };
const LONG_QUERY: Request = { method: 'POST', path: '/composite', body: {}, reads: true };
const CREATE: Request = { method: 'POST', path: '/x', body: {} };
const DELETE: Request = { method: 'DELETE', path: '/x' };
const HTML = '<html>Sorry</html>';

/** What came of it: a status, or the code of what was thrown. */
const cameOf = (work: Promise<Response>): Promise<unknown> =>
  work.then(
    ({ status }) => status,
    (error: unknown) => (error instanceof ConnectionError ? error.errorCode : error),
  );

describe('How often an org is asked', () => {
  test.each<[string, Request, ConnectionError | Partial<Response>, number, number[]]>([
    ['a read, by a gateway’s 503', READ, { status: 503, body: HTML }, 3, [500, 1_000]],
    ['a read, by 500', READ, { status: 500 }, 3, [500, 1_000]],
    ['a read, by 429 that asks for time', READ, { status: 429, headers: { 'retry-after': '9' } }, 3, [9_000, 9_000]],
    ['a read, by a broken connection', READ, broken('ECONNRESET'), 3, [500, 1_000]],
    ['a read that a POST carries', LONG_QUERY, broken('ECONNRESET'), 3, [500, 1_000]],
    ['a read that took too long', READ, broken('ETIMEDOUT'), 1, []],
    ['a read of what is not there', READ, { status: 404 }, 1, []],
    ['a read without a session', READ, { status: 401 }, 1, []],
    ['a read that works', READ, { status: 200, body: {} }, 1, []],
    ['a read of nothing new', READ, { status: 304 }, 1, []],
    ['a read, by a page', READ, { status: 200, body: HTML }, 3, [500, 1_000]],
    ['a read, by half of an answer', READ, { status: 200, body: '{"records":[{"I' }, 3, [500, 1_000]],
    ['a read, by nothing', READ, { status: 200, body: null }, 3, [500, 1_000]],
    [
      'a read, in another charset',
      READ,
      { status: 200, body: {}, headers: { 'content-type': 'application/json; charset=ISO-8859-1' } },
      3,
      [500, 1_000],
    ],
    ['a read, by the way to a login page', READ, { status: 302 }, 3, [500, 1_000]],
    ['a read of a stream', { ...READ, streamed: true }, { status: 200, body: 'Id\n' }, 1, []],
    ['a create, by a page', CREATE, { status: 200, body: HTML }, 1, []],
    ['a create that was not connected', CREATE, notMade('ECONNREFUSED'), 3, [500, 1_000]],
    ['a create for a host that is none', CREATE, notMade('ENOTFOUND'), 1, []],
    ['a create whose connection broke', CREATE, broken('ECONNRESET'), 1, []],
    ['a create, by a gateway’s 503', CREATE, { status: 503, body: HTML }, 1, []],
    [
      'a create, by Salesforce’s own 503',
      CREATE,
      { status: 503, body: [{ errorCode: 'SERVER_UNAVAILABLE', message: 'busy' }] },
      3,
      [500, 1_000],
    ],
    ['a create, by 500', CREATE, { status: 500 }, 1, []],
    ['a delete whose connection broke: whoever sends knows better', DELETE, broken('ECONNRESET'), 1, []],
  ])('%s', async (_, request, answer, sends, pauses) => {
    const { org, requests, waits } = stuck(answer);
    const expected = answer instanceof ConnectionError ? answer.errorCode : answer.status;
    expect(await cameOf(org.send(request))).toBe(expected);
    expect({ sends: requests.length, waits }).toEqual({ sends, waits: pauses });
  });

  test('once, where nothing is to be sent again', async () => {
    const { org, requests, waits } = stuck({ status: 503, body: HTML });
    expect(await cameOf(org.sendOnce(READ))).toBe(503);
    expect([requests.length, waits]).toEqual([1, []]);
  });

  test('until it answers', async () => {
    const { send, requests } = fakeSend((_, n) => (n < 3 ? { status: 502, body: HTML } : { status: 200 }));
    expect(await cameOf(orgOf(send).send(READ))).toBe(200);
    expect(requests).toHaveLength(3);
  });

  test('no more once the execution is canceled in a pause', async () => {
    const { send, requests } = fakeSend(() => ({ status: 503 }));
    const wait = () => Promise.reject(new Error('cancelled'));
    await expect(orgOf(send, { wait }).send(READ)).rejects.toThrow('cancelled');
    expect(requests).toHaveLength(1);
  });
});

const JOB = { kind: 'ingest', id: '750000000000001AAA' } as const;
const close = (org: Org) => repeatStep(org, async () => readJob(await org.sendOnce(getJobRequest(org, JOB))));
const look = (org: Org) => waitForEnd(org, JOB, { patience: 1e9 });
const stream = async (org: Org) => {
  for await (const chunk of wholeStream(org, { ...READ, streamed: true })) expect(chunk).toBeUndefined();
};
const saveRow = (org: Org) =>
  writeByRequests(
    org,
    collections,
    {
      job: { operation: 'update', object: 'Account', headers: {}, allOrNone: false },
      rows: [{ index: 0, key: '001000000000001AAA', values: {} }],
    },
    { parallel: 1 },
  );

const LOOKS = [200, 280, 392, 549, 769, 1_077, 1_508, 2_111];

describe('How often a step is taken', () => {
  test('is written in one place', () => {
    expect(TRIES).toEqual({ read: 3, bulkStep: 4, rows: 6, lockedBulkRows: 4, looks: 9 });
  });

  test.each<[string, (org: Org) => Promise<unknown>, number, number[]]>([
    ['a step of a Bulk job', close, 4, [500, 1_000, 2_000]],
    ['the reading of results', stream, 4, [500, 1_000, 2_000]],
    ['a look at a job', look, 9, LOOKS],
    ['rows in a request', saveRow, 6, [500, 1_000, 2_000, 4_000, 8_000]],
  ])('%s, while a gateway is in the way', async (_, take, sends, pauses) => {
    const { org, requests, waits } = stuck({ status: 503, body: HTML });
    await take(org).catch((error: unknown) => {
      expect(error).toMatchObject({ status: 503 });
    });
    expect({ sends: requests.length, waits }).toEqual({ sends, waits: pauses });
  });

  test.each<[string, (org: Org) => Promise<unknown>]>([
    ['a step of a Bulk job', close],
    ['the reading of results', stream],
    ['a look at a job', look],
    ['rows in a request', saveRow],
  ])('%s, once when it will not pass', async (_, take) => {
    const { org, requests, waits } = stuck({ status: 404, body: [{ errorCode: 'NOT_FOUND', message: 'gone' }] });
    await take(org).catch((error: unknown) => {
      expect(error).toMatchObject({ status: 404 });
    });
    expect({ sends: requests.length, waits }).toEqual({ sends: 1, waits: [] });
  });
});
