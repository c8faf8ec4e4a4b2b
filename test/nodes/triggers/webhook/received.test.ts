import { EventEmitter } from 'node:events';

import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import type { IDataObject, IWebhookFunctions } from 'n8n-workflow';

import { Received } from '../../../../nodes/SalesforceConnector/triggers/webhook/received';
import { idOf } from '../../../salesforce/outboundMessages/messages';

const [A, B, C] = [{ id: idOf('04l', 1) }, { id: idOf('04l', 2) }, { id: idOf('04l', 3) }];

let workflows = 0;
let stored: IDataObject;

beforeEach(() => {
  workflows += 1;
  stored = {};
  jest.useFakeTimers();
});
afterEach(() => {
  jest.useRealTimers();
});

/** A request, with the static data that n8n has stored when it comes. */
function request() {
  const data = structuredClone(stored);
  const response = Object.assign(new EventEmitter(), { statusCode: 200 });
  const context = {
    getWorkflow: () => ({ id: `received ${workflows}` }),
    getNode: () => ({ id: '1' }),
    getWorkflowStaticData: () => data,
    getResponseObject: () => response,
  } as unknown as IWebhookFunctions;
  const answers = (statusCode: number) => {
    response.statusCode = statusCode;
    response.emit('finish');
  };
  const saves = () => {
    stored = structuredClone(data);
  };
  return { received: new Received(context), answers, saves };
}

describe('A notification that is being stored for one request', () => {
  test('is taken once, though it stands in it twice', () => {
    expect(request().received.take([A, B, A])).toEqual([A, B]);
  });

  test.each([[[A]], [[B, A]], [[A, B, C]]])('cannot be taken by another one, alone or with others (%j)', (asked) => {
    request().received.take([A]);
    expect(request().received.take(asked)).toBeUndefined();
    expect(request().received.take([C])).toEqual([C]);
  });

  test('is known once it is acknowledged, also to a request that came before', () => {
    const [first, second] = [request(), request()];
    first.received.keep(first.received.take([A]) ?? []);
    first.answers(200);
    expect(second.received.take([A, B])).toEqual([B]);
  });

  test('stays known to n8n, though a request that came before it was stored stores another one', () => {
    const [first, second] = [request(), request()];
    first.received.keep(first.received.take([A]) ?? []);
    first.saves();
    second.received.keep(second.received.take([B]) ?? []);
    second.saves();
    expect(stored).toEqual({ received: [A, B].map(({ id }) => id.slice(0, 15)) });
  });

  test.each([500, 503])('is new again once it is answered with %d', (status) => {
    const first = request();
    first.received.take([A]);
    first.answers(status);
    expect(request().received.take([A])).toEqual([A]);
  });

  test('is not taken again for five minutes if the sender has gone away, and then only if it was not stored', () => {
    const first = request();
    first.received.take([A, B]);
    jest.advanceTimersByTime(299_000);
    expect(request().received.take([A])).toBeUndefined();
    first.received.keep([A]);
    first.saves();
    expect(request().received.take([A])).toEqual([]);
    jest.advanceTimersByTime(2_000);
    expect(request().received.take([A, B])).toEqual([B]);
  });
});
