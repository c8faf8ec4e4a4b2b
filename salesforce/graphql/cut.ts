import { isRecord } from '../errors';
import type { AskedRecords } from './document';
import { DEEPEST_DATA } from './run';

/** Records of a connection whose query does not ask for more: https://developer.salesforce.com/docs/platform/graphql/guide/paginate.html */
const UNASKED_RECORDS = 10;

/** A connection of which not all records came; `unknown` where it tells neither their number nor whether there are more. */
export interface CutConnection {
  readonly name: string;
  readonly more: 'some' | 'unknown';
  readonly came: number;
  /** Why it was so many: the query asks for them, or for no number. */
  readonly limit: 'asked' | 'unasked' | 'other';
}

/**
 * The connections in data, at any depth, of which not all records came.
 * @param asked what the query asks for
 */
export function cutConnections(data: unknown, asked: AskedRecords, name = '', depth = 0): CutConnection[] {
  if (depth > DEEPEST_DATA) return [];
  if (Array.isArray(data)) return data.flatMap((part) => cutConnections(part, asked, name, depth + 1));
  if (!isRecord(data)) return [];
  const inside = Object.entries(data).flatMap(([part, value]) => cutConnections(value, asked, part, depth + 1));
  const { edges } = data;
  if (!Array.isArray(edges)) return inside;
  const came = edges.length;
  const firsts = [...(asked.get(name) ?? [undefined])];
  const more = moreIn(data, came, firsts);
  return more === undefined ? inside : [{ name, more, came, limit: whyCut(came, firsts) }, ...inside];
}

function whyCut(came: number, firsts: readonly (number | undefined)[]): CutConnection['limit'] {
  if (firsts.includes(came)) return 'asked';
  return came === UNASKED_RECORDS && firsts.includes(undefined) ? 'unasked' : 'other';
}

function moreIn(
  { pageInfo, totalCount }: Readonly<Record<string, unknown>>,
  came: number,
  firsts: readonly (number | undefined)[],
): CutConnection['more'] | undefined {
  const hasNext = isRecord(pageInfo) ? pageInfo['hasNextPage'] : undefined;
  const isCounted = typeof totalCount === 'number';
  if (hasNext === true || (isCounted && totalCount > came)) return 'some';
  const isFull = came > 0 && whyCut(came, firsts) !== 'other';
  return hasNext === undefined && !isCounted && isFull ? 'unknown' : undefined;
}
