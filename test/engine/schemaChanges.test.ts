import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { createEngine } from '../../engine';
import type { Engine } from '../../engine';
import { adminWrite } from '../../simulator/data';
import { idOf, message } from '../salesforce/outboundMessages/messages';
import { quickPauses } from '../support/quickPauses';
import { ListenerHost } from './listener';
import { Poller } from './poller';
import { APP, orgWithCredentials, PACKAGE, type Signed } from './salesforce';
import { WebhookListener } from './webhooks';

const MINUTE = 60_000;

quickPauses(5_000);

let engine: Engine;
let signed: Signed;
let workflows = 0;
/** Makes the field of contacts that comes and goes visible again. */
let show: () => void;

beforeAll(async () => {
  engine = await createEngine({ packageDir: PACKAGE });
}, 120_000);
afterAll(() => engine.close());
afterEach(async () => await signed.org.close());
beforeEach(async () => {
  signed = await orgWithCredentials(undefined, { streaming: { pollTimeout: 1_000 } });
  show = () => undefined;
  later(10 * MINUTE);
});

const clockOfMachine = Date.now.bind(Date);
let passed = 0;
const later = (milliseconds: number): void => {
  passed += milliseconds;
  jest.spyOn(Date, 'now').mockImplementation(() => clockOfMachine() + passed);
};

/** An administrator deletes Fax, or hides it from the user. */
function hide(): void {
  const { schema } = signed.org.org.store;
  const contact = schema.object('Contact');
  if (contact === undefined) throw new Error('no Contact');
  const changed = (fields: typeof contact.fields, field: typeof schema.field): void => {
    later(MINUTE);
    Object.assign(contact, { fields });
    Object.assign(schema, { field, lastModified: new Date(Date.now()) });
    later(MINUTE);
  };
  const { fields } = contact;
  const field = schema.field.bind(schema);
  // It has been looked up before.
  field(contact, 'Fax');
  changed(
    fields.filter(({ name }) => name !== 'Fax'),
    (object, name) => (name.toLowerCase() === 'fax' ? undefined : field(object, name)),
  );
  show = () => changed(fields, field);
}

function create(values: IDataObject): string {
  const { store, clock } = signed.org.org;
  const contact = store.schema.object('Contact');
  if (contact === undefined) throw new Error('no Contact');
  return store.insert(contact, values, adminWrite(clock));
}

const callsOf = async (kind: string): Promise<number> => (await signed.control.stats()).byKind[`GET ${kind}`] ?? 0;

const named = (value: string) => ({ __rl: true, mode: 'name', value });

const pollerOf = (parameters: IDataObject = {}) =>
  new Poller({
    engine,
    signed,
    parameters: { triggerOn: 'createdOrUpdated', object: named('Contact'), ...parameters } as INodeParameters,
    workflowId: `s${(workflows += 1)}`,
  });

describe('A field that is new in Salesforce', () => {
  const condition = { field: named('Fax'), operator: 'equals', valueFrom: 'value', value: '1' };

  test.each<[string, IDataObject]>([
    ['watched', { onlyWhenFieldsChange: ['Fax'], triggerOn: 'updated' }],
    ['in a condition', { conditions: { condition: [condition] } }],
  ])('can be %s at once', async (_, parameters) => {
    hide();
    await pollerOf({ fieldsToReturn: ['LastName'] }).activate();
    show();
    expect(await pollerOf({ fieldsToReturn: ['LastName'], ...parameters }).activate()).toBeNull();
  });

  test('comes with the next records of a trigger that returns all fields', async () => {
    hide();
    const poller = pollerOf();
    await poller.activate();
    show();
    create({ LastName: 'New', Fax: '1' });
    later(MINUTE);
    expect(await poller.poll()).toMatchObject([{ LastName: 'New', Fax: '1' }]);
  });

  test('has its type in an outbound message, and one that is not known costs a request every five minutes', async () => {
    const listener = new WebhookListener({ engine, signed, credential: APP });
    await listener.open();
    let sent = 0;
    const post = async (fields: Record<string, string>): Promise<IDataObject | undefined> => {
      sent += 1;
      const notification = { id: idOf('04l', sent), object: 'Contact', fields: { Id: idOf('003', sent), ...fields } };
      await fetch(listener.address(), {
        method: 'POST',
        headers: { 'content-type': 'text/xml; charset=UTF-8' },
        body: message([notification], { organizationId: signed.org.org.id }),
      });
      return listener.executions.at(-1)?.[0];
    };
    const contact = signed.org.org.store.schema.object('Contact');
    const fields = contact?.fields ?? [];
    Object.assign(contact ?? {}, { fields: fields.filter(({ name }) => name !== 'DoNotCall') });
    for (const LastName of ['Before', 'Before, too']) await post({ LastName });
    later(10_000);
    Object.assign(contact ?? {}, { fields });
    Object.assign(signed.org.org.store.schema, { lastModified: new Date(Date.now()) });
    later(10_000);
    expect(await post({ DoNotCall: 'true' })).toMatchObject({ DoNotCall: true });
    const asked = await callsOf('sobjects/describe');
    for (const Other__c of ['1', '2', '3']) expect(await post({ Other__c })).toMatchObject({ Other__c });
    expect(await callsOf('sobjects/describe')).toBe(asked);
    later(5 * MINUTE);
    for (const Other__c of ['4', '5']) await post({ Other__c });
    expect(await callsOf('sobjects/describe')).toBe(asked + 1);
    listener.close();
  });

  test('comes with the records that the event trigger loads', async () => {
    hide();
    const host = new ListenerHost({
      engine,
      signed,
      credential: APP,
      workflowId: `s${(workflows += 1)}`,
      parameters: { channels: ['/data/ContactChangeEvent'], loadRecords: true },
    });
    await host.activate();
    create({ LastName: 'First' });
    await host.first(1);
    show();
    later(5 * MINUTE);
    create({ LastName: 'Second', Fax: '1' });
    await host.first(2);
    expect(host.executions[1]?.items).toMatchObject([{ records: [{ LastName: 'Second', Fax: '1' }] }]);
    await host.close();
  });
});

describe('A field that is gone', () => {
  test('keeps a trigger that returns all fields from nothing', async () => {
    const poller = pollerOf();
    await poller.activate();
    hide();
    create({ LastName: 'New' });
    later(MINUTE);
    const given = await poller.poll();
    expect(given).toMatchObject([{ LastName: 'New' }]);
    expect(given?.[0]).not.toHaveProperty('Fax');
  });

  test('fails a trigger that was told to return it, as often as it polls, with one query each', async () => {
    const poller = pollerOf({ fieldsToReturn: ['Fax'] });
    await poller.activate();
    hide();
    const asked = await callsOf('query');
    await expect(poller.poll()).rejects.toThrow('Fax');
    expect(await callsOf('query')).toBe(asked + 1);
  });
});
