import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { createEngine } from '../../engine';
import type { Engine } from '../../engine';
import { adminUserId } from '../../simulator/data';
import { ListenerHost } from './listener';
import { IS_CURRENT } from './poller';
import { APP, JWT, orgWithCredentials, PACKAGE, type CredentialId, type Signed } from './salesforce';

const CHANNEL = '/event/Order_Event__e';

let engine: Engine;
let signed: Signed;
let hosts: ListenerHost[];
let workflows = 0;

beforeAll(async () => {
  engine = await createEngine({ packageDir: PACKAGE });
}, 120_000);
afterAll(() => engine.close());
beforeEach(async () => {
  hosts = [];
  signed = await orgWithCredentials(undefined, { streaming: { pollTimeout: 1_000 } });
});
afterEach(async () => {
  for (const host of hosts) await host.close();
  await signed.org.close();
});

/** About what the oldest n8n does not have. */
const onCurrent = IS_CURRENT ? test : test.skip;

function hostOf(parameters: IDataObject = {}, credential: CredentialId = APP): ListenerHost {
  const host = new ListenerHost({
    engine,
    signed,
    parameters: { channels: [CHANNEL], ...parameters } as INodeParameters,
    credential,
    workflowId: `w${(workflows += 1)}`,
  });
  hosts.push(host);
  return host;
}

function publish(...numbers: string[]): void {
  const { store, clock } = signed.org.org;
  const schema = store.schema.object('Order_Event__e');
  if (schema === undefined) throw new Error('no Order_Event__e');
  for (const Order_Number__c of numbers) {
    store.insert(
      schema,
      { Order_Number__c },
      { userId: adminUserId, now: clock.now(), allowDuplicates: true, autoAssign: false },
    );
  }
}

/** The numbers of the events of executions. */
const numbersIn = ({ executions }: ListenerHost) =>
  executions.map(({ items }) => items.map((item) => item['Order_Number__c']).join());

describe.each([APP, JWT] as const)('Signed in by %s, the trigger', (credential) => {
  test('starts one execution with each event', async () => {
    const host = hostOf({}, credential);
    publish('Before');
    await host.activate();
    publish('A-1', 'A-2');
    await host.first(2);
    expect(numbersIn(host)).toEqual(['A-1', 'A-2']);
    expect(host.executions[0]?.items[0]).toMatchObject({
      channel: CHANNEL,
      replayId: expect.any(Number),
      eventUuid: expect.any(String),
      Amount__c: null,
    });
  });

  test('goes on when its session has ended', async () => {
    const host = hostOf({}, credential);
    await host.activate();
    publish('A-1');
    await host.first(1);
    await signed.control.post('sessions', { expire: true });
    publish('A-2');
    await host.first(2);
    expect(numbersIn(host)).toEqual(['A-1', 'A-2']);
  });
});
