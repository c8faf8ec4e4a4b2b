import { describe, expect, test } from '@jest/globals';
import { NodeApiError, NodeOperationError } from 'n8n-workflow';

import type { FormValues, Item } from '../../../nodes/SalesforceConnector/host/form';
import { run, runOperation } from '../../../nodes/SalesforceConnector/operations/run';
import type {
  BatchOperation,
  EachOperation,
  OnceOperation,
  Operation,
} from '../../../nodes/SalesforceConnector/operations/define';
import type { Outcome } from '../../../nodes/SalesforceConnector/host/outcome';
import { AdvisedError } from '../../../nodes/SalesforceConnector/host/advice';
import {
  ConnectionError,
  expectStatus,
  NotSentError,
  SalesforceError,
  UncertainError,
} from '../../../salesforce/errors';
import { connected, host, type HostOptions } from '../support/host';

const row = { value: 'x', name: 'X', action: 'Do x', description: 'Does x', properties: [] };
const each = (answer: (item: Item) => ReturnType<EachOperation['each']>): EachOperation => ({
  ...row,
  each: (_, item) => answer(item),
});

const items = [{ n: 0 }, { n: 1 }, { n: 2 }];

const REFUSAL = {
  status: 400,
  headers: {},
  body: [
    { errorCode: 'REQUIRED_FIELD_MISSING', message: 'Required fields are missing: [Name]', fields: ['Name'] },
    { errorCode: 'STRING_TOO_LONG', message: 'Phone: data value too large', fields: ['Phone'] },
  ],
};

/** Does well for the first item, and is refused for the second. */
const refusesSecond = each(async ({ index }) => {
  if (index === 1) expectStatus(REFUSAL);
  return [{ done: index }];
});

async function failure(operation: EachOperation, options: HostOptions = {}): Promise<unknown> {
  return await runOperation(host({ items, ...options }).context, operation).catch((error: unknown) => error);
}

describe('An operation on one item after another', () => {
  test('gives each item’s outputs, in order, paired with the item', async () => {
    const operation = each(async ({ index, json }) =>
      Array.from({ length: index }, (_, k) => ({ from: json['n'] as number, k })),
    );
    expect(await runOperation(host({ items }).context, operation)).toEqual([
      { json: { from: 1, k: 0 }, pairedItem: { item: 1 } },
      { json: { from: 2, k: 0 }, pairedItem: { item: 2 } },
      { json: { from: 2, k: 1 }, pairedItem: { item: 2 } },
    ]);
  });

  test('evaluates the form for each item', async () => {
    const { context } = host({ items, parameters: (index) => ({ object: `Object${index}` }) });
    const output = await runOperation(
      context,
      each(async (item) => [{ object: item.param('object'), other: item.param('other', '-') }]),
    );
    expect(output.map(({ json }) => json)).toEqual([0, 1, 2].map((n) => ({ object: `Object${n}`, other: '-' })));
  });

  test('evaluates what holds no expression once for all items', async () => {
    const { context } = host({
      items,
      parameters: (index) => ({ object: `Object${index}`, options: { x: index } }),
      written: { object: '={{ $json.object }}', options: { x: 7 } },
    });
    const output = await runOperation(
      context,
      each(async (item) => [{ object: item.param('object'), x: item.param('options.x') }]),
    );
    expect(output.map(({ json }) => json)).toEqual([0, 1, 2].map((n) => ({ object: `Object${n}`, x: 0 })));
  });

  test('takes what is a property of the item from the item, and leaves the rest to n8n', async () => {
    const written = {
      record: { __rl: true, mode: 'id', value: '={{ $json.id }}' },
      name: '={{ $json.name }}',
      other: '={{ $json.name + "!" }}',
    };
    const evaluated = { record: { __rl: true, mode: 'id', value: 'n8n' }, name: 'n8n', other: 'n8n' };
    const { context } = host({ items: [{ id: 'a', name: 'x' }, {}], parameters: () => evaluated, written });
    const output = await runOperation(
      context,
      each(async (item) => [{ record: item.param('record'), name: item.param('name'), other: item.param('other') }]),
    );
    expect(output.map(({ json }) => json)).toEqual([
      { record: { __rl: true, mode: 'id', value: 'a' }, name: 'x', other: 'n8n' },
      evaluated,
    ]);
  });

  test('does nothing when there is no item', async () => {
    const never = each(() => Promise.reject(new Error('called')));
    expect(await runOperation(host({ items: [] }).context, never)).toEqual([]);
  });

  test('stops at the first failure, which names the item, all errors, and what to do', async () => {
    const error = await failure(refusesSecond);
    expect(error).toBeInstanceOf(NodeApiError);
    const { message, description, httpCode, context } = error as NodeApiError;
    expect(message).toMatch(/Required fields are missing: \[Name\][^]*Phone: data value too large[^]*\[item 1\]$/);
    expect(httpCode).toBe('400');
    expect(context).toMatchObject({
      itemIndex: 1,
      data: { errorCode: 'REQUIRED_FIELD_MISSING', fields: ['Name', 'Phone'] },
    });
    expect(description).toMatch(/\S/);
  });

  test('goes on after a failure when the node continues, and the item carries its own error', async () => {
    const output = await runOperation(host({ items, continueOnFail: true }).context, refusesSecond);
    expect(output.map(({ pairedItem }) => pairedItem)).toEqual([{ item: 0 }, { item: 1 }, { item: 2 }]);
    expect(output[0]?.json).toEqual({ done: 0 });
    expect(output[2]?.json).toEqual({ done: 2 });
    expect(output[1]?.json).toEqual({
      error: {
        message: expect.stringContaining('Required fields are missing: [Name]'),
        errorCode: 'REQUIRED_FIELD_MISSING',
        fields: ['Name', 'Phone'],
        status: 400,
        errors: REFUSAL.body,
        actions: expect.any(Array),
      },
    });
  });

  test('goes on also when it fails before it starts to wait', async () => {
    const hasty: EachOperation = {
      ...row,
      each: () => {
        throw new AdvisedError('no');
      },
    };
    const output = await runOperation(host({ items, continueOnFail: true }).context, hasty);
    expect(output.map(({ json }) => json)).toEqual(
      items.map(() => ({ error: expect.objectContaining({ message: 'no' }) })),
    );
  });

  test('gives input that was refused with the field it is about', async () => {
    const refuse = each(() =>
      Promise.reject(new AdvisedError('“x” is no date.', { apiName: 'CloseDate', actions: ['Write 2026-01-31.'] })),
    );
    const error = await failure(refuse);
    expect(error).toBeInstanceOf(NodeOperationError);
    expect(error).toMatchObject({
      message: '“x” is no date. [item 0]',
      description: 'Write 2026-01-31.',
      context: { itemIndex: 0 },
    });
    const [output] = await runOperation(host({ items: [{}], continueOnFail: true }).context, refuse);
    expect(output?.json).toEqual({
      error: {
        message: '“x” is no date.',
        errorCode: 'INVALID_INPUT',
        fields: ['CloseDate'],
        actions: ['Write 2026-01-31.'],
      },
    });
  });

  test('says of a broken connection whether the org can have acted', async () => {
    const cut = each(() => Promise.reject(new ConnectionError('socket hang up', 'maybe', 'ECONNRESET')));
    expect(await failure(cut)).toMatchObject({
      message: 'socket hang up [item 0]',
      description: expect.stringContaining('may have processed the request'),
    });
    const never = each(() => Promise.reject(new ConnectionError('connect ECONNREFUSED', 'no', 'ECONNREFUSED')));
    expect(await failure(never)).toMatchObject({ description: expect.stringContaining('Nothing reached Salesforce') });
  });

  test('keeps a message that n8n would take for a system error’s', async () => {
    const preexisting = each(() => Promise.reject(new AdvisedError('The record is preexisting.')));
    expect(await failure(preexisting)).toMatchObject({ message: 'The record is preexisting. [item 0]' });
  });

  test('shows no token that an error’s text carries', async () => {
    const leak = each(() => Promise.reject(new Error('Bearer 00D5g000004XYZa!AQEAQ.secret was refused')));
    const error = await failure(leak);
    expect(JSON.stringify({ error, text: String(error), stack: (error as Error).stack })).not.toContain('AQEAQ');
    const [output] = await runOperation(host({ items: [{}], continueOnFail: true }).context, leak);
    expect(JSON.stringify(output?.json)).not.toContain('AQEAQ');
  });
});

describe('A run that saves', () => {
  const saving: EachOperation = { ...refusesSecond, saves: true };

  test('and stops says what was saved, what was not run, and what n8n’s Retry would do', async () => {
    const { description } = (await failure(saving)) as NodeApiError;
    expect(description).toContain(
      [
        '1 of 3 items succeeded; their changes stay in Salesforce.',
        'Failed: 1 (item 1).',
        'Not sent: 1 (item 2).',
        'Do not use n8n’s Retry for this execution: it would send the completed item again.',
      ].join('\n'),
    );
  });

  test('and stops before anything is saved may be retried', async () => {
    const { description } = (await failure({
      ...saving,
      each: () => Promise.reject(new AdvisedError('no')),
    })) as NodeApiError;
    expect(description).not.toContain('Retry');
  });

  test('and goes on warns that items failed', async () => {
    const { context, hints } = host({ items, continueOnFail: true });
    await runOperation(context, saving);
    expect(hints).toEqual([
      expect.objectContaining({
        type: 'warning',
        message: '2 of 3 items succeeded; their changes stay in Salesforce.\nFailed: 1 (item 1).',
      }),
    ]);
  });

  test('is not warned of where every item succeeds', async () => {
    const { context, hints } = host({ items, continueOnFail: true });
    await runOperation(
      context,
      each(async () => [{}]),
    );
    expect(hints).toEqual([]);
  });
});

test('A run that reads says nothing of Retry when it stops', async () => {
  const { description } = (await failure(refusesSecond)) as NodeApiError;
  expect(description).not.toContain('Retry');
});

describe('An operation on all items at once', () => {
  const batch = (outcomes: (items: readonly Item[]) => readonly Outcome[]): BatchOperation => ({
    ...row,
    batch: async (_, all) => outcomes(all),
  });

  test('gives each item its own outcome, in the items’ order', async () => {
    const operation = batch((all) =>
      all.map(({ index, json }) => (index === 1 ? { error: new AdvisedError('no') } : { json: [json, { index }] })),
    );
    const output = await runOperation(host({ items, continueOnFail: true }).context, operation);
    expect(output.map(({ json, pairedItem }) => [json, pairedItem])).toEqual([
      [{ n: 0 }, { item: 0 }],
      [{ index: 0 }, { item: 0 }],
      [{ error: expect.objectContaining({ message: 'no' }) }, { item: 1 }],
      [{ n: 2 }, { item: 2 }],
      [{ index: 2 }, { item: 2 }],
    ]);
  });

  test('ends with the first item that failed by itself, and a summary of all', async () => {
    const rolledBack = new SalesforceError(400, [
      { errorCode: 'ALL_OR_NONE_OPERATION_ROLLED_BACK', message: 'Record rolled back', fields: [] },
    ]);
    const errors = [
      rolledBack,
      new AdvisedError('no', { actions: ['Do it.'] }),
      new NotSentError('the limit.', 'cancelled'),
    ];
    const error = await runOperation(
      host({ items }).context,
      batch(() => errors.map((one) => ({ error: one }))),
    ).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({
      message: 'no [item 1]',
      context: { itemIndex: 1 },
      description: ['Do it.', '0 of 3 items succeeded.', 'Failed: 2 (item 0–1).', 'Not sent: 1 (item 2).'].join('\n'),
    });
  });

  test('gives each kind of failure with its code and what to do', async () => {
    const errors = [new UncertainError('the connection broke'), new NotSentError('the limit.', 'jobAborted')];
    const output = await runOperation(
      host({ items: [{}, {}], continueOnFail: true }).context,
      batch(() => errors.map((error) => ({ error }))),
    );
    expect(output.map(({ json }) => json['error'])).toEqual([
      {
        message: 'The record may have been created: the connection broke.',
        errorCode: 'MAY_HAVE_BEEN_CREATED',
        fields: [],
        actions: [expect.stringContaining('Look for the record in Salesforce')],
      },
      { message: 'Not sent: the limit.', errorCode: 'NOT_SENT', fields: [], actions: ['Send the record again.'] },
    ]);
  });

  test('cannot lose an item silently', async () => {
    const operation = batch(() => [{ json: [] }]);
    const error = await runOperation(host({ items }).context, operation).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ message: 'The operation returned no outcome for item 1. [item 1]' });
  });
});

describe('An operation on the run', () => {
  const hundred = Array.from({ length: 100 }, (_, n) => ({ n }));
  const all = hundred.map((_, item) => ({ item }));

  const once = (answer: (form: FormValues) => ReturnType<OnceOperation['once']>): OnceOperation => ({
    ...row,
    once: (_, form) => answer(form),
  });

  /** Asks the org for its limits. */
  const limits: OnceOperation = {
    ...row,
    once: async (org) => {
      const response = await org.send({ method: 'GET', path: '/services/data/v67.0/limits' });
      expectStatus(response, 200);
      return [{ first: true }, { body: response.body as string[] }];
    },
  };

  test('is one request for a hundred items, and what it gives comes of all of them', async () => {
    const { context, sent } = host({ items: hundred, answer: () => ({ status: 200, body: ['ok'] }) });
    expect(await runOperation(context, limits)).toEqual([
      { json: { first: true }, pairedItem: all },
      { json: { body: ['ok'] }, pairedItem: all },
    ]);
    expect(sent).toHaveLength(1);
  });

  test('reads the form as it is for the first item', async () => {
    const { context } = host({ items: hundred, parameters: (index) => ({ object: `Object${index}` }) });
    const output = await runOperation(
      context,
      once(async (form) => [{ object: form.param('object') }]),
    );
    expect(output.map(({ json }) => json)).toEqual([{ object: 'Object0' }]);
  });

  test('that fails ends the run with an error that names no item', async () => {
    const { context, sent } = host({ items: hundred, answer: () => REFUSAL });
    const error = await runOperation(context, limits).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(NodeApiError);
    expect(error).toMatchObject({ httpCode: '400', message: expect.stringContaining('Required fields are missing') });
    expect((error as NodeApiError).message).not.toContain('[item');
    expect((error as NodeApiError).context).not.toHaveProperty('itemIndex');
    expect(sent).toHaveLength(1);
  });

  test('that fails is one error for all items when the node continues', async () => {
    const { context, sent } = host({ items: hundred, answer: () => REFUSAL, continueOnFail: true });
    expect(await runOperation(context, limits)).toEqual([
      {
        json: { error: expect.objectContaining({ errorCode: 'REQUIRED_FIELD_MISSING', status: 400 }) },
        pairedItem: all,
      },
    ]);
    expect(sent).toHaveLength(1);
  });

  test('does nothing when there is no item', async () => {
    const never = once(() => Promise.reject(new Error('called')));
    expect(await runOperation(host({ items: [] }).context, never)).toEqual([]);
  });
});

describe('An execution that was canceled', () => {
  const rows: [string, (answer: () => Promise<never>) => Operation][] = [
    ['each', (answer) => ({ ...row, each: answer })],
    ['batch', (answer) => ({ ...row, batch: answer })],
    ['once', (answer) => ({ ...row, once: answer })],
  ];

  test.each(rows)('gives nothing of what it interrupted, and fails of nothing: %s', async (_, operation) => {
    for (const continueOnFail of [false, true]) {
      const controller = new AbortController();
      const { context } = host({ items, continueOnFail, cancelSignal: controller.signal });
      const interrupted = operation(async () => {
        controller.abort();
        throw new Error('The request was interrupted.');
      });
      expect(await runOperation(context, interrupted)).toEqual([]);
    }
  });

  const interruption = Object.assign(new Error('canceled'), { code: 'ERR_CANCELED' });

  const saying = (continueOnFail: boolean) => {
    const controller = new AbortController();
    const told = host({ items: [...items, { n: 3 }], continueOnFail, cancelSignal: controller.signal });
    return { ...told, stop: () => controller.abort() };
  };

  test.each([false, true])('has said in n8n’s log how far it has come: each, going on %s', async (continueOnFail) => {
    const { context, said, stop } = saying(continueOnFail);
    const answer = each(async ({ index }) => {
      if (index < 2) return [{ done: index }];
      stop();
      throw interruption;
    });
    expect(await runOperation(context, { ...answer, saves: true })).toEqual([]);
    expect(said).toEqual([
      'Salesforce Connector: The run was stopped. 2 of 4 items succeeded; their changes stay in Salesforce. Interrupted: 1 (item 2). Not sent: 1 (item 3).',
    ]);
  });

  test.each([false, true])('has said in n8n’s log how far it has come: batch, going on %s', async (continueOnFail) => {
    const { context, said, stop } = saying(continueOnFail);
    const batch = async (): Promise<readonly Outcome[]> => {
      stop();
      return [
        { json: [{}] },
        { error: new UncertainError('the connection was lost') },
        { error: interruption },
        { error: new NotSentError('the run was cancelled.', 'cancelled') },
      ];
    };
    expect(await runOperation(context, { ...row, saves: true, batch })).toEqual([]);
    expect(said).toEqual([
      'Salesforce Connector: The run was stopped. 1 of 4 items succeeded; their changes stay in Salesforce. May have been created: 1 (item 1). Interrupted: 1 (item 2). Not sent: 1 (item 3).',
    ]);
  });

  test('says nothing of a run that saves nothing', async () => {
    const controller = new AbortController();
    const { context, said } = host({ items, cancelSignal: controller.signal });
    const read = each(async () => {
      controller.abort();
      return [{}];
    });
    expect(await runOperation(context, read)).toEqual([]);
    expect(said).toEqual([]);
  });

  test('asks nothing more', async () => {
    const { context } = host({ items, cancelSignal: AbortSignal.abort() });
    const never = () => Promise.reject(new Error('called'));
    expect(await runOperation(context, { ...row, each: never })).toEqual([]);
    expect(await runOperation(context, { ...row, once: never })).toEqual([]);
  });
});

describe('The form', () => {
  test('with an operation that does not exist is an error, not a success', async () => {
    const { context, sent } = host({ parameters: { resource: 'record', operation: 'explode' } });
    await expect(run(context)).rejects.toThrow('There is no operation “explode” for the resource “record”.');
    expect(sent).toEqual([]);
  });

  const NOT_STARTED: readonly (readonly [string, HostOptions, string])[] = [
    [
      'a credential that is not connected',
      { credential: () => ({ environment: 'production', grantType: 'pkce' }) },
      'The Salesforce credential is not connected yet.',
    ],
    [
      'an org on another host',
      {
        credential: () => ({
          ...connected,
          oauthTokenData: { access_token: 'x', instance_url: 'https://evil.example' },
        }),
      },
      'it is not a Salesforce host',
    ],
    [
      'an API version that is none',
      { parameters: { resource: 'query', operation: 'soql', options: { apiVersion: '67.5' } } },
      '67.5',
    ],
    [
      'an operation that does not exist',
      { parameters: { resource: 'query', operation: 'x' } },
      'There is no operation',
    ],
  ];

  test.each(NOT_STARTED)('with %s fails once, or for each item if the node continues', async (_, options, message) => {
    const form = { items, parameters: { resource: 'query', operation: 'soql' }, ...options };
    const stopping = host(form);
    await expect(run(stopping.context)).rejects.toMatchObject({
      message: expect.stringContaining(message),
      description: expect.stringMatching(/./),
    });
    // n8n would pass the input items on as if they had been processed.
    const going = host({ ...form, continueOnFail: true });
    const output = await run(going.context);
    expect(output.map(({ pairedItem }) => pairedItem)).toEqual(items.map((__, item) => ({ item })));
    for (const { json } of output) expect(json['error']).toMatchObject({ message: expect.stringContaining(message) });
    expect([...stopping.sent, ...going.sent]).toEqual([]);
  });
});
