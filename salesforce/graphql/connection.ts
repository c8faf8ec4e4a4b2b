import {
  AnswerError,
  expectShape,
  InputError,
  isCount,
  isFlag,
  isRecord,
  isText,
  isWords,
  listOf,
  maybe,
  objectWith,
  shorten,
  type InputProblem,
} from '../errors';
import type { Org } from '../org';
import { Progress } from '../progress';
import { declaredVariables, hasName, mayMutate, usesVariable } from './document';
import { runGraphql, type GraphqlCall, type GraphqlData } from './run';
import { withVariable } from './variables';

/** A connection whose records are wanted, with all its pages. */
export interface WantedConnection {
  /** Names in the data, such as `uiapi.query.Account`. */
  readonly path: string;
  /** The variable that the query hands to the connection's `after`. */
  readonly cursor: string;
  readonly limit: number | undefined;
  /** Told how many records there are, where fewer came, or may have come. */
  readonly missed: (came: number, counts: ConnectionCounts) => void;
}

/** What the pages of a connection say of the number of its records, where they say it. */
export interface ConnectionCounts {
  readonly last: number | undefined;
  readonly most: number | undefined;
}

/** Far above what paging reaches. */
const MOST_CONNECTION_PAGES = 10_000;

/** Records that paging reaches without an upper bound: https://developer.salesforce.com/docs/platform/graphql/guide/paginate-use.html */
export const MOST_WITHOUT_BOUND = 4_000;

/**
 * The nodes of a connection, page by page. What comes and goes meanwhile moves records to other pages: one that comes
 * again is left out.
 * @throws InputError for what has no pages
 * @throws AnswerError when pages repeat, or bring more than is counted
 */
export async function* connectionPages(
  org: Org,
  call: GraphqlCall,
  { path, cursor, limit = Infinity, missed }: WantedConnection,
): AsyncGenerator<readonly GraphqlData[], void, undefined> {
  checkPages(call, path, cursor);
  const progress = new Progress();
  const given = new Set<string>();
  let variables = call.variables;
  let came = 0;
  let most: number | undefined;
  for (let page = 1; page <= MOST_CONNECTION_PAGES; page += 1) {
    const data = await runGraphql(org, { ...call, variables });
    const { edges, pageInfo, totalCount: last } = connectionAt(data, path);
    const all = edges.map(({ node }) => node);
    const first = all[0]?.['Id'];
    if (isText(first)) progress.came(first);
    else if (all.length > 0) progress.brought(JSON.stringify(edges));
    const nodes = all.filter((node) => isNew(node, given));
    came += nodes.length;
    if (last !== undefined) most = Math.max(most ?? 0, last);
    if (came > (most ?? Infinity)) {
      throw new AnswerError(200, `${came} records came, and it says that there are ${most}`);
    }
    yield came > limit ? nodes.slice(0, nodes.length - (came - limit)) : nodes;
    if (came >= limit) return;
    if (!pageInfo.hasNextPage) {
      if (came < (most ?? 0) || (most === undefined && came === MOST_WITHOUT_BOUND)) missed(came, { last, most });
      return;
    }
    const next = pageInfo.endCursor;
    if (!isText(next)) throw new AnswerError(200, 'it reports more records without a cursor to them');
    progress.to(next, all.length);
    variables = withVariable(call.variables, cursor, next);
  }
  throw new AnswerError(200, `there are more than ${MOST_CONNECTION_PAGES} pages`);
}

/** Whether a record has not come yet, as far as its ID tells. */
function isNew({ Id: id }: GraphqlData, given: Set<string>): boolean {
  if (!isText(id)) return true;
  const isFirst = !given.has(id);
  given.add(id);
  return isFirst;
}

/** What is not in the query cannot be in its answer. */
function checkPages({ query, variables, operationName }: GraphqlCall, path: string, cursor: string): void {
  const wrong = (message: string, problem: InputProblem, field = 'Query') => new InputError(message, problem, field);
  if (mayMutate(query, operationName))
    throw wrong('Query: a mutation has no pages to follow.', { reason: 'mutationHasNoPages' });
  const missing = path.split('.').find((name) => !hasName(query, name));
  if (missing !== undefined) {
    const message = `Connection: “${shorten(path)}” is not in the query, which has no “${shorten(missing)}”.`;
    throw wrong(message, { reason: 'noSuchConnection', known: [] }, 'Connection');
  }
  if (!['edges', 'node'].every((name) => hasName(query, name))) {
    throw wrong('Query: it does not ask for edges { node }, which has the records.', { reason: 'noNodes' });
  }
  if (!['pageInfo', 'hasNextPage', 'endCursor'].every((name) => hasName(query, name))) {
    throw wrong('Query: it does not ask for pageInfo, which tells where the next page is.', { reason: 'noPageInfo' });
  }
  if (!usesVariable(query, cursor)) {
    const message = `Query: it does not use the variable $${shorten(cursor)}, which gets the cursor of the next page.`;
    throw wrong(message, { reason: 'noCursorVariable', name: cursor });
  }
  if (declaredVariables(query, operationName).some(({ name, isRequired }) => name === cursor && isRequired)) {
    const message = `Query: its variable $${shorten(cursor)} needs a value (!), and the first page has no cursor.`;
    throw wrong(message, { reason: 'noCursorVariable', name: cursor });
  }
  if (variables.names.includes(cursor)) {
    const message = `Variables: “${shorten(cursor)}” gets the cursor of the next page, and no value of yours.`;
    throw wrong(message, { reason: 'wrongVariable' }, 'Variables');
  }
}

interface ConnectionPage {
  readonly edges: readonly Edge[];
  readonly pageInfo: PageInfo;
  readonly totalCount: number | undefined;
}

interface Edge {
  readonly node: GraphqlData;
}

interface PageInfo {
  readonly hasNextPage: boolean;
  readonly endCursor?: string | null | undefined;
}

const isConnection = objectWith({
  edges: listOf(objectWith<Edge>({ node: isRecord })),
  pageInfo: objectWith<PageInfo>({ hasNextPage: isFlag, endCursor: maybe(isWords) }),
  totalCount: maybe(isCount),
});

/** @throws InputError where the connections of the data have other names: fragments and aliases hide them in the query */
function connectionAt(data: GraphqlData, path: string): ConnectionPage {
  let value: unknown = data;
  for (const name of path.split('.')) value = isRecord(value) && Object.hasOwn(value, name) ? value[name] : undefined;
  const isAbove = isRecord(value) && !('edges' in value) && connectionsIn(value).length > 0;
  const known = value === undefined || isAbove || Array.isArray(value) ? connectionsIn(data) : [];
  if (known.length > 0) {
    const message = `Connection: “${shorten(path)}” is no connection of the data, which has ${shorten(known.join(', '))}.`;
    throw new InputError(message, { reason: 'noSuchConnection', known }, 'Connection');
  }
  const { edges, pageInfo, totalCount } = expectShape(value, isConnection, `the connection ${shorten(path)}`);
  return { edges, pageInfo, totalCount: totalCount ?? undefined };
}

/** The paths of a value's connections, without those in their records. */
function connectionsIn(value: GraphqlData, path: readonly string[] = []): string[] {
  if (Array.isArray(value['edges'])) return [path.join('.')];
  return Object.entries(value).flatMap(([name, inner]) =>
    isRecord(inner) ? connectionsIn(inner, [...path, name]) : [],
  );
}
