import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';

import { cellOf, tableOf } from '../../../salesforce/write/cells';
import { jobId } from '../../../salesforce/bulk/jobs';
import { uploadAll } from '../../../salesforce/bulk/ingest';
import { Pairing } from '../../../salesforce/write/pairing';
import { PieceReader, piecesOf, type Piece } from '../../../salesforce/bulk/upload';
import { checkBulkQuery } from '../../../salesforce/bulk/query';
import { begunAhead, joined, wholeStream } from '../../../salesforce/bulk/results';
import { rowError } from '../../../salesforce/bulk/rowErrors';
import { waitForEnd } from '../../../salesforce/bulk/wait';
import { InputError, SalesforceError } from '../../../salesforce/errors';
import { ConnectionError, type Response, type Send } from '../../../salesforce/http';
import type { WriteJob } from '../../../salesforce/write/rows';
import { fakeSend } from '../../support/fakeSend';
import { field, object } from '../../support/schema';

const JOB = { kind: 'ingest', id: '750000000000001AAA' } as const;

describe('A failed row’s error', () => {
  test.each([
    [
      'REQUIRED_FIELD_MISSING:Required fields are missing: [LastName]:LastName --',
      [
        {
          errorCode: 'REQUIRED_FIELD_MISSING',
          message: 'Required fields are missing: [LastName]',
          fields: ['LastName'],
        },
      ],
    ],
    [
      'INVALID_CROSS_REFERENCE_KEY:invalid cross reference id:--',
      [{ errorCode: 'INVALID_CROSS_REFERENCE_KEY', message: 'invalid cross reference id', fields: [] }],
    ],
    [
      'A_CODE:one: with colons:First Second --B_CODE:two\nlines:--',
      [
        { errorCode: 'A_CODE', message: 'one: with colons', fields: ['First', 'Second'] },
        { errorCode: 'B_CODE', message: 'two\nlines', fields: [] },
      ],
    ],
    ['something else', [{ errorCode: 'UNKNOWN_EXCEPTION', message: 'something else', fields: [] }]],
  ])('%j is read', (cell, errors) => {
    expect(rowError(cell).errors).toEqual(errors);
  });
});

describe('Cells', () => {
  test.each([
    [null, '#N/A'],
    ['', '#N/A'],
    [' a ', ' a '],
    [1e21, '1000000000000000000000'],
    [-0.0000001, '-0.0000001'],
    [false, 'false'],
  ])('%j is written %j', (value, cell) => {
    expect(cellOf(value, 'Name')).toBe(cell);
  });

  test.each([
    ['The word for null', '#N/A'],
    ['An object', {}],
    ['A list', []],
    ['What is too long', 'x'.repeat(131_073)],
    ['A NUL', 'a\0b'],
  ])('%s is refused', (_, value) => {
    expect(() => cellOf(value, 'Name')).toThrow(InputError);
  });

  const described = object('Contact', [
    field('LastName', 'string'),
    field('AccountId', 'reference', { relationshipName: 'Account', referenceTo: ['Account'] }),
    field('OwnerId', 'reference', { relationshipName: 'Owner', referenceTo: ['Group', 'User'] }),
  ]);
  const job: WriteJob = {
    operation: 'upsert',
    object: 'Contact',
    externalIdField: 'Key__c',
    headers: {},
    allOrNone: false,
  };

  test('Rows with different fields share one table; the key comes first, parents by their external IDs', () => {
    const owner = { attributes: { type: 'User' }, Username: 'ada@example.com' };
    const { columns, rows } = tableOf(
      job,
      [
        { index: 0, key: 'k0', values: { LastName: 'A', key__c: 'k0' } },
        { index: 1, key: 'k1', values: { Account: { Ext__c: 'x' }, Owner: owner } },
        { index: 2, key: 'k2', values: { Account: null } },
      ],
      described,
    );
    expect(columns).toEqual(['Key__c', 'LastName', 'Account.Ext__c', 'User:Owner.Username', 'AccountId']);
    expect(rows).toEqual([
      ['k0', 'A', '', '', ''],
      ['k1', '', 'x', 'ada@example.com', ''],
      ['k2', '', '', '', '#N/A'],
    ]);
  });

  test('A parent whose external ID is empty is none', () => {
    const values = [{ Account: { Ext__c: null } }, { Account: { Ext__c: '' } }];
    const { columns, rows } = tableOf(
      job,
      values.map((each, index) => ({ index, key: `k${index}`, values: each })),
      described,
    );
    expect({ columns, rows }).toEqual({
      columns: ['Key__c', 'AccountId'],
      rows: [
        ['k0', '#N/A'],
        ['k1', '#N/A'],
      ],
    });
  });

  test('A parent of several objects must say which one, and a parent has one name only', () => {
    const values = [
      { Owner: { Username: 'ada@example.com' } },
      { Account: { A__c: 1, B__c: 2 } },
      { LastName: 'Fine' },
    ];
    const { rows } = tableOf(
      job,
      values.map((each, index) => ({ index, key: `k${index}`, values: each })),
      described,
    );
    expect(rows.map((row) => (row instanceof InputError ? row.field : 'fine'))).toEqual(['Owner', 'Account', 'fine']);
  });
});

describe('Pairing', () => {
  test('Rows find their results in any order, whatever is in them', () => {
    const tables = fc.array(fc.tuple(fc.constantFrom('a', 'b', ''), fc.constantFrom('a', 'b', '', '\u0001')), {
      maxLength: 30,
    });
    fc.assert(
      fc.property(tables, fc.infiniteStream(fc.nat()), (rows, order) => {
        const pairing = new Pairing(['A', 'B'], new Map(rows.entries()), undefined);
        const placeOf = pairing.reader(['sf__Id', 'sf__Created', 'b', 'A']);
        const shuffled = rows.map((row) => ({ row, by: order.next().value })).toSorted((x, y) => x.by - y.by);
        const found = shuffled.map(({ row: [a, b] }) => placeOf(['id', 'true', b, a]) ?? -1);
        expect(found.toSorted((x, y) => x - y)).toEqual([...rows.keys()]);
        found.forEach((place, i) => expect(rows[place]).toEqual(shuffled[i]?.row));
      }),
    );
  });

  test('A row whose cells Salesforce wrote in its own way is found by its key', () => {
    const rows = new Map([
      [4, ['003000000000001', '1.0']],
      [5, ['003000000000002', '2.0']],
    ]);
    const placeOf = new Pairing(['Id', 'Amount'], rows, 'Id').reader(['sf__Id', 'sf__Created', 'Id', 'Amount']);
    expect(placeOf(['003000000000002AAA', 'false', '003000000000002', '2'])).toBe(5);
    expect(placeOf(['003000000000001AAA', 'false', '', '1'])).toBe(4);
    expect(placeOf(['003000000000001AAA', 'false', '003000000000001', '1.0'])).toBeUndefined();
  });
});

describe('Pairing by meaning', () => {
  const columns = ['LastName', 'Amount', 'Birthdate', 'Seen', 'Note'];
  const header = ['sf__Id', 'sf__Created', ...columns];

  test.each([
    ['blanks at the ends', [' a ', '1', '', '', ''], ['a', '1', '', '', '']],
    ['zeros of a number', ['a', '1.50', '', '', ''], ['a', '1.5', '', '', '']],
    ['an exponent', ['a', '12000000', '', '', ''], ['a', '1.2E7', '', '', '']],
    ['midnight', ['a', '', '2026-03-01', '', ''], ['a', '', '2026-03-01T00:00:00.000Z', '', '']],
    [
      'the zone of a time',
      ['a', '', '', '2026-03-01T01:00:00+01:00', ''],
      ['a', '', '', '2026-03-01T00:00:00.000+0000', ''],
    ],
    ['null', ['a', '', '', '', '#N/A'], ['a', '', '', '', '']],
    ['line ends', ['a', '', '', '', 'x\r\ny'], ['a', '', '', '', 'x\ny']],
  ])('A row without a key is found although Salesforce writes %s in its own way', (_, uploaded, given) => {
    const rows = new Map([
      [3, ['other', '1', '', '', '']],
      [4, uploaded],
    ]);
    const placeOf = new Pairing(columns, rows, undefined).reader(header);
    expect(placeOf(['id', 'true', ...given])).toBe(4);
    expect(placeOf(['id', 'true', ...given])).toBeUndefined();
  });

  test('External IDs of 18 characters that share the first 15 are two', () => {
    const rows = new Map([
      [0, ['CUSTOMER0000000001', 'a ']],
      [1, ['CUSTOMER0000000002', 'b ']],
    ]);
    const placeOf = new Pairing(['Key__c', 'LastName'], rows, 'Key__c').reader([
      'sf__Id',
      'sf__Created',
      'Key__c',
      'LastName',
    ]);
    expect(placeOf(['id', 'true', 'CUSTOMER0000000001', 'a'])).toBe(0);
    expect(placeOf(['id', 'true', 'CUSTOMER0000000002', 'b'])).toBe(1);
  });
});

describe('Uploads', () => {
  const lines = Array.from({ length: 50 }, (_, i) => `line ${i}\n`);
  const text = ({ bytes }: Piece): string => Buffer.from(bytes).toString();

  test('Pieces hold whole rows and count them', async () => {
    const pieces: Piece[] = [];
    for await (const piece of piecesOf([lines.slice(0, 20), [], lines.slice(20)], 400)) pieces.push(piece);
    expect(pieces.map(text).join('')).toBe(lines.join(''));
    expect(pieces.reduce((rows, piece) => rows + piece.rows, 0)).toBe(50);
    for (const piece of pieces) expect(text(piece).split('\n')).toHaveLength(piece.rows + 1);
  });

  test('A source is opened again only to go back', async () => {
    let opened = 0;
    const reader = new PieceReader(() => {
      opened += 1;
      return piecesOf([lines], 16);
    });
    const read = async (place: number): Promise<string> => {
      const turn = await reader.seek(place);
      const piece = await reader.peek();
      reader.take(turn);
      return piece === undefined ? '' : text(piece);
    };
    expect([await read(0), await read(1), await read(5)]).toEqual(['line 0\n', 'line 1\n', 'line 5\n']);
    expect(opened).toBe(1);
    expect([await read(2), await read(3), await read(99)]).toEqual(['line 2\n', 'line 3\n', '']);
    expect(opened).toBe(2);
  });
});

describe('An upload that is answered before it was read', () => {
  test('may go on asking for more, and takes no row from the next try', async () => {
    const lines = Array.from({ length: 500 }, (_, i) => `row ${i}\n`);
    const received: string[] = [];
    let left: AsyncIterator<Uint8Array> | undefined;
    let jobs = 0;
    const send: Send = async ({ method, path, content }) => {
      if (method === 'POST') {
        jobs += 1;
        return { status: 200, headers: {}, body: { id: `75000000000000${jobs}AAA` } };
      }
      if (content === undefined) return { status: 200, headers: {}, body: { id: path, state: 'Aborted' } };
      const chunks = content.open()[Symbol.asyncIterator]();
      if (left === undefined) {
        left = chunks;
        await left.next();
        await left.next();
        return { status: 503, headers: {}, body: '' };
      }
      let text = '';
      for (;;) {
        // Both ask at once, the one of before first.
        const [, next] = await Promise.all([left.next(), chunks.next()]);
        if (next.done === true) break;
        text += Buffer.from(next.value).toString();
      }
      received.push(text);
      return { status: 201, headers: {}, body: '' };
    };
    const data = { header: 'Name\n', open: () => piecesOf([lines], 400) };
    const settings = { version: '67.0', wait: async () => undefined, patience: 0 };
    const loaded = await uploadAll(send, { operation: 'insert', object: 'Contact' }, data, settings);
    expect(loaded).toEqual([{ id: '750000000000002AAA', from: 0, to: 500 }]);
    expect(received).toEqual([`Name\n${lines.join('')}`]);
  });

  test('and accepted all the same is a failure: no row of it arrived', async () => {
    const { send } = fakeSend(({ method }) => (method === 'PUT' ? { status: 201 } : { body: { id: JOB.id } }));
    const data = { header: 'Name\n', open: () => piecesOf([['a\n']], 400) };
    const settings = { version: '67.0', wait: async () => undefined, patience: 0 };
    await expect(uploadAll(send, { operation: 'insert', object: 'Contact' }, data, settings)).rejects.toThrow(
      'nothing had been sent',
    );
  });
});

describe('Results', () => {
  const noWait = () => Promise.resolve();
  const request = { method: 'GET', path: '/x', streamed: true } as const;
  async function* bytes(...parts: (Error | string)[]): AsyncGenerator<Uint8Array> {
    for (const part of parts) {
      if (typeof part !== 'string') throw part;
      yield Buffer.from(part);
    }
  }
  const textOf = async (stream: AsyncIterable<Uint8Array>): Promise<string> => {
    let all = '';
    for await (const chunk of stream) all += Buffer.from(chunk).toString();
    return all;
  };
  const broken = Object.assign(new Error('aborted'), { code: 'ECONNRESET' });

  test('A stream that breaks is asked for again, and goes on where it was', async () => {
    const bodies = [bytes('abc', 'de', broken), bytes('a', broken), bytes('abcd', 'efg')];
    const { send, requests } = fakeSend((_, n): Partial<Response> => ({ body: bodies[n - 1] }));
    expect(await textOf(wholeStream(send, request, noWait))).toBe('abcdefg');
    expect(requests).toHaveLength(3);
  });

  test('A stream that never comes whole is a failure, as is a refusal', async () => {
    const { send, requests } = fakeSend(() => ({ body: bytes('a', broken) }));
    await expect(textOf(wholeStream(send, request, noWait))).rejects.toThrow(ConnectionError);
    expect(requests).toHaveLength(4);
    const refusing = fakeSend(() => ({ status: 404, body: [{ errorCode: 'NOT_FOUND', message: 'gone' }] }));
    await expect(textOf(wholeStream(refusing.send, request, noWait))).rejects.toThrow(SalesforceError);
    expect(refusing.requests).toHaveLength(1);
  });

  test('Several CSVs become one with the first one’s header, wherever their pieces end', async () => {
    const csv = '"a\nb","c"\n1,2\n';
    for (const size of [1, 2, 5, 100]) {
      const parts = csv.match(new RegExp(`[^]{1,${size}}`, 'g')) ?? [];
      const streams = [bytes(...parts), bytes(...parts), bytes(...parts)];
      expect(await textOf(joined(begunAhead(streams, 1)))).toBe('"a\nb","c"\n1,2\n1,2\n1,2\n');
    }
  });

  test('Streams are begun ahead of their turn, but not all at once', async () => {
    const begun: number[] = [];
    const streams = [0, 1, 2, 3, 4].map(async function* (n): AsyncGenerator<Uint8Array> {
      begun.push(n);
      yield Buffer.from(`h\n${n}\n`);
    });
    const chunks = joined(begunAhead(streams, 2));
    await chunks.next();
    expect(begun).toEqual([0, 1, 2]);
    expect(await textOf(chunks)).toBe('1\n2\n3\n4\n');
  });

  test('A stream that waits for its turn is read on meanwhile, but not held whole', async () => {
    const given = [0, 0, 0];
    const streams = given.map(async function* (_, n): AsyncGenerator<Uint8Array> {
      for (let i = 0; i < 100; i += 1) {
        given[n] = (given[n] ?? 0) + 1;
        yield Buffer.alloc(65_536, 'x');
      }
    });
    const chunks = joined(begunAhead(streams, 2));
    await chunks.next();
    for (let i = 0; i < 200; i += 1) await new Promise((resolve) => setImmediate(resolve));
    expect(given).toEqual([8, 4, 4]);
  });

  test('Streams that nobody wants any more are ended', async () => {
    const ended: number[] = [];
    const streams = [0, 1, 2].map(async function* (n): AsyncGenerator<Uint8Array> {
      try {
        yield Buffer.from('h\n');
        if (n === 0) throw broken;
        await new Promise((resolve) => setImmediate(resolve));
        yield Buffer.alloc(2_000_000);
        yield Buffer.from('never');
      } finally {
        ended.push(n);
      }
    });
    await expect(textOf(joined(begunAhead(streams, 2)))).rejects.toBe(broken);
    for (let i = 0; i < 20; i += 1) await new Promise((resolve) => setImmediate(resolve));
    expect(ended.toSorted()).toEqual([0, 1, 2]);
  });

  test('Files that end without a line end, or have no line at all, are joined by whole lines', async () => {
    expect(await textOf(joined([bytes(), bytes('h\na'), bytes('h\n'), bytes('h\nb\n'), bytes('h\nc')]))).toBe(
      'h\na\nb\nc',
    );
  });
});

describe('Waiting for a job', () => {
  const states = (...answers: (Error | number | string)[]) =>
    fakeSend((_, n) => {
      const answer = answers[Math.min(n, answers.length) - 1] ?? '';
      if (answer instanceof Error) throw answer;
      return typeof answer === 'number' ? { status: answer } : { body: { id: JOB.id, state: answer } };
    });

  async function waitWith(org: ReturnType<typeof states>, patience: number) {
    const waits: number[] = [];
    let clock = 0;
    const wait = async (milliseconds: number) => {
      waits.push(Math.round(milliseconds));
      clock += milliseconds;
    };
    const info = await waitForEnd(org.send, JOB, { version: '67.0', wait, patience, now: () => clock });
    return { info, waits };
  }

  test('It looks at growing intervals, and a look that fails is no failure', async () => {
    const org = states('UploadComplete', new ConnectionError('cut', 'maybe'), 503, 'InProgress', 'JobComplete');
    const { info, waits } = await waitWith(org, 1e9);
    expect(info.state).toBe('JobComplete');
    expect(waits).toEqual([200, 280, 392, 549]);
  });

  test('A look that is refused for a while waits for as long as Salesforce asks', async () => {
    const waits: number[] = [];
    const org = fakeSend((_, n) =>
      n === 1 ? { status: 503, headers: { 'retry-after': '7' } } : { body: { id: JOB.id, state: 'JobComplete' } },
    );
    const wait = async (milliseconds: number) => void waits.push(milliseconds);
    await waitForEnd(org.send, JOB, { version: '67.0', wait, patience: 1e9 });
    expect(waits).toEqual([7_000]);
  });

  test('A job of a known size is looked at when it should end at its pace so far, and not sooner', async () => {
    const waits: number[] = [];
    let clock = 0;
    // 1,000 rows in 100 seconds, one after another.
    const org = fakeSend(() => {
      const done = Math.min(1_000, Math.floor(clock / 100));
      return {
        body: { id: JOB.id, state: done === 1_000 ? 'JobComplete' : 'InProgress', numberRecordsProcessed: done },
      };
    });
    const wait = async (milliseconds: number) => {
      waits.push(milliseconds);
      clock += milliseconds;
    };
    await waitForEnd(org.send, JOB, { version: '67.0', wait, patience: 1e9, now: () => clock, rows: 1_000 });
    expect(clock).toBeGreaterThanOrEqual(100_000);
    expect(clock).toBeLessThan(101_000);
    expect(waits.length).toBeLessThan(20);
  });

  test('The interval grows to half a minute, and time runs out to the millisecond', async () => {
    const { info, waits } = await waitWith(states('InProgress'), 300_000);
    expect(info.state).toBe('InProgress');
    expect(Math.max(...waits)).toBe(30_000);
    expect(waits.reduce((sum, wait) => sum + wait, 0)).toBe(300_000);
  });

  test('A look that fails when time is up is none more: what was seen last is told', async () => {
    const org = states('InProgress', 503);
    const { info, waits } = await waitWith(org, 300);
    expect(info.state).toBe('InProgress');
    expect(waits).toEqual([200, 100]);
    expect(org.requests).toHaveLength(3);
  });

  test('That too many requests are under way in the org passes', async () => {
    const crowded = [
      { errorCode: 'REQUEST_LIMIT_EXCEEDED', message: 'ConcurrentRequests (Concurrent API Requests) Limit exceeded.' },
    ];
    const org = fakeSend((_, n) =>
      n < 3 ? { status: 403, body: crowded } : { body: { id: JOB.id, state: 'JobComplete' } },
    );
    expect((await waitWith(org, 1e9)).info.state).toBe('JobComplete');
  });

  test('What cannot pass is told at once, what does not pass in the end', async () => {
    const gone = states(404);
    await expect(waitWith(gone, 1e9)).rejects.toMatchObject({ status: 404 });
    expect(gone.requests).toHaveLength(1);
    const down = states(503);
    await expect(waitWith(down, 1e9)).rejects.toMatchObject({ status: 503 });
    expect(down.requests).toHaveLength(9);
  });
});

describe('Before anything is sent', () => {
  test('The ID of something else is no job’s', () => {
    expect(jobId(' 750000000000001 ')).toMatch(/^750000000000001\w{3}$/);
    expect(() => jobId('003000000000001AAA')).toThrow('is no ID of a Bulk job');
  });

  test.each([
    "SELECT Id FROM Account WHERE Name = 'COUNT(x) GROUP BY OFFSET 5 TYPEOF'",
    'SELECT Id, Owner.Name FROM Account WHERE Id IN (SELECT AccountId FROM Contact) LIMIT 5',
    'SELECT toLabel(Industry) FROM Account',
    'what this cannot read',
  ])('%s may be asked', (soql) => {
    expect(() => checkBulkQuery(soql)).not.toThrow();
  });

  test('A compound field is refused by its type', () => {
    const described = object('Account', [field('Address', 'address'), field('Name', 'string')]);
    expect(() => checkBulkQuery('SELECT Name, ADDRESS FROM Account', described)).toThrow('the compound field Address');
  });
});
