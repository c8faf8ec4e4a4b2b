import type { Clock } from '../types';
import type { Approvals } from './approvals';
import type { Apps } from './apps';
import type { Codes } from './codes';
import type { Hosts } from './hosts';
import type { IdentityKey } from './idToken';
import type { Sessions } from './sessions';
import type { Users } from './users';

/** What the OAuth endpoints share. */
export interface OAuthContext {
  readonly orgId: string;
  readonly clock: Clock;
  /** Known once the server listens. */
  readonly hosts: Hosts;
  readonly apps: Apps;
  readonly users: Users;
  readonly sessions: Sessions;
  readonly approvals: Approvals;
  readonly codes: Codes;
  readonly identityKey: IdentityKey;
  readonly settings: OrgSettings;
  /** Told of every token exchange: its grant type, and the error when it was refused. */
  readonly onExchange: (grantType: string, error?: string) => void;
}

/** What an admin decides for the whole org: Setup → OAuth and OpenID Connect Settings. */
interface OrgSettings {
  /** "Allow OAuth Username-Password Flows": off in orgs made since Summer '23. */
  passwordFlow: boolean;
}

/** `https://login.salesforce.com/id/<org>/<user>`, with the simulated login host. */
export const identityUrl = ({ hosts, orgId }: OAuthContext, userId: string) => `${hosts.login}/id/${orgId}/${userId}`;
