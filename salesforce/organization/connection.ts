import { asError, expectBody, expectShape, isFlag, isText, maybe, objectWith, SalesforceError } from '../errors';
import { isRecordId, recordId } from '../ids';
import type { Org } from '../org';
import { queryPages, type SalesforceRecord } from '../query';
import { getLimits, type OrgLimit } from './limits';

/** Who the session belongs to. */
export interface UserInfo {
  readonly user_id: string;
  readonly organization_id: string;
  readonly preferred_username: string;
  readonly name?: string | null | undefined;
  readonly email?: string | null | undefined;
  readonly user_type?: string | null | undefined;
  readonly zoneinfo?: string | null | undefined;
  readonly language?: string | null | undefined;
  readonly active?: boolean | null | undefined;
}

const isUserInfo = objectWith<UserInfo>({
  user_id: isRecordId,
  organization_id: isRecordId,
  preferred_username: isText,
  name: maybe(isText),
  email: maybe(isText),
  user_type: maybe(isText),
  zoneinfo: maybe(isText),
  language: maybe(isText),
  active: maybe(isFlag),
});

/**
 * Who the session belongs to, by OpenID Connect.
 * https://help.salesforce.com/s/articleView?id=xcloud.remoteaccess_using_userinfo_endpoint.htm
 * @throws SalesforceError, AnswerError, ConnectionError
 */
async function userInfo(org: Org): Promise<UserInfo> {
  const response = await org.send({ method: 'GET', path: '/services/oauth2/userinfo' });
  return expectBody(response, isUserInfo, 'who the user is', 200);
}

const USER = 'SELECT Id, Name, Username, Email, UserType, IsActive, TimeZoneSidKey, LanguageLocaleKey FROM User';

/** The same by a query, which takes no other scope than `api`. */
async function queriedUser(org: Org, organization: Promise<SalesforceRecord>): Promise<UserInfo> {
  const row = await onlyRow(org, `${USER} WHERE Id = '${recordId(await org.describe.userId())}'`);
  const user = {
    user_id: row['Id'],
    organization_id: (await organization)['Id'],
    preferred_username: row['Username'],
    name: row['Name'],
    email: row['Email'],
    user_type: row['UserType'],
    zoneinfo: row['TimeZoneSidKey'],
    language: row['LanguageLocaleKey'],
    active: row['IsActive'],
  };
  return expectShape(user, isUserInfo, 'who the user is');
}

/** What came of asking: what was asked for, or why it did not come. */
export type Learned<T> = Error | T;

/** What the org says of a connection to it. */
export interface ConnectionFacts {
  readonly user: Learned<UserInfo>;
  readonly organization: Learned<SalesforceRecord>;
  /** API versions, oldest first. */
  readonly versions: Learned<readonly string[]>;
  readonly limits: Learned<readonly OrgLimit[]>;
  /** By its name: `PermissionsApiEnabled`. */
  readonly permissions: Learned<SalesforceRecord>;
}

const ORGANIZATION = 'SELECT Id, Name, OrganizationType, InstanceName, IsSandbox, NamespacePrefix FROM Organization';

/**
 * Asks the org, in five requests, what a connection to it needs to know. One that fails keeps none of the others back.
 * @param permissions the names of permissions, such as `PermissionsApiEnabled`, that the user may have
 */
export async function connectionFacts(org: Org, permissions: readonly string[]): Promise<ConnectionFacts> {
  const itself = onlyRow(org, ORGANIZATION);
  const [organization, user, versions, limits, granted] = await Promise.all([
    learned(itself),
    learned(userInfo(org).catch(async (error: unknown) => await byQuery(org, itself, error))),
    learned(org.describe.versions().then((all) => all.map(({ version }) => version))),
    learned(getLimits(org)),
    learned(onlyRow(org, `SELECT ${permissions.join(', ')} FROM UserPermissionAccess`)),
  ]);
  return { user, organization, versions, limits, permissions: granted };
}

/** An app without the scopes of OpenID Connect is refused what a query tells. */
async function byQuery(org: Org, organization: Promise<SalesforceRecord>, error: unknown): Promise<UserInfo> {
  if (!(error instanceof SalesforceError) || error.status === 401) throw error;
  return await queriedUser(org, organization).catch(() => {
    throw error;
  });
}

async function learned<T>(asking: Promise<T>): Promise<Learned<T>> {
  return await asking.catch((error: unknown) => asError(error));
}

async function onlyRow(org: Org, soql: string): Promise<SalesforceRecord> {
  for await (const { records } of queryPages(org, soql, { limit: 1 })) {
    const [row] = records;
    if (row !== undefined) return row;
  }
  throw new Error('Salesforce returned no row for the user.');
}
