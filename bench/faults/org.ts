import { CredentialStore } from '../../engine/credentialStore';
import { startOrg, type RunningOrg } from '../../simulator';
import { EVERY_CHOICE } from '../../simulator/choices';
import { Control } from '../../simulator/control/client';
import { adminUserId } from '../../simulator/data';
import type { ObjectSchema, WriteOptions } from '../../simulator/types';
import type { Evidence, Held } from './agreement';
import type { FaultKind, Target } from './faults';
import { BEFORE, isThereBefore, KEY, wishesFor, type Operation, type Wish } from './wishes';

/** What begins anew with every trial; sessions stay. */
const PARTS = ['data', 'limits', 'bulk', 'stats', 'faults'];

/** A simulated org of this process, whose store is looked into past its API. */
export class TrialOrg {
  readonly credentials: CredentialStore;
  private readonly control: Control;
  private readonly contact: ObjectSchema;
  private readonly supportCase: ObjectSchema;
  private before = 0;

  private constructor(private readonly running: RunningOrg) {
    const { clientId, controlUrl, privateKey, url, username } = running;
    this.control = new Control(controlUrl);
    this.contact = this.object('Contact');
    this.supportCase = this.object('Case');
    const data = {
      environment: 'custom',
      myDomain: url,
      audience: 'https://login.salesforce.com',
      consumerKey: clientId,
      username,
      privateKey,
    };
    this.credentials = new CredentialStore({ org: { type: 'salesforceConnectorJwtApi', data } });
  }

  static async start(): Promise<TrialOrg> {
    return new TrialOrg(await startOrg({ size: 20, choices: EVERY_CHOICE }));
  }

  async close(): Promise<void> {
    await this.running.close();
  }

  /** A new org with the records that are to be there before, and what is wished for them and others. */
  async prepare(operation: Operation, count: number): Promise<Wish[]> {
    await this.control.post('reset', { parts: PARTS });
    const wishes = wishesFor(operation, count).map((wish, index) =>
      isThereBefore(operation, index) ? { ...wish, id: this.insert(operation, wish) } : wish,
    );
    this.before = this.running.org.store.count(this.contact);
    return wishes;
  }

  async plan({ happens, locks }: FaultKind, targets: readonly Target[], rows: number): Promise<void> {
    if (happens !== undefined) await this.control.faults(...targets.map((target) => ({ ...target, ...happens })));
    if (locks === true)
      await this.control.post('locks', { object: 'Contact', skip: Math.floor(rows / 2), times: lockedOf(rows) });
  }

  /** What was planned and has not happened. */
  async unmet(): Promise<string[]> {
    const faults = await this.control.faults();
    const locks = this.running.org.store.locks.get('Contact')?.times ?? 0;
    return [
      ...faults.map((fault) => `the fault did not occur: ${JSON.stringify(fault)}`),
      ...(locks === 0 ? [] : [`${locks} locks did not occur`]),
    ];
  }

  async requests(): Promise<number> {
    return (await this.control.stats()).requests;
  }

  evidence(): Evidence {
    const { store } = this.running.org;
    const held = new Map<string, Held[]>();
    for (const { Id, LastName, Title } of store.rows(this.contact, { includeDeleted: false })) {
      const key = String(Title);
      if (!key.startsWith(KEY)) continue;
      const record = { id: String(Id), lastName: String(LastName) };
      const others = held.get(key);
      if (others === undefined) held.set(key, [record]);
      else others.push(record);
    }
    return { held, grown: store.count(this.contact) - this.before };
  }

  /** Salesforce does not delete a contact that has cases. */
  private insert(operation: Operation, { key, bad }: Omit<Wish, 'id'>): string {
    const { store, clock } = this.running.org;
    const options: WriteOptions = { userId: adminUserId, now: clock.now(), allowDuplicates: true, autoAssign: false };
    const id = store.insert(this.contact, { LastName: BEFORE, Title: key, External_Id__c: key }, options);
    if (operation === 'delete' && bad) store.insert(this.supportCase, { ContactId: id }, options);
    return id;
  }

  private object(name: string): ObjectSchema {
    const schema = this.running.org.store.schema.object(name);
    if (schema === undefined) throw new Error(`The org has no ${name}.`);
    return schema;
  }
}

/** One in fifty. */
export const lockedOf = (rows: number): number => Math.ceil(rows / 50);
