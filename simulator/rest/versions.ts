import { ApiError } from '../types';
import { notFound } from './call';

const OLDEST = 31;
const NEWEST = 68;
export const NEWEST_VERSION = `${String(NEWEST)}.0`;
/** The release that brought version 31; three came each year since. */
const FIRST_RELEASE = { year: 2014, season: 1 };
const SEASONS = ['Spring', 'Summer', 'Winter'] as const;

/** `Summer ’14` for 31: a Winter release carries the number of the year that follows. */
function label(version: number): string {
  const seasons = FIRST_RELEASE.season + version - OLDEST;
  const season = SEASONS[seasons % 3] ?? 'Spring';
  const year = FIRST_RELEASE.year + Math.floor(seasons / 3) + (season === 'Winter' ? 1 : 0);
  return `${season} '${String(year % 100)}`;
}

/**
 * The versions that brought what older ones in service do not have, as the REST API Developer Guide and, of Bulk API 2.0,
 * the Bulk API Developer Guide say at each resource;
 * the search's object is in the release notes of Summer '16.
 */
export const SINCE = {
  actions: 32,
  listViews: 32,
  feedBatch: 32,
  batch: 34,
  tree: 34,
  parameterizedSearch: 36,
  searchObject: 37,
  composite: 38,
  recordCount: 40,
  bulk: 41,
  uiApi: 41,
  bulkQuery: 47,
  bulkResultPages: 58,
  collections: 42,
  upsertCollections: 46,
  upsertResult: 46,
  graph: 50,
  graphql: 56,
  /** Before, an address could end in `.json` or `.xml` to say the format. */
  formatInHeader: 58,
} as const;

/** GET /services/data: every version in service. Needs no token. */
export function versions(): { label: string; url: string; version: string }[] {
  return Array.from({ length: NEWEST - OLDEST + 1 }, (_, index) => {
    const version = `${String(OLDEST + index)}.0`;
    return { label: label(OLDEST + index), url: `/services/data/v${version}`, version };
  });
}

/** The version in a path's segment (`v68.0` → `68.0`); retired ones answer 410, unknown ones 404. */
export function versionIn(segment: string): string {
  const number = /^v(\d+)\.0$/.exec(segment)?.[1];
  if (number === undefined || Number(number) > NEWEST) throw notFound();
  if (Number(number) < OLDEST) {
    throw new ApiError(410, {
      errorCode: 'UNSUPPORTED_API_VERSION',
      message: `API version ${number}.0 is no longer supported`,
    });
  }
  return `${number}.0`;
}
