import { Actions } from './actions';
import { Feeds } from './feed';
import { Analytics } from './analytics';
import { ApprovalProcesses } from './approvals';
import { Bulk } from './bulk/bulk';
import { type ChoiceSettings, Choices } from './choices';
import { createClock } from './clock';
import type { Controls } from './control';
import { Faults } from './control/faults';
import { createReset } from './control/reset';
import { Stats } from './control/stats';
import { StreamingControl } from './control/streaming';
import { createStore, organizationId } from './data';
import { Blobs } from './data/blobs';
import { Approvals } from './oauth/approvals';
import { type AppPolicies, Apps, type ConnectedApp, DEFAULT_POLICIES } from './oauth/apps';
import { Codes } from './oauth/codes';
import type { OAuthContext } from './oauth/context';
import { IdentityKey } from './oauth/idToken';
import type { Certificate } from './certificate';
import { type AppKey, appKey } from './oauth/keys';
import { Sessions } from './oauth/sessions';
import { Users } from './oauth/users';
import { createSchema } from './schema';
import { loadSchemaFile } from './schema/file';
import { OutboundMessageDefinitions, OutboundMessages } from './outboundMessages';
import { CometEndpoint, type StreamingSettings, createEventBus } from './streaming';
import { ToolingDatabase } from './tooling/database';
import { DELETE_LOG } from './rest/replication';
import type { Org, Store } from './types';
import { ApiUsage } from './usage';

export interface OrgOptions {
  /** 0, the default, takes any free port. */
  port?: number;
  /** Speaks TLS with this certificate, and plain HTTP when left out. */
  tls?: Certificate;
  /** Number of contacts; the rest of the data is in proportion. */
  size?: number;
  /** Objects of one's own, read from this file; `fillerObjects` then says nothing. */
  schemaFile?: string;
  /** Data of one's own, with its schema; `size`, `schemaFile` and `fillerObjects` then say nothing. */
  store?: Store;
  /** Custom objects without data, to make lists long. */
  fillerObjects?: number;
  /** Fields of the first of these, besides the system fields; two when left out. */
  fillerFields?: number;
  /** Milliseconds added to every answer. */
  latency?: number;
  /** How long a session lasts unused, in milliseconds; two hours when left out. */
  sessionTimeout?: number;
  /** API calls in 24 hours. */
  dailyCalls?: number;
  /** Where the org's clock starts, and the day that seeded dates lie around; the clock starts now when left out. */
  now?: Date;
  /** Username of the administrator, who is the one to sign in as. */
  username?: string;
  password?: string;
  clientId?: string;
  clientSecret?: string;
  /** Of the app, besides any address on loopback. */
  callbackUrls?: string[];
  policies?: Partial<AppPolicies>;
  /** Timeouts and allowances of the Streaming API; the guide's when left out. */
  streaming?: Partial<StreamingSettings>;
  /** What the org chooses for itself; a seed of any kind, and nothing to a client's harm, when left out. */
  choices?: Partial<ChoiceSettings>;
}

const SESSION_TIMEOUT = 2 * 3_600_000;

/** What an Enterprise Edition has without a license. */
const DAILY_CALLS = 100_000;

const SCOPES = ['api', 'refresh_token', 'offline_access', 'openid', 'id', 'profile', 'email', 'web', 'full'];

function createApp(options: OrgOptions, username: string, publicKey: string): ConnectedApp {
  return {
    clientId: options.clientId ?? '3MVG9simulatedConsumerKey.n8nConnector_ForDevelopmentAndTestsOnly',
    clientSecret: options.clientSecret ?? 'SimulatedConsumerSecret0123456789',
    name: 'n8n',
    callbackUrls: [...(options.callbackUrls ?? [])],
    anyLoopbackCallback: true,
    scopes: SCOPES,
    publicKey,
    policies: { ...DEFAULT_POLICIES, approvedUsers: [username], runAs: username, ...options.policies },
  };
}

function createData(
  { size, schemaFile, fillerObjects = 0, fillerFields = 2, now }: OrgOptions,
  adminUsername: string,
): Store {
  const schema =
    schemaFile === undefined
      ? createSchema(undefined, { fillers: fillerObjects, fillerFields })
      : loadSchemaFile(schemaFile);
  return createStore(schema, {
    adminUsername,
    ...(size === undefined ? {} : { size }),
    ...(now === undefined ? {} : { today: now }),
  });
}

/** The org's reports, with what they draw on. */
function createAnalytics(clock: Org['clock'], allowances: Org['allowances']): Analytics {
  const analytics = new Analytics(clock);
  const { asyncRuns, settings, syncRuns } = analytics;
  allowances.set('HourlySyncReportRuns', () => ({ used: syncRuns.used, max: settings.hourlySyncRuns }));
  allowances.set('HourlyAsyncReportRuns', () => ({ used: asyncRuns.used, max: settings.hourlyAsyncRuns }));
  return analytics;
}

/** The parts of an org, before it has an address. */
export interface OrgParts extends Controls {
  readonly username: string;
  readonly password: string;
  readonly key: AppKey;
  /** Tells the org where it answers: both its names have this port. */
  locate(port: number): void;
}

/** Puts together an org of these options. */
export function createOrg(options: OrgOptions): OrgParts {
  const { username = 'admin@simulated.example', password = 'simulated-password-1' } = options;
  const clock = createClock(options.now);
  const store = options.store ?? createData(options, username);
  const usage = new ApiUsage(clock, options.dailyCalls ?? DAILY_CALLS);
  const stats = new Stats();
  const sessions = new Sessions(clock, organizationId, options.sessionTimeout ?? SESSION_TIMEOUT);
  const key = appKey();
  const app = createApp(options, username, key.publicKey);
  const hosts = { myDomain: '', login: '' };
  const allowances: Org['allowances'] = new Map();
  const bus = createEventBus({ store, clock, allowances }, options.streaming ?? {});
  const definitions = new OutboundMessageDefinitions();
  const parts = {
    id: organizationId,
    store,
    blobs: new Blobs(),
    tooling: new ToolingDatabase(bus.channels, definitions),
    clock,
    choices: new Choices(options.choices),
    url: '',
    usage,
    allowances,
    analytics: createAnalytics(clock, allowances),
    deleteLog: { ...DELETE_LOG },
    locators: new Map<string, unknown>(),
    actions: new Actions(),
    approvals: new ApprovalProcesses(),
    feeds: new Feeds(),
  };
  const org: Org & { url: string } = Object.assign(parts, {
    outboundMessages: new OutboundMessages(parts, definitions),
  });
  const oauth: OAuthContext = {
    orgId: organizationId,
    clock,
    hosts,
    apps: new Apps([app]),
    users: new Users(store, password),
    sessions,
    approvals: new Approvals(sessions),
    codes: new Codes(clock),
    identityKey: new IdentityKey(),
    settings: { passwordFlow: false },
    onExchange: (grantType, error) => {
      stats.exchanged(grantType, error);
    },
  };
  const network = { latency: options.latency ?? 0, concurrent: null };
  const comet = new CometEndpoint(bus.streaming, sessions);
  allowances.set('DurableStreamingApiConcurrentClients', () => ({
    used: comet.subscribers,
    max: bus.streaming.settings.clients,
  }));
  const controls = {
    org,
    oauth,
    app,
    bulk: new Bulk(org),
    usage,
    stats,
    faults: new Faults(),
    network,
    bus,
    comet,
    streaming: new StreamingControl(bus, comet),
  };

  return {
    ...controls,
    reset: createReset(controls),
    username,
    password,
    key,
    locate: (port) => {
      const protocol = options.tls === undefined ? 'http' : 'https';
      org.url = hosts.myDomain = `${protocol}://127.0.0.1:${port}`;
      hosts.login = `${protocol}://localhost:${port}`;
    },
  };
}
