import { InputError, shorten } from './errors';

/** The version used unless the user chooses another: the newest that every org has. */
export const DEFAULT_API_VERSION = '67.0';

/**
 * `67`, `67.0` or `v67.0` as `67.0`.
 * @throws InputError when it is not a version
 */
export function apiVersion(text: string): string {
  const match = /^\s*v?(\d{2,3})(?:\.0)?\s*$/i.exec(text);
  if (match?.[1] === undefined) {
    throw new InputError(`“${shorten(text)}” is not a valid API version.`, {
      reason: 'notAnApiVersion',
      example: DEFAULT_API_VERSION,
    });
  }
  return `${match[1]}.0`;
}

/** What older versions do not have, and the first that does, as Salesforce's guides say. */
const FEATURES = {
  actions: { since: 32, name: 'flows and actions' },
  /** In a collection, the key is in the body. */
  anyKey: { since: 46, name: 'external IDs that no URL can have, such as those with a slash or ending in .inc' },
  feeds: { since: 32, name: 'feeds' },
  feedFiles: { since: 36, name: 'files of posts' },
  graph: { since: 50, name: 'graphs of requests' },
  graphql: { since: 56, name: 'GraphQL' },
  /** The partner WSDL of 40.0 does not have its elements, that of 47.0 does. */
  leadDuplicates: { since: 47, name: 'skipping the duplicate check of a conversion' },
  /** The same of 39.0 and 40.0. */
  leadOpportunity: { since: 40, name: 'converting a lead into an existing opportunity' },
  listViews: { since: 32, name: 'list views' },
  /** A query in the body of a composite request. */
  longQuery: { since: 38, name: 'a query this long' },
  batch: { since: 34, name: 'requests inside another' },
  bulkLoad: { since: 41, name: 'jobs of Bulk API 2.0' },
  /** With the list of result pages. */
  bulkQuery: { since: 58, name: 'reading a Bulk query’s results in pages' },
  /** A job, by its ID or in a list. */
  queryJobs: { since: 47, name: 'query jobs of Bulk API 2.0' },
  /** Several runs of an action in a request. */
  manyRuns: { since: 35, name: 'several runs per request' },
  /** https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/resources_record_count.htm */
  recordCounts: { since: 40, name: 'record counts' },
  collections: { since: 42, name: 'several records per request' },
  fileCollections: { since: 43, name: 'several files per request' },
  tree: { since: 34, name: 'creating records with related ones' },
  termSearch: { since: 36, name: 'a search by term' },
  userInterface: { since: 41, name: 'the picklists of record types' },
  upsertCollections: { since: 46, name: 'upserting several records per request' },
} as const;

export type Feature = keyof typeof FEATURES;

export function hasFeature({ version }: { readonly version: string }, feature: Feature): boolean {
  return Number(version) >= FEATURES[feature].since;
}

/** @throws InputError when the org does not have the version, for which it answers 404 as for a missing record */
export function checkVersion(version: string, offered: readonly { readonly version: string }[]): void {
  const [oldest, newest] = [offered.at(0)?.version, offered.at(-1)?.version];
  if (oldest === undefined || newest === undefined || offered.some((one) => one.version === version)) return;
  throw new InputError(`The org does not have API version ${version}: it has ${oldest} to ${newest}.`, {
    reason: 'unknownVersion',
    oldest,
    newest,
  });
}

/** @throws InputError when the version does not have it: Salesforce would only answer 404 */
export function requireFeature(org: { readonly version: string }, feature: Feature): void {
  if (hasFeature(org, feature)) return;
  const { name, since } = FEATURES[feature];
  throw new InputError(`API version ${org.version} does not support ${name}: version ${since}.0 or later does.`, {
    reason: 'versionTooOld',
  });
}
