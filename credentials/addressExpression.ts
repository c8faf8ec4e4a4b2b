import { ADDRESS_RULES, LOOPBACK_ORIGIN, SALESFORCE_ORIGIN, orgHost } from '../salesforce/auth/hosts';

/**
 * n8n computes the URLs of an OAuth2 credential with expressions over its fields. These are generated from the rules
 * that `orgHost` uses, so that a pasted URL means the same in both.
 */

/** A reserved domain that leads nowhere, and whose name says what is wrong in a browser or an error. */
const nowhere = (reason: string): string => `https://${reason}.invalid`;

const replace = (pattern: RegExp, replacement: string): string =>
  `.replace(${pattern}, ${JSON.stringify(replacement)})`;

const anythingBut = (...allowed: readonly RegExp[]): RegExp =>
  new RegExp(`^(?!${allowed.map(({ source }) => source).join('|')})[^]*$`);

/** The origin of an org that an expression gives the address of. */
const orgAddress = (address: string): string =>
  [
    `(${address} || "").toLowerCase()`,
    ...ADDRESS_RULES.map(([pattern, replacement]) => replace(pattern, replacement)),
    replace(anythingBut(SALESFORCE_ORIGIN, LOOPBACK_ORIGIN), nowhere('check-my-domain-in-the-credential')),
  ].join('');

const MY_DOMAIN = orgAddress('$self["myDomain"]');

const LOGIN_HOST = `($self["environment"] === "sandbox" ? "${orgHost('sandbox')}" : "${orgHost('production')}")`;

/** Salesforce supports client credentials only on an org's own domain. */
const NOT_THERE = nowhere('client-credentials-need-environment-my-domain');
const LOGIN_HOST_OF_FLOW = `($self["grantType"] === "clientCredentials" ? "${NOT_THERE}" : ${LOGIN_HOST})`;

/** An expression for the URL with this `path` on the login host. */
export function loginAddress(path: string): string {
  return `={{ ($self["environment"] === "custom" ? ${MY_DOMAIN} : ${LOGIN_HOST_OF_FLOW}) + "${path}" }}`;
}

/** For the test of a credential: the org that its session belongs to or, before the first sign-in, the login host. */
export const SESSION_ORIGIN = `={{ ${orgAddress('$credentials.oauthTokenData?.instance_url || $credentials.accessTokenUrl')} }}`;
