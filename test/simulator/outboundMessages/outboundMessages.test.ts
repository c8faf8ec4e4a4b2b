import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';

import { type RunningOrg, startOrg } from '../../../simulator';
import { Control } from '../../../simulator/control/client';
import { adminUserId, adminWrite } from '../../../simulator/data';
import type { OutboundMessagesReport, OutboundMessagesRequest } from '../../../simulator/control/outboundMessages';
import { until } from '../../support/until';

const HOUR = 3_600_000;

/** An endpoint of outbound messages that answers as it is told, and keeps what it was sent. */
class Endpoint {
  readonly bodies: string[] = [];
  answer: { status: number; body: string } = { status: 200, body: '<a:Ack>true</a:Ack>' };
  readonly #server: Server;

  constructor() {
    this.#server = createServer((request, response) => {
      void textOf(request).then((body) => {
        this.bodies.push(body);
        response.writeHead(this.answer.status, { 'content-type': 'text/xml' }).end(this.answer.body);
      });
    });
  }

  async open(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/`;
  }

  close(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}

const idsIn = (body: string): string[] => [...body.matchAll(/<Notification><Id>(\w+)<\/Id>/g)].map(([, id = '']) => id);

let org: RunningOrg;
let control: Control;
let endpoint: Endpoint;

beforeEach(async () => {
  org = await startOrg({ size: 10 });
  control = new Control(org.controlUrl);
  endpoint = new Endpoint();
  await change({
    define: {
      name: 'Contact Saved',
      object: 'Contact',
      endpointUrl: await endpoint.open(),
      fields: ['Id', 'LastName', 'AccountId', 'CreatedDate', 'MailingAddress'],
    },
  });
});
afterEach(async () => {
  endpoint.close();
  await org.close();
});

const change = (request: OutboundMessagesRequest) =>
  control.post<OutboundMessagesReport>('outboundMessages', { ...request });
const writing = () => adminWrite(org.org.clock);
const contact = () => {
  const object = org.org.store.schema.object('Contact');
  if (object === undefined) throw new Error('no Contact');
  return object;
};
const create = (values: object) => org.org.store.insert(contact(), { ...values }, writing());

const report = () => org.org.outboundMessages.report();
const settled = () => until(() => report().queued === 0);

describe('An outbound message', () => {
  test('is sent with the newest values of a record that was created or updated', async () => {
    const id = create({ LastName: 'A & <B>', MailingCity: 'Bern' });
    org.org.store.update(contact(), id, { LastName: 'C  D' }, writing());
    await settled();
    const [body = ''] = endpoint.bodies;
    expect(endpoint.bodies).toHaveLength(1);
    expect(idsIn(body)).toHaveLength(2);
    expect(body).toContain(`<sf:Id>${id}</sf:Id>`);
    expect(body).toContain('<sf:LastName>C  D</sf:LastName>');
    expect(body).toContain('<sf:MailingAddress><sf:city>Bern</sf:city></sf:MailingAddress>');
    expect(body).toMatch(/<sf:CreatedDate>\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.000Z<\/sf:CreatedDate>/);
    expect(body).not.toContain('AccountId');
    expect(body).toContain('<SessionId xsi:nil="true"/>');
  });

  test('has at most 100 notifications, and a record of a transaction one of them', async () => {
    org.org.store.transaction(() => {
      for (let n = 0; n < 150; n += 1) {
        const id = create({ LastName: `N${n}` });
        org.org.store.update(contact(), id, { Title: 'x' }, writing());
      }
    });
    await settled();
    expect(endpoint.bodies.map((body) => idsIn(body).length).toSorted((a, b) => a - b)).toEqual([50, 100]);
    expect(report()).toMatchObject({ acknowledged: 150, messages: 2 });
  });

  test('tells nothing of what a transaction has taken back', async () => {
    expect(() =>
      org.org.store.transaction(() => {
        create({ LastName: 'Never' });
        throw new Error('no');
      }),
    ).toThrow('no');
    const { id } = await control.post<{ id: string }>('transactions', {
      begin: [{ object: 'Contact', values: { LastName: 'Later' } }],
    });
    expect(report().queued).toBe(0);
    await control.post('transactions', { commit: id });
    await settled();
    expect(endpoint.bodies[0]).toContain('<sf:LastName>Later</sf:LastName>');
  });

  test('is sent again after pauses that double up to two hours, and dropped after 24 hours', async () => {
    endpoint.answer = { status: 500, body: '' };
    create({ LastName: 'X' });
    await until(() => endpoint.bodies.length === 1);
    await control.post('clock', { advance: 4_000 });
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(endpoint.bodies).toHaveLength(1);
    let pause = 5_000;
    for (let sent = 2; sent < 14; sent += 1) {
      await control.post('clock', { advance: pause });
      await until(() => endpoint.bodies.length === sent);
      pause = Math.min(2 * HOUR, pause * 2);
    }
    expect(pause).toBe(2 * HOUR);
    expect(new Set(endpoint.bodies.flatMap(idsIn)).size).toBe(1);
    await control.post('clock', { advance: 24 * HOUR });
    await settled();
    expect(report()).toMatchObject({ acknowledged: 0, dropped: 1 });
  });

  test.each([
    ['another status', 500, '<Ack>true</Ack>'],
    ['no acknowledgment', 200, '<Ack>false</Ack>'],
    ['a page', 200, '<html></html>'],
  ])('is sent again after %s, and has no data once the record is deleted', async (_, status, body) => {
    endpoint.answer = { status, body };
    const id = create({ LastName: 'X' });
    await until(() => endpoint.bodies.length === 1);
    org.org.store.remove(contact(), id, writing());
    endpoint.answer = { status: 200, body: '<Ack>true</Ack>' };
    await control.post('clock', { advance: 5_000 });
    await settled();
    expect(endpoint.bodies.map(idsIn)[1]).toEqual(endpoint.bodies.map(idsIn)[0]);
    expect(endpoint.bodies[1]).toContain('<sObject xsi:nil="true"/>');
  });

  test('can come twice although it was acknowledged, with IDs of 15 characters, and with nulls', async () => {
    await change({ repeat: 1, firstPause: 0, shortIds: true, nullsWritten: true });
    create({ LastName: 'X' });
    await settled();
    expect(endpoint.bodies).toHaveLength(2);
    expect(endpoint.bodies[0]).toEqual(endpoint.bodies[1]);
    expect(idsIn(endpoint.bodies[0] ?? '')[0]).toHaveLength(15);
    expect(endpoint.bodies[0]).toContain('<sf:AccountId xsi:nil="true"/>');
  });
});

describe('The Tooling API', () => {
  const tooling = async (path: string, init: RequestInit = {}) => {
    const session = org.sessions.open({
      grantId: null,
      userId: adminUserId,
      username: org.username,
      clientId: org.clientId,
      scopes: ['api'],
    });
    const response = await fetch(`${org.url}/services/data/v67.0/tooling/${path}`, {
      ...init,
      headers: { authorization: `Bearer ${session.token}`, 'content-type': 'application/json' },
    });
    const text = await response.text();
    return { status: response.status, body: (text === '' ? undefined : JSON.parse(text)) as Record<string, unknown> };
  };
  const [path, other] = ['sobjects/WorkflowOutboundMessage/', 'https://other.example/x'];
  const idOf = async () => (await change({})).definitions[0]?.id ?? '';

  test('lists outbound messages, and changes where one is sent', async () => {
    const soql = 'SELECT Id, Name, EntityDefinitionId FROM WorkflowOutboundMessage ORDER BY Name';
    const found = await tooling(`query?q=${encodeURIComponent(soql)}`);
    const id = await idOf();
    expect(found.body['records']).toMatchObject([{ Id: id, Name: 'Contact Saved', EntityDefinitionId: 'Contact' }]);
    const { body } = await tooling(path + id);
    const metadata = { ...(body['Metadata'] as object), endpointUrl: other };
    expect(await tooling(path + id, { method: 'PATCH', body: JSON.stringify({ Metadata: metadata }) })).toMatchObject({
      status: 204,
    });
    expect((await tooling(path + id)).body).toMatchObject({ Metadata: { endpointUrl: other, name: 'Contact Saved' } });
  });

  test.each([
    ['no metadata', {}],
    ['half of it', { Metadata: { endpointUrl: 'https://other.example/x' } }],
    ['no address', { endpointUrl: 'somewhere' }],
  ])('refuses %s', async (_, change) => {
    const id = await idOf();
    const { body } = await tooling(path + id);
    const sent = 'endpointUrl' in change ? { Metadata: { ...(body['Metadata'] as object), ...change } } : change;
    expect(await tooling(path + id, { method: 'PATCH', body: JSON.stringify(sent) })).toMatchObject({ status: 400 });
    expect((await tooling(path + id)).body['Metadata']).toEqual(body['Metadata']);
  });

  test('knows no other record', async () => {
    expect(await tooling(`${path}04k8d0000000099`)).toMatchObject({ status: 404 });
    expect(await tooling(`sobjects/ApexClass/${await idOf()}`)).toMatchObject({ status: 404 });
  });
});
