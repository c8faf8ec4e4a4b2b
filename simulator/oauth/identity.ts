import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { DateTime } from 'luxon';

import type { Row } from '../types';
import { bearerToken } from './bearer';
import { type OAuthContext, identityUrl } from './context';
import { type Hosts, hostOf } from './hosts';
import { paramsOf } from './params';
import type { GrantedSession } from './sessions';

const text = (row: Row, field: string) => (typeof row[field] === 'string' ? row[field] : null);

/** The addresses of the org's APIs, with a placeholder where the client puts its version. */
function apiUrls({ myDomain }: Hosts, userId: string, orgId: string): Record<string, string> {
  const data = `${myDomain}/services/data/v{version}/`;
  const soap = (api: string) => `${myDomain}/services/Soap/${api}/{version}/${orgId.slice(0, 15)}`;
  return {
    enterprise: soap('c'),
    metadata: soap('m'),
    partner: soap('u'),
    rest: data,
    sobjects: `${data}sobjects/`,
    search: `${data}search/`,
    query: `${data}query/`,
    recent: `${data}recent/`,
    tooling_soap: soap('T'),
    tooling_rest: `${data}tooling/`,
    profile: `${myDomain}/${userId}`,
    feeds: `${data}chatter/feeds`,
    groups: `${data}chatter/groups`,
    users: `${data}chatter/users`,
    feed_items: `${data}chatter/feed-items`,
    feed_elements: `${data}chatter/feed-elements`,
    custom_domain: myDomain,
  };
}

/** Milliseconds by which the zone is ahead of UTC, without summer time. */
const utcOffset = (zone: string | null): number =>
  DateTime.fromISO('2026-01-01', { zone: zone ?? 'UTC' }).offset * 60_000;

/** `2026-03-01T12:00:00Z`: without the milliseconds that REST has. */
const inSeconds = (time: string | null): string | null => time?.replace(/\.\d+\+0000$/, 'Z') ?? null;

/**
 * "Identity URL Response Parameters", with the names of a published answer.
 * @see https://prismatic.io/docs/example-payloads/salesforce/actions/getCurrentUser.json
 */
function identityOf(session: GrantedSession, context: OAuthContext) {
  const row = context.users.byId(session.userId)?.row ?? {};
  return {
    id: identityUrl(context, session.userId),
    asserted_user: true,
    user_id: session.userId,
    organization_id: context.orgId,
    username: session.username,
    nick_name: text(row, 'CommunityNickname'),
    display_name: text(row, 'Name'),
    email: text(row, 'Email'),
    email_verified: true,
    first_name: text(row, 'FirstName'),
    last_name: text(row, 'LastName'),
    timezone: text(row, 'TimeZoneSidKey'),
    photos: {
      picture: `${context.hosts.myDomain}/profilephoto/005/F`,
      thumbnail: `${context.hosts.myDomain}/profilephoto/005/T`,
    },
    addr_street: text(row, 'Street'),
    addr_city: text(row, 'City'),
    addr_state: text(row, 'State'),
    addr_country: text(row, 'Country'),
    addr_zip: text(row, 'PostalCode'),
    mobile_phone: text(row, 'MobilePhone'),
    mobile_phone_verified: false,
    is_lightning_login_user: false,
    status: { created_date: null, body: null },
    active: row['IsActive'] !== false,
    user_type: 'STANDARD',
    language: text(row, 'LanguageLocaleKey'),
    locale: text(row, 'LocaleSidKey'),
    utcOffset: utcOffset(text(row, 'TimeZoneSidKey')),
    last_modified_date: inSeconds(text(row, 'LastModifiedDate')),
    is_app_installed: true,
    urls: apiUrls(context.hosts, session.userId, context.orgId),
  };
}

/**
 * "The UserInfo Endpoint": OpenID Connect's names for the same; those of recordings
 * (amp-labs/connectors, `providers/salesforce/test/metadata/write/user-info.json`) and of Salesforce's schema.
 * @see https://raw.githubusercontent.com/api-evangelist/salesforce/refs/heads/main/json-schema/salesforce-successful-user-info-schema.json
 */
function userInfoOf(session: GrantedSession, context: OAuthContext) {
  const identity = identityOf(session, context);
  return {
    sub: identity.id,
    user_id: identity.user_id,
    organization_id: identity.organization_id,
    preferred_username: identity.username,
    nickname: identity.nick_name,
    name: identity.display_name,
    email: identity.email,
    email_verified: identity.email_verified,
    given_name: identity.first_name,
    family_name: identity.last_name,
    zoneinfo: identity.timezone,
    photos: identity.photos,
    profile: identity.urls['profile'],
    picture: identity.photos.picture,
    address: { country: identity.addr_country },
    is_salesforce_integration_user: false,
    active: identity.active,
    user_type: identity.user_type,
    language: identity.language,
    locale: identity.locale,
    utcOffset: identity.utcOffset,
    updated_at: identity.last_modified_date,
    is_app_installed: identity.is_app_installed,
    urls: identity.urls,
  };
}

function configurationOf(origin: string) {
  const oauth = `${origin}/services/oauth2`;
  return {
    issuer: origin,
    authorization_endpoint: `${oauth}/authorize`,
    token_endpoint: `${oauth}/token`,
    revocation_endpoint: `${oauth}/revoke`,
    userinfo_endpoint: `${oauth}/userinfo`,
    introspection_endpoint: `${oauth}/introspect`,
    jwks_uri: `${origin}/id/keys`,
    scopes_supported: ['api', 'email', 'full', 'id', 'offline_access', 'openid', 'profile', 'refresh_token', 'web'],
    response_types_supported: ['code'],
    grant_types_supported: [
      'authorization_code',
      'refresh_token',
      'client_credentials',
      'urn:ietf:params:oauth:grant-type:jwt-bearer',
    ],
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: ['RS256'],
    display_values_supported: ['page', 'popup', 'touch'],
    token_endpoint_auth_methods_supported: ['client_secret_post', 'client_secret_basic'],
    code_challenge_methods_supported: ['S256'],
    claims_supported: ['sub', 'user_id', 'organization_id', 'preferred_username', 'name', 'email', 'zoneinfo'],
  };
}

/** `/services/oauth2/userinfo`, the identity URL, and OpenID Connect's discovery. */
export function registerIdentity(app: FastifyInstance, context: OAuthContext): void {
  const refuse = (reply: FastifyReply, reason: string) => reply.code(403).type('text/plain').send(reason);

  /** The session of the token in the header, the query string or the form. */
  const answer =
    (interpret: (session: GrantedSession, context: OAuthContext) => unknown) =>
    async (request: FastifyRequest, reply: FastifyReply) => {
      const params = paramsOf(request.query, request.body);
      const token = bearerToken(request) ?? params('oauth_token') ?? params('access_token');
      if (token === undefined) return refuse(reply, 'Missing_OAuth_Token');
      const session = context.sessions.use(token);
      if (session === undefined) return refuse(reply, 'Bad_OAuth_Token');
      const { orgId, userId } = request.params as { orgId?: string; userId?: string };
      if (orgId !== undefined && orgId !== context.orgId) return refuse(reply, 'Wrong_Org');
      if (userId !== undefined && userId !== session.userId) return refuse(reply, 'Bad_Id');
      return reply.send(interpret(session, context));
    };

  app.get('/services/oauth2/userinfo', answer(userInfoOf));
  app.post('/services/oauth2/userinfo', answer(userInfoOf));
  app.get('/id/:orgId/:userId', answer(identityOf));
  app.get('/id/keys', async () => context.identityKey.jwks());
  app.get('/.well-known/openid-configuration', async (request) => configurationOf(hostOf(request, context.hosts)));
}
