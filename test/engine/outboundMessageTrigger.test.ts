import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { createEngine } from '../../engine';
import type { Engine } from '../../engine';
import type { OutboundMessagesReport } from '../../simulator/control/outboundMessages';
import { adminWrite } from '../../simulator/data';
import { idOf, message } from '../salesforce/outboundMessages/messages';
import { quickPauses } from '../support/quickPauses';
import { describeOnCurrent } from './triggerWorkflow';
import { APP, JWT, orgWithCredentials, PACKAGE, type CredentialId, type Signed } from './salesforce';
import { WEBHOOK_TRIGGER_TYPE, WebhookListener, type Death } from './webhooks';
import { until } from '../support/until';

const FIELDS = ['Id', 'LastName', 'AccountId', 'CreatedDate', 'DoNotCall', 'MailingAddress', 'Birthdate'];
const FORMER = 'https://former.example/endpoint';

quickPauses(5_000);

let engine: Engine;
let signed: Signed;
let listener: WebhookListener;

beforeAll(async () => {
  engine = await createEngine({ packageDir: PACKAGE });
}, 120_000);
afterAll(() => {
  engine.close();
});
beforeEach(async () => {
  signed = await orgWithCredentials();
  await listen();
});
afterEach(async () => {
  listener.close();
  await signed.org.close();
});

async function listen(parameters: INodeParameters = {}, credential: CredentialId = APP): Promise<void> {
  listener = new WebhookListener({ engine, signed, parameters, credential });
  await listener.open();
}

const define = async (endpointUrl = listener.address(), more: IDataObject = {}) => {
  const request = { define: { name: 'Contact Saved', object: 'Contact', endpointUrl, fields: FIELDS, ...more } };
  const { definitions } = await signed.control.post<OutboundMessagesReport>('outboundMessages', {
    ...request,
    firstPause: 0,
  });
  return definitions[0]?.id ?? '';
};
const endpoint = () => signed.org.org.outboundMessages.definitions.all[0]?.metadata.endpointUrl;
const report = () => signed.org.org.outboundMessages.report();

const create = (values: IDataObject) => {
  const { store, clock } = signed.org.org;
  const contact = store.schema.object('Contact');
  if (contact === undefined) throw new Error('no Contact');
  return store.insert(contact, values, adminWrite(clock));
};

const settled = () => until(() => report().queued === 0);

const post = async (body: Uint8Array<ArrayBuffer> | string, headers: Record<string, string> = {}, query = '') => {
  const response = await fetch(listener.address() + query, {
    method: 'POST',
    headers: { 'content-type': 'text/xml; charset=UTF-8', ...headers },
    body,
  });
  return { status: response.status, text: await response.text() };
};
const one = (organizationId = signed.org.org.id) => message([{ id: idOf('04l', 77) }], { organizationId });

describe.each([APP, JWT] as const)('Signed in by %s, the trigger', (credential) => {
  test.each([{}, { shortIds: true }])(
    'gives an item for each notification, typed as REST types it (%j)',
    async (how) => {
      listener.close();
      await listen({}, credential);
      await listener.activate();
      const actionId = await define(undefined, { includeSessionId: true });
      await signed.control.post('outboundMessages', how);
      const id = create({ LastName: 'A  B & C', MailingCity: 'Bern', DoNotCall: true, Birthdate: '1990-02-03' });
      await settled();
      expect(listener.executions).toEqual([
        [
          {
            actionId,
            notificationId: '04l8d0000000001AAA',
            object: 'Contact',
            Id: id,
            LastName: 'A  B & C',
            CreatedDate: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.000\+0000$/),
            DoNotCall: true,
            MailingAddress: { city: 'Bern' },
            Birthdate: '1990-02-03',
          },
        ],
      ]);
      expect(JSON.stringify([listener.executions, listener.stored])).not.toContain('SimulatedSession');
      expect(report()).toMatchObject({ acknowledged: 1, messages: 1 });
    },
  );
});

describe('A notification is neither lost nor doubled', () => {
  test('when many come, in several messages, and each message twice', async () => {
    await define();
    await signed.control.post('outboundMessages', { repeat: 3 });
    signed.org.org.store.transaction(() => {
      for (let n = 0; n < 250; n += 1) create({ LastName: `Many ${n}` });
    });
    await settled();
    expect(listener.notified).toHaveLength(250);
    expect(new Set(listener.notified).size).toBe(250);
    expect(report().messages).toBeGreaterThan(3);
  });

  test('when n8n cannot store executions for a while', async () => {
    await define();
    listener.storesExecutions = false;
    create({ LastName: 'X' });
    await until(() => listener.answers.length >= 2);
    expect(report().acknowledged).toBe(0);
    expect(listener.answers.every((status) => status === 500)).toBe(true);
    listener.storesExecutions = true;
    await settled();
    expect(listener.notified).toEqual(['04l8d0000000001AAA']);
  });

  test.each<[Death, string[]]>([
    ['beforeStoring', ['once']],
    // The execution is there, and nobody knows: it comes again.
    ['beforeSaving', ['once', 'again']],
    ['beforeAnswering', ['once']],
  ])('when n8n is killed %s it', async (death, expected) => {
    await define();
    listener.deaths.push(death);
    listener.storesExecutions = true;
    create({ LastName: 'X' });
    await until(() => listener.deaths.length === 0);
    listener.forget();
    await settled();
    expect(listener.notified).toHaveLength(expected.length);
    expect(new Set(listener.notified).size).toBe(1);
  });

  test('when it comes again after n8n has started anew, or after its static data is gone', async () => {
    await define();
    await signed.control.post('outboundMessages', { repeat: 1 });
    create({ LastName: 'X' });
    await until(() => listener.executions.length === 1);
    listener.forget();
    await settled();
    expect(listener.notified).toHaveLength(1);
    create({ LastName: 'After the restart' });
    await settled();
    listener.forget();
    const both = message([{ id: idOf('04l', 1) }, { id: idOf('04l', 2) }], { organizationId: signed.org.org.id });
    expect((await post(both)).status).toBe(200);
    expect(listener.notified).toHaveLength(2);
    await signed.control.post('outboundMessages', { repeat: 1 });
    create({ LastName: 'Y' });
    await until(() => listener.executions.length === 3);
    listener.stored = {};
    await settled();
    expect(listener.notified).toHaveLength(3);
  });

  test.each([2, 5])('when the same message comes %d times at once, while the first is being stored', async (times) => {
    // Asks what is to be known only once.
    await post(one());
    await signed.control.faults({ path: '/sobjects/Contact/describe', slow: 300 });
    const both = message([{ id: idOf('04l', 1) }, { id: idOf('04l', 2) }, { id: idOf('04l', 2) }], {
      organizationId: signed.org.org.id,
    });
    const statuses = await Promise.all(Array.from({ length: times }, async () => (await post(both)).status));
    expect(statuses.toSorted()).toEqual([200, ...Array.from({ length: times - 1 }, () => 503)]);
    expect(listener.notified.slice(1)).toEqual(['04l8d0000000001AAA', '04l8d0000000002AAA']);
    expect((await post(both)).status).toBe(200);
    expect(listener.notified).toHaveLength(3);
  });

  test('when n8n could not store the first of two', async () => {
    listener.storesExecutions = false;
    expect((await post(one())).status).toBe(500);
    listener.storesExecutions = true;
    expect((await post(one())).status).toBe(200);
    expect(listener.notified).toHaveLength(1);
  });

  test('and what is remembered of thousands stays small', async () => {
    for (let n = 0; n < 30; n += 1) {
      const notifications = Array.from({ length: 100 }, (_, i) => ({ id: idOf('04l', n * 100 + i) }));
      expect((await post(message(notifications, { organizationId: signed.org.org.id }))).status).toBe(200);
    }
    expect(listener.notified).toHaveLength(3_000);
    expect(listener.stored['node:Trigger']).toEqual({ received: expect.any(Array) });
    expect((listener.stored['node:Trigger'] as IDataObject)['received']).toHaveLength(2_000);
    expect(JSON.stringify(listener.stored).length).toBeLessThan(40_000);
    listener.stored = { 'node:Trigger': { received: 'not a list' } };
    const first = message([{ id: idOf('04l', 0) }], { organizationId: signed.org.org.id });
    expect((await post(first)).text).toContain('<Ack>true</Ack>');
    expect(listener.notified).toHaveLength(3_000);
  });

  test('and what it calls its fields takes the place of nothing else', async () => {
    const names = ['actionId', 'notificationId', 'object'];
    const fields = names.map((name) => `<sf:${name}>x</sf:${name}>`).join('');
    expect((await post(one().replace('</sObject>', `${fields}</sObject>`))).status).toBe(200);
    expect(listener.executions[0]?.[0]).toMatchObject({
      notificationId: expect.stringContaining(idOf('04l', 77)),
      object: 'Account',
    });
    expect(listener.executions[0]?.[0]?.['actionId']).not.toBe('x');
  });

  test('when its ID differs from another one at its beginning only', async () => {
    const both = message([{ id: idOf('04l', 1) }, { id: idOf('0fl', 1) }], { organizationId: signed.org.org.id });
    expect((await post(both)).status).toBe(200);
    expect(listener.notified).toHaveLength(2);
  });

  test('and a deleted record has no data', async () => {
    expect((await post(one().replace(/<sObject.*<\/sObject>/, ''))).status).toBe(200);
    expect(listener.executions).toEqual([
      [{ actionId: expect.any(String), notificationId: expect.any(String), object: null }],
    ]);
  });
});

test.each([
  'text/xml',
  'text/xml; charset=utf-8',
  'text/xml; charset="utf-8"',
  'Text/XML;Charset="UTF-8"',
  'text/xml ; charset = utf-8 ; action="x"',
  'application/soap+xml; action="x"; charset="Utf-8"',
])('A message is read with the content type %s', async (contentType) => {
  expect((await post(one(), { 'content-type': contentType })).status).toBe(200);
  expect(listener.notified).toHaveLength(1);
});

describe('Without an execution, the answer is', () => {
  test.each<[string, number, () => Promise<{ status: number }>]>([
    ['for what is no outbound message', 400, () => post('<a/>')],
    ['for half of one', 400, () => post(one().slice(0, -20))],
    ['for nothing', 400, () => post('')],
    ['for another content type', 400, () => post(one(), { 'content-type': 'application/json' })],
    ['for another charset', 400, () => post(one(), { 'content-type': 'text/xml; charset=iso-8859-1' })],
    ['for another charset in quotes', 400, () => post(one(), { 'content-type': 'text/xml; charset="utf-16"' })],
    ['for bytes that are not UTF-8', 400, () => post(new Uint8Array([0x3c, 0xff, 0x3e]))],
    ['for an entity', 400, () => post(one().replace('<SessionId', '<!DOCTYPE a [<!ENTITY b "c">]><SessionId'))],
    ['for a very long body', 400, () => post(' '.repeat(65 * 1024 * 1024))],
    ['for the message of another org', 403, () => post(one('00D000000000001EAA'))],
  ])('%s %d', async (_, status, send) => {
    expect(await send()).toMatchObject({ status });
    expect(listener.executions).toEqual([]);
    expect(listener.stored).toEqual({});
  });

  test('403 without the secret or with a wrong one', async () => {
    listener.parameters = { secret: 'Open sesame' };
    for (const query of [
      '',
      '?secret=',
      '?secret=open+sesame',
      '?secret=Open',
      '?secret=Open+sesame&secret=Open+sesame'.slice(0, 12),
    ]) {
      expect(await post(one(), {}, query)).toEqual({ status: 403, text: 'Forbidden' });
    }
    expect(listener.executions).toEqual([]);
    expect((await post(one(), {}, '?secret=Open%20sesame')).status).toBe(200);
  });

  test('503 while the org cannot be asked what is to be known, and it comes again', async () => {
    await define();
    await signed.control.faults({ path: '/services/data', times: 30, status: 503, body: [] });
    create({ LastName: 'X' });
    await until(() => listener.answers.length > 0);
    expect(listener.answers[0]).toBe(503);
    await signed.control.clearFaults();
    await settled();
    expect(listener.notified).toHaveLength(1);
  }, 60_000);
});

describe('The endpoint', () => {
  const byNode = (id: string, more: INodeParameters = {}) => {
    listener.parameters = {
      endpoint: 'byNode',
      outboundMessage: { __rl: true, mode: 'id', value: id.slice(0, 15) },
      ...more,
    } as INodeParameters;
  };

  test('is set when the workflow is published, and put back when it is not', async () => {
    byNode(await define(FORMER), { secret: 'a b&c' });
    await listener.activate();
    expect(endpoint()).toBe(`${listener.address()}?secret=a%20b%26c`);
    create({ LastName: 'X' });
    await settled();
    expect(listener.notified).toHaveLength(1);
    await listener.activate('update');
    expect(await listener.deactivate()).toBe(true);
    expect(endpoint()).toBe(FORMER);
    expect(listener.stored).not.toHaveProperty(['node:Trigger', 'endpoint']);
  });

  test('is put back to where it was before, although the address of the trigger has changed meanwhile', async () => {
    byNode(await define(FORMER));
    await listener.activate();
    listener.parameters = { ...listener.parameters, secret: 'new' };
    await listener.activate('update');
    expect(endpoint()).toBe(`${listener.address()}?secret=new`);
    await listener.deactivate();
    expect(endpoint()).toBe(FORMER);
  });

  test('is put back although a message came in before n8n had stored where it was', async () => {
    byNode(await define(FORMER));
    let before: IDataObject = {};
    await listener.activate('activate', async () => {
      expect((await post(one())).status).toBe(200);
      before = listener.stored;
    });
    expect(listener.notified).toHaveLength(1);
    // n8n may save it last.
    expect(before['node:Trigger']).toMatchObject({ endpoint: { former: FORMER } });
    listener.stored = before;
    await listener.deactivate();
    expect(endpoint()).toBe(FORMER);
  });

  test('stays as somebody has changed it since', async () => {
    byNode(await define(FORMER));
    await listener.activate();
    const [definition] = signed.org.org.outboundMessages.definitions.all;
    if (definition !== undefined) definition.metadata = { ...definition.metadata, endpointUrl: 'https://new.example/' };
    await listener.deactivate();
    expect(endpoint()).toBe('https://new.example/');
  });

  test('is not touched by a test, unless it may be', async () => {
    const id = await define(FORMER);
    byNode(id);
    await expect(listener.whileTesting(async () => undefined)).rejects.toThrow(
      'The outbound message is sent to https://former.example, and a test does not change that by itself.',
    );
    expect(endpoint()).toBe(FORMER);
    byNode(id, { options: { redirectWhileTesting: true } });
    await listener.whileTesting(async () => {
      expect(endpoint()).toBe(listener.address('webhook-test'));
      await Promise.resolve();
    });
    expect(endpoint()).toBe(FORMER);
  });

  test('goes back to the published workflow after a test', async () => {
    byNode(await define(FORMER), { options: { redirectWhileTesting: true } });
    await listener.activate();
    await listener.whileTesting(async () => {
      expect(endpoint()).toBe(listener.address('webhook-test'));
      await Promise.resolve();
    });
    expect(endpoint()).toBe(listener.address());
    await listener.deactivate();
    expect(endpoint()).toBe(FORMER);
  });

  describeOnCurrent('is put back to where it was before all, after', () => {
    const redirecting = async () => {
      byNode(await define(FORMER), { options: { redirectWhileTesting: true } });
    };
    const killed = new Error('n8n is killed');
    const testThatEndsWith = async (work: () => Promise<void>) => {
      await listener.whileTesting(work).catch((error: unknown) => {
        if (error !== killed) throw error;
      });
    };
    const dies = () => Promise.reject(killed);

    test('a test in which the workflow is published', async () => {
      await redirecting();
      await listener.whileTesting(() => listener.whilePublished(() => listener.activate()));
      expect(endpoint()).toBe(listener.address());
      await listener.deactivate();
      expect(endpoint()).toBe(FORMER);
    });

    test('a test in which the workflow is published and no longer published', async () => {
      await redirecting();
      await listener.whileTesting(() =>
        listener.whilePublished(async () => {
          await listener.activate();
          await listener.deactivate();
        }),
      );
      expect(endpoint()).toBe(FORMER);
    });

    test('a test in which the workflow is no longer published', async () => {
      await redirecting();
      await listener.activate();
      await listener.whileTesting(() =>
        listener.whilePublished(async () => {
          await listener.deactivate();
        }),
      );
      expect(endpoint()).toBe(FORMER);
    });

    test.each(['before', 'after'] as const)('a test of a published workflow, %s n8n was killed in it', async (when) => {
      await redirecting();
      await listener.activate();
      await testThatEndsWith(dies);
      expect(endpoint()).toBe(listener.address('webhook-test'));
      listener.forget();
      if (when === 'after') {
        await listener.activate('init');
        expect(endpoint()).toBe(listener.address());
      }
      await listener.deactivate();
      expect(endpoint()).toBe(FORMER);
    });

    test('a test that could not put it back, and another secret', async () => {
      await redirecting();
      await testThatEndsWith(dies);
      await listener.whileTesting(async () => {
        await listener.whilePublished(() => listener.activate());
      });
      listener.parameters = { ...listener.parameters, secret: 'new' };
      await listener.activate('update');
      await listener.deactivate();
      expect(endpoint()).toBe(FORMER);
    });
  });

  test('is never put back to an address of the trigger itself, and the log says that the former one is not known', async () => {
    byNode(await define(FORMER), { options: { redirectWhileTesting: true } });
    const killed = listener.whileTesting(() => Promise.reject(new Error('n8n is killed')));
    await expect(killed).rejects.toThrow('n8n is killed');
    listener.forget();
    await listener.activate();
    expect(endpoint()).toBe(listener.address());
    await listener.deactivate();
    expect(endpoint()).toBe(listener.address());
    expect(listener.logged).toEqual([
      'Trigger did not put the endpoint of its outbound message back. Enter it in Salesforce, in Setup > Outbound Messages. ' +
        'The former endpoint is not known any more.',
    ]);
  });

  test.each([
    ['the answer is lost after the work', { cut: 'after' }],
    ['a gateway gives up after the work', { status: 504, done: true }],
    ['a login page comes after the work', { lie: 'loginPage' }],
  ] as const)('is set although %s', async (_, fault) => {
    byNode(await define(FORMER));
    await signed.control.faults({ method: 'PATCH', path: '/tooling/', ...fault });
    await listener.activate();
    expect(endpoint()).toBe(listener.address());
  });

  test.each([
    ['Salesforce refuses', { status: 403, body: [{ errorCode: 'INSUFFICIENT_ACCESS', message: 'no' }] }],
    ['a login page comes without the work', { lie: 'loginPage', done: false }],
  ] as const)('fails the activation if %s, and stays', async (_, fault) => {
    byNode(await define(FORMER));
    await signed.control.faults({ method: 'PATCH', path: '/tooling/', ...fault });
    await expect(listener.activate()).rejects.toMatchObject({ failure: expect.anything() });
    expect(endpoint()).toBe(FORMER);
  });

  test.each([
    [
      'there is no such outbound message',
      idOf('04k', 99),
      /^The org has no outbound message with the ID 04k\w{12,15}\. Choose one from the list in Outbound Message\./,
    ],
    [
      'it is the ID of something else',
      idOf('003', 1),
      /^“003\w{12,15}” is not the ID of a record of WorkflowOutboundMessage, but of Contact\. Give the ID/,
    ],
  ])('fails the activation if %s, and names the field', async (_, id, message) => {
    byNode(id);
    await expect(listener.activate()).rejects.toMatchObject({
      message: expect.stringMatching(message),
      failure: { cause: 'configuration-invalid' },
    });
    await expect(listener.activate()).rejects.toMatchObject({ description: null });
  });

  describeOnCurrent('is not taken from another trigger', () => {
    let other: WebhookListener;

    const publishTwo = async (isSameHost: boolean) => {
      byNode(await define(FORMER));
      await listener.activate();
      other = listener;
      const { parameters } = listener;
      if (isSameHost) {
        listener = new WebhookListener({ engine, signed, parameters });
        listener.address = (kind) => other.address(kind).replace('id-of-the-webhook', 'id-of-another');
      } else {
        await listen(parameters);
      }
      await expect(listener.activate()).rejects.toMatchObject({
        message: expect.stringMatching(
          /^The outbound message is sent to another trigger already, on http:\/\/127\.0\.0\.1:\d+\. Unpublish the workflow/,
        ),
        failure: { cause: 'configuration-invalid' },
      });
      expect(endpoint()).toBe(other.address());
      expect(listener.stored).toEqual({});
    };
    afterEach(() => other.close());

    test.each([true, false])(
      'of which n8n it may be, and is free when that is unpublished (same n8n: %s)',
      async (is) => {
        await publishTwo(is);
        await other.deactivate();
        expect(endpoint()).toBe(FORMER);
        await listener.activate();
        expect(endpoint()).toBe(listener.address());
        await listener.deactivate();
        expect(endpoint()).toBe(FORMER);
      },
    );

    test('unless by a test that may, after which it has it again', async () => {
      await publishTwo(false);
      listener.parameters = { ...listener.parameters, options: { redirectWhileTesting: true } };
      await listener.whileTesting(async () => {
        expect(endpoint()).toBe(listener.address('webhook-test'));
        await Promise.resolve();
      });
      expect(endpoint()).toBe(other.address());
    });
  });

  test('does not stop the deactivation when it cannot be put back', async () => {
    byNode(await define(FORMER));
    await listener.activate();
    await signed.control.faults({ path: '/tooling/', times: 20, status: 403, body: [] });
    expect(await listener.deactivate()).toBe(false);
    await signed.control.clearFaults();
    expect(await listener.deactivate()).toBe(true);
    expect(endpoint()).toBe(FORMER);
  });

  test('does not matter for a moment to a workflow whose address is set by hand', async () => {
    await signed.control.faults({ path: '/query', times: 20, status: 503, body: [] });
    await listener.activate();
    await signed.control.clearFaults();
    listener.parameters = { endpoint: 'byNobody' };
    await expect(listener.activate()).rejects.toThrow('“byNobody” is not a valid Endpoint URL.');
  }, 60_000);

  test('is chosen from the outbound messages of the org', async () => {
    const id = await define(FORMER);
    await define(FORMER, { name: 'Account Saved', object: 'Account', fields: ['Id'] });
    const form = {
      type: WEBHOOK_TRIGGER_TYPE,
      parameters: { authentication: 'oAuth2' },
      credentials: { salesforceConnectorOAuth2Api: APP },
    };
    const search = (filter?: string) =>
      engine.form(signed.credentials).listSearch(form, 'searchOutboundMessages', filter);
    expect((await search()).results.map(({ name }) => name)).toEqual([
      'Account Saved (Account)',
      'Contact Saved (Contact)',
    ]);
    expect((await search('contact')).results).toEqual([{ name: 'Contact Saved (Contact)', value: id }]);
  });
});
