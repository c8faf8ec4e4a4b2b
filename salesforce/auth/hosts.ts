import { trimmed } from '../characters';
import { InputError, shorten } from '../errors';

/** Where codes, assertions and refresh tokens are exchanged for access tokens. */
export const EXCHANGE_PATH = '/services/oauth2/token';

/** Where a user signs in and approves the app, in the browser. */
export const APPROVAL_PATH = '/services/oauth2/authorize';

/** Where users sign in: production, sandboxes, or an org's own My Domain. */
export type Environment = 'custom' | 'production' | 'sandbox';

/**
 * Turns an address as people paste it (in lower case) into the origin of the org's API, one replacement after
 * another. The rules are data because n8n's expressions apply the same ones: see credentials/addressExpression.ts.
 * https://help.salesforce.com/s/articleView?id=xcloud.domain_name_url_format_changes.htm
 */
export const ADDRESS_RULES: readonly (readonly [RegExp, string])[] = [
  // What comes with a copied text, and nobody sees.
  [/^[\s\p{Cf}]+/u, ''],
  // Each row of such characters is looked at once, wherever it is.
  [/(?<![\s\p{Cf}])[\s\p{Cf}]+$/u, ''],
  // What comes after the host.
  [/^([a-z]+:\/\/|)([^/?#\\]*)[^]*$/, '$1$2'],
  // A scheme: loopback is where an org is simulated.
  [/^(localhost|127\.0\.0\.1|\[::1\])(:|$)/, 'http://$1$2'],
  [/^(?![a-z]+:\/\/)/, 'https://'],
  [/^http:\/\/(?!localhost|127\.0\.0\.1|\[::1\])/, 'https://'],
  [/^https:\/\/([^:@]+):443$/, 'https://$1'],
  [/\.$/, ''],
  // A My Domain's name alone. Those of Developer Edition orgs, acme-dev-ed, come in two forms.
  [/^https:\/\/([a-z0-9-]{1,50}--[a-z0-9]{1,10})$/, 'https://$1.sandbox.my.salesforce.com'],
  [/^https:\/\/(?!localhost$|https?$|[a-z0-9-]*-dev-ed$)([a-z0-9-]{1,50})$/, 'https://$1.my.salesforce.com'],
  // Pages of the user interface, each to the My Domain it belongs to.
  [/^https:\/\/([^/:@]+)\.(?:lightning|file)\.force\.com$/, 'https://$1.my.salesforce.com'],
  [/^https:\/\/([^/:@]+)\.lightning\.crmforce\.mil$/, 'https://$1.my.salesforce.mil'],
  [/^https:\/\/([^/:@]+)\.lightning\.sfcrmapps\.cn$/, 'https://$1.my.sfcrmproducts.cn'],
  [/^https:\/\/([^/:@]+)\.my\.salesforce-setup\.(com|mil)$/, 'https://$1.my.salesforce.$2'],
  [/^https:\/\/([^/:@.]+)--[a-z0-9_]+(\.[a-z]+|)\.vf\.force\.com$/, 'https://$1$2.my.salesforce.com'],
  [
    /^https:\/\/([^/:@.]+)--[a-z0-9_]+\.(?:visualforce\.com|[a-z0-9]+\.visual\.force\.com)$/,
    'https://$1.my.salesforce.com',
  ],
];

/** The origins that tokens may be sent to; loopback apart. */
export const SALESFORCE_ORIGIN = new RegExp(
  '^https:\\/\\/(?:(?:login|test)\\.(?:salesforce\\.com|salesforce\\.mil|sfcrmproducts\\.cn)' +
    '|[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?\\.my\\.(?:salesforce\\.com|salesforce\\.mil|sfcrmproducts\\.cn)' +
    '|[a-z]+\\d+s?\\.salesforce\\.(?:com|mil))$',
);

/** The machine itself, where the simulated org answers. */
export const LOOPBACK_ORIGIN = /^https?:\/\/(?:localhost|127\.0\.0\.1|\[::1\])(?::\d{1,5})?$/;

const LOGIN_HOSTS: ReadonlyMap<Environment, string> = new Map([
  ['production', 'https://login.salesforce.com'],
  ['sandbox', 'https://test.salesforce.com'],
]);

/**
 * The origin to sign in at, such as `https://login.salesforce.com` or `https://acme.my.salesforce.com`.
 * @param customHost for `custom`: the org's My Domain, or any page's address in the org, as it was pasted
 * @throws InputError when it is not a Salesforce address
 */
export function orgHost(environment: Environment, customHost = ''): string {
  const known = LOGIN_HOSTS.get(environment);
  if (known !== undefined) return known;
  const pasted = customHost.toLowerCase();
  const origin = ADDRESS_RULES.reduce((text, [pattern, replacement]) => text.replace(pattern, replacement), pasted);
  if (SALESFORCE_ORIGIN.test(origin) || (LOOPBACK_ORIGIN.test(origin) && URL.canParse(origin))) return origin;
  const given =
    trimmed(pasted) === ''
      ? 'is empty'
      : `“${withoutUser(shorten(customHost))}” is not the address of a Salesforce org`;
  throw new InputError(`My Domain: ${given}.`, { reason: 'notASalesforceAddress' });
}

/** A password pasted with an address must not appear in an error message. */
function withoutUser(text: string): string {
  return text.replace(/[^/@]*@/, '');
}

/**
 * Whether a token may be sent there: Salesforce's own domains over https; the loopback only when it is where the
 * token came from.
 * @param signedInAt origin of the login host
 */
export function isOrgHost(url: URL | string, signedInAt: string): boolean {
  const origin = originOf(url);
  if (origin === undefined) return false;
  const isLocal = LOOPBACK_ORIGIN.test(origin);
  return isLocal ? LOOPBACK_ORIGIN.test(signedInAt) : SALESFORCE_ORIGIN.test(origin);
}

function originOf(url: URL | string): string | undefined {
  if (typeof url === 'string' && !URL.canParse(url)) return undefined;
  const { origin, username, password } = new URL(url);
  return username === '' && password === '' ? origin : undefined;
}

/** Whether the users of all orgs sign in there: no org's data is. */
function isSharedHost(origin: string): boolean {
  return [...LOGIN_HOSTS.values()].includes(origin);
}

/**
 * The origin that API requests go to: what the token response names, or the org's own domain when it names none.
 * @throws InputError when that is not a Salesforce host, or every org's
 */
export function instanceUrl(tokenInstanceUrl: string | undefined, signedInAt: string): string {
  const isNamed = tokenInstanceUrl !== undefined && tokenInstanceUrl !== '';
  if (!isNamed && isSharedHost(signedInAt)) {
    const message = 'The sign-in response does not name the org’s address.';
    throw new InputError(message, { reason: 'instanceMissing' }, 'instance_url');
  }
  const url = isNamed ? tokenInstanceUrl : signedInAt;
  const origin = originOf(url);
  if (origin !== undefined && isOrgHost(url, signedInAt)) return origin;
  throw new InputError(
    `The sign-in response names “${withoutUser(shorten(url))}” as the org, but it is not a Salesforce host.`,
    { reason: 'foreignInstance' },
    'instance_url',
  );
}
