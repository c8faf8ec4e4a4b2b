import { describe, expect, test } from '@jest/globals';

import { waitForEnd } from '../../../salesforce/bulk/wait';
import { ConnectionError } from '../../../salesforce/errors';
import { fakeSend, type FakeSend } from '../../support/fakeSend';
import { orgOf } from '../../support/orgOf';

const JOB = { kind: 'ingest', id: '750000000000001AAA' } as const;

describe('Waiting for a job', () => {
  const states = (...answers: (Error | number | string)[]) =>
    fakeSend((_, n) => {
      const answer = answers[Math.min(n, answers.length) - 1] ?? '';
      if (answer instanceof Error) throw answer;
      return typeof answer === 'number' ? { status: answer } : { body: { id: JOB.id, state: answer } };
    });

  async function waitWith(fake: FakeSend, patience: number) {
    const waits: number[] = [];
    let clock = 0;
    const wait = async (milliseconds: number) => {
      waits.push(Math.round(milliseconds));
      clock += milliseconds;
    };
    const info = await waitForEnd(orgOf(fake.send, { wait, now: () => clock }), JOB, { patience });
    return { info, waits };
  }

  test('It looks at growing intervals, and a look that fails is no failure', async () => {
    const fake = states('UploadComplete', new ConnectionError('cut', 'maybe'), 503, 'InProgress', 'JobComplete');
    const { info, waits } = await waitWith(fake, 1e9);
    expect(info.state).toBe('JobComplete');
    expect(waits).toEqual([200, 280, 392, 549]);
  });

  test('A look that is refused for a while waits for as long as Salesforce asks', async () => {
    const waits: number[] = [];
    const fake = fakeSend((_, n) =>
      n === 1 ? { status: 503, headers: { 'retry-after': '7' } } : { body: { id: JOB.id, state: 'JobComplete' } },
    );
    const wait = async (milliseconds: number) => void waits.push(milliseconds);
    await waitForEnd(orgOf(fake.send, { wait }), JOB, { patience: 1e9 });
    expect(waits).toEqual([7_000]);
  });

  test('A job of a known size is looked at when it should end at its pace so far, and not sooner', async () => {
    const waits: number[] = [];
    let clock = 0;
    // 1,000 rows in 100 seconds, one after another.
    const fake = fakeSend(() => {
      const done = Math.min(1_000, Math.floor(clock / 100));
      return {
        body: { id: JOB.id, state: done === 1_000 ? 'JobComplete' : 'InProgress', numberRecordsProcessed: done },
      };
    });
    const wait = async (milliseconds: number) => {
      waits.push(milliseconds);
      clock += milliseconds;
    };
    await waitForEnd(orgOf(fake.send, { wait, now: () => clock }), JOB, { patience: 1e9, rows: 1_000 });
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
    const fake = states('InProgress', 503);
    const { info, waits } = await waitWith(fake, 300);
    expect(info.state).toBe('InProgress');
    expect(waits).toEqual([200, 100]);
    expect(fake.requests).toHaveLength(3);
  });

  test('That too many requests are under way in the org passes', async () => {
    const crowded = [
      { errorCode: 'REQUEST_LIMIT_EXCEEDED', message: 'ConcurrentRequests (Concurrent API Requests) Limit exceeded.' },
    ];
    const fake = fakeSend((_, n) =>
      n < 3 ? { status: 403, body: crowded } : { body: { id: JOB.id, state: 'JobComplete' } },
    );
    expect((await waitWith(fake, 1e9)).info.state).toBe('JobComplete');
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
