import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

import { CredentialStore } from '../../engine/credentialStore';
import { startOrg, type RunningOrg } from '../../simulator';
import { EVERY_CHOICE } from '../../simulator/choices';
import { Control } from '../../simulator/control/client';
import { adminUserId, adminWrite } from '../../simulator/data';
import type { Post } from '../../simulator/feed/feeds';
import type { ObjectSchema, Row } from '../../simulator/types';
import type { Evidence, Held } from './agreement';
import type { FaultKind, Target } from './faults';
import { CONTACTS, type Subject } from './subjects';
import { isThereBefore, KEY, wishesFor, type Operation, type Wish } from './wishes';

/** What begins anew with every trial; sessions stay. */
const PARTS = ['data', 'limits', 'bulk', 'analytics', 'feeds', 'stats', 'faults'];

/** What was said in a feed, as a record of it. */
function entryRow({ id, segments }: Pick<Post, 'id' | 'segments'>): Row {
  return { Id: id, Body: segments.map((segment) => (segment.type === 'Text' ? segment.text : '')).join('') };
}

/** A simulated org of this process, whose store is looked into past its API. */
export class TrialOrg {
  readonly credentials: CredentialStore;
  private readonly control: Control;
  private subject = CONTACTS;
  private events: Row[] = [];
  private before = 0;
  private readonly stranger = new Stranger();

  private constructor(private readonly running: RunningOrg) {
    const { clientId, controlUrl, privateKey, url, username } = running;
    this.control = new Control(controlUrl);
    running.org.store.watch({
      committed: () => undefined,
      published: ({ id, row }) => {
        this.events.push({ ...row, Id: id });
      },
    });
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
    const running = await startOrg({ size: 20, choices: EVERY_CHOICE });
    // Nobody listens to its events.
    running.streaming.change({ selected: [] });
    const org = new TrialOrg(running);
    await org.stranger.listen();
    return org;
  }

  async close(): Promise<void> {
    await this.running.close();
    await this.stranger.close();
  }

  /** A new org with the records that are to be there before, and what is wished for them and others. */
  async prepare(subject: Subject, operation: Operation, count: number): Promise<Wish[]> {
    this.subject = subject;
    this.events = [];
    await this.control.post('reset', { parts: PARTS });
    // Several pages of results, and several lists of pages.
    await this.control.post('bulk', { pageSize: 500 });
    const hasBad = subject.refusals[operation] !== undefined;
    return wishesFor(operation, count, hasBad).map((wish, index) =>
      isThereBefore(operation, index) ? { ...wish, id: subject.insert(this, operation, wish) } : wish,
    );
  }

  /** From now on it is the node that changes something. */
  async plan({ happens, locks }: FaultKind, targets: readonly Target[], rows: number): Promise<void> {
    this.before = this.rows().length;
    const headers = happens?.lie?.startsWith('redirect') === true ? { headers: { location: this.stranger.url } } : {};
    if (happens !== undefined) {
      await this.control.faults(...targets.map((target) => ({ ...target, ...happens, ...headers })));
    }
    if (locks === true)
      await this.control.post('locks', {
        object: this.subject.object,
        skip: Math.floor(rows / 2),
        times: lockedOf(rows),
      });
  }

  /** What was planned and has not happened. After an answer that is a lie, fewer requests may come. */
  async unmet({ happens }: FaultKind): Promise<string[]> {
    if (happens?.lie !== undefined) {
      return (await this.control.stats()).faults === 0 ? [`the lie was not told: ${happens.lie}`] : [];
    }
    const faults = await this.control.faults();
    const locks = this.running.org.store.locks.get(this.subject.object)?.times ?? 0;
    return [
      ...faults.map((fault) => `the fault did not occur: ${JSON.stringify(fault)}`),
      ...(locks === 0 ? [] : [`${locks} locks did not occur`]),
    ];
  }

  /** What was sent to the host that redirects lead to. */
  strayed(): string[] {
    return this.stranger.heard.splice(0).map((request) => `was sent to another host: ${request}`);
  }

  /** A load job that has ended, of which every second row failed; and what is still wished for after it. */
  async loadHalf(csv: string, wishes: readonly Wish[]): Promise<{ id: string; left: readonly Wish[] }> {
    const id = await this.runHalf('insert', csv);
    const { held } = this.evidence();
    return { id, left: wishes.filter(({ key }) => !held.has(key)) };
  }

  /** A load job that has ended, of which every second row failed. */
  async runHalf(operation: 'insert' | 'update', csv: string): Promise<string> {
    const rowFault = { every: 2, errorCode: 'UNABLE_TO_LOCK_ROW', message: 'unable to obtain exclusive access' };
    await this.control.post('bulk', { rowFault });
    const id = await this.runJob('ingest', { object: 'Contact', operation, contentType: 'CSV' }, csv);
    await this.control.post('bulk', { rowFault: null });
    return id;
  }

  /** A query job that has ended. */
  async runQuery(query: string): Promise<string> {
    return await this.runJob('query', { operation: 'query', query });
  }

  private async runJob(kind: 'ingest' | 'query', settings: object, csv?: string): Promise<string> {
    const { id } = await this.call('POST', kind, settings);
    if (csv !== undefined) {
      await this.call('PUT', `${kind}/${id}/batches`, csv);
      await this.call('PATCH', `${kind}/${id}`, { state: 'UploadComplete' });
    }
    while ((await this.call('GET', `${kind}/${id}`)).state !== 'JobComplete');
    await this.control.post('reset', { parts: ['stats'] });
    return id;
  }

  /** A request of nobody's on trial. */
  private async call(method: string, path: string, body?: object | string): Promise<{ id: string; state: string }> {
    const { clientId, sessions, url, username } = this.running;
    const { token } = sessions.open({ userId: adminUserId, username, clientId, scopes: ['api'], grantId: null });
    const isText = typeof body === 'string';
    const response = await fetch(`${url}/services/data/v67.0/jobs/${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': isText ? 'text/csv' : 'application/json' },
      ...(body === undefined ? {} : { body: isText ? body : JSON.stringify(body) }),
    });
    if (!response.ok) throw new Error(`${method} ${path}: ${await response.text()}`);
    return JSON.parse((await response.text()) || '{}') as { id: string; state: string };
  }

  async requests(): Promise<number> {
    return (await this.control.stats()).requests;
  }

  evidence(): Evidence {
    const held = new Map<string, Held[]>();
    const rows = this.rows();
    for (const row of rows) {
      const { key, ...record } = this.subject.held(row, this);
      if (!key.startsWith(KEY)) continue;
      const others = held.get(key);
      if (others === undefined) held.set(key, [record]);
      else others.push(record);
    }
    return { held, grown: rows.length - this.before };
  }

  /** Adds a record past the API. @returns its ID */
  insert(object: string, values: Row): string {
    const { store, clock } = this.running.org;
    return store.insert(this.object(object), values, adminWrite(clock));
  }

  /** Puts a record into the Recycle Bin past the API. */
  remove(object: string, id: string): void {
    const { store, clock } = this.running.org;
    store.remove(this.object(object), id, adminWrite(clock));
  }

  /** Takes a record out of the Recycle Bin for good. */
  purge(object: string, id: string): void {
    const { store, clock } = this.running.org;
    store.purge(this.object(object), id, adminWrite(clock));
  }

  /** Adds a post that nobody wished for. @returns its ID */
  post(subjectId: string): string {
    const { feeds, clock } = this.running.org;
    const segments = [{ type: 'Text', text: 'Before' }] as const;
    const created = clock.now();
    return feeds.post({
      subjectId,
      segments,
      userId: adminUserId,
      created,
      fileIds: [],
      visibility: 'AllUsers',
      siteId: undefined,
    }).id;
  }

  /** Adds a record that the platform alone adds. @returns its ID */
  issue(object: string, values: Row): string {
    const { store, clock } = this.running.org;
    return store.issue(this.object(object), values, adminWrite(clock));
  }

  /** A record, or nothing where there is no such record. */
  row(object: string, id: unknown): Row {
    return this.running.org.store.byId(this.object(object), String(id)) ?? {};
  }

  /** Live records, of what is written unless another object is named, or events: no table has them. */
  rows(name = this.subject.object): readonly Row[] {
    const { posts } = this.running.org.feeds;
    if (name === 'FeedItem') return posts.map(entryRow);
    if (name === 'FeedComment') return posts.flatMap(({ comments }) => comments).map(entryRow);
    const object = this.object(name);
    if (object.isEvent === true) return this.events;
    return [...this.running.org.store.rows(object, { includeDeleted: false })];
  }

  private object(name: string): ObjectSchema {
    const schema = this.running.org.store.schema.object(name);
    if (schema === undefined) throw new Error(`The org has no ${name}.`);
    return schema;
  }
}

/** A host that is not the org's. Whatever comes here should not have. */
class Stranger {
  readonly heard: string[] = [];
  private readonly server: Server = createServer((request, response) => {
    const { authorization = 'no token' } = request.headers;
    this.heard.push(`${request.method} with ${authorization.slice(0, 10)}`);
    response.setHeader('content-type', 'application/json').end('{}');
  });

  /** Under another name than the org's. */
  get url(): string {
    return `http://localhost:${(this.server.address() as AddressInfo).port}/services/data/v67.0/`;
  }

  async listen(): Promise<void> {
    await new Promise<void>((resolve) => this.server.listen(0, resolve));
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}

/** One in fifty. */
export const lockedOf = (rows: number): number => Math.ceil(rows / 50);
