import { ApiError } from '../types';
import type { Answer, Call } from './call';
import { notFound, ok, root } from './call';

const OLDEST = 31;
const NEWEST = 68;
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

const RESOURCES = [
  'composite',
  'limits',
  'parameterizedSearch',
  'query',
  'queryAll',
  'recent',
  'search',
  'sobjects',
  'ui-api',
];

/** GET /services/data/vXX.0 */
export const resourceList = (call: Call): Answer =>
  ok(Object.fromEntries(RESOURCES.map((name) => [name, `${root(call)}/${name}`])));
