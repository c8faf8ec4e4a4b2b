import type { Answer, Call } from './call';
import { isSince, ok, root } from './call';
import { SINCE } from './versions';

/**
 * What a version lists, as the guide's example does, whatever of it the simulated org answers.
 * @see https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/dome_discoveryresource.htm
 */
const LISTED = [
  'tooling',
  'metadata',
  'eclair',
  'folders',
  'prechatForms',
  'contact-tracing',
  'jsonxform',
  'chatter',
  'payments',
  'tabs',
  'appMenu',
  'quickActions',
  'queryAll',
  'commerce',
  'wave',
  'iot',
  'analytics',
  'search',
  'smartdatadiscovery',
  'identity',
  'composite',
  'parameterizedSearch',
  'fingerprint',
  'theme',
  'nouns',
  'domino',
  'event',
  'serviceTemplates',
  'recent',
  'connect',
  'licensing',
  'limits',
  'process',
  'dedupe',
  'async-queries',
  'query',
  'jobs',
  'match',
  'localizedvalue',
  'mobile',
  'emailConnect',
  'consent',
  'tokenizer',
  'compactLayouts',
  'knowledgeManagement',
  'sobjects',
  'actions',
  'support',
  'ui-api',
];

/** Those that older versions in service do not have. */
const LATER = new Map<string, number>([
  ['composite', SINCE.batch],
  ['parameterizedSearch', SINCE.parameterizedSearch],
  ['jobs', SINCE.bulk],
  ['ui-api', SINCE.uiApi],
]);

/** The one address that is whole. */
const identity = ({ org, session }: Call): string => `${org.url}/id/${org.id}/${session.userId}`;

/** GET /services/data/vXX.0 */
export const resourceList = (call: Call): Answer =>
  ok(
    Object.fromEntries(
      LISTED.filter((name) => isSince(call, LATER.get(name) ?? 0)).map((name) => [
        name,
        name === 'identity' ? identity(call) : `${root(call)}/${name}`,
      ]),
    ),
  );
