import type { FastifyInstance } from 'fastify';

import { type AnalyticsSettings, analyticsSettingsSchema } from '../analytics';
import { type Bulk, type BulkSettings, bulkSettingsSchema } from '../bulk';
import type { ChoiceSettings } from '../choices';
import type { AppPolicies, ConnectedApp } from '../oauth/apps';
import type { OAuthContext } from '../oauth/context';
import type { DeleteLogSettings } from '../rest/replication';
import { addPart } from '../server';
import { ApiError, type Locks, type Org } from '../types';
import type { CometEndpoint, EventBus } from '../streaming';
import type { ApiUsage } from '../usage';
import { type Fault, type Faults, faultSchema } from './faults';
import { LIE_NAMES } from './lies';
import {
  changeOutboundMessages,
  type OutboundMessagesRequest,
  outboundMessagesSchema,
  reportOutboundMessages,
} from './outboundMessages';
import type { Stats } from './stats';
import { type StreamingRequest, type StreamingControl, streamingRequestSchema } from './streaming';
import { CONTROL, type Network } from './traffic';
import { transact, type TransactionRequest, transactionSchema } from './transactions';

/** What the control address can move. */
export interface Controls {
  readonly org: Org;
  readonly oauth: OAuthContext;
  readonly app: ConnectedApp;
  readonly bulk: Bulk;
  readonly usage: ApiUsage;
  readonly stats: Stats;
  readonly faults: Faults;
  readonly network: Network;
  readonly bus: EventBus;
  readonly comet: CometEndpoint;
  readonly streaming: StreamingControl;
  /** Puts parts of the org back to how they began. */
  readonly reset: ReadonlyMap<string, () => void>;
}

/** What `GET /__org` lists. */
const DIRECTORY = {
  'GET stats': 'Requests by kind and status, token exchanges, API calls, faults that occurred, peak concurrency',
  'GET faults': 'Remaining faults',
  'POST faults':
    'A list of {method?, path?, grant?, times?, skip?, slow?, expire?, status?, body?, headers?, done?, hang?, cut?, lie?}',
  'POST faults: lie': LIE_NAMES.join(', '),
  'DELETE faults': 'Remove the remaining faults',
  'POST locks':
    '{object, times, skip?}: the next saves of the object’s records, one by one, fail with UNABLE_TO_LOCK_ROW',
  'POST transactions':
    '{begin: [{object, id?, values?}]} writes in a transaction that stays open; {commit: id} or {rollback: id} ends it',
  'POST latency': '{ms}: added to every response',
  'POST clock': '{advance: ms}, {set: ISO time} or {reset: true}',
  'POST sessions': '{expire: true, username?} ends sessions; {revoke: true} also ends every approval',
  'POST apps': 'The app’s policies: {policies?, callbackUrls?, anyLoopbackCallback?}',
  'POST deleteLog':
    'Of the delete log: {purgedUntil?: ms, mostIds?, refusesPurged?}, which entries there are, and what is refused',
  'POST settings': 'The org’s settings: {passwordFlow}',
  'POST limits': '{max?, used?, concurrent?}: daily API calls, and parallel REST requests (null: any number)',
  'POST bulk':
    'For bulk jobs: {stateTime?, hardDelete?, pageSize?, uploadBytes?, failAfterRows?, failQuery?, rowFault?, …PerDay?} and what no source answers: {blankOtherCase?, failedIds?, refuseRepeatedKeys?, rewriteNumbers?}',
  'POST streaming':
    'Of the Streaming API: {pollTimeout?, sessionTimeout?, retention?, retained?, dailyEvents?, clients?, unauthorizedStatus?, nextReplayId?}, {selected?, channels?}, and what happens now: {refuse?, do?, forget?, repeat?, publish?}',
  'GET outboundMessages': 'The outbound messages, and what became of their notifications',
  'POST outboundMessages':
    '{define?: {name, object, endpointUrl, fields, sentOn?, includeSessionId?}, firstPause?, timeout?, perMessage?, repeat?, shortIds?, nullsWritten?}',
  'POST analytics':
    'Of reports and dashboards: {rowLimit?, hourlySyncRuns?, hourlyAsyncRuns?, pollsUntilDone?, failing?} and what no source answers: {countsAllRows?}',
  'GET choices': 'What the org chooses for itself, and the seed',
  'POST choices':
    '{seed?, shortPages?, rewriteHeaders?, noContent?, sharedEventIds?}: draws from the beginning of the seed again',
  'POST reset': 'Reset everything to the start, or only {parts: [...]}',
};

const whole = { type: 'integer', minimum: 0 };
const text = { type: 'string' };
const flag = { type: 'boolean' };

const object = (properties: Readonly<Record<string, unknown>>) => ({
  schema: { body: { type: 'object', additionalProperties: false, properties } },
});

const policySchema = {
  type: 'object',
  additionalProperties: false,
  properties: {
    requirePkce: flag,
    requireSecret: flag,
    requireSecretForRefresh: flag,
    rotation: flag,
    refreshDuration: whole,
    permittedUsers: { enum: ['all', 'approved'] },
    approvedUsers: { type: 'array', items: text },
    acceptMyDomainAudience: flag,
    refuseLoginAudience: flag,
    blocked: flag,
    installed: flag,
    runAs: { type: ['string', 'null'] },
    ipRestricted: flag,
  } satisfies Record<keyof AppPolicies, unknown>,
};

const choicesSchema = {
  seed: whole,
  shortPages: flag,
  rewriteHeaders: flag,
  noContent: flag,
  sharedEventIds: flag,
} satisfies Record<keyof ChoiceSettings, unknown>;

const refuse = (message: string) => new ApiError(400, { errorCode: 'INVALID_REQUEST', message });

function setTime({ org }: Controls, { advance = 0, set, reset }: { advance?: number; set?: string; reset?: boolean }) {
  if (reset === true) org.clock.reset();
  if (set !== undefined) {
    const time = Date.parse(set);
    if (Number.isNaN(time)) throw refuse('set: give a time such as 2026-03-01T12:00:00Z');
    org.clock.advance(time - org.clock.now().getTime());
  }
  org.clock.advance(advance);
  return { now: org.clock.now().toISOString() };
}

function endSessions({ oauth }: Controls, { username, revoke }: { username?: string; revoke?: boolean }) {
  const ended = oauth.sessions.endAll(username);
  if (revoke === true) oauth.approvals.revokeAll();
  return { ended };
}

function lockRows({ org }: Controls, { object = '', times = 1, skip = 0 }: { object?: string } & Partial<Locks>) {
  const { schema, locks } = org.store;
  const { name } = schema.object(object) ?? {};
  if (name === undefined) throw refuse(`object: there is no ${object}`);
  locks.set(name, { skip, times });
  return Object.fromEntries(locks);
}

type AppChange = Partial<Pick<ConnectedApp, 'anyLoopbackCallback' | 'callbackUrls'>> & {
  policies?: Partial<AppPolicies>;
};

function changeApp({ app }: Controls, { policies, ...rest }: AppChange) {
  Object.assign(app, rest);
  Object.assign(app.policies, policies);
  const { clientId, callbackUrls, anyLoopbackCallback, scopes } = app;
  return { clientId, callbackUrls, anyLoopbackCallback, scopes, policies: app.policies };
}

function resetParts({ reset }: Controls, parts: readonly string[] = [...reset.keys()]) {
  for (const part of parts) {
    if (!reset.has(part)) throw refuse(`parts: there is no ${part}; there are ${[...reset.keys()].join(', ')}`);
  }
  for (const part of parts) reset.get(part)?.();
  return { reset: parts };
}

/** The names that a process on this machine calls it by; a web page that a browser was led to comes under another. */
const LOCAL_HOSTS = new Set(['127.0.0.1', 'localhost']);

/** `/__org`: what tests, the demo and the curious move the org with. No token, this machine only. */
export function registerControl(app: FastifyInstance, controls: Controls): void {
  const { bulk, faults, network, oauth, stats, usage } = controls;
  const { choices } = controls.org;

  addPart(
    app,
    'control',
    async (scope) => {
      scope.addHook('onRequest', async (request) => {
        if (!LOCAL_HOSTS.has(request.hostname)) {
          throw new ApiError(403, { errorCode: 'INSUFFICIENT_ACCESS', message: 'Only from this machine' });
        }
      });

      // Nothing to say is said by an empty body too.
      scope.addHook('preValidation', async (request) => {
        request.body ??= {};
      });

      scope.get('/', async () => DIRECTORY);
      scope.get('/stats', async () => stats.report(usage.total));
      scope.get('/faults', async () => faults.list());
      scope.delete('/faults', async () => {
        faults.clear();
        return [];
      });
      scope.post<{ Body: Fault | Fault[] }>(
        '/faults',
        { schema: { body: { anyOf: [faultSchema, { type: 'array', items: faultSchema }] } } },
        async ({ body }) => {
          faults.add([body].flat());
          return faults.list();
        },
      );
      scope.post<{ Body: Parameters<typeof lockRows>[1] }>(
        '/locks',
        object({ object: text, times: whole, skip: whole }),
        async ({ body }) => lockRows(controls, body),
      );
      scope.post<{ Body: TransactionRequest }>(
        '/transactions',
        { schema: { body: transactionSchema } },
        async ({ body }) => transact(controls.org, body),
      );
      scope.post<{ Body: { ms?: number } }>('/latency', object({ ms: whole }), async ({ body: { ms = 0 } }) => {
        network.latency = ms;
        return { ms: network.latency };
      });
      scope.post<{ Body: Parameters<typeof setTime>[1] }>(
        '/clock',
        object({ advance: { type: 'number' }, set: text, reset: flag }),
        async ({ body }) => setTime(controls, body),
      );
      scope.post<{ Body: Parameters<typeof endSessions>[1] }>(
        '/sessions',
        object({ expire: flag, username: text, revoke: flag }),
        async ({ body }) => endSessions(controls, body),
      );
      scope.post<{ Body: AppChange }>(
        '/apps',
        object({ policies: policySchema, callbackUrls: { type: 'array', items: text }, anyLoopbackCallback: flag }),
        async ({ body }) => changeApp(controls, body),
      );
      scope.post<{ Body: { passwordFlow?: boolean } }>('/settings', object({ passwordFlow: flag }), async ({ body }) =>
        Object.assign(oauth.settings, body),
      );
      scope.post<{ Body: Partial<DeleteLogSettings> }>(
        '/deleteLog',
        object({ purgedUntil: whole, mostIds: whole, refusesPurged: flag }),
        async ({ body }) => Object.assign(controls.org.deleteLog, body),
      );
      scope.post<{ Body: { max?: number; used?: number; concurrent?: number | null } }>(
        '/limits',
        object({ max: whole, used: whole, concurrent: { type: ['integer', 'null'], minimum: 0 } }),
        async ({ body: { max, used, concurrent } }) => {
          if (max !== undefined) usage.max = max;
          if (used !== undefined) usage.assume(used);
          if (concurrent !== undefined) network.concurrent = concurrent;
          return { max: usage.max, used: usage.used, concurrent: network.concurrent };
        },
      );
      scope.post<{ Body: Partial<BulkSettings> }>('/bulk', { schema: { body: bulkSettingsSchema } }, async ({ body }) =>
        Object.assign(bulk.settings, body),
      );
      scope.post<{ Body: StreamingRequest }>(
        '/streaming',
        { schema: { body: streamingRequestSchema } },
        async ({ body }) => controls.streaming.change(body),
      );
      scope.get('/outboundMessages', async () => reportOutboundMessages(controls.org.outboundMessages));
      scope.post<{ Body: OutboundMessagesRequest }>(
        '/outboundMessages',
        { schema: { body: outboundMessagesSchema } },
        async ({ body }) =>
          changeOutboundMessages(controls.org.outboundMessages, controls.app.policies.runAs ?? '', body),
      );
      scope.post<{ Body: Partial<AnalyticsSettings> }>(
        '/analytics',
        { schema: { body: analyticsSettingsSchema } },
        async ({ body }) => Object.assign(controls.org.analytics.settings, body),
      );
      scope.get('/choices', async () => choices.settings);
      scope.post<{ Body: Partial<ChoiceSettings> }>('/choices', object(choicesSchema), async ({ body }) => {
        choices.set(body);
        return choices.settings;
      });
      scope.post<{ Body: { parts?: string[] } }>(
        '/reset',
        object({ parts: { type: 'array', items: text } }),
        async ({ body }) => resetParts(controls, body.parts),
      );
    },
    { prefix: CONTROL },
  );
}
