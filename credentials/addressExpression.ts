import { ADDRESS_RULES, LOOPBACK_ORIGIN, SALESFORCE_ORIGIN, orgHost } from '../salesforce/auth/hosts';

/**
 * n8n takes the addresses of an OAuth2 credential from expressions over its form. These are made from the rules that
 * `orgHost` follows, so that a pasted address means the same in both.
 */

/** A reserved domain that leads nowhere: whoever sees it in a browser or an error reads what is wrong. */
const nowhere = (reason: string): string => `https://${reason}.invalid`;

const replace = (pattern: RegExp, replacement: string): string =>
  `.replace(${pattern}, ${JSON.stringify(replacement)})`;

const anythingBut = (...allowed: readonly RegExp[]): RegExp =>
  new RegExp(`^(?!${allowed.map(({ source }) => source).join('|')})[^]*$`);

const MY_DOMAIN = [
  '($self["myDomain"] || "").trim().toLowerCase()',
  ...ADDRESS_RULES.map(([pattern, replacement]) => replace(pattern, replacement)),
  replace(anythingBut(SALESFORCE_ORIGIN, LOOPBACK_ORIGIN), nowhere('check-my-domain-in-the-credential')),
].join('');

const LOGIN_HOST = `($self["environment"] === "sandbox" ? "${orgHost('sandbox')}" : "${orgHost('production')}")`;

/** Salesforce answers client credentials on an org's own domain only. */
const NOT_THERE = nowhere('client-credentials-need-environment-my-domain');
const LOGIN_HOST_OF_FLOW = `($self["grantType"] === "clientCredentials" ? "${NOT_THERE}" : ${LOGIN_HOST})`;

/** An expression for the address at `path` of the host to sign in at. */
export function loginAddress(path: string): string {
  return `={{ ($self["environment"] === "custom" ? ${MY_DOMAIN} : ${LOGIN_HOST_OF_FLOW}) + "${path}" }}`;
}
