import { timingSafeEqual } from 'node:crypto';

import { OAuthError, invalidClient, invalidClientId } from './errors';

/** What an admin decides for an app: Setup → External Client App Manager → Policies and Settings. */
export interface AppPolicies {
  /** "Require Proof Key for Code Exchange (PKCE) extension". */
  requirePkce: boolean;
  /** "Require secret for Web Server Flow". */
  requireSecret: boolean;
  /** "Require secret for Refresh Token Flow". */
  requireSecretForRefresh: boolean;
  /** "Enable Refresh Token Rotation". */
  rotation: boolean;
  /** How long a refresh takes, in milliseconds; above 0, a second one of the same token meanwhile is refused. */
  refreshDuration: number;
  /** Whether users may approve the app themselves, or only those in `approvedUsers` may use it. */
  permittedUsers: 'all' | 'approved';
  /** Usernames that an admin approved beforehand: they may use JWT bearer without having signed in once. */
  approvedUsers: string[];
  /** Takes the org's own address as audience of a JWT, besides the login hosts. Salesforce's pages disagree on it. */
  acceptMyDomainAudience: boolean;
  /** Says of an app that it is not installed where the audience of its JWT is a login host: seen since Spring '26. */
  refuseLoginAudience: boolean;
  /** "Block" on the OAuth usage page. */
  blocked: boolean;
  /** False: users meet an app that their org has not installed. */
  installed: boolean;
  /** Username that client credentials run as; null when none is chosen. */
  runAs: string | null;
  /** Network refusals: the user's profile does not allow this address or hour. */
  ipRestricted: boolean;
}

/** An External Client App of the org. */
export interface ConnectedApp {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly name: string;
  callbackUrls: string[];
  /** Besides `callbackUrls`, any address on loopback: wherever a developer's n8n happens to listen. */
  anyLoopbackCallback: boolean;
  readonly scopes: readonly string[];
  /** Public key of its certificate, PEM (SPKI). */
  readonly publicKey: string;
  policies: AppPolicies;
}

export const DEFAULT_POLICIES: Readonly<AppPolicies> = {
  requirePkce: true,
  requireSecret: true,
  requireSecretForRefresh: true,
  rotation: false,
  refreshDuration: 0,
  permittedUsers: 'all',
  approvedUsers: [],
  acceptMyDomainAudience: false,
  refuseLoginAudience: false,
  blocked: false,
  installed: true,
  runAs: null,
  ipRestricted: false,
};

const LOOPBACK = new Set(['127.0.0.1', 'localhost', '[::1]']);

function isLoopback(address: string): boolean {
  if (!URL.canParse(address)) return false;
  const { protocol, hostname } = new URL(address);
  return protocol === 'http:' && LOOPBACK.has(hostname);
}

export function acceptsCallback(app: ConnectedApp, address: string): boolean {
  return app.callbackUrls.includes(address) || (app.anyLoopbackCallback && isLoopback(address));
}

/** Checks a secret, in constant time; a missing one is right only where the app does without. */
export function checkSecret(app: ConnectedApp, secret: string | undefined, required: boolean): void {
  if (secret === undefined && !required) return;
  const given = Buffer.from(secret ?? '');
  const expected = Buffer.from(app.clientSecret);
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) throw invalidClient();
}

/** Refuses what no user of the app may do at present. */
export function checkUsable({ policies }: ConnectedApp): void {
  if (!policies.installed) {
    throw new OAuthError('invalid_client', 'External client app is not installed in this org');
  }
  if (policies.blocked) throw new OAuthError('OAUTH_APP_BLOCKED', 'this app is blocked by admin');
}

/** The org's apps by consumer key. */
export class Apps {
  readonly #byClientId: ReadonlyMap<string, ConnectedApp>;

  constructor(apps: readonly ConnectedApp[]) {
    this.#byClientId = new Map(apps.map((app) => [app.clientId, app]));
  }

  /** Throws invalid_client_id for a key that is nobody's. */
  get(clientId: string | undefined): ConnectedApp {
    const app = this.#byClientId.get(clientId ?? '');
    if (app === undefined) throw invalidClientId();
    return app;
  }
}
