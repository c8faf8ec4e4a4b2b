import { isRecord } from '../errors';
import { DEEPEST_DATA } from './run';

/** Records of a connection whose query does not ask for more: https://developer.salesforce.com/docs/platform/graphql/guide/paginate.html */
const UNASKED_RECORDS = 10;

/** A connection of which not all records came; `unknown` where it tells neither their number nor whether there are more. */
export interface CutConnection {
  readonly name: string;
  readonly more: 'some' | 'unknown';
}

/** The connections in data, at any depth, of which not all records came. */
export function cutConnections(data: unknown, name = '', depth = 0): CutConnection[] {
  if (depth > DEEPEST_DATA) return [];
  if (Array.isArray(data)) return data.flatMap((part) => cutConnections(part, name, depth + 1));
  if (!isRecord(data)) return [];
  const more = moreIn(data);
  const inside = Object.entries(data).flatMap(([part, value]) => cutConnections(value, part, depth + 1));
  return more === undefined ? inside : [{ name, more }, ...inside];
}

function moreIn({ edges, pageInfo, totalCount }: Readonly<Record<string, unknown>>): CutConnection['more'] | undefined {
  if (!Array.isArray(edges)) return undefined;
  const hasNext = isRecord(pageInfo) ? pageInfo['hasNextPage'] : undefined;
  const isCounted = typeof totalCount === 'number';
  if (hasNext === true || (isCounted && totalCount > edges.length)) return 'some';
  return hasNext === undefined && !isCounted && edges.length === UNASKED_RECORDS ? 'unknown' : undefined;
}
